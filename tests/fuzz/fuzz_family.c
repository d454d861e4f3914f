/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/* Any page has a family with its marks, or none. */
#include "parsers/family.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct family f = family_find((struct slice){(const char *)data,
						     size});

	if (!f.name != (f.mark_count == 0) || f.mark_count > FAMILY_MARKS)
		abort();
	return 0;
}
