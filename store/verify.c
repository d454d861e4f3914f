/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walk: every record of every file once, in order; then what they say
 * about each other; then the catalog.  Findings go out as they are met, and
 * damage to one record does not hide the ones behind it.
 */
#include "store/verify.h"

#include "base/err.h"
#include "store/verify_private.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of a block kept: whole metadata, and heads. */
enum { MAX_BLOCK = 1 << 20 };
enum { DETAIL_SIZE = 512 };

static const struct {
	const char *name, *text;
} rules[] = {
#define X(suffix, name, text) [VERIFY_##suffix] = {name, text},
	VERIFY_RULES(X)
#undef X
};

const char *verify_rule_name(enum verify_rule rule)
{
	return rules[rule].name;
}

const char *verify_rule_text(enum verify_rule rule)
{
	return rules[rule].text;
}

void verify_say(struct verify *v, enum verify_rule rule, const char *file,
		uint64_t offset, const char *format, ...)
{
	char detail[DETAIL_SIZE];
	struct verify_finding finding = {rules[rule].name, file, offset,
					 detail};
	va_list args;

	v->totals->findings++;
	if (!v->options->on_finding)
		return;
	va_start(args, format);
	/* cut where a value is long */
	(void)vsnprintf(detail, sizeof(detail), format, args);
	va_end(args);
	v->options->on_finding(v->options->ctx, &finding);
}

/* --- one file --------------------------------------------------------- */

struct file_walk {
	struct verify *v;
	struct warc_reader *reader;
	const char *name;
	uint64_t limit;		/* records from here on are not ours to judge */
	uint64_t records, bytes; /* of the records so far */
	bool open;		/* still being written */
	bool damaged;
};

static int on_record(struct file_walk *w, const struct warc_record *record)
{
	struct verify *v = w->v;
	int err;

	if (w->records++ == 0 && record->type != WARC_INFO)
		verify_say(v, VERIFY_WARCINFO_FIRST, w->name, record->offset,
			   "the first record is a %s record",
			   warc_type_name(record->type));
	v->totals->records++;
	w->bytes += record->length;
	if (v->options->on_progress)
		v->options->on_progress(v->options->ctx, v->done +
					record->offset + record->length,
					v->total);
	verify_record(v, record);
	err = verify_refs_add(v, record);
	if (!err && record->type == WARC_METADATA)
		err = verify_capture(v, record);
	return err;
}

/* What warc_next() met besides a record.  0: go on reading; ERR_NOTFOUND:
 * there is nothing more. */
static int on_trouble(struct file_walk *w, int err)
{
	const char *problem;
	uint64_t offset;

	if (err == ERR_NOTFOUND || (err != ERR_EOF && err != ERR_DAMAGED))
		return err;
	problem = warc_problem(w->reader, &offset);
	/* what is beyond the last commit is still being written */
	if (offset >= w->limit ||
	    (w->open && err == ERR_EOF && !w->v->catalog))
		return ERR_NOTFOUND;
	w->damaged = true;
	verify_say(w->v, err == ERR_EOF ? VERIFY_TORN : VERIFY_DAMAGED,
		   w->name, offset, "%s", problem);
	return warc_resync(w->reader);
}

static int walk_records(struct file_walk *w)
{
	struct warc_record record;

	for (;;) {
		int err = warc_next(w->reader, &record);

		if (!err && record.offset >= w->limit)
			return 0;
		err = err ? on_trouble(w, err) : on_record(w, &record);
		if (err == ERR_NOTFOUND)
			return 0;
		if (err)
			return err;
	}
}

static int add_file(struct verify *v, const char *name)
{
	char **files = realloc(v->files, (v->file_count + 1) * sizeof(*files));

	if (!files)
		return ERR_NOMEM;
	v->files = files;
	v->files[v->file_count] = strdup(name);
	if (!v->files[v->file_count])
		return ERR_NOMEM;
	v->file_count++;
	v->totals->files++;
	return 0;
}

