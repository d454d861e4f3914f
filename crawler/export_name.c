/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules are those of Windows, which are the strictest
 * (learn.microsoft.com, "Naming Files, Paths, and Namespaces"), and of people
 * who look at a folder: no name that shows as something else than it is.
 */
#include "crawler/export_name.h"

#include "base/err.h"
#include "parsers/charset.h"

#include <stdio.h>
#include <stdlib.h>

/* An allocation that fails leaves the table as it was. */
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

enum { EXTENSION_MAX = 12 };	/* with its dot */

/* --- characters ----------------------------------------------------------- */

static bool is_space(unsigned cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 ||
	       cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) ||
	       cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F ||
	       cp == 0x3000;
}

/* Takes no room, or turns the direction of what follows. */
static bool is_invisible(unsigned cp)
{
	return cp == 0xAD || cp == 0x61C || (cp >= 0x200B && cp <= 0x200F) ||
	       (cp >= 0x202A && cp <= 0x202E) ||
	       (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF ||
	       (cp >= 0xE0000 && cp <= 0xE007F);
}

static bool is_forbidden(unsigned cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp <= 0x9F) || cp == 0xFFFD ||
	       (cp & 0xFFFE) == 0xFFFE || (cp < 0x80 &&
					   strchr("<>:\"/\\|?*", (int)cp));
}

static void add_clean(struct slice name, struct buf *out)
{
	size_t at = 0;
	bool space = false;

	while (at < name.n) {
		size_t from = at;
		unsigned cp = charset_next(name, &at);

		if (is_invisible(cp))
			continue;
		if (is_space(cp)) {
			space = true;
			continue;
		}
		if (space && out->len)
			(void)buf_addc(out, ' ');
		space = false;
		if (is_forbidden(cp))
			(void)buf_addc(out, '_');
		else
			(void)buf_add(out, name.p + from, at - from);
	}
}

/* --- whole names ---------------------------------------------------------- */

/* Windows drops them at the end of a name. */
static struct slice without_dots(struct slice name)
{
	while (name.n && strchr(". ", name.p[name.n - 1]))
		name.n--;
	return name;
}

/* With its dot; empty where there is none. */
static struct slice extension_of(struct slice name)
{
	size_t from = name.n;

	while (from > 0 && name.n - from < EXTENSION_MAX - 1 &&
	       ((name.p[from - 1] >= '0' && name.p[from - 1] <= '9') ||
		((name.p[from - 1] | 0x20) >= 'a' &&
		 (name.p[from - 1] | 0x20) <= 'z')))
		from--;
	if (from < 2 || from == name.n || name.p[from - 1] != '.')
		return slice_sub(name, name.n, name.n);
	return slice_sub(name, from - 1, name.n);
}

/* Device names of Windows, whatever their extension: "CON", "com1.txt". */
static bool is_device(struct slice name)
{
	static const char *const devices[] = {
		"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
	};
	static const char *const numbered[] = {"COM", "LPT"};
	static const char *const numbers[] = {
		"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\xc2\xb9",
		"\xc2\xb2", "\xc2\xb3",	/* superscripts count */
	};
	struct slice rest = name;
	struct slice stem = slice_trim(slice_cut(&rest, '.'));

	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
		if (slice_ieqs(stem, devices[i]))
			return true;
	for (size_t i = 0; i < sizeof(numbered) / sizeof(*numbered); i++) {
		struct slice number = slice_sub(stem, 3, stem.n);

		for (size_t k = 0; k < sizeof(numbers) / sizeof(*numbers); k++)
			if (slice_istarts(stem, numbered[i]) &&
			    slice_eqs(number, numbers[k]))
				return true;
	}
	return false;
}

/* name with room left in max, cut between characters before its extension. */
static void add_cut(struct slice name, bool is_file, size_t max,
		    const char *suffix, struct buf *out)
{
	struct slice extension = is_file ? extension_of(name) : SLICE_NONE;
	struct slice stem = slice_sub(name, 0, name.n - extension.n);
	size_t room = max - extension.n - strlen(suffix);

	if (stem.n > room) {
		stem.n = room;
		/* not between the bytes of a character */
		while (stem.n && ((unsigned char)stem.p[stem.n] & 0xC0) == 0x80)
			stem.n--;
		stem = without_dots(stem);
	}
	(void)buf_add_slice(out, stem);
	(void)buf_adds(out, suffix);
	(void)buf_add_slice(out, extension);
}

