/* SPDX-License-Identifier: Apache-2.0 */
/*
 * portal_catalog FOLDER PORTALS PAGES PORT captured|queued
 *
 * Makes, without a crawl, what a crawl of PORTALS portals (portals.h) would
 * have left: FOLDER/archive with PAGES pages in all, and FOLDER/nianbao.conf
 * with a site each in sites.d.  "captured": all pages were fetched and are
 * done, in scope "site", so that all are asked for again; "queued": all are
 * known, none was fetched, the passes are unfinished, and the scope is
 * "reports".
 *
 * The rows are those of the schema; the WARC file they name is not there, so
 * nothing that reads records may be asked of such an archive, and verify calls
 * it damaged.
 */
#include "base/digest.h"
#include "base/err.h"
#include "conf/conf.h"
#include "crawler/crawl_plan.h"
#include "crawler/extract.h"
#include "crawler/job.h"
#include "crawler/limits.h"
#include "crawler/memo.h"
#include "store/catalog.h"
#include "store/store.h"
#include "tests/bench/portals.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	A_TRANSACTION = 100000,	/* rows */
	NAME_MAX_BYTES = 4096,
};
#define FETCHED_MS INT64_C(1750000000000)
#define ANCHOR "有关会议的通知"
enum { PRIORITY = 200, DEPTH = 2 }; /* as the links of its pages give */

struct making {
	const char *folder;
	struct portals all;
	unsigned port;
	bool captured;
	struct catalog *catalog;
	struct buf body;
	uint64_t *rules;	/* owned; memo_rules() of each portal's pages */
};

static void die(const char *what, const char *why)
{
	fprintf(stderr, "portal_catalog: %s: %s\n", what, why);
	exit(1);
}

static FILE *begin(const struct making *m, const char *name)
{
	char path[NAME_MAX_BYTES];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", m->folder, name);
	file = fopen(path, "w");
	if (!file)
		die(path, strerror(errno));
	return file;
}

static void folder(const struct making *m, const char *name)
{
	char path[NAME_MAX_BYTES];

	(void)snprintf(path, sizeof(path), "%s/%s", m->folder, name);
	if (mkdir(path, 0777) && errno != EEXIST)
		die(path, strerror(errno));
}

/* --- configuration ---------------------------------------------------- */

static void write_site(const struct making *m, unsigned portal)
{
	char host[PORTAL_TEXT], address[PORTAL_TEXT], name[PORTAL_TEXT];
	char path[PORTAL_TEXT];
	FILE *file;

	portal_host(portal, host);
	portal_address(portal, address);
	portal_path(portal, path);	/* the first page it has */
	(void)snprintf(name, sizeof(name), "sites.d/p%05u.conf", portal);
	file = begin(m, name);
	fprintf(file, "site \"p%05u\" {\n\tseeds = {\"http://%s:%u%s\"}\n"
		"\tscope = \"%s\"\n\tresolve = {\"%s:%u:%s\"}\n}\n", portal,
		host, m->port, path, m->captured ? "site" : "reports", host,
		m->port, address);
	if (fclose(file))
		die(name, strerror(errno));
}

static void write_configuration(const struct making *m)
{
	FILE *file = begin(m, "nianbao.conf");

	fprintf(file, "contact = \"bench@example.org\"\n");
	if (fclose(file))
		die("nianbao.conf", strerror(errno));
	folder(m, "sites.d");
	for (unsigned p = 0; p < m->all.count; p++)
		write_site(m, p);
}

/* --- memos ------------------------------------------------------------ */

static struct conf_snapshot *read_configuration(const struct making *m)
{
	struct conf *conf = conf_new();
	struct conf_snapshot *snapshot;
	struct conf_problem problem;
	char path[NAME_MAX_BYTES];

	(void)snprintf(path, sizeof(path), "%s/nianbao.conf", m->folder);
	if (!conf || conf_read(conf, path, &problem) ||
	    conf_freeze(conf, &snapshot))
		die(path, "cannot be read");
	conf_free(conf);
	return snapshot;
}

/* As engine_settings.c fills them in, as far as memos depend on them. */
static struct extract_settings settings_of(const struct conf_snapshot *c)
{
	return (struct extract_settings){
		.limits = limits_configured(c, NULL, NULL),
		.text_max = (size_t)conf_number(c, OPTION_TEXT_MAX),
		.links_max = (size_t)conf_number(c, OPTION_LINKS_MAX),
		.column_pages_max = conf_number(c, OPTION_COLUMN_PAGES),
		.depth_max = (int32_t)conf_number(c, OPTION_MAX_DEPTH),
		.redirects_max = (int32_t)conf_number(c, OPTION_MAX_REDIRECTS),
		.program = "nianbao/" NIANBAO_VERSION,
	};
}

