/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables as the forms have them: 主动公开 14x4 or 18x5, 申请 28x10 or 26x10,
 * 复议诉讼 4x15, 统计表.  Then what an editor did to their rows: labels mistyped
 * or cut, rows and headers more than there should be, a page break.
 */
#include "tests/layouts/layout.h"

#include "parsers/tables.h"

#include <stdio.h>

/* --- making rows --- */

static struct sheet_row *new_row(struct sheet *s)
{
	struct sheet_row *row = &s->rows[s->count];

	if (s->count < SHEET_ROWS - 1)
		s->count++;
	row->count = 0;
	row->breaks = false;
	return row;
}

static void put(struct sheet_row *row, enum sheet_kind kind, const char *text,
		unsigned colspan, unsigned rowspan)
{
	struct sheet_cell *cell = &row->cells[row->count];

	if (row->count < SHEET_CELLS - 1)
		row->count++;
	*cell = (struct sheet_cell){.kind = kind, .colspan = colspan,
				    .rowspan = rowspan};
	(void)snprintf(cell->text, sizeof(cell->text), "%s", text);
}

static void put_values(struct sheet_row *row, const struct truth_row *truth,
		       unsigned columns)
{
	unsigned left = columns;

	for (uint32_t i = 0; i < truth->count; i++) {
		unsigned span = i + 1 == truth->count ? left
						      : columns / truth->count;

		put(row, SHEET_VALUE, truth->cells[i].text, span, 1);
		left -= span;
	}
}

/* --- 主动公开 --- */

struct block {
	const char *title;
	int from, to;		/* rows of active_labels */
	const char *headings[4];
};
static const struct block blocks[2][5] = {
	{{"第二十条第（一）项", 0, 1,
	  {"本年制发件数", "本年废止件数", "现行有效件数"}},
	 {"第二十条第（五）项", 2, 2, {"本年处理决定数量"}},
	 {"第二十条第（六）项", 4, 5, {"本年处理决定数量"}},
	 {"第二十条第（八）项", 6, 6, {"本年收费金额（单位：万元）"}}},
	{{"第二十条第（一）项", 0, 1,
	  {"本年新制作数量", "本年新公开数量", "对外公开总数量"}},
	 {"第二十条第（五）项", 2, 3,
	  {"上一年项目数量", "本年增/减", "处理决定数量"}},
	 {"第二十条第（六）项", 4, 5,
	  {"上一年项目数量", "本年增/减", "处理决定数量"}},
	 {"第二十条第（八）项", 6, 6, {"上一年项目数量", "本年增/减"}},
	 {"第二十条第（九）项", 7, 7, {"采购项目数量", "采购总金额"}}},
};

static void put_headings(struct layout *l, struct sheet *s,
			 const struct block *b, unsigned columns)
{
	struct sheet_row *row = new_row(s);
	unsigned n = 0, left = columns;
	char text[100];

	while (b->headings[n])
		n++;
	put(row, SHEET_HEAD, "信息内容", 1, 1);
	for (unsigned i = 0; i < n; i++) {
		unsigned span = i + 1 == n ? left : columns / n;

		(void)snprintf(text, sizeof(text), "%s", b->headings[i]);
		if (l->has[TRAIT_HEADING_CUT] && strlen(text) > 15 &&
		    rng_chance(&l->rng, 50))
			text[9] = '\0';	/* "本年制" */
		put(row, SHEET_HEAD, text, span, 1);
		left -= span;
	}
}

static void make_active(struct layout *l, const struct truth *truth,
			struct sheet *s)
{
	const struct block *table = blocks[l->active_2019];
	unsigned columns = l->active_2019 ? 4 : 3;

	for (int i = 0; i < 5 && table[i].title; i++) {
		put(new_row(s), SHEET_HEAD, table[i].title, columns + 1, 1);
		put_headings(l, s, &table[i], columns);
		for (int k = table[i].from; k <= table[i].to; k++) {
			struct sheet_row *row = new_row(s);

			put(row, SHEET_LABEL, active_labels[l->active_2019][k],
			    1, 1);
			put_values(row, &truth->active[k], columns);
		}
		if (i == 0 && l->has[TRAIT_EXTRA_ROW]) {
			struct sheet_row *row = new_row(s);

			put(row, SHEET_LABEL, "其他主动公开文件", 1, 1);
			for (int k = 0; k < 3; k++)
				put(row, SHEET_VALUE, "77",
				    k == 2 ? columns - 2 : 1, 1);
		}
	}
}

