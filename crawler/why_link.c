/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In this order, until one of them answers:
 *
 *   the page is known under a URL without marks of visitors
 *   … or with its arguments in another order
 *   the newest page that links to it, read again, leaves the link out
 *   that page says what the page says that led to it: an echo (trap.h)
 *
 * What is left was refused by what a run had learnt (endless_queries), or would
 * be queued now: the configuration is another, or the run ended before.
 */
#include "crawler/why_link.h"

#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/crawl_plan.h"
#include "crawler/harvest.h"
#include "crawler/limits.h"
#include "crawler/session.h"
#include "crawler/trap.h"

struct asking {
	struct store_reader *reader;
	const struct conf_snapshot *conf;
	struct arena *arena;
	struct why_link *link;
};

/* --- the page under another URL ------------------------------------------ */

/* The parameters that tell visitors apart on that site; may be NULL: none. */
static const char *marks_of(const struct conf_snapshot *conf, const char *site)
{
	const struct conf_site *own = site ? conf_site_named(conf, site) : NULL;

	return own && own->drop_parameters ? own->drop_parameters :
	       conf_text(conf, OPTION_DROP_PARAMETERS);
}

/* What is left of the URL must be known, and be of a site with those marks. */
static int ask_without(const struct asking *asking, const char *marks)
{
	struct why_link *link = asking->link;
	struct buf stripped = BUF_INIT(URL_MAX);
	struct store_url_state state;
	const char *url = NULL, *theirs;
	int err = ERR_NOTFOUND;

	if (session_strip(slice_of(link->url), slice_of(marks), &stripped))
		url = arena_strndup(asking->arena, stripped.data,
				    stripped.len);
	buf_free(&stripped);
	if (!url)
		return arena_err(asking->arena) ? arena_err(asking->arena) :
		       ERR_NOTFOUND;
	err = store_url_state(asking->reader, url, asking->arena, &state);
	if (err)
		return err;
	theirs = marks_of(asking->conf, state.site_name);
	if (!slice_eq(slice_of(theirs), slice_of(marks)))
		return ERR_NOTFOUND;
	link->reason = "drop_parameters";
	link->text = "links are followed without the parameters that "
		     "tell visitors apart";
	link->known_as = url;
	return 0;
}

/* Whose URL it is, is not known: the default, then what sites have instead. */
static int ask_without_marks(const struct asking *asking)
{
	const struct conf_snapshot *conf = asking->conf;
	int err = ask_without(asking, conf_text(conf, OPTION_DROP_PARAMETERS));

	for (size_t i = 0; i < conf_site_count(conf); i++) {
		const char *own = conf_site(conf, i)->drop_parameters;

		if (err != ERR_NOTFOUND)
			break;
		if (own && *own)
			err = ask_without(asking, own);
	}
	return err;
}

struct spelling {
	const struct asking *asking;
	uint64_t page;
};

static int on_url(void *ctx, const struct store_url_state *u)
{
	struct spelling *s = ctx;
	struct why_link *link = s->asking->link;

	if (trap_page(slice_of(u->url.url), 0) != s->page)
		return 0;
	link->known_as = arena_strndup(s->asking->arena, u->url.url,
				       strlen(u->url.url));
	return 1;
}

static int ask_other_spelling(const struct asking *asking)
{
	struct why_link *link = asking->link;
	struct spelling s = {asking, trap_page(slice_of(link->url), 0)};
	int err;

	if (slice_findc(slice_of(link->url), '&', 0) == SIZE_MAX)
		return ERR_NOTFOUND;
	err = store_each_url(asking->reader, 0, on_url, &s);
	if (err < 0)
		return err;
	if (!link->known_as)
		return ERR_NOTFOUND;
	link->reason = stop_name(STOP_SPELLING);
	link->text = stop_text(STOP_SPELLING);
	return arena_err(asking->arena);
}

/* --- a page, read again --------------------------------------------------- */

struct deadline {
	int64_t at_ms;
};

static bool expired(void *ctx)
{
	const struct deadline *deadline = ctx;

	return clock_mono_ms() >= deadline->at_ms;
}

static int read_page(const struct asking *asking, int64_t id, struct job *job,
		     struct buf *payload)
{
	const struct conf_snapshot *conf = asking->conf;
	struct deadline deadline = {
		clock_mono_ms() + conf_number(conf, OPTION_HTML_TIME),
	};
	struct reading_input in = {
		.capture = &job->capture,
		.limits = limits_configured(conf, expired, &deadline),
		.max_text = (size_t)conf_number(conf, OPTION_TEXT_MAX),
		.max_links = (size_t)conf_number(conf, OPTION_LINKS_MAX),
		.column_pages_max = conf_number(conf, OPTION_COLUMN_PAGES),
		.column_page = job->lease.url.column_page,
		.same_document = true,
	};
	int err = reading_via_from(asking->reader, id, asking->arena, payload,
				   &job->capture);

	in.payload = buf_slice(payload);
	if (!err)
		err = reading_make(&in, asking->arena, &job->reading);
	if (!err && job->reading.use != READING_PAGE)
		err = ERR_NOTFOUND;
	if (!err)
		job->block = job->reading.page->block.class;
	return err;
}

