/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The options table.  A new option is one row here and one entry in the man
 * page and the sample, which tests/lint reminds of.
 *
 * Numbers that are not a matter of taste say where they come from:
 *  - delay: DESIGN "Politeness"; the portals of portals.md tolerate one request
 *    every 2 s.
 *  - block_*: portals.md §4; what blocks a county blocks it for months.
 *  - robots_ttl: RFC 9309 §2.4 (24 h at most); robots_stale_max: §2.3.1.4
 *    leaves the time to us, DESIGN says 7 days.
 *  - max_redirects: RFC 9309 §2.3.1.2 asks for at least five.
 *  - head_max: libcurl ends at 100 kB of headers anyway (libraries.md 5).
 *  - html_memory: gumbo takes about 28 times the input (libraries.md 2); the
 *    largest report page seen is 254 kB.
 */
#include "conf/options.h"

#include "base/err.h"
#include "conf/window.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

enum { PARAMETERS_BYTES = 1000 }; /* of names: each is tried on each link */

#define MS INT64_C(1)
#define SECOND (1000 * MS)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

struct unit {
	const char *word;
	int64_t size;
};

static const struct unit time_units[] = {
	{"d", DAY}, {"h", HOUR}, {"min", MINUTE}, {"s", SECOND}, {"ms", MS},
};

static const struct unit byte_units[] = {
	{"GiB", GIB}, {"MiB", MIB}, {"KiB", KIB}, {"B", 1},
};

#define ROW(ID, NAME) [OPTION_##ID] = {.id = OPTION_##ID, .name = NAME,
#define TEXT_ROW(ID, NAME, STANDARD, HELP, ...) ROW(ID, NAME)		\
	.type = OPTION_TYPE_TEXT, .standard = STANDARD, .help = HELP,	\
	__VA_ARGS__}
#define NUMBER_ROW(ID, NAME, KIND, MIN, MAX, STANDARD, HELP, ...) ROW(ID, NAME)\
	.type = OPTION_TYPE_##KIND, .min = MIN, .max = MAX,		\
	.standard = STANDARD, .help = HELP, __VA_ARGS__}

