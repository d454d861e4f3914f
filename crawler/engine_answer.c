/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer means: for its URL (verdict.h), for its host (back-off,
 * robots; blocks are in engine_block.c), for the frontier (traps, what was
 * handed on before) and for the counts.  on_extracted decides and hands on to
 * the writer; on_stored counts what really was stored.
 */
#include "crawler/engine_private.h"

#include "base/err.h"
#include "crawler/clock.h"
#include "parsers/httpdate.h"

#include <stdlib.h>

/* --- what it means for the host --------------------------------------- */

static void unreachable(struct engine *e, struct job *job)
{
	const struct conf_snapshot *conf = e->options.conf;
	struct host *h = job->host;

	(void)host_rest(h, clock_mono_ms(), -1,
			conf_number(conf, OPTION_BACKOFF_FIRST),
			e->settings->retry_after_max);
	engine_fill_at(e, h->rest_until);
	h->failures++;
	h->turn++;
	h->resolve_again = true;
	log_detail_of(engine_about(h), "%s: %s; trying again in %lld s",
		      h->key, err_text(job_outcome(job)),
		      (long long)(h->rest_until - clock_mono_ms()) / 1000);
	if (h->failures >= conf_number(conf, OPTION_MAX_ATTEMPTS))
		engine_drop_host(e, h, HOST_END_UNREACHABLE);
}

/* A date in an answer is by the server's clock, and so is its Date: that ours
 * is off makes no difference between the two. */
static int64_t now_there(const struct job *job)
{
	int64_t now = clock_wall_ms(), there;
	struct slice date = job_header(job, "Date");

	return date.p && httpdate_parse(date, now, &there) == 0 ? there : now;
}

static void busy(struct engine *e, struct job *job)
{
	struct slice field = job_header(job, "Retry-After");
	int64_t most = e->settings->retry_after_max;
	int64_t wait = -1;

	if (field.p && httpdate_retry_after(field, now_there(job), most,
					    &wait))
		wait = -1;
	wait = host_rest(job->host, clock_mono_ms(), wait,
			 conf_number(e->options.conf, OPTION_BACKOFF_FIRST),
			 most);
	/* given up, and perhaps the last of its host: the fill knows */
	if (job->verdict.again || job->lease.url.is_robots)
		engine_fill_at(e, job->host->rest_until);
	else
		e->fill_wanted = true;
	log_detail_of(engine_about(job->host), "%s answers %d and rests for "
		      "%lld s", job->host->key, job_status(job),
		      (long long)wait / 1000);
}

static void consequences(struct engine *e, struct job *job)
{
	switch (job->verdict.kind) {
	case VERDICT_GOOD:
	case VERDICT_REDIRECT:
	case VERDICT_ABSENT:
	case VERDICT_OTHER:
		host_well(job->host, !job->lease.url.is_robots);
		engine_block_over(e, job);
		break;
	case VERDICT_UNREACHABLE:
		unreachable(e, job);
		break;
	case VERDICT_BUSY:
		busy(e, job);
		break;
	case VERDICT_BLOCKED:
		engine_block_met(e, job);
		break;
	case VERDICT_BROKEN:
		if (job->lease.url.is_robots)	/* the host cannot go on */
			busy(e, job);
		break;
	case VERDICT_REFUSED:
	case VERDICT_ROBOTS:
		break;
	}
}

/* When a URL that failed comes again: when its host may, or, for an answer
 * that is about this URL alone, after a back-off of its own. */
static int64_t next_due(struct engine *e, const struct job *job)
{
	int64_t mono = clock_mono_ms();
	int64_t wait = conf_number(e->options.conf, OPTION_BACKOFF_FIRST);

	for (int i = 0; i < job->lease.attempts && i < 20; i++)
		wait *= 2;
	if (job->verdict.kind != VERDICT_BROKEN)
		wait = job->host->rest_until - mono;
	return clock_wall_ms() + (wait > 0 ? wait : 0);
}

/* --- the frontier ----------------------------------------------------- */

