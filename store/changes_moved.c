/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report leaves one of its URLs.  It is moved where the URL leads, by
 * redirects or shells, to one that gives the report; or where the URL says that
 * it is gone and another one gives the report.  Else it is gone.
 *
 * A night asks for URLs in any order, so the captures of a day after the one
 * that says "gone" are looked at too.  What is found later still is told as
 * moved when it is found.
 *
 * A page and a document are two kinds: a report whose page is gone has not
 * moved to the file that the page led to and that nobody took down.
 */
#include "store/changes_private.h"

#include "base/err.h"

enum {
	NIGHT_MS = 24 * 3600 * 1000,	/* what belongs to one look at a site */
	HOPS_MAX = 10,		/* of redirects, as a crawl follows at most */
	PLACES_TRIED = 64,	/* of a report that stands everywhere */
	ANSWERS_TRIED = 16,	/* of a URL, back to one that says something */
};

bool changes_says(enum block_class block)
{
	return block == BLOCK_NONE || block == BLOCK_REDIRECT_SHELL ||
	       block_is_gone(block);
}

bool changes_is_gone(int64_t status, enum block_class block)
{
	return status == 404 || status == 410 || block_is_gone(block);
}

/* --- what a URL says at the end of the night -------------------------- */

/* Columns of answers_sql. */
enum { A_STATUS, A_BLOCK, A_TO, A_READING, A_DOCUMENT };

static const char answers_sql[] =
	"SELECT c.status, c.block, c.redirect_to, d.id, d.document "
	"FROM capture c LEFT JOIN reading d ON d.report_id = ?1 AND "
	"(d.content_id = c.content_id OR d.text_sha256 = c.text_sha256 "
	" OR d.capture_id = c.id) "
	"WHERE c.url_id = ?2 AND c.started_ms <= ?3 AND c.outcome IS NULL "
	"ORDER BY c.started_ms DESC, c.id DESC, "
	"d.content_id IS c.content_id DESC, d.ordinal DESC, d.id DESC "
	"LIMIT ?4";

struct answer {
	bool reads, is_document; /* it gives the report */
	bool is_gone;
	const char *to;		/* in the arena; NULL: it leads nowhere */
};

static struct answer latest(const struct history *h, int64_t url_id,
			    int64_t until_ms)
{
	struct sql *row = sql_of(h->catalog, answers_sql);
	struct answer answer = {.reads = false};

	sql_put(row, h->report);
	sql_put(row, url_id);
	sql_put(row, until_ms);
	sql_put(row, ANSWERS_TRIED);
	while (sql_step(row)) {
		enum block_class block = block_from_name(
			sql_get_text(row, A_BLOCK));
		const char *to = sql_get_text(row, A_TO);

		int64_t status = sql_get(row, A_STATUS);

		if (!changes_says(block) || status == 429 || status >= 500)
			continue;
		answer.is_gone = changes_is_gone(status, block);
		answer.reads = !answer.is_gone && sql_get(row, A_READING);
		answer.is_document = sql_get(row, A_DOCUMENT);
		answer.to = to ? arena_strndup(h->arena, to, strlen(to)) : NULL;
		break;
	}
	sql_done(row);
	return answer;
}

static int64_t id_of(struct catalog *catalog, const char *url)
{
	struct sql *q = sql_of(catalog, "SELECT id FROM url WHERE url = ?1");
	int64_t id;

	sql_put_text(q, url);
	id = sql_step(q) ? sql_get(q, 0) : 0;
	sql_done(q);
	return id;
}

/* In the arena; NULL: out of memory, or the catalog failed. */
static const char *url_of(const struct history *h, int64_t url_id)
{
	struct sql *q = sql_of(h->catalog, "SELECT url FROM url WHERE id = ?1");
	const char *url = NULL;

	sql_put(q, url_id);
	if (sql_step(q))
		url = arena_strndup(h->arena, sql_get_text(q, 0),
				    strlen(sql_get_text(q, 0)));
	sql_done(q);
	return url;
}

/* --- where it is now -------------------------------------------------- */

/* The URL at which redirects end; the last answer on the way.  NULL: nobody
 * knows, or it goes round. */
static const char *follow(const struct history *h, const struct seen *seen,
			  struct answer *ret_answer)
{
	const char *url = seen->to;

	for (int hop = 0; hop < HOPS_MAX && url; hop++) {
		int64_t id = id_of(h->catalog, url);

		if (!id || id == seen->url_id)
			return NULL;
		*ret_answer = latest(h, id, seen->at_ms + NIGHT_MS);
		if (ret_answer->reads || !ret_answer->to)
			return url;
		url = ret_answer->to;
	}
	return NULL;
}

/* Another place of that kind that gives the report, the one that became known
 * last; NULL: none. */
static const char *other_place(const struct history *h,
			       const struct place *place, int64_t until_ms)
{
	int tried = 0;

	for (size_t i = h->place_count; i > 0 && tried < PLACES_TRIED; i--) {
		const struct place *other = &h->places[i - 1];
		struct answer answer;

		if (other == place)
			continue;
		tried++;
		answer = latest(h, other->url_id, until_ms);
		if (answer.reads && answer.is_document == place->is_document)
			return url_of(h, other->url_id);
	}
	return NULL;
}

static int tell_moved(const struct history *h, const struct seen *seen,
		      int64_t before, const char *from, const char *to)
{
	const struct report_change change = {
		.from = slice_of(from), .to = slice_of(to),
	};

	return changes_tell(h, seen, STORE_CHANGE_MOVED, before, &change);
}

int changes_left(struct history *h, struct place *place,
		 const struct seen *seen)
{
	struct answer end = {.is_gone = seen->is_gone};
	const char *to = NULL;

	if (!seen->is_gone) {
		to = follow(h, seen, &end);
		if (!end.reads)
			to = NULL;
	}
	if (end.is_gone)
		to = other_place(h, place, seen->at_ms + NIGHT_MS);
	if (catalog_err(h->catalog) || arena_err(h->arena))
		return catalog_err(h->catalog) ? catalog_err(h->catalog) :
		       arena_err(h->arena);
	if (!to && !end.is_gone)
		return 0;
	place->gone = true;
	if (to)
		return tell_moved(h, seen, place->capture, seen->url, to);
	h->lost = place;
	return changes_tell(h, seen, STORE_CHANGE_GONE, place->capture, NULL);
}

int changes_found_again(struct history *h, const struct seen *seen)
{
	const char *from;

	if (h->lost->is_document != seen->is_document)
		return 0;
	from = url_of(h, h->lost->url_id);
	if (!from)
		return catalog_err(h->catalog) ? catalog_err(h->catalog) :
		       ERR_NOMEM;
	return tell_moved(h, seen, h->lost->capture, from, seen->url);
}