const struct option_row option_rows[OPTION_COUNT] = {
	TEXT_ROW(ARCHIVE, "archive", "archive",
		"The folder the archive lives in.  A relative path counts "
		"from the folder the program is started in."),
	TEXT_ROW(CONTACT, "contact", "",
		"Who runs this crawler: an e-mail address or a URL, put into "
		"the User-Agent so that a webmaster can write.  Without it "
		"only loopback and private addresses are crawled.",
		.flag = "--contact"),
	TEXT_ROW(USER_AGENT, "user_agent", "",
		"The User-Agent in full.  Empty: nianbao/VERSION "
		"(+CONTACT).  robots.txt is read as \"nianbao\" either way."),
	TEXT_ROW(CA_FILE, "ca_file", "",
		"A PEM file with certificates to trust besides the system's: "
		"of authorities, or those between that a server forgets to "
		"send."),
	NUMBER_ROW(DELAY, "delay", TIME, 0, HOUR, "2 s",
		"The least time from the end of one answer of a host to the "
		"next request, and never less than twice the time that "
		"answer took.  Below 1 s for loopback and private addresses "
		"only; 0 lifts the delay rules there.",
		.flag = "--delay"),
	NUMBER_ROW(CONNECTIONS, "connections", NUMBER, 1, 256, "1",
		"Connections at a time to one host.  More than one for "
		"loopback and private addresses only.",
		.flag = "--connections"),
	NUMBER_ROW(CRAWL_DELAY_MAX, "crawl_delay_max", TIME, SECOND, HOUR,
		"60 s",
		"A Crawl-delay in robots.txt is honoured up to this; more is "
		"noted."),
	NUMBER_ROW(RETRY_AFTER_MAX, "retry_after_max", TIME, SECOND, 30 * DAY,
		"7 d", "A Retry-After is obeyed up to this."),
	NUMBER_ROW(BACKOFF_FIRST, "backoff_first", TIME, SECOND, DAY, "30 s",
		"How long a host rests after a 429 or 503 that says no "
		"Retry-After, and after a network failure.  Doubles each "
		"time."),
	NUMBER_ROW(BLOCK_FIRST, "block_first", TIME, MINUTE, 30 * DAY, "1 h",
		"How long a host that blocks us, and those blocked alike "
		"with it, are left alone before one page is asked for "
		"again."),
	NUMBER_ROW(BLOCK_SECOND, "block_second", TIME, MINUTE, 30 * DAY,
		"1 d", "The same after that page was blocked, too."),
	NUMBER_ROW(BLOCK_LAST, "block_last", TIME, MINUTE, 30 * DAY, "7 d",
		"The same after each one that follows."),
	NUMBER_ROW(ROBOTS_TTL, "robots_ttl", TIME, MINUTE, DAY, "24 h",
		"How long a robots.txt is used before it is fetched again."),
	NUMBER_ROW(ROBOTS_STALE_MAX, "robots_stale_max", TIME, HOUR, 30 * DAY,
		"7 d",
		"How old the last good robots.txt may be while a new one "
		"cannot be had.  Older: the host waits."),
	ROW(WINDOW, "window") .type = OPTION_TYPE_WINDOW,
		.standard = "00:00-24:00",
		.help = "The hours of the day in which requests are made, "
			"in time_zone.  Outside of them a crawl ends with "
			"its state saved, or waits where it was told to "
			"(--wait)."},
	ROW(TIME_ZONE, "time_zone") .type = OPTION_TYPE_ZONE,
		.standard = "Asia/Shanghai",
		.help = "The time zone of window, as an offset from UTC "
			"that is the same all year; Asia/Shanghai is UTC+8."},
	NUMBER_ROW(BUDGET, "budget", NUMBER, 0, 1000000, "0",
		"Requests to a site in any 24 hours, those of earlier runs "
		"counted; 0: no limit.  When it is spent a crawl ends with "
		"its state saved, or waits where it was told to (--wait)."),
	ROW(SCOPE, "scope") .type = OPTION_TYPE_CHOICE, .max = 1,
		.standard = "reports", .choices = "reports site",
		.help = "\"reports\" looks for annual reports, best links "
			"first; \"site\" archives all within the site's "
			"hosts.",
		.flag = "--scope"},
	NUMBER_ROW(MAX_PAGES, "max_pages", NUMBER, 1, 100000000, "100000",
		"A run of a site ends after so many fetches.",
		.flag = "--max-pages"),
	NUMBER_ROW(MAX_BYTES, "max_bytes", BYTES, KIB, 1024 * GIB, "20 GiB",
		"A run of a site ends after so many bytes.",
		.flag = "--max-bytes"),
	NUMBER_ROW(MAX_TIME, "max_time", TIME, SECOND, 30 * DAY, "12 h",
		"A run ends after so long.", .flag = "--max-time"),
	NUMBER_ROW(MAX_DEPTH, "max_depth", NUMBER, 1, 1000, "25",
		"Links are followed so far from a seed."),
	NUMBER_ROW(MAX_REDIRECTS, "max_redirects", NUMBER, 1, 50, "10",
		"Redirects are followed so far from a link."),
	NUMBER_ROW(MAX_ATTEMPTS, "max_attempts", NUMBER, 1, 20, "3",
		"A URL that fails by the network, 429 or 5xx is tried so "
		"often in a run."),
	ROW(DROP_PARAMETERS, "drop_parameters")
		.type = OPTION_TYPE_PARAMETERS,
		.standard = "jsessionid? phpsessid? sid? sessionid? "
			    "aspsessionid* utm_* spm gclid fbclid",
		.help = "Parameters of URLs that tell visitors apart and "
			"select no page: links are followed without them.  "
			"A name that ends in * stands for all that begin so; "
			"with ? behind it a parameter goes only where its "
			"value looks random (16 letters and digits or "
			"more)."},
	NUMBER_ROW(DNS_TIMEOUT, "dns_timeout", TIME, 100, 5 * MINUTE, "10 s",
		"For resolving a host name."),
	NUMBER_ROW(CONNECT_TIMEOUT, "connect_timeout", TIME, 100, 5 * MINUTE,
		"20 s", "For the TCP connection and the TLS handshake."),
	NUMBER_ROW(FIRST_BYTE_TIMEOUT, "first_byte_timeout", TIME, 100, HOUR,
		"60 s", "From the request to the first byte of the answer."),
	NUMBER_ROW(STALL_TIMEOUT, "stall_timeout", TIME, 100, HOUR, "30 s",
		"An answer that stands still for so long is cut there."),
	NUMBER_ROW(TOTAL_TIMEOUT, "total_timeout", TIME, 100, DAY, "10 min",
		"For one exchange in all."),
	NUMBER_ROW(HEAD_MAX, "head_max", BYTES, KIB, 96 * KIB, "64 KiB",
		"The head of an answer may be so long."),
	NUMBER_ROW(BODY_MAX, "body_max", BYTES, KIB, 4 * GIB, "128 MiB",
		"The body of an answer is cut there and marked as truncated."),
	NUMBER_ROW(SPOOL_ABOVE, "spool_above", BYTES, 4 * KIB, 64 * MIB,
		"1 MiB", "A longer body goes to a file while it arrives."),
	NUMBER_ROW(TEXT_MAX, "text_max", BYTES, KIB, GIB, "16 MiB",
		"A page is read up to so many bytes of decoded text."),
	NUMBER_ROW(LINKS_MAX, "links_max", NUMBER, 1, 1000000, "10000",
		"So many links of one page are followed."),
	NUMBER_ROW(COLUMN_PAGES, "column_pages", NUMBER, 1, 5000, "1000",
		"So many pages of one column are asked for, by links or by "
		"requests to its list endpoint."),
	NUMBER_ROW(HTML_MEMORY, "html_memory", BYTES, MIB, 4 * GIB, "256 MiB",
		"Memory for parsing one page."),
	NUMBER_ROW(HTML_NODES, "html_nodes", NUMBER, 100, 100000000,
		"1000000", "Elements and texts of one page."),
	NUMBER_ROW(HTML_TIME, "html_time", TIME, 10, HOUR, "10 s",
		"Time for parsing one page."),
	NUMBER_ROW(DOCUMENT_TIME, "document_time", TIME, SECOND, HOUR, "2 min",
		"Time for reading one document (PDF, DOCX, ...); half of it "
		"as processor time."),
	NUMBER_ROW(DOCUMENT_MEMORY, "document_memory", BYTES, 64 * MIB,
		64 * GIB, "2 GiB",
		"Address space of the process that reads one document."),
	NUMBER_ROW(DOCUMENT_UNPACKED, "document_unpacked", BYTES, MIB,
		64 * GIB, "256 MiB",
		"The members of an archive or of a DOCX unpack to so much "
		"together; a quarter of it for one member."),
	NUMBER_ROW(DOCUMENT_MEMBERS, "document_members", NUMBER, 1, 1000000,
		"2000", "So many members of an archive are read."),
	NUMBER_ROW(DOCUMENT_PAGES, "document_pages", NUMBER, 1, 100000, "500",
		"So many pages of a document are read."),
	ROW(REQUISITES, "requisites") .type = OPTION_TYPE_BOOL, .max = 1,
		.standard = "no",
		.help = "Also fetch style sheets, scripts and images outside "
			"the main text."},
	NUMBER_ROW(PARALLEL, "parallel", NUMBER, 1, 10000, "256",
		"Exchanges under way at a time, over all hosts."),
	NUMBER_ROW(BYTES_IN_FLIGHT, "bytes_in_flight", BYTES, MIB, 64 * GIB,
		"64 MiB",
		"No new fetch starts while bodies in memory exceed this."),
	NUMBER_ROW(WRITER_QUEUE, "writer_queue", NUMBER, 1, 100000, "1024",
		"No new fetch starts while so many answers wait to be "
		"stored."),
	NUMBER_ROW(COMMIT_JOBS, "commit_jobs", NUMBER, 1, 1000, "256",
		"Answers stored in one commit at most."),
	NUMBER_ROW(COMMIT_TIME, "commit_time", TIME, 0, 10 * SECOND, "250 ms",
		"An answer waits so long for others to be stored with it, "
		"while any are on their way."),
	NUMBER_ROW(GZIP_LEVEL, "gzip_level", NUMBER, 0, 12, "1",
		"Compression of WARC records, 0 (none) to 12; 4 takes twice "
		"the time of 1 and 5 % less room."),
	NUMBER_ROW(WARC_MAX, "warc_max", BYTES, 4 * KIB, 64 * GIB, "1 GiB",
		"A new WARC file is begun after so many bytes."),
	NUMBER_ROW(DISK_RESERVE, "disk_reserve", BYTES, 0, 1024 * GIB,
		"256 MiB",
		"Crawling pauses while less than this is free on the "
		"archive's disk."),
	NUMBER_ROW(DISK_WAIT, "disk_wait", TIME, SECOND, DAY, "10 min",
		"A one-shot crawl waits so long for room on the disk before "
		"it ends with its state saved."),
	NUMBER_ROW(STOP_GRACE, "stop_grace", TIME, 0, 10 * MINUTE, "10 s",
		"When stopping, running exchanges get so long to finish."),
	NUMBER_ROW(CONTROL_CLIENTS, "control_clients", NUMBER, 1, 1000, "16",
		"Crawls and refreshes that wait at a time at the control "
		"socket of the service."),
	NUMBER_ROW(CONTROL_REQUEST, "control_request", BYTES, KIB, MIB,
		"64 KiB",
		"The length of what is asked there."),
};

