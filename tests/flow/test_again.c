/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What comes again is not read again, and nobody can tell: two archives are
 * filled from one portal that changes a little, crawl by crawl.  In one of them
 * the memos are made void before each crawl, as by another version of the
 * reading.  Their rows are equal in the end, and come back by a rebuild.
 */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/limits.h"
#include "store/catalog.h"
#include "store/mend.h"
#include "store/verify.h"
#include "tests/lib/crawling.h"
#include "tests/lib/dir.h"
#include "tests/lib/origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CRAWLS = 3, DUMP_MAX = 16 << 20, PAGE_MAX = 1 << 18 };

/* The portal as it is now, and whether it says so by ETag. */
static atomic_int generation, tagged, notices;

/* --- the portal ------------------------------------------------------- */

#define WORDS "全县各部门认真做好政府信息公开工作，及时发布信息。"
#define MANY WORDS WORDS WORDS WORDS WORDS WORDS
#define HEAD "<!DOCTYPE html><meta charset=utf-8><title>%s</title><p>"	\
	MANY MANY
#define LI(path, text) "<li><a href=\"" path "\">" text "</a></li>"

static void add_home(struct buf *out)
{
	(void)buf_addf(out, HEAD "<ul class=parts>"
		LI("/zn/", "政府信息公开指南") LI("/zd/", "政府信息公开制度")
		LI("/fd/", "法定主动公开内容")
		LI("/l/", "政府信息公开年报") "</ul>" LI("/gone.html", "旧页")
		LI("/q?id=1", "一") LI("/q?id=2&p=1", "二")
		LI("/q?p=1&id=2", "二") LI("/a/a/a/", "深")
		LI("/news.html", "新闻"), "首页");
	for (int i = 0; i < notices; i++)
		(void)buf_addf(out, "<a href=/c/%d.html>公告</a>", i);
}

/* Three pages of two rows, none a stub (pager.h); the second has a new row from
 * the second crawl on, and states another total. */
static void add_list(int page, struct buf *out)
{
	bool more = page == 2 && generation > 0;

	(void)buf_addf(out, HEAD "<ul class=list>", "政府信息公开年报");
	for (int i = 1; i <= (more ? 3 : 2); i++)
		(void)buf_addf(out, LI("/o/%d%d.html", "%d%d镇2021年政府信息"
			       "公开工作年度报告"), page, i, page, i);
	(void)buf_addf(out, "</ul><div>共%d条记录</div>", more ? 7 : 6);
	if (page < 3)
		(void)buf_addf(out, "<a href=/l/index_%d.html>下一页</a>", page);
}

/* The same report, of another organ for each path. */
static void add_report(const char *path, struct buf *out)
{
	static const char mark[] = "</html>";
	char *html = dir_read(TESTS_DIR "/golden/report/township-2021.html",
			      NULL);
	char *end = strstr(html, mark);

	for (char *href = html; (href = strstr(href, "<a "));)
		memcpy(href, "<b ", 3);	/* its menu is another portal's */
	if (end)
		*end = '\0';
	(void)buf_addf(out, "%s<!-- %s %d -->", html, path,
		       strcmp(path, "/o/11.html") ? 0 : (int)generation);
	free(html);
}

static void add_page(const char *path, struct buf *out)
{
	int page;

	if (strcmp(path, "/") == 0)
		add_home(out);
	else if (strcmp(path, "/l/") == 0)
		add_list(1, out);
	else if (sscanf(path, "/l/index_%d.html", &page) == 1)
		add_list(page + 1, out);
	else if (strncmp(path, "/o/", 3) == 0)
		add_report(path, out);
	else if (sscanf(path, "/c/%d.html", &page) == 1)
		/* four of five are alike, more than traps would let pass if
		 * the fifth had nothing of its own */
		(void)buf_addf(out, HEAD LI("x.html", "下") "%d", "公告",
			       page % 5 ? 0 : page);
	else if (strcmp(path, "/news.html") == 0)
		(void)buf_addf(out, HEAD "<h1>%d</h1>" LI("/n%d.html", "新"),
			       "新闻", (int)generation, (int)generation);
	else
		(void)buf_addf(out, HEAD LI("/l/", "年报"), path);
}

