/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One list of links goes with the capture; a second, shorter one goes into the
 * frontier: in scope, followed by this scope, no trap by its shape, within
 * depth, each URL once with the best of its priorities.  Behind them come the
 * pages that the pager of a column asks for.
 *
 * A page that says that it is gone leads nowhere: what is around it stands
 * around every other page, and relative links of it lead to more of the same.
 * A seed alone is taken for more than it says.
 */
#include "crawler/harvest.h"

#include "base/err.h"
#include "crawler/robots_gate.h"
#include "crawler/rows.h"
#include "crawler/scope.h"
#include "crawler/seen.h"
#include "crawler/session.h"
#include "crawler/site.h"
#include "crawler/trap.h"
#include "parsers/relevance.h"

enum {
	RAW_MAX = 2048,		/* bytes of a link as written */
	/* What a seed passes on to links in its own folder: whoever names a
	 * column as seed wants what is in it (scope.c, PROMISING). */
	SEED_INHERITANCE = 500,
	GUESSES_MAX = 500,	/* of one page */
	MAPS_MAX = 8,		/* sitemaps that one robots.txt names */
};

struct harvest {
	struct job *job;
	const struct extract_settings *settings;
	struct seen seen;	/* canonical URL → 1 + index in found */
	struct rows rows;	/* the main list */
	struct slice folder;	/* of the page's path; "/" counts as none */
	bool has_report;
	size_t guesses;
	const char *asked;	/* the URL to be explained; NULL */
	enum harvest_fate fate;	/* of it; the best of its links' */
	enum stop stop;
};

static const char *host_key_of(struct arena *a, const struct url *u)
{
	struct buf key = BUF_INIT(URL_MAX);
	const char *kept = NULL;

	if (url_host_key(u, &key) == 0)
		kept = arena_strndup(a, key.data, key.len);
	buf_free(&key);
	return kept;
}

static char hop_of(enum html_link_kind kind)
{
	switch (kind) {
	case LINK_NAVIGATE:
		return 'L';
	case LINK_SCRIPT_DATA:
		return 'X';
	default:
		return 'E';
	}
}

/* What a followed link is to the frontier. */
static struct store_url as_found(struct job *job, const struct url *u,
				 const char *canonical, char hop)
{
	const struct store_url *page = &job->lease.url;

	return (struct store_url){
		.url = canonical,
		.host_key = host_key_of(job->arena, u),
		.via = page->url,
		.via_position = -1,
		.hops = arena_printf(job->arena, "%s%c",
				     page->hops ? page->hops : "", hop),
		.site = page->site,
		.depth = page->depth,
	};
}

static bool is_list(const struct job *job)
{
	return job->lease.url.request && job->lease.url.request->list;
}

static int page_worth(const struct job *job)
{
	const struct store_url *page = &job->lease.url;

	return page->is_seed ? SEED_INHERITANCE : page->priority;
}

static bool in_folder(const struct harvest *h, const struct url *u)
{
	return h->folder.n > 1 && url_same_host(u, &h->job->url) &&
	       u->path.n >= h->folder.n &&
	       memcmp(u->path.p, h->folder.p, h->folder.n) == 0;
}

static int priority_of(struct harvest *h, const struct page_link *link,
		       const struct url *u)
{
	enum row_kind row = rows_kind(&h->rows, link->url);
	struct scope_link s = {
		.kind = link->kind,
		.score = link->score,
		.attachment = link->attachment,
		.home = u->path.n == 1 && !u->query.p &&
			!url_same_host(u, &h->job->url),
		.same_folder = in_folder(h, u),
		.list = relevance_is_list(u->path),
		.row = row == ROW_FOLLOWED,
		.other_page = row == ROW_PAGE,
		.page_priority = page_worth(h->job),
		.page_is_seed = h->job->lease.url.is_seed,
		.page_has_report = h->has_report,
		.page_annual = h->rows.annual,
		.page_lists = h->rows.listed || h->rows.speaks,
		.page_has_door = h->rows.has_door,
		.page_is_map = h->job->reading.page->is_map,
	};

	return scope_priority(&h->job->site->scope, &s);
}

/* The URL as the frontier knows it: without session ids. */
static const char *without_session(const struct job *job,
				   const char *canonical)
{
	struct slice names = slice_of(job->site->drop_parameters);
	struct buf stripped = BUF_INIT(URL_MAX);

	if (session_strip(slice_of(canonical), names, &stripped) &&
	    !stripped.err)
		canonical = arena_strndup(job->arena, stripped.data,
					  stripped.len);
	buf_free(&stripped);
	return canonical;
}