const struct option_row *option_find(const char *name)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (strcmp(option_rows[i].name, name) == 0)
			return &option_rows[i];
	return NULL;
}

struct slice option_choice(const struct option_row *row, size_t index)
{
	struct slice rest = slice_of(row->choices);
	struct slice word = slice_cut(&rest, ' ');

	for (; index > 0 && word.p; index--)
		word = slice_cut(&rest, ' ');
	return word;
}

static int in_range(const struct option_row *row, int64_t value,
		    int64_t *ret_value)
{
	if (value < row->min || value > row->max)
		return ERR_RANGE;
	*ret_value = value;
	return 0;
}

/* "2 s", "500ms", "1.5 h"; a bare number only where it is 0 or for seconds
 * and bytes, the units of the command line. */
static int parse_sized(const struct option_row *row, const char *text,
		       const struct unit *units, size_t count,
		       const char *bare, int64_t *ret_value)
{
	struct slice s = slice_trim(slice_of(text));
	int64_t whole = 0, part = 0, scale = 1;
	size_t i = 0;
	struct slice word;

	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && i < 16; i++)
		whole = whole * 10 + (s.p[i] - '0');
	if (i == 0 || i == 16)
		return ERR_INVALID;
	if (i < s.n && s.p[i] == '.')
		for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
			if (scale == 1000)
				return ERR_INVALID;
			part = part * 10 + (s.p[i] - '0');
			scale *= 10;
		}
	word = slice_trim(slice_sub(s, i, s.n));
	if (word.n == 0)
		word = slice_of(bare);
	for (size_t u = 0; u < count; u++) {
		if (!slice_ieqs(word, units[u].word))
			continue;
		if (whole > INT64_MAX / units[u].size - 1)
			return ERR_RANGE;
		return in_range(row, whole * units[u].size +
				part * units[u].size / scale, ret_value);
	}
	return ERR_INVALID;
}

