/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is this page an annual report, and what does it say?
 *
 *   html, article ─► grids ─► tables ─► facts
 *        │                                └──► checks
 *        └─► text ─► title, sections, signature ─► organ, year
 *
 * It is a report when its tables are those of one, or its sections are, or its
 * title says so and it has the prose of one.  A title that names something
 * about reports (the form itself, a notice, a meeting: reports.md §3) says no
 * whatever else is there.
 */
#include "parsers/report.h"

#include "base/digest.h"
#include "base/err.h"
#include "parsers/checks.h"
#include "parsers/report_private.h"

#include <stdio.h>

enum {
	GRIDS_MAX = 400,
	HEAD_BYTES = 6000,	/* where a report introduces itself */
	TITLE_LINES = 8,
	TITLE_BYTES = 300,
	PROSE_BYTES = 900,	/* of a report without headings */
	PROSE_SENTENCES = 3,
	PROSE_WORDS = 4,	/* 公开, in it */
	SIGNATURE_MAX = 120,	/* bytes of a line that signs */
};

const char *generation_name(enum report_generation generation)
{
	static const char *const names[] = {
		[GENERATION_NARRATIVE] = "narrative",
		[GENERATION_STATISTICS] = "statistics",
		[GENERATION_2019] = "2019",
		[GENERATION_2021] = "2021",
	};

	return names[generation];
}

const char *cell_kind_name(enum cell_kind kind)
{
	static const char *const names[] = {
		[CELL_NUMBER] = "number", [CELL_VALUED] = "valued",
		[CELL_BLANK] = "blank",
		[CELL_NOT_APPLICABLE] = "not-applicable",
		[CELL_TEXT] = "text", [CELL_UNREAD] = "unread",
	};

	return names[kind];
}

const char *check_result_name(enum check_result result)
{
	static const char *const names[] = {
		[CHECK_PASS] = "pass", [CHECK_FAIL] = "fail",
		[CHECK_UNCERTAIN] = "uncertain", [CHECK_WARN] = "warn",
	};

	return names[result];
}

/* What is known while one report is being read. */
struct reading {
	const struct html *h;
	const struct article *article;
	struct arena *arena;
	struct slice text;
	const struct grid *grids[GRIDS_MAX];
	uint32_t grid_count;
	struct tables tables;
	struct found_section sections[SECTIONS_MAX];
	uint32_t section_count;
	unsigned topics;
	struct report_title title;	/* the best there is */
	struct slice title_text;
	struct report_title sentence;	/* "现公布2024年…年度报告" */
	struct slice signature;
	struct written_date signed_on;	/* year 0: not signed */
};

/* --- tables --- */

static int read_tables(struct reading *r)
{
	const struct html *h = r->h;
	uint32_t from = r->article->main;
	uint32_t end = h->count ? h->nodes[from].end : 0;

	for (uint32_t i = from; i < end && r->grid_count < GRIDS_MAX; i++) {
		if (h->nodes[i].tag != HTML_TABLE || h->nodes[i].invisible)
			continue;
		r->grids[r->grid_count] = grid_of_table(h, i, r->arena);
		if (r->grids[r->grid_count])
			r->grid_count++;
		else if (arena_err(r->arena))
			return arena_err(r->arena);
	}
	return tables_read(r->grids, r->grid_count, r->arena, &r->tables);
}

/* The topics of sections whose table has not been found. */
static unsigned missing_tables(const struct reading *r)
{
	return (r->tables.active_count ? 0 : TOPIC_ACTIVE) |
	       (r->tables.application_count ? 0 : TOPIC_APPLICATIONS) |
	       (r->tables.review_count ? 0 : TOPIC_REVIEW);
}

static void add_text_grid(struct reading *r, size_t begin, size_t end)
{
	if (r->grid_count == GRIDS_MAX)
		return;
	r->grids[r->grid_count] = tables_text_grid(r->text, begin, end,
						   r->arena);
	if (r->grids[r->grid_count])
		r->grid_count++;
}

