/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports out of their rows: the reverse of reports.c.  A report is told by
 * its current reading; one arena holds all of it and goes with it.
 *
 * The rows of a reading are asked for one part after the other.  Between two
 * of them a writer may commit, but a reading is written once and never
 * changed, so its parts always belong together.
 */
#include "store/reader_private.h"

#include "base/err.h"
#include "parsers/bigrams.h"
#include "store/originals.h"

#include <string.h>

enum {
	REPORT_MEMORY = 256 << 20, /* one report with all its text */
	QUESTION_MAX = 1 << 16,
};

/* Columns of report_sql. */
enum {
	R_ID, R_KEY, R_ORGAN, R_ORGAN_KIND, R_DIVISION, R_YEAR, R_HOST, R_SITE,
	R_OFFICIAL, R_FIRST_SEEN, R_LAST_SEEN, R_READING, R_GENERATION,
	R_TITLE, R_PUBLISHED, R_SIGNED, R_SOURCE, R_YEAR_STATED, R_CAPTURE,
	R_URL, R_SHA256, R_REWRITTEN, R_MARKED, R_SIMHASH, R_VERSIONS,
};

static const char report_sql[] =
	"SELECT p.id, p.key, p.organ, p.organ_kind, p.division, p.year, "
	"p.host, s.name, p.official, p.first_seen_ms, p.last_seen_ms, d.id, "
	"d.generation, d.title, d.published, d.signed, d.source, "
	"d.year_stated, d.capture_id, u.url, c.sha256, d.rewritten, "
	"d.marked, d.simhash, "
	"(SELECT count(*) FROM reading x WHERE x.report_id = p.id AND "
	" x.document = d.document) "
	"FROM report p JOIN reading d ON d.id = p.reading_id "
	"JOIN capture c ON c.id = d.capture_id "
	"JOIN url u ON u.id = c.url_id LEFT JOIN site s ON s.id = p.site_id "
	"WHERE (?1 IS NULL OR p.key = ?1) AND (?2 IS NULL OR s.name = ?2) "
	"AND (?3 IS NULL OR instr(p.organ, ?3) > 0) "
	"AND (?4 IS NULL OR EXISTS (SELECT 1 FROM report_url x "
	" JOIN url y ON y.id = x.url_id "
	" WHERE x.report_id = p.id AND y.url = ?4)) "
	"AND (?5 = 0 OR p.year >= ?5) AND (?6 = 0 OR p.year <= ?6) "
	"AND (?7 IS NULL OR d.id IN (SELECT rowid FROM report_text "
	" WHERE report_text MATCH ?7)) "
	"ORDER BY p.organ, p.year, p.key";

/* One report being put together. */
struct build {
	struct catalog *catalog;
	struct arena *arena;
	int64_t id, reading;
	struct store_report out;
};

/* Room for one more behind count items: doubles at each power of two.  NULL
 * once the arena has failed, which sticks. */
static void *grow(struct build *b, const void *items, size_t count,
		  size_t size)
{
	void *more;

	if (count & (count - 1))
		return (void *)items;
	more = arena_array(b->arena, count ? 2 * count : 1, size);
	if (!more)
		catalog_fail(b->catalog, arena_err(b->arena),
			     err_text(arena_err(b->arena)));
	else if (count)
		memcpy(more, items, count * size);
	return more;
}

static struct sql *ask(struct build *b, const char *text, int64_t id)
{
	struct sql *q = sql_of(b->catalog, text);

	sql_put(q, id);
	return q;
}

/* --- cells ------------------------------------------------------------ */

#define CELL_COLUMNS							 \
	"kind, text, value, solved, place_row, place_col, byte_offset, " \
	"byte_length"
enum { CELL_COLUMN_COUNT = 8 };

static enum cell_kind cell_kind_of(struct build *b, struct slice name)
{
	for (int k = CELL_NUMBER; k <= CELL_UNREAD; k++)
		if (slice_eqs(name, cell_kind_name((enum cell_kind)k)))
			return (enum cell_kind)k;
	catalog_fail(b->catalog, ERR_DAMAGED, CATALOG_NAME ": a fact of no "
		     "kind that is known");
	return CELL_UNREAD;
}

/* CELL_COLUMNS from column i on. */
static struct report_cell get_cell(struct build *b, struct sql *q, int i)
{
	return (struct report_cell){
		.kind = cell_kind_of(b, sql_get_slice(q, i)),
		.text = sql_keep_slice(q, i + 1, b->arena),
		.value = sql_keep_slice(q, i + 2, b->arena),
		.solved = sql_get(q, i + 3),
		.row = (uint32_t)sql_get(q, i + 4),
		.col = (uint32_t)sql_get(q, i + 5),
		.offset = (uint32_t)sql_get(q, i + 6),
		.length = (uint32_t)sql_get(q, i + 7),
	};
}

