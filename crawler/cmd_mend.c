/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao mend: repairs after a crash, or a catalog made anew. */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/clock.h"
#include "crawler/commands.h"
#include "crawler/convert.h"
#include "crawler/limits.h"
#include "crawler/log.h"
#include "crawler/reread.h"
#include "crawler/wording.h"
#include "store/mend.h"

#include <inttypes.h>
#include <stdio.h>

struct mend {
	bool rebuild, reread, dry_run;
	bool terminal;		/* progress on stderr */
	int percent;		/* shown last; -1: none */
	int64_t page_ms;	/* time for parsing one page */
	int64_t deadline_ms;	/* of the page at hand, on the mono clock */
	struct convert_options convert;
};

static bool expired(void *ctx)
{
	const struct mend *mend = ctx;

	return clock_mono_ms() >= mend->deadline_ms;
}

/* Comes between records, so each page has its own deadline. */
static void on_progress(void *ctx, uint64_t done, uint64_t total)
{
	struct mend *mend = ctx;
	int percent = total ? (int)((double)done * 100 / (double)total) : 0;
	char text[64];

	mend->deadline_ms = clock_mono_ms() + mend->page_ms;
	if (!mend->terminal || percent == mend->percent)
		return;
	mend->percent = percent;
	(void)snprintf(text, sizeof(text), "reading the WARC files: %d %%",
		       percent);
	log_status(text);
}

static void on_note(void *ctx, const char *what)
{
	struct mend *mend = ctx;

	if (mend->terminal)
		log_status("");
	mend->percent = -1;
	puts(what);
}

static int read_document(void *ctx, struct slice bytes, struct arena *a,
			 const struct document **ret_document)
{
	const struct mend *mend = ctx;
	const struct convert_input in = {.bytes = bytes, .fd = -1};

	return convert_run(&in, &mend->convert, a, ret_document);
}

static void print_rebuilt(const struct mend_totals *t)
{
	char files[WORDING_COUNT_SIZE], records[WORDING_COUNT_SIZE],
		captures[WORDING_COUNT_SIZE], contents[WORDING_COUNT_SIZE],
		links[WORDING_COUNT_SIZE], reports[WORDING_COUNT_SIZE];

	wording_count(t->files, "WARC file", "WARC files", files);
	wording_count(t->records, "record", "records", records);
	wording_count(t->captures, "capture", "captures", captures);
	wording_count(t->contents, "content", "contents", contents);
	wording_count(t->links, "link", "links", links);
	wording_count(t->reports, "report", "reports", reports);
	printf("Catalog made anew from %s of %s:\n%s, %s, %s, %s\n", records,
	       files, captures, contents, links, reports);
}

static void print_count(unsigned n, const char *one, const char *many)
{
	char text[WORDING_COUNT_SIZE];

	wording_count(n, one, many, text);
	if (n)
		puts(text);
}

static void print_recovered(const struct store_recovery *r)
{
	print_count(r->adopted, "capture taken up into the catalog",
		    "captures taken up into the catalog");
	print_count(r->torn, "torn end of a WARC file moved aside, to *.torn",
		    "torn ends of WARC files moved aside, to *.torn");
	print_count(r->leases, "URL given back to the frontier",
		    "URLs given back to the frontier");
	print_count(r->closed, "WARC file closed", "WARC files closed");
	if (!r->adopted && !r->torn && !r->leases && !r->closed)
		puts("Nothing was left by a crash.");
}

static int mend_it(const struct command_context *ctx, struct mend *mend,
		   const struct conf_snapshot *conf)
{
	static struct archive_writing writing;
	const struct mend_options options = {
		.rebuild = mend->rebuild,
		.dry_run = mend->dry_run,
		.limits = limits_configured(conf, expired, mend),
		.max_text = (size_t)conf_number(conf, OPTION_TEXT_MAX),
		.max_links = (size_t)conf_number(conf, OPTION_LINKS_MAX),
		.column_pages_max = conf_number(conf, OPTION_COLUMN_PAGES),
		.max_payload = (size_t)conf_number(conf, OPTION_BODY_MAX),
		.read_document = read_document,
		.document_memory = (size_t)conf_number(
			conf, OPTION_DOCUMENT_MEMORY) / 4,
		.on_progress = on_progress, .on_note = on_note, .ctx = mend,
	};
	struct mend_totals totals = {.files = 0};
	int err;

	archive_writing(&writing, conf);
	mend->convert = convert_configured(conf);
	mend->page_ms = conf_number(conf, OPTION_HTML_TIME);
	mend->deadline_ms = clock_mono_ms() + mend->page_ms;
	err = mend_archive(ctx->archive, &writing.options, &options,
			   clock_wall_ms(), &totals);
	if (mend->terminal)
		log_status("");
	if (err)
		return archive_refused(ctx->archive, err);
	if (mend->dry_run)
		puts("Only told, not done (--dry-run):");
	if (!mend->reread || totals.recovery.adopted || totals.recovery.torn)
		print_recovered(&totals.recovery);
	if (mend->rebuild)
		print_rebuilt(&totals);
	return EXIT_DONE;
}