/* What comes again as it was is known to have been read. */
static void find_rules(struct making *m)
{
	const struct crawl_overrides over = {.scope = false};
	struct conf_snapshot *conf = read_configuration(m);
	struct extract_settings settings = settings_of(conf);
	struct crawl_plan plan = {.sites = NULL};
	struct job job = {
		.lease.url = {.priority = PRIORITY, .depth = DEPTH,
			      .via_anchor = ANCHOR},
	};
	const char *why = "";

	m->rules = calloc(m->all.count, sizeof(*m->rules));
	for (unsigned p = 0; m->rules && p < m->all.count; p++) {
		char name[PORTAL_TEXT];

		(void)snprintf(name, sizeof(name), "p%05u", p);
		if (crawl_plan_add(&plan, conf, &over, name, &why))
			die(name, why);
		job.site = &plan.sites[p];
		m->rules[p] = memo_rules(&job, &settings);
	}
	if (!m->rules)
		die("memos", err_text(ERR_NOMEM));
	crawl_plan_free(&plan);
	conf_unref(conf);
}

/* --- rows ------------------------------------------------------------- */

static void check(const struct making *m)
{
	if (catalog_err(m->catalog))
		die("catalog", catalog_problem(m->catalog));
}

static void put_portal(struct making *m, unsigned portal)
{
	char host[PORTAL_TEXT], key[2 * PORTAL_TEXT], name[PORTAL_TEXT];
	int64_t id = portal + 1;
	struct sql *q = sql_of(m->catalog, "INSERT INTO host (id, key) "
			       "VALUES (?1, ?2)");

	portal_host(portal, host);
	(void)snprintf(key, sizeof(key), "http://%s:%u", host, m->port);
	(void)snprintf(name, sizeof(name), "p%05u", portal);
	sql_put(q, id);
	sql_put_text(q, key);
	sql_run(q);
	q = sql_of(m->catalog, "INSERT INTO site (id, name, scope, official, "
		   "pass_started_ms, pass_ended_ms) "
		   "VALUES (?1, ?2, ?5, 0, ?3, ?4)");
	sql_put(q, id);
	sql_put_text(q, name);
	sql_put(q, FETCHED_MS - 1000);
	sql_put_unless(q, m->captured ? FETCHED_MS : 0, 0);
	sql_put_text(q, m->captured ? "site" : "reports");
	sql_run(q);
	q = sql_of(m->catalog, "INSERT INTO site_host VALUES (?1, ?1)");
	sql_put(q, id);
	sql_run(q);
}

static void put_url(struct making *m, unsigned portal, unsigned page)
{
	char host[PORTAL_TEXT], path[PORTAL_TEXT], url[4 * PORTAL_TEXT];
	struct sql *q = sql_of(m->catalog, "INSERT INTO url (id, url, host_id) "
			       "VALUES (?1, ?2, ?3)");

	portal_host(portal, host);
	portal_path(page, path);
	(void)snprintf(url, sizeof(url), "http://%s:%u%s", host, m->port,
		       path);
	sql_put(q, page + 1);
	sql_put_text(q, url);
	sql_put(q, portal + 1);
	sql_run(q);
}

static void put_frontier(struct making *m, unsigned portal, unsigned page)
{
	struct sql *q = sql_of(m->catalog, "INSERT INTO frontier (id, url_id, "
		"site_id, host_id, state, redirects, due_ms, "
		"queued_ms, raw, via_anchor, via_position, hops, "
		"body_capture, same, memo, priority, depth) VALUES (?1, ?1, "
		"?2, ?2, ?3, 0, 0, ?4, ?5, '" ANCHOR "', 17, 'LL', ?6, ?7, "
		"?8, ?9, ?10)");
	const struct memo memo = {.rules = m->rules[portal]};
	struct arena *arena = arena_new(1 << 16);
	char path[PORTAL_TEXT];

	portal_path(page, path);
	sql_put(q, page + 1);
	sql_put(q, portal + 1);
	sql_put(q, m->captured ? 2 : 0);
	sql_put(q, FETCHED_MS);
	sql_put_blob(q, slice_of(path));
	sql_put_unless(q, m->captured ? page + 1 : 0, 0);
	sql_put(q, m->captured);
	sql_put_blob(q, m->captured ? memo_write(&memo, arena) : SLICE_NONE);
	sql_put(q, PRIORITY);
	sql_put(q, DEPTH);
	sql_run(q);
	arena_free(arena);
}

static void put_content(struct making *m, unsigned page,
			const uint8_t sha256[SHA256_BYTES])
{
	struct sql *q = sql_of(m->catalog, "INSERT INTO content "
			       "VALUES (?1, ?2, ?3, ?1)");

	sql_put(q, page + 1);
	sql_put_blob(q, (struct slice){(const char *)sha256, SHA256_BYTES});
	sql_put(q, (int64_t)m->body.len);
	sql_run(q);
}

