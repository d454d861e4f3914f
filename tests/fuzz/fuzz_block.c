/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/*
 * Any answer has a class, and the evidence is a part of it.  First byte: the
 * status and which text is visible; then the head up to an empty line; then
 * the body.
 */
#include "parsers/block.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int statuses[] = {0, 200, 202, 403, 412, 429, 503, 521};

static bool is_part(struct slice s, struct slice whole)
{
	return s.p >= whole.p && s.p + s.n <= whole.p + whole.n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice all = {(const char *)data, size};
	struct block_verdict v;
	struct slice rest;
	size_t end;

	if (size == 0)
		return 0;
	rest = slice_sub(all, 1, size);
	end = slice_finds(rest, "\n\n", 0);
	v = block_classify(&(struct block_input){
		.status = statuses[data[0] & 7],
		.head = slice_sub(rest, 0, end),
		.body = slice_sub(rest, end, rest.n),
		.text = data[0] & 8 ? (struct slice){"", 0} :
			data[0] & 16 ? rest : SLICE_NONE,
		.target = data[0] & 32 ? slice_of("/") : slice_of("/a.html"),
	});
	if (!block_name(v.class) || (v.class == BLOCK_NONE && v.evidence.p) ||
	    (v.evidence.n && !is_part(v.evidence, all)) ||
	    (v.redirect.n && !is_part(v.redirect, all)))
		abort();
	return 0;
}