int export_name(struct slice name, const char *fallback, size_t max,
		struct buf *out)
{
	struct buf clean = BUF_INIT(name.n + 2);
	struct slice s;

	add_clean(name, &clean);
	s = without_dots(buf_slice(&clean));
	if (clean.err)
		goto free_clean;
	if (s.n == 0)
		s = slice_of(fallback);
	else if (s.p[0] == '.' || s.p[0] == '-')
		clean.data[0] = '_';
	if (is_device(s)) {
		(void)buf_addc(out, '_');
		max--;
	}
	add_cut(s, true, max, "", out);
free_clean:
	if (clean.err)
		out->err = out->err ? out->err : clean.err;
	buf_free(&clean);
	return out->err;
}

/* --- names that are taken ------------------------------------------------- */

struct taken {
	UT_hash_handle hh;
	unsigned next;		/* number to try for the next of this name */
	char key[];		/* folder, NUL, name in lower case */
};

struct export_names {
	struct taken *table;
};

struct export_names *export_names_new(void)
{
	return calloc(1, sizeof(struct export_names));
}

void export_names_free(struct export_names *names)
{
	struct taken *t, *next;

	if (!names)
		return;
	HASH_ITER(hh, names->table, t, next) {
		HASH_DEL(names->table, t);
		free(t);
	}
	free(names);
}

static int make_key(struct slice folder, struct slice name, struct buf *key)
{
	buf_clear(key);
	(void)buf_add_slice(key, folder);
	(void)buf_addc(key, '\0');
	(void)buf_add_slice(key, name);
	for (size_t i = 0; !key->err && i < key->len; i++)
		if (key->data[i] >= 'A' && key->data[i] <= 'Z')
			key->data[i] |= 0x20;
	return key->err;
}

static struct taken *find(struct export_names *names, const struct buf *key)
{
	struct taken *t;

	HASH_FIND(hh, names->table, key->data, key->len, t);
	return t;
}

static int take(struct export_names *names, const struct buf *key)
{
	struct taken *t = malloc(sizeof(*t) + key->len);
	unsigned before = HASH_CNT(hh, names->table);

	if (!t)
		return ERR_NOMEM;
	t->next = 2;
	memcpy(t->key, key->data, key->len);
	HASH_ADD_KEYPTR(hh, names->table, t->key, key->len, t);
	if (HASH_CNT(hh, names->table) > before)
		return 0;
	free(t);
	return ERR_NOMEM;
}

/* The first free number behind name, whose own key is taken already. */
static int take_numbered(struct export_names *names, struct slice folder,
			 struct slice name, bool is_file, struct taken *first,
			 struct buf *out)
{
	struct buf key = BUF_INIT(SIZE_MAX / 2), numbered = BUF_INIT(1024);
	char suffix[16];
	int err;

	do {
		(void)snprintf(suffix, sizeof(suffix), " (%u)", first->next++);
		buf_clear(&numbered);
		add_cut(name, is_file, EXPORT_NAME_MAX, suffix, &numbered);
		err = numbered.err;
		if (!err)
			err = make_key(folder, buf_slice(&numbered), &key);
	} while (!err && find(names, &key));
	if (!err)
		err = take(names, &key);
	if (!err)
		err = buf_add_slice(out, buf_slice(&numbered));
	buf_free(&numbered);
	buf_free(&key);
	return err;
}

int export_names_take(struct export_names *names, struct slice folder,
		      struct slice name, bool is_file, struct buf *out)
{
	struct buf key = BUF_INIT(SIZE_MAX / 2);
	int err = make_key(folder, name, &key);
	struct taken *first = err ? NULL : find(names, &key);

	if (first)
		err = take_numbered(names, folder, name, is_file, first, out);
	else if (!err)
		err = take(names, &key);
	if (!err && !first)
		err = buf_add_slice(out, name);
	buf_free(&key);
	return err;
}
