/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao cat: what was received, as bytes on standard output.
 *
 * Three depths: the content as a browser would save it (codings undone), the
 * payload as received (--raw), the head of the answer (--head).  A terminal
 * gets text only: bytes that are none could do anything to it, and text in
 * another charset is shown as UTF-8.
 */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/commands.h"
#include "crawler/operand.h"
#include "crawler/wording.h"
#include "parsers/charset.h"
#include "parsers/mime.h"

#include <inttypes.h>
#include <stdio.h>

enum { ARENA_MAX = 1 << 24, SNIFF_BYTES = 4096 };

struct cat {
	struct command_context *ctx;
	const char *what;	/* SHA256 or URL, as given */
	const char *at;		/* TIME; NULL: the latest */
	bool head, raw;
	size_t max;		/* bytes of content: option body_max */
	struct store_reader *reader;
	struct arena *arena;
	struct capture capture;
};

/* --- which capture -------------------------------------------------------- */

static int not_found(const struct cat *cat, const char *url)
{
	struct capture any;

	if (!url)
		complain("no content of the archive has the SHA-256 %s",
			 cat->what);
	else if (store_find_url(cat->reader, url, 0, true, cat->arena, &any))
		complain("%s was never asked for; \"nianbao why\" tells "
			 "whether it is known", url);
	else if (cat->at)
		complain("%s has no content of %s or before; \"nianbao why\" "
			 "lists all attempts", url, cat->at);
	else
		complain("%s never gave any content; \"nianbao why\" says what "
			 "happened", url);
	if (url)
		archive_say_requests(cat->reader, url);
	return EXIT_ERROR;
}

static int find_digest(struct cat *cat, const uint8_t sha256[SHA256_BYTES])
{
	int err;

	if (cat->at)
		return usage_error(&cmd_cat, "--at goes with a URL: a SHA-256 "
				   "is the same bytes at all times");
	err = store_find_sha256(cat->reader, sha256, cat->arena,
				&cat->capture);
	if (err == ERR_NOTFOUND)
		return not_found(cat, NULL);
	return err ? archive_failed(cat->ctx, cat->reader, err) : -1;
}

static int find_url(struct cat *cat)
{
	struct buf url = BUF_INIT(1 << 16);
	int64_t at_ms = 0;
	int code = operand_url(&cmd_cat, cat->what, &url);
	int err;

	if (code < 0 && cat->at)
		code = operand_time(&cmd_cat, cat->at, &at_ms);
	if (code < 0) {
		err = store_find_url(cat->reader, url.data, at_ms, false,
				     cat->arena, &cat->capture);
		if (err == ERR_NOTFOUND)
			code = not_found(cat, url.data);
		else if (err)
			code = archive_failed(cat->ctx, cat->reader, err);
	}
	buf_free(&url);
	return code;
}

static int find(struct cat *cat)
{
	uint8_t sha256[SHA256_BYTES];

	if (digest_from_hex(slice_of(cat->what), sha256) == 0)
		return find_digest(cat, sha256);
	return find_url(cat);
}

/* --- bytes ---------------------------------------------------------------- */

/* The blank line ends the head; an HTTP/0.9 answer has none. */
static int get_head(struct cat *cat, struct buf *out)
{
	struct buf block = BUF_INIT(cat->max);
	int err = store_block(cat->reader, cat->capture.id, &block);
	size_t end = err ? SIZE_MAX :
		     slice_finds(buf_slice(&block), "\r\n\r\n", 0);

	if (!err && (cat->capture.kind == CAPTURE_RESOURCE || end == SIZE_MAX))
		err = ERR_NOTFOUND;
	if (!err)
		err = buf_add_slice(out, slice_sub(buf_slice(&block), 0,
						   end + 4));
	buf_free(&block);
	return err;
}

static int get_content(struct cat *cat, struct buf *out)
{
	int err = cat->raw ? store_payload(cat->reader, cat->capture.id,
					   cat->arena, out, NULL) :
		  archive_content(cat->reader, &cat->capture, cat->arena, out);

	switch (err) {
	case ERR_EOF:
		complain("the compressed stream ends early; this is what came "
			 "of it");
		return 0;
	case ERR_UNSUPPORTED:
	case ERR_INVALID:
		complain("its Content-Encoding cannot be undone; --raw gives "
			 "the bytes as received");
		return err;
	default:
		return err;
	}
}

static int failed(const struct cat *cat, int err)
{
	if (err == ERR_UNSUPPORTED || err == ERR_INVALID)
		return EXIT_ERROR;	/* said already */
	if (err == ERR_NOTFOUND && cat->head) {
		complain("%s was answered without a head", cat->capture.url);
		return EXIT_ERROR;
	}
	if (err == ERR_TOOBIG) {
		complain("it is longer than the option body_max (%zu bytes) "
			 "allows; raise that, or use --raw", cat->max);
		return EXIT_ERROR;
	}
	return archive_failed(cat->ctx, cat->reader, err);
}

/* --- a terminal ----------------------------------------------------------- */

