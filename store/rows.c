/* SPDX-License-Identifier: Apache-2.0 */
#include "store/rows.h"

#include "base/buf.h"
#include "base/err.h"
#include "parsers/block.h"
#include "parsers/url.h"

#include <string.h>

enum { LINKS_MAX = 64 << 20 };	/* bytes of JSON; links_max bounds it first */

/* --- names ------------------------------------------------------------ */

static int64_t only_id(struct sql *s)
{
	int64_t id = sql_step(s) ? sql_get(s, 0) : 0;

	sql_done(s);
	return id;
}

int64_t rows_host(struct catalog *c, const char *key)
{
	struct sql *s = sql_of(c, "SELECT id FROM host WHERE key = ?1");
	int64_t id;

	sql_put_text(s, key);
	id = only_id(s);
	if (id)
		return id;
	s = sql_of(c, "INSERT INTO host (key) VALUES (?1)");
	sql_put_text(s, key);
	sql_run(s);
	return catalog_err(c) ? 0 : catalog_last_id(c);
}

static int64_t host_of_url(struct catalog *c, const char *url)
{
	struct buf key = BUF_INIT(URL_MAX);
	struct url u;
	int64_t id = 0;
	int err = url_parse(slice_of(url), NULL, NULL, &u, NULL);

	if (err == ERR_NOMEM)
		catalog_fail(c, err, err_text(err));
	if (err)
		return 0;	/* not one of ours; its row has no host */
	err = url_host_key(&u, &key);
	if (err)
		catalog_fail(c, err, "the host of a URL");
	else
		id = rows_host(c, key.data);
	buf_free(&key);
	url_free(&u);
	return id;
}

int64_t rows_request_url(struct catalog *c, const char *url,
			 const char *host_key, const struct store_request *r)
{
	const char *key = store_request_key(r, url);
	struct sql *s = sql_of(c, "SELECT id FROM url WHERE url = ?1");
	int64_t id, host;

	sql_put_text(s, key);
	id = only_id(s);
	if (id)
		return id;
	host = host_key ? rows_host(c, host_key) : host_of_url(c, url);
	s = sql_of(c, "INSERT INTO url (url, host_id, target) "
		   "VALUES (?1, ?2, ?3)");
	sql_put_text(s, key);
	sql_put_unless(s, host, 0);
	sql_put_text(s, key == url ? NULL : url);
	sql_run(s);
	return catalog_err(c) ? 0 : catalog_last_id(c);
}

int64_t rows_url(struct catalog *c, const char *url, const char *host_key)
{
	return rows_request_url(c, url, host_key, NULL);
}

int64_t rows_site(struct catalog *c, const char *name, bool official)
{
	struct sql *s = sql_of(c, "SELECT id FROM site WHERE name = ?1");
	int64_t id;

	sql_put_text(s, name);
	id = only_id(s);
	if (id)
		return id;
	s = sql_of(c, "INSERT INTO site (name, scope, official) "
		   "VALUES (?1, 'reports', ?2)");
	sql_put_text(s, name);
	sql_put(s, official);
	sql_run(s);
	return catalog_err(c) ? 0 : catalog_last_id(c);
}

int64_t rows_warc_file(struct catalog *c, const char *name)
{
	struct sql *s = sql_of(c, "SELECT id FROM warc_file WHERE name = ?1");
	int64_t id;

	sql_put_text(s, name);
	id = only_id(s);
	if (id)
		return id;
	s = sql_of(c, "INSERT INTO warc_file (name, size, closed) "
		   "VALUES (?1, 0, 0)");
	sql_put_text(s, name);
	sql_run(s);
	return catalog_err(c) ? 0 : catalog_last_id(c);
}

void rows_warc_size(struct catalog *c, int64_t file, uint64_t size,
		    bool closed)
{
	struct sql *s = sql_of(c, "UPDATE warc_file SET size = ?1, "
			       "closed = ?2 WHERE id = ?3");

	sql_put(s, (int64_t)size);
	sql_put(s, closed);
	sql_put(s, file);
	sql_run(s);
}

/* --- contents --------------------------------------------------------- */

bool rows_has_content(const struct capture *capture)
{
	return capture->has_payload && capture->payload_length > 0 &&
	       capture->truncated == TRUNCATED_NO;
}

bool rows_is_current(const struct capture *c)
{
	enum block_class block = block_from_name(c->block);

	return c->content_id && c->kind != CAPTURE_NOT_MODIFIED &&
	       !block_hides(block) && !block_is_gone(block) &&
	       (c->status / 100 == 2 || c->kind == CAPTURE_RESOURCE);
}

static struct slice digest_slice(const struct capture *capture)
{
	return (struct slice){(const char *)capture->sha256, SHA256_BYTES};
}

static int64_t content_of(struct catalog *c, const struct capture *capture)
{
	struct sql *s = sql_of(c, "SELECT id FROM content WHERE sha256 = ?1");

	if (!rows_has_content(capture) &&
	    capture->kind != CAPTURE_NOT_MODIFIED)
		return 0;
	sql_put_blob(s, digest_slice(capture));
	return only_id(s);
}