static int parse_number(const struct option_row *row, const char *text,
			int64_t *ret_value)
{
	unsigned long long value;
	struct slice s = slice_trim(slice_of(text));

	if (s.n == 0 || slice_findc(s, '-', 0) != (size_t)-1)
		return ERR_INVALID;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return ERR_INVALID;
	if (!slice_u64(s, INT64_MAX, &value))
		return ERR_RANGE;
	return in_range(row, (int64_t)value, ret_value);
}

static int parse_bool(const char *text, int64_t *ret_value)
{
	struct slice s = slice_trim(slice_of(text));

	if (!slice_ieqs(s, "yes") && !slice_ieqs(s, "no"))
		return ERR_INVALID;
	*ret_value = slice_ieqs(s, "yes");
	return 0;
}

static int parse_choice(const struct option_row *row, const char *text,
			int64_t *ret_value)
{
	struct slice word;

	for (size_t i = 0; (word = option_choice(row, i)).p; i++)
		if (slice_eqs(word, text)) {
			*ret_value = (int64_t)i;
			return 0;
		}
	return ERR_INVALID;
}

/* A lone "*" would take all parameters off all URLs. */
static bool is_parameter(struct slice word)
{
	if (word.n && word.p[word.n - 1] == '?')
		word.n--;
	if (word.n && word.p[word.n - 1] == '*')
		word.n--;
	for (size_t i = 0; i < word.n; i++)
		if (!isalnum((unsigned char)word.p[i]) &&
		    !strchr("_-.[]%$~", word.p[i]))
			return false;
	return word.n > 0;
}

