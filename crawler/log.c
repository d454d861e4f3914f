/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The lock keeps lines whole and guards `status`. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool status;		/* a status line is shown */
static atomic_bool verbose, journal;

enum { LEVEL_NOTE = 6, LEVEL_DETAIL = 7 };	/* of syslog(3) */

static const char clear_line[] = "\r\033[K";

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
	atomic_store(&journal, strcmp(stream, ours) == 0);
}

static void line(int level, const char *format, va_list args)
{
	char text[2048];

	(void)vsnprintf(text, sizeof(text), format, args);
	(void)pthread_mutex_lock(&lock);
	if (atomic_load(&journal))
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
	line(LEVEL_NOTE, format, args);
	va_end(args);
}

void log_detail(const char *format, ...)
{
	va_list args;

	if (!atomic_load(&verbose))
		return;
	va_start(args, format);
	line(LEVEL_DETAIL, format, args);
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
