/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/* First line: a target.  Rest: a robots.txt. */
#include "parsers/robots.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const agents[] = {"nianbao", "*", "", "a-b_c/1"};
	struct slice rest = {(const char *)data, size};
	struct slice target;
	struct robots *r;
	size_t count;

	if (!size)
		return 0;
	target = slice_cut(&rest, '\n');
	r = robots_parse(rest);
	require(r != NULL);
	for (size_t i = 0; i < sizeof(agents) / sizeof(agents[0]); i++) {
		struct robots_verdict v = robots_check(r, agents[i], target);
		long delay = robots_delay_ms(r, agents[i], 60000);

		require((v.line != 0) == (v.rule.p != NULL));
		require(v.allowed || v.line);
		require(delay >= -1 && delay <= 60000);
	}
	require(robots_check(r, "x", slice_of("/robots.txt")).allowed);
	for (const struct slice *s = robots_sitemaps(r, &count); count; count--)
		require(s[count - 1].n > 0);
	robots_free(r);
	return 0;
}
