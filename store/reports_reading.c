/* SPDX-License-Identifier: Apache-2.0 */
/* What was read from one content as one report: its row, and those of its
 * sections, cells, checks and attachments, written once. */
#include "store/reports_private.h"

#include "base/err.h"
#include "parsers/bigrams.h"

enum { TEXT_WORDS_MAX = 64 << 20 };	/* bytes */

/* --- the parts of a reading ------------------------------------------- */

/* What a page leaves out where a row must have something. */
static void put_always(struct sql *q, struct slice text)
{
	sql_put_slice(q, text.p ? text : (struct slice){"", 0});
}

static void put_sections(struct catalog *c, int64_t reading,
			 const struct report *r)
{
	for (uint32_t i = 0; i < r->section_count; i++) {
		struct sql *q = sql_of(c, "INSERT INTO report_section "
				       "VALUES (?1, ?2, ?3, ?4)");

		sql_put(q, reading);
		sql_put(q, i);
		sql_put_slice(q, r->sections[i].heading);
		sql_put_slice(q, r->sections[i].text);
		sql_run(q);
	}
}

/* Where a cell belongs; unit absent but for statistics. */
struct fact {
	int64_t reading;
	const char *part;
	uint32_t row, col;
	struct slice label, unit;
};

static void put_fact(struct catalog *c, const struct fact *f,
		     const struct report_cell *cell)
{
	struct sql *q = sql_of(c, "INSERT INTO fact VALUES "
			       "(?,?,?,?,?,?,?,?,?,?,?,?,?,?)");

	sql_put(q, f->reading);
	sql_put_text(q, f->part);
	sql_put(q, f->row);
	sql_put(q, f->col);
	put_always(q, f->label);
	sql_put_text(q, cell_kind_name(cell->kind));
	sql_put_slice(q, cell->text);
	sql_put_slice(q, cell->value);
	sql_put_slice(q, f->unit);
	sql_put(q, cell->solved);
	sql_put(q, cell->row);
	sql_put(q, cell->col);
	sql_put(q, cell->offset);
	sql_put(q, cell->length);
	sql_run(q);
}

static void put_rows(struct catalog *c, int64_t reading, const char *part,
		     const struct report_row *rows, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < rows[i].count; k++) {
			struct fact f = {
				.reading = reading, .part = part,
				.row = i, .col = k,
				.label = slice_of(rows[i].label),
			};

			put_fact(c, &f, &rows[i].cells[k]);
		}
}

static void put_statistics(struct catalog *c, int64_t reading,
			   const struct report *r)
{
	for (uint32_t i = 0; i < r->statistic_count; i++) {
		const struct report_statistic *line = &r->statistics[i];
		struct fact f = {
			.reading = reading, .part = "statistics", .row = i,
			.label = line->label, .unit = line->unit,
		};

		put_fact(c, &f, &line->year);
		f.col = 1;
		put_fact(c, &f, &line->total);
	}
}

static void put_stated(struct catalog *c, int64_t reading,
		       const struct report *r)
{
	for (uint32_t i = 0; i < r->stated_count; i++) {
		struct sql *q = sql_of(c, "INSERT OR IGNORE INTO stated "
				       "VALUES (?1, ?2, ?3, ?4)");

		sql_put(q, reading);
		sql_put_text(q, r->stated[i].name);
		put_always(q, r->stated[i].value);
		sql_put_slice(q, r->stated[i].evidence);
		sql_run(q);
	}
}

static void put_checks(struct catalog *c, int64_t reading,
		       const struct report *r)
{
	for (uint32_t i = 0; i < r->check_count; i++) {
		const struct report_check *check = &r->checks[i];
		struct sql *q = sql_of(c, "INSERT INTO report_check "
				       "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");

		sql_put(q, reading);
		sql_put(q, i);
		sql_put_text(q, check->rule);
		sql_put_text(q, check_result_name(check->result));
		sql_put_slice(q, check->where);
		sql_put_slice(q, check->detail);
		sql_run(q);
	}
}