static int parse_parameters(const char *text, int64_t *ret_value)
{
	struct slice rest = slice_of(text);
	struct slice word;

	if (rest.n > PARAMETERS_BYTES)
		return ERR_RANGE;
	while ((word = slice_cut(&rest, ' ')).p)
		if (word.n && !is_parameter(word))
			return ERR_INVALID;
	*ret_value = 0;
	return 0;
}

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

int option_parse(const struct option_row *row, const char *text,
		 int64_t *ret_value)
{
	switch (row->type) {
	case OPTION_TYPE_TEXT:
		*ret_value = 0;
		return 0;
	case OPTION_TYPE_BOOL:
		return parse_bool(text, ret_value);
	case OPTION_TYPE_NUMBER:
		return parse_number(row, text, ret_value);
	case OPTION_TYPE_BYTES:
		return parse_sized(row, text, byte_units, COUNT_OF(byte_units),
				   "B", ret_value);
	case OPTION_TYPE_TIME:
		return parse_sized(row, text, time_units, COUNT_OF(time_units),
				   "s", ret_value);
	case OPTION_TYPE_CHOICE:
		return parse_choice(row, text, ret_value);
	case OPTION_TYPE_WINDOW:
		return window_parse(slice_of(text), ret_value);
	case OPTION_TYPE_ZONE:
		return window_parse_zone(slice_of(text), ret_value);
	case OPTION_TYPE_PARAMETERS:
		return parse_parameters(text, ret_value);
	}
	return ERR_INVALID;
}

static void print_sized(int64_t value, const struct unit *units, size_t count,
			char *out, size_t size)
{
	size_t u = 0;

	while (u + 1 < count && (value == 0 || value % units[u].size))
		u++;
	(void)snprintf(out, size, "%" PRId64 " %s", value / units[u].size,
		       units[u].word);
}

void option_print(const struct option_row *row, int64_t value, char *out,
		  size_t size)
{
	struct slice word;

	switch (row->type) {
	case OPTION_TYPE_TEXT:
	case OPTION_TYPE_PARAMETERS:
		(void)snprintf(out, size, "%s", "");
		return;
	case OPTION_TYPE_BOOL:
		(void)snprintf(out, size, "%s", value ? "yes" : "no");
		return;
	case OPTION_TYPE_NUMBER:
		(void)snprintf(out, size, "%" PRId64, value);
		return;
	case OPTION_TYPE_BYTES:
		print_sized(value, byte_units, COUNT_OF(byte_units), out, size);
		return;
	case OPTION_TYPE_TIME:
		print_sized(value, time_units, COUNT_OF(time_units), out, size);
		return;
	case OPTION_TYPE_CHOICE:
		word = option_choice(row, (size_t)value);
		(void)snprintf(out, size, "%.*s", SLICE_ARG(word));
		return;
	case OPTION_TYPE_WINDOW:
		window_print(value, out, size);
		return;
	case OPTION_TYPE_ZONE:
		window_print_zone(value, out, size);
		return;
	}
}

void option_expects(const struct option_row *row, char *out, size_t size)
{
	char low[32], high[32];

	option_print(row, row->min, low, sizeof(low));
	option_print(row, row->max, high, sizeof(high));
	switch (row->type) {
	case OPTION_TYPE_TEXT:
		(void)snprintf(out, size, "text");
		return;
	case OPTION_TYPE_BOOL:
		(void)snprintf(out, size, "yes or no");
		return;
	case OPTION_TYPE_NUMBER:
		(void)snprintf(out, size, "a whole number from %s to %s", low,
			       high);
		return;
	case OPTION_TYPE_BYTES:
		(void)snprintf(out, size, "a size from %s to %s, such as %s",
			       low, high, row->standard);
		return;
	case OPTION_TYPE_TIME:
		(void)snprintf(out, size, "a time from %s to %s, such as %s",
			       low, high, row->standard);
		return;
	case OPTION_TYPE_CHOICE:
		(void)snprintf(out, size, "one of the words: %s",
			       row->choices);
		return;
	case OPTION_TYPE_WINDOW:
		(void)snprintf(out, size, "hours of the day, such as "
			       "22:00-06:00");
		return;
	case OPTION_TYPE_ZONE:
		(void)snprintf(out, size, "Asia/Shanghai, UTC or an offset "
			       "from it, such as UTC+08:00");
		return;
	case OPTION_TYPE_PARAMETERS:
		(void)snprintf(out, size, "names with blanks between, such "
			       "as utm_* sid?");
		return;
	}
}
