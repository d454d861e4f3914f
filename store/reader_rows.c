/* SPDX-License-Identifier: Apache-2.0 */
/* The other rows: URLs, links, sites, hosts, runs, and the totals. */
#include "store/reader_private.h"
#include "store/rows.h"

#include "base/err.h"
#include "parsers/html.h"

/* --- URLs ------------------------------------------------------------- */

#define URL_SELECT							 \
	"SELECT coalesce(u.target, u.url), h.key, f.raw, f.via, "	 \
	"f.via_anchor, f.hops, "					 \
	"f.via_position, f.via_capture, f.site_id, f.priority, f.depth, " \
	"f.redirects, f.seed, f.robots, f.due_ms, f.state, "		 \
	"f.queued_ms, f.attempts, s.name, "				 \
	"(SELECT c.id FROM capture c WHERE c.url_id = u.id "		 \
	" ORDER BY c.started_ms DESC, c.id DESC LIMIT 1), "		 \
	"f.stop, EXISTS (SELECT 1 FROM report_url g "			 \
	" WHERE g.url_id = u.id), "					 \
	ROWS_REQUEST " FROM frontier f JOIN url u ON u.id = f.url_id "	 \
	"LEFT JOIN request r ON r.frontier_id = f.id "			 \
	"LEFT JOIN host h ON h.id = f.host_id "				 \
	"LEFT JOIN site s ON s.id = f.site_id "

enum {
	U_URL, U_HOST, U_RAW, U_VIA, U_VIA_ANCHOR, U_HOPS, U_VIA_POSITION,
	U_VIA_CAPTURE, U_SITE, U_PRIORITY, U_DEPTH, U_REDIRECTS, U_SEED,
	U_ROBOTS, U_DUE, U_STATE, U_QUEUED, U_ATTEMPTS, U_SITE_NAME, U_LAST,
	U_STOP, U_GAVE, U_REQUEST,
};

static const char *const states[] = {"queued", "leased", "done"};
enum { STATES = sizeof(states) / sizeof(*states) };

static struct store_url_state get_url(struct sql *row)
{
	int64_t state = sql_get(row, U_STATE);

	return (struct store_url_state){
		.url = {
			.url = sql_get_text(row, U_URL),
			.host_key = sql_get_text(row, U_HOST),
			.raw = sql_get_text(row, U_RAW),
			.via = sql_get_text(row, U_VIA),
			.via_anchor = sql_get_text(row, U_VIA_ANCHOR),
			.hops = sql_get_text(row, U_HOPS),
			.via_position = (int32_t)sql_get_or(
				row, U_VIA_POSITION, -1),
			.via_capture = sql_get(row, U_VIA_CAPTURE),
			.site = sql_get(row, U_SITE),
			.priority = (int32_t)sql_get(row, U_PRIORITY),
			.depth = (int32_t)sql_get(row, U_DEPTH),
			.redirects = (int32_t)sql_get(row, U_REDIRECTS),
			.is_seed = sql_get(row, U_SEED),
			.is_robots = sql_get(row, U_ROBOTS),
			.due_ms = sql_get(row, U_DUE),
		},
		.state = state >= 0 && state < STATES ? states[state] : "",
		.queued_ms = sql_get(row, U_QUEUED),
		.due_ms = sql_get(row, U_DUE),
		.last_capture = sql_get(row, U_LAST),
		.attempts = (int32_t)sql_get(row, U_ATTEMPTS),
		.site_name = sql_get_text(row, U_SITE_NAME),
		.stop = sql_get_text(row, U_STOP),
		.gave = sql_get(row, U_GAVE),
	};
}

/* NULL also where the arena fails, which sticks. */
static const struct store_request *keep_request(struct sql *row,
						struct arena *a)
{
	struct store_request lent, *kept;

	if (!rows_get_request(row, U_REQUEST, &lent))
		return NULL;
	kept = arena_alloc(a, sizeof(*kept));
	return kept && !store_request_copy(&lent, a, kept) ? kept : NULL;
}

int store_url_state(struct store_reader *r, const char *url, struct arena *a,
		    struct store_url_state *ret_state)
{
	static const char text[] = URL_SELECT
		"WHERE u.url = ? ORDER BY f.id LIMIT 1";
	struct sql *row = sql_of(reader_ask(r), text);
	struct store_url_state state;
	bool found;
	int err;

