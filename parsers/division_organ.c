/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The division an organ belongs to.  Its name is read from left to right:
 *
 *   贵州省 黔东南州 锦屏县 | 大同乡 | 人民政府
 *   places, each may lack  | what stands behind them
 *
 * Places are full names of the table, with those above them in front in full
 * or short; short forms alone count only for the context and what is above it,
 * for many a county's short form is a township or a word elsewhere.
 *
 * What is left is a township's name, which must be one of the county's, or it
 * is taken for a department of the last place.  Both sides of a comparison are
 * brought to stem and kind: 东街街道办事处, 东街街道 and 东街办事处 are
 * (东街, 街道); a second look leaves out the peoples in a name, so that 霍口乡
 * finds 霍口畲族乡 where no other township comes to that.
 */
#include "parsers/charset.h"
#include "parsers/division.h"

enum {
	HEAD_MAX = 40,		/* characters before the end of the places */
	PLACE_MAX = 16,		/* characters of one place; the longest is 15 */
	LEVELS = 4,
};

/* --- short forms ---------------------------------------------------------- */

static bool starts_any(struct slice s, const char *const *words)
{
	for (; *words; words++)
		if (slice_starts(s, *words))
			return true;
	return false;
}

static bool ends_any(struct slice s, const char *const *words)
{
	for (; *words; words++)
		if (slice_ends(s, *words))
			return true;
	return false;
}

static bool cut_end(struct slice *s, const char *ending)
{
	if (!slice_ends(*s, ending))
		return false;
	s->n -= strlen(ending);
	return true;
}

/* As cut_end(), where at least two characters of Chinese are left. */
static bool cut_end_of_name(struct slice *s, const char *ending)
{
	return s->n >= strlen(ending) + strlen("一二") && cut_end(s, ending);
}

static bool cut_people(struct slice *name)
{
	static const char *const peoples[] = {
		/* those that stand without 族, too, come with it first */
		"蒙古族", "蒙古", "维吾尔族", "维吾尔", "哈萨克族", "哈萨克",
		"柯尔克孜族", "柯尔克孜", "塔吉克族", "塔吉克", "锡伯族",
		"锡伯", "达斡尔族", "达斡尔", "鄂伦春族", "鄂伦春", "鄂温克族",
		"鄂温克", "朝鲜族", "朝鲜", "门巴族", "门巴", "珞巴族", "珞巴",
		"俄罗斯族", "布依族", "土家族", "哈尼族", "傈僳族", "拉祜族",
		"纳西族", "景颇族", "仫佬族", "布朗族", "撒拉族", "毛南族",
		"仡佬族", "阿昌族", "普米族", "德昂族", "保安族", "裕固族",
		"塔塔尔族", "独龙族", "赫哲族", "基诺族", "高山族", "东乡族",
		"乌孜别克族", "各族", "满族", "回族", "藏族", "苗族", "彝族",
		"壮族", "侗族", "瑶族", "白族", "傣族", "黎族", "佤族", "畲族",
		"水族", "土族", "羌族", "怒族", "京族",
	};

	for (size_t i = 0; i < sizeof(peoples) / sizeof(peoples[0]); i++)
		if (cut_end_of_name(name, peoples[i]))
			return true;
	return false;
}

/* "锦屏" of 锦屏县, "黔东南" of 黔东南苗族侗族自治州; the whole name where
 * nothing shorter has two characters. */
static struct slice short_form(struct slice name)
{
	static const char *const levels[] = {
		"自治区", "自治州", "自治县", "自治旗", "地区", "林区", "省",
		"市", "县", "区", "旗", "盟", "州",
	};

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (cut_end_of_name(&name, levels[i]))
			break;
	while (cut_people(&name))
		;
	return name;
}

/* --- places above a place ------------------------------------------------- */

/* Where the name goes on behind this place, written in full or short ("锦屏",
 * "玉屏县" of 玉屏侗族自治县); `from` where it is not written there. */
