/* SPDX-License-Identifier: Apache-2.0 */
/* Crawls of an origin for tests.  Only for tests that link crawler.  Failures
 * end the test. */
#ifndef NIANBAO_TESTS_CRAWLING_H
#define NIANBAO_TESTS_CRAWLING_H

#include "conf/conf.h"
#include "crawler/crawl_plan.h"

/* No delays; then the options, names and values by turns, until NULL. */
struct conf_snapshot *crawling_conf(const char *scope,
				    const char *const *options);
/* The same from a file in dir with sites of its own: no delays, scope site, no
 * waiting for room or others; then text. */
struct conf_snapshot *crawling_read_conf(const char *dir, const char *text);
/* Crawls url into the archive dir until it is done.  Whoever gives a tally has
 * it filled. */
void crawling_run(const char *dir, const struct conf_snapshot *conf,
		  const char *url, struct tally *ret_tally);

#endif
