/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts and addresses with their politeness.  A host is scheme, name and port;
 * the names on one address share its budget.  Pure: time comes in; loop
 * thread.
 *
 * Times here are on the clock that never jumps (mono); the catalog keeps wall
 * clock.  host_load() and host_save() turn one into the other, so that a
 * stepped system clock neither hurries nor stops a crawl.
 *
 *   OPENING ──────► READY ◄────► RESOLVING        any ──► GONE
 *   the store       the          c-ares is asked: with  (for this run; in a
 *   is asked        scheduler    the first job, and     service, until it is
 *                                after a failure        OPENING again)
 */
#ifndef NIANBAO_CRAWLER_HOST_H
#define NIANBAO_CRAWLER_HOST_H

#include "crawler/guard.h"
#include "crawler/robots_gate.h"
#include "store/store.h"

#include <uthash.h>

struct job;
struct host;
struct site;
struct engine;

enum { HOST_ADDRESS_SIZE = 46 };

enum host_state {
	HOST_OPENING, HOST_READY, HOST_RESOLVING, HOST_GONE,
	HOST_STATES,
};
const char *host_state_name(enum host_state state);

/* Why a host is out of the run. */
enum host_end {
	HOST_END_NONE,
	HOST_END_UNREACHABLE,	/* network failures, one after the other */
	HOST_END_ROBOTS,	/* robots.txt could not be had */
	HOST_END_BLOCKED,	/* challenge, ban */
	HOST_END_FORBIDDEN,	/* an address that may not be crawled */
};
const char *host_end_text(enum host_end end);

struct host_rules {
	int64_t delay_ms;	/* 0: no delay rules (local addresses only) */
	unsigned connections;	/* above 1 for local addresses only */
};

struct address {
	char text[HOST_ADDRESS_SIZE]; /* numeric; the key */
	enum guard_zone zone;
	int64_t free_at;	/* mono; no request before */
	unsigned running;
	struct host *hosts;	/* those on it, by next_same */
	UT_hash_handle hh;
};

struct host {
	int64_t id;		/* row in the catalog */
	char *key;		/* owned; "http://name:80" */
	char *name;		/* owned; as in url.host */
	uint16_t port;
	bool tls;
	enum host_state state;
	enum host_end end;
	int64_t gone_ms;	/* mono; since when it is GONE */
	struct host_rules rules;
	struct engine *engine;	/* for callbacks that know the host only */
	struct site *site;	/* whose rules it has; borrowed; NULL */
	struct address *address; /* NULL until resolved */
	bool resolve_again;	/* the address failed, or is not known */
	unsigned turn;		/* which of several addresses to use */
	bool has_v4, has_v6;	/* among them, when it was last resolved */
	struct host *next_same;	/* on the same address */
	int32_t dns_ms;		/* of the last resolution; -1 once used */

	int64_t free_at;	/* mono; delay after the last answer … */
	int64_t ended_at;	/* … which ended then; mono; 0: in no run */
	int64_t rest_until;	/* mono; back-off; 0 none */
	int32_t last_response_ms;
	int32_t backoff_steps;
	int32_t failures;	/* network, in a row, in this run */
	unsigned running;	/* exchanges under way */
	unsigned blocks;	/* block pages in a row, in this run */
	unsigned good;		/* pages that came as asked for in this run */
	struct store_block block; /* set by host_set_block() alone; */
	char *block_strings;	/* … its strings: owned; */
	int64_t block_until;	/* … mono; of block.until_ms */

	struct robots_gate gate;
	bool robots_pending;	/* nothing but robots until it is known, … */
	int64_t robots_since;	/* … since then; mono */
	bool robots_wanted;	/* its row is still to be leased */
	char *robots_url;	/* owned; canonical */
	char *robots_moved;	/* owned; where that was redirected to, whose
				 * answer is waited for; NULL */
	unsigned robots_moves;	/* such redirects since it was asked for */

