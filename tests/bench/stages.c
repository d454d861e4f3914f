/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stages FOLDER FILE... : what each stage costs of what happens to a page.
 *
 * The files are pages (of bench_site, or any).  Each stage runs over all of
 * them by itself, on what the stages before it gave, ROUNDS times, in one
 * thread; the table says the least processor time of a round, a page.  Where
 * a stage contains others it is indented less.  FOLDER must not exist: an
 * archive is made there for the last stage.
 */
#include "base/err.h"
#include "parsers/column.h"
#include "parsers/fingerprint.h"
#include "parsers/page.h"
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	ROUNDS = 9,
	PAGES_MAX = 4096,
	BATCH = 64,		/* jobs of one commit */
	URL_BYTES = 128,
};

static const struct html_limits limits = {
	.memory = (size_t)256 << 20, .nodes = 1 << 20,
};

struct sample {
	char address[URL_BYTES];
	struct buf bytes;	/* as received */
	struct slice body;	/* the same */
	struct url url;
	struct buf text;	/* decoded */
	struct html_doc *doc;
	struct article article;
	struct arena *arena;	/* of the article */
	struct page *page;
	uint8_t sha256[SHA256_BYTES];
	/* of the round at hand */
	struct arena *job;
	struct capture capture;
	struct exchange exchange;
	struct warc_build_options build;
	struct warc_bundle bundle;
	uint8_t seed[16];
};

struct bench {
	struct sample *pages;
	size_t count;
	unsigned round;
	struct store *store;
	int64_t run, site;
};

static void die(const char *what, const char *why)
{
	fprintf(stderr, "stages: %s: %s\n", what, why);
	exit(1);
}

static void check(const char *what, int err)
{
	if (err)
		die(what, err_name(err));
}

/* --- stages of reading ------------------------------------------------ */

static void decode(struct bench *b, struct sample *s)
{
	struct charset_guess guess = charset_guess(s->body, SLICE_NONE);

	(void)b;
	buf_clear(&s->text);
	check("charset", charset_decode(guess.name, s->body, &s->text));
}

static void parse(struct bench *b, struct sample *s)
{
	(void)b;
	html_free(s->doc);
	check("html", html_parse(buf_slice(&s->text), &limits, &s->doc));
}

static void find_links(struct bench *b, struct sample *s)
{
	struct arena *a = arena_new(limits.memory);
	const struct html_link *links;
	size_t count;

	(void)b;
	check("links", a ? html_links(html_of(s->doc), a, 100000, &links,
				      &count) : ERR_NOMEM);
	for (size_t i = 0; i < count; i++) {
		struct url u;

		if (!url_parse(links[i].raw, &s->url, "UTF-8", &u, NULL))
			url_free(&u);
	}
	arena_free(a);
}

static void read_block(struct bench *b, struct sample *s)
{
	struct buf visible = BUF_INIT(16 << 20);
	struct block_input in = {
		.status = 200, .body = buf_slice(&s->text),
		.target = s->url.path,
	};

	(void)b;
	check("block", html_text(html_of(s->doc), 0, &visible));
	in.text = buf_slice(&visible);
	(void)block_classify(&in);
	buf_free(&visible);
}

static void read_article(struct bench *b, struct sample *s)
{
	(void)b;
	arena_free(s->arena);
	s->arena = arena_new(limits.memory);
	check("article", s->arena ?
	      article_read(html_of(s->doc), &s->url, "UTF-8", s->arena,
			   &s->article) : ERR_NOMEM);
}

static void read_reports(struct bench *b, struct sample *s)
{
	struct arena *a = arena_new(limits.memory);
	const struct report *reports;
	uint32_t count;

	(void)b;
	check("reports", a ? report_read(html_of(s->doc), &s->article, a,
					 &reports, &count) : ERR_NOMEM);
	arena_free(a);
}

static void read_page(struct bench *b, struct sample *s)
{
	const struct page_input in = {
		.status = 200, .body = s->body, .url = &s->url,
		.content_type = SLICE_LIT("text/html"), .limits = limits,
		.max_text = 16 << 20, .max_links = 10000,
	};

	(void)b;
	page_free(s->page);
	check("page", page_read(&in, &s->page));
}

