/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arithmetic of politeness (DESIGN.md, "Politeness"): from the end of one
 * answer to the start of the next request passes at least
 *
 *     max(delay, Crawl-delay, twice the time of the last answer)
 *
 * on the host and on its address, and one exchange runs at a time on either.
 * delay = 0 and connections > 1 count on local addresses only.
 *
 * A rest (Retry-After, 5xx, network failure) is the host's alone: other names
 * on the address may be well.
 */
#include "crawler/host.h"

#include "base/err.h"
#include "crawler/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <utlist.h>

static const char *const state_names[HOST_STATES] = {
	[HOST_OPENING] = "opening",	[HOST_READY] = "ready",
	[HOST_RESOLVING] = "resolving",	[HOST_GONE] = "gone",
};

static const unsigned moves[HOST_STATES] = {
	[HOST_OPENING] = 1u << HOST_READY | 1u << HOST_GONE,
	[HOST_READY] = 1u << HOST_RESOLVING | 1u << HOST_GONE,
	[HOST_RESOLVING] = 1u << HOST_READY | 1u << HOST_GONE,
	[HOST_GONE] = 1u << HOST_OPENING,
};

static const char *const end_texts[] = {
	[HOST_END_NONE] = "",
	[HOST_END_UNREACHABLE] = "cannot be reached",
	[HOST_END_ROBOTS] = "its robots.txt could not be fetched",
	[HOST_END_BLOCKED] = "blocks us",
	[HOST_END_FORBIDDEN] = "its address may not be crawled",
};

const char *host_state_name(enum host_state state)
{
	return state_names[state];
}

const char *host_end_text(enum host_end end)
{
	return end_texts[end];
}

/* --- tables ----------------------------------------------------------- */

struct host *hosts_find(const struct hosts *t, const char *key)
{
	struct host *h;

	HASH_FIND_STR(t->by_key, key, h);
	return h;
}

static void host_free(struct host *h)
{
	if (!h)
		return;
	robots_gate_clear(&h->gate);
	free(h->block_strings);
	free(h->key);
	free(h->name);
	free(h->robots_url);
	free(h->robots_moved);
	free(h);
}

/* "https://[::1]:443" → tls, name, port */
static int take_apart(struct host *h, struct slice key)
{
	size_t from, colon = SIZE_MAX;
	unsigned long long port;

	h->tls = slice_starts(key, "https://");
	if (!h->tls && !slice_starts(key, "http://"))
		return ERR_INVALID;
	from = h->tls ? strlen("https://") : strlen("http://");
	for (size_t i = from; i < key.n; i++)
		if (key.p[i] == ':')
			colon = i;
	if (colon == SIZE_MAX || colon == from ||
	    !slice_u64(slice_sub(key, colon + 1, key.n), 65535, &port))
		return ERR_INVALID;
	h->port = (uint16_t)port;
	h->key = slice_dup(key);
	h->name = slice_dup(slice_sub(key, from, colon));
	return h->key && h->name ? 0 : ERR_NOMEM;
}

int hosts_add(struct hosts *t, const char *key, struct host **ret_host)
{
	struct host *h;
	int err;

	if (hosts_find(t, key))
		return ERR_EXISTS;
	h = calloc(1, sizeof(*h));
	if (!h)
		return ERR_NOMEM;
	h->heap_at = SIZE_MAX;
	h->dns_ms = -1;
	h->rules = (struct host_rules){.delay_ms = 2000, .connections = 1};
	robots_gate_init(&h->gate);
	err = take_apart(h, slice_of(key));
	if (err) {
		host_free(h);
		return err;
	}
	HASH_ADD_KEYPTR(hh, t->by_key, h->key, strlen(h->key), h);
	*ret_host = h;
	return 0;
}

struct address *hosts_address(struct hosts *t, const char *text)
{
	struct address *a;

	HASH_FIND_STR(t->by_text, text, a);
	if (a)
		return a;
	a = calloc(1, sizeof(*a));
	if (!a)
		return NULL;
	(void)snprintf(a->text, sizeof(a->text), "%s", text);
	a->zone = guard_zone_of_text(a->text);
	HASH_ADD_STR(t->by_text, text, a);
	return a;
}

