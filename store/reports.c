/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports into rows.  A report is found again by its key (DESIGN.md,
 * "Identity"); each content it was read from is a reading, written once.  A
 * page that only counts its visitors anew is no other version: where the main
 * text without noise, the head and the attachments are the same, so is the
 * reading.
 *
 * Of each URL the newest reading counts, so that a correction wins and what it
 * corrects stays.  Among the URLs that gave a report, a page and the document
 * that it leads to above all, the one with the most of it gives the current
 * reading: a page may hold but the first paragraph, a document may be cut off.
 *
 * The place in the key is the registered domain where the division is not
 * known: the hosts of one portal publish the same report, mirrors elsewhere
 * are somebody else's.  What is known not to be official is of its domain even
 * where it names the division, or a copy would stand among the pages of its
 * original; originals.c joins them.  A key never changes: a division that is
 * learnt later is a column.
 */
#include "store/reports_private.h"

#include "base/err.h"
#include "parsers/url.h"

/* --- reports ---------------------------------------------------------- */

int reports_keys(const struct report *r, struct slice domain,
		 struct slice sha256, struct reports_keys *ret_keys)
{
	int err = report_id(r, r->division.n ? r->division : domain, sha256,
			    ret_keys->own);

	return err ? err : report_id(r, domain, sha256, ret_keys->domain);
}

int64_t reports_find(struct catalog *c, const struct reports_keys *keys,
		     struct slice division)
{
	struct sql *q = sql_of(c, "SELECT id FROM report WHERE key = ?1 OR "
		"(domain_key = ?2 AND (division IS NULL OR ?3 IS NULL OR "
		"division = ?3)) ORDER BY key <> ?1, id LIMIT 1");
	int64_t id;

	sql_put_text(q, keys->own);
	sql_put_text(q, keys->domain);
	sql_put_slice(q, division.n ? division : SLICE_NONE);
	id = sql_step(q) ? sql_get(q, 0) : 0;
	sql_done(q);
	return id;
}

static void learn_division(struct catalog *c, int64_t report,
			   struct slice division)
{
	struct sql *q = sql_of(c, "UPDATE report SET division = ?1 "
			       "WHERE id = ?2 AND division IS NULL");

	if (!division.n)
		return;
	sql_put_slice(q, division);
	sql_put(q, report);
	sql_run(q);
}

/* Where OFFICIAL, below, says 0. */
static bool is_not_official(const struct capture *capture,
			    const struct report *r)
{
	return !capture->official &&
	       (capture->foreign || r->rewritten || r->marked);
}

static int64_t report_row(struct catalog *c, const struct capture *capture,
			  const struct report *r,
			  const struct reports_source *source,
			  bool *ret_new)
{
	struct slice sha256 = {(const char *)capture->sha256, SHA256_BYTES};
	struct reports_keys keys;
	int64_t id = 0;
	struct sql *q;

	if (reports_keys(r, source->domain, sha256, &keys))
		catalog_fail(c, ERR_NOMEM, err_text(ERR_NOMEM));
	else if (is_not_official(capture, r))
		memcpy(keys.own, keys.domain, sizeof(keys.own));
	if (!catalog_err(c))
		id = reports_find(c, &keys, r->division);
	*ret_new = !id;
	if (id) {
		learn_division(c, id, r->division);
		return id;
	}
	q = sql_of(c, "INSERT INTO report (key, organ, organ_kind, division, "
		   "year, domain_key, host, site_id, first_seen_ms, "
		   "last_seen_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
		   "?9)");
	sql_put_text(q, keys.own);
	sql_put_slice(q, r->organ);
	sql_put_text(q, r->organ_kind);
	sql_put_slice(q, r->division);
	sql_put_unless(q, r->year, 0);
	sql_put_text(q, keys.domain);
	sql_put_slice(q, source->host);
	sql_put_unless(q, capture->site_id, 0);
	sql_put(q, capture->started_ms);
	sql_run(q);
	return catalog_err(c) ? 0 : catalog_last_id(c);
}

/* What a URL gave.  A page that only leads to a document does not hide what it
 * gave by itself. */
static void put_url(struct catalog *c, int64_t report, int64_t url,
		    int64_t reading, bool own, int64_t seen_ms)
{
	struct sql *q = sql_of(c, "INSERT INTO report_url "
		"VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET "
		"reading_id = excluded.reading_id, own = excluded.own, "
		"seen_ms = excluded.seen_ms WHERE excluded.own > own OR "
		"(excluded.own = own AND excluded.seen_ms >= seen_ms)");

	sql_put(q, report);
	sql_put(q, url);
	sql_put(q, reading);
	sql_put(q, own);
	sql_put(q, seen_ms);
	sql_run(q);
}

/* Of a reading d and its capture a.  A host outweighs what a text looks like:
 * portals show their pages in traditional characters, too. */
