/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/report_diff.h"

#include "base/err.h"
#include "parsers/tables_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MAX = 40, CELLS = 8, MEMORY = 1 << 22 };

/* A report as text, a line each: "title T", "published D", "2019" (the
 * generation), "section H|TEXT" ("\" is a line feed), "p3 CELLS", "r0 CELLS",
 * "a0 CELLS" (_ is blank, ? unread), "x LABEL|YEAR|TOTAL", "stated N=V",
 * "file NAME=URL". */
struct made {
	struct report report;
	struct report_section sections[MAX];
	struct report_row active[MAX], applications[MAX], review[MAX];
	struct report_statistic statistics[MAX];
	struct report_stated stated[MAX];
	struct article_attachment files[MAX];
};

static const struct {
	const char *what, *before, *after, *wanted;
} cases[] = {
	{"nothing", "", "", ""},
	{"the same",
	 "title t\nsection 一|甲。乙。\np0 1 2 _\nr0 1 2 3 4 5\nstated n=1\n"
	 "file f=u\nx 数|1|2\n",
	 "title t\nsection 一|甲。乙。\np0 1 2 _\nr0 1 2 3 4 5\nstated n=1\n"
	 "file f=u\nx 数|1|2\n", ""},
	{"one cell", "p0 1 2 3 0 0 0 6\n", "p0 1 2 5 0 0 0 8\n",
	 "cell applications 一、本年新收政府信息公开申请数量 科研机构 3 number > 5 number\n"
	 "cell applications 一、本年新收政府信息公开申请数量 总计 6 number > 8 number\n"},
	{"blank, 0 and / are three things", "p2 _ 0 / _\n", "p2 0 / _ ?\n",
	 "cell applications （一）予以公开 自然人  blank > 0 number\n"
	 "cell applications （一）予以公开 商业企业 0 number > / not-applicable\n"
	 "cell applications （一）予以公开 科研机构 / not-applicable >  blank\n"
	 "cell applications （一）予以公开 社会公益组织  blank > ? unread\n"},
	{"written in another way", "p2 1,000 +2\n", "p2 1000 2\n", ""},
	{"a remark is text", "p2 3（其中1件）\n", "p2 3（其中2件）\n",
	 "cell applications （一）予以公开 自然人 3（其中1件） valued > "
	 "3（其中2件） valued\n"},
	{"a row between", "p0 1\np24 1\n", "p0 1\np2 1\np24 1\n",
	 "cell applications （一）予以公开 自然人 - > 1 number\n"},
	{"a row is gone", "p0 1\np2 1\np24 1\n", "p0 1\np24 1\n",
	 "cell applications （一）予以公开 自然人 1 number > -\n"},
	{"a table came", "p0 1\n", "p0 1\nr0 1 2 3 4 5\nr1 0 0 0 0 0\n",
	 "table review_litigation - > 2\n"},
	{"a table is gone", "p0 1\nx 数|1|2\n", "p0 1\n",
	 "table statistics 1 > -\n"},
	{"columns of the generation", "2019\na0 1 2 3\n", "2019\na0 1 2 4\n",
	 "cell active_disclosure 规章 对外公开总数量 3 number > 4 number\n"},
	{"review", "r1 1 2 3 4 10\n", "r1 1 2 3 5 11\n",
	 "cell review_litigation 未经复议直接起诉 尚未审结 4 number > 5 number\n"
	 "cell review_litigation 未经复议直接起诉 总计 10 number > 11 number\n"},
	{"the second of a name", "x 数|1|2\nx 数|3|4\n",
	 "x 数|1|2\nx 数|3|5\n",
	 "cell statistics 数 历年累计 4 number > 5 number\n"},
	{"fields", "title a\npublished 2024-01-31\n", "title b\n2019\n",
	 "field generation 2021 > 2019\nfield title a > b\n"
	 "field published 2024-01-31 > -\n"},
	{"sentences", "section 总体情况|甲一。乙二；丙三！\n",
	 "section 总体情况|甲一。丁四；丙三！\n",
	 "sentence 总体情况 - > 丁四；\nsentence 总体情况 乙二； > -\n"},
	{"a sentence moved, white space, line feeds",
	 "section 一|甲一。乙二。\n", "section 一|乙二。\\  甲一。\n", ""},
	{"a sentence twice", "section 一|甲。\n", "section 一|甲。甲。\n",
	 "sentence 一 - > 甲。\n"},
	{"a counter is noise", "section 一|甲。\\浏览次数：12\n",
	 "section 一|甲。\\浏览次数：999\n", ""},
	{"a section between", "section 一|甲。\nsection 三|丙。\n",
	 "section 一|甲。\nsection 二|乙。\nsection 三|丙。\n",
	 "sentence 二 - > 乙。\n"},
	{"a section is gone", "section 一|甲。\nsection 三|丙。\n",
	 "section 三|丙。\n", "sentence 一 甲。 > -\n"},
	{"stated", "stated a=1\nstated b=2\n", "stated b=3\nstated c=4\n",
	 "stated b 2 > 3\nstated c - > 4\nstated a 1 > -\n"},
	{"attachments", "file 附件1=u1\nfile 附件2=u2\n",
	 "file 附件二=u2\nfile 附件3=u3\n",
	 "attachment 附件3 - > u3\nattachment 附件1 u1 > -\n"},
};

