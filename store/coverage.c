/* SPDX-License-Identifier: Apache-2.0 */
#include "store/coverage.h"

#include "store/reader_private.h"

/* --- what columns list ------------------------------------------------ */

/* Each row as it is, then the texts of the links to it, from the newest
 * capture of each page whose links are kept. */
static const char listed_sql[] =
	"SELECT url, NULL FROM column_item WHERE column_id = ?1 "
	"UNION ALL "
	"SELECT i.url, json_extract(l.value, '$[3]') FROM column_page p "
	"JOIN page_links g ON g.capture_id = (SELECT max(c.id) "
	" FROM capture c JOIN page_links x ON x.capture_id = c.id "
	" WHERE c.url_id = p.url_id) "
	"JOIN json_each(g.links) l "
	"JOIN column_item i ON i.column_id = p.column_id "
	" AND i.url = json_extract(l.value, '$[1]') "
	"WHERE p.column_id = ?1 AND p.state = 1";

int store_each_listed(struct store_reader *r, int64_t column,
		      store_listed_fn fn, void *ctx)
{
	struct sql *row = sql_of(reader_ask(r), listed_sql);
	int err = 0;

	sql_put(row, column);
	while (!err && sql_step(row)) {
		const struct store_listed listed = {
			.url = sql_get_text(row, 0),
			.text = sql_get_text(row, 1),
		};

		if (listed.url)
			err = fn(ctx, &listed);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}

/* --- URLs ------------------------------------------------------------- */

enum {
	F_URL, F_URL_ID, F_ANCHOR, F_STATE, F_DUE, F_ATTEMPTS, F_PAGE,
	F_REPORTS,
};

static const char fates_sql[] =
	"SELECT u.url, u.id, f.via_anchor, f.state, f.due_ms, f.attempts, "
	"EXISTS (SELECT 1 FROM column_page p WHERE p.site_id = f.site_id "
	" AND p.url_id = f.url_id AND p.state = 1), "
	"(SELECT count(*) FROM report_url x WHERE x.url_id = f.url_id) "
	"FROM frontier f JOIN url u ON u.id = f.url_id "
	"WHERE f.site_id = ?1 AND f.robots = 0 ORDER BY f.id";

static const char attempt_sql[] =
	READER_CAPTURE_SELECT "WHERE c.url_id = ?1 ORDER BY "
	"c.outcome IS NULL AND c.status < 400 AND "
	" coalesce(c.block, 'none') = 'none' DESC, "
	"c.started_ms DESC, c.id DESC LIMIT 1";

static int give_fate(struct catalog *catalog, struct sql *row,
		     store_fate_fn fn, void *ctx)
{
	static const char *const states[] = {"queued", "leased", "done"};
	int64_t state = sql_get(row, F_STATE);
	struct sql *attempt = sql_of(catalog, attempt_sql);
	struct capture capture;
	struct store_fate fate = {
		.url = sql_get_text(row, F_URL),
		.anchor = sql_get_text(row, F_ANCHOR),
		.state = state >= 0 && state < 3 ? states[state] : "",
		.due_ms = sql_get(row, F_DUE),
		.attempts = (int32_t)sql_get(row, F_ATTEMPTS),
		.column_page = sql_get(row, F_PAGE),
		.reports = sql_get(row, F_REPORTS),
	};
	int err;

	sql_put(attempt, sql_get(row, F_URL_ID));
	if (sql_step(attempt)) {
		reader_capture(catalog, attempt, &capture);
		fate.capture = &capture;
	}
	err = catalog_err(catalog);
	if (!err && fate.url)
		err = fn(ctx, &fate);
	sql_done(attempt);
	return err;
}

int store_each_fate(struct store_reader *r, int64_t site,
		    store_fate_fn fn, void *ctx)
{
	struct catalog *catalog = reader_ask(r);
	struct sql *row = sql_of(catalog, fates_sql);
	int err = 0;

	sql_put(row, site);
	while (!err && sql_step(row))
		err = give_fate(catalog, row, fn, ctx);
	sql_done(row);
	return reader_end_walk(r, err);
}

/* --- reports ---------------------------------------------------------- */

enum { P_ID, P_ORGAN, P_KIND, P_DIVISION, P_YEAR, P_URL };

static const char places_sql[] =
	"SELECT p.key, p.organ, p.organ_kind, p.division, p.year, u.url "
	"FROM report p JOIN report_url x ON x.report_id = p.id "
	"JOIN url u ON u.id = x.url_id WHERE p.site_id = ?1 OR EXISTS "
	"(SELECT 1 FROM frontier f WHERE f.url_id = x.url_id "
	" AND f.site_id = ?1) "
	"ORDER BY p.organ, p.year, p.key, u.url";

int store_each_place(struct store_reader *r, int64_t site,
		     store_place_fn fn, void *ctx)
{
	struct sql *row = sql_of(reader_ask(r), places_sql);
	int err = 0;

	sql_put(row, site);
	while (!err && sql_step(row)) {
		const struct store_place place = {
			.id = sql_get_text(row, P_ID),
			.organ = sql_get_text(row, P_ORGAN),
			.organ_kind = sql_get_text(row, P_KIND),
			.division = sql_get_text(row, P_DIVISION),
			.year = (int)sql_get(row, P_YEAR),
			.url = sql_get_text(row, P_URL),
		};

		if (place.id && place.url)
			err = fn(ctx, &place);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}

/* --- links that name something ---------------------------------------- */

enum { M_URL, M_TEXT, M_PAGE, M_CAPTURE };

/* The JSON is looked through as a text first: most pages hold no such word. */
static const char mentions_sql[] =
	"SELECT json_extract(l.value, '$[1]'), json_extract(l.value, '$[3]'), "
	"u.url, c.id FROM capture c JOIN page_links g ON g.capture_id = c.id "
	"JOIN url u ON u.id = c.url_id JOIN json_each(g.links) l "
	"WHERE c.site_id = ?1 AND instr(g.links, ?2) > 0 "
	"AND instr(json_extract(l.value, '$[3]'), ?2) > 0 "
	"ORDER BY c.id DESC, l.key";

int store_each_mention(struct store_reader *r, int64_t site,
		       const char *word, store_mention_fn fn, void *ctx)
{
	struct sql *row = sql_of(reader_ask(r), mentions_sql);
	int err = 0;

	sql_put(row, site);
	sql_put_text(row, word);
	while (!err && sql_step(row)) {
		const struct store_mention mention = {
			.url = sql_get_text(row, M_URL),
			.text = sql_get_text(row, M_TEXT),
			.page = sql_get_text(row, M_PAGE),
			.capture = sql_get(row, M_CAPTURE),
		};

		if (mention.url && mention.text && mention.page)
			err = fn(ctx, &mention);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}
