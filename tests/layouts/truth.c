/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the cells say.  申请 and 复议诉讼 balance (V1 to V4) unless a layout is
 * published wrong; how a number is written is part of the truth, too.
 */
#include "tests/layouts/layout.h"

#include "parsers/tables.h"

#include <stdio.h>

enum { OUTCOMES_FROM = APPLICATION_GRANTED, OUTCOMES_TO = APPLICATION_TOTAL };

const char *const active_labels[2][ACTIVE_LABELS] = {
	{"规章", "行政规范性文件", "行政许可", NULL, "行政处罚", "行政强制",
	 "行政事业性收费", NULL},
	{"规章", "规范性文件", "行政许可", "其他对外管理服务事项", "行政处罚",
	 "行政强制", "行政事业性收费", "政府集中采购"},
};

const char *const statistic_labels[TRUTH_ROWS] = {
	"一、主动公开情况", "（一）主动公开政府信息数",
	"其中：主动公开规范性文件数", "制发规范性文件总数",
	"（二）通过不同渠道和方式公开政府信息的情况",
	"1.政府公报公开政府信息数", "2.政府网站公开政府信息数",
	"3.政务微博公开政府信息数", "二、回应解读情况",
	"（一）回应公众关注热点或重大舆情数", "参加或举办新闻发布会总次数",
	"三、依申请公开情况", "（一）收到申请数", "1.当面申请数",
	"2.传真申请数", "（二）申请办结数", "1.按时办结数", "2.延期办结数",
	"四、行政复议数量", "（一）维持具体行政行为数", "五、行政诉讼数量",
	"六、举报投诉数量", "七、依申请公开信息收取的费用",
	"八、机构建设和保障经费情况",
};
const char *const statistic_units[TRUTH_ROWS] = {
	"——", "条", "条", "件", "——", "条", "条", "条", "——", "次", "次",
	"——", "件", "件", "件", "件", "件", "件", "件", "件", "件", "件",
	"万元", "——",
};

/* --- one cell --- */

static void blank(struct truth_cell *c)
{
	*c = (struct truth_cell){.kind = TRUTH_BLANK};
}

static void write_thousands(char *out, size_t size, long value)
{
	if (value >= 1000)
		(void)snprintf(out, size, "%ld,%03ld", value / 1000,
			       value % 1000);
	else
		(void)snprintf(out, size, "%ld", value);
}

static void write_wide(char *out, size_t size, long value)
{
	struct buf b = BUF_INIT(size - 1);
	char digits[24];

	(void)snprintf(digits, sizeof(digits), "%ld", value);
	for (const char *p = digits; *p; p++)
		(void)buf_add_utf8(&b, *p >= '0' ? 0xFF10 + (unsigned)(*p - '0')
						 : (unsigned char)*p);
	(void)snprintf(out, size, "%s", b.data);
	buf_free(&b);
}

/* A count, in one of the ways the layout has. */
static void number(struct layout *l, long value, struct truth_cell *c)
{
	*c = (struct truth_cell){.kind = TRUTH_NUMBER};
	(void)snprintf(c->value, sizeof(c->value), "%ld", value);
	(void)snprintf(c->text, sizeof(c->text), "%ld", value);
	if (value == 0) {
		if (l->has[TRAIT_BLANK_ZERO] && rng_chance(&l->rng, 70))
			blank(c);
		else if (l->has[TRAIT_STROKES] && rng_chance(&l->rng, 40))
			*c = (struct truth_cell){.kind = TRUTH_STROKE,
						 .text = "/"};
		return;
	}
	if (l->has[TRAIT_THOUSANDS])
		write_thousands(c->text, sizeof(c->text), value);
	else if (l->has[TRAIT_WIDE_DIGITS] && rng_chance(&l->rng, 50))
		write_wide(c->text, sizeof(c->text), value);
	else if (l->has[TRAIT_UNIT] && rng_chance(&l->rng, 50))
		(void)snprintf(c->text, sizeof(c->text), "%ld件", value);
	else if (l->has[TRAIT_REMARK] && rng_chance(&l->rng, 20))
		(void)snprintf(c->text, sizeof(c->text),
			       "%ld（其中修订%ld件）", value, value / 2);
}

static void stroke(struct layout *l, struct truth_cell *c)
{
	static const char *const strokes[] = {"/", "—", "-", "——"};

	*c = (struct truth_cell){.kind = TRUTH_STROKE};
	(void)snprintf(c->text, sizeof(c->text), "%s",
		       strokes[rng_below(&l->rng, 4)]);
}

static void decimal(struct layout *l, const char *unit, struct truth_cell *c)
{
	int whole = rng_between(&l->rng, 0, 900);
	int part = rng_between(&l->rng, 1, 99);

	*c = (struct truth_cell){.kind = TRUTH_NUMBER};
	(void)snprintf(c->value, sizeof(c->value), "%d.%02d", whole, part);
	(void)snprintf(c->text, sizeof(c->text), "%d.%02d%s", whole, part,
		       l->has[TRAIT_UNIT] ? unit : "");
}

static void change(struct layout *l, struct truth_cell *c)
{
	int value = rng_between(&l->rng, -9, 30);

	*c = (struct truth_cell){.kind = TRUTH_NUMBER};
	(void)snprintf(c->value, sizeof(c->value), "%d", value);
	(void)snprintf(c->text, sizeof(c->text),
		       l->has[TRAIT_SIGNED] && value > 0 ? "+%d" : "%d",
		       value);
}

static long count_of(struct layout *l)
{
	if (rng_chance(&l->rng, 50))
		return 0;
	if (l->has[TRAIT_THOUSANDS] && rng_chance(&l->rng, 30))
		return rng_between(&l->rng, 1000, 9999);
	return rng_between(&l->rng, 1, rng_chance(&l->rng, 80) ? 9 : 320);
}