	struct job *queue;	/* leased jobs, best first; owned */
	unsigned queued;
	unsigned alive;		/* jobs anywhere between lease and stored */
	int64_t backlog;	/* rows still in the frontier, as last heard */
	int64_t due_ms;		/* wall: when the first of them is due */

	size_t heap_at;		/* sched: place in the heap; SIZE_MAX out */
	int64_t heap_key;	/* sched: when it may start */
	uint64_t heap_turn;	/* sched: whose turn it is among equals */

	struct fetch_jar *jar;	/* owned by the engine; NULL */
	UT_hash_handle hh;
};

struct hosts {
	struct host *by_key;
	struct address *by_text;
};

struct host *hosts_find(const struct hosts *t, const char *key);
/* key is taken apart into name, port and tls.  ERR_NOMEM, ERR_EXISTS,
 * ERR_INVALID. */
int hosts_add(struct hosts *t, const char *key, struct host **ret_host);
/* The address of the text, made where it is new. NULL: out of memory. */
struct address *hosts_address(struct hosts *t, const char *text);
/* Frees all; queues must be empty. */
void hosts_free(struct hosts *t);

/* Moves to the state; aborts on a move the diagram does not have. */
void host_move(struct host *h, enum host_state to);
/* Puts the host on the address, away from the one it was on (NULL: none). */
void host_place(struct host *h, struct address *a);

/* What the catalog remembers, at these two times.  A time that is further off
 * than any delay or rest may be was written by a clock that has been put back
 * since: the longest counts from now.  ERR_NOMEM. */
enum {
	HOST_NEXT_MOST = 24 * 3600 * 1000,	/* ms */
	HOST_REST_MOST_DAYS = 30,		/* as retry_after_max */
};
int host_load(struct host *h, const struct store_host *row, int64_t mono,
	      int64_t wall);
/* The reverse, but for the block; strings are lent by h. */
void host_save(const struct host *h, int64_t mono, int64_t wall,
	       struct store_host *ret_row);
/* Copies; zeroed: it is not blocked.  Until when, on the clock that never
 * jumps, stays where the block says the same as before.  ERR_NOMEM: nothing
 * changed. */
int host_set_block(struct host *h, const struct store_block *block,
		   int64_t mono, int64_t wall);
/* Times of an address from and for the catalog. */
void address_load(struct address *a, int64_t next_ms, int64_t mono,
		  int64_t wall);
int64_t address_save(const struct address *a, int64_t mono, int64_t wall);

/* Into the queue by priority; robots and their redirects come first. */
void host_queue(struct host *h, struct job *job);
/* The best one, still queued; NULL. */
struct job *host_peek(const struct host *h);
void host_unqueue(struct host *h, struct job *job);

/* The rules hold as configured only on local addresses: elsewhere no delay
 * below HOST_DELAY_LEAST and one connection. */
enum { HOST_DELAY_LEAST = 1000 };
struct host_rules host_effective_rules(const struct host *h);

/* An exchange begins / has ended after took_ms. */
void host_begin(struct host *h);
void host_finish(struct host *h, int64_t mono, int32_t took_ms);
/* The delay after the last answer is by another Crawl-delay now; at most
 * longer. */
void host_delay_again(struct host *h);
/*
 * Rest before the next request: retry_after_ms if >= 0 (the host said so), else
 * first_ms doubled for each rest since the last good answer, max_ms at most.
 * Returns the wait.
 */
int64_t host_rest(struct host *h, int64_t mono, int64_t retry_after_ms,
		  int64_t first_ms, int64_t max_ms);
/* ERR_CONNECT_UNREACHABLE in more detail: there is no way to addresses of the
 * only family the host has.  Other outcomes are given back. */
int host_connect_error(const struct host *h, int outcome, bool no_route);
/* A good answer: failures and back-off are over; with a page, for robots.txt is
 * often let through where nothing else is, blocks in a row, too. */
void host_well(struct host *h, bool page);
/*
 * When may the next exchange start?  INT64_MAX where none may: not READY,
 * nothing queued, waiting for robots, or as many running as allowed, on the
 * host or its address.
 */
int64_t host_ready_at(const struct host *h);

#endif
