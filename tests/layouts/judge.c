/* SPDX-License-Identifier: Apache-2.0 */
/* What was read, cell by cell, against what was published. */
#include "tests/layouts/layout.h"

#include "parsers/charset.h"
#include "parsers/tables.h"

static const char *shown(const struct truth_cell *t)
{
	return t->kind == TRUTH_BLANK ? "blank" : t->text;
}

static bool is_right(const struct truth_cell *t, const struct report_cell *c)
{
	switch (t->kind) {
	case TRUTH_BLANK:
		return c->kind == CELL_BLANK;
	case TRUTH_STROKE:
		return c->kind == CELL_NOT_APPLICABLE;
	case TRUTH_NUMBER:
		return slice_eqs(c->value, t->value);
	}
	return false;
}

static void tell(struct buf *log, const char *verdict, struct slice label,
		 uint32_t column, const char *wanted,
		 const struct report_cell *got)
{
	if (log)
		(void)buf_addf(log, "  %s: %.*s [%u]: published %s, "
			       "read %s \"%.*s\"\n", verdict, SLICE_ARG(label),
			       column, wanted,
			       got ? cell_kind_name(got->kind) : "no row",
			       SLICE_ARG(got ? (got->solved ? got->value
							    : got->text)
					     : SLICE_NONE));
}

/* cells: NULL where the row was not read. */
static void judge_row(const struct truth_row *truth, struct slice label,
		      const struct report_cell *cells, uint32_t count,
		      struct score *s, struct buf *log)
{
	for (uint32_t i = 0; i < truth->count; i++) {
		const struct truth_cell *t = &truth->cells[i];
		const struct report_cell *c = cells && i < count ? &cells[i]
								 : NULL;

		s->cells++;
		if (!c) {
			s->missing++;
			tell(log, "missing", label, i, shown(t), c);
		} else if (is_right(t, c)) {
			s->right++;
		} else if (c->kind == CELL_UNREAD) {
			s->uncertain++;
			tell(log, "uncertain", label, i, shown(t), c);
		} else {
			s->wrong++;
			tell(log, "WRONG", label, i, shown(t), c);
		}
	}
	for (uint32_t i = truth->count; i < count; i++)
		if (cells[i].value.p) {
			s->invented++;
			tell(log, "INVENTED", label, i, "nothing", &cells[i]);
		}
}

/* 行政规范性文件 of 2021 is 规范性文件 of 2019. */
static bool is_row(const struct report_row *row, const char *label)
{
	return slice_ends(slice_of(row->label), label) &&
	       (!strcmp(row->label, label) || !strcmp(label, "规范性文件"));
}

static void judge_rows(const struct truth_row *truth, uint32_t truths,
		       const char *const *labels,
		       const struct report_row *rows, uint32_t count,
		       struct score *s, struct buf *log)
{
	static const struct truth_row none = {.there = false};

	for (uint32_t i = 0; i < truths; i++) {
		const struct report_row *row = NULL;

		for (uint32_t k = 0; labels[i] && k < count; k++)
			if (is_row(&rows[k], labels[i]))
				row = &rows[k];
		if (truth[i].there)
			judge_row(&truth[i], slice_of(labels[i]),
				  row ? row->cells : NULL,
				  row ? row->count : 0, s, log);
		else if (row)
			judge_row(&none, slice_of(labels[i]), row->cells,
				  row->count, s, log);
	}
}

/* The next character that is no mark; 0 at the end. */
static unsigned next_word(struct slice s, size_t *at)
{
	while (*at < s.n) {
		unsigned cp = charset_next(s, at);

		if (cp >= 0x4E00 && cp < 0xA000)
			return cp;
	}
	return 0;
}

/* Labels of 统计表 are kept as published: marks may be others. */
static bool same_words(struct slice x, struct slice y)
{
	size_t i = 0, k = 0;
	unsigned cp;

	do {
		cp = next_word(x, &i);
		if (cp != next_word(y, &k))
			return false;
	} while (cp);
	return true;
}

static void judge_statistics(const struct truth *truth, const struct report *r,
			     struct score *s, struct buf *log)
{
	for (uint32_t i = 0; i < truth->statistic_count; i++) {
		struct slice label = slice_of(statistic_labels[i]);
		struct report_cell cells[2];
		bool found = false;

		for (uint32_t k = 0; r && k < r->statistic_count; k++) {
			if (!same_words(r->statistics[k].label, label))
				continue;
			cells[0] = r->statistics[k].year;
			cells[1] = r->statistics[k].total;
			found = true;
		}
		judge_row(&truth->statistics[i], label, found ? cells : NULL,
			  found ? 2 : 0, s, log);
	}
}

void judge(const struct truth *truth, const struct report *r,
	   struct score *ret_score, struct buf *log)
{
	static const struct report nothing = {.year = 0};
	struct score s = {.cells = 0};

	if (!r)
		r = &nothing;
	if (truth->statistic_count) {
		judge_statistics(truth, r, &s, log);
	} else {
		judge_rows(truth->active, ACTIVE_LABELS, active_labels[1],
			   r->active, r->active_count, &s, log);
		judge_rows(truth->applications, APPLICATION_ROWS,
			   tables_application_labels, r->applications,
			   r->application_count, &s, log);
		judge_rows(truth->review, REVIEW_BLOCKS, tables_review_blocks,
			   r->review, r->review_count, &s, log);
	}
	*ret_score = s;
}