static bool brings_content(const struct capture *capture)
{
	return rows_has_content(capture) &&
	       (capture->kind == CAPTURE_RESPONSE ||
		capture->kind == CAPTURE_RESOURCE);
}

static void new_content(struct catalog *c, struct capture *capture)
{
	struct sql *s = sql_of(c, "INSERT INTO content (sha256, length, "
			       "capture_id) VALUES (?1, ?2, ?3)");

	sql_put_blob(s, digest_slice(capture));
	sql_put(s, (int64_t)capture->payload_length);
	sql_put(s, capture->id);
	sql_run(s);
	capture->content_id = catalog_err(c) ? 0 : catalog_last_id(c);
	s = sql_of(c, "UPDATE capture SET content_id = ?1 WHERE id = ?2");
	sql_put(s, capture->content_id);
	sql_put(s, capture->id);
	sql_run(s);
}

bool rows_knows_record(struct catalog *c, const char *record_id)
{
	struct sql *s = sql_of(c, "SELECT 1 FROM capture "
			       "WHERE record_id = ?1");
	bool known;

	sql_put_text(s, record_id);
	known = sql_step(s);
	sql_done(s);
	return known;
}

/* --- captures --------------------------------------------------------- */

static const char capture_sql[] =
	"INSERT INTO capture (url_id, site_id, run_id, kind, raw, via, "
	"via_anchor, via_position, via_capture, hops, robots_record, "
	"robots_capture, method, seed, robots, official, division, "
	"queued_ms, started_ms, dns_ms, connect_ms, tls_ms, first_byte_ms, "
	"total_ms, "
	"address, port, tls_version, tls_cipher, tls_chain_sha256, "
	"tls_relaxed, outcome, error, status, block, content_type, sniffed, "
	"content_encoding, etag, last_modified, redirect_to, has_payload, "
	"sha256, payload_length, truncated, title, text_sha256, program, "
	"config_sha256, record_id, refers_to, refers_to_url, refers_to_ms, "
	"content_id, warc_id, main_offset, main_length, request_offset, "
	"request_length, metadata_offset, metadata_length) VALUES (?,?,?,?,?,"
	"?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
	"?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

static void put_question(struct sql *s, const struct capture *c)
{
	sql_put(s, c->url_id);
	sql_put_unless(s, c->site_id, 0);
	sql_put_unless(s, c->run_id, 0);
	sql_put(s, c->kind);
	sql_put_blob(s, slice_of(c->raw));
	sql_put_text(s, c->via);
	sql_put_text(s, c->via_anchor);
	sql_put_unless(s, c->via_position, -1);
	sql_put_unless(s, c->via_capture, 0);
	sql_put_text(s, c->hops);
	sql_put_text(s, c->robots_record);
	sql_put_unless(s, c->robots_capture, 0);
	sql_put_text(s, c->asked.method);
	sql_put(s, c->is_seed);
	sql_put(s, c->is_robots);
	sql_put_unless(s, c->official ? 1 : c->foreign ? 0 : -1, -1);
	sql_put_unless(s, c->division, 0);
	sql_put_unless(s, c->queued_ms, 0);
}

static void put_exchange(struct sql *s, const struct capture *c)
{
	sql_put(s, c->started_ms);
	sql_put_unless(s, c->dns_ms, -1);
	sql_put_unless(s, c->connect_ms, -1);
	sql_put_unless(s, c->tls_ms, -1);
	sql_put_unless(s, c->first_byte_ms, -1);
	sql_put_unless(s, c->total_ms, -1);
	sql_put_text(s, c->address);
	sql_put_unless(s, c->port, 0);
	sql_put_text(s, c->tls_version);
	sql_put_text(s, c->tls_cipher);
	sql_put_text(s, c->tls_chain_sha256);
	sql_put_text(s, c->tls_relaxed);
	sql_put_text(s, c->outcome ? err_name(c->outcome) : NULL);
	sql_put_text(s, c->error);
}

static void put_answer(struct sql *s, const struct capture *c,
		       struct slice text_sha256)
{
	sql_put_unless(s, c->status, 0);
	sql_put_text(s, c->block);
	sql_put_text(s, c->content_type);
	sql_put_text(s, c->sniffed);
	sql_put_text(s, c->content_encoding);
	sql_put_text(s, c->etag);
	sql_put_text(s, c->last_modified);
	sql_put_text(s, c->redirect_to);
	sql_put(s, c->has_payload);
	sql_put_blob(s, capture_has_digest(c) ? digest_slice(c) : SLICE_NONE);
	sql_put(s, (int64_t)c->payload_length);
	sql_put(s, c->truncated);
	sql_put_text(s, c->title);
	sql_put_blob(s, text_sha256);
}

