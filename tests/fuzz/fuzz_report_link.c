/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/*
 * A text and, behind the first line feed, the name of a column.  What is read
 * lies within the text or the arena, and being the same is symmetric.
 */
#include "parsers/report_link.h"
#include "parsers/report_same.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice column = {(const char *)data, size};
	struct slice text = slice_cut(&column, '\n');
	struct arena *a = arena_new(1 << 20);
	struct organ_name x, y;
	struct report_link link;

	if (!a)
		return 0;
	if (!report_link_read(text, column, a, &link) &&
	    link.kind == REPORT_LINK_REPORT && link.year != 0 &&
	    (link.year < 2000 || link.year > 2099))
		abort();
	if (!organ_name_read(text, a, &x) && !organ_name_read(column, a, &y)) {
		if (organ_name_same(&x, &y) != organ_name_same(&y, &x))
			abort();
		if (organ_name_short(&x).n > x.core.n ||
		    organ_name_tail(&x).n > x.core.n)
			abort();
	}
	arena_free(a);
	return 0;
}