static void send_any(struct origin_client *client, const char *path,
		     const char *request, const void *ctx)
{
	struct buf page = BUF_INIT(PAGE_MAX);
	unsigned hash = 5381;
	char tag[32];

	(void)ctx;
	if (strcmp(path, "/robots.txt") == 0 ||
	    (generation == 1 && (strcmp(path, "/gone.html") == 0 ||
				 strcmp(path, "/o/12.html") == 0))) {
		(void)origin_sends(client, "HTTP/1.1 404 None\r\n"
				   "Content-Length: 0\r\n\r\n");
		return;
	}
	add_page(path, &page);
	assert_int_equal(page.err, 0);
	for (size_t i = 0; i < page.len; i++)
		hash = hash * 33 + (unsigned char)page.data[i];
	(void)snprintf(tag, sizeof(tag), "\"%x\"", hash);
	if (tagged && strstr(request, tag))
		(void)origin_sends(client, "HTTP/1.1 304 Not Modified\r\n"
				   "\r\n");
	else
		(void)origin_sendf(client, "HTTP/1.1 200 OK\r\n%s%s%s"
			"Content-Type: text/html\r\nContent-Length: %zu"
			"\r\n\r\n%s", tagged ? "ETag: " : "", tagged ? tag : "",
			tagged ? "\r\n" : "", page.len, page.data);
	buf_free(&page);
}

static const struct origin_page pages[] = {
	{.path = "/*", .script = send_any}, {.path = NULL},
};

/* --- the archive ------------------------------------------------------ */

static void change(const char *dir, const char *sql)
{
	char *path = dir_path(dir, "catalog.sqlite3");
	struct catalog *c;

	assert_int_equal(catalog_open(path, CATALOG_WRITE, &c), 0);
	catalog_exec(c, sql);
	assert_int_equal(catalog_err(c), 0);
	catalog_close(c);
	free(path);
}

#define Q(x) " || ' ' || coalesce(quote(" x "), '-')"
#define WHEN(x) Q("(SELECT count(DISTINCT run_id) FROM capture "	\
	"WHERE started_ms <= " x ")")

/* What does not depend on when it was, nor on which record it is in; of times
 * the crawl. */
static const char *const all_queries[] = {
	"SELECT 'capture'" Q("u.url") Q("c.kind") Q("c.status") Q("c.block")
	Q("c.sniffed") Q("c.title") Q("c.redirect_to") Q("c.sha256")
	Q("c.text_sha256") Q("c.payload_length") Q("k.sha256")
	" FROM capture c JOIN url u ON u.id = c.url_id "
	"LEFT JOIN content k ON k.id = c.content_id ORDER BY u.url, c.id",
	"SELECT 'links'" Q("u.url") Q("g.links") " FROM page_links g JOIN "
	"capture c ON c.id = g.capture_id JOIN url u ON u.id = c.url_id "
	"ORDER BY u.url, c.id",
	"SELECT 'frontier'" Q("u.url") Q("f.state") Q("f.priority")
	Q("f.depth") Q("f.via") Q("f.stop") Q("f.same") Q("f.changes")
	Q("f.memo") " FROM frontier f JOIN url u ON u.id = f.url_id ORDER BY 1",
	"SELECT 'column'" Q("url") Q("page") Q("name") Q("method")
	Q("declared_total") Q("declared_pages") Q("stuck") Q("endpoint")
	Q("left_out") " FROM site_column ORDER BY 1",
	"SELECT 'column-page'" Q("k.url") Q("u.url") Q("p.page") Q("p.state")
	Q("p.verdict") Q("c.sha256") " FROM column_page p JOIN site_column k "
	"ON k.id = p.column_id JOIN url u ON u.id = p.url_id "
	"LEFT JOIN content c ON c.id = p.content_id ORDER BY 1",
	"SELECT 'column-item'" Q("k.url") Q("i.url") " FROM column_item i "
	"JOIN site_column k ON k.id = i.column_id ORDER BY 1",
	"SELECT 'report'" Q("p.key") Q("p.organ") WHEN("p.first_seen_ms")
	WHEN("p.last_seen_ms") Q("k.sha256") " FROM report p JOIN reading d "
	"ON d.id = p.reading_id JOIN content k ON k.id = d.content_id "
	"ORDER BY 1",
	"SELECT 'report-url'" Q("p.key") Q("u.url") Q("r.own")
	WHEN("r.seen_ms") Q("k.sha256") " FROM report_url r JOIN report p "
	"ON p.id = r.report_id JOIN url u ON u.id = r.url_id JOIN reading d "
	"ON d.id = r.reading_id JOIN content k ON k.id = d.content_id "
	"ORDER BY 1",
};

