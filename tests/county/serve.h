/* SPDX-License-Identifier: Apache-2.0 */
/* The county on the loopback network. */
#ifndef COUNTY_SERVE_H
#define COUNTY_SERVE_H

#include <stdbool.h>
#include <stdint.h>

struct serve_options {
	uint64_t seed;
	unsigned pages;
	unsigned port;		/* 0: any free one */
	unsigned edition;
	unsigned slow_ms;	/* what slow takes for a response */
	unsigned retry_after;	/* seconds, of busy's 503 */
	unsigned busy_times;	/* how often busy says 503 for an address */
	unsigned for_seconds;	/* 0: until a signal */
	bool portals;		/* the neighbouring counties instead */
	const char *only;	/* one family of those; NULL: all */
	const char *ready_file;	/* NULL: none */
	const char *log_file;	/* NULL: none */
};

/* Serves until SIGTERM, SIGINT or the end of for_seconds.  Returns the
 * program's exit code; errors have been printed. */
int serve(const struct serve_options *options);
int serve_portals(const struct serve_options *options);

#endif
