/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns: which pages belong to one, what they list, and is it all.
 *
 * A page is of the column whose pager asked for it; one that no pager asked
 * for begins a column of its own.  Pages are not read in their order, and a
 * link ("last page") may lead to one before its pager does: when a pager asks
 * for a page that has begun a column, the two become one.  "…/" and
 * "…/index.html" are one page.
 *
 *   page ──► whose? ──► does it count? ──► totals, rows, pages asked for
 *
 * An answer of a list endpoint is of the column that asked for it, and never
 * begins one.  One that does not count ends the column: its verdict is kept,
 * and what was asked for behind it no longer waits.
 *
 * Every step looks only at rows, so a commit and mend come to the same.
 */
#include "store/rows.h"

#include "base/buf.h"
#include "base/err.h"
#include "parsers/column.h"
#include "parsers/pager.h"
#include "store/reader_private.h"

#include <string.h>

/* How many rows of column k are known.  Where an endpoint gives all of them
 * those count that it named, or that are built like one it named. */
#define FOUND								 \
	"(SELECT count(*) FROM column_item i WHERE i.column_id = k.id "	 \
	" AND (k.endpoint < 2 OR i.listed OR EXISTS (SELECT 1 "		 \
	" FROM column_item l WHERE l.column_id = i.column_id "		 \
	" AND l.pattern = i.pattern AND l.listed))) "

enum page_state {
	ASKED, READ, REFUSED,
	ENDED,			/* asked for, but the column ends before it */
};

/* Where a page stands; column 0: nowhere. */
struct place {
	int64_t column, page, state;
	const char *verdict;	/* static; NULL unless REFUSED.  Not read. */
	int64_t content;	/* read as this page by this version; 0 */
};

static struct place place_of(struct catalog *c, int64_t site, int64_t url)
{
	struct sql *q = sql_of(c, "SELECT column_id, page, state, "
			       "iif(extractor = ?3, content_id, NULL) "
			       "FROM column_page WHERE site_id = ?1 "
			       "AND url_id = ?2");
	struct place place = {.column = 0};

	sql_put(q, site);
	sql_put(q, url);
	sql_put(q, REPORT_EXTRACTOR_VERSION);
	if (sql_step(q))
		place = (struct place){
			.column = sql_get(q, 0), .page = sql_get(q, 1),
			.state = sql_get(q, 2), .content = sql_get(q, 3),
		};
	sql_done(q);
	return place;
}

int64_t rows_column_page(struct catalog *c, int64_t site, int64_t url)
{
	return place_of(c, site, url).page;
}

bool rows_column_asks(struct catalog *c, int64_t site, int64_t url)
{
	struct sql *q = sql_of(c, "SELECT 1 FROM column_page m "
		"JOIN column_page p ON p.column_id = m.column_id "
		"JOIN frontier f ON f.url_id = p.url_id AND "
		" f.site_id = p.site_id JOIN request r ON r.frontier_id = f.id "
		"WHERE m.site_id = ?1 AND m.url_id = ?2 LIMIT 1");
	bool asks;

	sql_put(q, site);
	sql_put(q, url);
	asks = sql_step(q);
	sql_done(q);
	return asks;
}

static void put_page(struct catalog *c, int64_t site, int64_t url,
		     struct place place)
{
	struct sql *q = sql_of(c, "INSERT INTO column_page (site_id, url_id, "
		"column_id, page, state, verdict, content_id, extractor) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
		"ON CONFLICT (site_id, url_id) DO UPDATE SET "
		"column_id = ?3, page = ?4, state = ?5, verdict = ?6, "
		"content_id = ?7, extractor = ?8");

	sql_put(q, site);
	sql_put(q, url);
	sql_put(q, place.column);
	sql_put(q, place.page);
	sql_put(q, place.state);
	sql_put_text(q, place.verdict);
	sql_put_unless(q, place.content, 0);
	sql_put_unless(q, place.content ? REPORT_EXTRACTOR_VERSION : 0, 0);
	sql_run(q);
}

/* --- the same page under two addresses -------------------------------- */

static int64_t column_of_url(struct catalog *c, int64_t site,
			     struct slice url)
{
	struct sql *q = sql_of(c, "SELECT p.column_id FROM url u "
			       "JOIN column_page p ON p.url_id = u.id "
			       "WHERE u.url = ?1 AND p.site_id = ?2 "
			       "AND p.page = 1");
	int64_t column = 0;

