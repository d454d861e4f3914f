/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Links come from two sides: those that coverage has already given to the
 * organ, and any other on any page of the site that names the organ and the
 * year.  The second are looked for in the links of all pages, which takes long
 * and is done for this one question only.
 */
#include "crawler/why_not.h"

#include "base/err.h"
#include "parsers/report_link.h"

#include <string.h>

struct asking {
	struct store_reader *reader;
	struct arena *arena;
	struct why_not *w;
};

/* --- columns -------------------------------------------------------------- */

static int on_column(void *ctx, const struct coverage_column *column)
{
	struct why_not *w = ctx;

	if (w->column_count == WHY_NOT_LIST_MAX) {
		w->cut = true;
		return 1;
	}
	w->columns[w->column_count++] = (struct why_not_column){
		.column = column,
		.witness = coverage_witness_of(column,
					       w->cell.organ->name.kind,
					       w->cell.year),
	};
	return 0;
}

/* --- links ---------------------------------------------------------------- */

static void add_link(struct why_not *w, const struct coverage_link *link,
		     const char *page)
{
	if (w->link_count == WHY_NOT_LIST_MAX)
		w->cut = true;
	else
		w->links[w->link_count++] = (struct why_not_link){
			.link = *link, .page = page,
		};
}

static bool has_link(const struct why_not *w, const char *url)
{
	for (size_t i = 0; i < w->link_count; i++)
		if (strcmp(w->links[i].link.url, url) == 0)
			return true;
	return false;
}

static void add_known(struct why_not *w)
{
	for (const struct coverage_link *l = w->cell.organ->links; l;
	     l = l->next)
		if (l->year == w->cell.year && !has_link(w, l->url))
			add_link(w, l, NULL);
}

/* What became of a URL that coverage did not give to the organ. */
static int ask_end(const struct asking *asking, struct coverage_link *link)
{
	struct store_url_state state;
	struct store_fate fate = {.state = ""};
	struct capture c;
	int err = store_url_state(asking->reader, link->url, asking->arena,
				  &state);

	if (err == ERR_NOTFOUND)
		return 0;	/* outside, as it stands */
	if (err)
		return err;
	link->in_frontier = true;
	fate.state = state.state;
	if (strcmp(state.state, "done") != 0)
		link->due_ms = state.due_ms;
	err = store_find_url(asking->reader, link->url, 0, true,
			     asking->arena, &c);
	if (!err) {
		fate.capture = &c;
		link->capture = c.id;
		link->asked_ms = c.started_ms;
		link->status = c.status;
		link->error = c.error;
		link->block = c.block;
	}
	if (err && err != ERR_NOTFOUND)
		return err;
	link->end = coverage_end_of(&fate);
	return 0;
}

static bool names_cell(const struct asking *asking,
		       const struct report_link *link)
{
	const struct coverage_cell *cell = &asking->w->cell;
	struct organ_name name;

	return link->kind == REPORT_LINK_REPORT && link->year == cell->year &&
	       link->organ.p &&
	       !organ_name_read(link->organ, asking->arena, &name) &&
	       organ_name_same(&name, &cell->organ->name);
}

static int on_mention(void *ctx, const struct store_mention *m)
{
	const struct asking *asking = ctx;
	struct coverage_link link = {.end = COVERAGE_END_OUTSIDE};
	struct report_link said;
	const char *page;
	int err = report_link_read(slice_of(m->text), SLICE_NONE,
				   asking->arena, &said);

	if (err || !names_cell(asking, &said) || has_link(asking->w, m->url))
		return err ? err : arena_err(asking->arena);
	if (asking->w->link_count == WHY_NOT_LIST_MAX) {
		asking->w->cut = true;
		return 1;
	}
	link.year = said.year;
	link.url = arena_strndup(asking->arena, m->url, strlen(m->url));
	link.text = arena_strndup(asking->arena, m->text, strlen(m->text));
	page = arena_strndup(asking->arena, m->page, strlen(m->page));
	if (!link.url || !link.text || !page)
		return arena_err(asking->arena);
	err = ask_end(asking, &link);
	if (!err)
		add_link(asking->w, &link, page);
	return err;
}

/* --- the door ------------------------------------------------------------- */

