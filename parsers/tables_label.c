/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is this text a label of?
 *
 * Editors retype, break, shorten and mistype the official labels (reports.md
 * §3 "Labels").  A text is reduced to the characters that matter, and then
 * matched in four steps, the first that answers wins:
 *
 *   the same      "1.属于 国家秘密"
 *   it ends with an official label    "三、本年度办理结果（一）予以公开"
 *   it is part of exactly one         "1.逾期不补正"
 *   it is like one, and like no other nearly so much  "属于三类内容事务信息"
 *
 * Likeness is Dice's coefficient over the longest common subsequence.  It costs
 * the product of two lengths, so the number of such comparisons in one reading
 * is limited; beyond it only the first three steps are taken.
 */
#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/tables_private.h"

enum {
	FUZZY_MAX = 20000,	/* comparisons by likeness in one reading */
	FUZZY_LEAST = 4,	/* characters; "其他" is like too many */
	LIKE = 70,		/* per cent */
	LIKE_MARGIN = 10,	/* more than any other label */
	RAW_MAX = 2 * LABEL_MAX, /* characters before the reduction */
};

struct word {
	enum label_family family;
	int id;
	const char *text;
};

static const struct word words[] = {
	{FAMILY_ACTIVE, ACTIVE_RULES, "规章"},
	{FAMILY_ACTIVE, ACTIVE_DOCUMENTS, "规范性文件"},
	{FAMILY_ACTIVE, ACTIVE_DOCUMENTS, "行政规范性文件"},
	{FAMILY_ACTIVE, ACTIVE_LICENCES, "行政许可"},
	{FAMILY_ACTIVE, ACTIVE_SERVICES, "其他对外管理服务事项"},
	{FAMILY_ACTIVE, ACTIVE_PENALTIES, "行政处罚"},
	{FAMILY_ACTIVE, ACTIVE_COERCION, "行政强制"},
	{FAMILY_ACTIVE, ACTIVE_FEES, "行政事业性收费"},
	{FAMILY_ACTIVE, ACTIVE_PURCHASES, "政府集中采购"},

	{FAMILY_ACTIVE_COLUMN, ACTIVE_ARTICLE, "第二十条第一项"},
	{FAMILY_ACTIVE_COLUMN, ACTIVE_ARTICLE, "第二十条第五项"},
	{FAMILY_ACTIVE_COLUMN, ACTIVE_ARTICLE, "第二十条第六项"},
	{FAMILY_ACTIVE_COLUMN, ACTIVE_ARTICLE, "第二十条第八项"},
	{FAMILY_ACTIVE_COLUMN, ACTIVE_ARTICLE, "第二十条第九项"},
	{FAMILY_ACTIVE_COLUMN, ACTIVE_CONTENT, "信息内容"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_MADE, "本年新制作数量"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_OPENED, "本年新公开数量"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_OPEN_TOTAL, "对外公开总数量"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_LAST_YEAR, "上一年项目数量"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_CHANGE, "本年增减"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_DECISIONS, "处理决定数量"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_PURCHASES, "采购项目数量"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_AMOUNT, "采购总金额"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_ISSUED, "本年制发件数"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_REPEALED, "本年废止件数"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_IN_FORCE, "现行有效件数"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_IN_FORCE, "现行有效件数历史累计"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_DECISIONS_2021, "本年处理决定数量"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_FEE, "本年收费金额单位万元"},
	{FAMILY_ACTIVE_COLUMN, COLUMN_FEE, "本年收费金额"},

	{FAMILY_APPLICATION, APPLICATION_RECEIVED,
	 "本年新收政府信息公开申请数量"},
	{FAMILY_APPLICATION, APPLICATION_CARRIED_IN,
	 "上年结转政府信息公开申请数量"},
	{FAMILY_APPLICATION, APPLICATION_GRANTED, "予以公开"},
	{FAMILY_APPLICATION, APPLICATION_PARTLY, "部分公开"},
	{FAMILY_APPLICATION, APPLICATION_PARTLY,
	 "部分公开区分处理的只计这一情形不计其他情形"},
	{FAMILY_APPLICATION, APPLICATION_REFUSED + 0, "属于国家秘密"},
	{FAMILY_APPLICATION, APPLICATION_REFUSED + 1,
	 "其他法律行政法规禁止公开"},
	{FAMILY_APPLICATION, APPLICATION_REFUSED + 2, "危及三安全一稳定"},
	{FAMILY_APPLICATION, APPLICATION_REFUSED + 3, "保护第三方合法权益"},
	{FAMILY_APPLICATION, APPLICATION_REFUSED + 4, "属于三类内部事务信息"},
	{FAMILY_APPLICATION, APPLICATION_REFUSED + 5, "属于四类过程性信息"},
	{FAMILY_APPLICATION, APPLICATION_REFUSED + 6, "属于行政执法案卷"},
	{FAMILY_APPLICATION, APPLICATION_REFUSED + 7, "属于行政查询事项"},
	{FAMILY_APPLICATION, APPLICATION_UNABLE + 0, "本机关不掌握相关政府信息"},
	{FAMILY_APPLICATION, APPLICATION_UNABLE + 1, "没有现成信息需要另行制作"},
	{FAMILY_APPLICATION, APPLICATION_UNABLE + 2, "补正后申请内容仍不明确"},
	{FAMILY_APPLICATION, APPLICATION_UNHANDLED + 0, "信访举报投诉类申请"},
	{FAMILY_APPLICATION, APPLICATION_UNHANDLED + 1, "重复申请"},
	{FAMILY_APPLICATION, APPLICATION_UNHANDLED + 2, "要求提供公开出版物"},
	{FAMILY_APPLICATION, APPLICATION_UNHANDLED + 3,
	 "无正当理由大量反复申请"},
	{FAMILY_APPLICATION, APPLICATION_UNHANDLED + 4,
	 "要求行政机关确认或重新出具已获取信息"},
	{FAMILY_APPLICATION, APPLICATION_OTHER, "其他处理"},
	{FAMILY_APPLICATION, APPLICATION_OTHERS + 0,
	 "申请人无正当理由逾期不补正行政机关不再处理其政府信息公开申请"},
	{FAMILY_APPLICATION, APPLICATION_OTHERS + 1,
	 "申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请"},
	{FAMILY_APPLICATION, APPLICATION_OTHERS + 2, "其他"},
	{FAMILY_APPLICATION, APPLICATION_TOTAL, "总计"},
	{FAMILY_APPLICATION, APPLICATION_TOTAL, "合计"},
	{FAMILY_APPLICATION, APPLICATION_CARRIED_OUT, "结转下年度继续办理"},
	{FAMILY_APPLICATION, GROUP_RESULTS, "本年度办理结果"},
	{FAMILY_APPLICATION, GROUP_REFUSED, "不予公开"},
	{FAMILY_APPLICATION, GROUP_UNABLE, "无法提供"},
	{FAMILY_APPLICATION, GROUP_UNHANDLED, "不予处理"},

	{FAMILY_APPLICANT, APPLICANT_PERSON, "自然人"},
	{FAMILY_APPLICANT, 1, "商业企业"},
	{FAMILY_APPLICANT, 2, "科研机构"},
	{FAMILY_APPLICANT, 3, "社会公益组织"},
	{FAMILY_APPLICANT, 4, "法律服务机构"},
	{FAMILY_APPLICANT, 5, "其他"},
	{FAMILY_APPLICANT, APPLICANT_TOTAL, "总计"},
	{FAMILY_APPLICANT, APPLICANT_TOTAL, "合计"},
	{FAMILY_APPLICANT, APPLICANT_HEAD, "申请人情况"},
	{FAMILY_APPLICANT, APPLICANT_BODIES, "法人或其他组织"},

	{FAMILY_REVIEW, 0, "结果维持"},
	{FAMILY_REVIEW, 1, "结果纠正"},
	{FAMILY_REVIEW, 2, "其他结果"},
	{FAMILY_REVIEW, 3, "尚未审结"},
	{FAMILY_REVIEW, OUTCOME_TOTAL, "总计"},
	{FAMILY_REVIEW, OUTCOME_TOTAL, "合计"},
	{FAMILY_REVIEW, REVIEW_RECONSIDERATION, "行政复议"},
	{FAMILY_REVIEW, REVIEW_LAWSUIT, "行政诉讼"},
	{FAMILY_REVIEW, REVIEW_DIRECT, "未经复议直接起诉"},
	{FAMILY_REVIEW, REVIEW_AFTER, "复议后起诉"},

	{FAMILY_STATISTIC, STATISTIC_LABEL, "指标名称"},
	{FAMILY_STATISTIC, STATISTIC_LABEL, "统计指标"},
	{FAMILY_STATISTIC, STATISTIC_LABEL, "指标"},
	{FAMILY_STATISTIC, STATISTIC_UNIT, "计量单位"},
	{FAMILY_STATISTIC, STATISTIC_UNIT, "单位"},
	{FAMILY_STATISTIC, STATISTIC_YEAR, "本年度"},
	{FAMILY_STATISTIC, STATISTIC_YEAR, "本年"},
	{FAMILY_STATISTIC, STATISTIC_YEAR, "统计数"},
	{FAMILY_STATISTIC, STATISTIC_TOTAL, "历年累计"},
	{FAMILY_STATISTIC, STATISTIC_TOTAL, "累计"},
};

