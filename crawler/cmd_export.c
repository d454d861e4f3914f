/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao export KIND -o OUT: what is known of reports, for other programs and
 * for people without this one.
 *
 * A kind is three functions for a folder of reports, or one that writes a file
 * of captures; choosing, the folder or file that appears only when it is
 * whole, progress and stopping are the same for all.
 */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/clock.h"
#include "crawler/commands.h"
#include "crawler/export_cdxj.h"
#include "crawler/export_choice.h"
#include "crawler/export_csv.h"
#include "crawler/export_folder.h"
#include "crawler/export_wacz.h"
#include "crawler/log.h"
#include "crawler/operand.h"
#include "crawler/progress.h"
#include "crawler/wording.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

struct export {
	const struct command_context *ctx;
	const struct export_kind *kind;
	const char *place;	/* OUT */
	bool bom;
	size_t max;		/* bytes of a content: option body_max */
	struct store_report_filter filter;
	struct store_reader *reader;
	struct export_tree *tree; /* NULL until there is a report */
	struct export_single *file; /* of a kind that is one */
	struct export_choice choice; /* of captures */
	void *writer;		/* of the kind */
	const char *problem;	/* of place */
	uint64_t count;		/* of reports, or of captures */
	uint64_t damaged;	/* contents, or captures, left out */
	int64_t shown_ms;	/* when progress was */
};

struct export_kind {
	const char *name;
	/* a folder */
	int (*open)(struct export *e);
	int (*add)(struct export *e, const struct store_report *s);
	int (*close)(struct export *e); /* also where open or add failed */
	/* a file */
	int (*write)(struct export *e);
	bool whole;		/* of the whole archive, nothing to choose */
};

static volatile sig_atomic_t stop;

/* --- kinds ---------------------------------------------------------------- */

static int csv_open(struct export *e)
{
	struct export_csv *csv = NULL;
	int err = export_csv_open(e->tree, e->bom, &csv);

	e->writer = csv;
	return err;
}

static int csv_add(struct export *e, const struct store_report *s)
{
	return export_csv_add(e->writer, s);
}

static int csv_close(struct export *e)
{
	return export_csv_close(e->writer);
}

static int folder_open(struct export *e)
{
	struct export_folder *folder = NULL;
	int err = export_folder_open(e->tree, e->reader, e->max, &folder);

	e->writer = folder;
	return err;
}

static int folder_add(struct export *e, const struct store_report *s)
{
	return export_folder_add(e->writer, s);
}

static int folder_close(struct export *e)
{
	struct export_folder *folder = e->writer;

	e->damaged = folder ? export_folder_damaged(folder) : 0;
	return export_folder_close(folder);
}

static void on_captures(void *ctx, uint64_t count)
{
	struct export *e = ctx;
	int64_t now = clock_mono_ms();
	char captures[WORDING_COUNT_SIZE], bytes[WORDING_BYTES_SIZE], text[256];

	if (!e->ctx->terminal_err || now - e->shown_ms < PROGRESS_REDRAW_MS)
		return;
	e->shown_ms = now;
	wording_count(count, "capture", "captures", captures);
	wording_bytes(export_single_bytes(e->file), bytes);
	(void)snprintf(text, sizeof(text), "exporting: %s, %s", captures,
		       bytes);
	log_status(text);
}

static bool cdxj_find(void *ctx, const struct capture *c,
		      struct warc_place *place)
{
	struct export *e = ctx;

	(void)place;		/* the WARC files stay as they are */
	if (!export_is_chosen(&e->choice, c))
		return false;
	on_captures(e, ++e->count);
	return true;
}

static int cdxj_line_write(void *ctx, struct slice line)
{
	struct export *e = ctx;

	return export_single_add(e->file, line);
}

static int cdxj_write(struct export *e)
{
	const struct export_cdxj how = {
		.site = e->filter.site, .find = cdxj_find,
		.write = cdxj_line_write, .ctx = e,
	};
	int err = export_choose(e->reader, &e->filter, &e->choice);

	if (err)
		return err;
	err = export_cdxj(e->reader, &how);
	export_choice_clear(&e->choice);
	return err;
}