/* A PDF may be made of printable characters, and is no text all the same. */
static bool is_document(const struct cat *cat, struct slice bytes)
{
	return !cat->head &&
	       mime_sniff(slice_sub(bytes, 0, SNIFF_BYTES),
			  slice_of(cat->capture.content_type),
			  SLICE_NONE) >= MIME_IMAGE;
}

/* Text, but for what could move more than the cursor. */
static bool is_printable(struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c < 0x20 && !strchr("\t\n\f\r", c)) || c == 0x7f)
			return false;
	}
	return true;
}

static int refuse_binary(const struct cat *cat, struct slice bytes)
{
	const struct capture *c = &cat->capture;
	char size[WORDING_BYTES_SIZE];

	wording_bytes(bytes.n, size);
	complain("%s of %s: not for a terminal.  Send it to a file:\n"
		 "         nianbao cat %s > FILE", size,
		 c->sniffed ? c->sniffed : c->content_type ? c->content_type :
		 "unknown type", cat->what);
	return EXIT_ERROR;
}

static int show(const struct cat *cat, struct slice bytes)
{
	struct charset_guess guess;
	struct buf text = BUF_INIT(bytes.n * 4 + 16);
	int code = EXIT_DONE;

	if (is_document(cat, bytes) || !is_printable(bytes))
		return refuse_binary(cat, bytes);
	if (charset_is_utf8(bytes)) {
		(void)fwrite(bytes.p, 1, bytes.n, stdout);
		return EXIT_DONE;
	}
	guess = charset_guess(bytes, SLICE_NONE);
	if (charset_decode(guess.name, bytes, &text) == 0 &&
	    is_printable(buf_slice(&text))) {
		(void)fwrite(text.data, 1, text.len, stdout);
		complain("shown in UTF-8; the bytes are %s", guess.name);
	} else {
		code = refuse_binary(cat, bytes);
	}
	buf_free(&text);
	return code;
}

/* --- the command ---------------------------------------------------------- */

static int print(struct cat *cat)
{
	struct buf out = BUF_INIT(cat->max);
	int err = cat->head ? get_head(cat, &out) : get_content(cat, &out);
	int code = EXIT_DONE;

	if (err)
		code = failed(cat, err);
	else if (cat->ctx->terminal_out)
		code = show(cat, buf_slice(&out));
	else if (out.len)
		(void)fwrite(out.data, 1, out.len, stdout); /* see main() */
	buf_free(&out);
	return code;
}

static void tell(const struct cat *cat)
{
	const struct capture *c = &cat->capture;
	char when[WORDING_TIME_SIZE];

	if (!cat->ctx->verbose)
		return;
	wording_time(c->started_ms, when);
	complain("%s, asked %s: %s in %s at %" PRIu64, c->url, when,
		 capture_kind_name(c->kind), c->warc_file, c->main.offset);
}

static int open_and_print(struct cat *cat)
{
	int code = archive_open(cat->ctx, &cat->reader);

	if (code != EXIT_DONE)
		return code;
	code = find(cat);
	if (code < 0) {
		tell(cat);
		code = print(cat);
	}
	store_reader_close(cat->reader);
	return code;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	struct cat cat = {.ctx = ctx};
	const struct command_flag flags[] = {
		{.name = "--at", .value = &cat.at},
		{.name = "--head", .present = &cat.head},
		{.name = "--raw", .present = &cat.raw}, {.name = NULL},
	};
	struct conf_snapshot *conf;
	int code = command_flags(&cmd_cat, ctx, flags, &argc, argv);

	if (code >= 0)
		return code;
	if (argc != 2)
		return usage_error(&cmd_cat, "one SHA-256 or URL, please");
	cat.what = argv[1];
	cat.arena = arena_new(ARENA_MAX);
	if (!cat.arena || conf_freeze(ctx->conf, &conf)) {
		arena_free(cat.arena);
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	cat.max = (size_t)conf_number(conf, OPTION_BODY_MAX);
	conf_unref(conf);
	code = open_and_print(&cat);
	arena_free(cat.arena);
	return code;
}

const struct command cmd_cat = {
	.name = "cat",
	.usage = "SHA256|URL [--at TIME] [--head] [--raw]",
	.summary = "Print archived content, by its digest or its URL.",
	.help =
"Prints the content as a browser would save it.  Of a URL, the latest content\n"
"there is; --at TIME takes the latest at or before that time (UTC).\n"
"\n"
"  nianbao cat http://www.example.gov.cn/nb/P020260310.pdf > report.pdf\n"
"  nianbao cat www.example.gov.cn/ --at 2026-03-31\n"
"  nianbao cat www.example.gov.cn/ --head\n"
"\n"
"--raw gives the payload as received: compressed where the server compressed\n"
"it; its SHA-256 is the one of the capture.  --head gives the status line and\n"
"the header fields instead of the content.\n"
"\n"
"On a terminal, text in another charset is shown as UTF-8, and what is no\n"
"text is refused; send it to a file.",
	.run = run,
};