/* Pages that were read by the last crawl. */
static const char *const read_queries[] = {
	"SELECT u.url FROM capture c JOIN url u ON u.id = c.url_id "
	"WHERE c.status = 200 AND c.title IS NOT 'kept' AND c.run_id = "
	"(SELECT max(id) FROM run) ORDER BY u.url",
};

static char *rows(const char *dir, const char *const *queries, size_t count)
{
	char *path = dir_path(dir, "catalog.sqlite3");
	struct buf out = BUF_INIT(DUMP_MAX);
	struct catalog *c;

	assert_int_equal(catalog_open(path, CATALOG_READ, &c), 0);
	for (size_t i = 0; i < count; i++) {
		struct sql *q = sql_of(c, queries[i]);

		while (sql_step(q)) {
			(void)buf_add_slice(&out, sql_get_slice(q, 0));
			(void)buf_addc(&out, '\n');
		}
	}
	assert_int_equal(catalog_err(c), 0);
	catalog_close(c);
	free(path);
	return buf_take(&out);
}

static int add_change(void *ctx, const struct store_change *change)
{
	return buf_addf(ctx, "change %d %s %s %s\n", change->kind, change->id,
			change->site, change->url);
}

/* As `nianbao changes` tells it. */
static char *changes(const char *dir)
{
	const struct store_change_filter all = {.site = NULL};
	struct buf out = BUF_INIT(DUMP_MAX);
	struct store_reader *reader;

	assert_int_equal(store_reader_open(dir, &reader), 0);
	assert_int_equal(store_each_change(reader, &all, add_change, &out), 0);
	store_reader_close(reader);
	assert_int_equal(buf_adds(&out, ""), 0);
	return buf_take(&out);
}

static void same(const char *what, const char *got, const char *wanted)
{
	size_t i = 0, line = 0;

	while (got[i] && got[i] == wanted[i])
		line = got[i++] == '\n' ? i : line;
	if (got[i] != wanted[i])
		fail_msg("%s: got\n%.600s\nwanted\n%.600s", what, got + line,
			 wanted + line);
}

static char *dump(const char *dir)
{
	struct buf out = BUF_INIT(DUMP_MAX);

	assert_int_equal(mend_dump(dir, &out), 0);
	return buf_take(&out);
}

static void on_finding(void *ctx, const struct verify_finding *f)
{
	(void)ctx;
	fail_msg("verify: %s: %s", f->rule, f->detail);
}

static void check_rebuild(const char *dir, const struct conf_snapshot *conf)
{
	const struct verify_options verify = {.on_finding = on_finding};
	const struct mend_options options = {
		.rebuild = true, .limits = limits_configured(conf, NULL, NULL),
		.max_text = (size_t)conf_number(conf, OPTION_TEXT_MAX),
		.max_links = (size_t)conf_number(conf, OPTION_LINKS_MAX),
		.max_payload = (size_t)conf_number(conf, OPTION_BODY_MAX),
		.column_pages_max = conf_number(conf, OPTION_COLUMN_PAGES),
	};
	char *before = dump(dir), *after;
	struct archive_writing writing;
	struct verify_totals found;
	struct mend_totals totals;

	assert_int_equal(verify_archive(dir, &verify, &found), 0);
	archive_writing(&writing, conf);
	assert_int_equal(mend_archive(dir, &writing.options, &options,
				      1795412399000, &totals), 0);
	after = dump(dir);
	same("a rebuild", after, before);
	free(before);
	free(after);
}

/* --- rows ------------------------------------------------------------- */

struct row {
	const char *scope;
	bool tagged;
	int notices;
};