static const struct report_row *get_rows(struct build *b, const char *part,
					 uint32_t *ret_count)
{
	struct sql *q = ask(b, "SELECT " CELL_COLUMNS ", row, label FROM fact "
			    "WHERE reading_id = ?1 AND part = ?2 "
			    "ORDER BY row, col", b->reading);
	struct report_row *rows = NULL;
	struct report_cell *cells = NULL;
	int64_t last = -1;
	uint32_t count = 0;

	sql_put_text(q, part);
	while (sql_step(q)) {
		struct report_row *row;
		int64_t at = sql_get(q, CELL_COLUMN_COUNT);

		if (at != last) {
			rows = grow(b, rows, count, sizeof(*rows));
			if (!rows)
				break;
			rows[count++] = (struct report_row){
				.label = sql_keep_text(q, CELL_COLUMN_COUNT +
						       1, b->arena),
			};
			cells = NULL;
			last = at;
		}
		row = &rows[count - 1];
		cells = grow(b, cells, row->count, sizeof(*cells));
		if (!cells)
			break;
		cells[row->count++] = get_cell(b, q, 0);
		row->cells = cells;
	}
	sql_done(q);
	*ret_count = count;
	return rows;
}

/* --- the other parts of a reading ------------------------------------- */

static void get_statistics(struct build *b, struct report *r)
{
	struct sql *q = ask(b, "SELECT " CELL_COLUMNS ", col, label, unit "
			    "FROM fact WHERE reading_id = ?1 AND "
			    "part = 'statistics' ORDER BY row, col",
			    b->reading);
	struct report_statistic *lines = NULL;
	uint32_t count = 0;

	while (sql_step(q)) {
		if (sql_get(q, CELL_COLUMN_COUNT) == 0) {
			lines = grow(b, lines, count, sizeof(*lines));
			if (!lines)
				break;
			lines[count++] = (struct report_statistic){
				.label = sql_keep_slice(q, CELL_COLUMN_COUNT +
							1, b->arena),
				.unit = sql_keep_slice(q, CELL_COLUMN_COUNT +
						       2, b->arena),
				.year = get_cell(b, q, 0),
			};
		} else if (count > 0) {
			lines[count - 1].total = get_cell(b, q, 0);
		}
	}
	sql_done(q);
	r->statistics = lines;
	r->statistic_count = count;
}

static void get_sections(struct build *b, struct report *r)
{
	struct sql *q = ask(b, "SELECT heading, text FROM report_section "
			    "WHERE reading_id = ?1 ORDER BY ordinal",
			    b->reading);
	struct report_section *sections = NULL;
	uint32_t count = 0;

	while (sql_step(q)) {
		sections = grow(b, sections, count, sizeof(*sections));
		if (!sections)
			break;
		sections[count++] = (struct report_section){
			.heading = sql_keep_slice(q, 0, b->arena),
			.text = sql_keep_slice(q, 1, b->arena),
		};
	}
	sql_done(q);
	r->sections = sections;
	r->section_count = count;
}

static void get_stated(struct build *b, struct report *r)
{
	struct sql *q = ask(b, "SELECT name, value, evidence FROM stated "
			    "WHERE reading_id = ?1", b->reading);
	struct report_stated *stated = NULL;
	uint32_t count = 0;

	while (sql_step(q)) {
		stated = grow(b, stated, count, sizeof(*stated));
		if (!stated)
			break;
		stated[count++] = (struct report_stated){
			.name = sql_keep_text(q, 0, b->arena),
			.value = sql_keep_slice(q, 1, b->arena),
			.evidence = sql_keep_slice(q, 2, b->arena),
		};
	}
	sql_done(q);
	r->stated = stated;
	r->stated_count = count;
}

static enum check_result result_of(struct build *b, struct slice name)
{
	for (int k = CHECK_PASS; k <= CHECK_WARN; k++)
		if (slice_eqs(name, check_result_name((enum check_result)k)))
			return (enum check_result)k;
	catalog_fail(b->catalog, ERR_DAMAGED, CATALOG_NAME ": a check with "
		     "no result that is known");
	return CHECK_UNCERTAIN;
}

static void get_checks(struct build *b, struct report *r)
{
	struct sql *q = ask(b, "SELECT rule, result, place, detail "
			    "FROM report_check WHERE reading_id = ?1 "
			    "ORDER BY ordinal", b->reading);
	struct report_check *checks = NULL;
	uint32_t count = 0;

	while (sql_step(q)) {
		checks = grow(b, checks, count, sizeof(*checks));
		if (!checks)
			break;
		checks[count++] = (struct report_check){
			.rule = sql_keep_text(q, 0, b->arena),
			.result = result_of(b, sql_get_slice(q, 1)),
			.where = sql_keep_slice(q, 2, b->arena),
			.detail = sql_keep_slice(q, 3, b->arena),
		};
	}
	sql_done(q);
	r->checks = checks;
	r->check_count = count;
}