static size_t skip_place(struct slice s, size_t from, uint32_t code)
{
	struct slice name = division_name(code);
	struct slice rest = slice_sub(s, from, s.n);
	struct slice brief = short_form(name);
	struct slice level = slice_sub(name, name.n - strlen("县"), name.n);

	if (slice_eq(slice_sub(rest, 0, name.n), name))
		return from + name.n;
	if (!slice_eq(slice_sub(rest, 0, brief.n), brief))
		return from;
	from += brief.n;
	rest = slice_sub(s, from, s.n);
	return slice_eq(slice_sub(rest, 0, level.n), level) ? from + level.n
							    : from;
}

/* The place and those above it, from the smallest. */
static uint32_t line_of(uint32_t code, uint32_t line[LEVELS])
{
	uint32_t count = 0;

	for (; code && count < LEVELS; code = division_parent(code))
		if (division_name(code).p)
			line[count++] = code;
	return count;
}

/* How far s is made of places above code, in their order. */
static size_t skip_above(struct slice s, uint32_t code)
{
	uint32_t line[LEVELS];
	uint32_t count = line_of(division_parent(code), line);
	size_t at = 0;

	while (count-- > 0)
		at = skip_place(s, at, line[count]);
	return at;
}

/* The places that s begins with, of the context and those above it; where two
 * have the same short form (吉林 of 吉林省 and 吉林市), the smaller. */
static struct division_head head_in_context(struct slice s, uint32_t context)
{
	struct division_head best = {0};
	uint32_t line[LEVELS];
	uint32_t count = line_of(context, line);

	for (uint32_t start = count; start-- > 0;) {
		struct division_head head = {0};

		for (uint32_t i = start + 1; i-- > 0;) {
			size_t at = skip_place(s, head.length, line[i]);

			if (at > head.length)
				head.code = line[i];
			head.length = at;
		}
		if (head.length && head.length >= best.length)
			best = head;
	}
	return best;
}

/* --- places by name ------------------------------------------------------- */

/* Names that are words of any city's, too. */
static bool is_anywhere(struct slice name)
{
	static const char *const words[] = {
		"城区", "郊区", "矿区", "东区", "西区", "新城区", "老城区",
		"新市区", "港口区", "站前区", "城东区", "城西区", "城北区",
		"城中区", "市中区", "城关区",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_eqs(name, words[i]))
			return true;
	return false;
}

static bool ends_as_place(struct slice s)
{
	static const char *const levels[] = {"县", "市", "区", "旗", "州", "省",
					     "盟", NULL};

	return ends_any(s, levels);
}

static bool is_near(uint32_t code, uint32_t context)
{
	return division_within(code, context) || division_within(context, code);
}

/* A name of the table that stands in s. */
struct found {
	uint32_t codes[DIVISION_SAME_NAME];
	uint32_t count;
	size_t begin, end;
};

/* Those of s[begin, end) that go with what stands before it. */
static void look_up(struct slice s, size_t begin, size_t end, uint32_t context,
		    struct found *found)
{
	struct slice name = slice_sub(s, begin, end);
	struct slice before = slice_sub(s, 0, begin);
	uint32_t codes[DIVISION_SAME_NAME];
	uint32_t count = division_named(name, codes, DIVISION_SAME_NAME);
	uint32_t kept = 0;

	if (count > DIVISION_SAME_NAME)
		return;
	for (uint32_t i = 0; i < count; i++) {
		if (begin ? skip_above(before, codes[i]) != begin
			  : is_anywhere(name) && !is_near(codes[i], context))
			continue;
		/* 嘉峪关市 is a county of itself */
		if (kept && codes[kept - 1] == division_parent(codes[i]))
			continue;
		codes[kept++] = codes[i];
	}
	if (!kept)
		return;
	memcpy(found->codes, codes, sizeof(codes));
	found->count = kept;
	found->begin = begin;
	found->end = end;
}

