/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file being written bears its name with ".open" behind it and loses that
 * when it is closed, at any moment; the one opened stays the same.  So both
 * names are tried, the final one twice.
 */
#include "store/warc_cut.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	FILES = 4,		/* kept open; 180 KB each */
	KEPT_MAX = 1 << 20,	/* a reader that held more is let go */
	PROBLEM_SIZE = 512,
};

struct open_file {
	char *name;		/* owned; NULL: this place is free */
	struct warc_reader *reader;
	uint64_t used;		/* turn of its last use */
	bool swollen;		/* its buffers are large: close it next time */
};

struct warc_cutter {
	char *dir;
	struct open_file files[FILES];
	uint64_t turn;
	char problem[PROBLEM_SIZE];
};

static int fail(struct warc_cutter *c, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int fail(struct warc_cutter *c, int err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	/* cut where a name is very long */
	(void)vsnprintf(c->problem, sizeof(c->problem), format, args);
	va_end(args);
	return err;
}

/* --- the files -------------------------------------------------------- */

static void close_file(struct open_file *f)
{
	warc_close(f->reader);
	free(f->name);
	*f = (struct open_file){.name = NULL};
}

int warc_cutter_new(const char *dir, struct warc_cutter **ret_cutter)
{
	struct warc_cutter *c = calloc(1, sizeof(*c));

	if (!c)
		return ERR_NOMEM;
	c->dir = strdup(dir);
	if (!c->dir) {
		free(c);
		return ERR_NOMEM;
	}
	*ret_cutter = c;
	return 0;
}

void warc_cutter_free(struct warc_cutter *c)
{
	if (!c)
		return;
	for (int i = 0; i < FILES; i++)
		close_file(&c->files[i]);
	free(c->dir);
	free(c);
}

const char *warc_cutter_problem(const struct warc_cutter *c)
{
	return c->problem;
}

static int open_reader(const struct warc_cutter *c, const char *name,
		       struct warc_reader **ret_reader)
{
	static const char *const suffixes[] = {"", ".open", ""};
	int err = ERR_NOTFOUND;

	for (int i = 0; i < 3 && err == ERR_NOTFOUND; i++) {
		char *path;

		if (asprintf(&path, "%s/warc/%s%s", c->dir, name,
			     suffixes[i]) < 0)
			return ERR_NOMEM;
		err = warc_open(path, 0, ret_reader);
		free(path);
	}
	return err;
}

/* The one that has the name; else the one not used for longest. */
static struct open_file *place_for(struct warc_cutter *c, const char *name)
{
	struct open_file *oldest = &c->files[0];

	for (int i = 0; i < FILES; i++) {
		struct open_file *f = &c->files[i];

		if (f->swollen)
			close_file(f);
		if (f->name && strcmp(f->name, name) == 0)
			return f;
		if (f->used < oldest->used)
			oldest = f;
	}
	return oldest;
}

static int get_file(struct warc_cutter *c, const char *name,
		    struct open_file **ret_file)
{
	struct open_file *f = place_for(c, name);
	int err;

	if (strchr(name, '/'))
		return fail(c, ERR_DAMAGED, "\"%s\" is no WARC file of ours",
			    name);
	if (!f->name || strcmp(f->name, name) != 0) {
		close_file(f);
		err = open_reader(c, name, &f->reader);
		if (err == ERR_NOTFOUND)
			return fail(c, ERR_DAMAGED, "warc/%s is not there",
				    name);
		if (err)
			return fail(c, err, "warc/%s: %s", name,
				    err_text(err));
		f->name = strdup(name);
		if (!f->name) {
			close_file(f);
			return fail(c, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
		}
	}
	f->used = ++c->turn;
	*ret_file = f;
	return 0;
}

/* --- the record ------------------------------------------------------- */

static int seek(struct warc_cutter *c, struct open_file *f, uint64_t offset)
{
	if (warc_seek(f->reader, offset) == 0)
		return 0;
	return fail(c, ERR_DAMAGED, "warc/%s at %llu: the file ends before it",
		    f->name, (unsigned long long)offset);
}

/* The next one; offset is where it should stand. */
static int read_next(struct warc_cutter *c, struct open_file *f,
		     uint64_t offset, struct warc_record *ret_record)
{
	struct warc_record record;
	const char *what = NULL;
	int err = warc_next(f->reader, &record);

	if (err == ERR_NOTFOUND)
		what = "the file ends before it";
	else if (err == ERR_EOF || err == ERR_DAMAGED)
		what = warc_problem(f->reader, NULL);
	else if (err)
		return fail(c, err, "warc/%s at %llu: %s", f->name,
			    (unsigned long long)offset, err_text(err));
	if (what)
		return fail(c, ERR_DAMAGED, "warc/%s at %llu: %s", f->name,
			    (unsigned long long)offset, what);
	f->swollen = record.block.n > KEPT_MAX;
	*ret_record = record;
	return 0;
}

static int wrong_length(struct warc_cutter *c, const struct open_file *f,
			uint64_t offset)
{
	return fail(c, ERR_DAMAGED, "warc/%s at %llu: the record there has "
		    "another length", f->name, (unsigned long long)offset);
}

static int read_at(struct warc_cutter *c, struct open_file *f,
		   struct warc_place place, struct warc_record *ret_record)
{
	struct warc_record record;
	int err = seek(c, f, place.offset);

	if (!err)
		err = read_next(c, f, place.offset, &record);
	if (!err && record.length != place.length)
		err = wrong_length(c, f, place.offset);
	if (!err)
		*ret_record = record;
	return err;
}

int warc_cut(struct warc_cutter *c, const char *file, struct warc_place place,
	     size_t max_block, struct warc_record *ret_record)
{
	struct open_file *f;
	int err;

	c->problem[0] = '\0';
	err = get_file(c, file, &f);
	if (err)
		return err;
	warc_set_max_block(f->reader, max_block);
	return read_at(c, f, place, ret_record);
}

/* --- members ---------------------------------------------------------- */

static int seek_unhashed(struct warc_cutter *c, const char *file,
			 uint64_t offset, struct open_file **ret_file)
{
	int err;

	c->problem[0] = '\0';
	err = get_file(c, file, ret_file);
	if (!err)
		err = seek(c, *ret_file, offset);
	if (err)
		return err;
	warc_set_max_block((*ret_file)->reader, 0);
	warc_set_hashing((*ret_file)->reader, false);
	return 0;
}

int warc_cut_first(struct warc_cutter *c, const char *file,
		   struct warc_record *ret_record)
{
	struct open_file *f;
	int err = seek_unhashed(c, file, 0, &f);

	if (err)
		return err;
	err = read_next(c, f, 0, ret_record);
	warc_set_hashing(f->reader, true);
	return err;
}

int warc_cut_check(struct warc_cutter *c, const char *file,
		   struct warc_place place)
{
	uint64_t at = place.offset, left = place.length;
	struct warc_record record;
	struct open_file *f;
	int err = seek_unhashed(c, file, at, &f);

	if (err)
		return err;
	while (!err && left) {
		err = read_next(c, f, at, &record);
		if (!err && (record.length == 0 || record.length > left))
			err = wrong_length(c, f, at);
		at += err ? 0 : record.length;
		left -= err ? 0 : record.length;
	}
	warc_set_hashing(f->reader, true);
	return err;
}

int warc_cut_bytes(struct warc_cutter *c, const char *file,
		   struct warc_place place, struct buf *out)
{
	struct open_file *f;
	int err;

	c->problem[0] = '\0';
	err = get_file(c, file, &f);
	if (err)
		return err;
	err = place.length > out->max ? ERR_TOOBIG :
	      buf_reserve(out, (size_t)place.length);
	if (err)
		return err;
	if (warc_bytes(f->reader, place.offset, out->data + out->len,
		       (size_t)place.length))
		return fail(c, ERR_IO, "warc/%s at %llu: cannot be read",
			    f->name, (unsigned long long)place.offset);
	out->len += (size_t)place.length;
	out->data[out->len] = '\0';
	return 0;
}
