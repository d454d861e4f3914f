/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sites that may not be asked just now: outside of their window, or with their
 * budget spent.  A site is looked at when leases are wanted for it and again
 * before each request, since a window may shut in between.  What is leased by
 * then goes back.
 *
 * With options.wait the site is shut for a while, and a fill is wanted when
 * it opens; else it is over for this run, with its pass unfinished, so that
 * the next run goes on from there.
 */
#include "crawler/engine_private.h"

#include "crawler/clock.h"

static void say_shut(const struct site *site, enum stop by, int64_t opens,
		     bool wait)
{
	char time[WINDOW_TIME_SIZE];

	window_time(&site->window, opens, time);
	log_note_of((struct log_about){.site = site->name}, "%s: %s; %s %s%s",
		    site->name, stop_text(by),
		    wait ? "going on at" : "run the same command at", time,
		    wait ? "" : " or later, or with --wait");
}

static void shut(struct engine *e, struct site *site, enum stop by,
		 int64_t opens)
{
	int64_t wait_ms = opens - clock_wall_ms();

	say_shut(site, by, opens, e->options.wait);
	e->fill_wanted = true;	/* what is left is no longer waited for */
	site->shut_by = by;
	if (e->options.wait) {
		site->shut_until = clock_mono_ms() + wait_ms;
		site->shut_ms += wait_ms;
		engine_fill_at(e, site->shut_until);
		return;
	}
	site->stopped = by;
	site->tally.stops[by]++;
}

static bool was_shut(const struct site *site)
{
	return site->stopped == STOP_WINDOW || site->stopped == STOP_BUDGET;
}

bool engine_site_shut(struct engine *e, struct site *site)
{
	int64_t wall = clock_wall_ms();
	int64_t room, opens;

	if (!site || site->work == SITE_NEW)
		return true;	/* what it asked for before is not known yet */
	if (site->stopped != STOP_COUNT)
		return was_shut(site);
	if (site->shut_until > clock_mono_ms())
		return true;
	site->shut_until = 0;
	room = budget_free_at(&site->budget, wall);
	opens = window_opens(&site->window, room);
	if (opens == wall)
		return false;
	shut(e, site, room > wall ? STOP_BUDGET : STOP_WINDOW, opens);
	return true;
}

void engine_wait_shut(struct engine *e)
{
	int64_t now = clock_mono_ms();

	for (size_t i = 0; i < e->site_count; i++) {
		struct site *site = e->sites[i];

		if (site->stopped == STOP_COUNT && site->shut_until > now)
			engine_fill_at(e, site->shut_until);
	}
}

void engine_end_shut(struct engine *e)
{
	int64_t now = clock_mono_ms();

	for (size_t i = 0; i < e->site_count; i++) {
		struct site *site = e->sites[i];

		if (site->stopped != STOP_COUNT || site->shut_until <= now)
			continue;
		site->stopped = site->shut_by;
		site->tally.stops[site->shut_by]++;
	}
}

/* Another site of the run that has the host and may be asked. */
struct site *engine_site_asking(struct engine *e, const struct host *h)
{
	struct site *asking = NULL;
	struct url u;

	if (!engine_site_shut(e, h->site) ||
	    url_parse(slice_of(h->key), NULL, NULL, &u, NULL))
		return h->site;
	for (size_t i = 0; i < e->site_count && !asking; i++) {
		struct site *site = e->sites[i];

		if (site->stopped == STOP_COUNT &&
		    scope_has(&site->scope, &u) && !engine_site_shut(e, site))
			asking = site;
	}
	url_free(&u);
	return asking ? asking : h->site;
}
