/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/county/rename.h"

#include <stdint.h>
#include <string.h>

void rename_all(struct buf *b, size_t at, const struct rename *renames)
{
	struct slice text = buf_slice(b);

	for (; !b->err && renames && renames->from; renames++) {
		size_t found = at;

		while ((found = slice_finds(text, renames->from, found))
		       != SIZE_MAX) {
			size_t n = strlen(renames->to);

			memcpy(b->data + found, renames->to, n);
			found += n;
		}
	}
}
