/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The numbers of one report.  They keep V1–V4 within a report; V5 (what is
 * carried over) and V6 (rules in force) hold across years too, because both
 * are functions of organ and year alone.  Two reports fail on purpose, after
 * everything else is made (see spoil()).
 *
 * Which zeros are printed as 0, as blank or as a mark is a habit of the organ
 * in that year: see struct habit.
 */
#include "tests/county/facts.h"

#include "tests/county/rng.h"

enum {
	ROW_NEW, ROW_OLD, ROW_GRANTED,
	FIRST_RESULT = ROW_GRANTED,
	FIRST_VALID_YEAR = 2018,	/* rules in force are counted on from */
};

/* How an organ writes nothing. */
struct habit {
	bool blank_details;	/* zeros of detail rows are left out */
	bool blank_applicants;	/* zeros outside 自然人 and 总计 are left out */
	const char *mark;	/* for applicants that never apply, or NULL */
};

const char *const facts_applicants[APPLICANTS] = {
	"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他",
	"总计",
};

const char *const facts_outcomes[REVIEW_CELLS] = {
	"结果维持", "结果纠正", "其他结果", "尚未审结", "总计",
};

static const char *const labels_2021[ROWS_2021] = {
	"一、本年新收政府信息公开申请数量",
	"二、上年结转政府信息公开申请数量",
	"（一）予以公开",
	"（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
	"1.属于国家秘密",
	"2.其他法律行政法规禁止公开",
	"3.危及“三安全一稳定”",
	"4.保护第三方合法权益",
	"5.属于三类内部事务信息",
	"6.属于四类过程性信息",
	"7.属于行政执法案卷",
	"8.属于行政查询事项",
	"1.本机关不掌握相关政府信息",
	"2.没有现成信息需要另行制作",
	"3.补正后申请内容仍不明确",
	"1.信访举报投诉类申请",
	"2.重复申请",
	"3.要求提供公开出版物",
	"4.无正当理由大量反复申请",
	"5.要求行政机关确认或重新出具已获取信息",
	"1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
	"2.申请人逾期未按收费通知要求缴纳费用、"
	"行政机关不再处理其政府信息公开申请",
	"3.其他",
	"（七）总计",
	"四、结转下年度继续办理",
};

static const char *const labels_2019[ROWS_2019] = {
	"一、本年新收政府信息公开申请数量",
	"二、上年结转政府信息公开申请数量",
	"（一）予以公开",
	"（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
	"1.属于国家秘密",
	"2.其他法律行政法规禁止公开",
	"3.危及“三安全一稳定”",
	"4.保护第三方合法权益",
	"5.属于三类内部事务信息",
	"6.属于四类过程性信息",
	"7.属于行政执法案卷",
	"8.属于行政查询事项",
	"1.本机关不掌握相关政府信息",
	"2.没有现成信息需要另行制作",
	"3.补正后申请内容仍不明确",
	"1.信访举报投诉类申请",
	"2.重复申请",
	"3.要求提供公开出版物",
	"4.无正当理由大量反复申请",
	"5.要求行政机关确认或重新出具已获取信息",
	"（六）其他处理",
	"（七）总计",
	"四、结转下年度继续办理",
};

const char *const *facts_row_labels(enum generation generation)
{
	return generation == GEN_2021 ? labels_2021 : labels_2019;
}

static struct cell number(long value)
{
	return (struct cell){.kind = CELL_NUMBER, .value = value};
}

void cell_add(struct buf *b, const struct cell *cell)
{
	long one = 1;
	unsigned i;

	if (cell->kind == CELL_MARK)
		(void)buf_adds(b, cell->text);
	if (cell->kind != CELL_NUMBER)
		return;
	for (i = 0; i < cell->decimals; i++)
		one *= 10;
	if (cell->sign && cell->value > 0)
		(void)buf_addc(b, '+');
	(void)buf_addf(b, "%ld", cell->value / one);
	if (cell->decimals)
		(void)buf_addf(b, ".%0*ld", (int)cell->decimals,
			       cell->value % one);
	if (cell->text)
		(void)buf_adds(b, cell->text);
}