enum { WORDS = sizeof(words) / sizeof(words[0]) };

struct labels {
	struct label words[WORDS];
	unsigned fuzzy_left;
};

static uint32_t fold_width(uint32_t cp)
{
	return cp >= 0xFF01 && cp <= 0xFF5E ? cp - 0xFEE0 : cp;
}

static bool is_punctuation(uint32_t cp)
{
	if (cp < 0x80)
		return !((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
			 (cp >= 'a' && cp <= 'z'));
	return (cp >= 0x80 && cp <= 0xBF) || (cp >= 0x2000 && cp <= 0x206F) ||
	       (cp >= 0x3000 && cp <= 0x3004) ||
	       (cp >= 0x3008 && cp <= 0x3020) || (cp >= 0xFE30 && cp <= 0xFE4F);
}

static bool is_numeral(uint32_t cp)
{
	static const uint32_t numerals[] = {
		0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B,
		0x4E5D, 0x5341,	/* 一 … 十 */
	};

	for (size_t i = 0; i < sizeof(numerals) / sizeof(numerals[0]); i++)
		if (cp == numerals[i])
			return true;
	return cp >= '0' && cp <= '9';
}

/* How many characters at the start are a number: "三、", "（一）", "12.".  A
 * numeral without a mark is part of a word: 三类内部事务信息. */
static unsigned numbering(const uint32_t *cp, unsigned n)
{
	unsigned i = n && cp[0] == '(';
	unsigned digits = i;

	if (n && ((cp[0] >= 0x2460 && cp[0] <= 0x249B) ||
		  (cp[0] >= 0x3220 && cp[0] <= 0x3229)))
		return 1;	/* ①, ⑴, ㈠ */
	while (i < n && is_numeral(cp[i]))
		i++;
	if (i == digits || i == n)
		return 0;
	if (cp[i] == ')' || cp[i] == '.' || cp[i] == ',' || cp[i] == ':' ||
	    cp[i] == 0x3001 || cp[i] == 0x3002)
		return i + 1;
	return 0;
}

void table_label(struct slice text, struct label *out)
{
	uint32_t raw[RAW_MAX];
	unsigned n = 0;
	unsigned begin = 0;
	unsigned step;
	size_t at = 0;

	out->n = 0;
	while (at < text.n) {
		uint32_t cp = fold_width(charset_next(text, &at));

		if (html_is_space(cp) || html_is_empty(cp))
			continue;
		if (n == RAW_MAX)
			return;
		raw[n++] = cp;
	}
	while ((step = numbering(raw + begin, n - begin)) > 0)
		begin += step;
	for (unsigned i = begin; i < n; i++) {
		if (is_punctuation(raw[i]))
			continue;
		if (out->n == LABEL_MAX) {
			out->n = 0;
			return;
		}
		out->cp[out->n++] = raw[i];
	}
}

struct labels *table_labels_new(struct arena *a)
{
	struct labels *v = arena_alloc(a, sizeof(*v));

	if (!v)
		return NULL;
	v->fuzzy_left = FUZZY_MAX;
	for (int i = 0; i < WORDS; i++)
		table_label(slice_of(words[i].text), &v->words[i]);
	return v;
}

static bool same(const struct label *a, const struct label *b)
{
	return a->n == b->n && !memcmp(a->cp, b->cp, a->n * sizeof(a->cp[0]));
}

static bool ends_with(const struct label *a, const struct label *tail)
{
	return a->n >= tail->n &&
	       !memcmp(a->cp + a->n - tail->n, tail->cp,
		       tail->n * sizeof(tail->cp[0]));
}

static bool contains(const struct label *a, const struct label *part)
{
	for (unsigned i = 0; i + part->n <= a->n; i++)
		if (!memcmp(a->cp + i, part->cp,
			    part->n * sizeof(part->cp[0])))
			return true;
	return false;
}

/* Dice's coefficient over the longest common subsequence, in per cent. */
static unsigned likeness(const struct label *a, const struct label *b)
{
	unsigned char before[LABEL_MAX + 1] = {0};
	unsigned char row[LABEL_MAX + 1] = {0};

	for (unsigned i = 0; i < a->n; i++) {
		for (unsigned k = 0; k < b->n; k++) {
			if (a->cp[i] == b->cp[k])
				row[k + 1] = before[k] + 1;
			else
				row[k + 1] = row[k] > before[k + 1]
					? row[k] : before[k + 1];
		}
		memcpy(before, row, sizeof(row));
	}
	return 200u * row[b->n] / (a->n + b->n);
}

/* The longest official label at the end of the text. */
static int match_end(const struct labels *v, enum label_family family,
		     const struct label *label)
{
	unsigned longest = FUZZY_LEAST - 1;
	int id = -1;

	for (int i = 0; i < WORDS; i++) {
		if (words[i].family != family || v->words[i].n <= longest ||
		    !ends_with(label, &v->words[i]))
			continue;
		longest = v->words[i].n;
		id = words[i].id;
	}
	return id;
}

static int match_part(const struct labels *v, enum label_family family,
		      const struct label *label)
{
	int id = -1;

	for (int i = 0; i < WORDS; i++) {
		if (words[i].family != family || words[i].id == id ||
		    !contains(&v->words[i], label))
			continue;
		if (id >= 0)
			return -1;	/* of two */
		id = words[i].id;
	}
	return id;
}

static int match_like(struct labels *v, enum label_family family,
		      const struct label *label)
{
	unsigned best = 0;
	unsigned second = 0;	/* of another id */
	int id = -1;

	for (int i = 0; i < WORDS && v->fuzzy_left; i++) {
		unsigned like;

		if (words[i].family != family)
			continue;
		v->fuzzy_left--;
		like = likeness(label, &v->words[i]);
		if (like > best) {
			if (id != words[i].id)
				second = best;
			best = like;
			id = words[i].id;
		} else if (id != words[i].id && like > second) {
			second = like;
		}
	}
	return best >= LIKE && best >= second + LIKE_MARGIN ? id : -1;
}

int table_match(struct labels *v, enum label_family family,
		const struct label *label, bool sure)
{
	int id;

	if (!label->n)
		return -1;
	for (int i = 0; i < WORDS; i++)
		if (words[i].family == family && same(label, &v->words[i]))
			return words[i].id;
	if (sure || label->n < FUZZY_LEAST)
		return -1;
	id = match_end(v, family, label);
	if (id < 0)
		id = match_part(v, family, label);
	return id < 0 ? match_like(v, family, label) : id;
}