/* --- 主动公开 --- */

static uint32_t active_width(const struct layout *l, int row)
{
	if (l->active_2019)
		return row < 6 ? 3 : 2;
	return row < 2 ? 3 : 1;
}

static void make_active(struct layout *l, struct truth *out)
{
	for (int i = 0; i < ACTIVE_LABELS; i++) {
		struct truth_row *row = &out->active[i];

		row->there = active_labels[l->active_2019][i] != NULL;
		row->count = active_width(l, i);
		for (uint32_t k = 0; row->there && k < row->count; k++) {
			if (l->has[TRAIT_STROKES] && rng_chance(&l->rng, 20))
				stroke(l, &row->cells[k]);
			else if (l->active_2019 && i >= 2 && i <= 6 && k == 1)
				change(l, &row->cells[k]);
			else if (l->active_2019 && i == 7 && k == 1)
				decimal(l, "元", &row->cells[k]);
			else if (!l->active_2019 && i == 6)
				decimal(l, "万元", &row->cells[k]);
			else
				number(l, count_of(l), &row->cells[k]);
		}
	}
}

/* --- 申请 --- */

struct counts {
	long at[APPLICATION_ROWS][TRUTH_CELLS];
};

static bool has_row(const struct layout *l, int row)
{
	if (row == APPLICATION_OTHER)
		return l->applications_2019;
	if (row > APPLICATION_OTHER && row < APPLICATION_TOTAL)
		return !l->applications_2019;
	return true;
}

static void fill_column(struct layout *l, struct counts *n, int column)
{
	long sum = 0;

	for (int row = OUTCOMES_FROM; row < OUTCOMES_TO; row++) {
		long value = rng_chance(&l->rng, 25) ? count_of(l) : 0;

		if (!has_row(l, row))
			continue;
		n->at[row][column] = value;
		sum += value;
	}
	n->at[APPLICATION_TOTAL][column] = sum;
	n->at[APPLICATION_CARRIED_OUT][column] =
		rng_chance(&l->rng, 30) ? rng_between(&l->rng, 1, 12) : 0;
	sum += n->at[APPLICATION_CARRIED_OUT][column];
	n->at[APPLICATION_CARRIED_IN][column] =
		sum && rng_chance(&l->rng, 40)
		? rng_between(&l->rng, 0, sum > 9 ? 9 : (int)sum) : 0;
	n->at[APPLICATION_RECEIVED][column] =
		sum - n->at[APPLICATION_CARRIED_IN][column];
}

static void make_counts(struct layout *l, struct counts *n)
{
	int columns = TRUTH_CELLS - 1;

	*n = (struct counts){.at = {{0}}};
	for (int k = 0; k < columns; k++)
		if (k == 0 || !l->has[TRAIT_ONLY_PERSON])
			fill_column(l, n, k);
	for (int row = 0; row < APPLICATION_ROWS; row++)
		for (int k = 0; k < columns; k++)
			n->at[row][columns] += n->at[row][k];
	if (l->has[TRAIT_VIOLATED])
		n->at[rng_below(&l->rng, APPLICATION_ROWS)]
		     [rng_below(&l->rng, TRUTH_CELLS)] += 3;
}

static bool is_detail(int row)
{
	return row >= OUTCOMES_FROM && row < OUTCOMES_TO;
}

static void make_applications(struct layout *l, struct truth *out)
{
	struct counts n;

	make_counts(l, &n);
	for (int i = 0; i < APPLICATION_ROWS; i++) {
		struct truth_row *row = &out->applications[i];

		row->there = has_row(l, i);
		row->count = TRUTH_CELLS;
		for (int k = 0; row->there && k < TRUTH_CELLS; k++) {
			if ((l->has[TRAIT_ONLY_PERSON] && k > 0 &&
			     k < TRUTH_CELLS - 1) ||
			    (l->has[TRAIT_BLANK_TOTALS] && is_detail(i) &&
			     k == TRUTH_CELLS - 1))
				blank(&row->cells[k]);
			else
				number(l, n.at[i][k], &row->cells[k]);
		}
	}
}

/* --- 复议诉讼, 统计表 --- */

static void make_review(struct layout *l, struct truth *out)
{
	for (int i = 0; i < REVIEW_BLOCKS; i++) {
		struct truth_row *row = &out->review[i];
		long sum = 0;

		row->there = true;
		row->count = REVIEW_CELLS;
		for (int k = 0; k + 1 < REVIEW_CELLS; k++) {
			long value = rng_chance(&l->rng, 30) ? count_of(l) : 0;

			sum += value;
			number(l, value, &row->cells[k]);
		}
		if (l->has[TRAIT_VIOLATED] && rng_chance(&l->rng, 30))
			sum++;
		number(l, sum, &row->cells[REVIEW_CELLS - 1]);
	}
}

static void make_statistics(struct layout *l, struct truth *out)
{
	for (; statistic_labels[out->statistic_count];
	     out->statistic_count++) {
		uint32_t i = out->statistic_count;
		struct truth_row *row = &out->statistics[i];

		row->there = true;
		row->count = 2;
		for (int k = 0; k < 2; k++) {
			if (!strcmp(statistic_units[i], "——"))
				blank(&row->cells[k]);
			else
				number(l, count_of(l), &row->cells[k]);
		}
	}
}

void truth_make(struct layout *l, struct truth *out)
{
	*out = (struct truth){.statistic_count = 0};
	if (l->has[TRAIT_STATISTICS]) {
		make_statistics(l, out);
		return;
	}
	make_active(l, out);
	make_applications(l, out);
	make_review(l, out);
}