/* What an organ keeps numbering from one year to the next. */
static uint64_t organ_year(const struct report *report, int year)
{
	return (uint64_t)report->organ * 10000 + (uint64_t)year;
}

/* Applications still open at the end of the year, per applicant. */
static int carried(const struct plan *plan, const struct report *report,
		   int year, unsigned applicant)
{
	struct rng r = rng_of(plan->seed, "carried",
			      organ_year(report, year) * 10 + applicant);
	unsigned busy = organs[report->organ].busy;

	if (applicant > 1)
		return 0;
	return (int)rng_below(&r, applicant ? busy / 20 + 1 : busy / 6 + 1);
}

/* Where an answered application ends up: most are granted. */
static unsigned result_row(struct rng *r, unsigned leaves)
{
	static const unsigned char usual[] = {
		0, 0, 0, 0, 0, 0, 0, 1, 1, 5, 6, 7, 9, 10, 10, 10, 10, 11, 12,
		13, 14, 3,
	};

	if (rng_chance(r, 4))
		return FIRST_RESULT + rng_below(r, leaves);
	return FIRST_RESULT + usual[rng_below(r, sizeof(usual))];
}

static int arrivals(struct rng *r, unsigned busy, unsigned applicant)
{
	switch (applicant) {
	case 0: return rng_between(r, (int)busy / 2, (int)busy * 3 / 2);
	case 1: return (int)rng_below(r, busy / 4 + 1);
	case 4: return rng_chance(r, 20) ? (int)rng_below(r, busy / 8 + 1) : 0;
	default: return rng_chance(r, 8) ? 1 : 0;
	}
}

static void make_applications(struct facts *f, const struct plan *plan,
			      const struct report *report, struct rng *r)
{
	unsigned total = f->row_count - 2, next = f->row_count - 1;
	unsigned c, i;
	long sum;

	for (i = 0; i < f->row_count; i++)
		for (c = 0; c < APPLICANTS; c++)
			f->rows[i][c] = number(0);
	for (c = 0; c < APPLICANTS - 1; c++) {
		int out = carried(plan, report, report->year, c);
		int in = carried(plan, report, report->year - 1, c);
		int done = arrivals(r, organs[report->organ].busy, c) + in;

		f->rows[ROW_NEW][c].value = done - in + out;
		f->rows[ROW_OLD][c].value = in;
		f->rows[total][c].value = done;
		f->rows[next][c].value = out;
		for (; done > 0; done--)
			f->rows[result_row(r, total - FIRST_RESULT)][c].value++;
	}
	for (i = 0; i < f->row_count; i++) {
		for (sum = 0, c = 0; c < APPLICANTS - 1; c++)
			sum += f->rows[i][c].value;
		f->rows[i][APPLICANTS - 1].value = sum;
	}
	f->received = (int)f->rows[ROW_NEW][APPLICANTS - 1].value;
	f->answered = (int)f->rows[total][APPLICANTS - 1].value;
}

static void make_review(struct facts *f, const struct report *report,
			struct rng *r)
{
	unsigned busy = organs[report->organ].busy;
	unsigned i, c;
	long sum;

	for (i = 0; i < REVIEW_BLOCKS; i++) {
		for (sum = 0, c = 0; c < REVIEW_CELLS - 1; c++) {
			long n = rng_chance(r, busy > 10 ? 45 : 10)
				 ? (long)rng_below(r, busy / 12 + 2) : 0;

			f->review[i][c] = number(n);
			sum += n;
		}
		f->review[i][REVIEW_CELLS - 1] = number(sum);
	}
	f->reconsiderations = (int)f->review[0][REVIEW_CELLS - 1].value;
	f->lawsuits = (int)(f->review[1][REVIEW_CELLS - 1].value
			    + f->review[2][REVIEW_CELLS - 1].value);
}

