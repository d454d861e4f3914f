/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random layouts of annual reports.  A layout is made from its seed alone:
 *
 *   seed ─► traits ─► truth ─► sheets ─► page ─► the reading ─► judge
 *           (what is   (what   (tables    (HTML, or
 *            odd)       cells   as they    text in
 *                       say)    are seen)  <pre>)
 *
 * The traits are those of reports.md §1.4 and §3.
 */
#ifndef LAYOUTS_LAYOUT_H
#define LAYOUTS_LAYOUT_H

#include "base/buf.h"
#include "parsers/report.h"
#include "tests/county/rng.h"

/* --- traits: traits.c --- */

/* name, description; what applies to text alone comes last */
#define TRAITS(X) \
	X(MIXED, "主动公开 of 2019, 申请 of 2021") \
	X(ROWS_23, "（六） in one row") \
	X(VIOLATED, "published wrong: sums do not add up") \
	X(SIGNED, "+21, -8") \
	X(REMARK, "22（其中修订16件）") \
	X(UNIT, "251000元") \
	X(THOUSANDS, "1,204") \
	X(WIDE_DIGITS, "１２") \
	X(STROKES, "/, —, -") \
	X(BLANK_ZERO, "zeros left blank") \
	X(BLANK_TOTALS, "totals of detail rows blank") \
	X(ONLY_PERSON, "自然人 and 总计 only") \
	X(HALF_BRACKETS, "half-width brackets and dots") \
	X(MISSPELT, "a character of a label wrong or lost") \
	X(TRUNCATED, "labels cut off") \
	X(EXTRA_ROW, "a row the form does not have") \
	X(HEADING_CUT, "the second line of a heading lost") \
	X(SPACED_LABELS, "spaces within labels") \
	X(REPEATED_HEADER, "header once more in the middle of the table") \
	X(SPLIT, "a table in two, without or with its header") \
	X(MERGED, "all tables in one") \
	X(NESTED, "tables within a table") \
	X(PHANTOM, "empty columns at the end") \
	X(SPANS_DIFFER, "header and body with other spans") \
	X(LABEL_BREAKS, "<br> within labels") \
	X(LABEL_PARAGRAPHS, "labels in two <p>") \
	X(LABEL_COLUMN, "one character of a label a line") \
	X(LABEL_SPANS, "labels split over <span>") \
	X(NBSP, "blank cells hold &nbsp;") \
	X(OFFICE, "<o:p>") \
	X(SPLIT_DIGITS, "numbers split over tags") \
	X(TEXT_LINES, "text: one cell a line") \
	X(TEXT_SPACED, "text: blank lines between all cells") \
	X(TEXT_WORDS, "text: cells with spaces between") \
	X(TEXT_GLUED, "text: digits glued together") \
	X(TEXT_PIPES, "text: cells with | between") \
	X(TEXT_RAGGED, "text: | with line breaks anywhere") \
	X(TEXT_LEADERS, "text: | alone on a line before rows") \
	X(TEXT_PAGES, "text: page numbers between rows") \
	X(TEXT_WRAPPED, "text: numbers below their label") \
	X(STATISTICS, "统计表")

enum trait {
#define X(name, text) TRAIT_##name,
	TRAITS(X)
#undef X
	TRAIT_COUNT
};
extern const char *const trait_names[TRAIT_COUNT];
extern const char *const trait_texts[TRAIT_COUNT];

struct layout {
	uint64_t seed;
	struct rng rng;
	bool has[TRAIT_COUNT];
	bool active_2019, applications_2019;
	bool is_text;		/* in <pre>, no <table> */
};
struct layout layout_of(uint64_t seed);

/* --- truth: truth.c --- */

enum truth_kind { TRUTH_NUMBER, TRUTH_BLANK, TRUTH_STROKE };
struct truth_cell {
	enum truth_kind kind;
	char value[24];		/* plain decimal, of a number */
	char text[64];		/* as published */
};
enum { TRUTH_CELLS = 7, TRUTH_ROWS = 30, ACTIVE_LABELS = 8 };
struct truth_row {
	bool there;
	struct truth_cell cells[TRUTH_CELLS];
	uint32_t count;
};
struct truth {
	struct truth_row active[ACTIVE_LABELS];
	struct truth_row applications[TRUTH_ROWS]; /* enum application_row */
	struct truth_row review[REVIEW_BLOCKS];
	struct truth_row statistics[TRUTH_ROWS];
	uint32_t statistic_count;
};
void truth_make(struct layout *l, struct truth *out);
extern const char *const active_labels[2][ACTIVE_LABELS];
extern const char *const statistic_labels[TRUTH_ROWS];
extern const char *const statistic_units[TRUTH_ROWS];

/* --- sheets: sheet.c --- */

enum sheet_kind { SHEET_HEAD, SHEET_LABEL, SHEET_VALUE };
struct sheet_cell {
	enum sheet_kind kind;
	char text[200];
	unsigned colspan, rowspan;
};
enum { SHEET_CELLS = 20, SHEET_ROWS = 110 };
struct sheet_row {
	struct sheet_cell cells[SHEET_CELLS];
	unsigned count;
	bool breaks;		/* a page break before it */
};
struct sheet {
	struct sheet_row rows[SHEET_ROWS];
	unsigned count;
	unsigned header;	/* rows of it */
};
enum { SHEETS = 3 };
/* 主动公开, 申请, 复议诉讼; or 统计表 alone. Returns how many. */
unsigned sheets_make(struct layout *l, const struct truth *truth,
		     struct sheet sheets[SHEETS]);

/* --- pages: page.c, page_html.c, page_text.c --- */

void page_make(struct layout *l, const struct sheet *sheets, unsigned count,
	       struct buf *out);
void page_add_html(struct layout *l, const struct sheet *sheet,
		   bool opens, bool closes, struct buf *out);
void page_add_text(struct layout *l, const struct sheet *sheet,
		   struct buf *out);

/* --- judge.c --- */

struct score {
	uint64_t cells, right, uncertain, missing, wrong, invented;
};
/* What was read of the page against the truth. wrong: another value or kind
 * than published; invented: a number where no cell was published.  log: NULL,
 * or gets a line for each cell that is not right. */
void judge(const struct truth *truth, const struct report *r,
	   struct score *ret_score, struct buf *log);

#endif