	sql_put_slice(q, url);
	sql_put(q, site);
	if (sql_step(q))
		column = sql_get(q, 0);
	sql_done(q);
	return column;
}

/* The column whose first page is known under the other of "…/" and
 * "…/index.html"; 0. */
static int64_t twin_of(struct catalog *c, int64_t site, struct slice url)
{
	static const char *const names[] = {
		"index.html", "index.htm", "index.shtml", "index.jsp",
		"index.aspx", "index.php",
	};
	int64_t column = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !column;
	     i++) {
		struct slice name = slice_of(names[i]);
		struct buf twin = BUF_INIT(URL_MAX + 16);

		if (slice_ends(url, "/")) {
			(void)buf_add_slice(&twin, url);
			(void)buf_add_slice(&twin, name);
		} else if (slice_ends(url, names[i]) &&
			   url.p[url.n - name.n - 1] == '/') {
			(void)buf_add_slice(&twin,
					    slice_sub(url, 0, url.n - name.n));
		}
		if (twin.err)
			catalog_fail(c, twin.err, err_text(twin.err));
		else if (twin.len)
			column = column_of_url(c, site, buf_slice(&twin));
		buf_free(&twin);
	}
	return column;
}

/* --- two that are one ------------------------------------------------- */

static void run_on(struct catalog *c, const char *sql, int64_t to,
		   int64_t from)
{
	struct sql *q = sql_of(c, sql);

	sql_put(q, to);
	sql_put(q, from);
	sql_run(q);
}

/* The younger goes into the older, so that what is large stays where it is.
 * Returns the older. */
static int64_t merge(struct catalog *c, int64_t a, int64_t b)
{
	static const char take_name[] =
		"UPDATE site_column AS o SET url = y.url, page = y.page, "
		"name = coalesce(y.name, o.name) FROM site_column AS y "
		"WHERE o.id = ?1 AND y.id = ?2 AND y.page < o.page";
	static const char take_totals[] =
		"UPDATE site_column AS o SET "
		"declared_total = coalesce(o.declared_total, "
		" y.declared_total), "
		"declared_pages = coalesce(o.declared_pages, "
		" y.declared_pages), stuck = max(o.stuck, y.stuck), "
		"endpoint = max(o.endpoint, y.endpoint), "
		"left_out = max(o.left_out, y.left_out) "
		"FROM site_column AS y WHERE o.id = ?1 AND y.id = ?2";
	static const char take_pages[] =
		"UPDATE column_page SET column_id = ?1 WHERE column_id = ?2";
	static const char take_items[] =
		"INSERT INTO column_item SELECT ?1, url, pattern, listed "
		"FROM column_item WHERE column_id = ?2 "
		"ON CONFLICT DO UPDATE SET listed = max(listed, "
		"excluded.listed)";
	static const char drop_items[] =
		"DELETE FROM column_item WHERE ?1 AND column_id = ?2";
	static const char drop_column[] =
		"DELETE FROM site_column WHERE ?1 AND id = ?2";
	int64_t older = a < b ? a : b;
	int64_t younger = a < b ? b : a;

	run_on(c, take_name, older, younger);
	run_on(c, take_totals, older, younger);
	run_on(c, take_pages, older, younger);
	run_on(c, take_items, older, younger);
	run_on(c, drop_items, older, younger);
	run_on(c, drop_column, older, younger);
	return older;
}

/* --- does it count? --------------------------------------------------- */

struct knowledge {
	struct catalog *catalog;
	int64_t column;
};

static bool has_row(struct sql *q)
{
	bool found = sql_step(q);

	sql_done(q);
	return found;
}

static bool knows_url(void *ctx, struct slice url)
{
	const struct knowledge *k = ctx;
	struct sql *q = sql_of(k->catalog, "SELECT 1 FROM column_item "
			       "WHERE column_id = ?1 AND url = ?2");

	sql_put(q, k->column);
	sql_put_slice(q, url);
	return has_row(q);
}

static bool knows_pattern(void *ctx, uint64_t pattern)
{
	const struct knowledge *k = ctx;
	struct sql *q = sql_of(k->catalog, "SELECT 1 FROM column_item "
			       "WHERE column_id = ?1 AND pattern = ?2");

	sql_put(q, k->column);
	sql_put(q, (int64_t)pattern);
	return has_row(q);
}

