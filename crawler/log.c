/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

/* The lock keeps lines whole and guards `status`. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool status;		/* a status line is shown */
static atomic_bool verbose;

static const char clear_line[] = "\r\033[K";

void log_verbose(bool on)
{
	atomic_store(&verbose, on);
}

static void line(const char *format, va_list args)
{
	char text[2048];

	(void)vsnprintf(text, sizeof(text), format, args);
	(void)pthread_mutex_lock(&lock);
	fprintf(stderr, "%snianbao: %s\n", status ? clear_line : "", text);
	status = false;
	(void)pthread_mutex_unlock(&lock);
}

void log_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line(format, args);
	va_end(args);
}

void log_detail(const char *format, ...)
{
	va_list args;

	if (!atomic_load(&verbose))
		return;
	va_start(args, format);
	line(format, args);
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
