/* SPDX-License-Identifier: Apache-2.0 */
/* Dates in HTTP headers and the header fields built on them.  Pure. */
#ifndef NIANBAO_PARSERS_HTTPDATE_H
#define NIANBAO_PARSERS_HTTPDATE_H

#include "base/slice.h"

#include <stdint.h>

/* RFC 9110 §5.6.7: IMF-fixdate, RFC 850 and asctime forms, weekday not
 * checked.  Two-digit years are within 50 years of now_ms.  Returns 0 and
 * milliseconds since 1970 UTC, or ERR_INVALID. */
int httpdate_parse(struct slice s, int64_t now_ms, int64_t *ret_ms);
/* Retry-After (RFC 9110 §10.2.3): seconds or a date; the wait from now_ms, 0
 * for a date in the past, max_ms for anything longer.  ERR_INVALID. */
int httpdate_retry_after(struct slice s, int64_t now_ms, int64_t max_ms,
			 int64_t *ret_wait_ms);
/* "2026-11-22T05:39:38.123Z"; out has HTTPDATE_ISO_SIZE bytes. */
enum { HTTPDATE_ISO_SIZE = 25 };
void httpdate_iso(int64_t ms, char out[HTTPDATE_ISO_SIZE]);
/* The reverse: W3CDTF UTC with 0 to 9 digits of fraction. ERR_INVALID. */
int httpdate_from_iso(struct slice s, int64_t *ret_ms);
/* "20261122053938" (14 digits) or with milliseconds (17); NUL-terminated. */
void httpdate_stamp14(int64_t ms, char out[15]);
void httpdate_stamp17(int64_t ms, char out[18]);

#endif