/* Made, ended and in force: V6 holds from one year to the next. */
static void rules_of(const struct plan *plan, const struct report *report,
		     struct cell cells[3])
{
	long valid = 3 + (long)organs[report->organ].busy / 4;
	long made = 0, ended = 0;
	int year;

	for (year = FIRST_VALID_YEAR; year <= report->year; year++) {
		struct rng r = rng_of(plan->seed, "rules",
				      organ_year(report, year));

		made = (long)rng_below(&r, organs[report->organ].busy / 8 + 2);
		ended = (long)rng_below(&r, 3);
		if (ended > valid)
			ended = valid;
		valid += made - ended;
	}
	cells[0] = number(made);
	cells[1] = number(ended);
	cells[2] = number(valid);
}

static struct active_row *active_add(struct facts *f, const char *label,
				     unsigned count)
{
	struct active_row *row = &f->active[f->active_count++];

	*row = (struct active_row){.label = label, .count = count};
	return row;
}

static void make_active_2021(struct facts *f, const struct plan *plan,
			     const struct report *report, struct rng *r)
{
	static const char *const decisions[] = {"行政许可", "行政处罚",
						"行政强制"};
	unsigned busy = organs[report->organ].busy;
	struct active_row *row;
	unsigned i;

	(void)active_add(f, "规章", 3);
	row = active_add(f, "行政规范性文件", 3);
	rules_of(plan, report, row->cells);
	for (i = 0; i < 3; i++) {
		row = active_add(f, decisions[i], 1);
		row->cells[0] = number(i == 2
			? (long)rng_below(r, 3)
			: (long)rng_below(r, busy * 40 + 20));
	}
	row = active_add(f, "行政事业性收费", 1);
	row->cells[0] = number((long)rng_below(r, busy * 200));
	row->cells[0].decimals = rng_chance(r, 60) ? 1 : 2;
	if (rng_chance(r, 40))
		row->cells[0] = number(0);
}

static void make_active_2019(struct facts *f, const struct plan *plan,
			     const struct report *report, struct rng *r)
{
	static const char *const items[] = {"行政许可", "其他对外管理服务事项",
					    "行政处罚", "行政强制"};
	unsigned busy = organs[report->organ].busy;
	struct active_row *row;
	unsigned i;

	(void)active_add(f, "规章", 3);
	row = active_add(f, "规范性文件", 3);
	rules_of(plan, report, row->cells);
	row->cells[1] = row->cells[0];
	for (i = 0; i < 4; i++) {
		row = active_add(f, items[i], 3);
		row->cells[0] = number((long)rng_below(r, busy * 4 + 6));
		row->cells[1] = number(rng_between(r, -3, 5));
		row->cells[1].sign = rng_chance(r, 50);
		row->cells[2] = number((long)rng_below(r, busy * 30 + 4));
	}
	row = active_add(f, "行政事业性收费", 2);
	row->cells[0] = number((long)rng_below(r, 9));
	row->cells[1] = number(rng_between(r, -1, 1));
	row = active_add(f, "政府集中采购", 2);
	row->cells[0] = number(rng_between(r, 1, 12));
	row->cells[1] = number((long)rng_below(r, 90000) * 10 + 4000);
	if (rng_chance(r, 50))
		row->cells[1].text = "元";
}

static void make_statistics(struct facts *f, struct rng *r)
{
	static const struct {
		const char *label, *unit;
		unsigned most;
	} kinds[STATISTICS] = {
		{"主动公开政府信息数", "条", 3000},
		{"其中：主动公开规范性文件数", "条", 60},
		{"制发规范性文件总数", "件", 40},
		{"政府网站公开政府信息数", "条", 2800},
		{"政务微博公开政府信息数", "条", 500},
		{"回应公众关注热点或重大舆情数", "次", 40},
		{"收到申请数", "件", 50},
		{"申请办结数", "件", 50},
		{"行政复议数量", "件", 3},
		{"行政诉讼数量", "件", 2},
	};
	unsigned i;

	f->statistic_count = STATISTICS;
	for (i = 0; i < STATISTICS; i++) {
		long year = (long)rng_below(r, kinds[i].most);

		f->statistics[i] = (struct statistic){
			.label = kinds[i].label, .unit = kinds[i].unit,
			.year = year,
			.total = year + (long)rng_below(r, kinds[i].most * 4),
		};
	}
	f->statistics[7].year = f->statistics[6].year;
	f->statistics[7].total = f->statistics[6].total;
	f->disclosed = (int)f->statistics[0].year;
	f->received = f->answered = (int)f->statistics[6].year;
	f->reconsiderations = (int)f->statistics[8].year;
	f->lawsuits = (int)f->statistics[9].year;
}

