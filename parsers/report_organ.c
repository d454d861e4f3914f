/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The organ in full, as far as the page states it.
 *
 * The title names it, but often short: "松山镇2019年…".  Other places complete
 * the name and never replace it:
 *
 *   behind it   人民政府 or 办事处, where the text says 松山镇人民政府
 *   before it   the county, where signature, publisher, folder or text say
 *               罗源县松山镇, or the site is that of a county
 *
 * Without a title the report's own sentence, the signature, "由…编制", the
 * metadata, its first subject and the folder are asked, in this order.
 */
#include "parsers/charset.h"
#include "parsers/division.h"
#include "parsers/report_private.h"

enum {
	ORGAN_MIN = 2,		/* characters of a name */
	ORGAN_MAX = 40,
	PREFIX_MIN = 2,		/* of the county before it */
	PREFIX_MAX = 6,
	LOOKS = 200,		/* places of a text that are looked at */
};

static const struct ending {
	const char *text;
	const char *kind;
} endings[] = {
	{"管理委员会", "committee"}, {"管委会", "committee"},
	{"街道办事处", "subdistrict"}, {"街道办", "subdistrict"},
	{"街道", "subdistrict"}, {"办事处", "subdistrict"},
	{"乡", "township"}, {"镇", "township"}, {"苏木", "township"},
	{"开发区", "committee"}, {"园区", "committee"},
	{"示范区", "committee"}, {"高新区", "committee"},
	{"片区", "committee"}, {"物流区", "committee"},
	{"管理区", "committee"},
	{"县", "government"}, {"市", "government"}, {"区", "government"},
	{"旗", "government"}, {"州", "government"}, {"省", "government"},
	{"盟", "government"}, {"行政公署", "government"},
	{"行署", "government"},
	{"局", "department"}, {"办公室", "department"},
	{"办公厅", "department"}, {"委员会", "department"},
	{"委", "department"}, {"厅", "department"}, {"院", "department"},
	{"中心", "department"}, {"队", "department"}, {"所", "department"},
	{"站", "department"}, {"处", "department"}, {"办", "department"},
	{"部", "department"}, {"会", "department"}, {"馆", "department"},
	{"公司", "department"}, {"社", "department"},
};

static struct slice cut_ending(struct slice s, const char *ending)
{
	if (slice_ends(s, ending))
		s.n -= strlen(ending);
	return s;
}

struct slice report_organ_core(struct slice organ)
{
	struct slice core = cut_ending(organ, "人民政府");

	return core.n < organ.n ? core : cut_ending(organ, "政府");
}

static const char *kind_by_ending(struct slice s)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (slice_ends(s, endings[i].text))
			return endings[i].kind;
	return NULL;
}

const char *report_organ_kind(struct slice organ)
{
	const char *kind = kind_by_ending(report_organ_core(organ));

	if (!kind && slice_ends(organ, "政府"))
		return "government";
	return kind ? kind : "other";
}

static bool is_han(unsigned cp)
{
	return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF)
	       || cp == 0x3007 || (cp >= 0x20000 && cp <= 0x3FFFF);
}

static bool only_han(struct slice s, size_t *ret_count)
{
	size_t at = 0;

	for (*ret_count = 0; at < s.n; ++*ret_count)
		if (!is_han(charset_next(s, &at)))
			return false;
	return true;
}

static bool is_pronoun(struct slice s)
{
	static const char *const pronouns[] = {"本", "我", "该", "各", "全",
					       "其"};

	for (size_t i = 0; i < sizeof(pronouns) / sizeof(pronouns[0]); i++)
		if (slice_starts(s, pronouns[i]))
			return true;
	return false;
}

bool report_is_organ(struct slice text)
{
	size_t n;

	return only_han(text, &n) && n >= ORGAN_MIN && n <= ORGAN_MAX &&
	       !is_pronoun(text) &&
	       strcmp(report_organ_kind(text), "other") != 0;
}

