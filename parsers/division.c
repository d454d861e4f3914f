/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of divisions.  All names stand in one object, one array each, and
 * rows hold offsets into it: no pointer has to be relocated, so that the pages
 * of the table are shared and are read only when asked for.
 *
 *   places     by code; those of a city follow it, those of a province too
 *   by_name    by the bytes of the name
 *   townships  of a county: digits and name, digits and name ...
 *
 * The township's nine digits are the county's six and its three, so a county
 * is found by bisection and its townships, at most some dozens, are walked.
 */
#include "parsers/division.h"

/* --- the table ------------------------------------------------------------ */

#define DIVISION_PLACE(code, name, townships) \
	char n##code[sizeof(name)], t##code[sizeof(townships)];
struct texts {
#include "parsers/division_table.inc"
};
#undef DIVISION_PLACE

#define DIVISION_PLACE(code, name, townships) \
	.n##code = name, .t##code = townships,
static const struct texts texts = {
#include "parsers/division_table.inc"
};
#undef DIVISION_PLACE

struct place {
	uint32_t code;
	uint32_t name, townships;	/* offsets into texts, of a string */
};

#define DIVISION_PLACE(number, name_, townships_) { \
	.code = number, \
	.name = offsetof(struct texts, n##number), \
	.townships = offsetof(struct texts, t##number), \
},
static const struct place places[] = {
#include "parsers/division_table.inc"
};
#undef DIVISION_PLACE

struct named {
	uint32_t code;
	uint32_t name;			/* offset into texts */
};

#define DIVISION_NAME(number) { \
	.code = number, .name = offsetof(struct texts, n##number), \
},
static const struct named by_name[] = {
#include "parsers/division_table.inc"
};
#undef DIVISION_NAME

enum {
	PLACES = sizeof(places) / sizeof(places[0]),
	NAMES = sizeof(by_name) / sizeof(by_name[0]),
};

static const char *text_at(uint32_t offset)
{
	return (const char *)&texts + offset;
}

/* Where the first place with this or a higher code stands; PLACES: nowhere. */
static uint32_t place_from(uint32_t code)
{
	uint32_t low = 0;
	uint32_t high = PLACES;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (places[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* NULL where there is none of this code. */
static const struct place *find_place(uint32_t code)
{
	uint32_t at = place_from(code);

	return at < PLACES && places[at].code == code ? &places[at] : NULL;
}

/* --- codes ---------------------------------------------------------------- */

enum {
	OF_TOWNSHIP = 1000,	/* codes of townships in a county's */
	OF_COUNTY = 100,	/* of counties in a city's */
	OF_CITY = 10000,	/* of counties in a province's */
	COUNTY_DIGITS = 6,
	IDCODE_DIGITS = 10,	/* of a SiteIDCode */
};

enum division_level division_level(uint32_t code)
{
	if (code >= 110000000 && code <= 999999999)
		return DIVISION_TOWNSHIP;
	if (code < 110000 || code > 999999)
		return DIVISION_NONE;
	if (code % OF_COUNTY)
		return DIVISION_COUNTY;
	return code % OF_CITY ? DIVISION_CITY : DIVISION_PROVINCE;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

uint32_t division_code(struct slice text)
{
	unsigned long long code;

	if (text.n == 12 && slice_ends(text, "000"))
		text.n -= strlen("000");
	if (text.n == 9 && slice_ends(text, "000"))
		text.n -= strlen("000");
	if ((text.n != 6 && text.n != 9) ||
	    !slice_u64(text, UINT32_MAX, &code) ||
	    !division_level((uint32_t)code))
		return 0;
	return (uint32_t)code;
}

/* The ten digits s begins with, without them; SLICE_NONE where it does not. */
static struct slice cut_idcode(struct slice *s)
{
	size_t digits = 0;
	struct slice code;

	while (digits < s->n && is_digit(s->p[digits]))
		digits++;
	if (digits != IDCODE_DIGITS && digits != 2 * IDCODE_DIGITS)
		return SLICE_NONE;
	code = slice_sub(*s, 0, IDCODE_DIGITS);
	*s = slice_sub(*s, IDCODE_DIGITS, s->n);
	return code;
}

static struct slice skip_other(struct slice s)
{
	size_t at = 0;

	while (at < s.n && !is_digit(s.p[at]))
		at++;
	return slice_sub(s, at, s.n);
}

uint32_t division_of_site(struct slice site_idcode)
{
	struct slice rest = skip_other(site_idcode);
	struct slice first = cut_idcode(&rest);
	uint32_t code;

	if (!first.p)
		return 0;
	rest = skip_other(rest);
	if (rest.n && (!slice_eq(cut_idcode(&rest), first) ||
		       skip_other(rest).n))
		return 0;
	code = division_code(slice_sub(first, 0, COUNTY_DIGITS));
	return division_name(code).p || division_parent(code) ? code : 0;
}

uint32_t division_parent(uint32_t code)
{
	uint32_t above = code;

	do {
		switch (division_level(above)) {
		case DIVISION_TOWNSHIP:
			above /= OF_TOWNSHIP;
			break;
		case DIVISION_COUNTY:
			above -= above % OF_COUNTY;
			break;
		case DIVISION_CITY:
			above -= above % OF_CITY;
			break;
		default:
			return 0;
		}
	} while (!division_name(above).p);
	return above;
}

/* The last code that a place in this one can have. */
static uint32_t last_within(uint32_t place)
{
	switch (division_level(place)) {
	case DIVISION_PROVINCE:
		return place + OF_CITY - 1;
	case DIVISION_CITY:
		return place + OF_COUNTY - 1;
	case DIVISION_TOWNSHIP:
		return place / OF_TOWNSHIP;
	default:
		return place;
	}
}

bool division_within(uint32_t inner, uint32_t outer)
{
	if (!inner || !outer)
		return false;
	if (inner == outer)
		return true;
	if (division_level(inner) == DIVISION_TOWNSHIP)
		inner /= OF_TOWNSHIP;
	return inner >= outer && inner <= last_within(outer);
}

uint32_t division_only_county(uint32_t city)
{
	uint32_t only = 0;

	if (division_level(city) != DIVISION_CITY)
		return 0;
	for (uint32_t at = place_from(city);
	     at < PLACES && places[at].code <= last_within(city); at++) {
		if (!*text_at(places[at].townships))
			continue;
		if (only)
			return 0;
		only = places[at].code;
	}
	return only;
}

/* --- names ---------------------------------------------------------------- */

struct slice division_name(uint32_t code)
{
	const struct place *place;
	struct slice name;

	if (division_level(code) == DIVISION_TOWNSHIP) {
		struct division_walk w = division_townships(code);

		return division_next(&w) ? w.name : SLICE_NONE;
	}
	place = find_place(code);
	if (!place)
		return SLICE_NONE;
	name = slice_of(text_at(place->name));
	return name.n ? name : SLICE_NONE;
}

/* Where the first name that is not before this one stands. */
static uint32_t name_from(struct slice name)
{
	uint32_t low = 0;
	uint32_t high = NAMES;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct slice there = slice_of(text_at(by_name[middle].name));

		if (slice_cmp(there, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t division_named(struct slice name, uint32_t *codes, uint32_t max)
{
	uint32_t count = 0;

	for (uint32_t at = name_from(name); at < NAMES; at++) {
		if (!slice_eqs(name, text_at(by_name[at].name)))
			break;
		if (count < max)
			codes[count] = by_name[at].code;
		count++;
	}
	return count;
}

/* --- townships ------------------------------------------------------------ */

struct division_walk division_townships(uint32_t code)
{
	struct division_walk w = {.within = code, .last = last_within(code)};

	w.place = place_from(division_level(code) == DIVISION_TOWNSHIP
			     ? code / OF_TOWNSHIP : code);
	if (w.place < PLACES)
		w.next = text_at(places[w.place].townships);
	return w;
}

/* Takes the next of the place at hand. */
static void take_township(struct division_walk *w)
{
	const char *at = w->next;
	uint32_t number = 0;

	for (; is_digit(*at); at++)
		number = number * 10 + (uint32_t)(*at - '0');
	w->code = places[w->place].code * OF_TOWNSHIP + number;
	w->name.p = at;
	while (*at && !is_digit(*at))
		at++;
	w->name.n = (size_t)(at - w->name.p);
	w->next = at;
}

bool division_next(struct division_walk *w)
{
	while (w->next) {
		if (*w->next) {
			take_township(w);
			if (division_within(w->code, w->within))
				return true;
			continue;
		}
		w->place++;
		w->next = w->place < PLACES && places[w->place].code <= w->last
			  ? text_at(places[w->place].townships) : NULL;
	}
	return false;
}