/* Of the page and its links; says is the page's (trap.h). */
static int explain(const struct asking *asking, struct site *site,
		   const struct store_url_state *page, int64_t capture,
		   enum harvest_fate *ret_fate, enum stop *ret_stop,
		   uint64_t *ret_says)
{
	const struct extract_settings settings = {
		.depth_max = (int32_t)conf_number(asking->conf,
						  OPTION_MAX_DEPTH),
	};
	struct buf payload = BUF_INIT((size_t)conf_number(asking->conf,
							  OPTION_TEXT_MAX));
	struct job job = {.arena = asking->arena, .site = site};
	int err;

	job.lease.url = page->url;
	err = url_parse(slice_of(page->url.url), NULL, NULL, &job.url, NULL);
	if (!err)
		err = read_page(asking, capture, &job, &payload);
	if (!err)
		err = harvest_explain(&job, &settings, asking->link->url,
				      ret_fate, ret_stop);
	*ret_says = job.says;
	reading_free(&job.reading);	/* it borrows the payload */
	buf_free(&payload);
	url_free(&job.url);
	return err;
}

/* --- its site ---------------------------------------------------------- */

struct wanted_site {
	const struct asking *asking;
	const char *name;
	struct crawl_plan plan;
	int err;
};

/* As it was crawled last: its scope may have come from the command line. */
static int on_site(void *ctx, const struct store_site_state *s)
{
	struct wanted_site *wanted = ctx;
	const struct conf_snapshot *conf = wanted->asking->conf;
	const struct crawl_overrides none = {.scope = false};
	const char *why;

	if (strcmp(s->site.name, wanted->name) != 0)
		return 0;
	wanted->err = crawl_plan_add(&wanted->plan, conf, &none,
				     conf_site_named(conf, s->site.name) ?
				     s->site.name : s->site.seed, &why);
	if (!wanted->err)
		wanted->plan.sites[0].scope.kind =
			strcmp(s->site.scope, "site") == 0 ? SCOPE_SITE :
			SCOPE_REPORTS;
	return 1;
}

/* --- what the link was left out for ---------------------- */

static const struct {
	const char *reason, *text;
} fates[] = {
	[HARVEST_NONE] = {NULL, NULL},
	[HARVEST_TAKEN] = {NULL, NULL},
	[HARVEST_OFF_SITE] = {"off_site", "its host is not one of the site"},
	[HARVEST_UNRELATED] = {"scope", "nothing about the link says that "
		"it leads to reports, and that is the scope of the site"},
	[HARVEST_GUESS] = {"guesses", "its page has more links about which "
		"nothing is known than are tried"},
	[HARVEST_TWIN] = {"twin", "it is the first page of the column that "
		"links to it"},
	[HARVEST_GONE] = {"gone_page", "the page that links to it says that "
		"it is gone; links of such pages are not followed"},
};

/* Does the page say what the page says that led to it? */
static int ask_echo(const struct asking *asking, struct site *site,
		    const struct store_url_state *page, uint64_t says)
{
	struct store_url_state before;
	enum harvest_fate fate;
	enum stop stop;
	uint64_t said = 0;
	int err;

	if (!page->url.via)
		return 0;
	err = store_url_state(asking->reader, page->url.via, asking->arena,
			      &before);
	if (!err)
		err = explain(asking, site, &before, page->url.via_capture,
			      &fate, &stop, &said);
	if (!err && says && said == says) {
		asking->link->reason = stop_name(STOP_SAME_CONTENT);
		asking->link->text = stop_text(STOP_SAME_CONTENT);
	}
	return err == ERR_NOTFOUND ? 0 : err;
}

static int ask_fate(const struct asking *asking, struct site *site,
		    const struct store_url_state *page)
{
	struct why_link *link = asking->link;
	enum harvest_fate fate;
	enum stop stop;
	uint64_t says;
	int err = explain(asking, site, page, link->via_capture, &fate, &stop,
			  &says);

	if (err)
		return err == ERR_NOTFOUND ? 0 : err;
	if (fate == HARVEST_TAKEN)
		return ask_echo(asking, site, page, says);
	link->reason = fate == HARVEST_STOPPED ? stop_name(stop) :
		       fates[fate].reason;
	link->text = fate == HARVEST_STOPPED ? stop_text(stop) :
		     fates[fate].text;
	if (fate == HARVEST_UNRELATED && site->scope.kind == SCOPE_SITE) {
		link->reason = "requisites";	/* all else is followed */
		link->text = "it is a requisite of a page (requisites)";
	}
	return 0;
}

static int ask_page(const struct asking *asking)
{
	struct why_link *link = asking->link;
	struct wanted_site wanted = {.asking = asking};
	struct store_link found;
	struct store_url_state page;
	struct capture c;
	int err = store_find_link(asking->reader, link->url, asking->arena,
				  &link->via_capture, &found);

	if (!err)
		err = store_find_capture(asking->reader, link->via_capture,
					 asking->arena, &c);
	if (err)
		return err;
	link->via = c.url;
	link->via_anchor = found.text;
	link->via_position = (int32_t)found.position;
	err = store_url_state(asking->reader,
			      store_request_key(&c.asked, c.url),
			      asking->arena, &page);
	if (err || !page.site_name)
		return err == ERR_NOTFOUND ? 0 : err;
	wanted.name = page.site_name;
	err = store_each_site_row(asking->reader, on_site, &wanted);
	if (err >= 0)
		err = wanted.err;
	if (!err && wanted.plan.count)
		err = ask_fate(asking, &wanted.plan.sites[0], &page);
	crawl_plan_free(&wanted.plan);
	return err;
}

/* --- the door ------------------- */

int why_link_ask(struct store_reader *r, const struct conf_snapshot *conf,
		 const char *url, struct arena *a, struct why_link *ret_link)
{
	struct why_link link = {.url = url, .via_position = -1};
	const struct asking asking = {r, conf, a, &link};
	int err = ask_without_marks(&asking);

	if (err == ERR_NOTFOUND)
		err = ask_other_spelling(&asking);
	if (err == ERR_NOTFOUND)
		err = ask_page(&asking);
	if (!err)
		*ret_link = link;
	return err;
}
