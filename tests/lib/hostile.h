/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts that misbehave, crawled side by side: each behaviour is a host of its
 * own with its own address on loopback, so that what one does to another would
 * show.  Only for tests that link crawler.
 */
#ifndef NIANBAO_TESTS_HOSTILE_H
#define NIANBAO_TESTS_HOSTILE_H

#include "tests/lib/origin.h"

enum { HOSTILE_PAGES = 6, HOSTILE_NAMES = 2 };

struct hostile {
	const char *name;	/* the host is NAME.test; its seed is "/" */
	struct origin_page pages[HOSTILE_PAGES]; /* else 404 */
	/*
	 * Its captures in order of path, one a line:
	 *   PATH STATUS KIND OUTCOME[ TRUNCATED] BYTES
	 * as a pattern of fnmatch(3); a robots.txt that is not there is left
	 * out.
	 */
	const char *wanted;
	const char *never;	/* a path nobody may ask for; NULL */
	const char *stop;	/* name of a stop that is counted; NULL */
	/* "in 10.1.2.3": the host in.NAME.test is there. */
	const char *names[HOSTILE_NAMES];
	/* A second crawl of all finds NAME.test there; NULL: no such */
	const char *again;
};

/* What all of them were like. */
struct hostile_sum {
	size_t rows, well;	/* behaviours, and as expected */
	int64_t stall_ms;	/* longest of the loop */
	int64_t stall_cpu_ms;	/* … in its processor time */
};

/* One crawl of all rows; options as for crawling_conf(), over the limits
 * below.  Prints each row that is not as wanted; verifies the archive.  Adds
 * to *sum. */
void hostile_crawl(const struct hostile *rows, size_t count,
		   const char *const *options, struct hostile_sum *sum);
/* The same with hosts at NET.1, NET.2, ... ("93.184.216"), which must be ours;
 * nothing but the options given. */
void hostile_crawl_at(const char *net, const struct hostile *rows,
		      size_t count, const char *const *options,
		      struct hostile_sum *sum);
/* Prints what came off and fails the test if that is not all. */
void hostile_end(const char *what, const struct hostile_sum *sum);

/* --- scripts: each sends its ctx (a text, or NULL) first ------------------ */
#define HOSTILE_SCRIPT(name)						\
	void name(struct origin_client *client, const char *path,	\
		  const char *request, const void *ctx)
HOSTILE_SCRIPT(hostile_cut);	/* then closes */
HOSTILE_SCRIPT(hostile_reset);	/* then resets */
HOSTILE_SCRIPT(hostile_stall);	/* then nothing */
HOSTILE_SCRIPT(hostile_flood);	/* then bytes without end */
HOSTILE_SCRIPT(hostile_page);	/* a whole answer around a page */
HOSTILE_SCRIPT(hostile_robots);	/* … around a robots.txt */

/* A text of n times piece between before and after; a static answer of its
 * own with head and length when type is given.  Lives until the process
 * ends. */
const char *hostile_repeat(const char *before, const char *piece, size_t n,
			   const char *after);

#define HOSTILE_OK "HTTP/1.1 200 OK\r\n"
#define HOSTILE_HTML HOSTILE_OK "Content-Type: text/html\r\n"
/* A page that is no stub. */
#define HOSTILE_WORDS "<!DOCTYPE html><title>a</title><p>" \
	"全县各部门认真做好政府信息公开工作，及时发布信息，接受社会监督。"

#endif