void hosts_free(struct hosts *t)
{
	struct host *h, *next_host;
	struct address *a, *next_address;

	HASH_ITER(hh, t->by_key, h, next_host) {
		HASH_DELETE(hh, t->by_key, h);
		host_free(h);
	}
	HASH_ITER(hh, t->by_text, a, next_address) {
		HASH_DELETE(hh, t->by_text, a);
		free(a);
	}
}

void host_move(struct host *h, enum host_state to)
{
	if (!(moves[h->state] >> to & 1)) {
		fprintf(stderr, "nianbao: a host may not go from %s to %s: "
			"%s\n", state_names[h->state], state_names[to],
			h->key);
		abort();
	}
	h->state = to;
}

void host_place(struct host *h, struct address *a)
{
	if (h->address == a)
		return;
	if (h->address)
		LL_DELETE2(h->address->hosts, h, next_same);
	h->address = a;
	if (a)
		LL_PREPEND2(a->hosts, h, next_same);
}

/* --- what the catalog remembers --------------------------------------- */

#define REST_MOST (HOST_REST_MOST_DAYS * (int64_t)HOST_NEXT_MOST)

static int64_t to_mono(int64_t ms, int64_t mono, int64_t wall, int64_t most)
{
	if (ms <= wall)
		return 0;
	return mono + (ms - wall < most ? ms - wall : most);
}

static int64_t to_wall(int64_t ms, int64_t mono, int64_t wall)
{
	return ms > mono ? wall + (ms - mono) : 0;
}

/* The string behind the others; *at moves on. */
static const char *put(char **at, const char *string)
{
	char *to = *at;

	if (!string)
		return NULL;
	*at = stpcpy(to, string) + 1;
	return to;
}

int host_set_block(struct host *h, const struct store_block *block,
		   int64_t mono, int64_t wall)
{
	struct store_block b = *block;
	/* once it is over another one cannot be the same: a probe that came
	 * while the clock was behind moves nothing, but the host rests on */
	bool same = b.until_ms == h->block.until_ms && h->block_until > mono;
	size_t size = slice_of(b.class).n + slice_of(b.sign).n +
		      slice_of(b.group).n + 3;
	char *strings = b.since_ms ? malloc(size) : NULL;
	char *at = strings;

	if (b.since_ms && !strings)
		return ERR_NOMEM;
	b.class = put(&at, strings ? b.class : NULL);
	b.sign = put(&at, strings ? b.sign : NULL);
	b.group = put(&at, strings ? b.group : NULL);
	if (!same)
		h->block_until = to_mono(b.until_ms, mono, wall, REST_MOST);
	free(h->block_strings);	/* b may have been of them */
	h->block_strings = strings;
	h->block = b;
	return 0;
}

int host_load(struct host *h, const struct store_host *row, int64_t mono,
	      int64_t wall)
{
	h->id = row->id;
	h->last_response_ms = row->last_response_ms;
	h->free_at = to_mono(row->next_ms, mono, wall, HOST_NEXT_MOST);
	h->rest_until = to_mono(row->backoff_until_ms, mono, wall, REST_MOST);
	h->backoff_steps = row->backoff_steps;
	robots_gate_load(&h->gate, row);
	return host_set_block(h, &row->block, mono, wall);
}

void host_save(const struct host *h, int64_t mono, int64_t wall,
	       struct store_host *ret_row)
{
	*ret_row = (struct store_host){
		.id = h->id,
		.key = h->key,
		.address = h->address ? h->address->text : NULL,
		.next_ms = to_wall(h->free_at, mono, wall),
		.last_response_ms = h->last_response_ms,
		.backoff_until_ms = to_wall(h->rest_until, mono, wall),
		.backoff_steps = h->backoff_steps,
		.failures = h->failures,
	};
	robots_gate_save(&h->gate, ret_row);
}

void address_load(struct address *a, int64_t next_ms, int64_t mono,
		  int64_t wall)
{
	int64_t at = to_mono(next_ms, mono, wall, HOST_NEXT_MOST);

	if (at > a->free_at)
		a->free_at = at;
}

