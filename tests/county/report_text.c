/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sections in the order of the generation.  Numbers in the prose are those of
 * struct facts, so that prose and tables agree (V8) except where the report
 * fails on purpose.
 */
#include "tests/county/report_text.h"

#include "tests/county/rng.h"
#include "tests/county/tables.h"
#include "tests/county/words.h"

struct maker {
	struct buf *b;
	const struct plan *plan;
	const struct report *report;
	const struct report_style *style;
	const struct facts *facts;
	bool plain;		/* no tables */
	struct rng r;
	unsigned section;
};

static const char *const numerals[] = {"一", "二", "三", "四", "五", "六"};

static const char *const sections_tables[] = {
	"总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
	"政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况",
	"其他需要报告的事项",
};
static const char *const sections_narrative[] = {
	"概述", "主动公开政府信息情况", "依申请公开政府信息情况",
	"政府信息公开收费及减免情况", "行政复议和行政诉讼情况",
	"存在的主要问题及改进措施",
};

const char *const *report_sections(enum generation generation,
				   unsigned *ret_count)
{
	*ret_count = SECTIONS_MAX;
	return generation >= GEN_2019 ? sections_tables : sections_narrative;
}

static void heading(struct maker *k)
{
	unsigned count;
	const char *const *names = report_sections(k->facts->generation,
						   &count);

	(void)buf_addf(k->b, "%s%s、%s%s", k->style->open_heading,
		       numerals[k->section], names[k->section],
		       k->style->close_heading);
	k->section++;
}

static void open(struct maker *k)
{
	(void)buf_adds(k->b, k->style->open);
	(void)buf_adds(k->b, "　　");
}

static void close(struct maker *k)
{
	(void)buf_adds(k->b, k->style->close);
}

static void preface(struct maker *k)
{
	open(k);
	(void)buf_addf(k->b, "本报告根据《中华人民共和国政府信息公开条例》的"
		       "规定编制，由%s公布。所列数据的统计期限为%d年1月1日至"
		       "%d年12月31日。如有疑问，请与%s联系（电话："
		       "0990-555%04u）。", organs[k->report->organ].name,
		       k->report->year, k->report->year,
		       organs[k->report->organ].name,
		       140 + k->report->organ);
	close(k);
}

static void overview(struct maker *k)
{
	heading(k);
	open(k);
	(void)buf_addf(k->b, "%d年，%s", k->report->year,
		       organs[k->report->organ].place);
	words_disclosure(k->b, &k->r, 3);
	(void)buf_addf(k->b, "全年主动公开政府信息%d条。",
		       k->facts->disclosed);
	close(k);
	open(k);
	words_disclosure(k->b, &k->r, 4);
	close(k);
}

static void applications_prose(struct maker *k)
{
	open(k);
	if (k->facts->received)
		(void)buf_addf(k->b, "全年新收到政府信息公开申请%d件，办结%d件。",
			       k->facts->received, k->facts->answered);
	else
		(void)buf_adds(k->b, "全年未收到政府信息公开申请。");
	close(k);
}

static void review_prose(struct maker *k)
{
	open(k);
	if (k->facts->reconsiderations || k->facts->lawsuits)
		(void)buf_addf(k->b, "全年因政府信息公开被申请行政复议%d件，"
			       "被提起行政诉讼%d件。",
			       k->facts->reconsiderations,
			       k->facts->lawsuits);
	else
		(void)buf_adds(k->b, "全年没有因政府信息公开引起的行政复议和"
			       "行政诉讼。");
	close(k);
}

static void problems(struct maker *k)
{
	heading(k);
	open(k);
	words_plans(k->b, &k->r);
	close(k);
}

static void with_tables(struct maker *k)
{
	struct markup m = markup_of(k->plan, k->report);

	overview(k);
	heading(k);
	if (!k->plain)
		table_active(k->b, k->facts, &m);
	heading(k);
	applications_prose(k);
	if (!k->plain)
		table_applications(k->b, k->facts, &m);
	heading(k);
	if (!k->plain)
		table_review(k->b, k->facts, &m);
	problems(k);
	heading(k);
	open(k);
	(void)buf_adds(k->b, "本年度未收取信息处理费，没有其他需要报告的事项。");
	close(k);
}

static void without_tables(struct maker *k)
{
	struct markup m = markup_of(k->plan, k->report);

	overview(k);
	heading(k);
	open(k);
	words_disclosure(k->b, &k->r, 5);
	close(k);
	heading(k);
	applications_prose(k);
	heading(k);
	open(k);
	(void)buf_adds(k->b, "全年未向申请人收取检索、复制等费用。");
	close(k);
	heading(k);
	review_prose(k);
	problems(k);
	if (k->facts->statistic_count && !k->plain) {
		open(k);
		(void)buf_adds(k->b, "附：政府信息公开情况统计表");
		close(k);
		table_statistics(k->b, k->facts, &m);
	}
}

static void signature(struct maker *k)
{
	struct date d = k->report->date;

	(void)buf_addf(k->b, "%s%s%s%s%d年%d月%d日%s", k->style->open,
		       organs[k->report->organ].name, k->style->close,
		       k->style->open, d.year, d.month, d.day,
		       k->style->close);
}

static void make(struct buf *b, const struct plan *plan,
		 const struct report *report,
		 const struct report_style *style, bool plain)
{
	struct facts facts;
	struct maker k = {
		.b = b, .plan = plan, .report = report, .style = style,
		.facts = &facts, .plain = plain,
		.r = rng_of(plan->seed, "report text", report->number),
	};
	size_t at = b->len;

	facts_of(&facts, plan, report);
	preface(&k);
	if (facts.generation >= GEN_2019)
		with_tables(&k);
	else
		without_tables(&k);
	signature(&k);
	rename_all(b, at, plan->renames);
}

void report_text(struct buf *b, const struct plan *plan,
		 const struct report *report,
		 const struct report_style *style)
{
	make(b, plan, report, style, false);
}

void report_plain(struct buf *b, const struct plan *plan,
		  const struct report *report)
{
	static const struct report_style lines = {"", "\n", "", "\n"};

	make(b, plan, report, &lines, true);
}
