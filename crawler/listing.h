/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A listing: rows of named values on stdout, as an aligned table for people,
 * JSON (one object a line) or CSV (RFC 4180, a header row) for programs.  What
 * is not known is left out of JSON and empty elsewhere.
 *
 * Tables fit the terminal: when they are too wide the columns marked `wide`
 * are cut with "…"; widths count Chinese characters as two.
 */
#ifndef NIANBAO_CRAWLER_LISTING_H
#define NIANBAO_CRAWLER_LISTING_H

#include "base/slice.h"

#include <stdint.h>

enum listing_format { LISTING_TABLE, LISTING_JSON, LISTING_CSV };

struct listing_column {
	const char *name;	/* of JSON and CSV */
	const char *title;	/* of the table; NULL: not shown there */
	bool right;		/* aligned to the right */
	bool wide;		/* may be cut to fit */
};

struct listing;

/* columns: ended by .name == NULL; borrowed. width: columns of the terminal,
 * 0 for as wide as it takes.  NULL when out of memory. */
struct listing *listing_new(enum listing_format format,
			    const struct listing_column *columns, int width);

/* Values of the row being made, in any order, by column name; each column may
 * be set once a row.  Bytes that are not UTF-8 are shown as U+FFFD. */
void listing_text(struct listing *l, const char *column, struct slice text);
void listing_string(struct listing *l, const char *column, const char *text);
void listing_number(struct listing *l, const char *column, int64_t value);
void listing_bool(struct listing *l, const char *column, bool value);
/* Milliseconds since 1970: ISO 8601 for programs, to the second in tables; 0 is
 * absent. */
void listing_time(struct listing *l, const char *column, int64_t ms);
/* A number for programs, "1.4 MiB" in tables. */
void listing_bytes(struct listing *l, const char *column, int64_t bytes);
/* Ends the row. */
void listing_row(struct listing *l);
/* Prints what is still to be printed and frees. 0 or ERR_NOMEM: a listing that
 * lacked memory says so instead of leaving rows out silently. */
int listing_end(struct listing *l);
/* The same at the end of a command: complains about what failed, and gives the
 * exit code, which is code where nothing did.  NULL: it could not be made. */
int listing_finish(struct listing *l, int code);

/* Width of the terminal on stdout; 0 where it is none. */
int listing_terminal_width(void);
/* Columns a text takes on a terminal. */
int listing_width_of(struct slice utf8);

#endif
