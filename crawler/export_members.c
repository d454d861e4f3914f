/* SPDX-License-Identifier: Apache-2.0 */
/*
 *   add      a run for each capture: its records stand side by side
 *   settle   runs in order of file and offset, the same ones once; each is
 *            read; those that are whole get their place in the copy
 *   copy     in that order, so that a file is read from head to tail
 *
 * A run that is not whole is left out before any size or place is told, so
 * that what is told holds.
 */
#include "crawler/export_members.h"

#include "base/err.h"

#include <stdlib.h>
#include <uthash.h>

enum { PIECE = 1 << 20 };	/* bytes copied at once */

struct run {
	uint64_t offset, length; /* in the archive's file */
	uint64_t at;		/* in the copy */
	uint32_t file;
	bool whole;
};

struct file {
	uint32_t index;
	struct warc_place head;	/* its warcinfo; length 0: lost */
	size_t first, count;	/* its runs, once they are in order */
	uint64_t bytes;		/* of the copy */
	bool used;		/* a run is whole */
	UT_hash_handle hh;
	char name[];
};

struct export_members {
	struct file *by_name;	/* owned */
	struct file **files;	/* by index; owned */
	size_t file_count, file_room;
	struct run *runs;	/* owned */
	size_t count, room;
};

int export_members_new(struct export_members **ret_members)
{
	struct export_members *m = calloc(1, sizeof(*m));

	if (!m)
		return ERR_NOMEM;
	*ret_members = m;
	return 0;
}

void export_members_free(struct export_members *m)
{
	if (!m)
		return;
	HASH_CLEAR(hh, m->by_name);
	for (size_t i = 0; i < m->file_count; i++)
		free(m->files[i]);
	free(m->files);
	free(m->runs);
	free(m);
}

/* --- adding --------------------------------------------------------------- */

/* Room for one more of size bytes; *array is grown.  ERR_NOMEM. */
static int grow(void **array, size_t count, size_t *room, size_t size)
{
	size_t more = *room ? *room * 2 : 16;
	void *grown;

	if (count < *room)
		return 0;
	grown = reallocarray(*array, more, size);
	if (!grown)
		return ERR_NOMEM;
	*array = grown;
	*room = more;
	return 0;
}

static struct file *find_file(const struct export_members *m, const char *name)
{
	struct file *file;

	HASH_FIND_STR(m->by_name, name, file);
	return file;
}

static int get_file(struct export_members *m, const char *name,
		    uint32_t *ret_index)
{
	struct file *file = find_file(m, name);
	void *files = m->files;
	size_t size = strlen(name) + 1;

	if (file) {
		*ret_index = file->index;
		return 0;
	}
	if (m->file_count == UINT32_MAX ||
	    grow(&files, m->file_count, &m->file_room, sizeof(*m->files)))
		return ERR_NOMEM;
	m->files = files;
	file = calloc(1, sizeof(*file) + size);
	if (!file)
		return ERR_NOMEM;
	memcpy(file->name, name, size);
	file->index = (uint32_t)m->file_count;
	m->files[m->file_count++] = file;
	HASH_ADD_KEYPTR(hh, m->by_name, file->name, size - 1, file);
	*ret_index = file->index;
	return 0;
}

static int add_run(struct export_members *m, uint32_t file,
		   struct warc_place place)
{
	void *runs = m->runs;
	int err = grow(&runs, m->count, &m->room, sizeof(*m->runs));

	if (err)
		return err;
	m->runs = runs;
	m->runs[m->count++] = (struct run){
		.offset = place.offset, .length = place.length, .file = file,
	};
	return 0;
}

int export_members_add(struct export_members *m, const struct capture *c)
{
	/* in the order they are written in */
	struct warc_place run = c->main;
	const struct warc_place rest[] = {c->request, c->metadata};
	uint32_t file;
	int err = get_file(m, c->warc_file, &file);

	for (int i = 0; i < 2 && !err; i++) {
		/* a capture that failed has its metadata alone, twice */
		if (!rest[i].length || rest[i].offset == run.offset)
			continue;
		if (rest[i].offset == run.offset + run.length) {
			run.length += rest[i].length;
			continue;
		}
		err = add_run(m, file, run);
		run = rest[i];
	}
	return err ? err : add_run(m, file, run);
}

/* --- settling ------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* In order, without those that begin inside the one before: that is the same
 * capture, or rows that make no sense. */