int64_t address_save(const struct address *a, int64_t mono, int64_t wall)
{
	return to_wall(a->free_at, mono, wall);
}

/* --- the queue -------------------------------------------------------- */

static int urgency(const struct job *job)
{
	return job->lease.url.is_robots ? INT32_MAX : job->lease.url.priority;
}

static int by_urgency(struct job *a, struct job *b)
{
	int x = urgency(a), y = urgency(b);

	return (x < y) - (x > y);
}

void host_queue(struct host *h, struct job *job)
{
	DL_INSERT_INORDER(h->queue, job, by_urgency);
	h->queued++;
}

struct job *host_peek(const struct host *h)
{
	return h->queue;
}

void host_unqueue(struct host *h, struct job *job)
{
	DL_DELETE(h->queue, job);
	job->prev = job->next = NULL;
	h->queued--;
}

/* --- delays ----------------------------------------------------------- */

struct host_rules host_effective_rules(const struct host *h)
{
	struct host_rules rules = h->rules;

	if (h->address && guard_is_local(h->address->zone))
		return rules;
	rules.connections = 1;
	if (rules.delay_ms < HOST_DELAY_LEAST)
		rules.delay_ms = HOST_DELAY_LEAST;
	return rules;
}

static int64_t gap_after(const struct host *h, int32_t took_ms)
{
	struct host_rules rules = host_effective_rules(h);
	int64_t gap = rules.delay_ms;

	if (gap == 0)
		return 0;
	if (gap < h->gate.crawl_delay_ms)
		gap = h->gate.crawl_delay_ms;
	if (gap < 2 * (int64_t)took_ms)
		gap = 2 * (int64_t)took_ms;
	return gap;
}

void host_begin(struct host *h)
{
	h->running++;
	if (h->address)
		h->address->running++;
}

static void not_before(struct host *h, int64_t at)
{
	if (at > h->free_at)
		h->free_at = at;
	if (h->address && at > h->address->free_at)
		h->address->free_at = at;
}

void host_finish(struct host *h, int64_t mono, int32_t took_ms)
{
	h->running--;
	if (h->address)
		h->address->running--;
	h->last_response_ms = took_ms;
	h->ended_at = mono;
	not_before(h, mono + gap_after(h, took_ms));
}

void host_delay_again(struct host *h)
{
	if (h->ended_at)
		not_before(h, h->ended_at + gap_after(h, h->last_response_ms));
}

int64_t host_rest(struct host *h, int64_t mono, int64_t retry_after_ms,
		  int64_t first_ms, int64_t max_ms)
{
	int64_t wait = first_ms;

	for (int i = 0; i < h->backoff_steps && wait < max_ms; i++)
		wait *= 2;
	if (retry_after_ms >= 0)
		wait = retry_after_ms;
	else
		h->backoff_steps++;
	if (wait > max_ms)
		wait = max_ms;
	if (mono + wait > h->rest_until)
		h->rest_until = mono + wait;
	return h->rest_until - mono;
}

int host_connect_error(const struct host *h, int outcome, bool no_route)
{
	if (outcome != ERR_CONNECT_UNREACHABLE || !no_route ||
	    h->has_v4 == h->has_v6)
		return outcome;
	return h->has_v6 ? ERR_CONNECT_V6_ONLY : ERR_CONNECT_V4_ONLY;
}

void host_well(struct host *h, bool page)
{
	h->failures = 0;
	h->backoff_steps = 0;
	if (!page)
		return;
	h->blocks = 0;
	h->good++;
}

int64_t host_ready_at(const struct host *h)
{
	struct host_rules rules = host_effective_rules(h);
	const struct address *a = h->address;
	int64_t at = h->free_at > h->rest_until ? h->free_at : h->rest_until;

	if (h->state != HOST_READY || !h->queue)
		return INT64_MAX;
	if (h->robots_pending && !h->queue->lease.url.is_robots)
		return INT64_MAX;
	if (h->running >= rules.connections)
		return INT64_MAX;
	if (!a)		/* it is resolved first, which asks nobody there */
		return at;
	if (a->running >= rules.connections)
		return INT64_MAX;
	return at > a->free_at ? at : a->free_at;
}
