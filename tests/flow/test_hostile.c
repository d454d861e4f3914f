/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Servers that lie, cut, flood and stall, crawled side by side: every
 * behaviour ends as its row in hostile/ says, the archive is whole, memory
 * stays bounded.
 */
#include "base/slice.h"
#include "crawler/convert.h"
#include "tests/flow/hostile/groups.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

static const struct hostile_group *const groups[] = {
	&hostile_lengths, &hostile_chunks, &hostile_heads, &hostile_redirects,
	&hostile_slow, &hostile_codings, &hostile_pages, &hostile_pace,
};

/* Of all groups, as a list of options: no wait where a row has none. */
static const char *const limits[] = {
	"max_attempts", "1", "body_max", "256 KiB", "spool_above", "64 KiB",
};

/* The server's part and the test's own included; html_memory is 64 MiB for
 * each of four workers.  A sanitizer keeps what was freed. */
enum { OPTIONS_MAX = 24, MEMORY_MAX_MIB = 384 };

static void run(const struct hostile_group *g, struct hostile_sum *sum)
{
	struct hostile_sum before = *sum;
	const char *options[OPTIONS_MAX + 1] = {NULL};
	size_t n = sizeof(limits) / sizeof(limits[0]);

	memcpy(options, limits, sizeof(limits));
	for (size_t i = 0; g->options[i]; i++) {
		assert_true(n < OPTIONS_MAX);
		options[n++] = g->options[i];
	}
	hostile_crawl(g->rows, g->count, options, sum);
	print_message("%s: %zu of %zu\n", g->name, sum->well - before.well,
		      g->count);
}

/* NIANBAO_HOSTILE names one group, for looking closer. */
static void every_behaviour_ends_as_it_should(void **state)
{
	const char *only = getenv("NIANBAO_HOSTILE");
	struct hostile_sum sum = {.rows = 0};
	struct rusage usage;

	(void)state;
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (!only || strcmp(only, groups[i]->name) == 0)
			run(groups[i], &sum);
	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	print_message("peak memory %ld MiB, the server's and the test's own "
		      "included\n", usage.ru_maxrss >> 10);
#ifndef __SANITIZE_ADDRESS__
	assert_true(usage.ru_maxrss >> 10 <= MEMORY_MAX_MIB);
#endif
	hostile_end("hostile", &sum);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_behaviour_ends_as_it_should),
	};

	/* documents are read in a child that is this program, too */
	if (argc > 1 && strcmp(argv[1], CONVERT_WORD) == 0)
		return convert_serve();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