/* --- reading again ---------------------------------------------------- */

static void print_reread(const struct reread_result *r)
{
	char captures[WORDING_COUNT_SIZE], before[WORDING_COUNT_SIZE],
		now[WORDING_COUNT_SIZE];

	wording_count(r->state.total, "capture", "captures", captures);
	wording_count(r->state.reports, "report", "reports", before);
	wording_count(r->reports, "report", "reports", now);
	printf("%s read again: %s before, %s now\n", captures, before, now);
	print_count((unsigned)r->damaged, "capture could not be read: run "
		    "nianbao verify", "captures could not be read: run "
		    "nianbao verify");
}

static int reread_it(const struct command_context *ctx,
		     const struct mend *mend, const struct conf_snapshot *conf)
{
	struct reread_result result = {.reports = 0};
	int err = reread_run(ctx->archive, conf, mend->terminal, &result);

	if (err == ERR_CANCELLED) {
		complain("interrupted after %llu of %llu captures; the same "
			 "command goes on", (unsigned long long)
			 result.state.done,
			 (unsigned long long)result.state.total);
		return EXIT_INTERRUPTED;
	}
	if (err)
		return archive_refused(ctx->archive, err);
	print_reread(&result);
	return result.damaged ? EXIT_WITH_FAILURES : EXIT_DONE;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	struct mend mend = {.terminal = ctx->terminal_err, .percent = -1};
	const struct command_flag flags[] = {
		{.name = "--rebuild", .present = &mend.rebuild},
		{.name = "--reread", .present = &mend.reread},
		{.name = "--dry-run", .present = &mend.dry_run},
		{.name = NULL},
	};
	struct conf_snapshot *conf;
	int code = command_flags(&cmd_mend, ctx, flags, &argc, argv);

	if (code >= 0)
		return code;
	if (argc > 1)
		return usage_error(&cmd_mend, "the archive is named before the "
				   "command: nianbao -C %s mend", argv[1]);
	if (mend.reread && (mend.rebuild || mend.dry_run))
		return usage_error(&cmd_mend, "--reread goes alone: --rebuild "
				   "reads all again, too");
	if (conf_freeze(ctx->conf, &conf)) {
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	code = mend_it(ctx, &mend, conf);
	if (code == EXIT_DONE && mend.reread)
		code = reread_it(ctx, &mend, conf);
	conf_unref(conf);
	return code;
}

const struct command cmd_mend = {
	.name = "mend",
	.usage = "[--rebuild|--reread] [--dry-run]",
	.summary = "Repair the archive after a crash, or remake its catalog.",
	.help =
"Without options it does what every writer does when it opens the archive\n"
"after a crash: whole records that the catalog does not know are taken up, a\n"
"torn end of a WARC file is moved aside to *.torn, URLs a dead process was\n"
"about to fetch go back to the frontier.\n"
"\n"
"--rebuild makes the catalog anew from the WARC files alone: captures,\n"
"contents, links, reports and facts come back as they were.  What cannot be\n"
"seen in the WARC files (when the next visit is due) is begun afresh.  The\n"
"old catalog is kept beside it as catalog.sqlite3.before-mend.\n"
"\n"
"--reread reads again everything archived, on all processors, after nianbao\n"
"learned to read better: links, columns, reports and facts are made anew, of\n"
"captures and the frontier nothing changes.  Until it is done the archive\n"
"answers as before; interrupted, the same command goes on where it was.\n"
"\n"
"  nianbao mend --dry-run\n"
"  nianbao mend --rebuild\n"
"  nianbao mend --reread\n"
"\n"
"--dry-run says what would be done, and changes nothing.\n"
"\n"
"Exit code 0: done, or nothing to do; 5: it is beyond repair; 75: another\n"
"process holds the archive.",
	.run = run,
};