int why_not_ask(struct store_reader *r, int64_t site,
		const struct coverage *cov, const struct coverage_organ *organ,
		int year, struct arena *a, struct why_not *ret_why_not)
{
	struct why_not *w = ret_why_not;
	struct asking asking = {r, a, w};
	struct slice word;
	const char *text;
	int err;

	*w = (struct why_not){.cov = cov};
	coverage_cell(cov, organ, year, &w->cell);
	(void)coverage_each_column(cov, organ, year, on_column, w);
	if (w->cell.verdict.state == COVERAGE_ARCHIVED)
		return 0;
	add_known(w);
	word = organ_name_short(&organ->name);
	text = arena_strndup(a, word.p, word.n);
	if (!text)
		return arena_err(a);
	if (!site || !word.n)
		return 0;
	err = store_each_mention(r, site, text, on_mention, &asking);
	return err < 0 ? err : 0;
}

const char *why_not_witness_words(enum coverage_witness witness)
{
	static const char *const words[] = {
		[COVERAGE_WITNESS_GOOD] = "complete",
		[COVERAGE_WITNESS_INCOMPLETE] = "not complete",
		[COVERAGE_WITNESS_EARLY] =
			"complete, but read before the report was due",
		[COVERAGE_WITNESS_OPEN] =
			"complete, but a row may be it that was not read",
		[COVERAGE_WITNESS_BLOCKED] =
			"not complete, and the host blocks us",
	};

	return words[witness];
}

/* --- what to do ----------------------------------------------------------- */

static int next_of_link(const struct why_not *w, struct buf *out)
{
	const char *url = w->cell.link->url;

	switch (w->cell.link->end) {
	case COVERAGE_END_KEPT:
		return buf_addf(out, "Look at what is kept (nianbao cat '%s'); "
				"a scan without text has to be read by a "
				"person.", url);
	case COVERAGE_END_BLOCKED:
		return buf_addf(out, "Blocks are not worked around. nianbao "
				"why '%s' says what was answered; write to "
				"the webmaster, or wait.", url);
	case COVERAGE_END_ROBOTS:
		return buf_addf(out, "robots.txt is obeyed. nianbao why '%s' "
				"names the rule; a person may open the page "
				"in a browser.", url);
	case COVERAGE_END_WAITING:
		return buf_addf(out, "nianbao crawl %s goes on and fetches "
				"it.", w->cov->site);
	case COVERAGE_END_OUTSIDE:
		return buf_addf(out, "Add its host to the site's file (hosts), "
				"or nianbao crawl '%s'.", url);
	case COVERAGE_END_REPORT:
		return buf_addf(out, "nianbao show '%s' prints the report it "
				"leads to.", url);
	case COVERAGE_END_FAILED:
	case COVERAGE_END_GONE:
		break;
	}
	return buf_addf(out, "nianbao why '%s' lists the attempts; the next "
			"pass over the site tries again.", url);
}

static int next_of_column(const struct why_not *w, struct buf *out)
{
	const struct coverage_column *column = w->cell.column;

	switch (w->cell.c.witness) {
	case COVERAGE_WITNESS_GOOD:
		return buf_addf(out, "The portal does not list it: ask the "
				"organ. nianbao crawl %s looks again.",
				w->cov->site);
	case COVERAGE_WITNESS_OPEN:
		return buf_addf(out, "Look at %s, which does not say whose it "
				"is.", column->open_url);
	case COVERAGE_WITNESS_BLOCKED:
		return buf_addf(out, "Blocks are not worked around. nianbao "
				"why '%s' says what was answered.",
				column->state->url);
	case COVERAGE_WITNESS_INCOMPLETE:
	case COVERAGE_WITNESS_EARLY:
		break;
	}
	return buf_addf(out, "nianbao crawl %s reads the column further.",
			w->cov->site);
}

int why_not_next(const struct why_not *w, struct buf *out)
{
	switch (w->cell.verdict.reason) {
	case COVERAGE_BY_REPORT:
		return buf_addf(out, "nianbao show %s prints it.",
				w->cell.c.report);
	case COVERAGE_BY_LINK:
	case COVERAGE_BY_LINK_AND_COLUMN:
		return next_of_link(w, out);
	case COVERAGE_BY_COLUMN:
		return next_of_column(w, out);
	case COVERAGE_BY_SITE:
		return buf_addf(out, w->cov->site_blocked ?
				"Blocks are not worked around. nianbao status "
				"says since when %s refuses." :
				"nianbao crawl %s goes on.", w->cov->site);
	case COVERAGE_BY_NOTHING:
		return buf_adds(out, "If you know the page that lists it, add "
				"it to the seeds of the site, or nianbao "
				"crawl its URL.");
	case COVERAGE_BY_DATE:
		return buf_adds(out, "Wait.");
	}
	return out->err;
}
