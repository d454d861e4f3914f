/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose report it is, where only its sentences tell: "…，青荇镇政府本着便民的宗
 * 旨，…".  The organ is the subject of an early clause, before a word that
 * reports like.  Its county is the only one whose government papers of the text
 * are called after, "《青禾县人民政府关于…》": elsewhere any word may stand before
 * 县政府 ("依托县政府网站").
 */
#include "parsers/charset.h"
#include "parsers/report_private.h"

enum {
	INTRODUCTION = 1800,	/* bytes */
	NAME_BYTES = 90,	/* of a name and what follows it */
	CORE_MIN = 6,		/* bytes of a name of a place */
	LOOKS = 200,		/* places of a text that are looked at */
};

/* What an organ does in the first words behind its name. */
static const char *const verbs[] = {
	"本着", "坚持", "严格", "认真", "按照", "高度重视", "积极", "围绕",
	"不断", "始终", "深入", "紧紧", "全面", "根据", "切实", "进一步",
	"在县", "在市", "在区", "在上级", "以习近平", "主动公开", "共收到",
	"扎实", "牢固", "持续", "着力", "现将", NULL,
};

static const char *const endings[] = {
	"政府", "乡", "镇", "苏木", "街道", "街道办事处", "街道办", "管委会",
	"管理委员会", "局", NULL,
};

/* Names of bodies beside the organ, and of a level without a name. */
static const char *const strangers[] = {
	"党委", "党组", "县委", "市委", "区委", "省委", "国务院", "上级", "各级",
	"政府办", NULL,
};
static const char *const levels[] = {"县", "市", "区", "省", "镇", "乡", "州",
				     "旗", "街道", NULL};

static bool ends_any(struct slice s, const char *const *words)
{
	for (; *words; words++)
		if (slice_ends(s, *words))
			return true;
	return false;
}

static bool starts_any(struct slice s, const char *const *words)
{
	for (; *words; words++)
		if (slice_starts(s, *words))
			return true;
	return false;
}

/* The organ that a clause begins with; absent where it does not. */
static struct slice subject_of(struct slice clause)
{
	struct slice name = slice_sub(clause, 0, NAME_BYTES);
	size_t end = SIZE_MAX;

	for (int i = 0; verbs[i]; i++) {
		size_t at = slice_finds(name, verbs[i], 0);

		if (at < end)
			end = at;
	}
	if (end == SIZE_MAX)
		return SLICE_NONE;
	name = slice_sub(name, 0, end);
	if (!ends_any(name, endings) || starts_any(name, levels) ||
	    report_has_any(name, strangers) || !report_is_organ(name))
		return SLICE_NONE;
	name = report_organ_core(name);
	return name.n >= CORE_MIN ? name : SLICE_NONE;
}

struct slice report_subject(struct slice text)
{
	static const char *const marks[] = {"，", ",", "。", "；", ";", "：",
					    ":", "\n", " ", NULL};
	struct slice rest = slice_sub(text, 0, INTRODUCTION);

	while (rest.n) {
		struct slice found = subject_of(rest);
		size_t next = rest.n;

		if (found.p)
			return found;
		for (int i = 0; marks[i]; i++) {
			size_t at = slice_finds(rest, marks[i], 0);

			if (at != SIZE_MAX && at + strlen(marks[i]) < next)
				next = at + strlen(marks[i]);
		}
		rest = slice_sub(rest, next, rest.n);
	}
	return SLICE_NONE;
}

struct slice report_county_of_text(struct slice text)
{
	static const char *const counties[] = {"县", "区", "旗", NULL};
	static const char *const opening[] = {"《", "“", "〈", NULL};
	struct slice found = SLICE_NONE;
	size_t at = 0;

	for (int i = 0; i < LOOKS; i++) {
		struct slice before, name;

		at = slice_finds(text, "政府", at);
		if (at == SIZE_MAX)
			break;
		before = slice_sub(text, 0, at);
		at += strlen("政府");
		if (slice_ends(before, "人民"))
			before.n -= strlen("人民");
		if (!ends_any(before, counties))
			continue;
		name = report_prefix_in_text(text, before.n);
		if (!name.p ||
		    !ends_any(slice_sub(before, 0, before.n - name.n), opening))
			continue;
		if (found.p && !slice_eq(found, name))
			return SLICE_NONE;
		found = name;
	}
	return found;
}
