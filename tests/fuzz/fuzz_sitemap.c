/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/* First byte odd: plain text counts, too.  Rest: a sitemap. */
#include "parsers/sitemap.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(8 << 20);
	struct sitemap map = {.found = false};

	if (a && size)
		(void)sitemap_read((struct slice){(const char *)data + 1,
						  size - 1}, data[0] & 1, a,
				   &map);
	for (size_t i = 0; i < map.count; i++)
		if (!map.urls[i].n || !map.found)
			abort();
	arena_free(a);
	return 0;
}
