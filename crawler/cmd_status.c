/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao status: what is there, what is left, and is it working? */
#include "crawler/archive.h"
#include "crawler/clock.h"
#include "crawler/cmd_json.h"
#include "crawler/commands.h"
#include "crawler/handover.h"
#include "crawler/listing.h"
#include "crawler/wording.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/statvfs.h>

struct status {
	const struct command_context *ctx;
	int64_t now_ms;
	bool held;		/* a process writes to it now … */
	bool served;		/* … a service, which does this: */
	struct engine_status service;
	struct store_totals totals;
	int64_t unfinished;	/* sites whose pass is not at its end */
	int64_t blocked, resting, failing; /* hosts */
	int64_t probe_ms;	/* when the first of the blocked ones is asked
				 * again */
	bool has_run;
	struct store_run_state run; /* the newest */
	char command[32], outcome[64]; /* of it; copies */
	int64_t disk_free;	/* bytes; -1: not known */
};

/* --- asking --------------------------------------------------------------- */

static int on_site(void *ctx, const struct store_site_state *s)
{
	struct status *status = ctx;

	status->unfinished += s->site.pass_started_ms &&
			      s->site.pass_ended_ms < s->site.pass_started_ms;
	return 0;
}

static int on_host(void *ctx, const struct store_host *h)
{
	struct status *status = ctx;

	if (h->block.since_ms) {
		if (!status->blocked++ || h->block.until_ms < status->probe_ms)
			status->probe_ms = h->block.until_ms;
	} else if (h->backoff_until_ms > status->now_ms) {
		status->resting++;
	} else if (h->failures) {
		status->failing++;
	}
	return 0;
}

/* The first is the newest; 1 ends the walk. */
static int on_run(void *ctx, const struct store_run_state *run)
{
	struct status *status = ctx;

	status->has_run = true;
	status->run = *run;
	(void)snprintf(status->command, sizeof(status->command), "%s",
		       run->command);
	(void)snprintf(status->outcome, sizeof(status->outcome), "%s",
		       run->outcome ? run->outcome : "");
	return 1;
}

static int ask(struct status *status, struct store_reader *reader)
{
	int err = store_totals(reader, &status->totals);

	if (!err)
		err = store_each_site_row(reader, on_site, status);
	if (!err)
		err = store_each_host(reader, on_host, status);
	if (!err)
		err = store_each_run(reader, on_run, status);
	return err == 1 ? 0 : err;
}

static void ask_system(struct status *status)
{
	struct statvfs disk;

	/* Nobody to be seen is the answer where the lock cannot be read. */
	if (store_is_held(status->ctx->archive, &status->held))
		status->held = false;
	if (status->held)
		status->served = handover_status(status->ctx->archive,
						 &status->service) == 0;
	status->disk_free = -1;
	if (statvfs(status->ctx->archive, &disk) == 0)
		status->disk_free = (int64_t)disk.f_bavail *
				    (int64_t)disk.f_frsize;
}

/* A run that says no end: under way where somebody holds the archive. */
static const char *outcome_of(const struct status *status)
{
	if (status->run.ended_ms)
		return status->outcome;
	return status->held ? "under way" : "ended without a word (killed?)";
}

/* --- for people ----------------------------------------------------------- */

static void print_run(const struct status *status)
{
	char when[WORDING_TIME_SIZE], ago[WORDING_SPAN_SIZE];

	if (status->has_run) {
		wording_time(status->run.started_ms, when);
		printf("last run    %s of %s UTC, %s\n", status->command, when,
		       outcome_of(status));
	}
	if (status->totals.last_capture_ms) {
		wording_time(status->totals.last_capture_ms, when);
		wording_span(status->now_ms - status->totals.last_capture_ms,
			     ago);
		printf("last asked  %s UTC, %s ago\n", when, ago);
	}
}

