/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/one_shot.h"

#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/handover.h"
#include "crawler/log.h"

#include <stdio.h>
#include <stdlib.h>

/* --- how it came off -------------------------------------------------- */

/* Nothing came as asked for, and that was not for want of trying. */
static bool site_is_dead(const struct site *site)
{
	const struct tally *t = &site->tally;

	return t->good == 0 && (site->remark || t->blocked || t->failed ||
				t->retried || t->stops[STOP_WAIT]);
}

static int code_of_done(const struct engine_options *o)
{
	size_t dead = 0, failures = 0;

	for (size_t i = 0; i < o->site_count; i++) {
		const struct site *site = &o->sites[i];

		dead += site_is_dead(site);
		failures += site->tally.failed || site->remark ||
			    site->tally.stops[STOP_WAIT];
	}
	if (dead == o->site_count)
		return EXIT_BLOCKED;
	return failures ? EXIT_WITH_FAILURES : EXIT_DONE;
}

static int code_of(const struct engine_result *result,
		   const struct engine_options *o)
{
	switch (result->outcome) {
	case ENGINE_DONE:
		return code_of_done(o);
	case ENGINE_INTERRUPTED:
		return EXIT_INTERRUPTED;
	case ENGINE_REFUSED:
		return EXIT_USAGE;
	case ENGINE_LIMITED:
		return EXIT_ERROR;
	case ENGINE_FAILED:
		break;
	}
	return exit_code_of(result->err);
}

/* --- columns ---------------------------------------------------------- */

enum {
	COLUMNS_MAX = 20000,	/* told of in one line */
	COLUMNS_MEMORY = 64 << 20,
};

struct columns {
	struct arena *arena;	/* owned */
	struct store_column_state *states; /* owned */
	size_t count, room;
};

static const char *keep(struct arena *a, const char *text)
{
	return text ? arena_strndup(a, text, strlen(text)) : NULL;
}

static int on_column(void *ctx, const struct store_column_state *column)
{
	struct columns *columns = ctx;
	struct store_column_state *states = columns->states;
	size_t room = columns->room ? 2 * columns->room : 64;

	if (columns->count == COLUMNS_MAX)
		return 1;
	if (columns->count == columns->room) {
		states = realloc(states, room * sizeof(*states));
		if (!states)
			return ERR_NOMEM;
		columns->states = states;
		columns->room = room;
	}
	states += columns->count++;
	*states = *column;
	states->site_name = keep(columns->arena, column->site_name);
	states->url = keep(columns->arena, column->url);
	states->name = keep(columns->arena, column->name);
	states->method = keep(columns->arena, column->method);
	return arena_err(columns->arena);
}

static void free_columns(struct columns *columns)
{
	arena_free(columns->arena);
	free(columns->states);
}

/* --- what became of reports ------------------------------------------- */

struct became {
	struct progress_reports *counts;
	char *id;		/* owned; of the last one; NULL */
	enum store_change_kind kind;
};

static void count_last(struct became *b)
{
	if (!b->id)
		return;
	if (b->kind == STORE_CHANGE_NEW)
		b->counts->fresh++;
	else if (b->kind == STORE_CHANGE_GONE)
		b->counts->gone++;
	else if (b->kind == STORE_CHANGE_MOVED)
		b->counts->moved++;
	else
		b->counts->changed++;
	free(b->id);
	b->id = NULL;
}

/* Changes of a report come together; a new one is new whatever else came, and
 * of one that moved with other figures these are the news. */
static bool outdoes(enum store_change_kind kind, enum store_change_kind last)
{
	return last != STORE_CHANGE_NEW &&
	       (kind != STORE_CHANGE_MOVED || last == STORE_CHANGE_GONE);
}

static int on_change(void *ctx, const struct store_change *change)
{
	struct became *b = ctx;

	if (b->id && strcmp(b->id, change->id) == 0) {
		if (outdoes(change->kind, b->kind))
			b->kind = change->kind;
		return 0;
	}
	count_last(b);
	b->id = strdup(change->id);
	b->kind = change->kind;
	return b->id ? 0 : ERR_NOMEM;
}

static int tally_reports(struct store_reader *reader,
			 const struct engine_options *o, int64_t since_ms,
			 struct progress_reports *counts)
{
	const struct store_change_filter filter = {.since_ms = since_ms};
	struct became became = {.counts = counts};
	int err = store_each_change(reader, &filter, on_change, &became);
	int64_t asked = 0, other;

	count_last(&became);
	for (size_t i = 0; i < o->site_count && !err; i++) {
		int64_t count = 0;

		err = store_reports_asked(reader, o->sites[i].id, since_ms,
					  &count);
		asked += count;
	}
	other = (int64_t)(counts->fresh + counts->changed + counts->gone +
			  counts->moved);
	counts->unchanged = asked > other ? (uint64_t)(asked - other) : 0;
	return err;
}

