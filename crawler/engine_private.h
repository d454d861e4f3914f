/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine_*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_CRAWLER_ENGINE_PRIVATE_H
#define NIANBAO_CRAWLER_ENGINE_PRIVATE_H

#include "crawler/archive.h"
#include "crawler/engine.h"
#include "crawler/fetch.h"
#include "crawler/job.h"
#include "crawler/learn.h"
#include "crawler/log.h"
#include "crawler/resolve.h"
#include "crawler/role.h"
#include "crawler/sched.h"
#include "crawler/seen.h"
#include "crawler/stall.h"
#include "crawler/trap.h"
#include "crawler/workers.h"
#include "crawler/writer.h"

/*
 *   STARTING ──► RUNNING ──► STOPPING ──► ENDING ──► CLOSING
 *   run and      fetching    what is on   passes,    handles
 *   sites rows               its way      hosts,
 *   are made                 ends         run row
 */
enum engine_state {
	ENGINE_STARTING, ENGINE_RUNNING, ENGINE_STOPPING, ENGINE_ENDING,
	ENGINE_CLOSING, ENGINE_STATES,
};

enum { BLOCK_RUNGS = 3 };

/* What the configuration says, made ready (engine_settings.c). */
struct settings {
	struct settings *prev, *next;
	const struct conf_snapshot *conf;
	struct conf_snapshot *own; /* a reference of it; NULL: conf is lent */
	struct crawl_plan plan;	/* owned; empty where the sites are lent */
	struct added_plan *added; /* owned: sites that came later; list */
	struct site **table;	/* owned: all sites */
	size_t site_count;
	struct fetch_limits limits;
	struct robots_limits robots;
	int64_t retry_after_max;
	int64_t block_ladder[BLOCK_RUNGS]; /* ms */
	char *user_agent;	/* owned */
	const char *from;	/* the contact, if it is a mail address */
	struct workers *workers; /* owned */
	struct archive_writing writing; /* what the store borrows of it */
	unsigned holders;	/* jobs and requests begun under it, and the
				 * store */
};

struct engine {
	struct engine_options options; /* conf: that of the settings */
	struct engine_result *result;
	enum engine_state state;
	uv_loop_t loop;
	uv_timer_t timer, progress, grace, disk;
	uv_signal_t sigint, sigterm;
	struct stall stall;
	unsigned signals;
	unsigned handles;	/* not closed yet */

	struct fetcher *fetcher;
	struct resolver *resolver;
	struct writer *writer;
	char *spool_dir;	/* owned */

	struct settings *settings; /* in force; one of … */
	struct settings *all_settings; /* … these, owned: list */
	struct settings *told;	/* held: the store borrows from it; NULL */
	struct site **sites;	/* the table of the settings */
	size_t site_count;
	struct hosts hosts;
	struct sched sched;
	struct traps traps;
	struct learnt learnt;	/* of sites with scope reports */
	struct seen found;	/* URL and site → 1 + priority handed on */

	int64_t begun_ms, deadline_ms; /* mono */
	unsigned alive;		/* jobs, in whatever stage */
	unsigned resolving;	/* hosts that wait for c-ares or the writer */
	unsigned asked;		/* writer requests under way */
	size_t held;		/* bytes of bodies past the fetcher */
	struct job *fetching;	/* list by prev, next */

	bool filling;		/* a fill is with the writer */
	bool fill_wanted;
	int64_t fill_after;	/* mono; not before */
	int64_t fill_at;	/* mono; wanted from then on; INT64_MAX */
	bool disk_full;		/* nothing starts until there is room */

	bool visiting;		/* sites are with the writer */
	int64_t visit_at;	/* mono; when the first is to be visited */

	/* the service's */
	int64_t left_at;	/* mono; when passes are looked at */
	bool moved;		/* jobs ended since passes were looked at */
	int64_t file_at;	/* mono; when the WARC file is ended */
	int64_t sweep_at;	/* mono; when hosts are looked through next */
	int64_t wall_ahead;	/* of mono, when they were last; 0: never */
	bool set_back;		/* our clock was, by days; the store is to
				 * hear of it */
	int64_t forget_at;	/* mono; when `found` and `traps` begin anew */
};

