/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One list of links goes with the capture; a second, shorter one goes into the
 * frontier: in scope, followed by this scope, no trap by its shape, within
 * depth, each URL once with the best of its priorities.  Behind them come the
 * pages that the pager of a column asks for.
 */
#include "crawler/harvest.h"

#include "base/err.h"
#include "crawler/robots_gate.h"
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
};

struct harvest {
	struct job *job;
	const struct extract_settings *settings;
	struct seen seen;	/* canonical URL → 1 + index in found */
	struct slice folder;	/* of the page's path; "/" counts as none */
	struct slice column;	/* what the page says of itself */
	bool has_report;
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

static int priority_of(const struct harvest *h, const struct page_link *link,
		       const struct url *u)
{
	struct scope_link s = {
		.kind = link->kind,
		.score = link->score,
		.attachment = link->attachment,
		.home = u->path.n == 1 && !u->query.p &&
			!url_same_host(u, &h->job->url),
		.same_folder = in_folder(h, u),
		.page_priority = page_worth(h->job),
		.page_is_seed = h->job->lease.url.is_seed,
		.page_has_report = h->has_report,
	};

	return scope_priority(&h->job->site->scope, &s);
}

/* The URL as the frontier knows it: without session ids. */
static const char *without_session(struct arena *a, const char *canonical)
{
	struct buf stripped = BUF_INIT(URL_MAX);

	if (session_strip(slice_of(canonical), &stripped) && !stripped.err)
		canonical = arena_strndup(a, stripped.data, stripped.len);
	buf_free(&stripped);
	return canonical;
}

/* Goes on to `found`, or is counted as stopped, or is not of interest. */
static int consider(struct harvest *h, const struct page_link *link,
		    const struct store_link *kept, const struct url *u)
{
	struct job *job = h->job;
	const struct store_url *page = &job->lease.url;
	enum stop trap = trap_shape(u);
	struct store_url *found = &job->found[job->found_count];
	const char *canonical;
	int priority;
	uint32_t *index;

	if (!scope_has(&job->site->scope, u))
		return 0;
	priority = priority_of(h, link, u);
	if (priority < 0)
		return 0;
	if (trap == STOP_COUNT && page->depth >= h->settings->depth_max)
		trap = STOP_DEPTH;
	if (trap != STOP_COUNT) {
		job->stops[trap]++;
		return 0;
	}
	canonical = without_session(job->arena, kept->url);
	if (!canonical)
		return arena_err(job->arena);
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
	found->depth = page->depth + 1;
	*index = (uint32_t)++job->found_count;
	return arena_err(job->arena);
}

static int take_link(struct harvest *h, const struct page_link *link,
		     const struct store_link *kept)
{
	struct url u;
	int err = url_parse(slice_of(kept->url), NULL, NULL, &u, NULL);

	if (err)
		return err == ERR_NOMEM ? err : 0; /* UNTESTED: it was one */
	err = consider(h, link, kept, &u);
	url_free(&u);
	return err;
}

/* --- other pages of the column ---------------------------------------- */

/* A page of the column that the pager asks for, where no link leads to it, or
 * none that this scope follows. */
static int take_page(struct harvest *h, const struct store_column_page *page,
		     const struct url *u)
{
	struct job *job = h->job;
	struct store_url *found = &job->found[job->found_count];
	const char *canonical = without_session(job->arena, page->url);
	uint32_t *index;

	if (!canonical)
		return arena_err(job->arena);
	if (!scope_has(&job->site->scope, u) ||
	    strcmp(canonical, job->lease.url.url) == 0)
		return 0;
	index = seen_at(&h->seen, seen_hash(slice_of(canonical), 0));
	if (!index)
		return ERR_NOMEM;
	if (*index) {
		found = &job->found[*index - 1];
		if (found->priority < page_worth(job))
			found->priority = page_worth(job);
		return 0;
	}
	*found = as_found(job, u, canonical, 'X');
	found->priority = page_worth(job);
	found->column_page = (int32_t)page->page;
	*index = (uint32_t)++job->found_count;
	return arena_err(job->arena);
}

static int take_pages(struct harvest *h, const struct store_column *column)
{
	int err = 0;

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

int harvest_page(struct job *job, const struct extract_settings *settings)
{
	const struct reading *r = &job->reading;
	struct harvest h = {
		.job = job, .settings = settings,
		.folder = folder_of(job->url.path),
		.has_report = r->report_count > 0,
	};
	size_t asked = r->column ? r->column->page_count : 0;
	int err = make_room(job, r->link_count + asked);

	for (size_t i = 0; i < r->link_count && !err; i++)
		err = take_link(&h, r->sources[i], &r->links[i]);
	if (!err)
		err = take_pages(&h, r->column);
	if (r->page->links_cut)
		job->stops[STOP_LINKS]++;
	seen_free(&h.seen);
	return err;
}

/* --- redirects -------------------------------------------------------- */

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

/* --- not modified ----------------------------------------------------- */

enum { AGAIN_MAX = 10000 };

struct again {
	struct job *job;
	struct page_link *links;
	struct store_link *kept;
	size_t count;
};

static int collect(void *ctx, const struct store_link *link)
{
	struct again *again = ctx;
	struct arena *a = again->job->arena;
	struct store_link *kept = &again->kept[again->count];
	struct page_link *to = &again->links[again->count];

	if (again->count == AGAIN_MAX)
		return 1;
	*kept = (struct store_link){
		.url = arena_strndup(a, link->url, strlen(link->url)),
		.text = reading_text(a, slice_of(link->text), SIZE_MAX),
		.position = link->position,
	};
	*to = (struct page_link){
		.raw = slice_of(kept->url),
		.url = slice_of(kept->url),
		.text = slice_of(kept->text),
		.position = link->position,
	};
	for (int k = LINK_NAVIGATE; k <= LINK_SCRIPT_DATA; k++)
		if (strcmp(html_link_kind_name((enum html_link_kind)k),
			   link->kind) == 0)
			to->kind = (enum html_link_kind)k;
	again->count++;
	return arena_err(a);
}

/* The words of the page are not at hand: anchor and path alone speak. */
static void score(struct page_link *link)
{
	struct url u;

	if (url_parse(link->url, NULL, NULL, &u, NULL))
		return;
	link->score = relevance_score(link->text, SLICE_NONE, SLICE_NONE,
				      u.path);
	link->attachment = mime_attachment_extension(u.path) != NULL;
	url_free(&u);
}

int harvest_again(struct job *job, const struct extract_settings *settings,
		  struct store_reader *reader)
{
	struct harvest h = {
		.job = job, .settings = settings,
		.folder = folder_of(job->url.path),
	};
	struct again again = {.job = job};
	int err;

	again.links = arena_array(job->arena, AGAIN_MAX,
				  sizeof(struct page_link));
	again.kept = arena_array(job->arena, AGAIN_MAX,
				 sizeof(struct store_link));
	if (!again.links || !again.kept || make_room(job, AGAIN_MAX))
		return arena_err(job->arena);
	err = store_each_link(reader, job->lease.last_capture, collect,
			      &again);
	if (err < 0)
		return err;
	err = 0;
	for (size_t i = 0; i < again.count && !err; i++) {
		score(&again.links[i]);
		err = take_link(&h, &again.links[i], &again.kept[i]);
	}
	seen_free(&h.seen);
	return err;
}