/* More urgent than it was when it was handed on last, or new. */
static bool is_news(struct engine *e, const struct store_url *url,
		    uint64_t key)
{
	uint32_t *known = seen_at(&e->found, key);

	if (!known)
		return true;
	if (*known > (uint32_t)url->priority)
		return false;
	*known = (uint32_t)url->priority + 1;
	return true;
}

/* List endpoints have one path for all columns of a portal, and many empty
 * answers; each column has bounds of its own. */
static bool may_be_trap(const struct store_url *url)
{
	return !url->is_robots && !store_request_is_special(url->request);
}

void engine_note_asked(struct engine *e, const struct job *job)
{
	const struct store_url *url = &job->lease.url;
	uint64_t page = trap_page(slice_of(url->url), (uint64_t)url->site);

	if (may_be_trap(url))
		(void)is_news(e, url, page);	/* it is from now on not */
}

/* A link of a page that is served under ever new URLs; what its pager asks for
 * is bounded elsewhere (column_pages). */
static bool is_echoed(const struct job *job, const struct store_url *url)
{
	return job->echo && !url->redirects && !url->column_page;
}

/* Is there nothing to be handed on? */
static bool was_met(struct engine *e, struct job *job,
		    const struct store_url *url)
{
	struct slice text = slice_of(url->url);
	uint64_t site = (uint64_t)url->site;
	uint64_t page = trap_page(text, site);
	bool news;

	if (!may_be_trap(url))
		return false;
	if (is_echoed(job, url)) {
		job->stops[STOP_SAME_CONTENT] += !seen_has(&e->found, page);
		job->kept_back = true;
		return true;
	}
	if (url->redirects) {
		traps_respell(&e->traps, page, text);
		return !is_news(e, url, seen_hash(text, site));
	}
	news = is_news(e, url, page);
	if (!traps_spelled(&e->traps, page, text, news))
		return !news;
	job->stops[STOP_SPELLING]++;
	return true;
}

static bool is_trap(struct engine *e, struct job *job,
		    const struct store_url *url)
{
	enum stop stop;
	struct url u;

	if (!may_be_trap(url) ||
	    url_parse(slice_of(url->url), NULL, NULL, &u, NULL))
		return false;
	stop = traps_check(&e->traps, &u);
	url_free(&u);
	if (stop == STOP_COUNT)
		return false;
	job->stops[stop]++;
	job->kept_back = true;
	return true;
}

/* Is this the robots.txt, or what it was redirected to, of the host?  That of
 * one of thousands is looked at only where it can be. */
static bool waits_for(const struct host *h, const struct job *job)
{
	const char *waited = h->robots_moved;

	if (!waited && h == job->host)
		waited = h->robots_url;
	return waited && strcmp(waited, job->lease.url.url) == 0;
}

/* In a circle the count of the rows begins anew, so hosts count, too; and
 * where nobody waits for the answer there is nothing to go on for. */
static bool may_move(const struct engine *e, const struct job *job)
{
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next)
		if (waits_for(h, job) &&
		    h->robots_moves < ROBOTS_HOPS)
			return true;
	return false;
}

/* Another page of a list that does not move counts as deeper, and may be too
 * deep: harvest.c took it for one that does. */
static bool is_too_deep(struct engine *e, struct job *job,
			struct store_url *url)
{
	if (!job->turned || !may_be_trap(url) || url->redirects ||
	    url->column_page || url->depth != job->lease.url.depth)
		return false;
	url->depth++;
	if (url->depth <= conf_number(e->options.conf, OPTION_MAX_DEPTH))
		return false;
	job->stops[STOP_DEPTH]++;
	job->kept_back = true;
	return true;
}

static void sift_found(struct engine *e, struct job *job)
{
	bool stays = job->lease.url.is_robots && !may_move(e, job);
	size_t kept = 0;

	for (size_t i = 0; i < job->found_count; i++) {
		struct store_url *url = &job->found[i];

		if ((url->is_robots && stays) || is_too_deep(e, job, url) ||
		    was_met(e, job, url) || is_trap(e, job, url))
			continue;
		job->found[kept++] = *url;
	}
	job->found_count = kept;
	job->item.found_count = kept;
}