static void read_column(struct bench *b, struct sample *s)
{
	const struct column_input in = {.page = s->page, .url = &s->url};
	struct arena *a = arena_new(limits.memory);
	struct column column;

	(void)b;
	check("column", a ? column_read(&in, a, &column) : ERR_NOMEM);
	arena_free(a);
}

static void digest_text(struct bench *b, struct sample *s)
{
	uint8_t digest[SHA256_BYTES];

	(void)b;
	check("fingerprint", fingerprint_digest(s->article.text, digest));
}

/* --- stages of keeping ------------------------------------------------ */

static void digest_body(struct bench *b, struct sample *s)
{
	(void)b;
	check("sha256", digest_sha256(s->body, s->sha256));
}

/* A capture of this page at an address of this round. */
static void begin_job(struct bench *b, struct sample *s)
{
	size_t number = (size_t)(s - b->pages) + b->round * b->count;

	arena_free(s->job);
	s->job = arena_new(limits.memory);
	if (!s->job)
		die("arena", "no memory");
	memcpy(s->seed, &number, sizeof(number));
	s->exchange = (struct exchange){
		.request = SLICE_LIT("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"),
		.head = SLICE_LIT("HTTP/1.1 200 OK\r\n"
				  "Content-Type: text/html\r\n\r\n"),
		.body = s->body, .body_fd = -1, .body_length = s->body.n,
	};
	s->build = (struct warc_build_options){
		.spool_dir = ".", .spool_above = SIZE_MAX,
		.uuid_seed = s->seed,
	};
	s->capture = (struct capture){
		.url = arena_printf(s->job, "http://a.test/%zu", number),
		.site = "a.test", .site_id = b->site, .run_id = b->run,
		.via_position = -1, .hops = "", .asked.method = "GET",
		.started_ms = 1795412345000 + (int64_t)number, .status = 200,
		.content_type = "text/html", .has_payload = true,
		.payload_length = s->body.n, .kind = CAPTURE_RESPONSE,
		.program = "nianbao/bench", .config_sha256 = "00",
	};
	/* unlike any other, so that none becomes a revisit */
	memcpy(s->capture.sha256, s->sha256, SHA256_BYTES);
	memcpy(s->capture.sha256, &number, sizeof(number));
}

static void make_records(struct bench *b, struct sample *s, int level)
{
	warc_bundle_free(&s->bundle);
	begin_job(b, s);
	s->build.level = level;
	check("WARC", warc_build(&s->capture, &s->exchange, &s->build, s->job,
				 &s->bundle));
}

static void make_stored(struct bench *b, struct sample *s)
{
	make_records(b, s, 0);
}

static void make_fast(struct bench *b, struct sample *s)
{
	make_records(b, s, 1);
}

static void make_usual(struct bench *b, struct sample *s)
{
	make_records(b, s, 4);
}

static void make_small(struct bench *b, struct sample *s)
{
	make_records(b, s, 6);
}

/* The links of the page, as rows and as what goes into the frontier. */
static void fill_links(struct bench *b, struct sample *s,
		       struct store_item *item)
{
	size_t count = s->page->link_count, n = 0;
	struct store_link *links = arena_array(s->job, count, sizeof(*links));
	struct store_url *found = arena_array(s->job, count, sizeof(*found));

	for (size_t i = 0; i < count && found; i++) {
		const struct page_link *link = &s->page->links[i];
		char *url;

		if (!link->url.p)
			continue;
		url = arena_strndup(s->job, link->url.p, link->url.n);
		links[n] = (struct store_link){
			.url = url, .kind = html_link_kind_name(link->kind),
			.position = link->position,
		};
		found[n++] = (struct store_url){
			.url = url, .host_key = "http://a.test:80",
			.hops = "L", .raw = url, .via = s->capture.url,
			.site = b->site, .priority = link->score, .depth = 1,
		};
	}
	check("links", arena_err(s->job));
	item->links = links;
	item->found = found;
	item->link_count = item->found_count = n;
}

/* At the last page of a batch: the whole batch. */
static void commit(struct bench *b, struct sample *s)
{
	size_t last = (size_t)(s - b->pages), first = last / BATCH * BATCH;
	struct store_item items[BATCH];

	if (last + 1 < b->count && (last + 1) % BATCH)
		return;
	for (size_t i = first; i <= last; i++) {
		struct sample *one = &b->pages[i];

		items[i - first] = (struct store_item){
			.capture = &one->capture, .exchange = &one->exchange,
			.build = &one->build, .bundle = &one->bundle,
			.arena = one->job,
		};
		fill_links(b, one, &items[i - first]);
	}
	check("commit", store_commit(b->store, items, last - first + 1,
				     1795412345000));
}

