/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people write behind a command, turned into values.  Every function
 * returns -1 to go on, or the exit code after having said what is wrong.
 */
#ifndef NIANBAO_CRAWLER_OPERAND_H
#define NIANBAO_CRAWLER_OPERAND_H

#include "base/buf.h"
#include "crawler/command.h"
#include "crawler/listing.h"

#include <stdint.h>

/* A URL, added to out in canonical form; "http://" may be left out. */
int operand_url(const struct command *command, const char *text,
		struct buf *out);
/* "2024" or "2021-2024". */
int operand_years(const struct command *command, const char *text,
		  int *ret_from, int *ret_to);
/*
 * A time in UTC as written by listings or on a WARC: "2026-11-22",
 * "2026-11-22T05:39:38Z", "2026-11-22 05:39:38", "20261122053938".  A day
 * means its last millisecond, a second its last.
 */
int operand_time(const struct command *command, const char *text,
		 int64_t *ret_ms);
/* The same, but a day or second means its first millisecond. */
int operand_since(const struct command *command, const char *text,
		  int64_t *ret_ms);
/* Table, or what one of --json and --csv asks for. */
int operand_format(const struct command *command, bool json, bool csv,
		   enum listing_format *ret_format);

#endif
