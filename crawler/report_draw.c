/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which table belongs to which section is told by the section's heading; a
 * table without its section comes at the end, so that nothing read is left
 * unseen.
 */
#include "crawler/report_draw.h"

#include "base/err.h"
#include "crawler/draw.h"
#include "crawler/wording.h"
#include "parsers/tables.h"

#include <stdlib.h>

enum { ROWS_MAX = 420, CELLS_BYTES = 1 << 20 };

/* What is still to be drawn. */
struct drawing {
	const struct report *r;
	int width;
	struct buf *out;
	struct buf text;	/* of cells, never moved: reserved at once */
	struct draw_row rows[ROWS_MAX];
	uint32_t count;
	bool active, applications, review, statistics; /* drawn */
};

static struct slice cell_text(struct drawing *d, const struct report_cell *c)
{
	size_t from = d->text.len;

	if (c->kind == CELL_UNREAD)
		(void)buf_adds(&d->text, "?");
	else
		(void)buf_add_slice(&d->text, c->solved ? c->value : c->text);
	if (c->solved)
		(void)buf_adds(&d->text, "*");
	return slice_sub(buf_slice(&d->text), from, d->text.len);
}

static struct draw_row *new_row(struct drawing *d, struct slice first)
{
	struct draw_row *row;

	if (d->count == ROWS_MAX)
		d->count--;	/* the last one is overwritten */
	row = &d->rows[d->count++];
	*row = (struct draw_row){.cells = {first}};
	return row;
}

static void begin_table(struct drawing *d)
{
	d->count = 0;
	d->text.len = 0;
}

static void end_table(struct drawing *d, uint32_t columns)
{
	draw_table(d->rows, d->count, columns, d->width, d->out);
}

static bool row_fails(const struct drawing *d, const char *label)
{
	for (uint32_t i = 0; i < d->r->check_count; i++) {
		const struct report_check *c = &d->r->checks[i];

		if ((c->result == CHECK_FAIL || c->result == CHECK_WARN) &&
		    slice_eqs(c->where, label))
			return true;
	}
	return false;
}

static void fill_row(struct drawing *d, struct draw_row *row,
		     const struct report_row *from)
{
	for (uint32_t i = 0; i < from->count; i++)
		row->cells[i + 1] = cell_text(d, &from->cells[i]);
	row->marked = row_fails(d, from->label);
}

/* Rows with the same columns stand below one header. */
static void draw_active(struct drawing *d)
{
	const struct report *r = d->r;
	const char *const *last = NULL;

	d->active = true;
	for (uint32_t i = 0; i < r->active_count; i++) {
		uint32_t count;
		const char *const *columns = tables_active_columns(
			r->generation, &r->active[i], &count);
		struct draw_row *row;

		if (!last || !columns || strcmp(columns[0], last[0]) != 0) {
			if (last)
				end_table(d, r->active[i - 1].count + 1);
			begin_table(d);
			row = new_row(d, slice_of("信息内容"));
			for (uint32_t k = 0; k < count; k++)
				row->cells[k + 1] = slice_of(columns[k]);
			last = columns;
		}
		row = new_row(d, slice_of(r->active[i].label));
		fill_row(d, row, &r->active[i]);
	}
	if (last)
		end_table(d, r->active[r->active_count - 1].count + 1);
}

static void draw_applications(struct drawing *d)
{
	const struct report *r = d->r;
	struct draw_row *row;

	d->applications = true;
	if (!r->application_count)
		return;
	begin_table(d);
	row = new_row(d, SLICE_NONE);
	for (uint32_t i = 0; i < APPLICATION_COLUMNS; i++)
		row->cells[i + 1] = slice_of(tables_applicants[i]);
	for (uint32_t i = 0; i < r->application_count; i++) {
		const struct report_row *from = &r->applications[i];

		row = new_row(d, slice_of(from->label));
		fill_row(d, row, from);
		/* a label out of the archive is a copy */
		row->ruled = strcmp(from->label, tables_application_labels[
					APPLICATION_CARRIED_IN]) == 0;
	}
	end_table(d, APPLICATION_COLUMNS + 1);
}

static void draw_review(struct drawing *d)
{
	const struct report *r = d->r;
	struct draw_row *row;

	d->review = true;
	if (!r->review_count)
		return;
	begin_table(d);
	row = new_row(d, SLICE_NONE);
	for (uint32_t i = 0; i < REVIEW_CELLS; i++)
		row->cells[i + 1] = slice_of(tables_outcomes[i]);
	for (uint32_t i = 0; i < r->review_count; i++)
		fill_row(d, new_row(d, slice_of(r->review[i].label)),
			 &r->review[i]);
	end_table(d, REVIEW_CELLS + 1);
}

static void draw_statistics(struct drawing *d)
{
	const struct report *r = d->r;
	struct draw_row *row;

	d->statistics = true;
	if (!r->statistic_count)
		return;
	begin_table(d);
	row = new_row(d, slice_of("指标名称"));
	row->cells[1] = slice_of("计量单位");
	row->cells[2] = slice_of("本年度");
	row->cells[3] = slice_of("历年累计");
	for (uint32_t i = 0; i < r->statistic_count; i++) {
		const struct report_statistic *s = &r->statistics[i];

		row = new_row(d, s->label);
		row->cells[1] = s->unit;
		row->cells[2] = cell_text(d, &s->year);
		row->cells[3] = cell_text(d, &s->total);
	}
	end_table(d, 4);
}

