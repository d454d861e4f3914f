/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values as people read them on a terminal.  Pure.
 */
#ifndef NIANBAO_CRAWLER_WORDING_H
#define NIANBAO_CRAWLER_WORDING_H

#include "base/buf.h"

#include <stdint.h>

/*
 * A stranger's text for a terminal, added to out: bytes that are not UTF-8
 * become U+FFFD; control characters (which could move the cursor, rename the
 * window or turn the writing direction) become spaces.  buf's errors.
 */
int wording_clean(struct slice text, struct buf *out);
/* The same, but line feeds stay. */
int wording_lines(struct slice text, struct buf *out);

/* "2026-11-22 05:39:38"; UTC, as all times are. "-" for 0. */
enum { WORDING_TIME_SIZE = 20 };
void wording_time(int64_t ms, char out[WORDING_TIME_SIZE]);
/* "1.4 MiB", "312 B". */
enum { WORDING_BYTES_SIZE = 32 };
void wording_bytes(uint64_t bytes, char out[WORDING_BYTES_SIZE]);
/* "12 s", "5 min", "3 h", "12 d": the largest unit that fits, cut off. */
enum { WORDING_SPAN_SIZE = 32 };
void wording_span(int64_t ms, char out[WORDING_SPAN_SIZE]);
/* "1 capture", "1,234 captures". */
enum { WORDING_COUNT_SIZE = 96 };
void wording_count(uint64_t n, const char *one, const char *many,
		   char out[WORDING_COUNT_SIZE]);

#endif
