/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao why URL: how it was found, what happened, and what comes next. */
#include "parsers/block.h"
#include "crawler/cmd_why.h"

#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/clock.h"
#include "crawler/commands.h"
#include "crawler/operand.h"
#include "crawler/tally.h"
#include "crawler/wording.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	ARENA_MAX = 1 << 28,
	BODY_SHOWN = 200,	/* bytes of a request body for people */
};

/* A stranger's text, quoted. */
static void print_quoted(const char *text)
{
	struct slice s = slice_of(text);
	struct buf clean = BUF_INIT(s.n * 3 + 1);

	(void)wording_clean(slice_trim(s), &clean);
	printf("\"%s\"", clean.data ? clean.data : "");
	buf_free(&clean);
}

/* --- where it stands ------------------------------------------------------ */

static void print_due(const struct why *why, int64_t now_ms)
{
	char when[WORDING_TIME_SIZE];

	if (why->has_host && why->host.block.since_ms) {
		wording_time(why->host.block.since_ms, when);
		printf("host      blocks us since %s (%s: %s)\n", when,
		       why->host.block.class, block_text(
		       block_from_name(why->host.block.class)));
	}
	if (!why->in_frontier || strcmp(why->state.state, "queued")) {
		printf("next due  with the next pass over the site\n");
	} else if (why->next_due_ms <= now_ms) {
		printf("next due  now; the next crawl takes it\n");
	} else {
		wording_time(why->next_due_ms, when);
		printf("next due  %s UTC%s\n", when,
		       why->host.backoff_until_ms == why->next_due_ms ?
		       "; the host asked for a pause" : "");
	}
}

/* What the pager of a column asks for. */
static void print_request(const struct store_request *r)
{
	struct slice body;
	struct buf clean = BUF_INIT(3 * BODY_SHOWN + 1);

	if (!r)
		return;
	printf("asked by  %s, for the pager of %s\n", r->method,
	       r->referer ? r->referer : "a column");
	printf("          (%s", r->family ? r->family : "unknown");
	if (r->page)
		printf(", page %d", (int)r->page);
	printf("%s)\n", r->list ? ", rows of a list" : "");
	body = slice_sub(r->body, 0, BODY_SHOWN);
	if (body.n && wording_clean(body, &clean) == 0)
		printf("body      %s%s\n", clean.data,
		       body.n < r->body.n ? "…" : "");
	buf_free(&clean);
}

/* Done, but not by asking. */
static void print_stop(const char *stop)
{
	const char *text = stop_text_of(stop);

	printf("left out  in this pass (%s)%s%s\n", stop, text ? ": " : "",
	       text ? text : "");
}

static void print_state(const struct why *why, int64_t now_ms)
{
	char when[WORDING_TIME_SIZE];

	printf("%s\n", why->url);
	print_request(why->request);
	if (!why->in_frontier) {
		printf("state     not in the frontier\n");
	} else {
		wording_time(why->state.queued_ms, when);
		printf("site      %s\n", why->state.site_name ?
		       why->state.site_name : "-");
		printf("state     %s; found %s", why->state.state, when);
		if (why->state.attempts)
			printf("; %d failed tries in this pass",
			       (int)why->state.attempts);
		putchar('\n');
		if (why->state.stop)
			print_stop(why->state.stop);
	}
	print_due(why, now_ms);
}

static void print_robots(const struct why_robots *robots)
{
	char when[WORDING_TIME_SIZE];

	if (robots->capture == 0) {
		printf("robots    no robots.txt was fetched for it\n");
		return;
	}
	wording_time(robots->at_ms, when);
	if (!robots->has_rules) {
		printf("robots    allowed: there is none (status %d)",
		       robots->status);
	} else if (robots->line == 0) {
		printf("robots    allowed: no rule concerns it");
	} else {
		printf("robots    %s by line %u, ", robots->allowed ?
		       "allowed" : "FORBIDDEN", robots->line);
		print_quoted(robots->rule);
	}
	printf("\n          robots.txt of %s, capture %" PRId64 "\n", when,
	       robots->capture);
}

/* The letters of hopsFromSeed, as Heritrix writes them. */
static const char *hop_name(char hop)
{
	switch (hop) {
	case 'R':
		return "redirect";
	case 'E':
		return "embedded";
	case 'P':
		return "needed";
	case 'X':
		return "guessed";
	default:
		return "link";
	}
}