static void note_saying(struct engine *e, struct job *job)
{
	const struct store_url *url = &job->lease.url;

	if (job->verdict.kind != VERDICT_GOOD)
		return;
	job->echo = traps_read(&e->traps, slice_of(url->url),
			       slice_of(url->via), job->says,
			       url->is_seed || job->url.path.n <= 1);
	job->turned = traps_turned(&e->traps, slice_of(url->url),
				   slice_of(url->via), job->lists);
}

/* A redirect says nothing of its like, and what was not read because it is as
 * it was what is known already; so does what was read before and gives nothing
 * again: it was counted then. */
static void note_outcome(struct engine *e, const struct job *job)
{
	const struct store_url *url = &job->lease.url;
	bool gave = job->item.report_count > 0;

	if (url->is_robots || url->is_seed ||
	    job->site->scope.kind != SCOPE_REPORTS ||
	    job->capture.kind == CAPTURE_NOT_MODIFIED || job->again ||
	    (job->verdict.kind != VERDICT_GOOD &&
	     job->verdict.kind != VERDICT_ABSENT))
		return;
	for (size_t i = 0; i < job->found_count && !gave; i++)
		gave = scope_is_annual(job->found[i].priority);
	if (!gave && job->lease.last_capture)
		return;
	learn_outcome(&e->learnt, url->url, url->via, gave);
}

/* What a URL gave before and gives again is no less its own than it was. */
static void note_content(struct engine *e, struct job *job)
{
	const struct capture *c = &job->capture;
	bool revisit = c->kind == CAPTURE_REVISIT && c->refers_to.url;
	bool own = revisit && strcmp(c->refers_to.url, c->url) == 0;

	if (!may_be_trap(&job->lease.url) || c->payload_length == 0 ||
	    job->verdict.kind != VERDICT_GOOD)
		return;
	if (revisit && !own)
		traps_same(&e->traps, &job->url);
	else if (own || c->kind == CAPTURE_RESPONSE)
		traps_new(&e->traps, &job->url);
	if (job->undated)
		traps_query(&e->traps, &job->url);
}

/* What this run holds back another may hand on, so that the page has to be
 * read again then. */
static void note_memo(struct job *job)
{
	if (job->again)
		job->item.memo = job->lease.memory.memo;
	else if (job->memo.rules && !job->kept_back &&
		 job->verdict.kind == VERDICT_GOOD)
		job->item.memo = memo_write(&job->memo, job->arena);
}

/* An empty robots.txt is a good one, and a 403 for it allows everything
 * (RFC 9309 §2.3.1.3); a challenge is no answer. */
static enum block_class block_that_counts(const struct job *job)
{
	if (job->lease.url.is_robots &&
	    (!block_is_host_wide(job->block) || job->block == BLOCK_FORBIDDEN))
		return BLOCK_NONE;
	return job->block;
}

/* --- read ------------------------------------------------------------- */

/* An answer that settles what robots.txt says (robots_known() below). */
static bool settles_robots(enum verdict_kind kind)
{
	return kind == VERDICT_GOOD || kind == VERDICT_ABSENT ||
	       kind == VERDICT_OTHER;
}

static void fill_item(struct engine *e, struct job *job)
{
	int64_t mono = clock_mono_ms(), wall = clock_wall_ms();
	struct host *h = job->host;

	job->capture.run_id = e->result->run;
	host_save(h, mono, wall, &job->host_row);
	if (job->host_row.robots_record)
		job->host_row.robots_record = arena_strndup(
			job->arena, job->host_row.robots_record,
			strlen(job->host_row.robots_record));
	job->item.host = &job->host_row;
	job->item.is_rules = job->lease.url.is_robots &&
			     settles_robots(job->verdict.kind) &&
			     strcmp(job->lease.url.url, h->robots_url) == 0;
	if (h->address) {
		job->item.address = h->address->text;
		job->item.address_next_ms = address_save(h->address, mono,
							 wall);
	}
	job->item.counts_as_attempt = verdict_is_failure(job->verdict.kind);
	/* A robots.txt is asked for again by name (engine_fill.c). */
	if (job->lease.url.is_robots)
		return;
	if (job->verdict.again)
		job->item.next_due_ms = next_due(e, job);
	else if (job->item.block && !job->block_event.is_over)
		job->item.next_due_ms = wall;	/* when the host may */
}

