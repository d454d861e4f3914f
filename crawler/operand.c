/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/operand.h"

#include "base/err.h"
#include "parsers/httpdate.h"
#include "parsers/url.h"

#include <stdio.h>
#include <string.h>

enum { YEAR_FIRST = 1990, YEAR_LAST = 2999 };

/* "://" further on may belong to the query. */
static bool has_scheme(struct slice url)
{
	size_t at = slice_finds(url, "://", 0);

	return at != SIZE_MAX && slice_findc(url, '/', 0) == at + 1 &&
	       slice_findc(slice_sub(url, 0, at), '?', 0) == SIZE_MAX;
}

int operand_url(const struct command *command, const char *text,
		struct buf *out)
{
	struct buf whole = BUF_INIT(2 * URL_MAX);
	const char *why = "";
	struct url url;
	int err;

	if (!has_scheme(slice_of(text)))
		(void)buf_adds(&whole, "http://");
	(void)buf_adds(&whole, text);
	err = whole.err;
	if (!err)
		err = url_parse(buf_slice(&whole), NULL, NULL, &url, &why);
	buf_free(&whole);
	if (err)
		return usage_error(command, "\"%s\" is no URL: %s", text,
				   why[0] ? why : err_text(err));
	err = url_canonical(&url, out);
	url_free(&url);
	if (!err)
		return -1;
	complain("%s", err_text(err));
	return EXIT_ERROR;
}

int operand_years(const struct command *command, const char *text,
		  int *ret_from, int *ret_to)
{
	struct slice rest = slice_of(text);
	struct slice first = slice_cut(&rest, '-');
	unsigned long long from, to;

	if (!slice_u64(first, YEAR_LAST, &from) || from < YEAR_FIRST)
		return usage_error(command, "\"%s\" is no year; write 2024 or "
				   "2021-2024", text);
	to = from;
	if (rest.p && (!slice_u64(rest, YEAR_LAST, &to) || to < from))
		return usage_error(command, "\"%s\" is no span of years; write "
				   "the earlier one first, as in 2021-2024",
				   text);
	*ret_from = (int)from;
	*ret_to = (int)to;
	return -1;
}

enum { TIME_TEXT_MAX = 32, ISO_SIZE = TIME_TEXT_MAX + 16 };

/* What was written, in the form of httpdate_from_iso(). */
static void spell_iso(struct slice given, char iso[ISO_SIZE])
{
	unsigned long long digits;

	if (given.n == 14 && slice_u64(given, 99999999999999, &digits)) {
		(void)snprintf(iso, ISO_SIZE,
			       "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", given.p,
			       given.p + 4, given.p + 6, given.p + 8,
			       given.p + 10, given.p + 12);
		return;
	}
	(void)snprintf(iso, ISO_SIZE, "%.*s%s%s", SLICE_ARG(given),
		       given.n == 10 ? "T23:59:59" : "",
		       slice_ends(given, "Z") ? "" : "Z");
	if (iso[10] == ' ')
		iso[10] = 'T';
}

int operand_time(const struct command *command, const char *text,
		 int64_t *ret_ms)
{
	struct slice given = slice_trim(slice_of(text));
	char iso[ISO_SIZE] = "";
	int64_t ms;

	if (given.n >= 10 && given.n <= TIME_TEXT_MAX)
		spell_iso(given, iso);
	if (httpdate_from_iso(slice_of(iso), &ms))
		return usage_error(command, "\"%s\" is no time; write it in "
				   "UTC as 2026-11-22 or "
				   "2026-11-22T05:39:38Z", text);
	*ret_ms = strchr(iso, '.') ? ms : ms + 999;
	return -1;
}

int operand_since(const struct command *command, const char *text,
		  int64_t *ret_ms)
{
	enum { SECOND_MS = 999, DAY_MS = 24 * 60 * 60 * 1000 - 1 };
	int code = operand_time(command, text, ret_ms);

	if (code < 0 && slice_trim(slice_of(text)).n == 10)
		*ret_ms -= DAY_MS;
	else if (code < 0 && !strchr(text, '.'))
		*ret_ms -= SECOND_MS;
	return code;
}

int operand_format(const struct command *command, bool json, bool csv,
		   enum listing_format *ret_format)
{
	if (json && csv)
		return usage_error(command, "--json or --csv, not both");
	*ret_format = json ? LISTING_JSON : csv ? LISTING_CSV : LISTING_TABLE;
	return -1;
}
