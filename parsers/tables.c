/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All rows of all grids of a report go by in the order of the page; each is
 * shown to the readers of the four tables until one says it is its own.  A
 * reader is open from its header (or a label that only it has) until another
 * table's header comes by, so that a table split by a page break goes on in
 * the next grid, and words such as "其他" mean something only inside.
 *
 *   grids ─► line (cells of a row, labels reduced) ─┬─► review
 *                                                   ├─► applications
 *                                                   ├─► active
 *                                                   └─► statistics
 *
 * A fact that comes twice is kept as it came first.
 */
#include "parsers/tables.h"

#include "parsers/tables_private.h"

/* The one that took the row is open, the others are closed by its header. */
static void close_others(struct table_reader *r, const void *owner)
{
	if (owner != &r->review)
		r->review.open = false;
	if (owner != &r->applications)
		r->applications.open = false;
	if (owner != &r->active)
		r->active.open = false;
}

static bool read_line(struct table_reader *r)
{
	if (table_review_line(r))
		close_others(r, &r->review);
	else if (table_applications_line(r))
		close_others(r, &r->applications);
	else if (table_active_line(r))
		close_others(r, &r->active);
	else
		return table_statistics_line(r);
	return true;
}

static enum report_generation generation_of(const struct table_reader *r)
{
	const struct applications *t = &r->applications;

	if (r->active.votes_2019 || r->active.votes_2021)
		return table_active_generation(r);
	for (int i = APPLICATION_OTHER; i < APPLICATION_TOTAL; i++)
		if (t->have[i])
			return i == APPLICATION_OTHER ? GENERATION_2019
						      : GENERATION_2021;
	if (t->last >= 0 || r->review.have)
		return GENERATION_2021;
	return r->statistics.count ? GENERATION_STATISTICS
				   : GENERATION_NARRATIVE;
}

static int finish(struct table_reader *r, struct tables *out)
{
	out->generation = generation_of(r);
	if (!table_active_rows(r, out->generation, out) ||
	    !table_applications_rows(r, out) || !table_review_rows(r, out))
		return arena_err(r->arena);
	out->statistics = r->statistics.rows;
	out->statistic_count = r->statistics.count;
	return arena_err(r->arena);
}

int tables_read(const struct grid *const *grids, uint32_t count,
		struct arena *a, struct tables *ret_tables)
{
	struct table_reader *r = arena_alloc(a, sizeof(*r));
	bool *used = arena_array(a, count, sizeof(*used));
	struct tables out = {.used = used};
	int err;

	if (!r || !used)
		return arena_err(a);
	r->arena = a;
	r->applications.last = -1;
	r->labels = table_labels_new(a);
	if (!r->labels)
		return arena_err(a);
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t row = 0; grids[i] && row < grids[i]->rows;
		     row++) {
			table_line_of(grids[i], row, &r->line);
			used[i] |= read_line(r);
		}
	if (!table_solve(r))
		return arena_err(a);
	err = finish(r, &out);
	if (!err)
		*ret_tables = out;
	return err;
}
