/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grids as in the forms of 国办公开办函〔2021〕30号 (14x4, 28x10, 4x15) and
 * 〔2019〕60号 (18x5, 26x10, 4x15).  What varies is struct markup; what the
 * cells say does not.
 */
#include "tests/county/tables.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_BREAK = 8, UTF8_HAN = 3 };

struct markup markup_of(const struct plan *plan, const struct report *report)
{
	static const char *const blanks[] = {"", "&nbsp;", " ", "　"};
	struct rng r = rng_of(plan->seed, "markup", report->number);
	struct markup m = {
		.thead = rng_chance(&r, 25),
		.wrap = rng_chance(&r, 50),
		.half_brackets = rng_chance(&r, 25),
		.broken_labels = rng_chance(&r, 30),
		.upright = rng_chance(&r, 30),
		.split_digits = rng_chance(&r, 15),
		.word = rng_chance(&r, 25),
		.shifted = rng_chance(&r, 50),
		.phantom = rng_chance(&r, 15) ? 1 + rng_below(&r, 3) : 0,
		.blank = blanks[rng_below(&r, 4)],
	};

	if (m.word)
		m.blank = "<o:p>&nbsp;</o:p>";
	return m;
}

static void open_cell(struct buf *b, const struct markup *m, unsigned colspan,
		      unsigned rowspan)
{
	(void)buf_adds(b, "<td");
	if (colspan > 1)
		(void)buf_addf(b, " colspan=\"%u\"", colspan);
	if (rowspan > 1)
		(void)buf_addf(b, " rowspan=\"%u\"", rowspan);
	(void)buf_adds(b, m->word ? " valign=center style=\"border:1px solid "
			  "windowtext;padding:0 7px\">" : ">");
	if (m->wrap)
		(void)buf_adds(b, m->word
			? "<p class=MsoNormal align=center><span style=\""
			  "font-family:仿宋_GB2312;font-size:14px\">"
			: "<p style=\"text-align: center;\"><span>");
}

static void close_cell(struct buf *b, const struct markup *m)
{
	(void)buf_adds(b, m->wrap ? "</span></p></td>" : "</td>");
}

/* One character of the label, its brackets as the editor typed them. */
static size_t add_char(struct buf *b, const struct markup *m, const char *p)
{
	size_t n = (unsigned char)*p < 0x80 ? 1 : UTF8_HAN;

	if (m->half_brackets && !strncmp(p, "（", n))
		(void)buf_addc(b, '(');
	else if (m->half_brackets && !strncmp(p, "）", n))
		(void)buf_addc(b, ')');
	else
		(void)buf_add(b, p, n);
	return n;
}

static void add_label(struct buf *b, const struct markup *m, const char *label,
		      unsigned break_every)
{
	unsigned i;

	for (i = 0; *label; i++) {
		if (break_every && i && i % break_every == 0)
			(void)buf_adds(b, "<br/>");
		label += add_char(b, m, label);
	}
}

static void head_cell(struct buf *b, const struct markup *m,
		      const char *label, unsigned colspan, unsigned rowspan)
{
	open_cell(b, m, colspan, rowspan);
	add_label(b, m, label, m->broken_labels ? LABEL_BREAK : 0);
	close_cell(b, m);
}

static void value_cell(struct buf *b, const struct markup *m,
		       const struct cell *cell, unsigned colspan)
{
	struct buf text = BUF_INIT(200);
	size_t i;

	cell_add(&text, cell);
	open_cell(b, m, colspan, 1);
	if (cell->kind == CELL_BLANK)
		(void)buf_adds(b, m->blank);
	else if (m->split_digits && text.len > 1 && !cell->text)
		for (i = 0; i < text.len; i++)
			(void)buf_addf(b, "<span>%c</span>", text.data[i]);
	else
		(void)buf_add_slice(b, buf_slice(&text));
	close_cell(b, m);
	buf_free(&text);
}

static void open_row(struct buf *b)
{
	(void)buf_adds(b, "<tr>");
}

static void close_row(struct buf *b, const struct markup *m)
{
	unsigned i;

	for (i = 0; i < m->phantom; i++)
		(void)buf_adds(b, "<td></td>");
	(void)buf_adds(b, "</tr>\n");
}

static void open_table(struct buf *b, const struct markup *m)
{
	(void)buf_adds(b, m->word
		? "<table class=MsoNormalTable border=1 cellspacing=0 "
		  "cellpadding=0 align=center>\n"
		: "<table border=\"1\" cellspacing=\"0\" align=\"center\">\n");
}