/* Tables that are left as text, in their sections or anywhere. */
static int read_flat_tables(struct reading *r)
{
	unsigned missing = missing_tables(r);
	uint32_t before = r->grid_count;

	if (!missing)
		return 0;
	for (uint32_t i = 0; i < r->section_count; i++)
		if (r->sections[i].topics & missing)
			add_text_grid(r, r->sections[i].text,
				      r->sections[i].end);
	if (!r->section_count)
		add_text_grid(r, 0, r->text.n);
	if (arena_err(r->arena))
		return arena_err(r->arena);
	if (r->grid_count == before)
		return 0;
	return tables_read(r->grids, r->grid_count, r->arena, &r->tables);
}

/* --- title --- */

/* Takes the text for a title if it is one. false when the arena failed. */
static bool try_title(struct reading *r, struct slice text)
{
	struct report_title title;

	if (!text.n || text.n > TITLE_BYTES || r->title.is_report)
		return true;
	if (!report_read_title(text, r->arena, &title))
		return false;
	if (title.is_report || (title.is_other && !r->title.is_other)) {
		r->title = title;
		r->title_text = text;
	}
	return true;
}

/* The first lines of the text, each alone and with the next one. */
static bool try_lines(struct reading *r)
{
	struct slice rest = slice_sub(r->text, 0, HEAD_BYTES);
	struct slice line, last = SLICE_NONE;

	for (int i = 0; i < TITLE_LINES && (line = slice_cut(&rest, '\n')).p;
	     i++) {
		if (slice_finds(line, "。", 0) != SIZE_MAX)
			break;
		if (!try_title(r, line))
			return false;
		if (last.n && !r->title.is_report &&
		    !try_title(r, (struct slice){last.p, (size_t)(line.p +
					line.n - last.p)}))
			return false;
		last = line;
	}
	return true;
}

/* A clause of the first paragraphs that names the report. */
static bool read_sentence(struct reading *r)
{
	static const char *const marks[] = {"，", "。", ",", "；", "\n", NULL};
	struct slice rest = slice_sub(r->text, 0, HEAD_BYTES);

	while (rest.n && !r->sentence.is_report) {
		size_t end = rest.n;
		size_t skip = 0;
		struct slice clause;

		for (int i = 0; marks[i]; i++) {
			size_t at = slice_finds(rest, marks[i], 0);

			if (at < end) {
				end = at;
				skip = strlen(marks[i]);
			}
		}
		clause = slice_sub(rest, 0, end);
		rest = slice_sub(rest, end + skip, rest.n);
		if (clause.n > TITLE_BYTES ||
		    slice_finds(clause, "《", 0) != SIZE_MAX ||
		    slice_finds(clause, "报告", 0) == SIZE_MAX)
			continue;
		if (!report_read_title(clause, r->arena, &r->sentence))
			return false;
	}
	return true;
}

static int read_titles(struct reading *r)
{
	r->title_text = r->article->title;
	if (!try_title(r, r->article->title) ||
	    (r->h->count && !try_title(r, html_title(r->h, r->arena))) ||
	    !try_lines(r) || !read_sentence(r))
		return arena_err(r->arena);
	return arena_err(r->arena);
}

/* --- signature --- */

/* A line that ends with a date and holds nothing else but an organ; *organ is
 * absent where the date stands alone. */
static bool signs(struct slice line, struct written_date *date,
		  struct slice *organ)
{
	static const char *const not_signed[] = {"日期", "时间", "发布", "更新",
						 "：", ":", "至", "，", NULL};
	struct slice before = line;
	size_t stop;

	if (!report_find_date(line, 0, date) ||
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

static void read_signature(struct reading *r)
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
		if (signs(line, &date, &organ)) {
			r->signed_on = date;
			r->signature = organ.n ? organ : last;
		}
		last = line;
	}
	if (!report_is_organ(r->signature))
		r->signature = SLICE_NONE;
}

/* --- is it one? --- */

