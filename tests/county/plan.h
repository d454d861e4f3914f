/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What exists in the county: hosts, organs, columns, reports, addresses.
 * Made once from (seed, pages, port); immutable afterwards, so that every
 * thread may read it.
 */
#ifndef COUNTY_PLAN_H
#define COUNTY_PLAN_H

#include "base/buf.h"
#include "tests/county/date.h"
#include "tests/county/rename.h"

#include <stdbool.h>
#include <stdint.h>

enum { PAGES_MAX = 20000, ATTACHMENTS_MAX = 3 };

enum host_id {
	HOST_WWW, HOST_XXGK, HOST_BM, HOST_SLOW, HOST_BUSY, HOST_COUNT
};

struct host {
	const char *name;	/* "www.qinghe.test" */
	const char *address;	/* "127.0.20.1" */
	const char *site;	/* what its pages call it */
	const char *organ;	/* who runs it, for the footer */
	const char *code;	/* 网站标识码 */
};

enum organ_id {
	ORGAN_COUNTY, ORGAN_OFFICE, ORGAN_HEKOU, ORGAN_MAILONG,
	ORGAN_YUNJIAO, ORGAN_QINGSHITAN, ORGAN_FINANCE, ORGAN_EDUCATION,
	ORGAN_HEALTH, ORGAN_FARMING, ORGAN_DONGHE, ORGAN_ZONE, ORGAN_COUNT
};

struct organ {
	const char *name;	/* in full, as it signs */
	const char *place;	/* how its own text calls it */
	unsigned busy;		/* applications of a usual year, roughly */
	bool town;		/* a township or street office */
};

enum generation { GEN_NARRATIVE, GEN_STATISTICS, GEN_2019, GEN_2021 };

enum kind {
	KIND_HOME, KIND_LIST, KIND_REPORT, KIND_NEWS, KIND_NOTICE, KIND_DOOR,
	KIND_PLAIN, KIND_FRAMESET, KIND_NAV, KIND_MAIN, KIND_ABOUT,
	KIND_INTERNAL, KIND_ROBOTS, KIND_SITEMAP, KIND_MOVED, KIND_REFRESH,
	KIND_GONE, KIND_PDF, KIND_DOCX, KIND_DEAD, KIND_IMAGE, KIND_STYLE,
	KIND_TRAP
};

enum entry_flags {
	ENTRY_LISTED = 1,	/* a complete polite crawl fetches it */
	ENTRY_CHUNKED = 2,	/* sent without Content-Length */
	ENTRY_GZIP = 4,		/* compressed whatever the client asks for */
	ENTRY_BUSY = 8,		/* 503 the first times */
	ENTRY_VOLATILE = 16,	/* neither ETag nor Last-Modified */
	ENTRY_CHANGED = 32,	/* not what it was in the first edition */
};

/* One address that exists. */
struct entry {
	enum host_id host;
	enum kind kind;
	int status;
	unsigned flags;		/* of enum entry_flags */
	unsigned arg;		/* number of the report, news, column… */
	unsigned page;		/* of a list, from 0 */
	struct date date;	/* Last-Modified */
	char *path;		/* as requested, with the query; owned */
	const char *to;		/* where a moved page went; static, or the path
				 * of another entry */
};

struct attachment {
	enum kind kind;
	char *path;		/* owned */
	char *name;		/* what the link says; owned */
};

/* One organ's report of one year. */
struct report {
	unsigned number;	/* its place in plan.reports */
	enum organ_id organ;
	int year;
	enum generation generation;
	enum host_id host;
	unsigned column;
	unsigned entry;
	int second;		/* entry with the same page again, or -1 */
	struct date date;	/* published */
	char *title;		/* owned */
	const char *fails;	/* "V1", "V4": as published; "" when none */
	bool withdrawn;		/* its page is gone in this edition */
	bool in_file;		/* its page only leads to a document */
	unsigned attachments;
	struct attachment attachment[ATTACHMENTS_MAX];
};

/* A list page with its pager. */
struct column {
	enum host_id host;
	const char *name;	/* 政府信息公开年报 */
	const char *type;	/* ColumnType of its pages */
	char *dir;		/* "/zwgk/zfxxgk/zfxxgknb/"; owned */
	unsigned per_page;
	unsigned *items;	/* entries, newest first; owned */
	unsigned count;
	bool annual;		/* lists reports */
	unsigned number;	/* of a Hanweb column: col1229 */
};

struct plan {
	uint64_t seed;
	unsigned pages;		/* filler asked for */
	unsigned port;
	unsigned edition;
	struct entry *entries;
	unsigned entry_count;
	struct report *reports;
	unsigned report_count;
	struct column *columns;
	unsigned column_count;
	struct address *index;	/* (host, path) → entry */
	const struct rename *renames; /* of a neighbouring county; borrowed */
};

extern const struct host hosts[HOST_COUNT];
extern const struct organ organs[ORGAN_COUNT];

enum { EDITIONS = 3 };

/*
 * edition 2 is the county some weeks after 1: a late report (云脚乡 2023), one
 * corrected cell (禾口镇 2024), one page withdrawn (县教育局 2021), all else as
 * it was.  In 3 three more pages are at other addresses, byte for byte, and the
 * lists say so: the old one of 麦垄镇 2022 redirects, that of 青石滩 2023 is a
 * shell, that of 县农业农村局 2022 is gone.  NULL only when out of memory.
 */
struct plan *plan_new(uint64_t seed, unsigned pages, unsigned port,
		      unsigned edition);
void plan_free(struct plan *plan);
/* Whether one cell of it differs from the first edition. */
bool report_is_corrected(const struct plan *plan, const struct report *report);
/* NULL when there is no such address.  A session id in target (";jsessionid="
 * or "?sid=") is looked through. */
const struct entry *plan_find(const struct plan *plan, enum host_id host,
			      const char *target);
/* "http://www.qinghe.test:8080", the port left out when it is 80. */
void plan_add_origin(struct buf *b, const struct plan *plan,
		     enum host_id host);
void plan_add_url(struct buf *b, const struct plan *plan,
		  const struct entry *e);
/* What the address' page is called; "" where it has no title. */
void plan_add_title(struct buf *b, const struct plan *plan,
		    const struct entry *e);
/* The text of a page with a fixed place, paragraphs ended by line feeds. */
const char *plan_text(const struct entry *e);
/* The column a report, notice or news entry was first listed in; NULL for
 * other kinds. */
const struct column *plan_column_of(const struct plan *plan,
				    const struct entry *e);
/* When a news item says it was published, and the address of its picture;
 * false when it has none. */
struct date plan_news_date(const struct plan *plan, unsigned number);
bool plan_add_news_image(struct buf *b, const struct plan *plan,
			 unsigned number);
/* Pages of a list, at least 1. */
unsigned column_pages(const struct column *c);
/* The address of one page of a list: "index.html", "index_1.html"… */
void column_add_file(struct buf *b, const struct column *c, unsigned page);

#endif