static void put_capture(struct making *m, unsigned portal, unsigned page)
{
	struct sql *q = sql_of(m->catalog, "INSERT INTO capture (id, url_id, "
		"site_id, kind, hops, seed, robots, started_ms, total_ms, "
		"address, port, status, content_type, sniffed, etag, "
		"has_payload, sha256, payload_length, truncated, title, "
		"text_sha256, program, record_id, content_id, warc_id, "
		"main_offset, main_length, request_offset, request_length, "
		"metadata_offset, metadata_length) VALUES (?1, ?1, ?2, 0, "
		"'LL', 0, 0, ?3, 80, '127.0.0.1', 80, 200, "
		"'text/html; charset=utf-8', 'text/html', ?4, 1, ?5, ?6, 0, "
		"?7, ?5, 'nianbao', ?8, ?1, 1, ?9, 9000, ?9, 900, ?9, 900)");
	char etag[PORTAL_TEXT], title[PORTAL_TEXT], record[PORTAL_TEXT];
	uint8_t sha256[SHA256_BYTES];

	buf_clear(&m->body);
	if (portal_body(&m->all, page, 0, &m->body) ||
	    digest_sha256(buf_slice(&m->body), sha256))
		die("page", err_text(ERR_NOMEM));
	portal_etag(page, etag);
	(void)snprintf(title, sizeof(title), "工作动态 %u", page);
	(void)snprintf(record, sizeof(record),
		       "<urn:uuid:00000000-0000-4000-8000-%012x>", page);
	sql_put(q, page + 1);
	sql_put(q, portal + 1);
	sql_put(q, FETCHED_MS + page);
	sql_put_text(q, portal_kind(&m->all, page) == PORTAL_SAYS_SAME ? etag :
		     NULL);
	sql_put_blob(q, (struct slice){(const char *)sha256, SHA256_BYTES});
	sql_put(q, (int64_t)m->body.len);
	sql_put_text(q, title);
	sql_put_text(q, record);
	sql_put(q, (int64_t)page * 10000);
	sql_run(q);
	put_content(m, page, sha256);
}

/* As in a crawl of many portals at a time, the rows of one lie far apart. */
static void put_pages(struct making *m)
{
	for (unsigned page = 0; page < m->all.pages; page++) {
		unsigned portal = page % m->all.count;

		put_url(m, portal, page);
		if (m->captured)
			put_capture(m, portal, page);
		put_frontier(m, portal, page);
		if (page % A_TRANSACTION == A_TRANSACTION - 1) {
			catalog_exec(m->catalog, "COMMIT");
			catalog_exec(m->catalog, "BEGIN");
			check(m);
		}
	}
}

static void put_all(struct making *m)
{
	catalog_exec(m->catalog, "PRAGMA journal_mode = OFF");
	catalog_exec(m->catalog, "PRAGMA synchronous = OFF");
	catalog_exec(m->catalog, "PRAGMA cache_size = -1500000");
	catalog_exec(m->catalog, "BEGIN");
	catalog_exec(m->catalog, "INSERT INTO warc_file VALUES "
		     "(1, 'never-written.warc.gz', 0, 1)");
	for (unsigned p = 0; p < m->all.count; p++)
		put_portal(m, p);
	put_pages(m);
	catalog_exec(m->catalog, "COMMIT");
	check(m);
}

static void make_archive(struct making *m)
{
	struct store_options options = {
		.warc_max = 1 << 30, .program = "nianbao", .config_sha256 = "",
	};
	struct store_recovery recovery;
	char path[NAME_MAX_BYTES];
	struct store *store;

	(void)snprintf(path, sizeof(path), "%s/archive", m->folder);
	if (store_open(path, &options, &store, &recovery))
		die(path, store_open_problem());
	(void)store_close(store);
	(void)snprintf(path, sizeof(path), "%s/archive/" CATALOG_NAME,
		       m->folder);
	if (catalog_open(path, CATALOG_WRITE, &m->catalog))
		die(path, catalog_problem(m->catalog));
	put_all(m);
	catalog_close(m->catalog);
}

static unsigned number(const char *text, unsigned most)
{
	unsigned long long value;

	if (!slice_u64(slice_of(text), most, &value) || value < 1)
		die(text, "not a number, or too large");
	return (unsigned)value;
}

int main(int argc, char **argv)
{
	struct making m = {.body = BUF_INIT(PORTAL_PAGE_MAX)};

	if (argc != 6) {
		fprintf(stderr, "usage: portal_catalog FOLDER PORTALS PAGES "
			"PORT captured|queued\n");
		return 2;
	}
	m.folder = argv[1];
	m.all.count = number(argv[2], PORTALS_MAX);
	m.all.pages = number(argv[3], PORTAL_PAGES_MAX);
	m.port = number(argv[4], 65535);
	m.captured = strcmp(argv[5], "captured") == 0;
	if (m.all.pages < m.all.count)
		die(argv[3], "fewer pages than portals");
	folder(&m, ".");
	write_configuration(&m);
	find_rules(&m);
	make_archive(&m);
	buf_free(&m.body);
	free(m.rules);
	return 0;
}
