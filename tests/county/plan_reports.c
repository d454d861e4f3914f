/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which organ reported on which year, in which format, on which host; where
 * the gaps are; what is attached.
 */
#include "tests/county/plan_make.h"
#include "tests/county/rng.h"

#include <stdlib.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Years from … to of one organ.  云脚乡 2023 is a gap until edition 2.
 * 青石滩镇 2021 still uses the tables of 2019, as some towns did. */
static const struct {
	enum organ_id organ;
	int from, to;
	enum host_id host;
	enum generation generation;
	unsigned edition;	/* 0: from the first on */
} runs[] = {
	{.organ = ORGAN_COUNTY, .from = 2021, .to = 2025, .host = HOST_WWW,
	 .generation = GEN_2021},
	{.organ = ORGAN_OFFICE, .from = 2023, .to = 2025, .host = HOST_WWW,
	 .generation = GEN_2021},
	{.organ = ORGAN_HEKOU, .from = 2021, .to = 2025, .host = HOST_WWW,
	 .generation = GEN_2021},
	{.organ = ORGAN_MAILONG, .from = 2022, .to = 2025, .host = HOST_WWW,
	 .generation = GEN_2021},
	{.organ = ORGAN_YUNJIAO, .from = 2022, .to = 2022, .host = HOST_WWW,
	 .generation = GEN_2021},
	{.organ = ORGAN_YUNJIAO, .from = 2024, .to = 2025, .host = HOST_WWW,
	 .generation = GEN_2021},
	{.organ = ORGAN_QINGSHITAN, .from = 2021, .to = 2021, .host = HOST_WWW,
	 .generation = GEN_2019},
	{.organ = ORGAN_QINGSHITAN, .from = 2022, .to = 2025, .host = HOST_WWW,
	 .generation = GEN_2021},
	{.organ = ORGAN_COUNTY, .from = 2008, .to = 2013, .host = HOST_XXGK,
	 .generation = GEN_NARRATIVE},
	{.organ = ORGAN_COUNTY, .from = 2014, .to = 2018, .host = HOST_XXGK,
	 .generation = GEN_STATISTICS},
	{.organ = ORGAN_COUNTY, .from = 2019, .to = 2020, .host = HOST_XXGK,
	 .generation = GEN_2019},
	{.organ = ORGAN_HEKOU, .from = 2016, .to = 2018, .host = HOST_XXGK,
	 .generation = GEN_NARRATIVE},
	{.organ = ORGAN_HEKOU, .from = 2019, .to = 2020, .host = HOST_XXGK,
	 .generation = GEN_2019},
	{.organ = ORGAN_MAILONG, .from = 2018, .to = 2018, .host = HOST_XXGK,
	 .generation = GEN_NARRATIVE},
	{.organ = ORGAN_MAILONG, .from = 2019, .to = 2020, .host = HOST_XXGK,
	 .generation = GEN_2019},
	{.organ = ORGAN_FINANCE, .from = 2020, .to = 2020, .host = HOST_BM,
	 .generation = GEN_2019},
	{.organ = ORGAN_FINANCE, .from = 2021, .to = 2025, .host = HOST_BM,
	 .generation = GEN_2021},
	{.organ = ORGAN_EDUCATION, .from = 2020, .to = 2020, .host = HOST_BM,
	 .generation = GEN_2019},
	{.organ = ORGAN_EDUCATION, .from = 2021, .to = 2025, .host = HOST_BM,
	 .generation = GEN_2021},
	{.organ = ORGAN_HEALTH, .from = 2022, .to = 2025, .host = HOST_BM,
	 .generation = GEN_2021},
	{.organ = ORGAN_FARMING, .from = 2022, .to = 2025, .host = HOST_BM,
	 .generation = GEN_2021},
	{.organ = ORGAN_DONGHE, .from = 2022, .to = 2024, .host = HOST_SLOW,
	 .generation = GEN_2021},
	{.organ = ORGAN_ZONE, .from = 2022, .to = 2024, .host = HOST_BUSY,
	 .generation = GEN_2021},
	{.organ = ORGAN_YUNJIAO, .from = 2023, .to = 2023, .host = HOST_WWW,
	 .generation = GEN_2021, .edition = 2},
};

/* What else stands in the columns of reports and is none. */
static const struct {
	enum host_id host;
	struct date date;
	const char *title;
} notices[] = {
	{.host = HOST_WWW,
	 .date = {.year = 2026, .month = 1, .day = 5, .minutes = 615},
	 .title = "关于做好2025年度政府信息公开工作年度报告编制发布工作的通知"},
	{.host = HOST_WWW,
	 .date = {.year = 2026, .month = 1, .day = 21, .minutes = 570},
	 .title = "青禾县人民政府网站工作年度报表（2025年度）"},
	{.host = HOST_WWW,
	 .date = {.year = 2024, .month = 9, .day = 12, .minutes = 900},
	 .title = "青禾县2023年度部门决算公开情况说明"},
	{.host = HOST_BM,
	 .date = {.year = 2025, .month = 1, .day = 6, .minutes = 540},
	 .title = "县直部门政府信息公开年报格式说明"},
};

