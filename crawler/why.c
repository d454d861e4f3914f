/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/why.h"

#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/robots_gate.h"
#include "parsers/robots.h"
#include "parsers/url.h"

#include <string.h>

enum { CONTENT_MAX = 64 << 20 }; /* of a robots.txt, all of it */

struct asking {
	struct store_reader *reader;
	struct arena *arena;
	struct why *why;
};

/* --- attempts ------------------------------------------------------------- */

struct captures {
	struct arena *arena;
	struct capture *list;
	size_t count, cap;
	bool cut;
};

static int grow(struct captures *all)
{
	size_t cap = all->cap ? 2 * all->cap : 16;
	struct capture *list = arena_array(all->arena, cap, sizeof(*list));

	if (!list)
		return arena_err(all->arena);
	if (all->count)
		memcpy(list, all->list, all->count * sizeof(*list));
	all->list = list;
	all->cap = cap;
	return 0;
}

static int on_capture(void *ctx, const struct capture *c)
{
	struct captures *all = ctx;
	int err = 0;

	if (all->count == WHY_CAPTURES_MAX) {
		all->cut = true;
		return 0;
	}
	if (all->count == all->cap)
		err = grow(all);
	if (!err)
		err = capture_copy(c, all->arena, &all->list[all->count]);
	if (!err)
		all->count++;
	return err;
}

static int ask_captures(const struct asking *asking)
{
	struct captures all = {.arena = asking->arena};
	int err = store_each_capture(asking->reader, asking->why->key,
				     on_capture, &all);

	asking->why->captures = all.list;
	asking->why->capture_count = all.count;
	asking->why->captures_cut = all.cut;
	return err;
}

/* --- the way to it -------------------------------------------------------- */

static char last_hop(const char *hops)
{
	return hops && *hops ? hops[strlen(hops) - 1] : '\0';
}

/* What the catalog knows the page by that the link stood on: many requests
 * may have its URL, the capture is one. */
static int key_of_via(const struct asking *asking, const char *via,
		      int64_t via_capture, const char **ret_key)
{
	struct capture c;
	int err = ERR_NOTFOUND;

	if (via && via_capture)
		err = store_find_capture(asking->reader, via_capture,
					 asking->arena, &c);
	*ret_key = via;
	if (!err && strcmp(c.url, via) == 0)
		*ret_key = store_request_key(&c.asked, via);
	return err == ERR_NOTFOUND ? 0 : err;
}

static const struct store_request *special(const struct store_request *r,
					   struct arena *a)
{
	struct store_request *kept;

	if (!store_request_is_special(r))
		return NULL;
	kept = arena_alloc(a, sizeof(*kept));
	if (kept)
		*kept = *r;
	return kept;
}

/* How the URL of that key was found: by the frontier, else by its first
 * capture. */
static int find_step(const struct asking *asking, const char *key,
		     struct why_step *ret_step, const char **ret_via)
{
	struct store_url_state state;
	struct capture c;
	int err = store_url_state(asking->reader, key, asking->arena, &state);

	if (!err) {
		*ret_step = (struct why_step){
			.url = state.url.url, .anchor = state.url.via_anchor,
			.request = special(state.url.request, asking->arena),
			.position = state.url.via_position,
			.hop = last_hop(state.url.hops),
			.is_seed = state.url.is_seed,
		};
		return key_of_via(asking, state.url.via,
				  state.url.via_capture, ret_via);
	}
	if (err == ERR_NOTFOUND)
		err = store_find_url(asking->reader, key, 0, true,
				     asking->arena, &c);
	if (!err) {
		*ret_step = (struct why_step){
			.url = c.url, .anchor = c.via_anchor,
			.request = special(&c.asked, asking->arena),
			.position = c.via_position, .hop = last_hop(c.hops),
			.is_seed = c.is_seed,
		};
		err = key_of_via(asking, c.via, c.via_capture, ret_via);
	}
	return err;
}

/*
 * From the URL back to the seed, then turned round.  The frontier keeps the
 * first provenance of a URL, so that the way back cannot run in circles; where
 * captures stand in for it, WHY_STEPS_MAX ends it.
 */
static int ask_path(const struct asking *asking)
{
	struct why_step *steps = arena_array(asking->arena, WHY_STEPS_MAX,
					     sizeof(*steps));
	const char *key = asking->why->key;
	size_t n = 0;

	if (!steps)
		return arena_err(asking->arena);
	while (key && n < WHY_STEPS_MAX) {
		int err = find_step(asking, key, &steps[n], &key);

		if (err == ERR_NOTFOUND)
			break;
		if (err)
			return err;
		n++;
		if (steps[n - 1].is_seed)
			break;
	}
	for (size_t i = 0; i < n / 2; i++) {
		struct why_step step = steps[i];

		steps[i] = steps[n - 1 - i];
		steps[n - 1 - i] = step;
	}
	asking->why->steps = steps;
	asking->why->step_count = n;
	asking->why->from_seed = n && steps[0].is_seed;
	return arena_err(asking->arena);
}

/* --- host and robots ------------------------------------------------------ */

struct wanted_host {
	struct slice key;
	struct arena *arena;
	struct store_host host;
	bool found;
};

static const char *copy(struct arena *a, const char *string)
{
	return string ? arena_strndup(a, string, strlen(string)) : NULL;
}

static int on_host(void *ctx, const struct store_host *h)
{
	struct wanted_host *wanted = ctx;

	if (!slice_eqs(wanted->key, h->key))
		return 0;
	wanted->host = *h;
	wanted->host.key = copy(wanted->arena, h->key);
	wanted->host.address = copy(wanted->arena, h->address);
	wanted->host.block.class = copy(wanted->arena, h->block.class);
	wanted->host.block.sign = copy(wanted->arena, h->block.sign);
	wanted->host.block.group = copy(wanted->arena, h->block.group);
	wanted->host.robots_record = copy(wanted->arena, h->robots_record);
	wanted->found = true;
	return 1;
}