void engine_on_extracted(void *ctx, struct job *job)
{
	struct engine *e = ctx;
	int32_t attempts = (int32_t)conf_number(e->options.conf,
						OPTION_MAX_ATTEMPTS);

	stall_at(&e->stall, "what a page led to");
	if (job->err) {
		/* The records could not be made: nothing is stored, nothing
		 * is called done. */
		if (job->err != ERR_NOSPACE && job->err != ERR_CANCELLED)
			engine_stop(e, ENGINE_FAILED, job->err);
		engine_release(e, job, job->err == ERR_CANCELLED ? 0 :
			       clock_wall_ms() + 10000);
		return;
	}
	job->verdict = verdict_of(&(struct verdict_input){
		.outcome = job_outcome(job),
		.status = job_status(job),
		.truncated = job->capture.truncated,
		.block = block_that_counts(job),
		.attempts = job->lease.attempts,
		.attempts_max = attempts,
	});
	consequences(e, job);
	note_saying(e, job);
	sift_found(e, job);
	note_outcome(e, job);
	note_content(e, job);
	note_memo(job);
	fill_item(e, job);
	engine_touch(e, job->host);
	writer_submit(e->writer, job);
	engine_wake(e);
}

/* --- robots ----------------------------------------------------------- */

static void forget_move(struct host *h)
{
	free(h->robots_moved);
	h->robots_moved = NULL;
}

/* Rules if 2xx, else (4xx, too many redirects, a redirect to nowhere)
 * everything is allowed. */
static void robots_known(struct engine *e, struct host *h, struct job *job)
{
	struct robots *rules = NULL;

	if (job->robots_text.p) {
		rules = robots_parse(job->robots_text);
		if (!rules)
			return;	/* out of memory; not known, so not allowed */
	}
	robots_gate_answer(&h->gate, job_status(job), rules,
			   &e->settings->robots, job->capture.id,
			   job->capture.record_id, clock_wall_ms());
	host_delay_again(h);	/* its Crawl-delay counts from this answer */
	forget_move(h);
	h->robots_moves = 0;
	h->robots_pending = false;
	h->robots_wanted = false;
	engine_save_host(e, h);
}

static void robots_failed(struct engine *e, struct host *h,
			  const struct job *job)
{
	int64_t wall = clock_wall_ms();
	struct slice root = SLICE_LIT("/");

	robots_gate_failed(&h->gate, wall);
	forget_move(h);
	h->robots_moves = 0;
	h->robots_wanted = false;
	if (robots_gate_ask(&h->gate, &e->settings->robots, root,
			    wall).verdict != GATE_FETCH) {
		h->robots_pending = false;	/* the last good copy serves */
		return;
	}
	if (h->state == HOST_GONE)
		return;
	if (job->verdict.kind == VERDICT_REFUSED ||
	    (int64_t)h->gate.tries >= conf_number(e->options.conf,
						  OPTION_MAX_ATTEMPTS)) {
		engine_drop_host(e, h, HOST_END_ROBOTS);
		return;
	}
	if (h->rest_until < job->host->rest_until)
		h->rest_until = job->host->rest_until;
	h->robots_wanted = h->robots_pending;
	engine_fill_at(e, h->rest_until);
}

static void robots_moved(struct engine *e, struct host *h,
			 const struct job *job)
{
	char *copy = slice_dup(slice_of(job->capture.redirect_to));

	if (!copy)
		return;	/* still waiting; the run ends without it */
	forget_move(h);
	h->robots_moved = copy;
	h->robots_moves++;
	e->fill_wanted = true;
}