/* How many tables of a report are there. */
static int count_tables(const struct tables *t)
{
	return (t->active_count >= 3) + (t->application_count >= 8) +
	       (t->review_count > 0) + (t->statistic_count > 0);
}

static bool has_prose(const struct reading *r)
{
	unsigned sentences = report_count_of(r->text, "。", PROSE_SENTENCES);
	unsigned words = report_count_of(r->text, "公开", PROSE_WORDS);

	return r->text.n >= PROSE_BYTES && sentences == PROSE_SENTENCES &&
	       words == PROSE_WORDS;
}

static bool is_report(const struct reading *r)
{
	unsigned topics = report_count_topics(r->topics);
	bool named = r->title.is_report || r->sentence.is_report;

	if (r->title.is_other)
		return false;
	if (count_tables(&r->tables) >= (named ? 1 : 2) ||
	    (named && topics >= 3))
		return true;
	if (!has_prose(r))
		return false;
	return r->title.is_report || (named && topics >= 2) || topics >= 4;
}

/* --- year --- */

/* The year of "2021年1月1日" (of the period reported on); 年 may be lost. */
static int year_of_period(struct slice text)
{
	size_t at = 0;

	while ((at = slice_finds(text, "1月1日", at)) != SIZE_MAX) {
		size_t from = at > 12 ? at - 12 : 0;
		struct slice before = slice_sub(text, 0, at);
		struct written_date year;
		int found = 0;

		while (report_find_year(before, from, true, &year)) {
			found = year.end == at ? year.year : 0;
			from = year.end;
		}
		if (found)
			return found;
		at++;
	}
	return 0;
}

/* The year most often written as "2021年", the first of several. */
static int year_of_most(struct slice text)
{
	uint16_t counts[YEAR_LAST - YEAR_FIRST + 1] = {0};
	struct written_date year;
	size_t at = 0;
	int best = 0;

	while (report_find_year(text, at, false, &year)) {
		at = year.end;
		if (!year.year || counts[year.year - YEAR_FIRST] == UINT16_MAX)
			continue;
		counts[year.year - YEAR_FIRST]++;
		if (!best || counts[year.year - YEAR_FIRST] >
			     counts[best - YEAR_FIRST])
			best = year.year;
	}
	return best && counts[best - YEAR_FIRST] > 1 ? best : 0;
}

static void read_year(const struct reading *r, struct report *out)
{
	const struct written_date *date = &r->signed_on;

	out->year = r->title.year;
	if (!out->year)
		out->year = r->sentence.year;
	if (!out->year)
		out->year = year_of_period(r->text);
	/* masked years leave only those of other papers */
	if (!out->year && !r->title.masked && !r->sentence.masked)
		out->year = year_of_most(r->text);
	out->year_stated = out->year != 0;
	if (!out->year && date->year)
		out->year = date->year - (date->month < 11);
}

/* --- putting it together --- */

static enum report_generation generation_of(const struct reading *r, int year)
{
	const unsigned official = TOPIC_OVERVIEW | TOPIC_ACTIVE |
				  TOPIC_APPLICATIONS | TOPIC_REVIEW |
				  TOPIC_PROBLEMS | TOPIC_OTHER;

	if (r->tables.generation != GENERATION_NARRATIVE)
		return r->tables.generation;
	/* tables lost or left out, their sections kept */
	if ((r->topics & official) == official && year >= 2019)
		return year <= 2020 ? GENERATION_2019 : GENERATION_2021;
	return GENERATION_NARRATIVE;
}

static int make_sections(const struct reading *r, struct report *out)
{
	struct report_section *sections =
		arena_array(r->arena, r->section_count, sizeof(*sections));
	struct report_spans spans;
	int err;

	if (!sections)
		return arena_err(r->arena);
	err = report_table_spans(r->h, r->grids, r->tables.used, r->grid_count,
				 r->text, &spans);
	if (err)
		return err;
	for (uint32_t i = 0; i < r->section_count; i++) {
		const struct found_section *s = &r->sections[i];

		sections[i] = (struct report_section){
			.heading = s->heading,
			.text = report_prose(r->text, s->text, s->end, &spans,
					     r->arena),
		};
	}
	out->sections = sections;
	out->section_count = r->section_count;
	return arena_err(r->arena);
}

