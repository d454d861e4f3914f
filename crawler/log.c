/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/log.h"

#include "crawler/journal.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where lines go; stderr is read by the journal in the latter two. */
enum sink {
	SINK_STDERR,
	SINK_LEVELS,		/* stderr, behind their level */
	SINK_ENTRIES,		/* past it, with fields */
};

/* The lock keeps lines whole and guards `status`. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool status;		/* a status line is shown */
static atomic_bool verbose;
static atomic_int sink = SINK_STDERR;
static atomic_int_least64_t run; /* 0: not known */

enum { LEVEL_NOTE = 6, LEVEL_DETAIL = 7 };	/* of syslog(3) */

static const char clear_line[] = "\r\033[K";
static const struct log_about nothing = {.site = NULL};

void log_verbose(bool on)
{
	atomic_store(&verbose, on);
}

/* systemd says which device and inode the journal reads from: stderr may have
 * been put elsewhere since. */
void log_begin_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char ours[64];
	struct stat st;

	if (!stream || fstat(STDERR_FILENO, &st))
		return;
	(void)snprintf(ours, sizeof(ours), "%ju:%ju", (uintmax_t)st.st_dev,
		       (uintmax_t)st.st_ino);
	if (strcmp(stream, ours) == 0)
		atomic_store(&sink, journal_is_there() ? SINK_ENTRIES :
			     SINK_LEVELS);
}

void log_run(int64_t number)
{
	atomic_store(&run, number);
}

static bool enter(int level, const char *text, const struct log_about *about)
{
	char priority[2] = {(char)('0' + level), '\0'};
	int64_t number = atomic_load(&run);
	char digits[24];
	const struct journal_field fields[] = {
		{"MESSAGE", text}, {"PRIORITY", priority},
		{"SYSLOG_IDENTIFIER", "nianbao"},
		{"NIANBAO_RUN", number ? digits : NULL},
		{"NIANBAO_SITE", about->site}, {"NIANBAO_HOST", about->host},
		{"NIANBAO_URL", about->url}, {NULL, NULL},
	};

	(void)snprintf(digits, sizeof(digits), "%" PRId64, number);
	return journal_send(fields) == 0;
}

static void line(int level, const struct log_about *about, const char *format,
		 va_list args)
{
	int to = atomic_load(&sink);
	char text[2048];

	(void)vsnprintf(text, sizeof(text), format, args);
	if (to == SINK_ENTRIES && enter(level, text, about))
		return;
	(void)pthread_mutex_lock(&lock);
	if (to != SINK_STDERR)
		fprintf(stderr, "<%d>%s\n", level, text);
	else
		fprintf(stderr, "%snianbao: %s\n", status ? clear_line : "",
			text);
	status = false;
	(void)pthread_mutex_unlock(&lock);
}

void log_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line(LEVEL_NOTE, &nothing, format, args);
	va_end(args);
}

void log_note_of(struct log_about about, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line(LEVEL_NOTE, &about, format, args);
	va_end(args);
}

void log_detail(const char *format, ...)
{
	va_list args;

	if (!atomic_load(&verbose))
		return;
	va_start(args, format);
	line(LEVEL_DETAIL, &nothing, format, args);
	va_end(args);
}

void log_detail_of(struct log_about about, const char *format, ...)
{
	va_list args;

	if (!atomic_load(&verbose))
		return;
	va_start(args, format);
	line(LEVEL_DETAIL, &about, format, args);
	va_end(args);
}

void log_status(const char *text)
{
	(void)pthread_mutex_lock(&lock);
	if (*text || status)
		fprintf(stderr, "%s%s", clear_line, text);
	(void)fflush(stderr);
	status = *text != '\0';
	(void)pthread_mutex_unlock(&lock);
}