static void close_table(struct buf *b)
{
	(void)buf_adds(b, "</tbody></table>\n");
}

/* A heading row of table 2 and its columns; spans are of all columns. */
static void active_head(struct buf *b, const struct markup *m,
			const char *item, const char *const *labels,
			const unsigned *spans, unsigned count, unsigned width)
{
	char title[64];
	unsigned i;

	(void)snprintf(title, sizeof(title), "第二十条第（%s）项", item);
	open_row(b);
	head_cell(b, m, title, width, 1);
	close_row(b, m);
	open_row(b);
	for (i = 0; i < count; i++)
		head_cell(b, m, labels[i], spans[i], 1);
	close_row(b, m);
}

static void active_row(struct buf *b, const struct markup *m,
		       const struct active_row *row, const unsigned *spans)
{
	unsigned i;

	open_row(b);
	head_cell(b, m, row->label, spans[0], 1);
	for (i = 0; i < row->count; i++)
		value_cell(b, m, &row->cells[i], spans[i + 1]);
	close_row(b, m);
}

static void active_2021(struct buf *b, const struct facts *f,
			const struct markup *m)
{
	static const char *const rules[] = {"信息内容", "本年制发件数",
					    "本年废止件数", "现行有效件数"};
	static const char *const decisions[] = {"信息内容", "本年处理决定数量"};
	static const char *const fees[] = {"信息内容",
					   "本年收费金额（单位：万元）"};
	static const unsigned four[] = {1, 1, 1, 1}, two[] = {1, 3};

	active_head(b, m, "一", rules, four, 4, 4);
	active_row(b, m, &f->active[0], four);
	active_row(b, m, &f->active[1], four);
	active_head(b, m, "五", decisions, two, 2, 4);
	active_row(b, m, &f->active[2], two);
	active_head(b, m, "六", decisions, two, 2, 4);
	active_row(b, m, &f->active[3], two);
	active_row(b, m, &f->active[4], two);
	active_head(b, m, "八", fees, two, 2, 4);
	active_row(b, m, &f->active[5], two);
}

static void active_2019(struct buf *b, const struct facts *f,
			const struct markup *m)
{
	static const char *const rules[] = {"信息内容", "本年新制作数量",
					    "本年新公开数量", "对外公开总数量"};
	static const char *const items[] = {"信息内容", "上一年项目数量",
					    "本年增/减", "处理决定数量"};
	static const char *const bought[] = {"信息内容", "采购项目数量",
					     "采购总金额"};
	static const unsigned head[] = {1, 1, 2, 1}, shifted[] = {1, 2, 1, 1},
			      two[] = {1, 2, 2};
	const unsigned *body = m->shifted ? shifted : head;

	active_head(b, m, "一", rules, head, 4, 5);
	active_row(b, m, &f->active[0], head);
	active_row(b, m, &f->active[1], head);
	active_head(b, m, "五", items, head, 4, 5);
	active_row(b, m, &f->active[2], body);
	active_row(b, m, &f->active[3], body);
	active_head(b, m, "六", items, head, 4, 5);
	active_row(b, m, &f->active[4], body);
	active_row(b, m, &f->active[5], body);
	active_head(b, m, "八", items, two, 3, 5);
	active_row(b, m, &f->active[6], two);
	active_head(b, m, "九", bought, two, 3, 5);
	active_row(b, m, &f->active[7], two);
}

void table_active(struct buf *b, const struct facts *f,
		  const struct markup *m)
{
	open_table(b, m);
	(void)buf_adds(b, "<tbody>");
	if (f->generation == GEN_2021)
		active_2021(b, f, m);
	else
		active_2019(b, f, m);
	close_table(b);
}

static void applications_head(struct buf *b, const struct markup *m)
{
	unsigned c;

	(void)buf_adds(b, m->thead ? "<thead>" : "<tbody>");
	open_row(b);
	head_cell(b, m, "（本列数据的勾稽关系为：第一项加第二项之和，"
			"等于第三项加第四项之和）", 3, 3);
	head_cell(b, m, "申请人情况", APPLICANTS, 1);
	close_row(b, m);
	open_row(b);
	head_cell(b, m, facts_applicants[0], 1, 2);
	head_cell(b, m, "法人或其他组织", 5, 1);
	head_cell(b, m, facts_applicants[APPLICANTS - 1], 1, 2);
	close_row(b, m);
	open_row(b);
	for (c = 1; c < APPLICANTS - 1; c++)
		head_cell(b, m, facts_applicants[c], 1, 1);
	close_row(b, m);
	if (m->thead)
		(void)buf_adds(b, "</thead>\n<tbody>");
}

