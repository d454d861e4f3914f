/* SPDX-License-Identifier: Apache-2.0 */
/* Captures, and the questions that are answered by one or by many of them. */
#include "store/reader_private.h"

#include "base/err.h"

/* Columns of READER_CAPTURE_SELECT, in its order. */
enum column {
	C_ID, C_URL_ID, C_SITE_ID, C_RUN_ID, C_VIA_CAPTURE, C_ROBOTS_CAPTURE,
	C_CONTENT_ID, C_KIND, C_URL, C_RAW, C_SITE, C_VIA, C_VIA_ANCHOR,
	C_VIA_POSITION, C_HOPS, C_ROBOTS_RECORD, C_METHOD, C_SEED, C_ROBOTS,
	C_OFFICIAL, C_DIVISION, C_QUEUED, C_STARTED, C_DNS, C_CONNECT, C_TLS,
	C_FIRST_BYTE,
	C_TOTAL, C_ADDRESS, C_PORT, C_TLS_VERSION, C_TLS_CIPHER,
	C_TLS_CHAIN_SHA256, C_TLS_RELAXED, C_OUTCOME, C_ERROR, C_STATUS,
	C_BLOCK, C_CONTENT_TYPE, C_SNIFFED, C_CONTENT_ENCODING, C_ETAG,
	C_LAST_MODIFIED, C_REDIRECT_TO, C_HAS_PAYLOAD, C_SHA256,
	C_PAYLOAD_LENGTH, C_TRUNCATED, C_TITLE, C_PROGRAM, C_CONFIG_SHA256,
	C_RECORD_ID, C_REFERS_TO, C_REFERS_TO_URL, C_REFERS_TO_MS,
	C_WARC_FILE, C_MAIN_OFFSET, C_MAIN_LENGTH, C_REQUEST_OFFSET,
	C_REQUEST_LENGTH, C_METADATA_OFFSET, C_METADATA_LENGTH,
	C_KEY, C_BODY_TYPE, C_REFERER, C_FAMILY, C_PAGE, C_LIST, C_OVERLAPS,
	C_PROBE,
};

/* --- a row as a capture ----------------------------------------------- */

/* A name of a newer program's error is some failure all the same. */
static int outcome_of(const char *name)
{
	int err;

	if (!name)
		return 0;
	err = err_from_name(name);
	return err ? err : ERR_UNSUPPORTED;
}

static struct warc_place place(struct sql *row, int offset, int length)
{
	return (struct warc_place){(uint64_t)sql_get(row, offset),
				   (uint64_t)sql_get(row, length)};
}

static void get_numbers(struct sql *row, struct capture *c)
{
	c->id = sql_get(row, C_ID);
	c->url_id = sql_get(row, C_URL_ID);
	c->site_id = sql_get(row, C_SITE_ID);
	c->run_id = sql_get(row, C_RUN_ID);
	c->via_capture = sql_get(row, C_VIA_CAPTURE);
	c->robots_capture = sql_get(row, C_ROBOTS_CAPTURE);
	c->content_id = sql_get(row, C_CONTENT_ID);
	c->kind = (enum capture_kind)sql_get(row, C_KIND);
	c->via_position = (int32_t)sql_get_or(row, C_VIA_POSITION, -1);
	c->is_seed = sql_get(row, C_SEED);
	c->is_robots = sql_get(row, C_ROBOTS);
	c->official = sql_get(row, C_OFFICIAL);
	c->foreign = sql_get_or(row, C_OFFICIAL, -1) == 0;
	c->division = (int32_t)sql_get(row, C_DIVISION);
	c->queued_ms = sql_get(row, C_QUEUED);
	c->started_ms = sql_get(row, C_STARTED);
	c->dns_ms = (int32_t)sql_get_or(row, C_DNS, -1);
	c->connect_ms = (int32_t)sql_get_or(row, C_CONNECT, -1);
	c->tls_ms = (int32_t)sql_get_or(row, C_TLS, -1);
	c->first_byte_ms = (int32_t)sql_get_or(row, C_FIRST_BYTE, -1);
	c->total_ms = (int32_t)sql_get_or(row, C_TOTAL, -1);
	c->port = (uint16_t)sql_get(row, C_PORT);
	c->status = (int)sql_get(row, C_STATUS);
	c->has_payload = sql_get(row, C_HAS_PAYLOAD);
	c->payload_length = (uint64_t)sql_get(row, C_PAYLOAD_LENGTH);
	c->truncated = (enum capture_truncated)sql_get(row, C_TRUNCATED);
	c->refers_to.date_ms = sql_get(row, C_REFERS_TO_MS);
	c->main = place(row, C_MAIN_OFFSET, C_MAIN_LENGTH);
	c->request = place(row, C_REQUEST_OFFSET, C_REQUEST_LENGTH);
	c->metadata = place(row, C_METADATA_OFFSET, C_METADATA_LENGTH);
}

