/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts that block us.  What is done about it is nothing: the host is out of
 * the run and left alone, for longer each time (block_first, block_second,
 * block_last).  When its rest is over, the next run asks for one page, the
 * probe; hosts blocked alike and near each other rest together and share it
 * (store/blocks.c, which decides what group, for how long).
 *
 *   block ─► does it speak for the host? ─► host out of the run
 *                                      └──► commit: group, steps, rest
 *                                              └─► stored: all of the group
 *   good page of a blocked host ─► commit: the group is over ─► stored
 */
#include "crawler/engine_private.h"

#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/wording.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	BLOCKS_IN_A_ROW = 3,	/* 403s before they speak for the host */
	GOOD_BEFORE = 20,	/* pages after which a block is no block of
				 * principle: we were too many or too fast */
};

/* --- what an answer means ------------------------------------------------- */

static bool is_challenge(enum block_class class)
{
	return class == BLOCK_CHALLENGE_JIASULE ||
	       class == BLOCK_CHALLENGE_RUISHU;
}

/* One 403 is about one page; a challenge, or nothing else, or whatever answers
 * a probe, about the host. */
static bool speaks_for_host(const struct job *job)
{
	const struct host *h = job->host;

	return is_challenge(job->block) || h->block.since_ms ||
	       h->blocks >= BLOCKS_IN_A_ROW ||
	       (h->good == 0 && job->lease.url.is_robots);
}

void engine_block_met(struct engine *e, struct job *job)
{
	struct host *h = job->host;
	enum block_class class = h->good < GOOD_BEFORE ? job->block :
				 BLOCK_RATE_LIMITED;

	if (!block_is_host_wide(job->block))
		return;
	h->blocks++;
	if (!speaks_for_host(job) || !job->block_sign)
		return;
	job->block_event = (struct store_block_event){
		.class = block_name(class), .sign = job->block_sign,
		.division = job->site->division,
		.ladder_ms = job->settings->block_ladder, .rungs = BLOCK_RUNGS,
	};
	job->item.block = &job->block_event;
	engine_drop_host(e, h, HOST_END_BLOCKED);
}

/* A redirect to itself is what some challenges begin with. */
static bool is_well(const struct job *job)
{
	const char *to = job->capture.redirect_to;

	return job->verdict.kind != VERDICT_OTHER && job->block == BLOCK_NONE &&
	       !job->lease.url.is_robots &&
	       !(to && strcmp(to, job->capture.url) == 0);
}

void engine_block_over(struct engine *e, struct job *job)
{
	(void)e;
	if (!job->host->block.since_ms || !is_well(job))
		return;
	job->block_event = (struct store_block_event){.is_over = true};
	job->item.block = &job->block_event;
}

/* --- host and group ------------------------------------------------------- */

static bool is_group(const struct host *h, const char *group)
{
	return group && h->block.group && strcmp(h->block.group, group) == 0;
}

static void set(struct engine *e, struct host *h, const struct store_block *b)
{
	if (host_set_block(h, b, clock_mono_ms(), clock_wall_ms()))
		engine_stop(e, ENGINE_FAILED, ERR_NOMEM);
}

/* The others of the group as the host is; they go on, or rest with it. */
static void move_group(struct engine *e, const char *group,
		       const struct store_block *now)
{
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next) {
		struct store_block b = h->block;

		if (!is_group(h, group))
			continue;
		b.steps = now->steps;
		b.until_ms = now->until_ms;
		set(e, h, now->since_ms ? &b : now);
		if (now->since_ms)
			engine_drop_host(e, h, HOST_END_BLOCKED);
	}
}

void engine_block_stored(struct engine *e, const struct job *job)
{
	const struct store_block *now = &job->block_event.ret_block;
	struct host *h = job->host;
	char text[160];
	char *group;

	if (now->since_ms) {
		set(e, h, now);
		move_group(e, now->group, now);
		engine_block_remark(h, text, sizeof(text));
		log_note_of(engine_about(h), "%s %s", h->key, text);
	} else if (h->block.group) {
		log_note_of(engine_about(h), "%s answers again", h->key);
		group = slice_dup(slice_of(h->block.group));
		if (group)
			move_group(e, group, now);
		else
			engine_stop(e, ENGINE_FAILED, ERR_NOMEM);
		free(group);
	}
	e->fill_wanted = true;
}

void engine_block_loaded(struct engine *e, struct host *h)
{
	char text[160];

	if (h->block_until <= clock_mono_ms())
		return;
	engine_block_remark(h, text, sizeof(text));
	log_note_of(engine_about(h), "%s %s", h->key, text);
	engine_drop_host(e, h, HOST_END_BLOCKED);
}

/* The first of a group that has something to ask for brings the probe. */
static bool is_before(struct engine *e, const struct host *other)
{
	return other->state != HOST_GONE &&
	       (other->alive || (other->backlog &&
				 !engine_site_shut(e, other->site)));
}

bool engine_block_holds(struct engine *e, const struct host *h)
{
	if (!h->block.since_ms)
		return false;
	if (h->alive)
		return !h->robots_wanted;
	for (struct host *o = e->hosts.by_key; o && o != h; o = o->hh.next)
		if (is_group(o, h->block.group) && is_before(e, o))
			return true;
	for (struct host *o = h->hh.next; o; o = o->hh.next)
		if (is_group(o, h->block.group) && o->alive)
			return true;
	return false;
}

void engine_block_remark(const struct host *h, char *out, size_t size)
{
	char since[WORDING_TIME_SIZE], until[WORDING_TIME_SIZE];

	wording_time(h->block.since_ms, since);
	wording_time(h->block.until_ms, until);
	(void)snprintf(out, size, "blocks us since %.16s (%s), is asked again "
		       "%.16s UTC", since, h->block.class, until);
}
