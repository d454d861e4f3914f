/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is it a report?
 *
 * It is when its tables are those of one, or its sections are, or its title or
 * opening sentence says so and it has the prose of one.  A title that names
 * something about reports (a notice, a meeting, a guide: reports.md §3) says no
 * to everything but filled tables.
 *
 * The form itself, handed out to be filled in, has the tables of a report and
 * nothing in them, and no title of a report: it is read as one, but it is
 * nobody's.
 */
#include "parsers/report_private.h"

enum {
	PROSE_BYTES = 900,	/* of a report without headings */
	PROSE_SENTENCES = 3,
	PROSE_WORDS = 4,	/* 公开, in it */

	ALL_BUT_ONE = 2,	/* tables that need no name */
	NAMED_TOPICS = 3,
	PROSE_TOPICS = 4,
};

/* How many tables of a report are there. */
static int count_tables(const struct tables *t)
{
	return (t->active_count >= 3) + (t->application_count >= 8) +
	       (t->review_count > 0) + (t->statistic_count > 0);
}

static bool has_values(const struct report_row *rows, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < rows[i].count; k++)
			if (rows[i].cells[k].kind != CELL_BLANK)
				return true;
	return false;
}

static bool is_filled(const struct tables *t)
{
	return t->statistic_count || has_values(t->active, t->active_count) ||
	       has_values(t->applications, t->application_count) ||
	       has_values(t->review, t->review_count);
}

static bool has_prose(const struct reading *r)
{
	unsigned sentences = report_count_of(r->text, "。", PROSE_SENTENCES);
	unsigned words = report_count_of(r->text, "公开", PROSE_WORDS);

	return r->text.n >= PROSE_BYTES && sentences == PROSE_SENTENCES &&
	       words == PROSE_WORDS;
}

/* What is no form and has no title of something else. */
static bool is_report(const struct reading *r)
{
	bool named = r->title.is_report || r->sentence.is_report;
	int tables = count_tables(&r->tables);
	unsigned topics = report_count_topics(r->topics);

	if (tables >= (named ? 1 : ALL_BUT_ONE))
		return true;
	/* a page cut short, or one of several of a report */
	if (tables && topics && is_filled(&r->tables))
		return true;
	topics = report_count_topics(r->topics | report_topics_below(r->text));
	if (named && topics >= NAMED_TOPICS)
		return true;
	if (!has_prose(r))
		return false;
	return r->title.is_report || r->announced || (named && topics >= 2) ||
	       topics >= PROSE_TOPICS;
}

/* Says neither whose it is nor of which year. */
static bool is_anonymous(const struct reading *r)
{
	const struct report_title *titles[] = {&r->title, &r->sentence};

	for (int i = 0; i < 2; i++)
		if (titles[i]->is_report &&
		    (titles[i]->organ.n || titles[i]->year))
			return false;
	return true;
}

enum report_verdict report_judge(const struct reading *r)
{
	int tables = count_tables(&r->tables);

	if (tables >= ALL_BUT_ONE && !is_filled(&r->tables) &&
	    is_anonymous(r) && !has_prose(r))
		return VERDICT_FORM;
	/* a letter or notice may send a whole report along */
	if (r->title.is_other &&
	    (tables < ALL_BUT_ONE || !is_filled(&r->tables)))
		return VERDICT_NONE;
	return is_report(r) ? VERDICT_REPORT : VERDICT_NONE;
}
