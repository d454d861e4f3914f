/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does this title name an annual report, and of whom and when?
 *
 *   青禾县麦垄镇人民政府 | 2022年 | 政府信息公开 | 工作年度报告
 *   2019年 | 上海市人民政府办公厅 | 政府信息公开 | 工作年度报告
 *   organ and year in any order   subject        tail
 *
 * The subject divides it.  The tail must hold a word for report and none for
 * something else about reports (a notice, the form, a meeting); what stands
 * before the subject, without its year, is the organ.
 */
#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/report_private.h"

static const char *const subjects[] = {
	"政府信息公开", "政务信息公开", "政府政务公开", "信息公开", "政务公开",
	NULL,
};
static const char *const report_words[] = {
	"年报", "报告", "告年度报", "年度总结", NULL,
};
/* behind the subject */
static const char *const other_words[] = {
	"制度", "通知", "格式", "办法", "要点", "的函", "会议", "培训", "解读",
	"指南", "目录", "方案", "规定", "意见", "考核", "评估", "检查", "通报",
	"问卷", "征求", "编制", "模板", "报表", "统计表", "召开", "工作会",
	"部署", "预算", "决算", "季度", "半年",
	"图解", "汇总", "专栏", NULL,
};
/* before it */
static const char *const other_heads[] = {
	"印发", "做好", "开展", "召开", "报送", "举办", "转发", "规范", "预算",
	"决算", "季度", "半年", NULL,
};
/* what may stand around an organ in a title or sentence */
static const char *const fillers[] = {"关于", "公布", "发布", "公开", "编制",
				      "印发", NULL};

struct slice report_unspaced(struct slice s, struct arena *a)
{
	char *to = arena_alloc(a, s.n + 1);
	size_t n = 0;
	size_t at = 0;

	if (!to)
		return SLICE_NONE;
	while (at < s.n) {
		size_t from = at;
		unsigned cp = charset_next(s, &at);

		if (html_is_space(cp) || html_is_empty(cp))
			continue;
		memcpy(to + n, s.p + from, at - from);
		n += at - from;
	}
	return (struct slice){to, n};
}

bool report_has_any(struct slice s, const char *const *words)
{
	for (; *words; words++)
		if (slice_finds(s, *words, 0) != SIZE_MAX)
			return true;
	return false;
}

unsigned report_count_of(struct slice s, const char *word, unsigned max)
{
	unsigned count = 0;
	size_t at = 0;

	while (count < max && (at = slice_finds(s, word, at)) != SIZE_MAX) {
		at += strlen(word);
		count++;
	}
	return count;
}

/* Where the subject stands: the first of any; SIZE_MAX if there is none. */
static size_t find_subject(struct slice s, size_t *ret_end)
{
	size_t best = SIZE_MAX;

	for (int i = 0; subjects[i]; i++) {
		size_t at = slice_finds(s, subjects[i], 0);

		if (at >= best)
			continue;
		best = at;
		*ret_end = at + strlen(subjects[i]);
	}
	return best;
}

/* Cuts off what only leads to or from a name. */
static struct slice trim_organ(struct slice s)
{
	bool again = true;

	while (again) {
		again = false;
		for (int i = 0; fillers[i]; i++) {
			size_t n = strlen(fillers[i]);

			if (slice_ends(s, fillers[i])) {
				s.n -= n;
				again = true;
			}
			if (slice_starts(s, fillers[i])) {
				s = slice_sub(s, n, s.n);
				again = true;
			}
		}
	}
	if (slice_ends(s, "的"))
		s.n -= strlen("的");
	return s;
}

/* The name within a clause: behind the last mark that no name holds. */
static struct slice last_clause(struct slice s)
{
	static const char *const marks[] = {
		"，", "。", "：", "；", "、", "《", "》", "“", "”", "（", "）",
		",", ":", ";", "(", ")", "|", ">", "-", "—", "·", "公布", "发布",
		"现将", "【", "】", "[", "]", NULL,
	};
	size_t from = 0;

