/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao verify: does the archive keep its promises?
 *
 * Findings are printed as they are found, so that a long walk over a damaged
 * archive is of use before it ends; a summary by rule follows.
 */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/cmd_json.h"
#include "crawler/commands.h"
#include "crawler/listing.h"
#include "crawler/log.h"
#include "crawler/wording.h"
#include "store/verify.h"

#include <inttypes.h>
#include <stdio.h>

/* The walk as it is shown. */
struct view {
	bool terminal;		/* progress on stderr */
	int percent;		/* shown last; -1: none */
	struct listing *json;	/* NULL: for people */
	uint64_t by_rule[VERIFY_RULE_COUNT];
};

static const struct listing_column columns[] = {
	{.name = "rule"}, {.name = "file"}, {.name = "offset"},
	{.name = "detail"}, {.name = NULL},
};

static const struct listing_column rule_columns[] = {
	{.name = "findings", .title = "FINDINGS", .right = true},
	{.name = "rule", .title = "RULE"},
	{.name = "text", .title = "WHICH ASKS THAT", .wide = true},
	{.name = NULL},
};

static void on_progress(void *ctx, uint64_t done, uint64_t total)
{
	struct view *view = ctx;
	int percent = total ? (int)((double)done * 100 / (double)total) : 0;
	char of[WORDING_BYTES_SIZE], text[64];

	if (!view->terminal || percent == view->percent)
		return;
	view->percent = percent;
	wording_bytes(total, of);
	(void)snprintf(text, sizeof(text), "verifying: %d %% of %s", percent,
		       of);
	log_status(text);
}

static void count_rule(struct view *view, const char *rule)
{
	for (int i = 0; i < VERIFY_RULE_COUNT; i++)
		if (strcmp(verify_rule_name((enum verify_rule)i), rule) == 0)
			view->by_rule[i]++;
}

static void print_finding(const struct verify_finding *f)
{
	struct slice detail = slice_of(f->detail);
	struct buf clean = BUF_INIT(detail.n * 3 + 1);

	(void)wording_clean(detail, &clean);
	printf("%s:%" PRIu64 ": %s: %s\n", f->file, f->offset, f->rule,
	       clean.data ? clean.data : "");
	buf_free(&clean);
}

static void on_finding(void *ctx, const struct verify_finding *f)
{
	struct view *view = ctx;

	count_rule(view, f->rule);
	if (view->terminal)
		log_status("");
	view->percent = -1;
	if (!view->json) {
		print_finding(f);
		return;
	}
	listing_string(view->json, "rule", f->rule);
	listing_string(view->json, "file", f->file);
	listing_number(view->json, "offset", (int64_t)f->offset);
	listing_string(view->json, "detail", f->detail);
	listing_row(view->json);
}

/* --- the end -------------------------------------------------------------- */

static int print_json(const struct verify_totals *t)
{
	struct cmd_json o;

	cmd_json_begin(&o);
	cmd_json_number(&o, "files", (int64_t)t->files);
	cmd_json_number(&o, "records", (int64_t)t->records);
	cmd_json_number(&o, "bytes", (int64_t)t->bytes);
	cmd_json_number(&o, "payloads", (int64_t)t->payloads);
	cmd_json_number(&o, "references", (int64_t)t->references);
	cmd_json_number(&o, "rows", (int64_t)t->rows);
	cmd_json_number(&o, "open", t->warcs_open);
	cmd_json_number(&o, "findings", (int64_t)t->findings);
	return cmd_json_print(&o);
}

/* Which rules were not kept, and what they ask for. */
static int print_rules(const struct view *view)
{
	struct listing *l = listing_new(LISTING_TABLE, rule_columns,
					listing_terminal_width());

	if (!l)
		return ERR_NOMEM;
	putchar('\n');
	for (int i = 0; i < VERIFY_RULE_COUNT; i++) {
		if (!view->by_rule[i])
			continue;
		listing_number(l, "findings", (int64_t)view->by_rule[i]);
		listing_string(l, "rule",
			       verify_rule_name((enum verify_rule)i));
		listing_string(l, "text",
			       verify_rule_text((enum verify_rule)i));
		listing_row(l);
	}
	if (listing_end(l))
		return ERR_NOMEM;
	putchar('\n');
	return 0;
}