static struct store_request get_asked(struct sql *row)
{
	return (struct store_request){
		.key = sql_get_text(row, C_KEY),
		.method = sql_get_text(row, C_METHOD),
		.content_type = sql_get_text(row, C_BODY_TYPE),
		.referer = sql_get_text(row, C_REFERER),
		.family = sql_get_text(row, C_FAMILY),
		.page = (int32_t)sql_get(row, C_PAGE),
		.list = sql_get(row, C_LIST),
		.overlaps = sql_get(row, C_OVERLAPS),
		.probe = sql_get(row, C_PROBE),
	};
}

static void get_strings(struct sql *row, struct capture *c)
{
	c->url = sql_get_text(row, C_URL);
	c->raw = sql_get_text(row, C_RAW);
	c->site = sql_get_text(row, C_SITE);
	c->via = sql_get_text(row, C_VIA);
	c->via_anchor = sql_get_text(row, C_VIA_ANCHOR);
	c->hops = sql_get_text(row, C_HOPS);
	c->robots_record = sql_get_text(row, C_ROBOTS_RECORD);
	c->address = sql_get_text(row, C_ADDRESS);
	c->tls_version = sql_get_text(row, C_TLS_VERSION);
	c->tls_cipher = sql_get_text(row, C_TLS_CIPHER);
	c->tls_chain_sha256 = sql_get_text(row, C_TLS_CHAIN_SHA256);
	c->tls_relaxed = sql_get_text(row, C_TLS_RELAXED);
	c->outcome = outcome_of(sql_get_text(row, C_OUTCOME));
	c->error = sql_get_text(row, C_ERROR);
	c->block = sql_get_text(row, C_BLOCK);
	c->content_type = sql_get_text(row, C_CONTENT_TYPE);
	c->sniffed = sql_get_text(row, C_SNIFFED);
	c->content_encoding = sql_get_text(row, C_CONTENT_ENCODING);
	c->etag = sql_get_text(row, C_ETAG);
	c->last_modified = sql_get_text(row, C_LAST_MODIFIED);
	c->redirect_to = sql_get_text(row, C_REDIRECT_TO);
	c->title = sql_get_text(row, C_TITLE);
	c->program = sql_get_text(row, C_PROGRAM);
	c->config_sha256 = sql_get_text(row, C_CONFIG_SHA256);
	c->record_id = sql_get_text(row, C_RECORD_ID);
	c->refers_to.record_id = sql_get_text(row, C_REFERS_TO);
	c->refers_to.url = sql_get_text(row, C_REFERS_TO_URL);
	c->warc_file = sql_get_text(row, C_WARC_FILE);
}

void reader_capture(struct catalog *catalog, struct sql *row,
		    struct capture *ret_capture)
{
	struct capture c = {0};
	struct slice sha256 = sql_get_slice(row, C_SHA256);
	int64_t kind = sql_get(row, C_KIND);
	int64_t truncated = sql_get(row, C_TRUNCATED);

	if (kind < 0 || kind > CAPTURE_FAILED || truncated < 0 ||
	    truncated > TRUNCATED_DISCONNECT ||
	    (sha256.p && sha256.n != SHA256_BYTES))
		catalog_fail(catalog, ERR_DAMAGED, CATALOG_NAME ": a row of "
			     "capture makes no sense; run mend --rebuild");
	if (catalog_err(catalog))
		return;
	get_numbers(row, &c);
	get_strings(row, &c);
	c.asked = get_asked(row);
	if (sha256.p)
		memcpy(c.sha256, sha256.p, SHA256_BYTES);
	*ret_capture = c;
}

int reader_one_capture(struct store_reader *r, struct sql *row,
		       struct arena *a, struct capture *ret_capture)
{
	struct capture c = {0};
	int err = ERR_NOTFOUND;

	if (sql_step(row)) {
		reader_capture(r->catalog, row, &c);
		err = catalog_err(r->catalog);
		if (!err)
			err = capture_copy(&c, a, ret_capture);
	}
	sql_done(row);
	return reader_end(r, err);
}