	for (int i = 0; marks[i]; i++) {
		size_t at = from;

		while ((at = slice_finds(s, marks[i], at)) != SIZE_MAX) {
			at += strlen(marks[i]);
			from = at;
		}
	}
	return slice_sub(s, from, s.n);
}

/* Without a remark at the end: "发展和改革局（粮食局）". */
static struct slice without_remark(struct slice s)
{
	static const char *const opening[] = {"（", "("};
	static const char *const closing[] = {"）", ")"};

	for (int i = 0; i < 2; i++) {
		size_t at = slice_finds(s, opening[i], 0);

		if (slice_ends(s, closing[i]) && at != SIZE_MAX && at > 0)
			s = slice_sub(s, 0, at);
	}
	return s;
}

/* head: what stands before the subject; its year divides it. */
static struct slice organ_of_head(struct slice head,
				  const struct written_date *year)
{
	struct slice after, before;

	if (!year)
		return trim_organ(last_clause(without_remark(head)));
	after = slice_sub(head, year->end, head.n);
	after = trim_organ(last_clause(without_remark(after)));
	before = slice_sub(head, 0, year->begin);
	before = trim_organ(last_clause(without_remark(before)));
	if (after.n && (!before.n || report_is_organ(after)))
		return after;
	return before;
}

/* "…年度报告-青荇县发改局", "…工作报告（青荇镇）".  The name of a site stands
 * there, too: of a whole county it is taken for that. */
static struct slice organ_of_tail(struct slice tail)
{
	static const char *const closing[] = {"）", ")", NULL};
	struct slice organ;

	for (int i = 0; closing[i]; i++)
		if (slice_ends(tail, closing[i]))
			tail.n -= strlen(closing[i]);
	organ = last_clause(tail);
	if (organ.n == tail.n || !report_is_organ(organ) ||
	    slice_finds(organ, "网", 0) != SIZE_MAX ||
	    report_has_any(organ, report_words) ||
	    !strcmp(report_organ_kind(organ), "government"))
		return SLICE_NONE;
	return organ;
}

bool report_read_title(struct slice text, struct arena *a,
		       struct report_title *out)
{
	struct slice s = report_unspaced(text, a);
	struct slice head, tail, organ;
	struct written_date year;
	bool in_head;
	size_t end = 0;
	size_t at;

	*out = (struct report_title){0};
	if (!s.p)
		return false;
	at = find_subject(s, &end);
	if (at == SIZE_MAX)
		return true;
	/* 人民政府信息公开: 政府 belongs to both */
	if (slice_ends(slice_sub(s, 0, at), "人民") &&
	    slice_starts(slice_sub(s, at, s.n), "政府信息"))
		at += strlen("政府");
	head = slice_sub(s, 0, at);
	tail = slice_sub(s, end, s.n);
	out->is_other = report_has_any(tail, other_words) ||
			report_has_any(head, other_heads);
	out->is_report = !out->is_other && report_has_any(tail, report_words);
	in_head = report_find_year(head, 0, true, &year);
	if (in_head || report_find_year(tail, 0, true, &year)) {
		out->year = year.year;
		out->masked = year.year == 0;
	}
	organ = organ_of_head(head, in_head ? &year : NULL);
	if (!organ.n)
		organ = organ_of_tail(tail);
	if (organ.n)
		out->organ = organ;
	return true;
}

int report_names(struct slice title, struct arena *a,
		 struct report_naming *ret_naming)
{
	struct report_title read = {.is_report = false};

	if (title.n && !report_read_title(title, a, &read))
		return arena_err(a);
	*ret_naming = (struct report_naming){
		.is_report = read.is_report,
		.organ = read.is_report && read.organ.n,
		.year = read.is_report && (read.year || read.masked),
	};
	return 0;
}
