/* SPDX-License-Identifier: Apache-2.0 */
/*
 * List answers as JSON or JSONP.  Nothing is expected of their shape: an
 * object with an address is a row, a number under a known name is a total,
 * and where there are no rows the longest text with markup is kept for the
 * caller to read.  Walked with a stack of its own; what is deeper is left out.
 */
#include "parsers/pager/pager_private.h"

#include "base/err.h"

#include <jansson.h>

enum {
	DEEP = 32,
	TEXT_MAX = 16 << 20,	/* bytes of an answer */
};

struct level {
	json_t *value;
	void *iter;		/* of an object */
	size_t index;		/* of an array */
};

/* From the first bracket on: jQuery123({…}); the rest is not looked at. */
static struct slice payload(struct slice s)
{
	size_t at = 0;

	while (at < s.n && s.p[at] != '{' && s.p[at] != '[')
		at++;
	return slice_sub(s, at, s.n);
}

static json_t *parse(struct slice s)
{
	const size_t flags = JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK;
	json_t *root = json_loadb(s.p, s.n, flags, NULL);

	/* An id of twenty digits is no reason to lose the list. */
	return root ? root : json_loadb(s.p, s.n, flags |
					JSON_DECODE_INT_AS_REAL, NULL);
}

static struct slice string_of(json_t *value)
{
	if (!json_is_string(value))
		return SLICE_NONE;
	return (struct slice){json_string_value(value),
			      json_string_length(value)};
}

static int64_t number_of(json_t *value)
{
	struct slice s = slice_trim(string_of(value));
	size_t at = 0;
	int64_t n;

	if (json_is_integer(value))
		n = json_integer_value(value);
	else if (json_is_real(value) && json_real_value(value) >= 0 &&
		 json_real_value(value) <= PAGER_TOTAL_MAX)
		n = (int64_t)json_real_value(value);
	else if (!s.n || !scan_digits(s, &at, PAGER_TOTAL_MAX, &n) ||
		 at != s.n)
		return -1;
	return n >= 0 && n <= PAGER_TOTAL_MAX ? n : -1;
}

static struct slice date_of(json_t *value, struct arena *a)
{
	struct slice s = string_of(value);
	size_t at = 0;
	int64_t stamp;
	char date[11];

	if (json_is_integer(value))
		return pager_day(json_integer_value(value), a);
	if (json_is_real(value) && json_real_value(value) > 0 &&
	    json_real_value(value) < 1e14)
		return pager_day((int64_t)json_real_value(value), a);
	if (scan_date(slice_sub(s, 0, 64), date))
		return arena_slice(a, slice_of(date));
	if (s.n && scan_digits(s, &at, INT64_MAX, &stamp) && at == s.n)
		return pager_day(stamp, a);
	return SLICE_NONE;
}

/* <em>年报</em> in a search result */
static struct slice without_tags(struct slice s, struct arena *a)
{
	char *to = arena_alloc(a, s.n + 1);
	size_t n = 0;

	if (!to)
		return SLICE_NONE;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '<') {
			size_t end = slice_findc(s, '>', i);

			if (end != SIZE_MAX) {
				i = end;
				continue;
			}
			memcpy(to + n, s.p + i, s.n - i);	/* a bare < */
			return (struct slice){to, n + s.n - i};
		}
		to[n++] = s.p[i];
	}
	return (struct slice){to, n};
}

/* The values of an object under the best of their names. */
static void read_object(json_t *object, struct pager_answer *to)
{
	json_t *best[KEY_NONE] = {NULL};
	unsigned ranks[KEY_NONE] = {0};
	int64_t *const totals[] = {
		[KEY_TOTAL] = &to->totals.total,
		[KEY_PAGES] = &to->totals.pages,
		[KEY_SIZE] = &to->totals.size,
	};
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value) {
		unsigned rank;
		enum pager_key key = pager_key_of(slice_of(name), &rank);

		if (key == KEY_NONE || json_is_object(value) ||
		    json_is_array(value) || json_is_null(value))
			continue;
		if (key == KEY_URL && !json_string_length(value))
			continue;
		if (!best[key] || rank < ranks[key]) {
			best[key] = value;
			ranks[key] = rank;
		}
	}
	if (string_of(best[KEY_URL]).n) {
		pager_add_row(to, arena_slice(to->arena,
					      string_of(best[KEY_URL])),
			      without_tags(string_of(best[KEY_TITLE]),
					   to->arena),
			      date_of(best[KEY_DATE], to->arena));
		return;
	}
	for (enum pager_key key = KEY_TOTAL; key <= KEY_SIZE; key++)
		if (*totals[key] < 0 && best[key])
			*totals[key] = number_of(best[key]);
}

/* data.html of jpaas, result of truecms */
static void keep_markup(json_t *value, struct pager_answer *to)
{
	struct slice s = string_of(value);

	if (s.n > to->inner.n &&
	    (slice_finds(s, "<datastore", 0) != SIZE_MAX ||
	     slice_ifinds(s, "<a ", 0) != SIZE_MAX))
		to->inner = s;
}

static json_t *next_child(struct level *at)
{
	json_t *child;

	if (json_is_array(at->value))
		return json_array_get(at->value, at->index++);
	at->iter = at->iter ? json_object_iter_next(at->value, at->iter)
			    : json_object_iter(at->value);
	child = at->iter ? json_object_iter_value(at->iter) : NULL;
	return child;
}

static void walk(json_t *root, struct pager_answer *to)
{
	struct level levels[DEEP] = {{.value = root}};
	int depth = 1;

	if (json_is_object(root))
		read_object(root, to);
	while (depth > 0 && !to->err && !to->cut) {
		json_t *child = next_child(&levels[depth - 1]);

		if (!child) {
			depth--;
			continue;
		}
		keep_markup(child, to);
		if (json_is_object(child))
			read_object(child, to);
		if (depth < DEEP && (json_is_object(child) ||
				     json_is_array(child)))
			levels[depth++] = (struct level){.value = child};
	}
}

int pager_read_json(struct slice text, struct pager_answer *to)
{
	json_t *root;

	text = payload(text);
	if (text.n > TEXT_MAX)
		return ERR_TOOBIG;
	root = parse(text);
	if (!root)
		return ERR_INVALID;
	walk(root, to);
	if (to->count || !to->inner.p)
		to->inner = SLICE_NONE;
	else
		to->inner = arena_slice(to->arena, to->inner);
	json_decref(root);
	return to->err ? to->err : arena_err(to->arena);
}
