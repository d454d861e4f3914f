/* SPDX-License-Identifier: Apache-2.0 */
/* The single-byte indexes of the Encoding Standard. */
#include "parsers/charset_private.h"

struct single_index {
	const char *name;
	uint16_t upper[129];	/* 0x80..0xFF, and the literal's NUL */
};

#define CHARSET_WANT_SINGLE
#include "parsers/charset_tables.inc"

const uint16_t *charset_single_upper(const char *name)
{
	/* The same bytes in the other direction of writing. */
	if (!strcmp(name, "ISO-8859-8-I"))
		name = "ISO-8859-8";
	for (size_t i = 0;
	     i < sizeof(single_indexes) / sizeof(*single_indexes); i++)
		if (!strcmp(single_indexes[i].name, name))
			return single_indexes[i].upper;
	return NULL;
}