/* One line of the form "reports     72 reports". */
static void print_count(const char *title, int64_t n, const char *one,
			const char *many, const char *then)
{
	char text[WORDING_COUNT_SIZE];

	wording_count((uint64_t)n, one, many, text);
	printf("%-10s  %s%s", title, text, then);
}

static void print_captures(const struct store_totals *t)
{
	char payload[WORDING_BYTES_SIZE], warc[WORDING_BYTES_SIZE];

	wording_bytes((uint64_t)t->payload_bytes, payload);
	wording_bytes((uint64_t)t->warc_bytes, warc);
	print_count("captures", t->captures, "attempt", "attempts", "\n");
	print_count("", t->responses, "answer", "answers", "\n");
	print_count("", t->revisits, "with content seen before",
		    "with content seen before", "\n");
	print_count("", t->not_modified, "not modified, the server said",
		    "not modified, the server said", "\n");
	print_count("", t->failed, "failed", "failed", "\n");
	print_count("contents", t->contents, "content", "contents", "");
	printf(" of %s\n", payload);
	print_count("WARC", t->warc_files, "file", "files", "");
	printf(" of %s\n", warc);
}

static void print_rest(const struct status *status)
{
	const struct store_totals *t = &status->totals;
	char bytes[WORDING_BYTES_SIZE];

	print_count("reports", t->reports, "report", "reports", "\n");
	print_count("", t->facts, "fact in them", "facts in them", "\n");
	print_count("sites", t->sites, "site", "sites", "");
	printf(", %" PRId64 " unfinished\n", status->unfinished);
	print_count("hosts", t->hosts, "host", "hosts", "");
	printf(": %" PRId64 " blocked, %" PRId64 " resting, %" PRId64
	       " failing\n", status->blocked, status->resting,
	       status->failing);
	print_count("frontier", t->urls, "URL known", "URLs known", "");
	printf(", %" PRId64 " to be fetched\n", t->queued);
	if (status->disk_free >= 0) {
		wording_bytes((uint64_t)status->disk_free, bytes);
		printf("disk        %s free\n", bytes);
	}
}

static void print_blocked(const struct status *status)
{
	char when[WORDING_TIME_SIZE];

	wording_time(status->probe_ms, when);
	printf("Some hosts block us: \"nianbao hosts\" says which.  The first "
	       "may be asked\nfor a page again %s%s.\n",
	       status->probe_ms > status->now_ms ? "from " : "now",
	       status->probe_ms > status->now_ms ? when : "");
}

static void print_service(const struct engine_status *s)
{
	printf("\nThe service works on it: %zu sites, %zu passes under way, "
	       "%u requests on the wire,\n%" PRIu64 " URLs queued; %" PRIu64
	       " pages and %" PRIu64 " reports since it began%s.\n", s->sites,
	       s->passes, s->running, s->queued, s->pages, s->reports,
	       s->disk_full ? "; the disk is full, it waits" : "");
}

/* The answer itself, last, where the eye is. */
static void print_verdict(const struct status *status)
{
	if (status->served)
		print_service(&status->service);
	else if (status->held)
		printf("\nIt is being written to now.\n");
	else if (status->unfinished)
		printf("\nNothing is running.  A crawl was not finished; the "
		       "same crawl goes on with it.\n");
	else
		printf("\nNothing is running, and nothing was left "
		       "unfinished.\n");
	if (status->blocked)
		print_blocked(status);
}

static void print_people(const struct status *status)
{
	printf("archive     %s\n", status->ctx->archive);
	print_run(status);
	print_captures(&status->totals);
	print_rest(status);
	print_verdict(status);
}

/* --- for programs --------------------------------------------------------- */