static void read_organ(const struct reading *r, struct report *out)
{
	const struct organ_clues clues = {
		.title = r->title.organ.n ? r->title.organ
					  : r->sentence.organ,
		.text = r->text,
		.signature = r->signature,
		.published_by = r->article->organ,
		.source = r->article->source,
		.site_name = r->article->site_name,
	};

	out->organ = report_read_organ(&clues, r->arena);
	if (out->organ.p)
		out->organ_kind = report_organ_kind(out->organ);
}

static int make_report(const struct reading *r, struct report *out)
{
	int err;

	read_year(r, out);
	read_organ(r, out);
	out->generation = generation_of(r, out->year);
	out->title = r->title_text;
	out->published = r->article->published;
	/* without a 来源 the publisher is it */
	out->source = r->article->source.n ? r->article->source
					   : r->article->organ;
	if (r->signed_on.year)
		out->signed_on = report_date_iso(&r->signed_on, r->arena);
	out->active = r->tables.active;
	out->active_count = r->tables.active_count;
	out->applications = r->tables.applications;
	out->application_count = r->tables.application_count;
	out->review = r->tables.review;
	out->review_count = r->tables.review_count;
	out->statistics = r->tables.statistics;
	out->statistic_count = r->tables.statistic_count;
	out->attachments = r->article->attachments;
	out->attachment_count = (uint32_t)r->article->attachment_count;
	err = make_sections(r, out);
	if (err)
		return err;
	return checks_run(out, r->arena, &out->checks, &out->check_count);
}

int report_read(const struct html *h, const struct article *article,
		struct arena *a, const struct report **ret_reports,
		uint32_t *ret_count)
{
	struct reading *r = arena_alloc(a, sizeof(*r));
	struct report *report = arena_alloc(a, sizeof(*report));
	int err;

	if (!r || !report)
		return arena_err(a);
	r->h = h;
	r->article = article;
	r->arena = a;
	r->text = article->text.p ? article->text
				  : (struct slice)SLICE_LIT("");
	err = read_tables(r);
	if (!err)
		err = read_titles(r);
	if (err)
		return err;
	r->section_count = report_find_sections(r->text, r->sections);
	for (uint32_t i = 0; i < r->section_count; i++)
		r->topics |= r->sections[i].topics;
	err = read_flat_tables(r);
	if (err)
		return err;
	read_signature(r);
	if (!is_report(r)) {
		*ret_reports = NULL;
		*ret_count = 0;
		return arena_err(a);
	}
	err = make_report(r, report);
	if (err || arena_err(a))
		return err ? err : arena_err(a);
	*ret_reports = report;
	*ret_count = 1;
	return 0;
}

/* --- identity --- */

static int add_identity(struct digest *d, const struct report *r,
			struct slice place)
{
	char year[16];
	int n = snprintf(year, sizeof(year), "\n%d", r->year);
	int err = digest_add(d, place);

	if (!err)
		err = digest_add(d, (struct slice)SLICE_LIT("\n"));
	if (!err && r->organ.p)
		err = digest_add(d, report_organ_core(r->organ));
	return err ? err : digest_add(d, (struct slice){year, (size_t)n});
}

int report_id(const struct report *r, struct slice place,
	      struct slice content_sha256, char out[REPORT_ID_SIZE])
{
	uint8_t bytes[SHA256_BYTES];
	char hex[SHA256_HEX_SIZE];
	struct digest *d = digest_new();
	int err, end;

	if (!d)
		return ERR_NOMEM;
	err = r->year ? add_identity(d, r, place)
		      : digest_add(d, content_sha256);
	end = digest_end(d, bytes);
	if (err || end)
		return err ? err : end;
	digest_hex(bytes, hex);
	memcpy(out, hex, REPORT_ID_SIZE - 1);
	out[REPORT_ID_SIZE - 1] = '\0';
	return 0;
}