static bool has_twin(struct slice folder, struct slice url)
{
	return folder.n < url.n && slice_ends(folder, "/") &&
	       memcmp(folder.p, url.p, folder.n) == 0 &&
	       slice_istarts(slice_sub(url, folder.n, url.n), "index.") &&
	       slice_findc(url, '?', 0) == SIZE_MAX;
}

/* "…/index.html", where "…/" is this page or the one that led to it: one list
 * under two addresses (store/columns.c). */
static bool is_twin(const struct job *job, const char *canonical)
{
	return has_twin(slice_of(job->lease.url.url), slice_of(canonical)) ||
	       has_twin(slice_of(job->lease.url.via), slice_of(canonical));
}

/* What becomes of it; TAKEN: its priority, STOPPED: why. */
static enum harvest_fate judge(struct harvest *h, const struct page_link *link,
			       const struct url *u, int *ret_priority,
			       enum stop *ret_stop)
{
	const struct job *job = h->job;
	int priority;

	if (!scope_has(&job->site->scope, u))
		return HARVEST_OFF_SITE;
	priority = priority_of(h, link, u);
	if (priority < 0)
		return HARVEST_UNRELATED;
	if (priority == PRIORITY_GUESS && h->guesses++ >= GUESSES_MAX)
		return HARVEST_GUESS;
	*ret_stop = trap_shape(u);
	if (*ret_stop == STOP_COUNT &&
	    job->lease.url.depth >= h->settings->depth_max)
		*ret_stop = STOP_DEPTH;
	*ret_priority = priority;
	return *ret_stop == STOP_COUNT ? HARVEST_TAKEN : HARVEST_STOPPED;
}

static void note_fate(struct harvest *h, const char *url,
		      enum harvest_fate fate, enum stop stop)
{
	if (!h->asked || h->fate == HARVEST_TAKEN ||
	    strcmp(h->asked, url) != 0)
		return;
	h->fate = fate;
	h->stop = stop;
}

/* Goes on to `found`, or is counted as stopped, or is not of interest. */
static int consider(struct harvest *h, const struct page_link *link,
		    const struct store_link *kept, const struct url *u)
{
	struct job *job = h->job;
	struct store_url *found = &job->found[job->found_count];
	enum stop stop = STOP_COUNT;
	int priority = -1;
	enum harvest_fate fate = judge(h, link, u, &priority, &stop);
	const char *canonical;
	uint32_t *index;

	if (fate == HARVEST_STOPPED)
		job->stops[stop]++;
	note_fate(h, kept->url, fate, stop);
	if (fate != HARVEST_TAKEN)
		return 0;
	canonical = without_session(job, kept->url);
	if (!canonical)
		return arena_err(job->arena);
	if (job->reading.column && is_twin(job, canonical)) {
		if (h->asked && strcmp(h->asked, kept->url) == 0)
			h->fate = HARVEST_TWIN;
		return 0;
	}
	index = seen_at(&h->seen, seen_hash(slice_of(canonical), 0));
	if (!index)
		return ERR_NOMEM;
	if (*index) {
		found = &job->found[*index - 1];
		if (found->priority < priority)
			found->priority = priority;
		return 0;
	}
	*found = as_found(job, u, canonical, hop_of(link->kind));
	found->raw = reading_text(job->arena, link->raw, RAW_MAX);
	found->via_anchor = kept->text;
	found->via_position = (int32_t)kept->position;
	found->priority = priority;
	found->depth = job->lease.url.depth + 1;
	*index = (uint32_t)++job->found_count;
	return arena_err(job->arena);
}

static int take_link(struct harvest *h, const struct page_link *link,
		     const struct store_link *kept)
{
	struct url u;
	int err = url_parse(slice_of(kept->url), &h->job->url, NULL, &u, NULL);

	if (err)
		return err == ERR_NOMEM ? err : 0; /* UNTESTED: it was one */
	err = consider(h, link, kept, &u);
	url_free(&u);
	return err;
}

/* --- other pages of the column ---------------------------------------- */

/* Rows of a list are scored with it. */
static const char *column_name(const struct job *job)
{
	const struct store_column *column = job->reading.column;

	return column->name ? column->name : job->lease.url.via_anchor;
}

/* A page of the column that the pager asks for, where no link leads to it, or
 * none that this scope follows. */