	sql_put_text(row, url);
	found = sql_step(row);
	if (found) {
		state = get_url(row);
		state.url.url = sql_keep_text(row, U_URL, a);
		state.url.host_key = sql_keep_text(row, U_HOST, a);
		state.url.raw = sql_keep_text(row, U_RAW, a);
		state.url.via = sql_keep_text(row, U_VIA, a);
		state.url.via_anchor = sql_keep_text(row, U_VIA_ANCHOR, a);
		state.url.hops = sql_keep_text(row, U_HOPS, a);
		state.site_name = sql_keep_text(row, U_SITE_NAME, a);
		state.stop = sql_keep_text(row, U_STOP, a);
		state.url.request = keep_request(row, a);
	}
	sql_done(row);
	err = reader_end(r, found ? 0 : ERR_NOTFOUND);
	if (!err)
		*ret_state = state;
	return err;
}

int store_each_url(struct store_reader *r, int64_t site_or_0,
		   store_url_fn fn, void *ctx)
{
	static const char all[] = URL_SELECT "ORDER BY f.id";
	static const char of_site[] = URL_SELECT
		"WHERE f.site_id = ? ORDER BY f.id";
	struct sql *row = sql_of(reader_ask(r), site_or_0 ? of_site : all);
	int err = 0;

	if (site_or_0)
		sql_put(row, site_or_0);
	while (!err && sql_step(row)) {
		struct store_url_state state = get_url(row);
		struct store_request request;

		if (rows_get_request(row, U_REQUEST, &request))
			state.url.request = &request;
		err = fn(ctx, &state);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}

static int each_listed(struct store_reader *r, int64_t site,
		       store_outcome_fn fn, void *ctx)
{
	struct sql *row = sql_of(reader_ask(r), "SELECT via FROM frontier "
		"INDEXED BY frontier_annual WHERE site_id = ?1 AND "
		"priority >= 700 AND robots = 0 AND via IS NOT NULL");
	int err = 0;

	sql_put(row, site);
	while (!err && sql_step(row))
		err = fn(ctx, &(struct store_outcome){
			.listed = true, .url = sql_get_text(row, 0),
		});
	sql_done(row);
	return reader_end_walk(r, err);
}

int store_each_outcome(struct store_reader *r, int64_t site,
		       store_outcome_fn fn, void *ctx)
{
	int err = each_listed(r, site, fn, ctx);
	struct sql *row;

	if (err)
		return err;
	row = sql_of(reader_ask(r), "SELECT coalesce(u.target, u.url), f.via, "
		"EXISTS (SELECT 1 FROM report_url g WHERE g.url_id = u.id) "
		"FROM (SELECT DISTINCT url_id FROM capture "
		" INDEXED BY capture_site WHERE site_id = ?1) c "
		"JOIN frontier f ON f.url_id = c.url_id AND f.site_id = ?1 "
		"JOIN url u ON u.id = c.url_id "
		"WHERE f.robots = 0 AND f.seed = 0 AND f.stop IS NULL");
	sql_put(row, site);
	while (!err && sql_step(row))
		err = fn(ctx, &(struct store_outcome){
			.url = sql_get_text(row, 0),
			.via = sql_get_text(row, 1), .gave = sql_get(row, 2),
		});
	sql_done(row);
	return reader_end_walk(r, err);
}

int store_each_key(struct store_reader *r, const char *url, store_key_fn fn,
		   void *ctx)
{
	struct sql *row = sql_of(reader_ask(r), "SELECT url FROM url "
				 "WHERE target = ?1 ORDER BY id");
	int err = 0;

	sql_put_text(row, url);
	while (!err && sql_step(row))
		err = fn(ctx, sql_get_text(row, 0));
	sql_done(row);
	return reader_end_walk(r, err);
}

/* --- links ------------------------------------------------------------ */

static const char *kind_of(const char *name)
{
	for (int k = LINK_NAVIGATE; name && k <= LINK_SCRIPT_DATA; k++)
		if (strcmp(html_link_kind_name((enum html_link_kind)k),
			   name) == 0)
			return html_link_kind_name((enum html_link_kind)k);
	return html_link_kind_name(LINK_NAVIGATE);
}

int store_each_link(struct store_reader *r, int64_t capture,
		    store_link_fn fn, void *ctx)
{
	static const char text[] =
		"SELECT url, text, kind, position FROM link "
		"WHERE capture_id = (SELECT g.capture_id FROM capture c "
		" JOIN capture h ON h.url_id = c.url_id AND h.id <= c.id "
		" AND (h.id = c.id OR h.content_id = c.content_id) "
		" JOIN page_links g ON g.capture_id = h.id "
		" WHERE c.id = ? ORDER BY h.id DESC LIMIT 1)";
	struct sql *row = sql_of(reader_ask(r), text);
	int err = 0;

	sql_put(row, capture);
	while (!err && sql_step(row)) {
		struct store_link link = {
			.url = sql_get_text(row, 0),
			.text = sql_get_text(row, 1),
			.kind = kind_of(sql_get_text(row, 2)),
			.position = (uint32_t)sql_get(row, 3),
		};

		if (link.url)
			err = fn(ctx, &link);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}

/* --- sites, hosts, runs ----------------------------------------------- */

#define SITE_COLUMNS "SELECT s.id, s.name, s.seed, s.scope, s.official, " \
	"s.pass_started_ms, s.pass_ended_ms"

static int each_site(struct store_reader *r, const char *text,
		     store_site_fn fn, void *ctx)
{
	struct sql *row = sql_of(reader_ask(r), text);
	int err = 0;

	while (!err && sql_step(row)) {
		struct store_site_state state = {
			.site = {
				.id = sql_get(row, 0),
				.name = sql_get_text(row, 1),
				.seed = sql_get_text(row, 2),
				.scope = sql_get_text(row, 3),
				.official = sql_get(row, 4),
				.pass_started_ms = sql_get(row, 5),
				.pass_ended_ms = sql_get(row, 6),
			},
			.urls = sql_get(row, 7),
			.queued = sql_get(row, 8),
			.done = sql_get(row, 9),
			.captures = sql_get(row, 10),
			.reports = sql_get(row, 11),
			.bytes = sql_get(row, 12),
		};

		err = fn(ctx, &state);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}

int store_each_site(struct store_reader *r, store_site_fn fn, void *ctx)
{
	/* each table is read once, however many sites there are */
	static const char text[] =
		SITE_COLUMNS ", f.urls, f.queued, f.done,"
		" c.captures, p.reports, c.bytes FROM site s "
		"LEFT JOIN (SELECT site_id, count(*) AS urls, "
		" sum(state = 0) AS queued, sum(state = 2) AS done "
		" FROM frontier GROUP BY site_id) f ON f.site_id = s.id "
		"LEFT JOIN (SELECT site_id, count(*) AS captures, "
		" sum(CASE WHEN kind IN (0, 3) THEN payload_length END) "
		" AS bytes FROM capture GROUP BY site_id) c "
		"ON c.site_id = s.id "
		"LEFT JOIN (SELECT site_id, count(*) AS reports "
		" FROM report GROUP BY site_id) p ON p.site_id = s.id "
		"ORDER BY s.name";

	return each_site(r, text, fn, ctx);
}

int store_each_site_row(struct store_reader *r, store_site_fn fn, void *ctx)
{
	return each_site(r, SITE_COLUMNS ", 0, 0, 0, 0, 0, 0 FROM site s "
			 "ORDER BY s.name", fn, ctx);
}

int store_site_requests(struct store_reader *r, int64_t site,
			int64_t since_ms, int64_t *times, size_t max,
			size_t *ret_count)
{
	static const char text[] =
		"SELECT started_ms FROM capture WHERE site_id = ?1 "
		"AND started_ms >= ?2 AND coalesce(outcome, '') NOT IN "
		"(?3, ?4, ?5, ?6) ORDER BY started_ms DESC LIMIT ?7";
	struct sql *row = sql_of(reader_ask(r), text);
	size_t count = 0;
	int err;

	sql_put(row, site);
	sql_put(row, since_ms);
	sql_put_text(row, err_name(ERR_ROBOTS));
	sql_put_text(row, err_name(ERR_FORBIDDEN_ADDRESS));
	sql_put_text(row, err_name(ERR_DNS_NOTFOUND));
	sql_put_text(row, err_name(ERR_DNS_FAILED));
	sql_put(row, (int64_t)max);
	while (count < max && sql_step(row))
		times[count++] = sql_get(row, 0);
	sql_done(row);
	err = reader_end(r, 0);
	if (!err)
		*ret_count = count;
	return err;
}

int store_each_host(struct store_reader *r, store_host_fn fn, void *ctx)
{
	static const char text[] =
		"SELECT id, key, address, next_ms, last_response_ms, "
		"crawl_delay_ms, backoff_until_ms, backoff_steps, "
		"robots_capture, robots_at_ms, robots_status, robots_record, "
		"robots_tried_ms, failures, blocked_since_ms, block, "
		"block_sign, block_group, block_steps, block_until_ms "
		"FROM host ORDER BY key";
	struct sql *row = sql_of(reader_ask(r), text);
	int err = 0;

	while (!err && sql_step(row)) {
		struct store_host host = {
			.id = sql_get(row, 0),
			.key = sql_get_text(row, 1),
			.address = sql_get_text(row, 2),
			.next_ms = sql_get(row, 3),
			.last_response_ms = (int32_t)sql_get(row, 4),
			.crawl_delay_ms = (int32_t)sql_get_or(row, 5, -1),
			.backoff_until_ms = sql_get(row, 6),
			.backoff_steps = (int32_t)sql_get(row, 7),
			.robots_capture = sql_get(row, 8),
			.robots_at_ms = sql_get(row, 9),
			.robots_status = (int)sql_get(row, 10),
			.robots_record = sql_get_text(row, 11),
			.robots_tried_ms = sql_get(row, 12),
			.failures = (int32_t)sql_get(row, 13),
			.block = {
				.since_ms = sql_get(row, 14),
				.class = sql_get_text(row, 15),
				.sign = sql_get_text(row, 16),
				.group = sql_get_text(row, 17),
				.steps = (int32_t)sql_get(row, 18),
				.until_ms = sql_get(row, 19),
			},
		};

		err = fn(ctx, &host);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}

int store_each_run(struct store_reader *r, store_run_fn fn, void *ctx)
{
	static const char text[] =
		"SELECT id, command, started_ms, ended_ms, outcome FROM run "
		"ORDER BY id DESC";
	struct sql *row = sql_of(reader_ask(r), text);
	int err = 0;

	while (!err && sql_step(row)) {
		struct store_run_state run = {
			.id = sql_get(row, 0),
			.command = sql_get_text(row, 1),
			.started_ms = sql_get(row, 2),
			.ended_ms = sql_get(row, 3),
			.outcome = sql_get_text(row, 4),
		};

		err = fn(ctx, &run);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}

/* --- totals ----------------------------------------------------------- */

int store_totals(struct store_reader *r, struct store_totals *ret_totals)
{
	static const char text[] =
		"SELECT c.captures, c.responses, c.revisits, c.not_modified, "
		"c.failed, (SELECT count(*) FROM content), c.payload_bytes, "
		"w.bytes, w.files, (SELECT count(*) FROM url), "
		"(SELECT count(*) FROM frontier WHERE state = 0), "
		"(SELECT count(*) FROM report), (SELECT count(*) FROM fact), "
		"(SELECT count(*) FROM site), (SELECT count(*) FROM host), "
		"c.last FROM (SELECT count(*) AS captures, "
		" sum(kind IN (0, 3)) AS responses, sum(kind = 1) AS revisits,"
		" sum(kind = 2) AS not_modified, sum(kind = 4) AS failed, "
		" sum(CASE WHEN kind IN (0, 3) THEN payload_length END) "
		" AS payload_bytes, max(started_ms) AS last FROM capture) c, "
		"(SELECT count(*) AS files, sum(size) AS bytes "
		" FROM warc_file) w";
	struct sql *row = sql_of(reader_ask(r), text);
	struct store_totals totals = {0};
	int err;

	if (sql_step(row))
		totals = (struct store_totals){
			.captures = sql_get(row, 0),
			.responses = sql_get(row, 1),
			.revisits = sql_get(row, 2),
			.not_modified = sql_get(row, 3),
			.failed = sql_get(row, 4),
			.contents = sql_get(row, 5),
			.payload_bytes = sql_get(row, 6),
			.warc_bytes = sql_get(row, 7),
			.warc_files = sql_get(row, 8),
			.urls = sql_get(row, 9),
			.queued = sql_get(row, 10),
			.reports = sql_get(row, 11),
			.facts = sql_get(row, 12),
			.sites = sql_get(row, 13),
			.hosts = sql_get(row, 14),
			.last_capture_ms = sql_get(row, 15),
		};
	sql_done(row);
	err = reader_end(r, 0);
	if (!err)
		*ret_totals = totals;
	return err;
}

int64_t store_column_page(struct store_reader *r, int64_t site, int64_t url)
{
	int64_t page = rows_column_page(reader_ask(r), site, url);

	return reader_end(r, 0) ? 0 : page;
}