static int wacz_write(struct export *e)
{
	struct export_wacz wacz = {
		.filter = &e->filter, .choice = &e->choice,
		.file = e->file, .now_ms = clock_wall_ms(),
		.on_progress = on_captures, .ctx = e,
	};
	int err = export_choose(e->reader, &e->filter, &e->choice);

	if (err)
		return err;
	err = export_wacz(e->reader, &wacz);
	export_choice_clear(&e->choice);
	e->count = wacz.ret_captures;
	e->damaged = wacz.ret_damaged;
	return err;
}

static int sqlite_write(struct export *e)
{
	struct store_totals totals;
	int err = store_totals(e->reader, &totals);

	if (!err)
		err = store_snapshot(e->reader, export_single_path(e->file));
	if (!err)
		e->count = (uint64_t)totals.captures;
	return err;
}

static const struct export_kind kinds[] = {
	{.name = "cdxj", .write = cdxj_write},
	{.name = "csv", .open = csv_open, .add = csv_add, .close = csv_close},
	{.name = "folder", .open = folder_open, .add = folder_add,
	 .close = folder_close},
	{.name = "sqlite", .write = sqlite_write, .whole = true},
	{.name = "wacz", .write = wacz_write},
	{.name = NULL},
};

/* --- the walk ------------------------------------------------------------- */

static void show_progress(struct export *e)
{
	int64_t now = clock_mono_ms();
	char reports[WORDING_COUNT_SIZE], bytes[WORDING_BYTES_SIZE], text[256];

	if (!e->ctx->terminal_err || now - e->shown_ms < PROGRESS_REDRAW_MS)
		return;
	e->shown_ms = now;
	wording_count(e->count, "report", "reports", reports);
	wording_bytes(export_tree_bytes(e->tree), bytes);
	(void)snprintf(text, sizeof(text), "exporting: %s, %s", reports,
		       bytes);
	log_status(text);
}

/* Nothing is made before there is something to put into it. */
static int begin(struct export *e)
{
	int err = export_tree_open(e->place, &stop, &e->tree, &e->problem);

	if (err)
		return err;
	e->problem = NULL;
	return e->kind->open(e);
}

static int on_report(void *ctx, const struct store_report *s)
{
	struct export *e = ctx;
	int err = e->tree ? 0 : begin(e);

	if (!err)
		err = e->kind->add(e, s);
	if (!err) {
		e->count++;
		show_progress(e);
	}
	return err;
}

/* The first signal ends the export, which takes away what was written; a
 * second one ends the process. */
static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

static void catch_signals(void)
{
	const struct sigaction action = {
		.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND,
	};

	struct sigaction before;

	/* what is not caught ends the process, as ever */
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	/* nohup ignores it, which is to stay so */
	if (sigaction(SIGHUP, NULL, &before) == 0 &&
	    before.sa_handler != SIG_IGN)
		(void)sigaction(SIGHUP, &action, NULL);
}

/* --- the end -------------------------------------------------------------- */

static int refused(const struct export *e, int err)
{
	complain("%s %s%s", e->place, e->problem, err == ERR_EXISTS ?
		 "; an export never writes over anything" : "");
	return err == ERR_EXISTS ? EXIT_USAGE : exit_code_of(err);
}

/* failed: the file it was about, as far as that is known. */
static int failed(const struct export *e, int err, const char *file)
{
	const char *problem = store_reader_problem(e->reader);

	if (err == ERR_CANCELLED)
		complain("stopped; nothing was left in %s", e->place);
	else if (err == ERR_EXISTS)
		complain("%s was filled by somebody else meanwhile; an export "
			 "never writes over anything", e->place);
	else if (problem[0])
		complain("%s: %s", e->ctx->archive, problem);
	else
		complain("writing %s%s%s failed: %s; nothing was left",
			 e->place, file[0] ? "/" : "", file, err_text(err));
	return err == ERR_EXISTS ? EXIT_USAGE : exit_code_of(err);
}

