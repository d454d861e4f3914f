/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is this page an annual report, and what does it say?
 *
 *   html, article ─► grids ─► tables ─► facts
 *        │                                └──► checks
 *        └─► text ─► title, sections, signature ─► organ, year
 *
 * A page may hold several: its text is split first (report_split.c), and each
 * part is read as if it stood alone.
 *
 * Whether it is a report at all: report_verdict.c.
 */
#include "parsers/report.h"

#include "base/err.h"
#include "parsers/checks.h"
#include "parsers/mirror.h"
#include "parsers/report_private.h"

enum { TABLE_TEXT_MAX = 1 << 20 };	/* bytes */

/* All tables of a page. */
struct page_tables {
	const struct grid *grids[GRIDS_MAX];
	size_t places[GRIDS_MAX];	/* in the text of the article */
	uint32_t count;
};

struct page {
	const struct html *h;	/* NULL: a document */
	const struct article *article;
	struct arena *arena;
	struct slice text;
	bool rewritten;
	struct page_tables tables;
	struct found_section sections[SECTIONS_MAX];
	uint32_t section_count;
};

/* --- tables --- */

/* Where tables of the page stand in its text, so that each goes to its part;
 * one that is not found word for word goes with the one before it. */
static int find_places(struct page_tables *t, const struct html *h,
		       struct slice text)
{
	struct buf words = BUF_INIT(TABLE_TEXT_MAX);
	size_t from = 0;
	int err = 0;

	for (uint32_t i = 0; i < t->count && err != ERR_NOMEM; i++) {
		size_t at = SIZE_MAX;

		buf_clear(&words);
		err = report_table_text(h, t->grids[i], &words);
		if (!err)
			at = slice_find(text, slice_trim(buf_slice(&words)),
					from);
		if (at != SIZE_MAX)
			from = at;
		t->places[i] = from;
	}
	buf_free(&words);
	return err == ERR_NOMEM ? err : 0;
}

static int find_tables(const struct html *h, uint32_t from, struct arena *a,
		       struct page_tables *t)
{
	uint32_t end = h->count ? h->nodes[from].end : 0;

	for (uint32_t i = from; i < end && t->count < GRIDS_MAX; i++) {
		if (h->nodes[i].tag != HTML_TABLE || h->nodes[i].invisible)
			continue;
		t->grids[t->count] = grid_of_table(h, i, a);
		if (t->grids[t->count])
			t->count++;
		else if (arena_err(a))
			return arena_err(a);
	}
	return 0;
}

static void take_tables(const struct document *d, struct page_tables *t)
{
	for (; t->count < d->grid_count && t->count < GRIDS_MAX; t->count++)
		t->grids[t->count] = d->grids[t->count];
}

static int read_tables(struct reading *r, const struct page_tables *t,
		       const struct report_part *part)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (t->places[i] >= part->begin && t->places[i] < part->end)
			r->grids[r->grid_count++] = t->grids[i];
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

static void add_section_grids(struct reading *r, unsigned missing)
{
	for (uint32_t i = 0; i < r->section_count; i++)
		if (r->sections[i].topics & missing)
			add_text_grid(r, r->sections[i].text,
				      r->sections[i].end);
	if (!r->section_count)
		add_text_grid(r, 0, r->text.n);
}

static bool add_flat_statistics(struct reading *r)
{
	if (r->tables.statistic_count || r->grid_count == GRIDS_MAX)
		return false;
	r->grids[r->grid_count] = tables_text_statistics(r->text, r->arena);
	if (!r->grids[r->grid_count])
		return false;
	r->grid_count++;
	return true;
}

/* Tables that are left as text, in their sections or anywhere. */
static int read_flat_tables(struct reading *r)
{
	unsigned missing = missing_tables(r);
	uint32_t before = r->grid_count;
	bool named = r->title.is_report || r->sentence.is_report;

	if (!missing || (!named && !r->topics))
		return 0;
	/* reports with a 统计表 have none of the others */
	if (!add_flat_statistics(r))
		add_section_grids(r, missing);
	if (arena_err(r->arena))
		return arena_err(r->arena);
	if (r->grid_count == before)
		return 0;
	return tables_read(r->grids, r->grid_count, r->arena, &r->tables);
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
			.heading = slice_findc(s->heading, '\n', 0) == SIZE_MAX
				? s->heading
				: report_unspaced(s->heading, r->arena),
			.text = report_prose(r->text, s->text, s->end, &spans,
					     r->arena),
		};
	}
	out->sections = sections;
	out->section_count = r->section_count;
	return arena_err(r->arena);
}

static int read_organ(const struct reading *r, struct report *out)
{
	/* a sentence may put any words there */
	struct slice said = report_is_organ(r->sentence.organ)
		? r->sentence.organ : SLICE_NONE;
	const struct organ_clues clues = {
		.title = r->title.organ.n ? r->title.organ : said,
		.text = r->text,
		.signature = r->signature,
		.published_by = r->article->organ,
		.source = r->article->source,
		.site_name = r->article->site_name,
		.breadcrumb = r->article->breadcrumb,
		.division = report_division_of_site(r->article),
	};

	out->organ = report_read_organ(&clues, r->arena);
	if (!out->organ.p)
		return arena_err(r->arena);
	out->organ_kind = report_organ_kind(out->organ);
	if (!report_read_division(clues.division, r->arena, out))
		return arena_err(r->arena);
	return 0;
}