static void add_totals(struct cmd_json *o, const struct store_totals *t)
{
	const struct {
		const char *name;
		int64_t value;
	} rows[] = {
		{"captures", t->captures}, {"responses", t->responses},
		{"revisits", t->revisits}, {"not_modified", t->not_modified},
		{"failed", t->failed}, {"contents", t->contents},
		{"payload_bytes", t->payload_bytes},
		{"warc_bytes", t->warc_bytes}, {"warc_files", t->warc_files},
		{"urls", t->urls}, {"queued", t->queued},
		{"reports", t->reports}, {"facts", t->facts},
		{"sites", t->sites}, {"hosts", t->hosts},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cmd_json_number(o, rows[i].name, rows[i].value);
}

static void add_run(struct cmd_json *o, const struct status *status)
{
	struct cmd_json child;

	if (!status->has_run)
		return;
	cmd_json_begin(&child);
	cmd_json_number(&child, "run", status->run.id);
	cmd_json_string(&child, "command", status->command);
	cmd_json_time(&child, "started", status->run.started_ms);
	cmd_json_time(&child, "ended", status->run.ended_ms);
	if (status->run.ended_ms)
		cmd_json_string(&child, "outcome", status->outcome);
	cmd_json_put(o, "last_run", &child);
}

static void add_service(struct cmd_json *o, const struct engine_status *s)
{
	struct cmd_json child;

	cmd_json_begin(&child);
	cmd_json_number(&child, "sites", (int64_t)s->sites);
	cmd_json_number(&child, "passes", (int64_t)s->passes);
	cmd_json_number(&child, "running", s->running);
	cmd_json_number(&child, "pages", (int64_t)s->pages);
	cmd_json_number(&child, "reports", (int64_t)s->reports);
	cmd_json_number(&child, "queued", (int64_t)s->queued);
	cmd_json_bool(&child, "disk_full", s->disk_full);
	cmd_json_put(o, "service", &child);
}

static int print_json(const struct status *status)
{
	struct cmd_json o;

	cmd_json_begin(&o);
	cmd_json_string(&o, "archive", status->ctx->archive);
	cmd_json_bool(&o, "held", status->held);
	if (status->served)
		add_service(&o, &status->service);
	add_run(&o, status);
	cmd_json_time(&o, "last_capture", status->totals.last_capture_ms);
	add_totals(&o, &status->totals);
	cmd_json_number(&o, "sites_unfinished", status->unfinished);
	cmd_json_number(&o, "hosts_blocked", status->blocked);
	if (status->blocked)
		cmd_json_time(&o, "next_probe", status->probe_ms);
	cmd_json_number(&o, "hosts_resting", status->resting);
	cmd_json_number(&o, "hosts_failing", status->failing);
	cmd_json_known(&o, "disk_free", status->disk_free);
	return cmd_json_print(&o);
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	bool json = false;
	const struct command_flag flags[] = {
		{.name = "--json", .present = &json}, {.name = NULL},
	};
	struct status status = {.ctx = ctx, .now_ms = clock_wall_ms()};
	struct store_reader *reader;
	int code = command_flags(&cmd_status, ctx, flags, &argc, argv);
	int err;

	if (code >= 0)
		return code;
	if (argc > 1)
		return usage_error(&cmd_status, "it takes no operands");
	code = archive_open(ctx, &reader);
	if (code != EXIT_DONE)
		return code;
	ask_system(&status);
	err = ask(&status, reader);
	if (err)
		code = archive_failed(ctx, reader, err);
	else if (!json)
		print_people(&status);
	else if (print_json(&status))
		code = listing_finish(NULL, EXIT_ERROR);
	store_reader_close(reader);
	return code;
}

const struct command cmd_status = {
	.name = "status",
	.usage = "[--json]",
	.summary = "Say what is archived, what is left, and whether it works.",
	.help =
"Is a crawl under way, and when did it last get something?  How much is\n"
"there, what is still to be fetched, which hosts refuse?\n"
"\n"
"\"blocked\" counts hosts that answer with challenges or bans, \"resting\"\n"
"those that asked for a pause; \"nianbao hosts\" names them.  A site is\n"
"unfinished while its pass is under way or was stopped.\n"
"\n"
"--json prints the same as one object; \"held\" is true while a process\n"
"writes to the archive, \"service\" says what the service does now.",
	.run = run,
};