static void put_place(struct sql *s, const struct capture *c, int64_t file)
{
	sql_put_text(s, c->program);
	sql_put_text(s, c->config_sha256);
	sql_put_text(s, c->record_id);
	sql_put_text(s, c->refers_to.record_id);
	sql_put_text(s, c->refers_to.url);
	sql_put_unless(s, c->refers_to.date_ms, 0);
	sql_put_unless(s, c->content_id, 0);
	sql_put(s, file);
	sql_put(s, (int64_t)c->main.offset);
	sql_put(s, (int64_t)c->main.length);
	sql_put(s, (int64_t)c->request.offset);
	sql_put(s, (int64_t)c->request.length);
	sql_put(s, (int64_t)c->metadata.offset);
	sql_put(s, (int64_t)c->metadata.length);
}

static void put_asked(struct catalog *c, const struct capture *capture)
{
	const struct store_request *r = &capture->asked;
	struct sql *s = sql_of(c, "INSERT INTO capture_request (capture_id, "
		"content_type, referer, family, page, list, overlaps, probe) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");

	sql_put(s, capture->id);
	sql_put_text(s, r->content_type);
	sql_put_text(s, r->referer);
	sql_put_text(s, r->family);
	sql_put(s, r->page);
	sql_put(s, r->list);
	sql_put(s, r->overlaps);
	sql_put(s, r->probe);
	sql_run(s);
}

void rows_capture(struct catalog *c, struct capture *capture, int64_t file,
		  struct slice text_sha256)
{
	struct sql *s;

	if (!capture->url_id)
		capture->url_id = rows_request_url(c, capture->url, NULL,
						   &capture->asked);
	if (!capture->site_id && capture->site)
		capture->site_id = rows_site(c, capture->site,
					     capture->official);
	capture->content_id = content_of(c, capture);
	s = sql_of(c, capture_sql);
	put_question(s, capture);
	put_exchange(s, capture);
	put_answer(s, capture, text_sha256);
	put_place(s, capture, file);
	sql_run(s);
	capture->id = catalog_err(c) ? 0 : catalog_last_id(c);
	if (store_request_is_special(&capture->asked))
		put_asked(c, capture);
	if (!capture->content_id && brings_content(capture))
		new_content(c, capture);
}

/* --- links ------------------------------------------------------------ */

static bool has_links(struct catalog *c, const struct capture *capture)
{
	struct sql *s = sql_of(c, "SELECT h.content_id = ?3 FROM capture h "
		"JOIN page_links g ON g.capture_id = h.id "
		"WHERE h.url_id = ?1 AND h.id < ?2 ORDER BY h.id DESC LIMIT 1");
	bool has;

	sql_put(s, capture->url_id);
	sql_put(s, capture->id);
	sql_put_unless(s, capture->content_id, 0);
	has = sql_step(s) && sql_get(s, 0);
	sql_done(s);
	return has;
}

void rows_links(struct catalog *c, const struct capture *capture,
		const struct store_link *links, size_t count)
{
	struct buf json = BUF_INIT(LINKS_MAX);
	struct sql *s;

	if (count == 0 || has_links(c, capture))
		return;
	for (size_t i = 0; i < count; i++) {
		(void)buf_adds(&json, i ? ",[" : "[[");
		(void)buf_addu(&json, links[i].position);
		(void)buf_addc(&json, ',');
		(void)buf_add_json(&json, slice_of(links[i].url));
		(void)buf_adds(&json, ",\"");
		(void)buf_adds(&json, links[i].kind);
		(void)buf_addc(&json, '"');
		if (links[i].text) {
			(void)buf_addc(&json, ',');
			(void)buf_add_json(&json, slice_of(links[i].text));
		}
		(void)buf_addc(&json, ']');
	}
	(void)buf_addc(&json, ']');
	if (json.err)
		catalog_fail(c, json.err, "the links of a page");
	s = sql_of(c, "INSERT INTO page_links VALUES (?1, ?2)");
	sql_put(s, capture->id);
	sql_put_slice(s, buf_slice(&json));
	sql_run(s);
	buf_free(&json);
}

/* --- readings --------------------------------------------------------- */

void rows_reading(struct catalog *c, const struct capture *capture,
		  const struct reading *r)
{
	rows_links(c, capture, r->links, r->link_count);
	if (r->column)
		(void)rows_column(c, capture, r->column);
	if (r->document)
		rows_document(c, capture, r->document);
	(void)rows_reports(c, capture, r->reports, r->report_count,
			   r->text_sha256, r->document);
}

void rows_forget_readings(struct catalog *c)
{
	static const char *const texts[] = {
		"DELETE FROM page_links",
		"DELETE FROM column_item",
		"DELETE FROM column_page",
		"DELETE FROM site_column",
		"DELETE FROM report_attachment",
		"DELETE FROM report_check",
		"DELETE FROM stated",
		"DELETE FROM fact",
		"DELETE FROM report_section",
		"INSERT INTO report_text (report_text) VALUES ('delete-all')",
		"DELETE FROM report_url",
		"DELETE FROM reading",
		"DELETE FROM report",
		"DELETE FROM document",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		catalog_exec(c, texts[i]);
}
