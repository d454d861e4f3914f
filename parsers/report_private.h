/* SPDX-License-Identifier: Apache-2.0 */
/* What the report*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_REPORT_PRIVATE_H
#define NIANBAO_PARSERS_REPORT_PRIVATE_H

#include "parsers/report.h"
#include "parsers/tables.h"

/* --- dates and years: report_date.c --- */

enum { YEAR_FIRST = 2000, YEAR_LAST = 2099 };

/* A point in a text where a date or year is written. */
struct written_date {
	int year;		/* 0: masked, "201*年" */
	int month, day;		/* 0: not stated */
	size_t begin, end;	/* bytes in the text */
};
/* The first year at or after `from`: "2019年", "二○一九年", "２０１９ 年",
 * "201*年" (year 0).  bare: also "2019" without 年.  The span takes in 年 and
 * 度. */
bool report_find_year(struct slice text, size_t from, bool bare,
	       struct written_date *out);
/* The first date with at least a month at or after `from`: "2012年2月27日",
 * "二○一二年三月", "2012-02-27"; zeros lost from Chinese numerals are put
 * back where only one year can be meant ("二一二年二月"). */
bool report_find_date(struct slice text, size_t from, struct written_date *out);
/* Whether the last character is one that dates end in: few texts have it. */
bool report_may_end_date(struct slice text);
/* "2012-02-27" or "2012-02". */
struct slice report_date_iso(const struct written_date *date, struct arena *a);

/* --- titles: report_title.c --- */

struct report_title {
	bool is_report;		/* names an annual report */
	bool is_other;		/* names something about reports: a notice, a
				 * form, a meeting */
	struct slice organ;	/* within the title, spaces gone; absent */
	int year;		/* 0: none */
	bool masked;		/* the year is there but unreadable */
};
/* false when the arena failed. */
bool report_read_title(struct slice text, struct arena *a,
		       struct report_title *out);

/* --- sections: report_sections.c --- */

enum section_topic {
	TOPIC_OVERVIEW = 1, TOPIC_ACTIVE = 2, TOPIC_APPLICATIONS = 4,
	TOPIC_REVIEW = 8, TOPIC_PROBLEMS = 16, TOPIC_OTHER = 32,
	TOPIC_FEES = 64,
};
struct found_section {
	struct slice heading;	/* may go over two lines */
	size_t begin, text, end; /* bytes: of the heading, of what follows */
	unsigned topics;
	int number;
};
enum { SECTIONS_MAX = 64 };
/* The sections of a text, at most SECTIONS_MAX. */
uint32_t report_find_sections(struct slice text, struct found_section *out);
unsigned report_count_topics(unsigned topics);
/* The line begins as headings of sections do, or of what is below them. */
bool report_is_numbered(struct slice line);
/* Topics of headings below sections: "（一）…", "1、…". */
unsigned report_topics_below(struct slice text);

/* --- prose: report_prose.c --- */

/* Parts of a text that are tables of facts, in order. */
enum { SPANS_MAX = 64 };
struct report_spans {
	uint32_t count;
	struct { size_t begin, end; } at[SPANS_MAX];
};
/* A table as it stands in the text.  h is NULL for a document's.  Adds to out;
 * buf's errors. */
int report_table_text(const struct html *h, const struct grid *grid,
		      struct buf *out);
/* Where the used tables stand in the text of the article.  Returns 0,
 * ERR_NOMEM. */
int report_table_spans(const struct html *h, const struct grid *const *grids,
		       const bool *used, uint32_t count, struct slice text,
		       struct report_spans *out);
/* [begin, end) of the text without those parts; SLICE_NONE when the arena
 * failed. */
struct slice report_prose(struct slice text, size_t begin, size_t end,
			  const struct report_spans *spans, struct arena *a);

/* --- numbers in the prose: report_stated.c --- */

/* Fills out->stated; false when the arena failed. */
bool report_read_stated(struct slice text, struct arena *a,
			struct report *out);
/* The sentence around a place, cut where it is very long. */
struct slice report_sentence(struct slice text, size_t at);

/* --- whom to ask: report_contact.c --- */

enum { REPORT_CONTACTS = 6 };
/* How many were found; slices are of the text. */
uint32_t report_read_contact(struct slice text,
			     struct report_stated out[REPORT_CONTACTS]);

/* --- organs: report_organ.c --- */

