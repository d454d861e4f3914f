/* SPDX-License-Identifier: Apache-2.0 */
/* The groups of behaviours that test_hostile.c crawls. */
#ifndef NIANBAO_TESTS_HOSTILE_GROUPS_H
#define NIANBAO_TESTS_HOSTILE_GROUPS_H

#include "tests/lib/hostile.h"

struct hostile_group {
	const char *name;
	const struct hostile *rows;
	size_t count;
	const char *const *options; /* names and values by turns */
};

#define HOSTILE_GROUP(title, table, ...)				\
	{.name = title, .rows = table,					\
	 .count = sizeof(table) / sizeof(table[0]),			\
	 .options = (const char *const[]){__VA_ARGS__ __VA_OPT__(,) NULL}}

extern const struct hostile_group hostile_lengths, hostile_chunks,
	hostile_heads, hostile_redirects, hostile_slow, hostile_codings,
	hostile_pages, hostile_pace;

#endif