static void on_robots_stored(struct engine *e, struct job *job)
{
	enum verdict_kind kind = job->verdict.kind;
	bool moved = kind == VERDICT_REDIRECT && job->item.found_count;
	bool known = kind == VERDICT_REDIRECT || settles_robots(kind);

	for (struct host *h = e->hosts.by_key; h; h = h->hh.next) {
		if (!waits_for(h, job))
			continue;
		if (moved)
			robots_moved(e, h, job);
		else if (known)
			robots_known(e, h, job);
		else
			robots_failed(e, h, job);
		engine_touch(e, h);
	}
}

/* --- stored ----------------------------------------------------------- */

static void count_verdict(struct tally *t, const struct job *job)
{
	switch (job->verdict.kind) {
	case VERDICT_GOOD:
		if (job->block == BLOCK_REDIRECT_SHELL)
			t->redirects++;
		t->good++;
		break;
	case VERDICT_REDIRECT:
		t->redirects++;
		break;
	case VERDICT_ABSENT:
		t->not_found++;
		break;
	case VERDICT_ROBOTS:
		t->robots++;
		t->blocked++;
		break;
	case VERDICT_BLOCKED:
		t->blocked++;
		break;
	case VERDICT_OTHER:
		break;
	case VERDICT_BUSY:
	case VERDICT_BROKEN:
	case VERDICT_UNREACHABLE:
	case VERDICT_REFUSED:
		if (job->verdict.again)
			t->retried++;
		else
			t->failed++;
		break;
	}
}

static void count_kind(struct tally *t, const struct job *job)
{
	const struct capture *c = &job->capture;

	if (c->kind == CAPTURE_NOT_MODIFIED)
		t->not_modified++;
	else if (c->kind == CAPTURE_REVISIT || job->item.ret_revisit)
		t->revisits++;
	else if (c->kind != CAPTURE_FAILED && c->payload_length > 0)
		t->stored++;
}

/* A robots.txt that is not there, or its redirects, are no news to anybody. */
static void count(struct job *job)
{
	struct tally *t = &job->site->tally;

	t->fetched++;
	if (job->result && !job->result->outcome)
		t->bytes += job->result->body_length;
	count_kind(t, job);
	if (!job->lease.url.is_robots || verdict_is_failure(job->verdict.kind))
		count_verdict(t, job);
	t->pages += !job->lease.url.is_robots;
	t->reports += job->item.ret_new_reports;
	for (size_t i = 0; i < STOP_COUNT; i++)
		t->stops[i] += job->stops[i];
}

/* "Finished, with failures listed": as they come, for people. */
static void list_failure(const struct job *job)
{
	const struct capture *c = &job->capture;
	const char *method = store_request_is_post(&c->asked) ? "POST " :
			     "";
	const struct log_about about = {.site = job->site->name,
					.host = job->host->key, .url = c->url};

	if (!verdict_is_failure(job->verdict.kind) || job->verdict.again)
		return;
	if (c->error)
		log_note_of(about, "failed: %s%s: %s", method, c->url,
			    c->error);
	else
		log_note_of(about, "failed: %s%s: status %d%s%s", method,
			    c->url, c->status,
			    c->truncated ? ", cut off: " : "",
			    c->truncated ?
			    capture_truncated_name(c->truncated) : "");
}

void engine_on_stored(void *ctx, struct job *job)
{
	struct engine *e = ctx;

	role_assert(ROLE_LOOP);
	stall_at(&e->stall, "what was stored");
	if (job->err) {
		engine_stop(e, job->err == ERR_NOSPACE ? ENGINE_LIMITED :
			    ENGINE_FAILED, job->err);
	} else {
		count(job);
		list_failure(job);
		if (job->item.block)
			engine_block_stored(e, job);
		if (job->lease.url.is_robots)
			on_robots_stored(e, job);
		if (job->item.ret_found || job->item.next_due_ms)
			e->fill_wanted = true;
	}
	engine_free_job(e, job);
	engine_wake(e);
}