#define OFFICIAL							\
	"CASE WHEN a.official = 1 THEN 1 WHEN a.official = 0 OR "	\
	"d.rewritten OR d.marked THEN 0 END"

/* Of several that have the same of it, a page, which can be read exactly. */
static void choose_current(struct catalog *c, int64_t report)
{
	struct sql *q = sql_of(c, "UPDATE report SET (reading_id, official) = "
		"(SELECT d.id, " OFFICIAL " AS of_organ FROM report_url u "
		" JOIN reading d ON d.id = u.reading_id "
		" JOIN capture a ON a.id = d.capture_id "
		" WHERE u.report_id = ?1 "
		" ORDER BY coalesce(of_organ, 0.5) DESC, "
		" d.weight DESC, d.document, u.seen_ms DESC, d.id DESC "
		" LIMIT 1) WHERE id = ?1");

	sql_put(q, report);
	sql_run(q);
}

/* Also of a capture that is older than what is known: mend adopts them. */
static void see(struct catalog *c, int64_t report,
		const struct capture *capture, int64_t reading,
		const char *page)
{
	struct sql *q = sql_of(c, "UPDATE report SET "
		"first_seen_ms = min(first_seen_ms, ?1), "
		"last_seen_ms = max(last_seen_ms, ?1) WHERE id = ?2");

	sql_put(q, capture->started_ms);
	sql_put(q, report);
	sql_run(q);
	put_url(c, report, capture->url_id, reading, true,
		capture->started_ms);
	if (page)
		put_url(c, report, rows_url(c, page, NULL), reading, false,
			capture->started_ms);
	choose_current(c, report);
}

static bool put_report(struct catalog *c, const struct capture *capture,
		       const struct report *r, uint32_t ordinal,
		       const struct reports_source *source)
{
	bool is_new;
	int64_t report = report_row(c, capture, r, source, &is_new);
	int64_t reading = reports_reading(c, report, capture, ordinal, r,
					  source);

	see(c, report, capture, reading,
	    source->document ? source->document->page : NULL);
	return is_new;
}

uint32_t rows_reports(struct catalog *c, const struct capture *capture,
		      const struct report *reports, uint32_t count,
		      struct slice text_sha256,
		      const struct store_document *document)
{
	struct reports_source source = {
		.text_sha256 = text_sha256, .document = document,
	};
	uint32_t fresh = 0;
	struct url u;
	int err;

	if (count == 0)
		return 0;
	err = url_parse(slice_of(capture->url), NULL, NULL, &u, NULL);
	if (err) {	/* it was canonical when it was asked for */
		catalog_fail(c, err, "the URL of a report");
		return 0;
	}
	source.domain = url_registered_domain(&u);
	source.host = u.host;
	for (uint32_t i = 0; i < count; i++)
		/* the form is nobody's report */
		if (!reports[i].is_form)
			fresh += put_report(c, capture, &reports[i], i,
					    &source);
	url_free(&u);
	return fresh;
}

void rows_reports_again(struct catalog *c, const struct capture *capture)
{
	/* what the URL gave with the body that is current until now */
	struct sql *q = sql_of(c, "UPDATE report_url SET seen_ms = ?1 "
		"WHERE url_id = ?2 AND own AND seen_ms < ?1 AND seen_ms >= "
		"(SELECT b.started_ms FROM frontier f JOIN capture b "
		" ON b.id = f.body_capture WHERE f.url_id = ?2 "
		" AND f.site_id = ?3) RETURNING report_id");
	bool any = false;

	sql_put(q, capture->started_ms);
	sql_put(q, capture->url_id);
	sql_put(q, capture->site_id);
	for (; sql_step(q); any = true)
		choose_current(c, sql_get(q, 0));
	sql_done(q);
	if (!any)
		return;
	q = sql_of(c, "UPDATE report SET last_seen_ms = max(last_seen_ms, ?1) "
		   "WHERE id IN (SELECT report_id FROM report_url "
		   "WHERE url_id = ?2 AND own AND seen_ms = ?1)");
	sql_put(q, capture->started_ms);
	sql_put(q, capture->url_id);
	sql_run(q);
}

void rows_document(struct catalog *c, const struct capture *capture,
		   const struct store_document *document)
{
	struct sql *q;

	if (!capture->content_id)
		return;		/* cut off: it is no content */
	q = sql_of(c, "INSERT OR REPLACE INTO document VALUES "
		   "(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
	sql_put(q, capture->content_id);
	sql_put_text(q, document->kind);
	sql_put_text(q, document->tool);
	sql_put_text(q, document->err ? err_name(document->err) : NULL);
	sql_put(q, document->has_text);
	sql_put(q, document->text_length);
	sql_put_unless(q, document->pages, 0);
	sql_run(q);
}