static struct report_cell cell_of(struct slice text, struct arena *a)
{
	struct report_cell cell;

	if (slice_eqs(text, "?"))
		return (struct report_cell){.kind = CELL_UNREAD,
					    .text = text};
	assert_true(table_cell(slice_eqs(text, "_") ? slice_of("") : text, a,
			       &cell));
	return cell;
}

static void add_row(struct slice line, struct arena *a, const char *label,
		    struct report_row *row)
{
	struct report_cell *cells = arena_array(a, CELLS, sizeof(*cells));
	struct slice word;

	assert_non_null(cells);
	*row = (struct report_row){.label = label, .cells = cells};
	while ((word = slice_cut(&line, ' ')).n)
		cells[row->count++] = cell_of(word, a);
}

static void add_table_line(struct made *m, struct slice word,
			   struct slice line, struct arena *a)
{
	struct report *r = &m->report;
	unsigned long long id;

	assert_true(slice_u64(slice_sub(word, 1, word.n), MAX, &id));
	if (word.p[0] == 'p')
		add_row(line, a, tables_application_labels[id],
			&m->applications[r->application_count++]);
	else if (word.p[0] == 'r')
		add_row(line, a, tables_review_blocks[id],
			&m->review[r->review_count++]);
	else
		add_row(line, a, "规章", &m->active[r->active_count++]);
}

static struct slice lines_of(struct slice text, struct arena *a)
{
	char *copy = arena_strndup(a, text.p, text.n);

	assert_non_null(copy);
	for (size_t i = 0; i < text.n; i++)
		if (copy[i] == '\\')
			copy[i] = '\n';
	return (struct slice){copy, text.n};
}

static void add_named(struct made *m, struct slice word, struct slice line,
		      struct arena *a)
{
	struct report *r = &m->report;
	struct slice name = slice_cut(&line,
				      slice_eqs(word, "section") ||
				      slice_eqs(word, "x") ? '|' : '=');

	if (slice_eqs(word, "section")) {
		m->sections[r->section_count++] = (struct report_section){
			.heading = name, .text = lines_of(line, a)};
	} else if (slice_eqs(word, "x")) {
		struct slice year = slice_cut(&line, '|');

		m->statistics[r->statistic_count++] =
			(struct report_statistic){
				.label = name, .year = cell_of(year, a),
				.total = cell_of(line, a)};
	} else if (slice_eqs(word, "stated")) {
		m->stated[r->stated_count++] = (struct report_stated){
			.name = arena_strndup(a, name.p, name.n),
			.value = line};
	} else {
		assert_true(slice_eqs(word, "file"));
		m->files[r->attachment_count++] = (struct article_attachment){
			.name = name, .url = line};
	}
}

static struct made *make(const char *text, struct arena *a)
{
	struct made *m = arena_alloc(a, sizeof(*m));
	struct slice rest = slice_of(text), line;

	assert_non_null(m);
	m->report = (struct report){
		.generation = GENERATION_2021, .sections = m->sections,
		.active = m->active, .applications = m->applications,
		.review = m->review, .statistics = m->statistics,
		.stated = m->stated, .attachments = m->files,
	};
	while ((line = slice_cut(&rest, '\n')).n) {
		struct slice word = slice_cut(&line, ' ');

		if (slice_eqs(word, "2019"))
			m->report.generation = GENERATION_2019;
		else if (slice_eqs(word, "title"))
			m->report.title = line;
		else if (slice_eqs(word, "published"))
			m->report.published = line;
		else if (strchr("pra", word.p[0]) && word.p[1] <= '9')
			add_table_line(m, word, line, a);
		else
			add_named(m, word, line, a);
	}
	return m;
}

