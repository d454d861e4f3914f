/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The coverage of one site: its organs, what its columns list, the links that
 * speak of reports, and from these the state of each cell.
 */
#ifndef NIANBAO_CRAWLER_COVERAGE_SITE_H
#define NIANBAO_CRAWLER_COVERAGE_SITE_H

#include "base/arena.h"
#include "conf/conf.h"
#include "crawler/coverage.h"
#include "parsers/report_same.h"

enum {
	COVERAGE_ORGANS_MAX = 4000,	/* of one site */
	COVERAGE_KINDS = 6,		/* of organs */
	COVERAGE_YEARS = COVERAGE_YEAR_MAX - COVERAGE_YEAR_MIN + 1,
};

/* A column that looks like one of annual reports. */
struct coverage_column {
	struct coverage_column *next;
	const struct store_column_state *state;
	bool counts;		/* by its name, or half its rows at least are
				 * reports: it should list what it lists */
	bool blocked;		/* its host blocks us */
	uint64_t years;		/* that it lists of anybody; bit 0 is
				 * COVERAGE_YEAR_MIN */
	uint64_t kinds[COVERAGE_KINDS]; /* the same by kind of organ */
	uint64_t open_years;	/* of rows that do not say whose they are */
	bool open;		/* a row says not even a year */
	const char *open_url;	/* the first such row; NULL */
};

/* A link that speaks of an organ's report of a year; none came of it. */
struct coverage_link {
	struct coverage_link *next;
	int year;
	const char *url, *text;
	enum coverage_end end;
	bool in_frontier;
	int64_t due_ms;		/* of a queued one */
	int64_t capture, asked_ms; /* 0: never asked */
	int status;
	const char *error, *block; /* NULL: none */
};

/* What a column lists of an organ. */
struct coverage_span {
	struct coverage_span *next;
	struct coverage_column *column;
	uint64_t years;
};

struct coverage_organ {
	struct organ_name name;	/* the fullest of its names */
	const char *division;	/* NULL: not known */
	bool configured;	/* named by the site's file */
	bool township;		/* of the site's division */
	const char *reports[COVERAGE_YEARS]; /* ids; NULL: none */
	uint64_t archived;	/* the same as bits */
	struct coverage_link *links;
	struct coverage_span *spans;
	/* of coverage_organs.c */
	struct coverage_organ *same_tail;
};

struct coverage {
	const char *site;
	struct coverage_organ **organs; /* by kind, then name */
	size_t organ_count;
	bool organs_cut;	/* there are more than COVERAGE_ORGANS_MAX */
	struct coverage_column *columns;
	bool crawled;		/* the archive has the site */
	bool site_blocked, site_read; /* as in struct coverage_case */
	int64_t seed_capture;	/* 0: none */
	int64_t now_ms;
	unsigned unplaced;	/* reports of no known organ or year */
	uint64_t listed;	/* years in columns that count */
	uint64_t archived;	/* years of which there is a report */
};

/*
 * state NULL: the site is only configured; conf NULL: it is only archived.
 * Memory from a.  ERR_* of the store; ERR_TOOBIG: more URLs than fit.
 */
int coverage_read(struct store_reader *r, const struct store_site_state *state,
		  const struct conf_site *conf, int64_t now_ms,
		  struct arena *a, const struct coverage **ret_coverage);

/* Of a year from COVERAGE_YEAR_MIN to COVERAGE_YEAR_MAX. */
static inline uint64_t coverage_bit(int year)
{
	return UINT64_C(1) << (year - COVERAGE_YEAR_MIN);
}

/* --- coverage_cell.c ------------------------------------------------------ */

enum coverage_evidence {
	COVERAGE_EVIDENCE_NONE, COVERAGE_EVIDENCE_REPORT,
	COVERAGE_EVIDENCE_CAPTURE, COVERAGE_EVIDENCE_COLUMN,
	COVERAGE_EVIDENCE_LINK,
};
/* "report", "capture", "column", "link"; NULL for none. */
const char *coverage_evidence_name(enum coverage_evidence evidence);

struct coverage_cell {
	const struct coverage_organ *organ;
	int year;
	struct coverage_case c;
	struct coverage_verdict verdict;
	const struct coverage_link *link; /* the most telling; NULL */
	const struct coverage_column *column; /* of the worst witness; NULL */
	enum coverage_evidence evidence;
	int64_t capture;	/* where it is the evidence */
};

void coverage_cell(const struct coverage *cov,
		   const struct coverage_organ *organ, int year,
		   struct coverage_cell *ret_cell);
/* The evidence as text: an id, a capture's number, a URL. buf's errors. */
int coverage_evidence_text(const struct coverage_cell *cell, struct buf *out);
/* A sentence that says why. buf's errors. */
int coverage_detail(const struct coverage_cell *cell, struct buf *out);

/* Calls fn for each column that should list the cell; a nonzero return ends
 * the walk and is returned. */
typedef int (*coverage_column_fn)(void *ctx,
				  const struct coverage_column *column);
int coverage_each_column(const struct coverage *cov,
			 const struct coverage_organ *organ, int year,
			 coverage_column_fn fn, void *ctx);
/* What the column is worth as a witness for a year of that kind of organ. */
enum coverage_witness coverage_witness_of(const struct coverage_column *column,
					  const char *kind, int year);

/* --- coverage_organs.c ---------------------------------------------------- */

/* Names to organs: several spellings of one are one. */
struct coverage_names;

/* ERR_NOMEM.  Organs come from a. */
int coverage_names_new(struct arena *a, struct coverage_names **ret_names);
void coverage_names_free(struct coverage_names *n);	/* NULL ok */
/*
 * The organ of a name.  Where none is known it is added, if add is set;
 * else, or where the name fits several, *ret_organ is NULL.  A longer name
 * replaces the shorter one.  Long names are to be added before short ones.
 */
int coverage_names_find(struct coverage_names *n, struct slice name, bool add,
			struct coverage_organ **ret_organ);
/*
 * Adds the townships and subdistricts of a county, or those right below a city
 * that has no counties; where they are there already, their codes.  0: none.
 */
int coverage_names_townships(struct coverage_names *n, uint32_t division);
/* All of them in order of kind and name, in the arena. */
int coverage_names_list(struct coverage_names *n,
			struct coverage_organ ***ret_list, size_t *ret_count,
			bool *ret_cut);
/* 0 … COVERAGE_KINDS - 1, the order of listings. */
unsigned coverage_kind_rank(const char *kind);

#endif