static const struct {
	enum host_id host;
	const char *name, *type, *dir;
	unsigned per_page, number;
	bool towns;
} annual_columns[] = {
	{.host = HOST_WWW, .name = "政府信息公开年报", .type = "信息公开年报",
	 .dir = "/zwgk/zfxxgk/zfxxgknb/", .per_page = 10, .number = 0,
	 .towns = true},
	{.host = HOST_XXGK, .name = "县政府年度报告", .type = "县政府年度报告",
	 .dir = "/nb/", .per_page = 8, .number = 0, .towns = false},
	{.host = HOST_XXGK, .name = "乡镇年度报告", .type = "乡镇年度报告",
	 .dir = "/nb/xz/", .per_page = 20, .number = 0, .towns = true},
	{.host = HOST_BM, .name = "政府信息公开年报", .type = "政府信息公开年报",
	 .dir = "/col/col1229/", .per_page = 1000, .number = 1229,
	 .towns = false},
	{.host = HOST_SLOW, .name = "政府信息公开年报", .type = "信息公开年报",
	 .dir = "/zfxxgknb/", .per_page = 20, .number = 0, .towns = true},
	{.host = HOST_BUSY, .name = "政府信息公开年报", .type = "信息公开年报",
	 .dir = "/zfxxgknb/", .per_page = 20, .number = 0, .towns = true},
};

static unsigned annual_column_of(enum host_id host, bool town)
{
	unsigned i;

	for (i = 0; i < COUNT(annual_columns); i++)
		if (annual_columns[i].host == host
		    && (host != HOST_XXGK || annual_columns[i].towns == town))
			return i;
	abort();
}

static char *title_of(const struct plan *plan, const struct report *report)
{
	struct rng r = rng_of(plan->seed, "title",
			      report->organ * 10000u + (unsigned)report->year);
	const char *name = organs[report->organ].name;
	int year = report->year;

	if (report->host == HOST_XXGK && year == 2012)
		return make_string("%s二○一二年政府信息公开工作年度报告", name);
	switch (rng_below(&r, 6)) {
	case 0:
		return make_string("%d年%s政府信息公开工作年度报告", year, name);
	case 1:
		return make_string("%s%d年度政府信息公开年度报告", name, year);
	case 2:
		return make_string("%s关于%d年度政府信息公开工作情况的报告", name,
				   year);
	case 3:
		return make_string("%s %d 年政府信息公开工作年度报告", name,
				   year);
	default:
		return make_string("%s%d年政府信息公开工作年度报告", name, year);
	}
}

/* Departments by the end of January, the county by the end of March
 * (regulation of 2019, articles 49 and 50); before that, whenever. */
static struct date published(const struct plan *plan,
			     const struct report *report)
{
	struct rng r = rng_of(plan->seed, "published",
			      report->organ * 10000u + (unsigned)report->year);
	struct date d = {report->year + 1, 1, 6, 500};

	if (report->organ == ORGAN_COUNTY)
		d.month = 3;
	else if (organs[report->organ].town)
		d.month = 1 + (int)rng_below(&r, 2);
	d = date_plus(d, (long)rng_below(&r, 22));
	d.minutes = rng_between(&r, 8 * 60 + 30, 17 * 60 + 30);
	return d;
}

static char *report_path(const struct report *report)
{
	unsigned id = 105000 + report->number * 37;
	/* The address carries the day it was typed in, not the one printed. */
	struct date typed = date_plus(report->date, report->number % 4);

	switch (report->host) {
	case HOST_XXGK:
		return make_string("%s%d/content_%u.htm",
				   annual_columns[report->column].dir,
				   report->year, 1000 + report->number * 7);
	case HOST_BM:
		return make_string("/art/%d/%d/%d/art_1229_%u.html",
				   report->date.year, report->date.month,
				   report->date.day, 5000 + report->number * 3);
	default:
		return make_string("%s%04d%02d/t%04d%02d%02d_%u.html",
				   annual_columns[report->column].dir,
				   typed.year, typed.month, typed.year,
				   typed.month, typed.day, id);
	}
}

static void attach(struct plan *plan, struct report *report, enum kind kind,
		   char *path, char *name)
{
	struct attachment *a = &report->attachment[report->attachments++];

	*a = (struct attachment){.kind = kind, .path = path, .name = name};
	(void)make_entry(plan, (struct entry){
		.host = report->host, .kind = kind, .status = 200,
		.flags = ENTRY_LISTED, .arg = report->number,
		.date = report->date, .path = make_string("%s", path),
	});
}

