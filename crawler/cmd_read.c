/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao read FILE|-: the reading of a page, run on a file.  No archive is
 * touched.  The same functions read pages during a crawl, so what is printed
 * here is what a crawl would have found.
 *
 * A file is one page or document, or a WARC file with one in each response,
 * resource or conversion record.  Documents (PDF, DOCX, ...) are read in the
 * converter child, as they are during a crawl; each member of an archive counts
 * as a document.  Each report found is printed; a page or document in which
 * there is none is printed as its page alone.
 */
#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/commands.h"
#include "crawler/convert.h"
#include "crawler/draw.h"
#include "crawler/input.h"
#include "crawler/limits.h"
#include "crawler/listing.h"
#include "crawler/report_draw.h"
#include "crawler/scope.h"
#include "parsers/coding.h"
#include "parsers/httphead.h"
#include "parsers/mime.h"
#include "parsers/page.h"
#include "parsers/report_json.h"
#include "store/warc_read.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PRINTED_MAX = 1 << 28, SHOWN_TEXT = 600,
};

/* What the flags say. */
struct request {
	const char *file;	/* "-": standard input */
	const char *url;	/* NULL: not said */
	const char *content_type;
	bool json;
};

/* Links of a file must resolve against something; never printed. */
static const char nowhere[] = "http://localhost/";

struct reading {
	const struct request *request;
	struct page_input input; /* limits; the rest is set for each page */
	struct convert_options convert;
	size_t body_max;
	int64_t patience_ms, deadline_ms;
	int width;		/* of the terminal */
	unsigned documents;
	unsigned reports;
	bool failed;		/* something could not be read, and was said */
};

/* What is printed: of a page, or of a document. */
struct found {
	const struct article *article;
	const char *charset;		/* NULL: not known */
	const struct document *document; /* NULL: a page */
	const struct report *reports;
	uint32_t count;
};

static bool expired(void *ctx)
{
	const struct reading *r = ctx;

	return clock_mono_ms() > r->deadline_ms;
}

/* --- printing ------------------------------------------------------------- */

/* What stands between two documents or reports. */
static void print_gap(const struct reading *r)
{
	if (!r->request->json && r->documents + r->reports > 0)
		putchar('\n');
}

/* The URL of a document, absent where nobody said it. */
static struct slice place_of(const struct url *url)
{
	struct slice href = slice_of(url->href);

	return slice_eqs(href, nowhere) ? SLICE_NONE : href;
}

/* Says of what, and that, something could not be read; member is absent where
 * it is all of it. */
static void tell(struct reading *r, const struct url *url, struct slice member,
		 int err)
{
	struct slice place = place_of(url);

	if (!place.p)
		place = slice_of(r->request->file);
	complain("%.*s%s%.*s: %s", SLICE_ARG(place), member.n ? ": " : "",
		 SLICE_ARG(member), err_text(err));
	r->failed = true;
}

/* Puts what is known of the document into the object of the page. */
static int add_document(const struct document *d, struct buf *about)
{
	json_t *object = json_pack("{ss ss sb sI}", "kind",
				   document_kind_name(d->kind), "tool",
				   d->tool, "has_text", d->has_text, "pages",
				   (json_int_t)d->page_count);
	char *text;

	if (object && d->name.p)
		(void)json_object_set_new(object, "name", json_stringn(
			d->name.p, d->name.n));	/* told by what is printed */
	if (object && d->err)
		(void)json_object_set_new(object, "error",
					  json_string(err_name(d->err)));
	text = object ? json_dumps(object, JSON_COMPACT) : NULL;
	json_decref(object);
	if (!text)
		return ERR_NOMEM;
	buf_truncate(about, about->len - 1);	/* the closing brace */
	(void)buf_addf(about, ",\"document\":%s}", text);	/* sticky */
	free(text);
	return about->err;
}