/* Where the last name of a place begins: 罗源县|松山镇. */
static size_t last_place(struct slice core)
{
	static const char *const levels[] = {"县", "市", "区", "旗", "州", "盟",
					     "省", NULL};
	size_t best = 0;

	for (int i = 0; levels[i]; i++) {
		size_t at = 0;

		while ((at = slice_finds(core, levels[i], at)) != SIZE_MAX) {
			at += strlen(levels[i]);
			/* 市区, 城区镇: a level is no name by itself */
			if (at > best && at + strlen("乡镇") <= core.n)
				best = at;
		}
	}
	return best;
}

static struct slice join(struct arena *a, struct slice x, struct slice y)
{
	return slice_of(arena_printf(a, "%.*s%.*s", SLICE_ARG(x),
				     SLICE_ARG(y)));
}

/* Puts 人民政府 or 办事处 behind a bare place where the report says so. */
static struct slice complete_end(struct slice organ,
				 const struct organ_clues *clues,
				 struct arena *a)
{
	const char *kind = report_organ_kind(organ);
	const char *ending = "人民政府";
	struct slice place, full;

	if (slice_ends(organ, "街道"))
		ending = "办事处";
	else if (report_organ_core(organ).n != organ.n ||
		 (strcmp(kind, "township") != 0 &&
		  strcmp(kind, "government") != 0))
		return organ;
	place = slice_sub(organ, last_place(organ), organ.n);
	full = join(a, place, slice_of(ending));
	if (!full.p)
		return SLICE_NONE;
	if (slice_find(clues->text, full, 0) == SIZE_MAX &&
	    slice_find(clues->published_by, full, 0) == SIZE_MAX)
		return organ;
	return join(a, organ, slice_of(ending));
}

static bool ends_with_county(struct slice s)
{
	return slice_ends(s, "县") || slice_ends(s, "市") ||
	       slice_ends(s, "区") || slice_ends(s, "旗") ||
	       slice_ends(s, "州");
}

/* The county before the core in a name that is nothing but a name. */
static struct slice prefix_in_name(struct slice name, struct slice core)
{
	size_t at = slice_find(name, core, 0);
	size_t n;

	if (!name.p || at == SIZE_MAX || !at)
		return SLICE_NONE;
	name.n = at;
	return ends_with_county(name) && only_han(name, &n) &&
	       n <= ORGAN_MAX ? name : SLICE_NONE;
}

static struct slice prefix_in_folders(struct slice rest, struct slice core)
{
	struct slice folder, found = SLICE_NONE;

	while (!found.p && (folder = slice_cut(&rest, '>')).p)
		found = prefix_in_name(slice_trim(folder), core);
	return found;
}

/* Words that stand before names in sentences. */
static bool ends_name(struct slice before)
{
	static const char *const words[] = {
		"由", "为", "的", "与", "在", "向", "经", "到", "将", "和",
		"是", "请", "年", "对", "据", "从", "公布", NULL,
	};

	for (int i = 0; words[i]; i++)
		if (slice_ends(before, words[i]))
			return true;
	return false;
}

struct slice report_prefix_in_text(struct slice text, size_t at)
{
	struct slice before = slice_sub(text, 0, at);
	size_t begin = at;
	size_t count = 0;

	if (!ends_with_county(before))
		return SLICE_NONE;
	while (count < PREFIX_MAX && begin > 0) {
		size_t from = begin - 1;
		size_t next;

		while (from > 0 && ((unsigned char)text.p[from] & 0xC0) == 0x80)
			from--;
		next = from;
		if (!is_han(charset_next(text, &next)) ||
		    (count && ends_name(slice_sub(text, 0, begin))))
			break;
		begin = from;
		count++;
	}
	/* cut short by the limit: where it begins is not known */
	if (count < PREFIX_MIN || count == PREFIX_MAX)
		return SLICE_NONE;
	return slice_sub(text, begin, at);
}

static struct slice prefix_of(struct slice core,
			      const struct organ_clues *clues)
{
	struct slice found = prefix_in_name(clues->signature, core);
	size_t at = 0;

	if (!found.p)
		found = prefix_in_name(clues->published_by, core);
	if (!found.p)
		found = prefix_in_name(clues->source, core);
	if (!found.p)
		found = prefix_in_name(clues->site_name, core);
	if (!found.p)
		found = prefix_in_folders(clues->breadcrumb, core);
	for (int i = 0; !found.p && i < LOOKS; i++) {
		at = slice_find(clues->text, core, at);
		if (at == SIZE_MAX)
			break;
		found = report_prefix_in_text(clues->text, at);
		at += core.n;
	}
	return found;
}

