/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnostics for people, on stderr, one line each.  Any thread; lines are
 * written whole.  A progress display on the same terminal is taken away
 * before a line and comes back with its next turn.
 */
#ifndef NIANBAO_CRAWLER_LOG_H
#define NIANBAO_CRAWLER_LOG_H

#include <stdbool.h>

/* -v: log_detail() speaks, too. */
void log_verbose(bool verbose);
/* Where stderr goes to the journal, lines begin with their level
 * (sd-daemon(3)), and without our name, which it knows. */
void log_begin_journal(void);
/* What the user should know: something is wrong, or is decided for them. */
void log_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* One thing done; only with -v. */
void log_detail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A line that stays the last one of the terminal until it is replaced; ""
 * takes it away.  Only for terminals. */
void log_status(const char *line);

#endif