static int ask_host(const struct asking *asking, const struct url *url)
{
	struct buf key = BUF_INIT(URL_MAX + 16);
	struct wanted_host wanted = {.arena = asking->arena};
	int err = url_host_key(url, &key);

	wanted.key = buf_slice(&key);
	if (!err)
		err = store_each_host(asking->reader, on_host, &wanted);
	buf_free(&key);
	if (err < 0)
		return err;
	asking->why->has_host = wanted.found;
	asking->why->host = wanted.host;
	return arena_err(asking->arena);
}

/* Of a stream that ends early, what came of it, as the crawl took it. */
static int read_rules(const struct asking *asking, const struct capture *c,
		      struct robots **ret_rules)
{
	struct buf content = BUF_INIT(CONTENT_MAX);
	int err = archive_content(asking->reader, c, asking->arena, &content);

	if (!err || err == ERR_EOF) {
		*ret_rules = robots_parse(slice_sub(buf_slice(&content), 0,
						    ROBOTS_MAX_BYTES));
		err = *ret_rules ? 0 : ERR_NOMEM;
	}
	buf_free(&content);
	return err;
}

static int judge(const struct asking *asking, const struct url *url,
		 struct why_robots *robots, const struct capture *c)
{
	struct robots *rules = NULL;
	struct robots_verdict verdict;
	int err = read_rules(asking, c, &rules);

	if (err)
		return err;
	verdict = robots_check(rules, robots_agent, url_target(url));
	robots->has_rules = true;
	robots->allowed = verdict.allowed;
	robots->line = verdict.line;
	if (verdict.rule.p)
		robots->rule = arena_strndup(asking->arena, verdict.rule.p,
					     verdict.rule.n);
	robots_free(rules);
	return arena_err(asking->arena);
}

/* The answer that ruled the last attempt, else the host's present one. */
static int ask_robots(const struct asking *asking, const struct url *url)
{
	struct why *why = asking->why;
	struct why_robots *robots = &why->robots;
	struct capture c;
	int err;

	robots->allowed = true;
	if (why->capture_count)
		robots->capture =
			why->captures[why->capture_count - 1].robots_capture;
	if (robots->capture == 0 && why->has_host)
		robots->capture = why->host.robots_capture;
	if (robots->capture == 0)
		return 0;
	err = store_find_capture(asking->reader, robots->capture,
				 asking->arena, &c);
	if (err)
		return err;
	robots->at_ms = c.started_ms;
	robots->status = c.status;
	/* a 304 confirms rules whose payload is another capture's */
	if (c.status / 100 != 2 && c.kind != CAPTURE_NOT_MODIFIED)
		return 0;
	return judge(asking, url, robots, &c);
}

/* --- the door ------------------------------------------------------------- */

static int64_t next_due(const struct why *why)
{
	int64_t due = why->state.due_ms;

	if (!why->in_frontier || strcmp(why->state.state, "queued"))
		return 0;
	if (why->has_host && due < why->host.next_ms)
		due = why->host.next_ms;
	if (why->has_host && due < why->host.backoff_until_ms)
		due = why->host.backoff_until_ms;
	return due;
}

static int ask_state(const struct asking *asking)
{
	struct why *why = asking->why;
	int err = store_url_state(asking->reader, why->key, asking->arena,
				  &why->state);

	why->in_frontier = err == 0;
	if (!err || err == ERR_NOTFOUND)
		err = ask_captures(asking);
	if (!err && !why->in_frontier && why->capture_count == 0)
		err = ERR_NOTFOUND;
	if (!err)
		why->url = why->in_frontier ? why->state.url.url :
			   why->captures[0].url;
	return err;
}

/* As it stands in the frontier, else as it was sent last. */
static int ask_request(const struct asking *asking)
{
	struct why *why = asking->why;
	const struct capture *last = why->captures + why->capture_count;
	struct store_request r;
	int err;

	if (why->in_frontier && why->state.url.request) {
		why->request = special(why->state.url.request, asking->arena);
		return arena_err(asking->arena);
	}
	if (!why->capture_count || !store_request_is_special(&last[-1].asked))
		return 0;
	r = last[-1].asked;
	err = store_request_body(asking->reader, &last[-1], asking->arena,
				 &r.body);
	if (!err)
		why->request = special(&r, asking->arena);
	return err ? err : arena_err(asking->arena);
}

static int ask_about(const struct asking *asking)
{
	struct url url;
	int err = url_parse(slice_of(asking->why->url), NULL, NULL, &url,
			    NULL);

	if (err)
		return err;
	err = ask_host(asking, &url);
	if (!err)
		err = ask_robots(asking, &url);
	url_free(&url);
	return err;
}

static int ask_all(const struct asking *asking)
{
	int err = ask_state(asking);

	if (!err)
		err = ask_request(asking);
	if (!err)
		err = ask_path(asking);
	if (!err)
		err = ask_about(asking);
	asking->why->next_due_ms = next_due(asking->why);
	return err;
}

int why_ask(struct store_reader *r, const char *url, struct arena *a,
	    struct why *ret_why)
{
	struct why why = {.key = url, .url = url};
	const struct asking asking = {r, a, &why};
	struct url parsed;
	int err = url_parse(slice_of(url), NULL, NULL, &parsed, NULL);

	if (err)
		return err;
	url_free(&parsed);
	err = ask_all(&asking);
	if (!err)
		*ret_why = why;
	return err;
}
