/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the site around a report says of its organ: whose site it is, in which
 * of its folders the page stands, and so in which division the organ is.
 *
 * The site's division is known by its code; else its name tells ("罗源县人民
 * 政府门户网站"), else the first folder that is called like a county.  A city is
 * not what a township's name lacks.
 */
#include "parsers/charset.h"
#include "parsers/division.h"
#include "parsers/report_private.h"

enum { FOLDERS = 20 };		/* of a breadcrumb that are looked at */

static bool is_county(struct slice s)
{
	static const char *const levels[] = {"县", "市", "区", "旗", "州"};

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (slice_ends(s, levels[i]) && s.n >= strlen("一县") &&
		    report_is_organ(s))
			return true;
	return false;
}

/* "罗源县" of 罗源县人民政府门户网站, 中国·罗源县, 罗源县政府网. */
static struct slice county_in_name(struct slice name)
{
	static const char *const begins[] = {"·", "中国"};
	static const char *const ends[] = {"人民政府", "政府", "门户网站", "网"};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		size_t at = slice_finds(name, begins[i], 0);

		if (at != SIZE_MAX)
			name = slice_sub(name, at + strlen(begins[i]), name.n);
	}
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		name = slice_sub(name, 0, slice_finds(name, ends[i], 0));
	return is_county(name) ? name : SLICE_NONE;
}

static struct slice next_folder(struct slice *rest)
{
	return slice_trim(slice_cut(rest, '>'));
}

/* Folders that hold organs and are none: 县直部门, 乡镇. */
static bool is_group(struct slice folder)
{
	static const char *const words[] = {
		"部门", "乡镇", "镇街", "街镇", "单位", "机构", "公开", "信息",
		"政务", "专栏", "直属", "所属", "领导", NULL,
	};
	static const char *const bare[] = {"街道", "街道办", "街道办事处",
					   "办事处", "管委会", "管理委员会",
					   "开发区", "园区"};

	for (size_t i = 0; i < sizeof(bare) / sizeof(bare[0]); i++)
		if (slice_eqs(folder, bare[i]))
			return true;
	return report_has_any(folder, words);
}

struct slice report_organ_of_folders(struct slice breadcrumb)
{
	struct slice rest = breadcrumb;
	struct slice folder, last = SLICE_NONE;

	for (int i = 0; i < FOLDERS && (folder = next_folder(&rest)).p; i++)
		if (report_is_organ(folder) && !is_group(folder) &&
		    !is_county(report_organ_core(folder)))
			last = folder;
	return last;
}

static struct slice county_of_folders(struct slice breadcrumb)
{
	struct slice rest = breadcrumb;
	struct slice folder, county;

	for (int i = 0; i < FOLDERS && (folder = next_folder(&rest)).p; i++) {
		county = county_in_name(folder);
		if (county.p && !is_group(folder) &&
		    (division_names_place(county) ||
		     division_head(county, 0).length == county.n))
			return county;
	}
	return SLICE_NONE;
}

/* Whether all places of that name are larger than a county. */
static bool is_city(struct slice name)
{
	uint32_t codes[DIVISION_SAME_NAME];
	uint32_t count = division_named(name, codes, DIVISION_SAME_NAME);

	for (uint32_t i = 0; i < count && i < DIVISION_SAME_NAME; i++)
		if (division_level(codes[i]) == DIVISION_COUNTY ||
		    division_only_county(codes[i]))
			return false;
	return count > 0;
}

static struct slice county_of_code(uint32_t code, bool township)
{
	if (division_level(code) != DIVISION_TOWNSHIP)
		return division_name(code);
	/* its offices are called after it alone */
	return township ? division_name(division_parent(code)) : SLICE_NONE;
}

struct slice report_county_of_site(struct slice organ,
				   const struct organ_clues *clues)
{
	const char *kind = report_organ_kind(organ);
	bool township = !strcmp(kind, "township") ||
			!strcmp(kind, "subdistrict");
	struct slice county = county_of_code(clues->division, township);

	if (!county.p)
		county = county_in_name(clues->site_name);
	if (!county.p)
		county = county_of_folders(clues->breadcrumb);
	return township && is_city(county) ? SLICE_NONE : county;
}

/* --- divisions --- */

uint32_t report_division_of_site(const struct article *article)
{
	uint32_t said = division_of_site(article->site_idcode);

	/* a page may be that of a county on the site of its city; a code from
	 * elsewhere came with a page that was copied */
	if (article->division && !division_within(said, article->division))
		return article->division;
	return said;
}

bool report_read_division(uint32_t site, struct arena *a, struct report *out)
{
	uint32_t code = division_find(out->organ, site);

	/* what is no organ by its name must be one by the table's */
	if (!code || (!strcmp(out->organ_kind, "other") &&
		      division_level(code) != DIVISION_TOWNSHIP))
		return true;
	out->division = slice_of(arena_printf(a, "%u", code));
	return out->division.p != NULL;
}