/* --- 申请 --- */

enum { LABEL_COLUMNS = 3 };

static void application_header(struct sheet *s)
{
	struct sheet_row *row = new_row(s);

	put(row, SHEET_HEAD, "（本列数据的勾稽关系为：第一项加第二项之和，"
	    "等于第三项加第四项之和）", LABEL_COLUMNS, 3);
	put(row, SHEET_HEAD, "申请人情况", TRUTH_CELLS, 1);
	row = new_row(s);
	put(row, SHEET_HEAD, "自然人", 1, 2);
	put(row, SHEET_HEAD, "法人或其他组织", 5, 1);
	put(row, SHEET_HEAD, "总计", 1, 2);
	row = new_row(s);
	for (int i = 1; i < TRUTH_CELLS - 1; i++)
		put(row, SHEET_HEAD, tables_applicants[i], 1, 1);
}

/* Rows of a group that has its label on the left. */
static const struct group {
	const char *label;
	int from;
	unsigned rows;
} groups[] = {
	{"（三）不予公开", APPLICATION_REFUSED, 8},
	{"（四）无法提供", APPLICATION_UNABLE, 3},
	{"（五）不予处理", APPLICATION_UNHANDLED, 5},
	{"（六）其他处理", APPLICATION_OTHERS, 3},
};

static void make_applications(struct layout *l, const struct truth *truth,
			      struct sheet *s)
{
	unsigned results = l->applications_2019 ? 20 : 22;

	application_header(s);
	s->header = s->count;
	for (int i = 0; i < APPLICATION_ROWS; i++) {
		struct sheet_row *row;
		unsigned columns = LABEL_COLUMNS;

		if (!truth->applications[i].there)
			continue;
		row = new_row(s);
		if (i == APPLICATION_GRANTED)
			put(row, SHEET_LABEL, "三、本年度办理结果", 1,
			    results);
		if (i >= APPLICATION_GRANTED && i <= APPLICATION_TOTAL)
			columns--;
		for (size_t k = 0; k < 4; k++) {
			if (i < groups[k].from ||
			    i >= groups[k].from + (int)groups[k].rows)
				continue;
			columns--;
			if (i == groups[k].from)
				put(row, SHEET_LABEL, groups[k].label, 1,
				    groups[k].rows);
		}
		put(row, SHEET_LABEL, tables_application_labels[i], columns,
		    1);
		put_values(row, &truth->applications[i], TRUTH_CELLS);
	}
}

/* --- 复议诉讼, 统计表 --- */

static void make_review(const struct truth *truth, struct sheet *s)
{
	struct sheet_row *row = new_row(s);

	put(row, SHEET_HEAD, "行政复议", 5, 1);
	put(row, SHEET_HEAD, "行政诉讼", 10, 1);
	row = new_row(s);
	for (int i = 0; i < REVIEW_CELLS; i++)
		put(row, SHEET_HEAD, tables_outcomes[i], 1, 2);
	put(row, SHEET_HEAD, "未经复议直接起诉", 5, 1);
	put(row, SHEET_HEAD, "复议后起诉", 5, 1);
	row = new_row(s);
	for (int i = 0; i < 2 * REVIEW_CELLS; i++)
		put(row, SHEET_HEAD, tables_outcomes[i % REVIEW_CELLS], 1, 1);
	row = new_row(s);
	for (int i = 0; i < REVIEW_BLOCKS; i++)
		put_values(row, &truth->review[i], REVIEW_CELLS);
	s->header = 0;
}

static void make_statistics(const struct truth *truth, struct sheet *s)
{
	static const char *const headings[] = {"指标名称", "计量单位", "本年度",
					       "历年累计"};
	struct sheet_row *row = new_row(s);

	for (int i = 0; i < 4; i++)
		put(row, SHEET_HEAD, headings[i], 1, 1);
	s->header = 1;
	for (uint32_t i = 0; i < truth->statistic_count; i++) {
		row = new_row(s);
		put(row, SHEET_HEAD, statistic_labels[i], 1, 1);
		put(row, SHEET_HEAD, statistic_units[i], 1, 1);
		put_values(row, &truth->statistics[i], 2);
	}
}

/* --- what the editor did --- */

enum { HAN = 3, SHORT = 6 };	/* bytes; characters */

static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xC0) != 0x80;
	return n;
}