static void print_link(const struct why_step *step)
{
	printf("  %-9s ", hop_name(step->hop));
	if (step->anchor && *step->anchor)
		print_quoted(step->anchor);
	else
		printf("without text");
	if (step->position >= 0)
		printf(" (number %d of the page)", (int)step->position + 1);
	printf("\n            ");
}

static void print_path(const struct why *why)
{
	printf("\nThe way to it%s:\n", why->from_seed ? "" :
	       ", as far as it is known");
	for (size_t i = 0; i < why->step_count; i++) {
		const struct why_step *step = &why->steps[i];

		if (step->is_seed)
			printf("  seed      ");
		else
			print_link(step);
		printf("%s%s%s\n", step->request ? step->request->method : "",
		       step->request ? " " : "", step->url);
	}
}

/* --- attempts ------------------------------------------------------------- */

static void print_result(const struct capture *c)
{
	char size[WORDING_BYTES_SIZE];
	const char *cut = capture_truncated_name(c->truncated);

	if (c->outcome) {
		printf("failed: %s", c->error ? c->error :
		       err_text(c->outcome));
		return;
	}
	printf("status %d", c->status);
	if (c->block && strcmp(c->block, "none"))
		printf(", %s: %s", c->block,
		       block_text(block_from_name(c->block)));
	if (c->has_payload) {
		wording_bytes(c->payload_length, size);
		printf(", %s", size);
	}
	if (c->sniffed)
		printf(", %s", c->sniffed);
	if (cut)
		printf(", cut (%s)", cut);
}

static void print_from(const struct capture *c)
{
	if (!c->address)
		return;
	printf("  from      %s port %u", c->address, (unsigned)c->port);
	if (c->total_ms >= 0)
		printf(" in %d ms", (int)c->total_ms);
	if (c->tls_version)
		printf(", %s", c->tls_version);
	if (c->tls_relaxed)
		printf(", certificate NOT verified (%s)", c->tls_relaxed);
	putchar('\n');
}

static void print_digest(const struct capture *c)
{
	char hex[SHA256_HEX_SIZE];

	if (c->has_payload || c->kind == CAPTURE_NOT_MODIFIED) {
		digest_hex(c->sha256, hex);
		printf("  sha256    %s\n", hex);
	}
	if (c->kind == CAPTURE_REVISIT && c->refers_to.url)
		printf("  same as   %s\n", c->refers_to.url);
	if (c->kind == CAPTURE_NOT_MODIFIED)
		printf("  same as   before, the server says\n");
}

static void print_place(const char *what, const struct warc_place *place)
{
	if (place->length)
		printf("  %-9s at %" PRIu64 ", %" PRIu64 " bytes\n", what,
		       place->offset, place->length);
}

static void print_capture(const struct capture *c)
{
	char when[WORDING_TIME_SIZE];

	wording_time(c->started_ms, when);
	printf("%s  ", when);
	print_result(c);
	putchar('\n');
	if (c->title) {
		printf("  title     ");
		print_quoted(c->title);
		putchar('\n');
	}
	if (c->redirect_to)
		printf("  leads to  %s\n", c->redirect_to);
	print_from(c);
	print_digest(c);
	printf("  WARC      %s\n", c->warc_file ? c->warc_file : "-");
	if (c->kind != CAPTURE_FAILED)	/* else it is the metadata record */
		print_place(capture_kind_name(c->kind), &c->main);
	print_place("request", &c->request);
	print_place("metadata", &c->metadata);
}

static void print_people(const struct why *why, int64_t now_ms)
{
	print_state(why, now_ms);
	print_robots(&why->robots);
	print_path(why);
	if (why->capture_count == 0) {
		printf("\nIt was never asked for.\n");
		return;
	}
	printf("\nAttempts (times are UTC):\n");
	for (size_t i = 0; i < why->capture_count; i++)
		print_capture(&why->captures[i]);
	if (why->captures_cut)
		printf("There are more than %d; the later ones are not "
		       "shown.\n", WHY_CAPTURES_MAX);
}

/* --- what was never queued ------------------------------------------------ */