/* What is not in it, as one and as many. */
static int exit_of_damage(const struct export *e, const char *one,
			  const char *many)
{
	char parts[WORDING_COUNT_SIZE];

	if (e->damaged == 0)
		return EXIT_DONE;
	wording_count(e->damaged, one, many, parts);
	complain("%s not in it, because the archive is damaged; \"nianbao "
		 "verify\" says where", parts);
	return EXIT_DAMAGED;
}

static int done(const struct export *e, uint64_t bytes)
{
	char reports[WORDING_COUNT_SIZE], size[WORDING_BYTES_SIZE];

	wording_count(e->count, "report", "reports", reports);
	wording_bytes(bytes, size);
	printf("%s, %s in %s\n", reports, size, e->place);
	return exit_of_damage(e, "content is", "contents are");
}

/* The tree is ended in any case. */
static int finish(struct export *e, int err)
{
	char file[256] = "";
	uint64_t bytes = 0;
	int closed;

	if (e->tree && !e->problem) {
		closed = e->kind->close(e);
		err = err ? err : closed;
		(void)snprintf(file, sizeof(file), "%s",
			       export_tree_failed(e->tree));
		bytes = export_tree_bytes(e->tree);
		if (err)
			export_tree_close(e->tree);
		else
			err = export_tree_finish(e->tree);
	}
	if (e->ctx->terminal_err)
		log_status("");
	if (err)
		return e->problem ? refused(e, err) : failed(e, err, file);
	if (e->count)
		return done(e, bytes);
	complain("no report is like that; nothing was written");
	return EXIT_ERROR;
}

/* The file is ended in any case. */
static int finish_file(struct export *e, int err)
{
	char captures[WORDING_COUNT_SIZE], size[WORDING_BYTES_SIZE];

	wording_bytes(export_single_bytes(e->file), size);
	if (err || e->count == 0)
		export_single_close(e->file);
	else
		err = export_single_finish(e->file);
	if (e->ctx->terminal_err)
		log_status("");
	if (err)
		return failed(e, err, "");
	if (e->count == 0) {
		complain("no capture %s; nothing was written", e->damaged ?
			 "is whole" : "is like that");
		return e->damaged ? EXIT_DAMAGED : EXIT_ERROR;
	}
	wording_count(e->count, "capture", "captures", captures);
	printf("%s, %s in %s\n", captures, size, e->place);
	return exit_of_damage(e, "capture or WARC head is",
			      "captures or WARC heads are");
}

static int export_file(struct export *e)
{
	int err = export_single_open(e->place, &stop, &e->file, &e->problem);

	if (err)
		return refused(e, err);
	return finish_file(e, e->kind->write(e));
}

static int export(struct export *e)
{
	int code = archive_open(e->ctx, &e->reader);

	if (code != EXIT_DONE)
		return code;
	code = archive_check_site(e->ctx, e->reader, e->filter.site);
	if (code == EXIT_DONE) {
		catch_signals();
		code = e->kind->write ? export_file(e) :
		       finish(e, store_each_report(e->reader, &e->filter,
						   on_report, e));
	}
	store_reader_close(e->reader);
	return code;
}

/* --- the command ---------------------------------------------------------- */

#define KINDS "cdxj, csv, folder, sqlite and wacz"