static void put_in_order(struct export_members *m)
{
	size_t kept = 0;

	if (m->count > 1)
		qsort(m->runs, m->count, sizeof(*m->runs), compare);
	for (size_t i = 0; i < m->count; i++) {
		struct run *run = &m->runs[i];
		const struct run *last = &m->runs[kept ? kept - 1 : 0];
		struct file *file = m->files[run->file];

		if (kept && last->file == run->file &&
		    run->offset < last->offset + last->length)
			continue;
		if (file->count == 0)
			file->first = kept;
		file->count++;
		m->runs[kept++] = *run;
	}
	m->count = kept;
}

/* A loss is counted; other errors are returned. */
static int count_damaged(int err, uint64_t *damaged)
{
	if (err != ERR_DAMAGED)
		return err;
	++*damaged;
	return 0;
}

static int settle_head(struct file *file, struct store_reader *reader,
		       uint64_t *damaged)
{
	int err = store_warcinfo(reader, file->name, &file->head);

	if (err)
		file->head = (struct warc_place){0};
	file->bytes = file->head.length;
	return count_damaged(err, damaged);
}

static int settle_run(struct file *file, struct run *run,
		      struct store_reader *reader, uint64_t *damaged)
{
	int err = store_check_members(reader, file->name, (struct warc_place){
		run->offset, run->length});

	if (err)
		return count_damaged(err, damaged);
	run->whole = file->used = true;
	run->at = file->bytes;
	file->bytes += run->length;
	return 0;
}

int export_members_settle(struct export_members *m,
			  struct store_reader *reader,
			  int (*on_step)(void *ctx, uint64_t count), void *ctx,
			  uint64_t *ret_damaged)
{
	uint64_t damaged = 0;
	int err = 0;

	put_in_order(m);
	for (size_t i = 0; i < m->file_count && !err; i++)
		err = settle_head(m->files[i], reader, &damaged);
	for (size_t i = 0; i < m->count && !err; i++) {
		struct run *run = &m->runs[i];

		err = settle_run(m->files[run->file], run, reader, &damaged);
		if (!err)
			err = on_step(ctx, i + 1);
	}
	if (!err)
		*ret_damaged = damaged;
	return err;
}

/* --- telling and copying -------------------------------------------------- */

bool export_members_find(const struct export_members *m,
			 const struct capture *c,
			 struct warc_place *ret_place)
{
	const struct file *file = find_file(m, c->warc_file);
	struct run wanted = {.offset = c->main.offset};
	const struct run *run;

	if (!file)
		return false;
	wanted.file = file->index;
	run = m->count ? bsearch(&wanted, m->runs, m->count, sizeof(*m->runs),
				 compare) : NULL;
	if (!run || !run->whole)
		return false;
	*ret_place = (struct warc_place){run->at, c->main.length};
	return true;
}

bool export_members_next(const struct export_members *m, size_t *at,
			 const char **ret_name, uint64_t *ret_bytes)
{
	while (*at < m->file_count) {
		const struct file *file = m->files[(*at)++];

		if (!file->used)
			continue;
		*ret_name = file->name;
		*ret_bytes = file->bytes;
		return true;
	}
	return false;
}

static int copy(const struct file *file, struct warc_place place,
		struct store_reader *reader, struct buf *piece,
		int (*write)(void *ctx, struct slice bytes), void *ctx)
{
	int err = 0;

	while (place.length && !err) {
		uint64_t n = place.length < PIECE ? place.length : PIECE;

		buf_clear(piece);
		err = store_members(reader, file->name, (struct warc_place){
			place.offset, n}, piece);
		if (!err)
			err = write(ctx, buf_slice(piece));
		place.offset += n;
		place.length -= n;
	}
	return err;
}

int export_members_copy(const struct export_members *m, const char *name,
			struct store_reader *reader,
			int (*write)(void *ctx, struct slice bytes),
			void *ctx)
{
	const struct file *file = find_file(m, name);
	struct buf piece = BUF_INIT(PIECE);
	int err = 0;

	if (!file)
		return ERR_NOTFOUND;
	err = copy(file, file->head, reader, &piece, write, ctx);
	for (size_t i = 0; i < file->count && !err; i++) {
		const struct run *run = &m->runs[file->first + i];

		if (run->whole)
			err = copy(file, (struct warc_place){run->offset,
				   run->length}, reader, &piece, write, ctx);
	}
	buf_free(&piece);
	return err;
}