/* --- attachments ------------------------------------------------------ */

static void get_attachments(struct build *b, struct report *r)
{
	struct sql *q = ask(b, "SELECT url, name, type, position, raw "
			    "FROM report_attachment WHERE reading_id = ?1 "
			    "ORDER BY ordinal", b->reading);
	struct article_attachment *list = NULL;
	uint32_t count = 0;

	while (sql_step(q)) {
		list = grow(b, list, count, sizeof(*list));
		if (!list)
			break;
		list[count++] = (struct article_attachment){
			.url = sql_keep_slice(q, 0, b->arena),
			.name = sql_keep_slice(q, 1, b->arena),
			.type = sql_keep_text(q, 2, b->arena),
			.position = (uint32_t)sql_get(q, 3),
			.raw = sql_keep_slice(q, 4, b->arena),
		};
	}
	sql_done(q);
	r->attachments = list;
	r->attachment_count = count;
}

static const char *keep_hex(struct build *b, struct slice sha256)
{
	char hex[SHA256_HEX_SIZE];
	const char *kept;

	if (sha256.n != SHA256_BYTES)
		return NULL;
	digest_hex((const uint8_t *)sha256.p, hex);
	kept = arena_strndup(b->arena, hex, strlen(hex));
	if (!kept)
		catalog_fail(b->catalog, arena_err(b->arena),
			     err_text(arena_err(b->arena)));
	return kept;
}

/* What the archive holds of each: the newest that came as asked for. */
static void get_files(struct build *b)
{
	uint32_t count = b->out.report.attachment_count;
	const char **sha256 = arena_array(b->arena, count, sizeof(*sha256));
	int64_t *bytes = arena_array(b->arena, count, sizeof(*bytes));
	int8_t *text = arena_array(b->arena, count, sizeof(*text));

	if (!sha256 || !bytes || !text)
		catalog_fail(b->catalog, arena_err(b->arena),
			     err_text(arena_err(b->arena)));
	for (uint32_t i = 0; sha256 && bytes && text && i < count; i++) {
		struct sql *q = sql_of(b->catalog,
			"SELECT k.sha256, k.length, t.has_text FROM url u "
			"JOIN capture c ON c.url_id = u.id "
			"JOIN content k ON k.id = c.content_id "
			"LEFT JOIN document t ON t.content_id = k.id "
			"WHERE u.url = ?1 AND c.block IS NULL "
			"AND (c.status IS NULL OR c.status < 400) "
			"ORDER BY c.started_ms DESC, c.id DESC LIMIT 1");

		bytes[i] = -1;
		text[i] = -1;
		sql_put_slice(q, b->out.report.attachments[i].url);
		if (sql_step(q)) {
			sha256[i] = keep_hex(b, sql_get_slice(q, 0));
			bytes[i] = sql_get(q, 1);
			text[i] = (int8_t)sql_get_or(q, 2, -1);
		}
		sql_done(q);
	}
	b->out.attachment_sha256 = sha256;
	b->out.attachment_bytes = bytes;
	b->out.attachment_text = text;
}

/* --- the report ------------------------------------------------------- */

static void get_urls(struct build *b)
{
	struct sql *q = ask(b, "SELECT u.url FROM report_url r "
			    "JOIN url u ON u.id = r.url_id "
			    "WHERE r.report_id = ?1 ORDER BY u.url", b->id);
	struct slice *urls = NULL;
	size_t count = 0;

	while (sql_step(q)) {
		urls = grow(b, urls, count, sizeof(*urls));
		if (!urls)
			break;
		urls[count++] = sql_keep_slice(q, 0, b->arena);
	}
	sql_done(q);
	b->out.urls = urls;
	b->out.url_count = count;
}

static enum report_generation generation_of(struct build *b,
					    struct slice name)
{
	for (int k = GENERATION_NARRATIVE; k <= GENERATION_2021; k++)
		if (slice_eqs(name,
			      generation_name((enum report_generation)k)))
			return (enum report_generation)k;
	catalog_fail(b->catalog, ERR_DAMAGED, CATALOG_NAME ": a report of no "
		     "generation that is known");
	return GENERATION_NARRATIVE;
}

