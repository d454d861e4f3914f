/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnostics for people, on stderr, one line each.  Any thread; lines are
 * written whole.  A progress display on the same terminal is taken away
 * before a line and comes back with its next turn.
 */
#ifndef NIANBAO_CRAWLER_LOG_H
#define NIANBAO_CRAWLER_LOG_H

#include <stdbool.h>
#include <stdint.h>

/* What a line is about: fields of the journal.  NULL: not known. */
struct log_about {
	const char *site, *host, *url;
};

/* -v: log_detail() speaks, too. */
void log_verbose(bool verbose);
/* Where stderr goes to the journal, lines are sent to it as entries with the
 * fields MESSAGE, PRIORITY, SYSLOG_IDENTIFIER and, where known, NIANBAO_RUN,
 * NIANBAO_SITE, NIANBAO_HOST and NIANBAO_URL.  If it does not take them, lines
 * begin with their level (sd-daemon(3)), and without our name. */
void log_begin_journal(void);
/* The run that lines are of from now on. */
void log_run(int64_t run);
/* What the user should know: something is wrong, or is decided for them. */
void log_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* One thing done; only with -v. */
void log_detail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same of one site, host or URL. */
void log_note_of(struct log_about about, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void log_detail_of(struct log_about about, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A line that stays the last one of the terminal until it is replaced; ""
 * takes it away.  Only for terminals. */
void log_status(const char *line);

#endif