/* The place whose name ends last. */
static void find_named(struct slice s, uint32_t context, struct found *found)
{
	size_t begin = 0;

	for (int i = 0; i < HEAD_MAX && begin < s.n; i++) {
		size_t end = begin;

		for (int n = 0; n < PLACE_MAX && end < s.n; n++) {
			(void)charset_next(s, &end);
			if (end > found->end &&
			    ends_as_place(slice_sub(s, 0, end)))
				look_up(s, begin, end, context, found);
		}
		(void)charset_next(s, &begin);
	}
}

/* The one of several in that scope; 0: none; several: *ret_several. */
static uint32_t only_within(const struct found *found, uint32_t scope,
			    bool *ret_several)
{
	uint32_t one = 0;

	for (uint32_t i = 0; i < found->count; i++) {
		if (!division_within(found->codes[i], scope))
			continue;
		*ret_several = one != 0;
		if (one)
			return 0;
		one = found->codes[i];
	}
	return one;
}

static uint32_t choose(const struct found *found, uint32_t context)
{
	bool several = false;
	uint32_t code;

	if (found->count == 1)
		return found->codes[0];
	code = only_within(found, context, &several);
	if (!code && !several && division_level(context) == DIVISION_COUNTY)
		code = only_within(found, context - context % 100, &several);
	return code;
}

struct division_head division_head(struct slice organ, uint32_t context)
{
	struct division_head near;
	struct found found = {0};
	uint32_t code;

	if (division_level(context) == DIVISION_TOWNSHIP)
		context = division_parent(context);
	near = head_in_context(organ, context);
	find_named(organ, context, &found);
	if (near.length >= found.end)
		return near;
	code = choose(&found, context);
	return (struct division_head){
		.code = code, .ambiguous = !code, .length = found.end,
	};
}

/* --- townships ------------------------------------------------------------ */

enum kind { KIND_OTHER, KIND_XIANG, KIND_ZHEN, KIND_STREET, KIND_AREA,
	    KIND_SUMU };

struct township {
	struct slice stem;
	enum kind kind;		/* OTHER: no township by its name */
};

static struct township read_township(struct slice name)
{
	static const struct {
		const char *ending;
		enum kind kind;
	} endings[] = {
		{"街道办事处", KIND_STREET}, {"街道办", KIND_STREET},
		{"街道", KIND_STREET}, {"地区办事处", KIND_AREA},
		{"地区", KIND_AREA}, {"办事处", KIND_STREET},
		{"民族乡", KIND_XIANG}, {"乡", KIND_XIANG},
		{"镇", KIND_ZHEN}, {"苏木", KIND_SUMU},
		{"管理委员会", KIND_OTHER}, {"管委会", KIND_OTHER},
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		struct slice stem = name;

		if (cut_end(&stem, endings[i].ending))
			return (struct township){stem, endings[i].kind};
	}
	return (struct township){name, KIND_OTHER};
}

static struct slice without_peoples(struct slice stem)
{
	while (cut_people(&stem))
		;
	return stem;
}

static bool is_same(struct township a, struct township b, bool whole)
{
	if (a.kind != b.kind)
		return false;
	return whole ? slice_eq(a.stem, b.stem)
		     : slice_eq(without_peoples(a.stem),
				without_peoples(b.stem));
}

/* The only township of the county by that name; 0: none or several. */
static uint32_t match_township(uint32_t county, struct township wanted,
			       bool whole)
{
	struct division_walk w = division_townships(county);
	uint32_t one = 0;

	while (division_next(&w)) {
		if (!is_same(read_township(w.name), wanted, whole))
			continue;
		if (one)
			return 0;
		one = w.code;
	}
	return one;
}

static uint32_t find_township(uint32_t county, struct slice name)
{
	struct township wanted = read_township(name);
	uint32_t code;

	if (!county || !wanted.stem.n)
		return 0;
	code = match_township(county, wanted, true);
	if (!code && wanted.kind != KIND_OTHER)
		code = match_township(county, wanted, false);
	return code;
}

/* The county a place is, or is all of; else the context's if that lies in it.
 * 0: not known. */