static struct slice column_url(struct catalog *c, int64_t column,
			       struct buf *out)
{
	struct sql *q = sql_of(c, "SELECT url FROM site_column "
			       "WHERE id = ?1");

	sql_put(q, column);
	if (sql_step(q) && buf_add_slice(out, sql_get_slice(q, 0)))
		catalog_fail(c, out->err, err_text(out->err));
	sql_done(q);
	return buf_slice(out);
}

static enum pager_verdict judge(struct catalog *c, int64_t column,
				const struct capture *capture,
				const struct store_column *page)
{
	struct knowledge k = {c, column};
	struct buf url = BUF_INIT(URL_MAX);
	struct pager_evidence e = {
		.status = capture->status, .bytes = page->bytes,
		.list = page->list && !page->foreign,
		.column = column_url(c, column, &url),
		.knows_url = knows_url, .knows_pattern = knows_pattern,
		.ctx = &k,
	};
	enum pager_verdict verdict = pager_accept(&e);

	/* nothing is all there is, or it only tells how to ask */
	if (verdict == PAGER_NOTHING_NEW && e.list && !page->row_count &&
	    (page->declared_total == 0 ||
	     (page->page == 0 && page->page_count)))
		verdict = PAGER_ACCEPTED;
	e.link_count = 1;
	for (size_t i = 0; i < page->row_count && verdict != PAGER_ACCEPTED &&
	     (verdict == PAGER_NOTHING_NEW || verdict == PAGER_OTHER_COLUMN);
	     i++) {
		struct slice row = slice_of(page->rows[i]);
		enum pager_verdict of_row;

		e.links = &row;
		of_row = pager_accept(&e);
		if (of_row != PAGER_NOTHING_NEW)
			verdict = of_row;
	}
	buf_free(&url);
	return verdict;
}

/* Another request has brought this page: of two ways to count one is right,
 * and nobody knows which (Epoint, portals.md §1.7). */
static bool is_read(struct catalog *c, const struct place *place)
{
	struct sql *q = sql_of(c, "SELECT 1 FROM column_page "
		"WHERE column_id = ?1 AND page = ?2 AND state = ?3");

	sql_put(q, place->column);
	sql_put(q, place->page);
	sql_put(q, READ);
	return has_row(q);
}

static bool is_refused(struct catalog *c, const struct place *place,
		       const struct capture *capture,
		       const struct store_column *page,
		       enum pager_verdict *ret_verdict)
{
	*ret_verdict = PAGER_FAILED;
	if (page->absent)
		return true;
	*ret_verdict = judge(c, place->column, capture, page);
	if (*ret_verdict == PAGER_NOTHING_NEW && page->list)
		return !page->overlaps && !is_read(c, place);
	return *ret_verdict != PAGER_ACCEPTED;
}

/* What may come better another time says nothing of the pages behind it. */
static bool is_final(enum pager_verdict verdict, const struct capture *c)
{
	if (c->truncated)
		return false;
	return verdict != PAGER_FAILED || c->status < 400 ||
	       (c->status < 500 && c->status != 408 && c->status != 429);
}

static void refuse(struct catalog *c, const struct capture *capture,
		   struct place place, enum pager_verdict verdict)
{
	struct sql *q = sql_of(c, "UPDATE column_page SET state = ?1 "
		"WHERE column_id = ?2 AND state = ?3 AND page > ?4");

	place.state = REFUSED;
	place.content = 0;
	place.verdict = pager_verdict_name(verdict);
	put_page(c, capture->site_id, capture->url_id, place);
	if (!is_final(verdict, capture))
		return;
	sql_put(q, ENDED);
	sql_put(q, place.column);
	sql_put(q, ASKED);
	sql_put(q, place.page);
	sql_run(q);
}

/* --- writing ---------------------------------------------------------- */

static int64_t new_column(struct catalog *c, const struct capture *capture,
			  const struct store_column *page)
{
	struct sql *q = sql_of(c, "INSERT INTO site_column (site_id, url, "
			       "page, method, stuck, endpoint, left_out) "
			       "VALUES (?1, ?2, ?3, ?4, 0, 0, 0)");

	sql_put(q, capture->site_id);
	sql_put_text(q, capture->url);
	sql_put(q, page->page);
	sql_put_text(q, page->method);
	sql_run(q);
	return catalog_err(c) ? 0 : catalog_last_id(c);
}

