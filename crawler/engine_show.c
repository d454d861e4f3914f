/* SPDX-License-Identifier: Apache-2.0 */
/* The progress display of a run: on a terminal a status line, elsewhere a line
 * every ten seconds. */
#include "crawler/clock.h"
#include "crawler/engine_private.h"
#include "crawler/log.h"
#include "crawler/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

static unsigned columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || size.ws_col < 20)
		return 80;
	return size.ws_col - 1u;	/* a full line would wrap */
}

static void look_at_hosts(const struct engine *e, struct progress *p)
{
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next) {
		p->hosts++;
		p->queue += (uint64_t)h->backlog + h->queued;
		p->hosts_blocked += h->block.since_ms != 0;
		p->hosts_waiting += h->state == HOST_READY && h->queue &&
				    h->running == 0;
	}
}

static const char *state_of(const struct engine *e)
{
	if (e->disk_full)
		return "disk full, waiting";
	return e->state == ENGINE_STOPPING ? "stopping" : NULL;
}

static void show(struct engine *e)
{
	struct tally sum = {.fetched = 0};
	struct progress p = {
		.tally = &sum,
		.running = fetch_running(e->fetcher),
		.elapsed_ms = clock_mono_ms() - e->begun_ms,
		.state = state_of(e),
	};
	struct buf line = BUF_INIT(1024);

	for (size_t i = 0; i < e->site_count; i++)
		tally_add(&sum, &e->sites[i]->tally);
	look_at_hosts(e, &p);
	if (e->options.terminal && progress_line(&p, columns(), &line) == 0)
		log_status(line.data);
	else if (!e->options.terminal && progress_line(&p, 0, &line) == 0)
		log_note("%s", line.data);
	buf_free(&line);
}

static void on_progress(uv_timer_t *timer)
{
	show(timer->data);
}

void engine_show_begin(struct engine *e)
{
	uint64_t every = e->options.terminal ? PROGRESS_REDRAW_MS :
			 PROGRESS_LINE_MS;

	if (!e->options.quiet && !e->options.service)
		(void)uv_timer_start(&e->progress, on_progress, every, every);
}

void engine_show_end(struct engine *e)
{
	if (e->options.terminal && !e->options.quiet)
		log_status("");
}

void engine_status(const struct engine *e, struct engine_status *ret_status)
{
	struct tally sum = {.fetched = 0};
	struct progress p = {.tally = &sum};
	int64_t next = INT64_MAX;
	size_t passes = 0;

	for (size_t i = 0; i < e->site_count; i++) {
		const struct site *site = e->sites[i];

		tally_add(&sum, &site->tally);
		passes += site->work == SITE_PASS;
		if (site->work == SITE_BETWEEN && site->visit_at < next)
			next = site->visit_at;
	}
	look_at_hosts(e, &p);
	*ret_status = (struct engine_status){
		.pages = sum.fetched, .reports = sum.reports,
		.sites = e->site_count, .passes = passes,
		.running = fetch_running(e->fetcher),
		.hosts = p.hosts, .waiting = p.hosts_waiting,
		.blocked = p.hosts_blocked, .queued = p.queue,
		.next_ms = next == INT64_MAX ? 0 :
			   clock_wall_ms() + next - clock_mono_ms(),
		.disk_full = e->disk_full,
	};
}
