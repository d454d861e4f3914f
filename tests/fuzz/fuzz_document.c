/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers
 *
 * The readers in our own process, and what crosses from the child: the first
 * byte chooses.  No tools are started. */
#include "parsers/document.h"

#include <stdint.h>

enum { MEMORY = 64 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct document_limits limits = {
		.text = 1 << 20, .member = 1 << 20, .unpacked = 4 << 20,
		.members = 50, .pages = 20, .grids = 50, .tool_seconds = 1,
	};
	struct slice bytes = {(const char *)data + 1, n - 1};
	const struct document *d;
	struct arena *a;

	if (!n)
		return 0;
	a = arena_new(MEMORY);
	if (!a)
		return 0;
	if (data[0] == 'w')
		(void)document_parse(bytes, a, &d);
	else
		(void)document_read(bytes, &limits, a, &d);
	arena_free(a);
	return 0;
}