/* The page with the lowest number has the say about name and address; totals
 * are the last ones stated. */
static void put_totals(struct catalog *c, struct place place, const char *url,
		       const struct store_column *page)
{
	struct sql *q = sql_of(c, "UPDATE site_column SET "
		"name = iif(?2 <= page, coalesce(?3, name), name), "
		"method = iif(?2 <= page AND ?4 <> 'none', ?4, method), "
		"declared_total = coalesce(?5, declared_total), "
		"declared_pages = coalesce(?6, declared_pages), "
		"stuck = iif(?2 <= page, ?7, max(stuck, ?7)), "
		"endpoint = iif(?2 <= page AND ?8 = 0, 0, "
		" max(endpoint, ?8)), "
		"left_out = iif(?2 <= page, ?9, max(left_out, ?9)), "
		"url = iif(?2 < page, ?10, url), page = min(page, ?2) "
		"WHERE id = ?1");

	sql_put(q, place.column);
	sql_put(q, place.page);
	sql_put_text(q, page->name);
	sql_put_text(q, page->method);
	sql_put_unless(q, page->declared_total, -1);
	sql_put_unless(q, page->declared_pages, -1);
	sql_put(q, page->stuck);
	sql_put(q, page->endpoint);
	sql_put(q, page->left_out);
	sql_put_text(q, url);
	sql_run(q);
}

/* An answer of a list endpoint says how much there is, and no more. */
static void put_list_totals(struct catalog *c, int64_t column,
			    const struct store_column *page)
{
	struct sql *q = sql_of(c, "UPDATE site_column SET "
		"declared_total = coalesce(?2, declared_total), "
		"declared_pages = coalesce(?3, declared_pages), "
		"stuck = max(stuck, ?4), left_out = max(left_out, ?5), "
		"endpoint = max(endpoint, ?6) WHERE id = ?1");

	sql_put(q, column);
	sql_put_unless(q, page->declared_total, -1);
	sql_put_unless(q, page->declared_pages, -1);
	sql_put(q, page->stuck);
	sql_put(q, page->left_out);
	/* where it gives the first page, too, what the column page shows need
	 * not be rows: a menu may be all that is there */
	sql_put(q, page->page == 1 && page->row_count ? 2 : 1);
	sql_run(q);
}

static void put_items(struct catalog *c, int64_t column,
		      const struct store_column *page)
{
	for (size_t i = 0; i < page->row_count; i++) {
		struct sql *q = sql_of(c, "INSERT INTO column_item "
			"VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE "
			"SET listed = max(listed, ?4)");

		sql_put(q, column);
		sql_put_text(q, page->rows[i]);
		sql_put(q, (int64_t)pager_pattern(slice_of(page->rows[i])));
		sql_put(q, page->list);
		sql_run(q);
	}
}

static void put_asked(struct catalog *c, int64_t site, int64_t column,
		      const struct store_column *page)
{
	for (size_t i = 0; i < page->page_count; i++) {
		const struct store_column_page *asked = &page->pages[i];
		int64_t url = rows_request_url(c, asked->url, NULL,
					       asked->request);
		struct place place = place_of(c, site, url);

		if (!place.column || (place.column == column &&
				      place.state == ENDED))
			put_page(c, site, url, (struct place){
				 .column = column, .page = asked->page,
				 .state = ASKED});
		else if (place.column != column)
			column = merge(c, place.column, column);
	}
}

static bool is_full(struct catalog *c, int64_t column)
{
	struct sql *q = sql_of(c, "SELECT k.declared_total <= " FOUND
			       "FROM site_column k WHERE k.id = ?1");
	bool full;

	sql_put(q, column);
	full = sql_step(q) && sql_get(q, 0);
	sql_done(q);
	return full;
}

/* An answer of a list endpoint; place: of a column.  Many do not say how much
 * there is, the column page does. */
static enum rows_column_end put_list(struct catalog *c,
				     const struct capture *capture,
				     struct place place,
				     const struct store_column *page)
{
	place.state = READ;
	put_page(c, capture->site_id, capture->url_id, place);
	put_list_totals(c, place.column, page);
	put_items(c, place.column, page);
	if (is_full(c, place.column))
		return ROWS_COLUMN_FULL;
	put_asked(c, capture->site_id, place.column, page);
	return ROWS_COLUMN_GOES_ON;
}

