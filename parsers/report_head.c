/* SPDX-License-Identifier: Apache-2.0 */
/* Where a report says what it is: title, opening sentence, signature. */
#include "base/err.h"
#include "parsers/html_private.h"
#include "parsers/report_private.h"

enum {
	HEAD_BYTES = 6000,	/* where a report introduces itself */
	TITLE_LINES = 8,
	TITLE_BYTES = 300,
	SIGNATURE_MAX = 120,	/* bytes of a line that signs */
};

/* How much a title tells: nothing, that it is one, of whom or when, both. */
enum { ENOUGH = 2, ALL };

static int worth(const struct report_title *t)
{
	if (!t->is_report)
		return 0;
	return 1 + (t->organ.n > 0) + (t->year || t->masked);
}

/* Takes the text for the title if it tells more than the one there is; of two
 * that say something (are worth enough) the first one stays. false when the
 * arena failed. */
static bool try_title(struct reading *r, struct slice text, int enough)
{
	struct report_title title;

	if (!text.n || text.n > TITLE_BYTES || worth(&r->title) >= enough)
		return true;
	if (!report_read_title(text, r->arena, &title))
		return false;
	if (worth(&title) > worth(&r->title) ||
	    (title.is_other && !r->title.is_report && !r->title.is_other)) {
		r->title = title;
		r->title_text = html_fold_slice(text, TITLE_BYTES, r->arena);
	}
	return true;
}

/* "现将2024年政府信息公开工作情况汇报如下": the report itself follows. */
static bool announces(struct slice clause)
{
	static const char *const words[] = {"报告如下", "汇报如下", "总结如下",
					    "小结如下", "公布如下", NULL};

	return slice_finds(clause, "信息公开", 0) != SIZE_MAX &&
	       report_has_any(clause, words);
}

/* A sentence, or the heading of a section: titles stand before it. */
static bool ends_head(struct slice line)
{
	return slice_finds(line, "。", 0) != SIZE_MAX || announces(line) ||
	       report_is_numbered(line);
}

/* The first lines of the text, each alone and with the next one. */
static bool try_lines(struct reading *r)
{
	struct slice rest = slice_sub(r->text, 0, HEAD_BYTES);
	struct slice line, last = SLICE_NONE;
	int lines = 0, before, enough;

	while (lines < TITLE_LINES && (line = slice_cut(&rest, '\n')).p) {
		line = html_trim(line);
		lines += line.n > 0;
		if (ends_head(line))
			break;
		before = worth(&r->title);
		if (!try_title(r, line, ENOUGH))
			return false;
		if (!line.n)
			continue;
		/* a title of two lines: the organ stands above it */
		enough = worth(&r->title) > before ? ALL : ENOUGH;
		if (last.n &&
		    !try_title(r, (struct slice){
				       last.p, (size_t)(line.p + line.n -
							last.p)}, enough))
			return false;
		last = line;
	}
	return true;
}

/* A clause of the first paragraphs that names the report. */
static bool read_sentence(struct reading *r)
{
	static const char *const marks[] = {"，", "。", ",", "；", "：", ":",
					    "\n", NULL};
	struct slice rest = slice_sub(r->text, 0, HEAD_BYTES);

	while (rest.n && worth(&r->sentence) < 2) {
		size_t end;
		size_t skip = 0;
		struct report_title title;
		struct slice window, clause;

		window = slice_sub(rest, 0, TITLE_BYTES + 1);
		end = window.n;
		for (int i = 0; marks[i]; i++) {
			size_t at = slice_finds(window, marks[i], 0);

			if (at < end) {
				end = at;
				skip = strlen(marks[i]);
			}
		}
		clause = slice_sub(rest, 0, end);
		rest = slice_sub(rest, end + skip, rest.n);
		if (clause.n > TITLE_BYTES ||
		    slice_finds(clause, "《", 0) != SIZE_MAX ||
		    (slice_finds(clause, "报告", 0) == SIZE_MAX &&
		     !announces(clause)))
			continue;
		if (!report_read_title(clause, r->arena, &title))
			return false;
		title.is_report |= announces(clause) && !title.is_other &&
				   (title.year || title.masked);
		if (worth(&title) > worth(&r->sentence)) {
			r->sentence = title;
			r->announced = announces(clause);
		}
	}
	return true;
}

/* A document speaks for itself; the page that leads to it may be a list. */
static int read_document_titles(struct reading *r)
{
	if (r->first)
		r->title_text = r->article->title;
	if (!try_lines(r) ||
	    (r->first && !try_title(r, r->article->title, ALL)) ||
	    !read_sentence(r))
		return arena_err(r->arena);
	return arena_err(r->arena);
}

int report_read_titles(struct reading *r)
{
	if (!r->h)
		return read_document_titles(r);
	if (r->first)
		r->title_text = r->article->title;
	if (r->first && (!try_title(r, r->article->title, ENOUGH) ||
			 (r->h->count &&
			  !try_title(r, html_title(r->h, r->arena),
				     ENOUGH))))
		return arena_err(r->arena);
	if (!try_lines(r) || !read_sentence(r))
		return arena_err(r->arena);
	return arena_err(r->arena);
}

/* --- signature --- */

/* A line that ends with a date and holds nothing else but an organ; *organ is
 * absent where the date stands alone. */
bool report_signs(struct slice line, struct written_date *date,
		  struct slice *organ)
{
	static const char *const not_signed[] = {"日期", "时间", "发布", "更新",
						 "：", ":", "至", "，", NULL};
	struct slice before = line;
	size_t stop;

	if (!report_may_end_date(slice_trim(line)) ||
	    !report_find_date(line, 0, date) ||
	    slice_trim(slice_sub(line, date->end, line.n)).n)
		return false;
	before.n = date->begin;
	while ((stop = slice_finds(before, "。", 0)) != SIZE_MAX)
		before = slice_sub(before, stop + strlen("。"), before.n);
	before = slice_trim(before);
	if (report_has_any(before, not_signed) || before.n > SIGNATURE_MAX)
		return false;
	*organ = before;
	return !before.n || report_is_organ(before) ||
	       slice_ends(before, ")") || slice_ends(before, "）");
}

void report_read_signature(struct reading *r)
{
	struct slice rest = r->text;
	struct slice line, last = SLICE_NONE;

	while ((line = slice_cut(&rest, '\n')).p) {
		struct written_date date;
		struct slice organ;

		line = slice_trim(line);
		if (!line.n)
			continue;
		if (line.n > SIGNATURE_MAX)
			line = slice_sub(line, line.n - SIGNATURE_MAX, line.n);
		if (report_signs(line, &date, &organ)) {
			r->signed_on = date;
			r->signature = organ.n ? organ : last;
		}
		last = line;
	}
	if (!report_is_organ(r->signature))
		r->signature = SLICE_NONE;
}