/* The groups that stand left of detail rows: where each begins. */
static const struct group {
	unsigned first, rows;
	const char *label;
} groups[] = {
	{4, 8, "（三）不予公开"},
	{12, 3, "（四）无法提供"},
	{15, 5, "（五）不予处理"},
	{20, 3, "（六）其他处理"},	/* 2021 only; one plain row in 2019 */
};

static const struct group *group_of(const struct facts *f, unsigned row)
{
	unsigned i, count = f->generation == GEN_2021 ? 4 : 3;

	for (i = 0; i < count; i++)
		if (row >= groups[i].first
		    && row < groups[i].first + groups[i].rows)
			return &groups[i];
	return NULL;
}

static void application_labels(struct buf *b, const struct facts *f,
			       const struct markup *m, unsigned row)
{
	const char *label = facts_row_labels(f->generation)[row];
	const struct group *group = group_of(f, row);

	if (row < 2 || row == f->row_count - 1) {
		head_cell(b, m, label, 3, 1);
		return;
	}
	if (row == 2) {
		open_cell(b, m, 1, f->row_count - 3);
		add_label(b, m, "三、本年度办理结果", m->upright ? 1 : 0);
		close_cell(b, m);
	}
	if (group && row == group->first)
		head_cell(b, m, group->label, 1, group->rows);
	head_cell(b, m, label, group ? 1 : 2, 1);
}

void table_applications(struct buf *b, const struct facts *f,
			const struct markup *m)
{
	unsigned i, c;

	open_table(b, m);
	applications_head(b, m);
	for (i = 0; i < f->row_count; i++) {
		open_row(b);
		application_labels(b, f, m, i);
		for (c = 0; c < APPLICANTS; c++)
			value_cell(b, m, &f->rows[i][c], 1);
		close_row(b, m);
	}
	close_table(b);
}

static void outcomes(struct buf *b, const struct markup *m, unsigned rowspan)
{
	unsigned c;

	for (c = 0; c < REVIEW_CELLS; c++) {
		open_cell(b, m, 1, rowspan);
		/* Narrow columns: two characters a line. */
		add_label(b, m, facts_outcomes[c], m->broken_labels ? 2 : 0);
		close_cell(b, m);
	}
}

void table_review(struct buf *b, const struct facts *f,
		  const struct markup *m)
{
	unsigned i, c;

	open_table(b, m);
	(void)buf_adds(b, "<tbody>");
	open_row(b);
	head_cell(b, m, "行政复议", REVIEW_CELLS, 1);
	head_cell(b, m, "行政诉讼", 2 * REVIEW_CELLS, 1);
	close_row(b, m);
	open_row(b);
	outcomes(b, m, 2);
	head_cell(b, m, "未经复议直接起诉", REVIEW_CELLS, 1);
	head_cell(b, m, "复议后起诉", REVIEW_CELLS, 1);
	close_row(b, m);
	open_row(b);
	outcomes(b, m, 1);
	outcomes(b, m, 1);
	close_row(b, m);
	open_row(b);
	for (i = 0; i < REVIEW_BLOCKS; i++)
		for (c = 0; c < REVIEW_CELLS; c++)
			value_cell(b, m, &f->review[i][c], 1);
	close_row(b, m);
	close_table(b);
}

void table_statistics(struct buf *b, const struct facts *f,
		      const struct markup *m)
{
	static const char *const heads[] = {"指标名称", "计量单位", "本年度",
					    "历年累计"};
	unsigned i;

	open_table(b, m);
	(void)buf_adds(b, m->thead ? "<thead>" : "<tbody>");
	open_row(b);
	for (i = 0; i < 4; i++)
		head_cell(b, m, heads[i], 1, 1);
	close_row(b, m);
	if (m->thead)
		(void)buf_adds(b, "</thead>\n<tbody>");
	for (i = 0; i < f->statistic_count; i++) {
		const struct statistic *s = &f->statistics[i];

		open_row(b);
		head_cell(b, m, s->label, 1, 1);
		head_cell(b, m, s->unit, 1, 1);
		(void)buf_addf(b, "<td>%ld</td><td>%ld</td>", s->year,
			       s->total);
		close_row(b, m);
	}
	close_table(b);
}