/* --- engine.c --- */
/* How each site came off, from how its hosts did. */
void engine_note_remarks(struct engine *e);
/* The next turn of the loop looks at everything again. */
void engine_wake(struct engine *e);
/* Stops starting; ends when what is on its way has ended. */
void engine_stop(struct engine *e, enum engine_outcome outcome, int err);
/* A message for people; the first one stays. */
void engine_problem(struct engine *e, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* NULL: it is no longer one of ours. */
struct site *engine_site(struct engine *e, int64_t id);
void engine_begun(struct engine *e, int err);
void engine_ended(struct engine *e, int err);
void engine_free_job(struct engine *e, struct job *job);
/* The host is out of the run; its leases go back. */
void engine_drop_host(struct engine *e, struct host *h, enum host_end end);
/* Site and host of a line of the log. */
struct log_about engine_about(const struct host *h);
void engine_touch(struct engine *e, struct host *h);
/* A fill is wanted from then on (mono). */
void engine_fill_at(struct engine *e, int64_t at);

/* --- engine_settings.c --- */
/* Of e->options where plan is NULL; else takes the plan and a reference of
 * conf. ERR_NOMEM: nothing is taken. */
int settings_new(struct engine *e, struct conf_snapshot *conf,
		 struct crawl_plan *plan, struct settings **ret_settings);
/* Sites that came later; takes the plan.  ERR_NOMEM: it is not taken. */
int settings_add(struct settings *s, struct crawl_plan *plan);
/* They are those in force from now on. */
void settings_enforce(struct engine *e, struct settings *s);
struct settings *settings_hold(struct settings *s);
void settings_drop(struct engine *e, struct settings *s);
/* Frees all, at the end. */
void settings_clear(struct engine *e);
/* Jobs with workers, of all settings. */
size_t settings_busy(const struct engine *e);

/* --- engine_fill.c: hosts and leases from the store --- */
void engine_fill(struct engine *e);
/* Its site, and by that its rules; again after a reload. */
void engine_rule_host(struct engine *e, struct host *h);

/* --- engine_shut.c: windows and budgets --- */
/* May no request of the site start now?  Says so when it shuts.  NULL, a site
 * that is no longer ours: never; nor one that is not open yet. */
bool engine_site_shut(struct engine *e, struct site *site);
/* A fill is wanted when each of those that are shut opens. */
void engine_wait_shut(struct engine *e);
/* The run ends: what is shut counts as stopped. */
void engine_end_shut(struct engine *e);
/* For which site the host is asked for its robots.txt. */
struct site *engine_site_asking(struct engine *e, const struct host *h);

/* --- engine_open.c: on the writer thread --- */
enum opening_how {
	OPENING_PASS,		/* as a crawl does */
	OPENING_REFRESH,	/* what is due, no pass */
	OPENING_SERVICE,	/* a pass where none was finished, else as a
				 * refresh does */
};
struct opening {
	enum opening_how how;
	int64_t now_ms, refresh_ms; /* wall */
	struct budget *budget;	/* takes what was requested before; NULL */
	struct learnt *learnt;	/* takes what was learnt before; NULL */
	/* set */
	int64_t id;
	bool pass, resumed;
	int64_t due;		/* URLs that are due again; not of a pass */
};
int engine_open_site(struct store *store, struct store_reader *reader,
		     const struct site *site, struct opening *o);

/* --- engine_sites.c: sites are opened, and a service's looked after --- */
void engine_serve(struct engine *e, int64_t now);
/* Nothing is on its way just now. */
void engine_serve_idle(struct engine *e, int64_t now);
/* The site of that name; NULL. */
struct site *engine_site_named(struct engine *e, const char *name);
/* Its bounds count anew. */
void engine_begin_day(struct engine *e, struct site *site, int64_t now);
/* When to call engine_serve() next; mono. */
int64_t engine_serve_next(const struct engine *e);

/* --- engine_task.c: work that was handed over --- */
/* What the site's wish is, for a visit. */
void engine_task_opening(const struct engine_task *task,
			 struct opening *ret_opening);
struct engine_task *engine_task_hold(struct engine_task *task);
void engine_task_drop(struct engine *e, struct engine_task *task);

/* --- engine_rows.c: the small requests to the writer --- */
void engine_begin(struct engine *e);	/* … then engine_begun() */
void engine_end(struct engine *e);	/* … then engine_ended() */
void engine_save_host(struct engine *e, struct host *h);
/* The budget of the host's address, then engine_resolved(). */
void engine_load_address(struct engine *e, struct host *h);
/* The lease goes back; the job is freed.  due_ms: wall; 0 as it was. */
void engine_release(struct engine *e, struct job *job, int64_t due_ms);
/* It is done without being asked for, and counted; the job is freed. */
void engine_leave_out(struct engine *e, struct job *job, enum stop stop);

/* --- engine_show.c: progress --- */
void engine_show_begin(struct engine *e);
void engine_show_end(struct engine *e);

/* --- engine_fetch.c: to the wire --- */
/* One start (or refusal, or resolution) on the host the scheduler picked. */
void engine_dispatch(struct engine *e, struct host *h);
void engine_resolved(struct engine *e, struct host *h);
/* As the catalog remembers it: a name that led to a public address may not
 * come to lead into our own network. */
void engine_was_at(struct engine *e, const struct host *h,
		   const char *address);
/* What the address of a host means for the sites whose seeds are there. */
void engine_look_at_address(struct engine *e, struct host *h);

/* --- engine_block.c: hosts that block us --- */
/* An answer that is a block: what the commit is to know of it. */
void engine_block_met(struct engine *e, struct job *job);
/* A good answer of a page. */
void engine_block_over(struct engine *e, struct job *job);
/* It is stored: host and group are as the catalog says now. */
void engine_block_stored(struct engine *e, const struct job *job);
/* A host as loaded: one that rests is left out of the run. */
void engine_block_loaded(struct engine *e, struct host *h);
/* Nothing of it may be leased now: it is blocked, and the one page that may be
 * asked for is under way already, or another host of its group's. */
bool engine_block_holds(struct engine *e, const struct host *h);
/* For the closing table: class, since when, when it is asked again. */
void engine_block_remark(const struct host *h, char *out, size_t size);

/* --- engine_answer.c: what an answer means --- */
/* Its URL is known: a page that leads there leads to nothing new, though the
 * page that showed it is not read again. */
void engine_note_asked(struct engine *e, const struct job *job);
void engine_on_extracted(void *ctx, struct job *job);
void engine_on_stored(void *ctx, struct job *job);

#endif