static int take_page(struct harvest *h, const struct store_column_page *page,
		     const struct url *u)
{
	struct job *job = h->job;
	struct store_url *found = &job->found[job->found_count];
	const char *canonical = page->request ? page->url :
				without_session(job, page->url);
	const char *key = store_request_key(page->request, canonical);
	uint32_t *index;

	if (!canonical)
		return arena_err(job->arena);
	if (!scope_has(&job->site->scope, u) ||
	    strcmp(key, store_request_key(job->lease.url.request,
					  job->lease.url.url)) == 0)
		return 0;
	index = seen_at(&h->seen, seen_hash(slice_of(key), 0));
	if (!index)
		return ERR_NOMEM;
	if (*index) {
		found = &job->found[*index - 1];
		if (found->priority < page_worth(job))
			found->priority = page_worth(job);
		found->depth = job->lease.url.depth;	/* no way down */
		if (page->request)
			found->request = page->request;
		return 0;
	}
	*found = as_found(job, u, canonical, 'X');
	found->request = page->request;
	if (page->request)
		found->via_anchor = column_name(job);
	found->priority = page_worth(job);
	found->column_page = (int32_t)page->page;
	*index = (uint32_t)++job->found_count;
	return arena_err(job->arena);
}

/* In scope `reports` only a list of reports is turned to its end. */
static bool wants_pages(const struct harvest *h)
{
	return h->job->site->scope.kind == SCOPE_SITE || h->rows.annual ||
	       h->rows.speaks || h->has_report ||
	       h->job->lease.url.is_seed || is_list(h->job);
}

static int take_pages(struct harvest *h, const struct store_column *column)
{
	int err = 0;

	if (column && !wants_pages(h)) {
		h->job->stops[STOP_COLUMN] += column->page_count > 0;
		for (size_t i = 0; i < column->page_count && h->asked; i++)
			note_fate(h, column->pages[i].url, HARVEST_STOPPED,
				  STOP_COLUMN);
		return 0;
	}
	for (size_t i = 0; column && i < column->page_count && !err; i++) {
		struct url u;

		err = url_parse(slice_of(column->pages[i].url), NULL, NULL,
				&u, NULL);
		if (err)
			return err == ERR_NOMEM ? err : 0; /* it was one */
		err = take_page(h, &column->pages[i], &u);
		url_free(&u);
	}
	return err;
}

static struct slice folder_of(struct slice path)
{
	while (path.n > 0 && path.p[path.n - 1] != '/')
		path.n--;
	return path;
}

static int make_room(struct job *job, size_t count)
{
	job->found = arena_array(job->arena, count, sizeof(struct store_url));
	return job->found ? 0 : arena_err(job->arena);
}

/* What the page says and where it leads, as written: the same wherever it is
 * served (trap.h).  Its length stands for what is not main text: a clock keeps
 * it, another path in it does not.  What a pager asks for says the same by its
 * nature. */
static uint64_t saying_of(const struct job *job)
{
	const struct reading *r = &job->reading;
	struct slice host = {job->url.href,
			     (size_t)(job->url.path.p - job->url.href)};
	uint64_t hash = seen_hash(host, 6);

	if (r->link_count == 0 ||
	    store_request_is_special(job->lease.url.request))
		return 0;
	hash = seen_hash(r->text_sha256, hash ^ r->content.n);
	for (size_t i = 0; i < r->link_count; i++) {
		hash = seen_hash(r->sources[i]->raw, hash);
		hash = seen_hash(r->sources[i]->text, hash);
	}
	return hash;
}

static uint64_t rows_of(const struct job *job)
{
	const struct reading *r = &job->reading;
	uint64_t hash = 8;

	for (size_t i = 0; r->column && i < r->row_count; i++)
		hash = seen_hash(r->rows[i], hash);
	return r->column && r->row_count ? hash : 0;
}

static int take_all(struct harvest *h)
{
	struct job *job = h->job;
	const struct reading *r = &job->reading;
	size_t pages = r->column ? r->column->page_count : 0;
	int err;

	if (block_is_gone(job->block) && !job->lease.url.is_seed) {
		h->fate = HARVEST_GONE;
		return 0;
	}
	job->says = saying_of(job);
	job->lists = rows_of(job);
	err = make_room(job, r->link_count + pages);
	if (!err)
		err = rows_read(r, job->lease.url.via_anchor,
				scope_is_annual(page_worth(job)), &h->rows);
	for (size_t i = 0; i < r->link_count && !err; i++)
		err = take_link(h, r->sources[i], &r->links[i]);
	if (!err)
		err = take_pages(h, r->column);
	if (r->page->links_cut)
		job->stops[STOP_LINKS]++;
	rows_free(&h->rows);
	seen_free(&h->seen);
	return err;
}

