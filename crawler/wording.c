/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/wording.h"

#include "crawler/progress.h"
#include "parsers/charset.h"
#include "parsers/httpdate.h"

#include <inttypes.h>
#include <stdio.h>

/* C0, DEL and C1; and what turns the writing direction (UAX #9). */
static bool is_control(unsigned cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
	       (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

static int clean(struct slice text, bool lines, struct buf *out)
{
	size_t at = 0;

	while (at < text.n) {
		unsigned cp = charset_next(text, &at);

		if (is_control(cp) && !(lines && cp == '\n'))
			(void)buf_addc(out, ' ');
		else
			(void)buf_add_utf8(out, cp);
	}
	return out->err;
}

int wording_clean(struct slice text, struct buf *out)
{
	return clean(text, false, out);
}

int wording_lines(struct slice text, struct buf *out)
{
	return clean(text, true, out);
}

void wording_time(int64_t ms, char out[WORDING_TIME_SIZE])
{
	char iso[HTTPDATE_ISO_SIZE];

	httpdate_iso(ms, iso);
	iso[10] = ' ';
	(void)snprintf(out, WORDING_TIME_SIZE, "%.19s", ms ? iso : "-");
}

void wording_bytes(uint64_t bytes, char out[WORDING_BYTES_SIZE])
{
	struct buf text = BUF_INIT(WORDING_BYTES_SIZE - 1);

	(void)progress_bytes(bytes, &text);
	(void)snprintf(out, WORDING_BYTES_SIZE, "%s",
		       text.data ? text.data : "?");	/* no memory */
	buf_free(&text);
}

void wording_span(int64_t ms, char out[WORDING_SPAN_SIZE])
{
	static const struct {
		int64_t ms, below;
		const char *unit;
	} units[] = {
		{1, 1000, "ms"}, {1000, 60, "s"}, {60 * 1000, 60, "min"},
		{60 * 60 * 1000, 48, "h"},
		{24 * 60 * 60 * 1000, INT64_MAX, "d"},
	};
	size_t i = 0;

	while (ms / units[i].ms >= units[i].below)
		i++;
	(void)snprintf(out, WORDING_SPAN_SIZE, "%" PRId64 " %s",
		       ms / units[i].ms, units[i].unit);
}

void wording_count(uint64_t n, const char *one, const char *many,
		   char out[WORDING_COUNT_SIZE])
{
	char digits[32], grouped[48];
	int count = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	size_t to = 0;

	for (int i = 0; i < count; i++) {
		if (i > 0 && (count - i) % 3 == 0)
			grouped[to++] = ',';
		grouped[to++] = digits[i];
	}
	grouped[to] = '\0';
	(void)snprintf(out, WORDING_COUNT_SIZE, "%s %s", grouped,
		       n == 1 ? one : many);
}