static void print_link_out(const struct why_link *link)
{
	printf("%s\nstate     never queued\n", link->url);
	if (link->reason)
		printf("left out  %s: %s\n", link->reason, link->text);
	else
		printf("left out  for no rule that holds now: a crawl that "
		       "reads the page would queue\n          it, unless it "
		       "learns on its way that it is a trap\n");
	if (link->known_as)
		printf("known as  %s\n", link->known_as);
	if (!link->via)
		return;
	printf("link      ");
	if (link->via_anchor && *link->via_anchor)
		print_quoted(link->via_anchor);
	else
		printf("without text");
	if (link->via_position >= 0)
		printf(" (number %d of the page)",
		       (int)link->via_position + 1);
	printf("\n          of %s, capture %" PRId64 "\n", link->via,
	       link->via_capture);
}

/* A URL that the catalog does not have. */
static int explain_link(struct command_context *ctx,
			struct store_reader *reader, const char *url,
			bool json, struct arena *a)
{
	struct conf_snapshot *conf;
	struct why_link link;
	struct why why;
	int err = conf_freeze(ctx->conf, &conf);

	if (err)
		return listing_finish(NULL, EXIT_ERROR);
	err = why_link_ask(reader, conf, url, a, &link);
	conf_unref(conf);
	if (err == ERR_NOTFOUND) {
		complain("%s does not know %s: it was never asked for, and no "
			 "page that was read links to it", ctx->archive, url);
		archive_say_requests(reader, url);
		return EXIT_ERROR;
	}
	if (err)
		return archive_failed(ctx, reader, err);
	if (json)
		return cmd_why_link_json(&link) ?
		       listing_finish(NULL, EXIT_ERROR) : EXIT_DONE;
	print_link_out(&link);
	if (link.known_as && why_ask(reader, link.known_as, a, &why) == 0) {
		putchar('\n');
		print_people(&why, clock_wall_ms());
	}
	return EXIT_DONE;
}

/* --- the command ---------------------------------------------------------- */

static int explain(struct command_context *ctx, const char *url, bool json,
		   struct arena *a)
{
	struct store_reader *reader;
	struct why why;
	int code = archive_open(ctx, &reader);
	int err;

	if (code != EXIT_DONE)
		return code;
	err = why_ask(reader, url, a, &why);
	if (err == ERR_NOTFOUND) {
		code = explain_link(ctx, reader, url, json, a);
	} else if (err) {
		code = archive_failed(ctx, reader, err);
	} else if (!json) {
		print_people(&why, clock_wall_ms());
	} else if (cmd_why_json(&why)) {
		code = listing_finish(NULL, EXIT_ERROR);
	}
	store_reader_close(reader);
	return code;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	bool json = false;
	const struct command_flag flags[] = {
		{.name = "--json", .present = &json}, {.name = NULL},
	};
	struct buf url = BUF_INIT(1 << 16);
	struct arena *a;
	int code = command_flags(&cmd_why, ctx, flags, &argc, argv);

	if (code < 0 && argc != 2)
		code = usage_error(&cmd_why, "one URL, please");
	if (code < 0)
		code = operand_url(&cmd_why, argv[1], &url);
	if (code < 0) {
		a = arena_new(ARENA_MAX);
		code = a ? explain(ctx, url.data, json, a) :
		       listing_finish(NULL, EXIT_ERROR);
		arena_free(a);
	}
	buf_free(&url);
	return code;
}

const struct command cmd_why = {
	.name = "why",
	.usage = "URL [--json]",
	.summary = "Tell all about one URL: how found, what happened.",
	.help =
"Says how the URL stands in the frontier and when it is asked next; what\n"
"robots.txt says of it, with the line; the links that led there from the\n"
"seed; and every attempt with its outcome, digest and place in the WARC\n"
"files.\n"
"\n"
"Of a link that was never queued it says which rule left it out (another\n"
"site, max_depth, a trap, a column that is not turned ...): the page that\n"
"links to it is read again from the archive, under the rules of now.\n"
"\n"
"  nianbao why http://www.example.gov.cn/zfxxgk/nb/2026.html\n"
"\n"
"What the pager of a column asks for by POST has its body behind the URL:\n"
"http://a.cn/search?__wb_method=POST&page=2.  Asked of the URL alone, why\n"
"lists them.\n"
"\n"
"\"nianbao cat URL\" prints what was received.  To see the record itself, cut\n"
"it out of the file; each record is a gzip member of its own:\n"
"\n"
"  tail -c +$((OFFSET + 1)) FILE | head -c LENGTH | gzip -d\n"
"\n"
"--json prints one object with all that is kept about each capture.",
	.run = run,
};
