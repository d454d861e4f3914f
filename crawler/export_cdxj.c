/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captures come by SURT and time, but an index is in order of whole lines:
 * those of one SURT are held back and sorted.
 */
#include "crawler/export_cdxj.h"

#include "base/err.h"
#include "store/cdxj.h"

#include <stdlib.h>

enum { GROUP_MAX = 1 << 30 };	/* bytes of lines of one SURT */

struct line {
	size_t at, n;		/* in the lines */
};

struct index {
	const struct export_cdxj *how;
	struct buf lines;	/* of one SURT */
	struct line *order;	/* owned */
	size_t group, room;
};

static int compare(const void *a, const void *b, void *lines)
{
	const struct line *x = a, *y = b;
	const char *bytes = lines;
	size_t n = x->n < y->n ? x->n : y->n;
	int order = memcmp(bytes + x->at, bytes + y->at, n);

	return order ? order : (x->n > y->n) - (x->n < y->n);
}

static int write_group(struct index *index)
{
	int err = 0;

	if (index->group > 1)
		qsort_r(index->order, index->group, sizeof(*index->order),
			compare, index->lines.data);
	for (size_t i = 0; i < index->group && !err; i++)
		err = index->how->write(index->how->ctx, slice_sub(
			buf_slice(&index->lines), index->order[i].at,
			index->order[i].at + index->order[i].n));
	index->group = 0;
	buf_clear(&index->lines);
	return err;
}

static struct slice surt_of(const struct index *index, size_t at)
{
	struct slice line = slice_sub(buf_slice(&index->lines), at,
				      index->lines.len);

	return slice_cut(&line, ' ');
}

static int add_to_order(struct index *index, size_t at)
{
	if (index->group == index->room) {
		size_t room = index->room ? index->room * 2 : 16;
		struct line *order = realloc(index->order,
					     room * sizeof(*order));

		if (!order)
			return ERR_NOMEM;
		index->order = order;
		index->room = room;
	}
	index->order[index->group++] = (struct line){
		.at = at, .n = index->lines.len - at,
	};
	return 0;
}

/* The line of another SURT ends the group and begins the next. */
static int begin_group(struct index *index, size_t at)
{
	struct buf line = BUF_INIT(GROUP_MAX);
	int err = buf_add_slice(&line, slice_sub(buf_slice(&index->lines), at,
						 index->lines.len));

	if (!err)
		err = write_group(index);
	if (!err)
		err = buf_add_slice(&index->lines, buf_slice(&line));
	buf_free(&line);
	return err;
}

static int on_capture(void *ctx, const struct capture *c)
{
	struct index *index = ctx;
	struct warc_place place = c->main;
	size_t at = index->lines.len;
	int err;

	if (!cdxj_has(c) || !index->how->find(index->how->ctx, c, &place))
		return 0;
	err = cdxj_line(c, c->warc_file, place, &index->lines);
	if (!err && index->group &&
	    !slice_eq(surt_of(index, 0), surt_of(index, at))) {
		err = begin_group(index, at);
		at = 0;
	}
	if (!err)
		err = add_to_order(index, at);
	return err;
}

int export_cdxj(struct store_reader *reader, const struct export_cdxj *how)
{
	struct index index = {.how = how, .lines = BUF_INIT(GROUP_MAX)};
	int err = store_each_indexed(reader, how->site, on_capture, &index);

	if (!err)
		err = write_group(&index);
	buf_free(&index.lines);
	free(index.order);
	return err;
}
