/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of the classes themselves. */
#include "parsers/block.h"

#include <string.h>

static const struct {
	const char *name, *text;
	bool host_wide;
} classes[] = {
#define X(suffix, label, host, sentence) [BLOCK_##suffix] = {	\
	.name = (label), .text = (sentence), .host_wide = (host)},
	BLOCK_TABLE(X)
#undef X
};

const char *block_name(enum block_class class)
{
	return classes[class].name;
}

enum block_class block_from_name(const char *name)
{
	for (size_t i = 0; name && i < sizeof(classes) / sizeof(*classes); i++)
		if (strcmp(classes[i].name, name) == 0)
			return (enum block_class)i;
	return BLOCK_NONE;
}

const char *block_text(enum block_class class)
{
	return classes[class].text;
}

bool block_is_host_wide(enum block_class class)
{
	return classes[class].host_wide;
}

bool block_is_gone(enum block_class class)
{
	return class == BLOCK_REMOVED || class == BLOCK_SOFT_404;
}

bool block_hides(enum block_class class)
{
	return classes[class].host_wide || class == BLOCK_EMPTY;
}