/* The same bytes, read as the same page, say no more than they said: totals
 * that another page has stated since are newer.  What is asked for by requests
 * is asked for anew. */
static bool is_known(struct place place, const struct capture *capture,
		     const struct store_column *page)
{
	if (place.state != READ || place.content == 0 ||
	    place.content != capture->content_id ||
	    place.page != page->number || page->list || page->absent)
		return false;
	for (size_t i = 0; i < page->page_count; i++)
		if (page->pages[i].request)
			return false;
	return true;
}

/* The target takes its place. */
static enum rows_column_end put_moved(struct catalog *c,
				      const struct capture *capture,
				      struct place place,
				      const struct store_column *page)
{
	struct sql *q = sql_of(c, "DELETE FROM column_page "
			       "WHERE site_id = ?1 AND url_id = ?2");

	sql_put(q, capture->site_id);
	sql_put(q, capture->url_id);
	sql_run(q);
	put_asked(c, capture->site_id, place.column, page);
	return ROWS_COLUMN_GOES_ON;
}

enum rows_column_end rows_column(struct catalog *c,
				 const struct capture *capture,
				 const struct store_column *page)
{
	int64_t site = capture->site_id;
	struct place place = place_of(c, site, capture->url_id);
	enum pager_verdict verdict;

	if (!site)
		return ROWS_COLUMN_GOES_ON;	/* of nobody's columns */
	if (page->list && !place.column)
		place = (struct place){
			.column = column_of_url(c, site,
						slice_of(page->referer)),
			.page = page->page, .state = ASKED,
		};
	if (!place.column && (page->list || page->absent || page->moved))
		return ROWS_COLUMN_GOES_ON;
	if (place.column && page->moved)
		return put_moved(c, capture, place, page);
	if (place.state == READ && (page->absent || page->foreign))
		return ROWS_COLUMN_REFUSED;	/* what it gave still holds */
	if (place.column && is_known(place, capture, page))
		return ROWS_COLUMN_GOES_ON;
	if (place.column && place.state != READ &&
	    is_refused(c, &place, capture, page, &verdict)) {
		refuse(c, capture, place, verdict);
		return ROWS_COLUMN_REFUSED;
	}
	if (page->list)
		return put_list(c, capture, place, page);
	if (!place.column) {
		place.page = page->page;
		place.column = twin_of(c, site, slice_of(capture->url));
		if (place.column)
			place.page = 1;
	}
	if (!place.column)
		place.column = new_column(c, capture, page);
	place.content = place.page == page->number ? capture->content_id : 0;
	place.state = READ;
	put_page(c, site, capture->url_id, place);
	put_totals(c, place, capture->url, page);
	put_items(c, place.column, page);
	put_asked(c, site, place.column, page);
	return ROWS_COLUMN_GOES_ON;
}

/* --- asking ----------------------------------------------------------- */

enum {
	C_SITE, C_SITE_NAME, C_URL, C_NAME, C_METHOD, C_TOTAL, C_PAGES,
	C_STUCK, C_ENDPOINT, C_LEFT_OUT, C_READ, C_WAITING, C_FOUND,
	C_REPORTS, C_ID, C_READ_MS, C_FAILED, C_LISTS, C_END_PAGE,
	C_END, C_END_STATUS,
};