static int print_json(const struct found *found, const struct report *report,
		      const struct url *url)
{
	const struct report_origin origin = {
		.url = place_of(url), .host = place_of(url).p ? url->host
							      : SLICE_NONE,
		.official = place_of(url).p && scope_is_gov(url->host) ? 1
									: -1,
		.mirror = -1,
	};
	struct buf about = BUF_INIT(PRINTED_MAX);
	struct buf out = BUF_INIT(PRINTED_MAX);
	int err = report_page_json(found->article, found->charset, &about);

	if (!err && found->document)
		err = add_document(found->document, &about);
	if (!err && report)
		err = report_json(report, &origin, buf_slice(&about), &out);
	else if (!err && origin.url.p)
		/* a canonical URL holds nothing that JSON escapes */
		err = buf_addf(&out, "{\"url\":\"%s\",\"page\":%s}", url->href,
			       about.data);
	else if (!err)
		err = buf_addf(&out, "{\"page\":%s}", about.data);
	if (!err)
		puts(out.data);
	buf_free(&out);
	buf_free(&about);
	return err;
}

static void print_field(struct buf *out, const char *name, struct slice value)
{
	if (value.n)
		(void)buf_addf(out, "  %-10s %.*s\n", name, SLICE_ARG(value));
}

/* The head of a text, no character cut in two. */
static struct slice first_words(struct slice text)
{
	size_t n = text.n < SHOWN_TEXT ? text.n : SHOWN_TEXT;

	while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xC0) == 0x80)
		n--;
	return slice_sub(text, 0, n);
}

/* A page that is no report, for people: enough to see why. */
static int draw_page(const struct found *found, const struct url *url,
		     int width, struct buf *out)
{
	const struct article *a = found->article;
	const struct document *d = found->document;

	(void)buf_adds(out, "No report.\n");
	print_field(out, "page", place_of(url));
	if (d) {
		print_field(out, "kind", slice_of(document_kind_name(d->kind)));
		print_field(out, "name", d->name);
		print_field(out, "read by", slice_of(d->tool));
	}
	if (d && d->err)
		print_field(out, "error", slice_of(err_text(d->err)));
	print_field(out, "title", a->title);
	print_field(out, "published", a->published);
	print_field(out, "source", a->source);
	draw_text(first_words(a->text), 2, width, out);
	if (a->text.n > SHOWN_TEXT)
		(void)buf_adds(out, "  …\n");
	return out->err;
}

static int print_people(const struct reading *r, const struct found *found,
			const struct report *report, const struct url *url)
{
	struct buf out = BUF_INIT(PRINTED_MAX);
	int err = report ? report_draw(report, r->width, &out)
			 : draw_page(found, url, r->width, &out);

	if (!err)
		fputs(out.data, stdout);
	buf_free(&out);
	return err;
}

static int print_found(struct reading *r, const struct found *found,
		       const struct url *url)
{
	uint32_t count = found->count ? found->count : 1;
	int err = 0;

	for (uint32_t i = 0; !err && i < count; i++) {
		const struct report *report =
			found->count ? &found->reports[i] : NULL;

		print_gap(r);
		err = r->request->json ? print_json(found, report, url)
				       : print_people(r, found, report, url);
		r->reports += report != NULL;
	}
	r->documents++;
	return err;
}

/* --- reading -------------------------------------------------------------- */

static int read_page(struct reading *r, const struct url *url)
{
	struct found found = {.count = 0};
	struct page *page = NULL;
	int err;

	r->deadline_ms = clock_mono_ms() + r->patience_ms;
	err = page_read(&r->input, &page);
	if (err)
		return err;
	if (page->err)
		tell(r, url, SLICE_NONE, page->err);
	found.article = &page->article;
	found.charset = page->charset.name;
	found.reports = page->reports;
	found.count = page->report_count;
	err = print_found(r, &found, url);
	page_free(page);
	return err;
}

/* One document, not its members. */
static int print_document(struct reading *r, const struct document *d,
			  struct arena *a, const struct url *url)
{
	const struct article article = {.text = d->text};
	struct found found = {
		.article = &article, .charset = NULL, .document = d,
	};
	int err = report_read_document(d, &article, a, &found.reports,
				       &found.count);

	/* a picture within an archive is no failure */
	if (!err && d->err && d->err != ERR_UNSUPPORTED)
		tell(r, url, d->name, d->err);
	return err ? err : print_found(r, &found, url);
}

/* Whether there is a member, or one within it, that could be read. */
static bool is_any_read(const struct document *d)
{
	for (uint32_t i = 0; i < d->member_count; i++) {
		const struct document *m = d->members[i];

		if (!m->member_count && m->err != ERR_UNSUPPORTED)
			return true;
		for (uint32_t k = 0; k < m->member_count; k++)
			if (m->members[k]->err != ERR_UNSUPPORTED)
				return true;
	}
	return false;
}

