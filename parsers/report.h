/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An annual report as data: which organ, which year, which generation, its
 * sections and the facts of its tables.  Formats and rules: reports.md
 * (国办公开办函〔2019〕60号, 国办公开办函〔2021〕30号).
 *
 * What a table says is kept as published.  blank, 0 and "/" are three
 * different things; nothing is corrected.
 *
 * Pure.  All memory from the caller's arena; slices live as long as it does.
 */
#ifndef NIANBAO_PARSERS_REPORT_H
#define NIANBAO_PARSERS_REPORT_H

#include "parsers/article.h"
#include "parsers/document.h"
#include "parsers/html.h"

/* Raised when a reading changes, so that `mend --reread` knows what is old. */
enum { REPORT_EXTRACTOR_VERSION = 2 };

enum report_generation {
	GENERATION_NARRATIVE,	/* prose only */
	GENERATION_STATISTICS,	/* 指标名称 | 计量单位 | 本年度 | 历年累计 */
	GENERATION_2019,
	GENERATION_2021,
};
/* "narrative", "statistics", "2019", "2021". */
const char *generation_name(enum report_generation generation);

enum cell_kind {
	CELL_NUMBER,		/* the whole text is a number */
	CELL_VALUED,		/* a number with unit or remark: "251000元" */
	CELL_BLANK,		/* nothing, &nbsp;, <o:p> */
	CELL_NOT_APPLICABLE,	/* "/", "-", "—" */
	CELL_TEXT,		/* something else */
	CELL_UNREAD,		/* there, but could not be read */
};
const char *cell_kind_name(enum cell_kind kind);

struct report_cell {
	enum cell_kind kind;
	bool solved;		/* from V1–V4, not read (later issues) */
	struct slice text;	/* as published, white space folded */
	struct slice value;	/* NUMBER, VALUED: plain decimal, "-8", "3.5",
				 * no leading '+', no separators; else absent */
	uint32_t row, col;	/* its place in the published table */
	uint32_t offset, length; /* byte span in the page's UTF-8 text; where
				 * the table is text only, in the article's,
				 * which of a rewritten page is turned back */
};

/* One labelled row of facts. label: the official one of the generation,
 * static; see tables.h for the lists and their order. */
struct report_row {
	const char *label;
	const struct report_cell *cells;
	uint32_t count;
};

enum { APPLICATION_COLUMNS = 7, REVIEW_BLOCKS = 3, REVIEW_CELLS = 5 };

/* A row of 统计表: 指标名称 | 计量单位 | 本年度 | 历年累计. */
struct report_statistic {
	struct slice label, unit;	/* as published */
	struct report_cell year, total;
};

/* Begins the names of what is no number: whom to ask, and the portal the
 * report is published on ("contact_phone", "contact_portal"). */
#define REPORT_CONTACT "contact_"

/* What the prose states, under a name of cli.md ("stated"); numbers in the
 * order of the text, then contacts. */
struct report_stated {
	const char *name;	/* "applications_received"; static */
	struct slice value;	/* plain decimal, or text such as "100%" */
	struct slice evidence;	/* the sentence */
};

enum check_result { CHECK_PASS, CHECK_FAIL, CHECK_UNCERTAIN, CHECK_WARN };
const char *check_result_name(enum check_result result);

struct report_check {
	const char *rule;	/* "V1" ... "V12"; static */
	enum check_result result;
	struct slice where;	/* "自然人", "行政复议", a row's label */
	struct slice detail;	/* the operands: "3 + 0 = 2 + 1" */
};

struct report_section {
	struct slice heading;	/* without its number: "总体情况" */
	struct slice text;
};

struct report {
	struct slice organ;	/* in full, as far as stated; absent if not */
	const char *organ_kind;	/* "government", "department", "township",
				 * "subdistrict", "committee", "other";
				 * static */
	struct slice division;	/* code of the organ's: "522628", "522628200";
				 * absent: not known or not certain */
	int year;		/* the year reported on; 0 if unknown */
	bool year_stated;
	bool is_form;		/* the blank form: no organ, no year; no report
				 * of anybody, never kept as one */
	enum report_generation generation;
	struct slice title;
	struct slice published;	/* as in article.h; absent if not stated */
	struct slice signed_on;	/* "2012-02-27", "2012-03"; absent */
	struct slice source;
	struct slice text;	/* all of it; absent where it came out of an
				 * archive, which keeps its sections */
	const struct report_section *sections;
	uint32_t section_count;
	/* Rows in official order, absent rows left out; NULL, 0: no table. */
	const struct report_row *active;	/* 主动公开 */
	uint32_t active_count;
	const struct report_row *applications;	/* 7 cells each */
	uint32_t application_count;
	const struct report_row *review;	/* 3 rows of 5 cells, or none */
	uint32_t review_count;
	const struct report_statistic *statistics;
	uint32_t statistic_count;
	const struct report_stated *stated;
	uint32_t stated_count;
	const struct report_check *checks;
	uint32_t check_count;
	const struct article_attachment *attachments;
	uint32_t attachment_count;
	/* mirror.h; where the report stands is not looked at */
	bool rewritten;		/* read from a text that was turned back */
	bool marked;		/* a collection of texts, by its marks */
	uint64_t simhash;	/* of its normalised text, fingerprint.h;
				 * 0: too short to tell */
};

/*
 * The reports in a page, which has been turned back if it was rewritten
 * (mirror_restore_page()): none where it is not one (预决算, 网站工作年度报表,
 * 年报制度, lists of reports: reports.md §3 "False positives").  host names
 * the site for organ names that lack their county; may be absent.
 * Returns 0 (also with none) or arena_err(a).
 */
int report_read(const struct html *h, const struct article *article,
		struct arena *a, const struct report **ret_reports,
		uint32_t *ret_count);

/*
 * The reports in a document: as report_read(), with the document's text and
 * grids.  article: what the page that leads to it says of it; its text is not
 * looked at, and its title may be absent.  A rewritten document is turned back
 * here; spans of its cells keep to d->text.
 */
int report_read_document(const struct document *d,
			 const struct article *article, struct arena *a,
			 const struct report **ret_reports,
			 uint32_t *ret_count);

/* What a title or the text of a link tells of an annual report. */
struct report_naming {
	bool is_report;		/* it names one */
	bool organ, year;	/* and whose, and which; a masked year counts */
};
/* 0 or arena_err(a). */
int report_names(struct slice title, struct arena *a,
		 struct report_naming *ret_naming);

/* The place an organ governs: without 人民政府; as in the identity. */
struct slice report_organ_core(struct slice organ);

/* The identity of a report (DESIGN.md, "Reading a report"): 16 lower hex
 * digits of the SHA-256 over place, normalised organ and year; place is the
 * report's division or the registered domain.  Within a division a name counts
 * without the places it begins with, and a township's government needs none.
 * With no year: over the content digest.
 * Returns 0 or ERR_NOMEM. */
enum { REPORT_ID_SIZE = 17 };
int report_id(const struct report *r, struct slice place,
	      struct slice content_sha256, char out[REPORT_ID_SIZE]);

#endif