static const char columns_sql[] =
	"SELECT k.site_id, s.name, k.url, k.name, k.method, "
	"k.declared_total, k.declared_pages, k.stuck, k.endpoint, k.left_out, "
	"(SELECT count(DISTINCT p.page) FROM column_page p "
	" WHERE p.column_id = k.id AND p.state = 1 AND p.page > 0), "
	"(SELECT count(*) FROM column_page p WHERE p.column_id = k.id "
	" AND p.state = 0 AND NOT EXISTS (SELECT 1 FROM frontier f "
	" WHERE f.url_id = p.url_id AND f.site_id = p.site_id "
	" AND f.state = 2)), "
	FOUND ", "
	"(SELECT count(DISTINCT u.id) FROM column_item i "
	" JOIN url u ON u.url = i.url JOIN report_url r ON r.url_id = u.id "
	" WHERE i.column_id = k.id), k.id, "
	"(SELECT max(c.started_ms) FROM column_page p "
	" JOIN capture c ON c.url_id = p.url_id WHERE p.column_id = k.id "
	" AND p.page = k.page AND p.state = 1 AND c.outcome IS NULL "
	" AND c.status < 400), "
	"(SELECT count(*) FROM column_page p WHERE p.column_id = k.id "
	" AND p.state = 0), "
	"(SELECT count(*) FROM column_page p JOIN capture c "
	" ON c.url_id = p.url_id JOIN capture_request a "
	" ON a.capture_id = c.id AND a.list = 1 "
	" WHERE p.column_id = k.id AND p.state = 1), "
	"e.page, e.verdict, (SELECT c.status FROM capture c "
	" WHERE c.url_id = e.url_id ORDER BY c.started_ms DESC LIMIT 1) "
	"FROM site_column k JOIN site s ON s.id = k.site_id "
	"LEFT JOIN column_page e ON e.column_id = k.id AND e.state = 2 "
	" AND e.page = (SELECT min(x.page) FROM column_page x "
	" WHERE x.column_id = k.id AND x.state = 2) "
	"WHERE ?1 = 0 OR k.site_id = ?1 GROUP BY k.id "
	"ORDER BY s.name, k.url, k.id";

#define NOTHING_NEW pager_verdict_name(PAGER_NOTHING_NEW)

/* pager.h, "Use", 4. */
static bool is_complete(const struct store_column_state *k, struct sql *row)
{
	if (k->stuck || k->left_out || k->waiting > 0)
		return false;
	if (k->declared_total >= 0)
		return k->found >= k->declared_total;
	if (k->failed > 0 || (sql_get(row, C_ENDPOINT) &&
			      !sql_get(row, C_LISTS)))
		return false;
	if (k->declared_pages >= 0)
		return k->pages >= k->declared_pages;
	return !k->ended || strcmp(k->ended, NOTHING_NEW) == 0;
}

static bool is_annual(const struct store_column_state *k)
{
	bool annual = k->reports > 0;
	struct url u;

	if (annual || url_parse(slice_of(k->url), NULL, NULL, &u, NULL))
		return annual;
	annual = column_is_annual(slice_of(k->name), u.path);
	url_free(&u);
	return annual;
}

/* Static, so that a copy of the state keeps it. */
static const char *verdict_of(struct slice name)
{
	for (int v = PAGER_ACCEPTED; v <= PAGER_OTHER_COLUMN; v++) {
		const char *known = pager_verdict_name((enum pager_verdict)v);

		if (slice_eqs(name, known))
			return known;
	}
	return NULL;
}

static struct store_column_state get_column(struct sql *row)
{
	struct store_column_state k = {
		.id = sql_get(row, C_ID),
		.site = sql_get(row, C_SITE),
		.site_name = sql_get_text(row, C_SITE_NAME),
		.url = sql_get_text(row, C_URL),
		.name = sql_get_text(row, C_NAME),
		.method = sql_get_text(row, C_METHOD),
		.declared_total = sql_get_or(row, C_TOTAL, -1),
		.declared_pages = sql_get_or(row, C_PAGES, -1),
		.pages = sql_get(row, C_READ),
		.found = sql_get(row, C_FOUND),
		.reports = sql_get(row, C_REPORTS),
		.read_ms = sql_get(row, C_READ_MS),
		.stuck = sql_get(row, C_STUCK),
		.left_out = sql_get(row, C_LEFT_OUT),
		.waiting = sql_get(row, C_WAITING),
		.failed = sql_get(row, C_FAILED) - sql_get(row, C_WAITING),
		.ended = verdict_of(sql_get_slice(row, C_END)),
		.ended_page = sql_get(row, C_END_PAGE),
		.ended_status = (int)sql_get(row, C_END_STATUS),
	};

	k.complete = is_complete(&k, row);
	k.annual = is_annual(&k);
	return k;
}

int store_each_column(struct store_reader *r, int64_t site_or_0,
		      store_column_fn fn, void *ctx)
{
	struct sql *row = sql_of(reader_ask(r), columns_sql);
	int err = 0;

	sql_put(row, site_or_0);
	while (!err && sql_step(row)) {
		struct store_column_state k = get_column(row);

		if (k.url && k.method)
			err = fn(ctx, &k);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}