static struct harvest begin(struct job *job,
			    const struct extract_settings *settings)
{
	return (struct harvest){
		.job = job, .settings = settings,
		.folder = folder_of(job->url.path),
		.has_report = job->reading.report_count > 0,
	};
}

int harvest_page(struct job *job, const struct extract_settings *settings)
{
	struct harvest h = begin(job, settings);

	return take_all(&h);
}

int harvest_explain(struct job *job, const struct extract_settings *settings,
		    const char *url, enum harvest_fate *ret_fate,
		    enum stop *ret_stop)
{
	struct harvest h = begin(job, settings);
	int err;

	h.asked = url;
	err = take_all(&h);
	if (err)
		return err;
	*ret_fate = h.fate;
	*ret_stop = h.stop;
	return 0;
}

/* --- sitemaps ----------------------------------------------------------- */

static int add_map(struct job *job, struct slice named)
{
	struct store_url *found = &job->found[job->found_count];
	struct buf canonical = BUF_INIT(URL_MAX);
	struct url u;
	int err = url_parse(slice_trim(named), &job->url, NULL, &u, NULL);

	if (err)
		return err == ERR_NOMEM ? err : 0;
	err = url_canonical(&u, &canonical);
	if (!err && scope_has(&job->site->scope, &u)) {
		*found = as_found(job, &u, arena_strndup(
			job->arena, canonical.data, canonical.len), 'P');
		found->raw = reading_text(job->arena, named, RAW_MAX);
		found->priority = PRIORITY_MAP;
		found->depth = 1;
		job->found_count++;
		err = arena_err(job->arena);
	}
	buf_free(&canonical);
	url_free(&u);
	return err == ERR_TOOBIG ? 0 : err;
}

int harvest_robots(struct job *job, const struct robots *rules)
{
	size_t count;
	const struct slice *maps = robots_sitemaps(rules, &count);
	int err = make_room(job, MAPS_MAX);

	for (size_t i = 0; i < count && i < MAPS_MAX && !err; i++)
		err = add_map(job, maps[i]);
	return err;
}

/* --- redirects -------------------------------------------------------- */

/* What goes with a pager's request; NULL: a page is fetched. */
static const struct store_request *moved_request(const struct job *job,
						 const char *canonical)
{
	const struct store_column *column = job->reading.column;

	return column && column->moved && column->page_count == 1 &&
	       strcmp(column->pages[0].url, canonical) == 0 ?
	       column->pages[0].request : NULL;
}

static int add_redirect(struct job *job, const struct url *u,
			const char *canonical, struct slice raw, int32_t limit)
{
	const struct store_url *page = &job->lease.url;
	struct store_url *found;

	if (!page->is_robots && !scope_has(&job->site->scope, u))
		return 0;
	if (page->redirects >= limit) {
		job->stops[STOP_REDIRECTS]++;
		return 0;
	}
	found = arena_array(job->arena, 1, sizeof(*found));
	if (!found)
		return arena_err(job->arena);
	*found = as_found(job, u, canonical, 'R');
	found->raw = reading_text(job->arena, raw, RAW_MAX);
	found->priority = page->priority;
	found->redirects = page->redirects + 1;
	found->is_robots = page->is_robots;
	found->request = moved_request(job, canonical);
	found->column_page = found->request ? page->column_page : 0;
	found->via_anchor = found->request ? page->via_anchor : NULL;
	job->found = found;
	job->found_count = 1;
	return arena_err(job->arena);
}

int harvest_redirect(struct job *job, struct slice target,
		     const struct extract_settings *settings)
{
	struct buf canonical = BUF_INIT(URL_MAX);
	int32_t limit = job->lease.url.is_robots ? ROBOTS_HOPS :
			settings->redirects_max;
	struct url u;
	int err = url_parse(slice_trim(target), &job->url, NULL, &u, NULL);

	if (err)
		return err == ERR_NOMEM ? err : 0; /* leads nowhere */
	err = url_canonical(&u, &canonical);
	if (!err) {
		job->capture.redirect_to = arena_strndup(
			job->arena, canonical.data, canonical.len);
		err = arena_err(job->arena);
	}
	/* To itself: a loop that a second request does not end. */
	if (!err && strcmp(job->capture.redirect_to, job->capture.url) != 0)
		err = add_redirect(job, &u, job->capture.redirect_to, target,
				   limit);
	buf_free(&canonical);
	url_free(&u);
	return err;
}