/* What a page says of its organ, best first; absent where it says nothing. */
struct organ_clues {
	struct slice title;	/* the organ of the title */
	struct slice text;	/* the report */
	struct slice signature;	/* the organ that signed */
	struct slice published_by; /* 发布机构 */
	struct slice source;
	struct slice site_name;
	struct slice breadcrumb; /* as in struct article */
	uint32_t division;	/* of the site; 0: not known */
};
/* Absent where nothing names an organ; SLICE_NONE too when the arena failed. */
struct slice report_read_organ(const struct organ_clues *clues,
			       struct arena *a);
/* Static; "other" for what has no known ending. */
const char *report_organ_kind(struct slice organ);
/* Whether the text reads like the name of an organ and nothing else. */
bool report_is_organ(struct slice text);

/* The county that stands in running text before `at`; absent. */
struct slice report_prefix_in_text(struct slice text, size_t at);
/* report_subject.c.  The organ, without 政府, that acts in the first sentences,
 * and the only county whose government the text names; absent. */
struct slice report_subject(struct slice text);
struct slice report_county_of_text(struct slice text);

/* --- the site around it: report_site.c --- */

/* The county a name lacks, after the site; absent. */
struct slice report_county_of_site(struct slice organ,
				   const struct organ_clues *clues);
/* The division of the site, by the caller and by the page; 0: not known. */
uint32_t report_division_of_site(const struct article *article);
/* Fills division, where there is an organ; false when the arena failed. */
bool report_read_division(uint32_t site, struct arena *a, struct report *out);
/* The innermost folder that is an organ's; absent. */
struct slice report_organ_of_folders(struct slice breadcrumb);

/* --- copies: report_copy.c --- */

/* ERR_NOMEM. */
int report_simhash(struct slice text, uint64_t *ret_simhash);
/* Fills rewritten and marked of the reports of a page (h is NULL for a
 * document; text is all of it).  ERR_NOMEM. */
int report_mark_copies(const struct html *h, struct slice text, bool rewritten,
		       struct report *reports, uint32_t count);

/* --- characters --- */

/* s without any white space; SLICE_NONE when the arena failed. */
struct slice report_unspaced(struct slice s, struct arena *a);
/* Whether any of the words, a NULL-terminated list, is in s. */
bool report_has_any(struct slice s, const char *const *words);
/* How often the word occurs, at most max. */
unsigned report_count_of(struct slice s, const char *word, unsigned max);

/* --- one report on its way --- */

enum { GRIDS_MAX = 400 };

/* What is known while one report is being read. */
struct reading {
	const struct html *h;
	const struct article *article;
	struct arena *arena;
	struct slice text;
	const struct grid *grids[GRIDS_MAX];
	uint32_t grid_count;
	struct tables tables;
	struct found_section sections[SECTIONS_MAX];
	uint32_t section_count;
	unsigned topics;
	struct report_title title;	/* the best there is */
	struct slice title_text;
	bool first;			/* of the page: its titles count */
	struct report_title sentence;	/* "现公布2024年…年度报告" */
	bool announced;		/* the sentence: "现将2024年…汇报如下" */
	struct slice signature;
	struct written_date signed_on;	/* year 0: not signed */
};

/* report_head.c.  Fills title, title_text and sentence; 0 or arena_err(). */
int report_read_titles(struct reading *r);
/* Fills signature and signed_on. */
void report_read_signature(struct reading *r);
/* A line that ends with a date and holds nothing else but an organ, which is
 * empty where the date stands alone. */
bool report_signs(struct slice line, struct written_date *date,
		  struct slice *organ);
/* report_year.c.  Fills year and year_stated. */
void report_read_year(const struct reading *r, struct report *out);

/* report_verdict.c. */
enum report_verdict { VERDICT_NONE, VERDICT_REPORT, VERDICT_FORM };
enum report_verdict report_judge(const struct reading *r);

/* report_split.c.  The reports of a text, one behind the other. */
enum { PARTS_MAX = 16 };
struct report_part {
	size_t begin, end;	/* bytes of the text */
};
/* At least one part; sections: those of the text.  false when the arena
 * failed. */
bool report_split(struct slice text, const struct found_section *sections,
		  uint32_t section_count, struct arena *a,
		  struct report_part parts[PARTS_MAX], uint32_t *ret_count);

#endif