static void print_side(struct slice text, const char *kind, struct buf *out)
{
	if (!text.p)
		(void)buf_adds(out, "-");
	else if (kind)
		(void)buf_addf(out, "%.*s %s", SLICE_ARG(text), kind);
	else
		(void)buf_add_slice(out, text);
}

static void print_change(const struct report_change *c, struct buf *out)
{
	(void)buf_adds(out, report_change_kind_name(c->kind));
	if (c->kind == CHANGE_TABLE || c->kind == CHANGE_CELL)
		(void)buf_addf(out, " %s", report_part_name(c->part));
	if (c->label.p)
		(void)buf_addf(out, " %.*s", SLICE_ARG(c->label));
	if (c->heading.p)
		(void)buf_addf(out, " %.*s", SLICE_ARG(c->heading));
	(void)buf_addc(out, ' ');
	print_side(c->from, c->from_kind, out);
	(void)buf_adds(out, " > ");
	print_side(c->to, c->to_kind, out);
	(void)buf_addc(out, '\n');
}

static void diffs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *a = arena_new(MEMORY);
		struct buf out = BUF_INIT(1 << 16);
		const struct report_change *changes;
		uint32_t count;

		assert_non_null(a);
		assert_int_equal(report_diff(&make(cases[i].before, a)->report,
					     &make(cases[i].after, a)->report,
					     a, &changes, &count), 0);
		for (uint32_t k = 0; k < count; k++)
			print_change(&changes[k], &out);
		assert_int_equal(buf_adds(&out, ""), 0);
		if (!slice_eqs(buf_slice(&out), cases[i].wanted))
			fail_msg("%s: %s -> %s\n  got\n%.*s\n  wanted\n%s",
				 cases[i].what, cases[i].before,
				 cases[i].after, SLICE_ARG(buf_slice(&out)),
				 cases[i].wanted);
		buf_free(&out);
		arena_free(a);
	}
}

/* Every change is undone by the way back. */
static void there_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *a = arena_new(MEMORY);
		const struct report_change *there, *back;
		struct made *before, *after;
		uint32_t count, back_count;

		assert_non_null(a);
		before = make(cases[i].before, a);
		after = make(cases[i].after, a);
		assert_int_equal(report_diff(&before->report, &after->report,
					     a, &there, &count), 0);
		assert_int_equal(report_diff(&after->report, &before->report,
					     a, &back, &back_count), 0);
		assert_int_equal(count, back_count);
		arena_free(a);
	}
}

static void memory_lacks(void **state)
{
	struct arena *full = arena_new(MEMORY), *a = arena_new(1024);
	const struct report_change *changes = NULL;
	uint32_t count = 0;
	int err;

	(void)state;
	assert_non_null(full);
	assert_non_null(a);
	err = report_diff(&make(cases[1].before, full)->report,
			  &make(cases[1].after, full)->report, a, &changes,
			  &count);
	assert_int_equal(err, arena_err(a));
	assert_int_equal(err, ERR_TOOBIG);
	assert_null(changes);
	arena_free(a);
	arena_free(full);
}

/* Tens of thousands of sentences that are all alike, or all different. */
static void large(void **state)
{
	enum { SENTENCES = 30000 };
	struct arena *a = arena_new(256 << 20);
	struct buf text[2] = {BUF_INIT(1 << 24), BUF_INIT(1 << 24)};
	struct report_section sections[2];
	struct report reports[2];
	const struct report_change *changes;
	uint32_t count;

	(void)state;
	assert_non_null(a);
	for (int side = 0; side < 2; side++) {
		for (int i = 0; i < SENTENCES; i++)
			(void)buf_addf(&text[side], "甲。第%d%s件。", i,
				       side && i % 3 == 0 ? "新" : "");
		assert_int_equal(text[side].err, 0);
		sections[side] = (struct report_section){
			.heading = slice_of("一"),
			.text = buf_slice(&text[side])};
		reports[side] = (struct report){.sections = &sections[side],
						.section_count = 1};
	}
	assert_int_equal(report_diff(&reports[0], &reports[1], a, &changes,
				     &count), 0);
	assert_int_equal(count, 2 * SENTENCES / 3);
	buf_free(&text[0]);
	buf_free(&text[1]);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(diffs),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(memory_lacks),
		cmocka_unit_test(large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