static bool is_zero(const struct cell *cell)
{
	return cell->kind == CELL_NUMBER && cell->value == 0;
}

static void put_habit(struct facts *f, const struct habit *habit)
{
	unsigned total = f->row_count - 2;
	unsigned i, c;

	for (i = 0; i < f->row_count; i++) {
		bool detail = i >= FIRST_RESULT && i < total;

		for (c = 0; c < APPLICANTS; c++) {
			struct cell *cell = &f->rows[i][c];
			bool minor = c > 0 && c < APPLICANTS - 1;

			if (!is_zero(cell))
				continue;
			if (habit->mark && (c == 2 || c == 4))
				*cell = (struct cell){.kind = CELL_MARK,
						      .text = habit->mark};
			else if ((habit->blank_details && detail)
				 || (habit->blank_applicants && minor))
				cell->kind = CELL_BLANK;
		}
	}
}

/* An organ without power to make rules often leaves that row empty. */
static void empty_rules(struct facts *f, struct rng *r)
{
	unsigned c, how = rng_below(r, 4);

	for (c = 0; c < f->active[0].count; c++) {
		struct cell *cell = &f->active[0].cells[c];

		if (how == 1 && c > 0)
			cell->kind = CELL_BLANK;
		if (how == 2)
			*cell = (struct cell){.kind = CELL_MARK, .text = "/"};
	}
}

/* The published mistakes. */
static void spoil(struct facts *f, const char *fails)
{
	if (slice_eqs(slice_of(fails), "V1")) {
		f->rows[ROW_NEW][0].value += 2;
		f->rows[ROW_NEW][APPLICANTS - 1].value += 2;
		f->received += 2;
	}
	if (slice_eqs(slice_of(fails), "V4")) {
		f->review[0][0] = number(3);
		f->review[0][1] = number(1);
		f->review[0][REVIEW_CELLS - 1] = number(0);
		f->reconsiderations = 0;
	}
}

void facts_of(struct facts *f, const struct plan *plan,
	      const struct report *report)
{
	static const char *const marks[] = {NULL, NULL, NULL, "/", "-"};
	struct rng r = rng_of(plan->seed, "facts",
			      organ_year(report, report->year));
	struct habit habit = {0};

	*f = (struct facts){.generation = report->generation};
	f->disclosed = rng_between(&r, 40,
				   100 + (int)organs[report->organ].busy * 30);
	f->received = rng_between(&r, 0, (int)organs[report->organ].busy / 3);
	f->answered = f->received;
	if (f->generation == GEN_STATISTICS)
		make_statistics(f, &r);
	if (f->generation < GEN_2019)
		return;
	f->row_count = f->generation == GEN_2021 ? ROWS_2021 : ROWS_2019;
	make_applications(f, plan, report, &r);
	make_review(f, report, &r);
	if (f->generation == GEN_2021)
		make_active_2021(f, plan, report, &r);
	else
		make_active_2019(f, plan, report, &r);
	habit.blank_details = rng_chance(&r, 20);
	habit.blank_applicants = rng_chance(&r, 15);
	habit.mark = marks[rng_below(&r, 5)];
	if (!*report->fails)
		put_habit(f, &habit);
	empty_rules(f, &r);
	spoil(f, report->fails);
	if (report_is_corrected(plan, report))
		f->active[2].cells[0].value++;
}