/* Whether the name begins with a county or larger: it is complete. */
static bool has_county(struct slice core, uint32_t context)
{
	return division_head(core, context).length > 0 ||
	       division_names_place(core);
}

/* Puts the county before a name, in place of its level: 青禾县 + 县财政局.
 * Another level is another place's: 福州市 has no 县财政局. */
static struct slice add_county(struct slice county, struct slice organ,
			       struct arena *a)
{
	size_t level = division_bare_level(organ);

	if (level && !slice_eq(slice_sub(organ, 0, level),
			       slice_sub(county, county.n - level, county.n)))
		return organ;
	return join(a, county, slice_sub(organ, level, organ.n));
}

static struct slice complete_begin(struct slice organ,
				   const struct organ_clues *clues,
				   struct arena *a)
{
	struct slice core = report_organ_core(organ);
	struct slice prefix;

	if (has_county(core, clues->division) ||
	    !strcmp(report_organ_kind(organ), "government"))
		return organ;
	prefix = prefix_of(core, clues);
	if (!prefix.p)
		prefix = report_county_of_site(organ, clues);
	if (!prefix.p)
		prefix = report_county_of_text(clues->text);
	if (!prefix.p || slice_starts(organ, prefix.p))
		return organ;
	return add_county(prefix, organ, a);
}

/* "由X编制", "由X公布". */
static struct slice maker_in_text(struct slice text)
{
	static const char *const verbs[] = {"编制", "公布", "发布", "负责",
					    "组织", "汇总"};
	size_t at = 0;

	for (int i = 0; i < LOOKS; i++) {
		struct slice rest;

		at = slice_finds(text, "由", at);
		if (at == SIZE_MAX)
			break;
		at += strlen("由");
		rest = slice_sub(text, at, at + ORGAN_MAX * 4);
		for (size_t k = 0; k < sizeof(verbs) / sizeof(verbs[0]); k++) {
			size_t end = slice_finds(rest, verbs[k], 0);

			if (end != SIZE_MAX &&
			    report_is_organ(slice_sub(rest, 0, end)))
				return slice_sub(rest, 0, end);
		}
	}
	return SLICE_NONE;
}

static struct slice choose(const struct organ_clues *clues)
{
	struct slice site = cut_ending(clues->site_name, "网");

	if (clues->title.n && !is_pronoun(clues->title))
		return clues->title;
	if (clues->signature.n && report_is_organ(clues->signature))
		return clues->signature;
	if (maker_in_text(clues->text).n)
		return maker_in_text(clues->text);
	if (clues->published_by.n && report_is_organ(clues->published_by))
		return clues->published_by;
	if (report_subject(clues->text).n)
		return report_subject(clues->text);
	if (report_organ_of_folders(clues->breadcrumb).n)
		return report_organ_of_folders(clues->breadcrumb);
	if (clues->source.n && report_is_organ(clues->source))
		return clues->source;
	site = cut_ending(cut_ending(cut_ending(site, "站"), "网"), "门户");
	site = cut_ending(site, "政府门户网站");
	return site.n && report_is_organ(site) ? site : SLICE_NONE;
}

struct slice report_read_organ(const struct organ_clues *clues, struct arena *a)
{
	struct slice organ = choose(clues);

	if (!organ.n)
		return SLICE_NONE;
	organ = report_unspaced(organ, a);
	/* 安乐乡政府 is 安乐乡人民政府 */
	if (organ.p && slice_ends(organ, "政府") &&
	    !slice_ends(organ, "人民政府"))
		organ = join(a, cut_ending(organ, "政府"),
			     slice_of("人民政府"));
	if (organ.p)
		organ = complete_end(organ, clues, a);
	if (organ.p)
		organ = complete_begin(organ, clues, a);
	return organ;
}