/* Where character i begins. */
static char *character(char *text, size_t i)
{
	for (; *text; text++)
		if (((unsigned char)*text & 0xC0) != 0x80 && i-- == 0)
			break;
	return text;
}

static void misspell(struct layout *l, char *text)
{
	size_t n = characters(text);
	char *at = character(text, (size_t)rng_between(&l->rng, 3,
						       (int)n - 2));
	char *next = character(at, 1);

	if (next - at == HAN && rng_chance(&l->rng, 50))
		memcpy(at, "囗", HAN);
	else
		memmove(at, next, strlen(next) + 1);
}

static void cut(struct layout *l, char *text)
{
	size_t n = characters(text);

	*character(text, n - (size_t)rng_between(&l->rng, 1, (int)n / 3)) =
		'\0';
}

static void retype(struct layout *l, struct sheet_cell *cell)
{
	size_t n = characters(cell->text);

	if (cell->kind != SHEET_LABEL)
		return;
	if (l->has[TRAIT_MISSPELT] && n > SHORT && rng_chance(&l->rng, 25))
		misspell(l, cell->text);
	else if (l->has[TRAIT_TRUNCATED] && n > SHORT + 3 &&
		 rng_chance(&l->rng, 25))
		cut(l, cell->text);
}

/* The first rows of the sheet once more before row `at`. */
static void repeat_header(struct sheet *s, unsigned at)
{
	if (s->count + s->header > SHEET_ROWS)
		return;
	memmove(&s->rows[at + s->header], &s->rows[at],
		(s->count - at) * sizeof(s->rows[0]));
	memcpy(&s->rows[at], &s->rows[0], s->header * sizeof(s->rows[0]));
	s->count += s->header;
}

/* Cells that reach over the break are there again behind it, as a word
 * processor makes them: with their label or without. */
static void cut_spans(struct layout *l, struct sheet *s, unsigned at)
{
	bool again = rng_chance(&l->rng, 70);
	struct sheet_row *row = &s->rows[at];
	struct sheet_cell over[SHEET_CELLS];
	unsigned count = 0;

	for (unsigned i = 0; i < at; i++)
		for (unsigned k = 0; k < s->rows[i].count; k++) {
			struct sheet_cell *cell = &s->rows[i].cells[k];

			if (i + cell->rowspan <= at)
				continue;
			over[count] = *cell;
			over[count].rowspan = i + cell->rowspan - at;
			cell->rowspan = at - i;
			if (!again)
				over[count].text[0] = '\0';
			count++;
		}
	if (row->count + count > SHEET_CELLS)
		return;
	memmove(&row->cells[count], &row->cells[0],
		row->count * sizeof(row->cells[0]));
	memcpy(&row->cells[0], over, count * sizeof(over[0]));
	row->count += count;
}

static void edit(struct layout *l, struct sheet *s)
{
	for (unsigned i = 0; i < s->count; i++)
		for (unsigned k = 0; k < s->rows[i].count; k++)
			retype(l, &s->rows[i].cells[k]);
	if (s->header && (l->has[TRAIT_SPLIT] ||
			  l->has[TRAIT_REPEATED_HEADER])) {
		unsigned at = (unsigned)rng_between(
			&l->rng, (int)s->header + 1, (int)s->count - 1);
		bool header = l->has[TRAIT_REPEATED_HEADER] ||
			      rng_chance(&l->rng, 50);

		cut_spans(l, s, at);
		s->rows[at].breaks = l->has[TRAIT_SPLIT];
		if (header) {
			repeat_header(s, at);
			s->rows[at].breaks = l->has[TRAIT_SPLIT];
			s->rows[at + s->header].breaks = false;
		}
	}
}

unsigned sheets_make(struct layout *l, const struct truth *truth,
		     struct sheet sheets[SHEETS])
{
	unsigned count = l->has[TRAIT_STATISTICS] ? 1 : SHEETS;

	for (unsigned i = 0; i < SHEETS; i++)
		sheets[i].count = sheets[i].header = 0;
	if (l->has[TRAIT_STATISTICS]) {
		make_statistics(truth, &sheets[0]);
	} else {
		make_active(l, truth, &sheets[0]);
		make_applications(l, truth, &sheets[1]);
		make_review(truth, &sheets[2]);
	}
	for (unsigned i = 0; i < count; i++)
		edit(l, &sheets[i]);
	return count;
}