static void attach_www(struct plan *plan, struct report *report)
{
	struct date typed = date_plus(report->date, report->number % 4);
	const char *dir = annual_columns[report->column].dir;
	char *stem = make_string("%s%04d%02d/P0%04d%02d%02d%06u", dir,
				 typed.year, typed.month, typed.year,
				 typed.month, typed.day,
				 312000 + report->number);

	if (report->number % 3 == 1)
		attach(plan, report, KIND_DOCX, make_string("%s.docx", stem),
		       make_string("%s.docx", report->title));
	if (report->number % 4 == 2) {
		attach(plan, report, KIND_PDF, make_string("%s.pdf", stem),
		       make_string("%s.pdf", report->title));
		/* The same bytes at a second address. */
		attach(plan, report, KIND_PDF,
		       make_string("/attachment/0/596/%u.pdf",
				   4700 + report->number),
		       make_string("%s（备用下载）.pdf", report->title));
	}
	free(stem);
}

/* downfile.jsp of Hanweb: the name for people is percent-encoded UTF-8. */
static void attach_bm(struct plan *plan, struct report *report)
{
	bool pdf = report->number % 3 == 0;
	const char *type = pdf ? "pdf" : "docx";

	attach(plan, report, pdf ? KIND_PDF : KIND_DOCX,
	       make_string("/module/download/downfile.jsp?classid=0"
			   "&showname=%%E5%%B9%%B4%%E6%%8A%%A5.%s"
			   "&filename=%016llx.%s", type,
			   0x9e3779b97f4a7c15ull * (report->number + 1), type),
	       make_string("年报.%s", type));
}

static void attachments(struct plan *plan, struct report *report)
{
	if (report->host == HOST_XXGK && report->year % 4 == 1)
		attach(plan, report, KIND_DEAD,
		       make_string("/Upload/File/%d/%u.doc", report->year,
				   120 + report->number),
		       make_string("年度报告附件.doc"));
	else if (report->host == HOST_BM && report->number % 2)
		attach_bm(plan, report);
	else if (report->host == HOST_WWW)
		attach_www(plan, report);
}

/* A second page with the same report: on the same host byte for byte, on
 * another host in that host's clothes. */
static void make_second(struct plan *plan, struct report *report)
{
	bool moved = report->organ == ORGAN_COUNTY && report->year == 2020;
	bool twice = report->host == HOST_WWW && report->year == 2024
		     && (report->organ == ORGAN_COUNTY
			 || report->organ == ORGAN_HEKOU);

	if (!moved && !twice)
		return;
	report->second = (int)make_entry(plan, (struct entry){
		.host = HOST_WWW, .kind = KIND_REPORT, .status = 200,
		.flags = ENTRY_LISTED, .arg = report->number,
		.date = report->date,
		.path = make_string("/zwgk/jgzn/nb/t%04d%02d%02d_%u.html",
				    report->date.year, report->date.month,
				    report->date.day, 99000 + report->number),
	});
}

static void make_report(struct plan *plan, struct report report)
{
	unsigned flags = ENTRY_LISTED;

	report.number = plan->report_count;
	report.second = -1;
	report.column = annual_column_of(report.host,
					 organs[report.organ].town);
	report.title = title_of(plan, &report);
	report.date = published(plan, &report);
	report.fails = "";
	report.in_file = report.year == 2025 &&
			 (report.organ == ORGAN_YUNJIAO ||
			  report.organ == ORGAN_HEALTH);
	if (report.organ == ORGAN_MAILONG && report.year == 2023)
		report.fails = "V4";
	if (report.organ == ORGAN_FARMING && report.year == 2024)
		report.fails = "V1";
	if (report.host == HOST_BUSY && report.year != 2023)
		flags |= ENTRY_BUSY;
	if (report.number % 5 == 3)
		flags |= ENTRY_CHUNKED;
	if (report.organ == ORGAN_HEALTH && report.year == 2023)
		flags |= ENTRY_GZIP;
	report.entry = make_entry(plan, (struct entry){
		.host = report.host, .kind = KIND_REPORT, .status = 200,
		.flags = flags, .arg = report.number, .date = report.date,
		.path = report_path(&report),
	});
	attachments(plan, &report);
	make_second(plan, &report);
	plan->reports = make_array(plan->reports, plan->report_count + 1,
				   sizeof(report));
	plan->reports[plan->report_count++] = report;
}