static int make_report(const struct reading *r, struct report *out)
{
	int err = 0;

	if (!out->is_form) {
		report_read_year(r, out);
		err = read_organ(r, out);
	}
	if (err)
		return err;
	out->generation = generation_of(r, out->year);
	out->title = r->title_text;
	out->text = r->text;
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
	err = report_simhash(r->text, &out->simhash);
	if (!err)
		err = make_sections(r, out);
	if (err)
		return err;
	if (!report_read_stated(r->text, r->arena, out))
		return arena_err(r->arena);
	return checks_run(out, r->arena, &out->checks, &out->check_count);
}

static void read_sections(const struct page *page, struct reading *r)
{
	if (r->text.n == page->text.n) {	/* nearly always */
		memcpy(r->sections, page->sections, sizeof(r->sections));
		r->section_count = page->section_count;
	} else {
		r->section_count = report_find_sections(r->text, r->sections);
	}
	for (uint32_t i = 0; i < r->section_count; i++)
		r->topics |= r->sections[i].topics;
}

/* Reads one part; *ret_is: whether it is a report. */
static int read_part(const struct page *page, const struct report_part *part,
		     struct report *out, bool *ret_is)
{
	struct reading *r = arena_alloc(page->arena, sizeof(*r));
	enum report_verdict verdict;
	int err;

	if (!r)
		return arena_err(page->arena);
	r->h = page->h;
	r->article = page->article;
	r->arena = page->arena;
	r->text = slice_sub(page->text, part->begin, part->end);
	r->first = part->begin == 0;
	err = read_tables(r, &page->tables, part);
	if (!err)
		err = report_read_titles(r);
	if (err)
		return err;
	read_sections(page, r);
	err = read_flat_tables(r);
	if (err)
		return err;
	report_read_signature(r);
	verdict = report_judge(r);
	*ret_is = verdict != VERDICT_NONE;
	out->is_form = verdict == VERDICT_FORM;
	return *ret_is ? make_report(r, out) : arena_err(r->arena);
}

static int read_parts(const struct page *page, const struct report_part *parts,
		      uint32_t count, struct report *reports,
		      uint32_t *ret_count)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < count; i++) {
		bool is = false;
		int err = read_part(page, &parts[i], &reports[n], &is);

		if (err)
			return err;
		n += is;
	}
	*ret_count = n;
	return arena_err(page->arena);
}

/* Tables and text are there: finds the parts and reads them. */
static int read_reports(struct page *page, const struct report **ret_reports,
			uint32_t *ret_count)
{
	struct report_part parts[PARTS_MAX];
	struct report *reports;
	uint32_t count;
	int err = 0;

	page->section_count = report_find_sections(page->text, page->sections);
	if (!report_split(page->text, page->sections, page->section_count,
			  page->arena, parts, &count))
		return arena_err(page->arena);
	reports = arena_array(page->arena, count, sizeof(*reports));
	if (!reports)
		return arena_err(page->arena);
	if (count > 1)
		err = find_places(&page->tables, page->h, page->text);
	/* tables without any text make one part, too */
	parts[count - 1].end = SIZE_MAX;
	if (!err)
		err = read_parts(page, parts, count, reports, &count);
	if (!err)
		err = report_mark_copies(page->h, page->text, page->rewritten,
					 reports, count);
	if (err)
		return err;
	*ret_reports = count ? reports : NULL;
	*ret_count = count;
	return 0;
}

/* Most pages end here. */
static bool may_hold_reports(struct slice text, struct slice title)
{
	return slice_finds(text, "公开", 0) != SIZE_MAX ||
	       slice_finds(title, "公开", 0) != SIZE_MAX;
}

static struct page *new_page(const struct article *article, struct slice text,
			     struct arena *a)
{
	struct page *page = arena_alloc(a, sizeof(*page));

	if (!page)
		return NULL;
	page->article = article;
	page->arena = a;
	page->text = text.p ? text : (struct slice)SLICE_LIT("");
	return page;
}

int report_read(const struct html *h, const struct article *article,
		struct arena *a, const struct report **ret_reports,
		uint32_t *ret_count)
{
	struct page *page;
	int err;

	*ret_reports = NULL;
	*ret_count = 0;
	if (!may_hold_reports(article->text, article->title))
		return 0;
	page = new_page(article, article->text, a);
	if (!page)
		return arena_err(a);
	page->h = h;
	page->rewritten = h->mapped;
	err = find_tables(h, article->main, a, &page->tables);
	return err ? err : read_reports(page, ret_reports, ret_count);
}

int report_read_document(const struct document *d,
			 const struct article *article, struct arena *a,
			 const struct report **ret_reports,
			 uint32_t *ret_count)
{
	const struct document *read;
	struct page *page;
	int err = mirror_restore_document(d, a, &read);

	*ret_reports = NULL;
	*ret_count = 0;
	if (err || !may_hold_reports(read->text, article->title))
		return err;
	page = new_page(article, read->text, a);
	if (!page)
		return arena_err(a);
	page->rewritten = read != d;
	take_tables(read, &page->tables);
	return read_reports(page, ret_reports, ret_count);
}