/* What the row itself says; lent until the walk's next step. */
static void get_row(struct build *b, struct sql *row)
{
	struct slice sha256 = sql_get_slice(row, R_SHA256);

	b->id = sql_get(row, R_ID);
	b->reading = sql_get(row, R_READING);
	b->out = (struct store_report){
		.report = {
			.organ = sql_get_slice(row, R_ORGAN),
			.organ_kind = sql_get_text(row, R_ORGAN_KIND),
			.division = sql_get_slice(row, R_DIVISION),
			.year = (int)sql_get(row, R_YEAR),
			.year_stated = sql_get(row, R_YEAR_STATED),
			.generation = generation_of(
				b, sql_get_slice(row, R_GENERATION)),
			.title = sql_get_slice(row, R_TITLE),
			.published = sql_get_slice(row, R_PUBLISHED),
			.signed_on = sql_get_slice(row, R_SIGNED),
			.source = sql_get_slice(row, R_SOURCE),
			.rewritten = sql_get(row, R_REWRITTEN),
			.marked = sql_get(row, R_MARKED),
			.simhash = (uint64_t)sql_get(row, R_SIMHASH),
		},
		.id = sql_get_text(row, R_KEY),
		.division = sql_get_text(row, R_DIVISION),
		.url = sql_get_text(row, R_URL),
		.host = sql_get_text(row, R_HOST),
		.site = sql_get_text(row, R_SITE),
		.official = (int)sql_get_or(row, R_OFFICIAL, -1),
		.capture = sql_get(row, R_CAPTURE),
		.first_seen_ms = sql_get(row, R_FIRST_SEEN),
		.last_seen_ms = sql_get(row, R_LAST_SEEN),
		.versions = (int)sql_get(row, R_VERSIONS),
	};
	if (sha256.n == SHA256_BYTES)
		digest_hex((const uint8_t *)sha256.p, b->out.content);
}

static void get_reading(struct build *b)
{
	struct report *r = &b->out.report;

	get_sections(b, r);
	r->active = get_rows(b, "active", &r->active_count);
	r->applications = get_rows(b, "applications", &r->application_count);
	r->review = get_rows(b, "review", &r->review_count);
	get_statistics(b, r);
	get_stated(b, r);
	get_checks(b, r);
	get_attachments(b, r);
}

void reader_reading(struct catalog *c, int64_t reading, struct arena *a,
		    struct report *ret_report)
{
	struct build b = {.catalog = c, .arena = a, .reading = reading};
	struct sql *q = ask(&b, "SELECT generation, title, published, signed, "
			    "source, year_stated FROM reading WHERE id = ?1",
			    reading);
	struct report *r = &b.out.report;

	if (sql_step(q)) {
		r->generation = generation_of(&b, sql_get_slice(q, 0));
		r->title = sql_keep_slice(q, 1, a);
		r->published = sql_keep_slice(q, 2, a);
		r->signed_on = sql_keep_slice(q, 3, a);
		r->source = sql_keep_slice(q, 4, a);
		r->year_stated = sql_get(q, 5);
	}
	sql_done(q);
	get_reading(&b);
	*ret_report = *r;
}

static bool fails(const struct report *r)
{
	for (uint32_t i = 0; i < r->check_count; i++)
		if (r->checks[i].result == CHECK_FAIL)
			return true;
	return false;
}

/* Whether one fails is known only when last year's report was looked at. */
static int give_report(struct catalog *catalog, struct sql *row, bool failing,
		       store_report_fn fn, void *ctx)
{
	struct build b = {
		.catalog = catalog, .arena = arena_new(REPORT_MEMORY),
	};
	int err = ERR_NOMEM;

	if (!b.arena)
		return err;
	get_row(&b, row);
	get_reading(&b);
	reader_years(catalog, b.out.url, b.arena, &b.out.report);
	reader_copies(catalog, b.id, b.reading, b.arena, &b.out.report);
	get_urls(&b);
	get_files(&b);
	if (b.out.official == 0)
		b.out.original = originals_find(catalog, &b.out, b.arena);
	err = catalog_err(catalog);
	if (!err && (!failing || fails(&b.out.report)))
		err = fn(ctx, &b.out);
	arena_free(b.arena);
	return err;
}

int store_each_report(struct store_reader *r,
		      const struct store_report_filter *filter,
		      store_report_fn fn, void *ctx)
{
	struct catalog *catalog = reader_ask(r);
	struct buf words = BUF_INIT(QUESTION_MAX);
	struct sql *row;
	int err = filter->words ? bigrams_query(slice_of(filter->words),
						&words) : 0;

	if (err) {
		buf_free(&words);
		return err;
	}
	row = sql_of(catalog, report_sql);
	sql_put_text(row, filter->id);
	sql_put_text(row, filter->site);
	sql_put_text(row, filter->organ);
	sql_put_text(row, filter->url);
	sql_put(row, filter->year_from);
	sql_put(row, filter->year_to);
	sql_put_text(row, words.data);
	while (!err && sql_step(row))
		err = give_report(catalog, row, filter->failing, fn, ctx);
	sql_done(row);
	buf_free(&words);
	return reader_end_walk(r, err);
}