/* What is to be said of an archive besides its members: it is cut at a limit,
 * damaged further on, or nothing in it can be read (encrypted, perhaps). */
static int archive_err(const struct document *d)
{
	if (d->err)
		return d->err;
	return is_any_read(d) ? 0 : ERR_UNSUPPORTED;
}

/* A document, or each member of an archive and of those within it. */
static int print_documents(struct reading *r, const struct document *d,
			   struct arena *a, const struct url *url)
{
	int err = d->member_count ? 0 : print_document(r, d, a, url);

	if (d->member_count && archive_err(d))
		tell(r, url, SLICE_NONE, archive_err(d));
	for (uint32_t i = 0; i < d->member_count && !err; i++) {
		const struct document *m = d->members[i];

		if (!m->member_count)
			err = print_document(r, m, a, url);
		for (uint32_t k = 0; k < m->member_count && !err; k++)
			err = print_document(r, m->members[k], a, url);
	}
	return err;
}

static int convert_document(struct reading *r, const struct url *url)
{
	const struct convert_input in = {.bytes = r->input.body, .fd = -1};
	struct arena *a = arena_new(r->convert.memory / 4);
	const struct document *d;
	int err;

	if (!a)
		return ERR_NOMEM;
	err = convert_run(&in, &r->convert, a, &d);
	if (!err) {
		err = print_documents(r, d, a, url);
	} else if (err != ERR_NOMEM) {
		tell(r, url, SLICE_NONE, err);
		err = 0;
	}
	arena_free(a);
	return err;
}

/* One page or document, its codings undone. 0 or an error that ends it all. */
static int read_document(struct reading *r, struct slice body,
			 struct slice content_type, const char *address)
{
	struct url url = {.href = NULL};
	const char *why = NULL;
	int err = url_parse(slice_of(address), NULL, NULL, &url, &why);

	if (err == ERR_NOMEM)
		return err;
	if (err) {
		complain("%s: %s", address, why ? why : err_text(err));
		r->failed = true;
		return 0;
	}
	r->input.body = body;
	r->input.content_type = content_type;
	r->input.url = &url;
	err = mime_is_document(mime_sniff(body, SLICE_NONE, SLICE_NONE)) ?
		 convert_document(r, &url) : read_page(r, &url);
	url_free(&url);
	return err;
}

static int read_record(struct reading *r, const struct warc_record *record)
{
	struct slice type = httphead_field(record->http_head, "Content-Type",
					   NULL);
	struct slice coding = httphead_field(record->http_head,
					     "Content-Encoding", NULL);
	struct buf content = BUF_INIT(r->body_max);
	struct slice body = record->payload;
	char *address = slice_dup(warc_target_uri(record));
	int err = 0;

	if (!address)
		return ERR_NOMEM;
	if (coding.p && !coding_is_identity(coding)) {
		err = coding_undo(coding, body, &content);
		body = buf_slice(&content);
	}
	if (!type.p)
		type = warc_field(record, "Content-Type");
	r->input.head = record->http_head;
	/* what came before a stream broke is still read */
	if (err != ERR_NOMEM)
		err = read_document(r, body, type, address);
	buf_free(&content);
	free(address);
	return err;
}

static bool holds_document(const struct warc_record *record)
{
	struct slice uri = warc_target_uri(record);

	return (record->type == WARC_RESPONSE ||
		record->type == WARC_RESOURCE ||
		record->type == WARC_CONVERSION) && record->payload.n &&
	       (slice_istarts(uri, "http:") || slice_istarts(uri, "https:"));
}

static int read_warc(struct reading *r, const char *path)
{
	struct warc_reader *reader;
	struct warc_record record;
	uint64_t offset = 0;
	int err = warc_open(path, r->body_max, &reader);

	if (err)
		return err;
	warc_set_hashing(reader, false);
	while ((err = warc_next(reader, &record)) != ERR_NOTFOUND && !err)
		if (holds_document(&record)) {
			err = read_record(r, &record);
			if (err)
				break;
		}
	if (err && err != ERR_NOTFOUND && err != ERR_NOMEM) {
		complain("%s: %s", path, warc_problem(reader, &offset));
		r->failed = true;
		err = 0;
	}
	warc_close(reader);
	return err == ERR_NOTFOUND ? 0 : err;
}

