/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three readings of a text, the first that fits:
 *
 *   title     青禾县禾口镇2023年政府信息公开工作年度报告: report_title.c
 *   short     禾口镇2023年年报, 2023年度报告: no subject, but a report
 *   bare      禾口镇, 2023年, 禾口镇2023年: in a column of annual reports only
 *
 * In short and bare texts the organ is what is left when the year and the
 * words of the second reading are gone, if that reads like an organ's name.
 */
#include "parsers/report_link.h"

#include "base/err.h"
#include "parsers/relevance.h"
#include "parsers/report_private.h"

enum { TEXT_MAX = 600 };	/* bytes of a text that are read */

/* Words of a short text around organ and year; longer ones first. */
static const char *const report_words[] = {
	"工作年度报告", "年度工作报告", "年度报告", "工作报告", "工作年报",
	"年报", NULL,
};
static const char *const around[] = {
	"附件：", "附件:", "关于", "年度", "报告", "的", "：", ":", "（", "）", "(", ")",
	".pdf", ".docx", ".doc", ".xlsx", ".xls", ".wps", ".ofd", ".zip",
	".rar", NULL,
};

static struct slice cut_text(struct slice s)
{
	size_t n = s.n < TEXT_MAX ? s.n : TEXT_MAX;

	while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n--;
	return slice_sub(s, 0, n);
}

static bool drop_at_ends(struct slice *s, const char *word)
{
	size_t n = strlen(word);

	if (slice_ends(*s, word)) {
		s->n -= n;
		return true;
	}
	if (slice_starts(*s, word)) {
		*s = slice_sub(*s, n, s->n);
		return true;
	}
	return false;
}

/* Without the words around it, as often as they come. */
static struct slice strip(struct slice s)
{
	bool again = true;

	while (again) {
		again = false;
		for (int i = 0; report_words[i]; i++)
			again |= drop_at_ends(&s, report_words[i]);
		for (int i = 0; around[i]; i++)
			again |= drop_at_ends(&s, around[i]);
	}
	return s;
}

/* A part beside the year is an organ or nothing at all. */
static bool take_part(struct slice part, struct report_link *link)
{
	struct slice s = strip(part);

	if (!s.n)
		return true;
	if (link->organ.p || !report_is_organ(s))
		return false;
	link->organ = s;
	return true;
}

/* A text without a subject; whether nothing else is in it. */
static bool read_bare(struct slice s, struct report_link *link)
{
	struct report_link found = {.kind = REPORT_LINK_REPORT};
	struct slice before = s, after = SLICE_NONE;
	struct written_date year;

	if (report_find_year(s, 0, true, &year) && year.year) {
		found.year = year.year;
		before = slice_sub(s, 0, year.begin);
		after = slice_sub(s, year.end, s.n);
	}
	if (!take_part(before, &found) || !take_part(after, &found) ||
	    (!found.organ.p && !found.year))
		return false;
	*link = found;
	return true;
}

static int read_title(struct slice s, struct arena *a,
		      struct report_link *link)
{
	struct report_title title;

	if (!report_read_title(s, a, &title))
		return arena_err(a);
	if (!title.is_report && !title.is_other)
		return 0;
	link->kind = title.is_other ? REPORT_LINK_OTHER : REPORT_LINK_REPORT;
	link->year = title.year;
	if (title.organ.n && report_is_organ(title.organ))
		link->organ = title.organ;
	return 0;
}

static int read_text(struct slice text, bool in_column, struct arena *a,
		     struct report_link *link)
{
	struct slice s = report_unspaced(cut_text(text), a);
	struct slice path = SLICE_LIT("/");
	int err;

	if (!s.p)
		return arena_err(a);
	err = read_title(s, a, link);
	if (err || link->kind != REPORT_LINK_NONE || !s.n)
		return err;
	if (!relevance_score(s, SLICE_NONE, SLICE_NONE, path)) {
		link->kind = REPORT_LINK_OTHER;
		return 0;
	}
	if (!in_column && !report_has_any(s, report_words))
		return 0;
	(void)read_bare(s, link);	/* else nothing is known of it */
	return 0;
}

int report_link_read(struct slice text, struct slice column, struct arena *a,
		     struct report_link *ret_link)
{
	struct report_link link = {.kind = REPORT_LINK_NONE};
	struct report_link list = {.kind = REPORT_LINK_NONE};
	int err = read_text(text, column.p != NULL, a, &link);

	if (!err && link.kind == REPORT_LINK_REPORT && column.p &&
	    (!link.organ.p || !link.year)) {
		err = read_text(column, true, a, &list);
		if (!link.organ.p)
			link.organ = list.organ;
		if (!link.year)
			link.year = list.year;
	}
	if (!err)
		*ret_link = link;
	return err;
}
