/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/* First byte: which coding; the rest: the payload. The maximum holds. */
#include "parsers/coding.h"

#include <stdint.h>
#include <stdlib.h>

enum { MAX = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const codings[] = {
		"gzip", "deflate", "br", "gzip, deflate", "deflate, br",
		"gzip,gzip,gzip,gzip",
	};
	struct buf out = BUF_INIT(MAX);
	struct slice payload;

	if (size == 0)
		return 0;
	payload = (struct slice){(const char *)data + 1, size - 1};
	(void)coding_undo(slice_of(codings[data[0] % 6]), payload, &out);
	if (out.len > MAX || (out.data && out.data[out.len]))
		abort();
	buf_free(&out);
	return 0;
}