/* What cannot be had is left out: it is in the archive all the same. */
static void read_archive(const char *archive, const struct engine_options *o,
			 int64_t since_ms, struct columns *columns,
			 struct progress_reports *reports)
{
	struct store_reader *reader = NULL;
	int err;

	columns->arena = arena_new(COLUMNS_MEMORY);
	err = columns->arena ? store_reader_open(archive, &reader) : ERR_NOMEM;
	for (size_t i = 0; i < o->site_count && !err; i++)
		if (o->sites[i].id)
			err = store_each_column(reader, o->sites[i].id,
						on_column, columns);
	if (err >= 0 && o->refresh)
		err = tally_reports(reader, o, since_ms, reports);
	if (err < 0)
		complain("%s: columns and changes cannot be read: %s", archive,
			 err_text(err));
	if (err == ERR_NOMEM)
		columns->count = 0;
	store_reader_close(reader);
}

static void say_end(const struct engine_result *result,
		    const struct engine_options *o,
		    bool json, const char *archive)
{
	struct progress_site *sites = calloc(o->site_count + 1, sizeof(*sites));
	struct progress_end end = {
		.run = result->run,
		.sites = sites,
		.site_count = o->site_count,
		.elapsed_ms = result->elapsed_ms,
		.stall_ms = result->stall_ms,
		.stall_cpu_ms = result->stall_cpu_ms,
		.resumed = result->resumed,
		.interrupted = result->outcome == ENGINE_INTERRUPTED,
		.archive = archive,
	};
	struct progress_reports reports = {.fresh = 0};
	struct columns columns = {.count = 0};
	struct buf out = BUF_INIT(1 << 26);

	read_archive(archive, o, result->began_ms, &columns, &reports);
	if (o->refresh)
		end.reports = &reports;
	end.columns = columns.states;
	end.column_count = columns.count;
	for (size_t i = 0; i < o->site_count && sites; i++)
		sites[i] = (struct progress_site){
			.name = o->sites[i].name,
			.tally = &o->sites[i].tally,
			.left = o->sites[i].left,
			.remark = o->sites[i].remark,
		};
	if (!sites)
		complain("%s", err_text(ERR_NOMEM));
	else if (json && progress_json(&end, &out) == 0)
		puts(out.data);
	else if (!json && progress_table(&end, &out) == 0)
		fputs(out.data, stdout);
	buf_free(&out);
	free_columns(&columns);
	free(sites);
}

/* --- all -------------------------------------------------------------- */

static void say_problem(const struct engine_result *result,
			const struct engine_options *o)
{
	if (result->problem[0])
		complain("%s", result->problem);
	else if (result->err)
		complain("%s: %s", o->dir, store_problem(o->store)[0] ?
			 store_problem(o->store) : err_text(result->err));
}

/* Somebody has the archive: a service takes the work.  -1: nobody has. */
static int hand_over(struct command_context *ctx,
		     const struct one_shot_args *args,
		     const struct engine_options *wanted)
{
	struct engine_options options = *wanted;
	struct engine_result result;
	struct control_answer end;
	bool held = false;
	int code;

	if (store_is_held(ctx->archive, &held) || !held)
		return -1;
	code = handover_run(ctx, args, wanted->refresh, &end);
	if (code >= 0)
		return code;
	options.sites = end.sites;
	options.site_count = end.site_count;
	result = (struct engine_result){
		.outcome = end.interrupted ? ENGINE_INTERRUPTED : ENGINE_DONE,
		.run = end.run, .began_ms = end.began_ms,
		.elapsed_ms = end.elapsed_ms,
	};
	for (size_t i = 0; i < end.site_count; i++)
		result.resumed |= end.sites[i].resumed;
	say_end(&result, &options, args->json, ctx->archive);
	code = code_of(&result, &options);
	control_answer_clear(&end);
	return code;
}

int one_shot(struct command_context *ctx, const struct one_shot_args *args,
	     const struct engine_options *wanted)
{
	struct engine_options options = *wanted;
	struct engine_result result;
	struct archive_writing writing;
	int code = hand_over(ctx, args, wanted);
	int err;

	if (code >= 0)
		return code;
	code = archive_write(ctx, options.conf, &writing, &options.store);
	if (code)
		return code;
	options.dir = ctx->archive;
	options.resolve = args->resolve;
	while (args->resolve[options.resolve_count])
		options.resolve_count++;
	options.wait = args->wait;
	options.terminal = ctx->terminal_err;
	engine_run(&options, &result);
	say_problem(&result, &options);
	err = store_close(options.store);
	if (err)
		complain("%s: closing failed: %s", ctx->archive, err_text(err));
	if (result.outcome != ENGINE_REFUSED)
		say_end(&result, &options, args->json, ctx->archive);
	code = code_of(&result, &options);
	return err && code == EXIT_DONE ? exit_code_of(err) : code;
}
