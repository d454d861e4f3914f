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

/* The six digits a SiteIDCode begins with: the county or city of the site.  It
 * may be written twice, with or without something between.  Where the table
 * lacks that code it is given all the same if one above it is known.  0 where
 * the SiteIDCode is empty, has not ten digits, contradicts itself or begins
 * with no division. */
uint32_t division_of_site(struct slice site_idcode);

/* "锦屏县"; absent where the table has no such code or no name for it (the
 * 市辖区 of 上海市). */
struct slice division_name(uint32_t code);

/* The one above that has a name: 522628200 → 522628 → 522600 → 520000 → 0,
 * 310101 → 310000.  The code itself need not be in the table. */
uint32_t division_parent(uint32_t code);

/* Whether inner is outer or lies in it. */
bool division_within(uint32_t inner, uint32_t outer);

/* The county that is all of a city (441900, 620201 of 620200); 0 for other
 * cities and divisions. */
uint32_t division_only_county(uint32_t city);

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

/*
 * The place an organ's name begins with: province, city or county, written
 * with or without those above it ("锦屏县", "贵州省黔东南州锦屏县").  Of several
 * with one name: the one that lies in the context or, if that is a county, in
 * its city.  Short forms ("罗源") only of the context and what is above it.
 *
 * context: a division the organ is known to belong to or to be near, or 0.
 */
struct division_head {
	uint32_t code;		/* 0: none, or not certain */
	bool ambiguous;		/* there are several, or none near */
	size_t length;		/* bytes of the name; 0 where there is none */
};
struct division_head division_head(struct slice organ, uint32_t context);

/* Whether a name begins with what reads like a county or city (青禾县财政局), be
 * it in the table or not; 城市管理局 and 开发区管委会 do not. */
bool division_names_place(struct slice organ);

/* The bytes of a level without a name that an organ's begins with: of 县 in
 * 县财政局; 0 for 市场监督管理局. */
size_t division_bare_level(struct slice organ);

/*
 * The division an organ belongs to: for a township's (乡, 镇, 街道办事处,
 * 苏木, or what the table has under that name) its code; else that of the
 * county, city or province whose government, office or department it is.
 *
 * The county is the one the name begins with, else the context.  A township is
 * looked for in that county only; 大同镇 is not 大同乡.  A context that the table
 * lacks only tells which places are near.  0 where the division
 * is not known or not certain.  Anything that is not named as a township's
 * passes for a department: whether it is an organ at all is for the caller to
 * know.
 */
uint32_t division_find(struct slice organ, uint32_t context);

#endif