/* --- the file ------------------------------------------------------------- */

/* The name alone, plain or gzipped, says that it is a WARC file. */
static bool is_warc(const char *path, struct slice bytes)
{
	struct slice name = slice_of(path);

	return slice_starts(bytes, "WARC/") || slice_ends(name, ".warc.gz") ||
	       slice_ends(name, ".warc");
}

static int read_it(struct reading *r)
{
	const struct request *q = r->request;
	struct buf bytes = BUF_INIT(r->body_max);
	struct slice type = q->content_type ? slice_of(q->content_type)
					    : SLICE_NONE;
	int err;

	if (is_warc(q->file, SLICE_NONE))
		return read_warc(r, q->file);
	err = input_load(q->file, &bytes);
	if (!err && is_warc(q->file, buf_slice(&bytes)))
		err = strcmp(q->file, "-") ? read_warc(r, q->file)
					   : ERR_UNSUPPORTED;
	else if (!err)
		err = read_document(r, buf_slice(&bytes), type,
				    q->url ? q->url : nowhere);
	buf_free(&bytes);
	return err;
}

static int read_with(const struct request *q, const struct conf_snapshot *conf)
{
	struct reading r = {
		.request = q,
		.body_max = (size_t)conf_number(conf, OPTION_BODY_MAX),
		.patience_ms = (int64_t)conf_number(conf, OPTION_HTML_TIME),
		.width = listing_terminal_width(),
		.convert = convert_configured(conf),
	};
	int err;

	r.input.max_text = (size_t)conf_number(conf, OPTION_TEXT_MAX);
	r.input.max_links = (size_t)conf_number(conf, OPTION_LINKS_MAX);
	r.input.limits = limits_configured(conf, expired, &r);
	err = read_it(&r);
	if (err) {
		complain("%s: %s", q->file, err_text(err));
		return EXIT_ERROR;
	}
	return r.failed ? EXIT_WITH_FAILURES : EXIT_DONE;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	struct request q = {.file = NULL};
	const struct command_flag flags[] = {
		{.name = "--json", .present = &q.json},
		{.name = "--url", .value = &q.url},
		{.name = "--content-type", .value = &q.content_type},
		{.name = NULL},
	};
	struct conf_snapshot *conf;
	int code = command_flags(&cmd_read, ctx, flags, &argc, argv);

	if (code >= 0)
		return code;
	if (argc != 2)
		return usage_error(&cmd_read, "one file, please, or - for "
				   "standard input");
	q.file = argv[1];
	if (conf_freeze(ctx->conf, &conf)) {
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	code = read_with(&q, conf);
	conf_unref(conf);
	return code;
}

const struct command cmd_read = {
	.name = "read",
	.usage = "FILE|- [--url URL] [--content-type CT] [--json]",
	.summary = "Read a file as a crawl would, and print its reports.",
	.help =
"Runs the reading on a local file; no archive is touched.  FILE is a page, a\n"
"text, a document (PDF, DOCX, DOC, XLSX, XLS, OFD, RTF, or a ZIP, RAR or 7z\n"
"archive of those), or a WARC file made by any crawler, of which every page\n"
"and document is read.  Reports are drawn with their tables; checks that fail\n"
"are marked.  What could not be read, or only in part (damaged, encrypted,\n"
"larger than the document_* options allow, took too long), is complained of,\n"
"and the exit code is 3.\n"
"\n"
"  nianbao read report.html --url http://www.example.gov.cn/nb/2024.html\n"
"  curl -s http://www.example.gov.cn/nb/ | nianbao read - --json\n"
"  nianbao read attachment.pdf\n"
"  nianbao read somebody-elses.warc.gz --json\n"
"\n"
"--url         where the file was found; links resolve against it\n"
"--content-type what the server called it (charset=…)\n"
"--json        one object a report, as \"nianbao reports --json\" prints it,\n"
"              with what the page says of itself as \"page\".  A document\n"
"              without a report is an object with its page alone.",
	.run = run,
};