static void add_field(struct buf *out, const char *name, struct slice value)
{
	if (value.n)
		(void)buf_addf(out, "  %-10s %.*s\n", name, SLICE_ARG(value));
}

static void draw_head(struct drawing *d)
{
	const struct report *r = d->r;
	struct buf *out = d->out;

	if (r->organ.n)
		(void)buf_add_slice(out, r->organ);	/* sticky */
	else
		(void)buf_adds(out, r->is_form ? "The blank form"
					       : "(organ not stated)");
	if (r->is_form)
		(void)buf_adds(out, "\n");
	else if (r->year)
		(void)buf_addf(out, "  %d%s\n", r->year,
			       r->year_stated ? "" : " (from the signature)");
	else
		(void)buf_adds(out, "  (year not stated)\n");
	add_field(out, "title", r->title);
	add_field(out, "kind", slice_of(r->organ_kind));
	add_field(out, "generation", slice_of(generation_name(r->generation)));
	add_field(out, "published", r->published);
	add_field(out, "signed", r->signed_on);
	add_field(out, "source", r->source);
	for (uint32_t i = 0; i < r->attachment_count; i++)
		add_field(out, "attached", r->attachments[i].url);
}

static bool mentions(struct slice heading, const char *word)
{
	return slice_finds(heading, word, 0) != SIZE_MAX;
}

static void draw_section(struct drawing *d, const struct report_section *s)
{
	(void)buf_addf(d->out, "\n%.*s\n", SLICE_ARG(s->heading));
	draw_text(s->text, 2, d->width, d->out);
	if (!d->active && mentions(s->heading, "主动公开"))
		draw_active(d);
	else if (!d->review && (mentions(s->heading, "复议") ||
				mentions(s->heading, "诉讼")))
		draw_review(d);
	else if (!d->applications && mentions(s->heading, "申请"))
		draw_applications(d);
}

static void draw_rest(struct drawing *d)
{
	bool more = (!d->active && d->r->active_count) ||
		    (!d->applications && d->r->application_count) ||
		    (!d->review && d->r->review_count) ||
		    d->r->statistic_count;

	if (more)
		(void)buf_addc(d->out, '\n');
	if (!d->active)
		draw_active(d);
	if (!d->applications)
		draw_applications(d);
	if (!d->review)
		draw_review(d);
	draw_statistics(d);
}

static void draw_stated(struct drawing *d)
{
	const struct report *r = d->r;

	if (r->stated_count)
		(void)buf_adds(d->out, "\nStated in the text\n");
	for (uint32_t i = 0; i < r->stated_count; i++)
		(void)buf_addf(d->out, "  %-24s %.*s\n", r->stated[i].name,
			       SLICE_ARG(r->stated[i].value));
}

static void draw_checks(struct drawing *d)
{
	const struct report *r = d->r;
	uint32_t counts[4] = {0};

	if (!r->check_count)
		return;
	for (uint32_t i = 0; i < r->check_count; i++)
		counts[r->checks[i].result]++;
	(void)buf_addf(d->out, "\nChecks: %u pass, %u fail, %u uncertain, "
		       "%u warn\n", counts[CHECK_PASS], counts[CHECK_FAIL],
		       counts[CHECK_UNCERTAIN], counts[CHECK_WARN]);
	for (uint32_t i = 0; i < r->check_count; i++) {
		const struct report_check *c = &r->checks[i];

		if (c->result == CHECK_FAIL || c->result == CHECK_WARN)
			(void)buf_addf(d->out, "! %s %s %.*s: %.*s\n", c->rule,
				       check_result_name(c->result),
				       SLICE_ARG(c->where),
				       SLICE_ARG(c->detail));
	}
}

int report_draw(const struct report *r, int width, struct buf *out)
{
	struct drawing *d = calloc(1, sizeof(*d));
	struct buf drawn = BUF_INIT(out->max);
	int err = ERR_NOMEM;

	if (!d)
		return err;
	*d = (struct drawing){.r = r, .out = &drawn,
			      .width = width && width < DRAW_WIDTH_MIN
				       ? DRAW_WIDTH_MIN : width};
	/* slices into it must stay where they are */
	buf_init(&d->text, CELLS_BYTES);
	err = buf_reserve(&d->text, CELLS_BYTES);
	if (err)
		goto free_drawing;
	draw_head(d);
	for (uint32_t i = 0; i < r->section_count; i++)
		draw_section(d, &r->sections[i]);
	draw_rest(d);
	draw_stated(d);
	draw_checks(d);
	err = drawn.err; /* d->text full: cells beyond are left empty */
	if (!err)
		err = wording_lines(buf_slice(&drawn), out);
	buf_free(&d->text);
	buf_free(&drawn);
free_drawing:
	free(d);
	return err;
}