/* --- the table -------------------------------------------------------- */

static const struct stage {
	const char *name;
	void (*run)(struct bench *b, struct sample *s);
} stages[] = {
	{"  charset", decode},
	{"  html (gumbo, nodes)", parse},
	{"  links (found, resolved)", find_links},
	{"  block", read_block},
	{"  article", read_article},
	{"  reports (tables, sections)", read_reports},
	{"page, all of these", read_page},
	{"column", read_column},
	{"digest of the main text", digest_text},
	{"SHA-256", digest_body},
	{"WARC records, level 0", make_stored},
	{"WARC records, level 1", make_fast},
	{"WARC records, level 4", make_usual},
	{"WARC records, level 6", make_small},
	{"catalog (batches of 64)", commit},
};

static double processor_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* cannot fail */
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void run_all(struct bench *b)
{
	enum { COUNT = sizeof(stages) / sizeof(*stages) };
	double least[COUNT];

	for (b->round = 0; b->round < ROUNDS; b->round++)
		for (size_t i = 0; i < COUNT; i++) {
			double from = processor_us();

			for (size_t k = 0; k < b->count; k++)
				stages[i].run(b, &b->pages[k]);
			from = processor_us() - from;
			if (!b->round || from < least[i])
				least[i] = from;
		}
	printf("%-32s %10s\n", "stage", "us a page");
	for (size_t i = 0; i < COUNT; i++)
		printf("%-32s %10.1f\n", stages[i].name,
		       least[i] / (double)b->count);
}

/* --- pages and archive ------------------------------------------------ */

static void read_file(const char *path, struct buf *out)
{
	char piece[65536];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		die(path, strerror(errno));
	while ((n = fread(piece, 1, sizeof(piece), f)))
		check(path, buf_add(out, piece, n));
	(void)fclose(f);	/* only read */
}

static void open_archive(struct bench *b, const char *folder)
{
	const struct store_options options = {
		.warc_max = (uint64_t)1 << 40, .program = "nianbao/bench",
		.config_sha256 = "00", .info.software = "nianbao/bench",
	};
	struct store_site site = {
		.name = "a.test", .seed = "http://a.test/", .scope = "site",
	};
	struct store_recovery found;

	check(folder, store_open(folder, &options, &b->store, &found));
	check("run", store_run_begin(b->store, "crawl", 1, &b->run));
	check("site", store_site_put(b->store, &site));
	b->site = site.id;
}

static void free_all(struct bench *b)
{
	for (size_t i = 0; i < b->count; i++) {
		struct sample *s = &b->pages[i];

		warc_bundle_free(&s->bundle);
		arena_free(s->job);
		page_free(s->page);
		arena_free(s->arena);
		html_free(s->doc);
		buf_free(&s->text);
		url_free(&s->url);
		buf_free(&s->bytes);
	}
	free(b->pages);
}

int main(int argc, char **argv)
{
	struct bench b = {.count = (size_t)(argc > 2 ? argc - 2 : 0)};

	if (argc < 3 || b.count > PAGES_MAX) {
		fprintf(stderr, "usage: stages FOLDER FILE...\n");
		return 2;
	}
	b.pages = calloc(b.count, sizeof(*b.pages));
	if (!b.pages)
		die("pages", "no memory");
	for (size_t i = 0; i < b.count; i++) {
		struct sample *s = &b.pages[i];

		(void)snprintf(s->address, sizeof(s->address),
			       "http://a.test/%zu.html", i);
		buf_init(&s->bytes, 16 << 20);
		read_file(argv[i + 2], &s->bytes);
		s->body = buf_slice(&s->bytes);
		s->bundle = (struct warc_bundle)WARC_BUNDLE_NONE;
		buf_init(&s->text, 16 << 20);
		check("URL", url_parse(slice_of(s->address), NULL, NULL,
				       &s->url, NULL));
	}
	open_archive(&b, argv[1]);
	run_all(&b);
	check("close", store_close(b.store));
	free_all(&b);
	return 0;
}