static int print_totals(const struct view *view,
			const struct verify_totals *t, bool fast)
{
	char files[WORDING_COUNT_SIZE], records[WORDING_COUNT_SIZE],
		bytes[WORDING_BYTES_SIZE], references[WORDING_COUNT_SIZE],
		findings[WORDING_COUNT_SIZE];

	wording_count(t->files, "WARC file", "WARC files", files);
	wording_count(t->records, "record", "records", records);
	wording_count(t->references, "reference", "references", references);
	wording_count(t->findings, "finding", "findings", findings);
	wording_bytes(t->bytes, bytes);
	if (t->findings && print_rules(view))
		return ERR_NOMEM;
	printf("%s, %s, %s, %s followed: ", files, records, bytes, references);
	if (t->findings)
		printf("%s.\n\"nianbao mend\" repairs what a crash left; with "
		       "--rebuild it makes the catalog\nanew from the WARC "
		       "files.  Bytes that are damaged stay as they are.\n",
		       findings);
	else if (fast)
		printf("all is well, as far as --fast looks.\n");
	else
		printf("all is well.\n");
	if (t->warcs_open)
		printf("A file that is still written to was read up to its "
		       "last commit.\n");
	return 0;
}

static int verify(const struct command_context *ctx, struct view *view,
		  bool fast)
{
	const struct verify_options options = {
		.fast = fast, .on_finding = on_finding,
		.on_progress = on_progress, .ctx = view,
	};
	struct verify_totals totals;
	int err = verify_archive(ctx->archive, &options, &totals);

	if (view->terminal)
		log_status("");
	if (err == ERR_NOTFOUND)
		return archive_missing(ctx->archive);
	if (!err)
		err = view->json ? print_json(&totals) :
		      print_totals(view, &totals, fast);
	if (err) {
		complain("%s: verifying stopped: %s", ctx->archive,
			 err_text(err));
		return exit_code_of(err);
	}
	return totals.findings ? EXIT_DAMAGED : EXIT_DONE;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	bool fast = false, json = false;
	const struct command_flag flags[] = {
		{.name = "--fast", .present = &fast},
		{.name = "--json", .present = &json}, {.name = NULL},
	};
	struct view view = {.terminal = ctx->terminal_err, .percent = -1};
	int code = command_flags(&cmd_verify, ctx, flags, &argc, argv);

	if (code >= 0)
		return code;
	if (argc > 1)
		return usage_error(&cmd_verify, "the archive is named before "
				   "the command: nianbao -C %s verify",
				   argv[1]);
	if (json) {
		view.json = listing_new(LISTING_JSON, columns, 0);
		if (!view.json)
			return listing_finish(NULL, EXIT_ERROR);
	}
	code = verify(ctx, &view, fast);
	return json ? listing_finish(view.json, code) : code;
}

const struct command cmd_verify = {
	.name = "verify",
	.usage = "[--fast] [--json]",
	.summary = "Re-read all that is archived and say whether it is whole.",
	.help =
"Reads every record of every WARC file, recomputes every digest, follows\n"
"every reference, and holds the catalog against the records.  Nothing is\n"
"changed.\n"
"\n"
"  nianbao verify\n"
"  nianbao -C /srv/archive verify --json | tail -n 1\n"
"\n"
"Each finding is one line: the WARC file (or the catalog), the offset of the\n"
"record, the rule that is not kept, and what was found instead.\n"
"\n"
"--fast leaves digests out: heads of records, places and references only.\n"
"--json prints one object a finding, and a last one with the totals.\n"
"\n"
"It may run while an archive is written to; the file under way is read up to\n"
"its last commit.\n"
"\n"
"Exit code 0: all is well; 5: there are findings.",
	.run = run,
};
