/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao show ID|URL: one report as people read it. */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/commands.h"
#include "crawler/listing.h"
#include "crawler/operand.h"
#include "crawler/report_draw.h"
#include "crawler/wording.h"

#include <inttypes.h>
#include <stdio.h>

enum { ARENA_MAX = 1 << 24, DRAWING_MAX = 1 << 28 };

struct view {
	const struct command_context *ctx;
	struct store_reader *reader;
	int width;
	unsigned count;		/* of reports shown */
};

/* --- where the bytes are -------------------------------------------------- */

static void print_urls(const struct store_report *s)
{
	printf("%-11s %s\n", "page", s->url);
	for (size_t i = 0; i < s->url_count; i++)
		if (!slice_eqs(s->urls[i], s->url))
			printf("%-11s %.*s\n", "also at",
			       SLICE_ARG(s->urls[i]));
}

static void print_attachments(const struct store_report *s)
{
	for (uint32_t i = 0; i < s->report.attachment_count; i++) {
		char size[WORDING_BYTES_SIZE];

		printf("%-11s ", "attached");
		if (!s->attachment_sha256[i]) {
			printf("not archived: %.*s\n",
			       SLICE_ARG(s->report.attachments[i].url));
			continue;
		}
		wording_bytes((uint64_t)s->attachment_bytes[i], size);
		printf("%s%s\n%12s%s\n", size, s->attachment_text[i] == 0 ?
		       ", no text in it" : "", "", s->attachment_sha256[i]);
	}
}

static void print_seen(const struct store_report *s)
{
	char first[WORDING_TIME_SIZE], last[WORDING_TIME_SIZE];

	wording_time(s->first_seen_ms, first);
	wording_time(s->last_seen_ms, last);
	printf("%-11s %s UTC, last %s\n", "first seen", first, last);
	if (s->versions > 1)
		printf("%-11s %d; this is the latest\n", "versions",
		       s->versions);
}

static int print_place(const struct view *view, int64_t capture)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct capture c;
	char when[WORDING_TIME_SIZE];
	int err = a ? store_find_capture(view->reader, capture, a, &c) :
		  ERR_NOMEM;

	if (!err) {
		wording_time(c.started_ms, when);
		printf("%-11s %" PRId64 ", asked %s UTC\n", "capture", c.id,
		       when);
		printf("%-11s %s at %" PRIu64 ", %" PRIu64 " bytes\n", "WARC",
		       c.warc_file, c.main.offset, c.main.length);
	}
	arena_free(a);
	return err;
}

static int print_origin(const struct view *view, const struct store_report *s)
{
	int err;

	printf("\n%-11s %s\n", "report", s->id);
	if (s->original)
		printf("%-11s a copy of %s\n", "", s->original);
	else if (s->official == 0)
		printf("%-11s not the organ's own publication\n", "");
	print_urls(s);
	print_attachments(s);
	print_seen(s);
	err = print_place(view, s->capture);
	if (!err && s->content[0])
		printf("%-11s %s\n", "sha256", s->content);
	return err;
}

/* --- the command ---------------------------------------------------------- */

static int on_report(void *ctx, const struct store_report *s)
{
	struct view *view = ctx;
	struct buf drawing = BUF_INIT(DRAWING_MAX);
	int err = report_draw(&s->report, view->width, &drawing);

	if (!err) {
		if (view->count++)
			printf("\n\n");
		fputs(drawing.data, stdout);
		err = print_origin(view, s);
	}
	buf_free(&drawing);
	return err;
}

static int not_found(const struct view *view, const char *what, bool is_id)
{
	if (is_id)
		complain("%s has no report %s; \"nianbao reports\" lists those "
			 "there are", view->ctx->archive, what);
	else
		complain("no report was read from %s; \"nianbao why\" says "
			 "what is known of it", what);
	return EXIT_ERROR;
}

static int show(struct view *view, const struct store_report_filter *filter)
{
	int code = archive_open(view->ctx, &view->reader);
	int err;

	if (code != EXIT_DONE)
		return code;
	err = store_each_report(view->reader, filter, on_report, view);
	if (err)
		code = archive_failed(view->ctx, view->reader, err);
	else if (view->count == 0)
		code = not_found(view, filter->id ? filter->id : filter->url,
				 filter->id != NULL);
	store_reader_close(view->reader);
	return code;
}

static bool is_id(const char *text)
{
	return strlen(text) == REPORT_ID_SIZE - 1 &&
	       strspn(text, "0123456789abcdef") == REPORT_ID_SIZE - 1;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	const struct command_flag flags[] = {{.name = NULL}};
	struct view view = {.ctx = ctx, .width = listing_terminal_width()};
	struct store_report_filter filter = {.id = NULL};
	struct buf url = BUF_INIT(1 << 16);
	int code = command_flags(&cmd_show, ctx, flags, &argc, argv);

	if (code < 0 && argc != 2)
		code = usage_error(&cmd_show, "one report, please: its ID, of "
				   "\"nianbao reports\", or its URL");
	if (code < 0 && is_id(argv[1]))
		filter.id = argv[1];
	else if (code < 0)
		code = operand_url(&cmd_show, argv[1], &url);
	if (code < 0) {
		filter.url = filter.id ? NULL : url.data;
		code = show(&view, &filter);
	}
	buf_free(&url);
	return code;
}

const struct command cmd_show = {
	.name = "show",
	.usage = "ID|URL",
	.summary = "Show one report: sections, tables, checks, and its place.",
	.help =
"ID is the one of \"nianbao reports\"; URL any page the report was read from.\n"
"\n"
"  nianbao show 0123456789abcdef\n"
"  nianbao show http://www.example.gov.cn/zfxxgk/nb/2026.html | less\n"
"\n"
"The tables are drawn as published: blank, 0 and \"/\" are three different\n"
"things.  Failing checks are marked at the rows they are about, and listed\n"
"with their figures.  At the end stands where the bytes are: the page, its\n"
"attachments, the capture, and the record in the WARC file.",
	.run = run,
};