/* --- one capture ------------------------------------------------------ */

int store_find_capture(struct store_reader *r, int64_t id, struct arena *a,
		       struct capture *ret_capture)
{
	static const char text[] = READER_CAPTURE_SELECT "WHERE c.id = ?";
	struct sql *row = sql_of(reader_ask(r), text);

	sql_put(row, id);
	return reader_one_capture(r, row, a, ret_capture);
}

int store_find_url(struct store_reader *r, const char *url, int64_t at_ms,
		   bool any, struct arena *a, struct capture *ret_capture)
{
	/* a 304 has no payload of its own, but says which is current; a block
	 * is given only where nothing else ever came (block_hides()) */
	static const char text[] = READER_CAPTURE_SELECT
		"WHERE u.url = ?1 AND c.started_ms <= ?2 "
		"AND (?3 OR c.has_payload OR c.content_id IS NOT NULL) "
		"ORDER BY ?3 OR NOT (coalesce(c.block, '') GLOB 'blocked_*' "
		"OR coalesce(c.block, '') = 'rate_limited') DESC, "
		"c.started_ms DESC, c.id DESC LIMIT 1";
	struct sql *row = sql_of(reader_ask(r), text);

	sql_put_text(row, url);
	sql_put(row, at_ms ? at_ms : INT64_MAX);
	sql_put(row, any);
	return reader_one_capture(r, row, a, ret_capture);
}

int store_find_sha256(struct store_reader *r,
		      const uint8_t sha256[SHA256_BYTES], struct arena *a,
		      struct capture *ret_capture)
{
	static const char kept[] = READER_CAPTURE_SELECT
		"JOIN content k ON k.capture_id = c.id WHERE k.sha256 = ?";
	/* Empty and truncated bodies are no contents.  No index: nobody asks
	 * for these but people. */
	static const char other[] = READER_CAPTURE_SELECT
		"WHERE c.sha256 = ? AND c.has_payload AND c.kind IN (0, 3) "
		"ORDER BY c.id DESC LIMIT 1";
	struct slice bytes = {(const char *)sha256, SHA256_BYTES};
	struct sql *row = sql_of(reader_ask(r), kept);
	int err;

	sql_put_blob(row, bytes);
	err = reader_one_capture(r, row, a, ret_capture);
	if (err != ERR_NOTFOUND)
		return err;
	row = sql_of(reader_ask(r), other);
	sql_put_blob(row, bytes);
	return reader_one_capture(r, row, a, ret_capture);
}

int store_content_find(struct store_reader *r,
		       const uint8_t sha256[SHA256_BYTES], struct arena *a,
		       struct capture_ref *ret_ref)
{
	static const char text[] =
		"SELECT c.record_id, coalesce(u.target, u.url), "
		"c.started_ms FROM content k "
		"JOIN capture c ON c.id = k.capture_id "
		"JOIN url u ON u.id = c.url_id "
		"WHERE k.sha256 = ? AND k.length > 0";
	struct sql *row = sql_of(reader_ask(r), text);
	struct capture_ref ref;
	int err = ERR_NOTFOUND;

	sql_put_blob(row, (struct slice){(const char *)sha256, SHA256_BYTES});
	if (sql_step(row)) {
		ref = (struct capture_ref){
			.record_id = sql_keep_text(row, 0, a),
			.url = sql_keep_text(row, 1, a),
			.date_ms = sql_get(row, 2),
		};
		err = 0;
	}
	sql_done(row);
	err = reader_end(r, err);
	if (!err)
		*ret_ref = ref;
	return err;
}

/* --- many ------------------------------------------------------------- */

int store_each_capture(struct store_reader *r, const char *url_or_null,
		       store_capture_fn fn, void *ctx)
{
	static const char all[] = READER_CAPTURE_SELECT "ORDER BY c.id";
	static const char of_url[] = READER_CAPTURE_SELECT
		"WHERE u.url = ? ORDER BY c.started_ms, c.id";
	struct catalog *catalog = reader_ask(r);
	struct sql *row = sql_of(catalog, url_or_null ? of_url : all);
	int err = 0;

	if (url_or_null)
		sql_put_text(row, url_or_null);
	while (!err && sql_step(row)) {
		struct capture c;

		reader_capture(catalog, row, &c);
		err = catalog_err(catalog);
		if (!err)
			err = fn(ctx, &c);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}