static const struct export_kind *kind_of(const char *name)
{
	for (const struct export_kind *k = kinds; k->name; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

/* "-o OUT" as "--out OUT", which is what command_flags() knows. */
static void spell_out(int argc, char **argv)
{
	static char out[] = "--out";

	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (strcmp(argv[i], "-o") == 0)
			argv[i] = out;
}

/* The operands; -1 to go on. */
static int check_operands(struct export *e, int argc, char **argv,
			  const char *years)
{
	if (argc != 2)
		return usage_error(&cmd_export, "what kind of export? There "
				   "are " KINDS);
	e->kind = kind_of(argv[1]);
	if (!e->kind)
		return usage_error(&cmd_export, "there is no export \"%s\"; "
				   "there are " KINDS, argv[1]);
	if (!e->place)
		return usage_error(&cmd_export, "where to? -o OUT names a new "
				   "%s", e->kind->write ? "file" : "folder");
	if (e->kind->whole && (years || e->filter.organ || e->filter.site))
		return usage_error(&cmd_export, "%s is of the whole archive; "
				   "--site, --organ and --year choose nothing "
				   "there", e->kind->name);
	if (!years)
		return -1;
	return operand_years(&cmd_export, years, &e->filter.year_from,
			     &e->filter.year_to);
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	struct conf_snapshot *conf;
	const char *years = NULL;
	bool no_bom = false;
	struct export e = {.ctx = ctx};
	const struct command_flag flags[] = {
		{.name = "--out", .value = &e.place},
		{.name = "--site", .value = &e.filter.site},
		{.name = "--organ", .value = &e.filter.organ},
		{.name = "--year", .value = &years},
		{.name = "--no-bom", .present = &no_bom}, {.name = NULL},
	};
	int code;

	spell_out(argc, argv);
	code = command_flags(&cmd_export, ctx, flags, &argc, argv);
	if (code < 0)
		code = check_operands(&e, argc, argv, years);
	if (code >= 0)
		return code;
	if (conf_freeze(ctx->conf, &conf)) {
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	e.bom = !no_bom;
	e.max = (size_t)conf_number(conf, OPTION_BODY_MAX);
	conf_unref(conf);
	return export(&e);
}

const struct command cmd_export = {
	.name = "export",
	.usage = "cdxj|csv|folder|sqlite|wacz -o OUT [--site SITE]\n"
		 "       [--organ TEXT] [--year Y[-Z]] [--no-bom]",
	.summary = "Write reports as tables or files, a WACZ, an index.",
	.help =
"OUT is a new folder, or an empty one; for cdxj, sqlite and wacz a new\n"
"file.  It gets its name when all of it is on the disk; an export that is\n"
"stopped or fails leaves nothing, and none writes over anything.\n"
"\n"
"  nianbao export csv -o reports-2024 --year 2024\n"
"  nianbao export folder -o qinghe --site qinghe\n"
"  cd qinghe && sha256sum -c manifest-sha256.txt\n"
"  nianbao export wacz -o qinghe.wacz --site qinghe\n"
"\n"
"csv     Tables that join by the report's id: reports, cells (one row a cell,\n"
"        with its label, heading, kind, value, and text as published),\n"
"        stated, sections, checks, attachments.  README.txt and\n"
"        datapackage.json say what each column is.  The tables begin with a\n"
"        byte order mark, by which Excel knows that they are UTF-8; --no-bom\n"
"        leaves it out.\n"
"\n"
"folder  地区/单位/年份/ (region, organ, year) with the page as a browser\n"
"        would save it (page.html), the head of the answer\n"
"        (page.headers.txt), the attachments under their names, facts.json\n"
"        (the object of \"nianbao reports --json\") and tables.csv.\n"
"        index.html is a table of organs and years that links to them.  What\n"
"        came compressed is there as it came, too (page.html.received).\n"
"        Names are made safe for Linux, Windows and macOS, and numbered\n"
"        where two are alike.\n"
"\n"
"cdxj    The index by which pywb and other programs find captures in the\n"
"        WARC files, which stay where they are: one line a capture, sorted.\n"
"        With --organ or --year, the pages and attachments of those reports.\n"
"\n"
"sqlite  The catalog as it is at this moment, for anyone with sqlite3; a\n"
"        crawl may go on meanwhile.\n"
"\n"
"wacz    The captures themselves in one file, to be opened by ReplayWeb.page\n"
"        and its like (WACZ 1.1.1): the WARC records as they are, an index,\n"
"        seeds and reports as pages.  With --organ or --year, the pages and\n"
"        attachments of those reports, and the images of those pages.\n"
"\n"
"manifest-sha256.txt has the digest of every file of a folder.  --site,\n"
"--organ and --year choose reports as for \"nianbao reports\"; where none is\n"
"like that, nothing is written.\n"
"\n"
"Exit code 2: OUT is there already and not empty; 5: written, but for\n"
"contents or captures that are damaged in the archive.",
	.run = run,
};