static uint32_t county_of(uint32_t place, uint32_t context)
{
	if (division_level(place) == DIVISION_TOWNSHIP)
		return division_parent(place);
	if (division_level(place) == DIVISION_COUNTY)
		return place;
	if (context != place && division_within(context, place))
		return county_of(context, 0);
	return division_only_county(place);
}

/* --- organs --------------------------------------------------------------- */

/* What stands before or behind 人民政府: 大同乡|人民政府|办公室,
 * 江宁区 人民政府|禄口街道办事处. */
static struct slice cut_government(struct slice rest)
{
	size_t at = slice_finds(rest, "人民政府", 0);

	if (at == 0)
		return slice_sub(rest, strlen("人民政府"), rest.n);
	if (at != SIZE_MAX)
		rest.n = at;
	else
		(void)cut_end(&rest, "政府");
	return rest;
}

/* The bytes of the level that stands at a place of s; 0: none, or it is part
 * of a word: 城市, 市场, 开发区. */
static size_t level_at(struct slice s, size_t at)
{
	static const char *const levels[] = {"县", "市", "区", "旗", "州", "省",
					     NULL};
	static const char *const before[] = {
		"城", "都", "超", "胜", "发", "园", "景", "新", "范", "理",
		"护", "验", "业", "林", "矿", "牧", "片", "库", "灌", "社",
		"能", "济", "假", "税", "作", "聚", "流", "游", "港", "禁",
		"养", "保", "商", "山", "地", "全", "各", NULL,
	};
	static const char *const words[] = {"市场", "市容", "市民", "市政",
					    "区域", "区划", NULL};
	struct slice head = slice_sub(s, 0, at);
	struct slice rest = slice_sub(s, at, s.n);

	if (!starts_any(rest, levels) || ends_any(head, before))
		return 0;
	if (starts_any(rest, words) && !slice_starts(rest, "市政府"))
		return 0;
	return strlen("县");
}

bool division_names_place(struct slice organ)
{
	enum { FROM = 2, TO = 8 };	/* characters before 县 */
	size_t at = 0;

	for (int i = 0; i <= TO && at < organ.n; i++) {
		if (i >= FROM && level_at(organ, at))
			return true;
		(void)charset_next(organ, &at);
	}
	return false;
}

size_t division_bare_level(struct slice organ)
{
	return level_at(organ, 0);
}

/* Whether an organ without a place in its name can be the place's: 县财政局
 * is that of a county. */
static bool goes_with(struct slice organ, uint32_t place)
{
	size_t level = division_bare_level(organ);
	struct slice name = division_name(place);

	return !level || slice_eq(slice_sub(organ, 0, level),
				  slice_sub(name, name.n - level, name.n));
}

/* Without what is above the place but is no place: the tax office of 罗源县 is
 * 国家税务总局罗源县税务局. */
static struct slice skip_authority(struct slice organ)
{
	static const char *const authorities[] = {"国家税务总局", "中共"};

	for (size_t i = 0; i < sizeof(authorities) / sizeof(authorities[0]);
	     i++)
		if (slice_starts(organ, authorities[i]))
			return slice_sub(organ, strlen(authorities[i]),
					 organ.n);
	return organ;
}

uint32_t division_find(struct slice organ, uint32_t context)
{
	struct division_head head;
	struct slice rest;
	uint32_t place, county, code;
	uint32_t home = division_name(context).p ? context : 0;

	if (!home)
		context = division_parent(context);
	organ = skip_authority(organ);
	code = find_township(county_of(context, 0), cut_government(organ));
	if (code || !organ.n)
		return code;
	head = division_head(organ, context);
	if (head.ambiguous)
		return 0;
	rest = cut_government(slice_sub(organ, head.length, organ.n));
	place = head.length ? head.code : home;
	county = county_of(place ? place : context, context);
	code = find_township(county, rest);
	/* 宁武县居民办事处 is its name */
	if (!code && head.length)
		code = find_township(county, cut_government(organ));
	if (code)
		return code;
	if (read_township(rest).kind != KIND_OTHER || !place)
		return 0;
	if (!head.length &&
	    (division_names_place(rest) || !goes_with(rest, place)))
		return 0;
	return place;
}