static void make_notice(struct plan *plan, unsigned i)
{
	struct date d = notices[i].date;
	enum host_id host = notices[i].host;
	unsigned column = annual_column_of(host, true);
	unsigned entry;

	entry = make_entry(plan, (struct entry){
		.host = host, .kind = KIND_NOTICE, .status = 200,
		.flags = ENTRY_LISTED, .arg = i, .date = d,
		.path = host == HOST_BM
			? make_string("/art/%d/%d/%d/art_1229_%u.html", d.year,
				      d.month, d.day, 4990 + i)
			: make_string("%s%04d%02d/t%04d%02d%02d_%u.html",
				      annual_columns[column].dir, d.year,
				      d.month, d.year, d.month, d.day,
				      104900 + i),
	});
	make_item(plan, column, entry);
}

static void withdraw(struct plan *plan, struct report *report)
{
	struct entry *e = &plan->entries[report->entry];
	unsigned i;

	report->withdrawn = true;
	e->kind = KIND_GONE;
	e->status = 404;
	e->flags = 0;
	/* Its files are still there; nothing links them any more. */
	for (i = 0; i < report->attachments; i++)
		plan->entries[report->entry + 1 + i].flags = 0;
}

/* The corrected cell itself is in facts.c. */
static void second_edition(struct plan *plan)
{
	unsigned i;

	for (i = 0; i < plan->report_count; i++) {
		struct report *report = &plan->reports[i];

		if (report->organ == ORGAN_EDUCATION && report->year == 2021)
			withdraw(plan, report);
		if (!report_is_corrected(plan, report))
			continue;
		plan->entries[report->entry].flags |= ENTRY_CHANGED;
		if (report->second >= 0)
			plan->entries[report->second].flags |= ENTRY_CHANGED;
	}
}

/* What became of the page of a report in edition 3. */
static const struct {
	enum organ_id organ;
	int year;
	enum kind left;		/* what is at its address now */
	int status;
} moves[] = {
	{.organ = ORGAN_MAILONG, .year = 2022, .left = KIND_MOVED,
	 .status = 301},
	{.organ = ORGAN_QINGSHITAN, .year = 2023, .left = KIND_REFRESH,
	 .status = 200},
	{.organ = ORGAN_FARMING, .year = 2022, .left = KIND_GONE,
	 .status = 404},
};

static void move(struct plan *plan, struct report *report, unsigned i)
{
	unsigned before = report->entry;
	struct entry e = plan->entries[before], *old;

	e.path = make_string("/nb/%d/%u.html", report->year,
			     88000 + report->number);
	report->entry = make_entry(plan, e);
	old = &plan->entries[before];
	old->kind = moves[i].left;
	old->status = moves[i].status;
	old->flags = ENTRY_CHANGED;
	old->to = plan->entries[report->entry].path;
}

static void third_edition(struct plan *plan)
{
	for (unsigned i = 0; i < plan->report_count; i++)
		for (unsigned k = 0; k < COUNT(moves); k++)
			if (plan->reports[i].organ == moves[k].organ &&
			    plan->reports[i].year == moves[k].year)
				move(plan, &plan->reports[i], k);
}

static void sort_newest_first(struct plan *plan, struct column *c)
{
	unsigned i, j;

	for (i = 1; i < c->count; i++) {
		unsigned item = c->items[i];

		for (j = i; j > 0 && date_cmp(
			plan->entries[c->items[j - 1]].date,
			plan->entries[item].date) < 0; j--)
			c->items[j] = c->items[j - 1];
		c->items[j] = item;
	}
}

bool report_is_corrected(const struct plan *plan, const struct report *report)
{
	return plan->edition > 1 && report->organ == ORGAN_HEKOU
	       && report->year == 2024;
}

const char *make_notice_title(unsigned number)
{
	return notices[number].title;
}

void make_reports(struct plan *plan)
{
	unsigned i;
	int year;

	for (i = 0; i < COUNT(annual_columns); i++)
		(void)make_column(plan, (struct column){
			.host = annual_columns[i].host,
			.name = annual_columns[i].name,
			.type = annual_columns[i].type,
			.dir = make_string("%s", annual_columns[i].dir),
			.per_page = annual_columns[i].per_page,
			.number = annual_columns[i].number,
			.annual = true,
		});
	for (i = 0; i < COUNT(runs) && runs[i].edition <= plan->edition; i++)
		for (year = runs[i].from; year <= runs[i].to; year++)
			make_report(plan, (struct report){
				.organ = runs[i].organ, .year = year,
				.generation = runs[i].generation,
				.host = runs[i].host,
			});
	if (plan->edition > 1)
		second_edition(plan);
	if (plan->edition > 2)
		third_edition(plan);
	for (i = 0; i < plan->report_count; i++)
		if (!plan->reports[i].withdrawn)
			make_item(plan, plan->reports[i].column,
				  plan->reports[i].entry);
	for (i = 0; i < COUNT(notices); i++)
		make_notice(plan, i);
	for (i = 0; i < plan->column_count; i++)
		sort_newest_first(plan, &plan->columns[i]);
}
