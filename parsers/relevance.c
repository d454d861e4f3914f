/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three witnesses speak about a link, and the strongest is believed:
 *
 *   words    anchor text and title: which of the notions below occur in it,
 *            and then the first row of `weights` that fits
 *   column   on a page of annual reports a bare year or organ is enough
 *   path     names of folders, as the portals spell them in pinyin
 *
 * Words may also speak against it: "财政年报" is certainly none of ours, and
 * neither folder nor column changes that.  A name that has both (a financial
 * bureau's report on disclosure) is for it: `weights` asks for that first.
 *
 * The numbers are an order, not a probability.  Above 950 the report; 700 to
 * 950 a list of them or a report that says little; 400 to 650 a door to such
 * a list; 150 to 300 a place where a door may be.  What portals call their
 * columns and folders: portals.md §2.
 *
 * A folder that only leads to a door ("/zwgk/") speaks for lists below it, not
 * for articles, and only where nobody says what they are: half of a portal
 * stands there, each column under a name of its own.
 */
#include "parsers/relevance.h"

#include "parsers/charset.h"
#include "parsers/html_private.h"

enum {
	AWAY = 50,		/* a name that says where it leads instead */
	NEUTRAL = 100,
	FOLDER = 200,		/* may lead to a door */
	DOOR = 600,
	MAP_SCORE = 650,	/* names every column: before doors */
	TEXT_BYTES = 1000,	/* of each witness are read */
	SHORT_BYTES = 36,	/* twelve characters: the name of a column */
	FOLDER_LEAST = 2,	/* letters: "nb" */
};

/* Notions, one bit each. */
enum {
	SUBJECT = 1 << 0,	/* disclosure */
	REPORT = 1 << 1,	/* an annual report of whatever */
	YEAR = 1 << 2,		/* "2023年" in it */
	BARE_YEAR = 1 << 3,	/* nothing but a year */
	ORGAN = 1 << 4,		/* ends like the name of organs */
	ABOUT = 1 << 5,		/* not the thing but a paper about it */
	GUIDE = 1 << 6,		/* the neighbours of the reports' column */
	AGAINST = 1 << 7,
	MAP = 1 << 8,
	SHORT = 1 << 9,
	NEWS = 1 << 10,		/* columns and services beside disclosure */
};

struct word {
	const char *word;
	unsigned notion;
};

static const struct word words[] = {
	{"信息公开", SUBJECT}, {"政务公开", SUBJECT}, {"政府公开", SUBJECT},
	{"公开年报", SUBJECT}, {"公开年度", SUBJECT},
	{"公开工作年度", SUBJECT},

	{"年报", REPORT}, {"年度报告", REPORT}, {"年度工作报告", REPORT},
	{"公开工作报告", REPORT}, {"年度总结", REPORT},

	{"乡镇", ORGAN}, {"街道", ORGAN}, {"部门", ORGAN},

	{"通知", ABOUT}, {"制度", ABOUT}, {"办法", ABOUT}, {"格式", ABOUT},
	{"要点", ABOUT}, {"会议", ABOUT}, {"培训", ABOUT}, {"解读", ABOUT},
	{"方案", ABOUT}, {"规定", ABOUT}, {"意见", ABOUT}, {"条例", ABOUT},
	{"考核", ABOUT}, {"评估", ABOUT}, {"报表", ABOUT}, {"召开", ABOUT},

	{"公开指南", GUIDE}, {"公开目录", GUIDE}, {"公开制度", GUIDE},
	{"主动公开", GUIDE}, {"依申请公开", GUIDE},

	{"网站地图", MAP}, {"站点地图", MAP},

	{"网站年度报表", AGAINST}, {"网站工作年度报表", AGAINST},
	{"网站年报", AGAINST}, {"政府网站工作", AGAINST},
	{"政府网站年度", AGAINST}, {"政府工作报告", AGAINST},
	{"行政执法", AGAINST}, {"统计公报", AGAINST},
	{"财政年报", AGAINST}, {"统计年报", AGAINST}, {"企业年报", AGAINST},
	{"年报公示", AGAINST}, {"工商年报", AGAINST},
	{"法治政府", AGAINST}, {"依法行政", AGAINST}, {"预决算", AGAINST},
	{"预算", AGAINST}, {"决算", AGAINST}, {"工作要点", AGAINST},
	/* "…年 报名" is not "年报 名" */
	{"年报名", AGAINST}, {"年报考", AGAINST}, {"年报到", AGAINST},

	{"动态", NEWS}, {"新闻", NEWS}, {"要闻", NEWS}, {"快讯", NEWS},
	{"信箱", NEWS}, {"招聘", NEWS}, {"招标", NEWS}, {"采购", NEWS},
	{"公示", NEWS}, {"公告", NEWS}, {"访谈", NEWS}, {"旅游", NEWS},
	{"视频", NEWS}, {"图片", NEWS}, {"办事", NEWS}, {"无障碍", NEWS},
	{"长者", NEWS}, {"繁体", NEWS}, {"繁體", NEWS}, {"邮箱", NEWS},
	{"登录", NEWS}, {"English", NEWS}, {"ENGLISH", NEWS},
};

/* What the names of organs end in; within a text they say less. */
static const char *const organ_ends[] = {
	"镇", "乡", "局", "政府", "办公室", "办事处", "委员会",
};

struct weight {
	unsigned all, none;	/* notions it must and must not have */
	int score;
};

/* The first that fits. */
static const struct weight weights[] = {
	{SUBJECT | REPORT | YEAR, ABOUT, 1000},
	{SUBJECT | REPORT, ABOUT, 950},
	{AGAINST, 0, 0},
	{SUBJECT | REPORT, 0, 300},
	{REPORT, ABOUT, 800},
	{REPORT, 0, 150},
	{NEWS, SUBJECT, AWAY},
	{SUBJECT | NEWS, 0, NEUTRAL},	/* 政务公开动态 */
	{SUBJECT | GUIDE | SHORT, 0, 300},
	{SUBJECT | SHORT, ABOUT, DOOR},
	{GUIDE | SHORT, 0, 400},	/* 法定主动公开内容 */
	{SUBJECT, ABOUT, 200},
	{MAP | SHORT, 0, MAP_SCORE},
	{ORGAN | SHORT, 0, 200},
	{0, 0, NEUTRAL},
};

/* The same where the column is one of annual reports. */
static const struct weight weights_in_column[] = {
	{BARE_YEAR, 0, 900},
	{YEAR | SHORT, ABOUT | NEWS, 800},
	{ORGAN | SHORT, ABOUT | NEWS, 700},
	{0, 0, 0},
};

/* A folder or file name without what is no letter; see next_token(). */
struct folder {
	const char *name;
	int score;		/* of all below it */
	int lists;		/* of lists below it */
};

static const struct folder folders[] = {
	{"zfxxgknb", 750, 750}, {"xxgknb", 750, 750}, {"gknb", 750, 750},
	{"xxgkndbg", 750, 750}, {"zfxxgkndbg", 750, 750},
	{"gkndbg", 750, 750}, {"xxgkbg", 750, 750}, {"zfxxgkbg", 750, 750},
	{"zwgknb", 750, 750}, {"xxgkgzndbg", 750, 750},
	{"zfxxgkgzndbg", 750, 750},
	{"ndbg", 600, 600}, {"nb", 600, 600},
	{"gkmlpt", NEUTRAL, 500},
	{"zfxxgk", NEUTRAL, FOLDER}, {"xxgk", NEUTRAL, FOLDER},
	{"zwgk", NEUTRAL, FOLDER}, {"zfxxgkml", NEUTRAL, FOLDER},
	{"zfwzndbb", 0, 0}, {"wzndbb", 0, 0}, {"zfwzgzndbb", 0, 0},
	{"zfgzbg", 0, 0},
};

/* Kinds of files that hold no report. */
static const char *const lost_extensions[] = {
	"css", "js", "ico", "mp4", "mp3", "wmv", "avi", "flv", "apk",
	"exe", "swf",
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* --- words ---------------------------------------------------------------- */

/* Without white space, of which portals put much into short names; cut at a
 * whole character. */
static struct slice unspaced(struct slice s, char out[TEXT_BYTES])
{
	size_t at = 0;
	size_t n = 0;

	while (at < s.n) {
		size_t from = at;
		unsigned cp = charset_next(s, &at);

		if (html_is_space(cp) || html_is_empty(cp))
			continue;
		if (n + (at - from) > TEXT_BYTES)
			break;
		memcpy(out + n, s.p + from, at - from);
		n += at - from;
	}
	return (struct slice){out, n};
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Four digits at i, 20xx, and no fifth. */
static bool is_year(struct slice s, size_t i)
{
	return i + 4 <= s.n && s.p[i] == '2' && s.p[i + 1] == '0' &&
	       is_digit(s.p[i + 2]) && is_digit(s.p[i + 3]) &&
	       (i == 0 || !is_digit(s.p[i - 1])) &&
	       (i + 4 == s.n || !is_digit(s.p[i + 4]));
}

static unsigned year_notions(struct slice s)
{
	for (size_t i = 0; i + 4 <= s.n; i++) {
		struct slice after;

		if (!is_year(s, i))
			continue;
		after = slice_sub(s, i + 4, s.n);
		if (i == 0 && (!after.n || slice_eqs(after, "年") ||
			       slice_eqs(after, "年度")))
			return YEAR | BARE_YEAR;
		if (slice_starts(after, "年"))
			return YEAR;
	}
	return 0;
}

static unsigned notions_of(struct slice s)
{
	unsigned notions;
	struct slice_pairs pairs;

	if (s.n == 0)
		return SHORT;
	notions = year_notions(s);
	pairs = slice_pairs(s);
	for (size_t i = 0; i < COUNT(words); i++)
		if (slice_pairs_may_hold(&pairs, words[i].word) &&
		    slice_finds(s, words[i].word, 0) != SIZE_MAX)
			notions |= words[i].notion;
	for (size_t i = 0; i < COUNT(organ_ends); i++)
		if (slice_ends(s, organ_ends[i]))	/* 街道办事处 */
			notions = (notions & ~(unsigned)NEWS) | ORGAN;
	return s.n <= SHORT_BYTES ? notions | SHORT : notions;
}

static int weigh(unsigned notions, const struct weight *w)
{
	while ((notions & w->all) != w->all || (notions & w->none))
		w++;
	return w->score;
}

/* --- path ----------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The next run of letters: "zwgk_918/xxgknb82/" gives zwgk and xxgknb.  Of
 * "2024n" only "n" is left, which says nothing. */
static struct slice next_token(struct slice path, size_t *at)
{
	size_t from;

	while (*at < path.n && !is_letter(path.p[*at]))
		++*at;
	from = *at;
	while (*at < path.n && is_letter(path.p[*at]))
		++*at;
	return slice_sub(path, from, *at);
}

bool relevance_is_list(struct slice path)
{
	size_t slash = path.n;
	struct slice name;

	while (slash && path.p[slash - 1] != '/')
		slash--;
	name = slice_sub(path, slash, path.n);
	return slice_findc(name, '.', 0) >= name.n ||
	       slice_istarts(name, "index") || slice_istarts(name, "list");
}

/* The name is in lower case; its first letter nearly always decides. */
static bool is_name(struct slice letters, const char *name)
{
	return (letters.p[0] | 0x20) == name[0] && slice_ieqs(letters, name);
}

static bool is_lost(struct slice path)
{
	size_t from = path.n;
	struct slice extension;

	while (from && path.p[from - 1] != '.' && path.p[from - 1] != '/')
		from--;
	if (!from || from == path.n || path.p[from - 1] == '/')
		return false;
	extension = slice_sub(path, from, path.n);
	for (size_t i = 0; i < COUNT(lost_extensions); i++)
		if (is_name(extension, lost_extensions[i]))
			return true;
	return false;
}

static int score_path(struct slice path)
{
	bool list = relevance_is_list(path);
	int best = NEUTRAL;
	size_t at = 0;
	struct slice token;

	if (is_lost(path))
		return 0;
	while ((token = next_token(path, &at)).n) {
		if (token.n < FOLDER_LEAST)
			continue;
		for (size_t i = 0; i < COUNT(folders); i++) {
			int score = list ? folders[i].lists :
					   folders[i].score;

			if (!is_name(token, folders[i].name))
				continue;
			if (score == 0)
				return 0;
			if (score > best)
				best = score;
		}
	}
	return best;
}

/* --- all of them ---------------------------------------------------------- */

static int higher(int a, int b)
{
	return a > b ? a : b;
}

/* The title attribute is often the text in full. */
static int score_words(unsigned text, unsigned title, bool in_column)
{
	int a = weigh(text, weights);
	int b = weigh(title, weights);
	int best = higher(a, b);

	if ((a == 0 || b == 0) && best < 950)
		return 0;
	if ((a < NEUTRAL || b < NEUTRAL) && best <= NEUTRAL)
		best = AWAY;
	if (in_column)
		best = higher(best, higher(weigh(text, weights_in_column),
					   weigh(title, weights_in_column)));
	return best;
}

struct relevance_words relevance_read(struct slice text, struct slice title)
{
	char bytes[TEXT_BYTES];
	struct relevance_words said = {
		.named = slice_trim(text).n || slice_trim(title).n,
	};

	said.text = notions_of(unspaced(text, bytes));
	said.title = notions_of(unspaced(title, bytes));
	return said;
}

bool relevance_is_annual(struct slice column)
{
	char bytes[TEXT_BYTES];
	unsigned notions = notions_of(unspaced(column, bytes));

	return (notions & REPORT) && !(notions & AGAINST);
}

/* Where somebody gives the link a name, a folder that may lead to a door adds
 * nothing. */
int relevance_weigh(const struct relevance_words *said, bool in_annual,
		    struct slice path)
{
	int by_path = score_path(path);
	int by_words = score_words(said->text, said->title, in_annual);

	if (by_words == 0 || (by_path == 0 && by_words < 950))
		return 0;
	if (by_path <= FOLDER && said->named)
		return by_words;
	return higher(by_words, by_path);
}

int relevance_score(struct slice text, struct slice title,
		    struct slice column, struct slice path)
{
	struct relevance_words said = relevance_read(text, title);

	return relevance_weigh(&said, relevance_is_annual(column), path);
}