static int walk_file(struct verify *v, const char *path, const char *name,
		     uint64_t limit)
{
	struct file_walk w = {
		.v = v, .limit = limit,
		.open = slice_ends(slice_of(name), ".open"),
	};
	struct stat st;
	int err;

	if (stat(path, &st))
		return err_from_errno(errno);
	err = add_file(v, name);
	if (err)
		return err;
	w.name = v->files[v->file_count - 1];
	v->totals->warcs_open += w.open;
	err = warc_open(path, MAX_BLOCK, &w.reader);
	if (err)
		return err;
	warc_set_hashing(w.reader, !v->options->fast);
	err = walk_records(&w);
	warc_close(w.reader);
	if (err)
		return err;
	if (limit == UINT64_MAX && !w.open && !w.damaged &&
	    w.bytes != (uint64_t)st.st_size)
		verify_say(v, VERIFY_FILE_SIZE, w.name, w.bytes,
			   "records of %llu bytes in a file of %llu",
			   (unsigned long long)w.bytes,
			   (unsigned long long)st.st_size);
	v->done += (uint64_t)st.st_size;
	v->totals->bytes += (uint64_t)st.st_size;
	return 0;
}

static void walk_free(struct verify *v)
{
	for (size_t i = 0; i < v->file_count; i++)
		free(v->files[i]);
	free(v->files);
	verify_refs_free(&v->refs);
	verify_catalog_close(v->catalog);
}

int verify_file(const char *path, const struct verify_options *options,
		struct verify_totals *ret_totals)
{
	const char *slash = strrchr(path, '/');
	struct verify_totals totals = {0};
	struct verify v = {.options = options, .totals = &totals};
	struct stat st;
	int err;

	if (stat(path, &st))
		return err_from_errno(errno);
	v.total = (uint64_t)st.st_size;
	err = walk_file(&v, path, slash ? slash + 1 : path, UINT64_MAX);
	if (!err)
		verify_refs_check(&v);
	walk_free(&v);
	if (!err)
		*ret_totals = totals;
	return err;
}

/* --- the archive ------------------------------------------------------ */

static int is_warc(const struct dirent *entry)
{
	struct slice name = slice_of(entry->d_name);

	return slice_ends(name, ".warc.gz") ||
	       slice_ends(name, ".warc.gz.open");
}

/* alphasort() goes by the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* One file of the folder; only_size adds up what there is to read. */
static int visit(struct verify *v, const char *folder, const char *name,
		 bool only_size)
{
	struct stat st;
	char *path;
	int err = 0;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return ERR_NOMEM;
	if (!only_size)
		err = walk_file(v, path, name, verify_catalog_limit(v, name));
	else if (stat(path, &st) == 0)
		v->total += (uint64_t)st.st_size;
	free(path);
	return err;
}

static int walk_folder(struct verify *v, const char *folder)
{
	struct dirent **names;
	int count = scandir(folder, &names, is_warc, by_name);
	int err = 0;

	if (count < 0)
		return err_from_errno(errno);
	for (int i = 0; !err && i < 2 * count; i++)
		err = visit(v, folder, names[i % count]->d_name, i < count);
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return err;
}

int verify_archive(const char *dir, const struct verify_options *options,
		   struct verify_totals *ret_totals)
{
	struct verify_totals totals = {0};
	struct verify v = {.options = options, .totals = &totals,
			   .archive = true};
	char *folder;
	int err;

	if (asprintf(&folder, "%s/warc", dir) < 0)
		return ERR_NOMEM;
	err = access(folder, R_OK | X_OK) ? err_from_errno(errno) : 0;
	if (!err)
		err = verify_catalog_open(&v, dir);
	if (!err)
		err = walk_folder(&v, folder);
	if (!err)
		err = verify_catalog_check(&v, dir);
	if (!err)
		verify_refs_check(&v);
	free(folder);
	walk_free(&v);
	if (!err)
		*ret_totals = totals;
	return err;
}