static void put_attachments(struct catalog *c, int64_t reading,
			    const struct report *r)
{
	for (uint32_t i = 0; i < r->attachment_count; i++) {
		const struct article_attachment *a = &r->attachments[i];
		struct sql *q = sql_of(c, "INSERT INTO report_attachment "
				       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

		sql_put(q, reading);
		sql_put(q, i);
		put_always(q, a->url);
		sql_put_slice(q, a->name);
		sql_put_text(q, a->type);
		sql_put(q, a->position);
		sql_put_blob(q, a->raw);
		sql_run(q);
	}
}

/* --- readings --------------------------------------------------------- */

static int64_t of_content(struct catalog *c, int64_t report,
			  const struct capture *capture, uint32_t ordinal)
{
	struct sql *q = sql_of(c, "SELECT id FROM reading WHERE "
			       "report_id = ?1 AND content_id = ?2 AND "
			       "ordinal = ?3");
	int64_t id;

	sql_put(q, report);
	sql_put_unless(q, capture->content_id, 0);
	sql_put(q, ordinal);
	id = sql_step(q) ? sql_get(q, 0) : 0;
	sql_done(q);
	return id;
}

static bool has_attachments(struct catalog *c, int64_t reading,
			    const struct report *r)
{
	struct sql *q = sql_of(c, "SELECT url FROM report_attachment "
			       "WHERE reading_id = ?1 ORDER BY ordinal");
	uint32_t same = 0;
	bool more;

	sql_put(q, reading);
	while ((more = sql_step(q)) && same < r->attachment_count &&
	       slice_eq(sql_get_slice(q, 0), r->attachments[same].url))
		same++;
	sql_done(q);
	return !more && same == r->attachment_count;
}

/* One that noise alone tells from r; the newest. */
static int64_t of_text(struct catalog *c, int64_t report, uint32_t ordinal,
		       const struct report *r,
		       const struct reports_source *source)
{
	struct sql *q = sql_of(c, "SELECT id FROM reading WHERE "
		"report_id = ?1 AND ordinal = ?2 AND text_sha256 = ?3 AND "
		"title IS ?4 AND published IS ?5 AND source IS ?6 "
		"AND document = ?7 AND rewritten = ?8 AND marked = ?9 "
		"ORDER BY id DESC");
	int64_t id = 0;

	if (!source->text_sha256.p)
		return 0;
	sql_put(q, report);
	sql_put(q, ordinal);
	sql_put_blob(q, source->text_sha256);
	sql_put_slice(q, r->title);
	sql_put_slice(q, r->published);
	sql_put_slice(q, r->source);
	sql_put(q, source->document != NULL);
	sql_put(q, r->rewritten);
	sql_put(q, r->marked);
	while (!id && sql_step(q))
		if (has_attachments(c, sql_get(q, 0), r))
			id = sql_get(q, 0);
	sql_done(q);
	return id;
}

/* What a search looks through: all that people read of it. */
static void put_text(struct catalog *c, int64_t reading,
		     const struct report *r)
{
	struct buf words = BUF_INIT(TEXT_WORDS_MAX);
	struct sql *q;
	int err = bigrams_add(r->title, &words);

	if (!err)
		err = bigrams_add(r->organ, &words);
	if (!err)
		err = bigrams_add(r->text, &words);
	if (err == ERR_NOMEM)
		catalog_fail(c, err, err_text(err));
	/* of a book the first part is found */
	q = sql_of(c, "INSERT INTO report_text (rowid, words) "
		   "VALUES (?1, ?2)");
	sql_put(q, reading);
	sql_put_slice(q, buf_slice(&words));
	sql_run(q);
	buf_free(&words);
}

static int weight_of(const struct report *r)
{
	return 2 * ((r->active_count > 0) + (r->application_count > 0) +
		    (r->review_count > 0) + (r->statistic_count > 0)) +
	       (r->section_count > 0);
}

static int64_t new_reading(struct catalog *c, int64_t report,
			   const struct capture *capture, uint32_t ordinal,
			   const struct report *r,
			   const struct reports_source *source)
{
	struct sql *q = sql_of(c, "INSERT INTO reading (report_id, "
		"content_id, ordinal, capture_id, extractor, generation, "
		"title, published, signed, source, year_stated, text_sha256, "
		"document, weight, rewritten, marked, simhash) "
		"VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	int64_t id;

	sql_put(q, report);
	sql_put_unless(q, capture->content_id, 0);
	sql_put(q, ordinal);
	sql_put(q, capture->id);
	sql_put(q, REPORT_EXTRACTOR_VERSION);
	sql_put_text(q, generation_name(r->generation));
	sql_put_slice(q, r->title);
	sql_put_slice(q, r->published);
	sql_put_slice(q, r->signed_on);
	sql_put_slice(q, r->source);
	sql_put(q, r->year_stated);
	sql_put_blob(q, source->text_sha256);
	sql_put(q, source->document != NULL);
	sql_put(q, weight_of(r));
	sql_put(q, r->rewritten);
	sql_put(q, r->marked);
	sql_put_unless(q, (int64_t)r->simhash, 0);
	sql_run(q);
	id = catalog_err(c) ? 0 : catalog_last_id(c);
	put_text(c, id, r);
	put_sections(c, id, r);
	put_rows(c, id, "active", r->active, r->active_count);
	put_rows(c, id, "applications", r->applications,
		 r->application_count);
	put_rows(c, id, "review", r->review, r->review_count);
	put_statistics(c, id, r);
	put_stated(c, id, r);
	put_checks(c, id, r);
	put_attachments(c, id, r);
	return id;
}

int64_t reports_reading(struct catalog *c, int64_t report,
			const struct capture *capture, uint32_t ordinal,
			const struct report *r,
			const struct reports_source *source)
{
	int64_t id = of_content(c, report, capture, ordinal);

	if (!id)
		id = of_text(c, report, ordinal, r, source);
	if (!id)
		id = new_reading(c, report, capture, ordinal, r, source);
	return id;
}
