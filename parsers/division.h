/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Divisions and their statistical codes: provinces (520000), cities (522600),
 * counties (522628) and townships (522628200).  The table is part of the
 * program (division_table.py).
 *
 * A code is a number here: none begins with a zero.  0 is no division.
 *
 * Pure; nothing is allocated, names are static.
 */
#ifndef NIANBAO_PARSERS_DIVISION_H
#define NIANBAO_PARSERS_DIVISION_H

#include "base/slice.h"

#include <stdint.h>

enum division_level {
	DIVISION_NONE,
	DIVISION_PROVINCE,
	DIVISION_CITY,
	DIVISION_COUNTY,
	DIVISION_TOWNSHIP,
};
/* Of a code's form; the table is not asked. */
enum division_level division_level(uint32_t code);

/* "522628", "522628200", and as 12 digits "522628200000"; also a code that is
 * not in the table.  0 for anything else. */
uint32_t division_code(struct slice text);

/* What a SiteIDCode begins with: the county, or, where the table has no such
 * county, the city.  It may be written twice, with or without something
 * between.  0 where it is empty, has not ten digits, contradicts itself or
 * names no division. */
uint32_t division_of_site(struct slice site_idcode);

/* "锦屏县"; absent where the table has no such code or no name for it (the
 * 市辖区 of 上海市). */
struct slice division_name(uint32_t code);

/* The one above that has a name: 522628200 → 522628 → 522600 → 520000 → 0,
 * 310101 → 310000.  The code itself need not be in the table. */
uint32_t division_parent(uint32_t code);

/* Whether inner is outer or lies in it. */
bool division_within(uint32_t inner, uint32_t outer);

/*
 * The townships of a division, by code; of a township, itself.
 *
 *	struct division_walk w = division_townships(522628);
 *	while (division_next(&w))
 *		use(w.code, w.name);
 */
struct division_walk {
	uint32_t code;		/* of the township */
	struct slice name;	/* "大同乡" */
	uint32_t within, last, place; /* private, as is next */
	const char *next;
};
struct division_walk division_townships(uint32_t code);
bool division_next(struct division_walk *w);

/* The provinces, cities and counties of that very name, by code; returns how
 * many there are, writes at most max. */
enum { DIVISION_SAME_NAME = 8 };	/* more than the table has */
uint32_t division_named(struct slice name, uint32_t *codes, uint32_t max);

#endif
