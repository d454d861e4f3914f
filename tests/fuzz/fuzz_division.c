/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/* First line: the context, or a SiteIDCode.  Rest: the name of an organ. */
#include "parsers/division.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice organ = {(const char *)data, size};
	struct slice first;
	struct division_head head;
	uint32_t context, code;

	if (!size)
		return 0;
	first = slice_cut(&organ, '\n');
	context = division_code(first);
	if (!context)
		context = division_of_site(first);
	require(!context || division_level(context));
	head = division_head(organ, context);
	require(head.length <= organ.n && (head.length || !head.code));
	require(!head.ambiguous || (head.length && !head.code));
	require(!head.code || division_name(head.code).p);
	code = division_find(organ, context);
	require(!code || division_name(code).p);
	/* a township in no county that is neither named nor known */
	require(division_level(code) != DIVISION_TOWNSHIP ||
		division_within(code, head.code) ||
		division_within(code, division_parent(context)) ||
		division_within(code, context));
	return 0;
}
