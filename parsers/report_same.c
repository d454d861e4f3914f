/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/report_same.h"

#include "base/err.h"
#include "parsers/report_private.h"

#include <stdint.h>

/* Long forms of what names end in, and how they count. */
static const struct ending {
	const char *text, *instead;
} endings[] = {
	{"街道办事处", "街道"}, {"街道办", "街道"},
	{"管理委员会", "管委会"}, {"人民政府办公室", "政府办公室"},
	{"人民政府办公厅", "政府办公厅"}, {"政府办", "政府办公室"},
};

/* What a county's name ends in. */
static const char *const levels[] = {"县", "市", "区", "旗", "州", "盟", "省"};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* A cut name ends at a whole character. */
static struct slice cut(struct slice s)
{
	size_t n = s.n < ORGAN_NAME_MAX ? s.n : ORGAN_NAME_MAX;

	while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n--;
	return slice_sub(s, 0, n);
}

static struct slice shorten(struct slice core, struct arena *a)
{
	for (size_t i = 0; i < COUNT(endings); i++) {
		size_t n = strlen(endings[i].text);

		if (slice_ends(core, endings[i].text))
			return slice_of(arena_printf(a, "%.*s%s",
						     (int)(core.n - n), core.p,
						     endings[i].instead));
	}
	return core;
}

int organ_name_read(struct slice organ, struct arena *a,
		    struct organ_name *ret_name)
{
	struct organ_name name = {.text = report_unspaced(cut(organ), a)};

	if (name.text.p) {
		name.kind = report_organ_kind(name.text);
		name.core = report_organ_core(name.text);
		/* "县人民政府" governs a place that only it can mean */
		if (!name.core.n)
			name.core = name.text;
		name.core = shorten(name.core, a);
	}
	if (arena_err(a))
		return arena_err(a);
	*ret_name = name;
	return 0;
}

static bool ends_with_level(struct slice s)
{
	for (size_t i = 0; i < COUNT(levels); i++)
		if (slice_ends(s, levels[i]))
			return true;
	return false;
}

static bool starts_with_level(struct slice s)
{
	for (size_t i = 0; i < COUNT(levels); i++)
		if (slice_starts(s, levels[i]))
			return true;
	return false;
}

bool organ_name_same(const struct organ_name *x, const struct organ_name *y)
{
	struct slice longer = x->core.n >= y->core.n ? x->core : y->core;
	struct slice other = x->core.n >= y->core.n ? y->core : x->core;
	size_t rest = longer.n - other.n;

	if (!other.n ||
	    !slice_eq(slice_sub(longer, rest, longer.n), other))
		return false;
	/* 青禾县|财政局, 青禾|县财政局; but not 大|同镇 */
	return !rest || starts_with_level(other) ||
	       ends_with_level(slice_sub(longer, 0, rest));
}

struct slice organ_name_tail(const struct organ_name *name)
{
	size_t at = name->core.n;

	for (int i = 0; i < 2 && at > 0; i++) {
		at--;
		while (at > 0 &&
		       ((unsigned char)name->core.p[at] & 0xC0) == 0x80)
			at--;
	}
	return slice_sub(name->core, at, name->core.n);
}

struct slice organ_name_short(const struct organ_name *name)
{
	struct slice core = name->core;
	size_t best = 0;

	for (size_t i = 0; i < COUNT(levels); i++) {
		size_t at = 0;

		while ((at = slice_finds(core, levels[i], at)) != SIZE_MAX) {
			at += strlen(levels[i]);
			/* two characters are a name, one is none */
			if (at > best && at + 2 * strlen("镇") <= core.n)
				best = at;
		}
	}
	return slice_sub(core, best, core.n);
}