static const struct row all_rows[] = {
	{.scope = "site", .notices = 70},
	{.scope = "site", .tagged = true, .notices = 5},
	{.scope = "reports", .notices = 5},
	{.scope = "reports", .tagged = true, .notices = 5},
};

/* Crawls, each but the first after that SQL. */
static char *fill(const struct row *row, const char *url, const char *prepare,
		  struct conf_snapshot *conf)
{
	char *dir = dir_make();

	tagged = row->tagged;
	notices = row->notices;
	for (int i = 0; i < CRAWLS; i++) {
		generation = i;
		if (i)
			change(dir, prepare);
		crawling_run(dir, conf, url, NULL);
	}
	return dir;
}

static struct origin *begin(char *url, size_t size)
{
	struct origin *origin = origin_start("127.0.0.1", pages);

	(void)snprintf(url, size, "http://127.0.0.1:%u/",
		       origin_port(origin));
	return origin;
}

/* --- equal rows ------------------------------------------------------- */

#define KEEP "SELECT 1"
#define SPOIL "UPDATE frontier SET memo = zeroblob(8) || substr(memo, 9)"

static char *fill_and_check(const struct row *row, const char *url,
			    const char *prepare, char **ret_changes)
{
	static const char *const options[] = {NULL};
	struct conf_snapshot *conf = crawling_conf(row->scope, options);
	char *dir = fill(row, url, prepare, conf);
	char *got = rows(dir, all_queries,
			 sizeof(all_queries) / sizeof(*all_queries));

	*ret_changes = changes(dir);
	if (strcmp(prepare, KEEP) == 0)
		check_rebuild(dir, conf);
	conf_unref(conf);
	dir_remove(dir);
	return got;
}

static void equal_rows(void **state)
{
	char url[64], what[64];
	struct origin *origin = begin(url, sizeof(url));

	(void)state;
	for (size_t i = 0; i < sizeof(all_rows) / sizeof(*all_rows); i++) {
		const struct row *row = &all_rows[i];
		char *kept_changes, *spoilt_changes;
		char *kept = fill_and_check(row, url, KEEP, &kept_changes);
		char *spoilt = fill_and_check(row, url, SPOIL,
					      &spoilt_changes);

		(void)snprintf(what, sizeof(what), "scope %s, %s", row->scope,
			       row->tagged ? "304" : "200");
		same(what, kept, spoilt);
		same(what, kept_changes, spoilt_changes);
		assert_non_null(strstr(kept_changes, "/o/12.html"));
		free(kept_changes);
		free(spoilt_changes);
		free(kept);
		free(spoilt);
	}
	origin_stop(origin);
}

/* --- what is read ----------------------------------------------------- */

/* Titles come from a reading, or from before. */
#define NAME "UPDATE capture SET title = 'kept' WHERE id IN "		\
	"(SELECT body_capture FROM frontier WHERE memo IS NOT NULL)"

static void what_is_read(void **state)
{
	/* minutes, where answers wait while nothing else is on its way */
	static const char *const options[] = {"commit_time", "10 s", NULL};
	/* what changed, and what was not there in between */
	static const char wanted[] = "/gone.html\n/n2.html\n/news.html\n"
				     "/o/11.html\n/o/12.html\n";
	struct conf_snapshot *conf = crawling_conf("site", options);
	struct buf paths = BUF_INIT(DUMP_MAX);
	char url[64], *dir, *got;
	struct origin *origin = begin(url, sizeof(url));
	struct slice rest, line;

	(void)state;
	dir = fill(&(struct row){.scope = "site", .notices = 5}, url, NAME,
		   conf);
	got = rows(dir, read_queries, 1);
	rest = slice_of(got);
	while ((line = slice_cut(&rest, '\n')).n)
		(void)buf_addf(&paths, "%.*s\n", SLICE_ARG(slice_sub(
			line, strlen(url) - 1, line.n)));
	assert_string_equal(paths.data, wanted);
	buf_free(&paths);
	free(got);
	conf_unref(conf);
	dir_remove(dir);
	origin_stop(origin);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_rows),
		cmocka_unit_test(what_is_read),
	};

	/* jobs end in the order they begin, in both archives */
	assert_int_equal(setenv("UV_THREADPOOL_SIZE", "1", 1), 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
