/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/*
 * Any page may be a report: grids, tables, sections, checks and JSON within
 * little memory.  Values must be plain decimals, rows must have their cells
 * and spans must lie within the page.
 */
#include "base/buf.h"
#include "parsers/report_json.h"
#include "parsers/tables.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 8 << 20, NODES = 20000 };

static void check_value(struct slice v)
{
	size_t dots = 0;

	for (size_t i = slice_starts(v, "-"); i < v.n; i++) {
		dots += v.p[i] == '.';
		if (v.p[i] != '.' && (v.p[i] < '0' || v.p[i] > '9'))
			abort();
	}
	if (dots > 1)
		abort();
}

static void check_rows(const struct report_row *rows, uint32_t count,
		       uint32_t most, size_t source)
{
	for (uint32_t i = 0; i < count; i++) {
		if (!rows[i].label || !rows[i].count || rows[i].count > most)
			abort();
		for (uint32_t k = 0; k < rows[i].count; k++) {
			const struct report_cell *c = &rows[i].cells[k];

			check_value(c->value);
			if ((c->kind == CELL_NUMBER) > (c->value.n > 0) ||
			    (uint64_t)c->offset + c->length > source)
				abort();
		}
	}
}

static void read_page(const struct html *h, struct arena *a, struct slice text)
{
	const struct article article = {.text = text};
	const struct report_origin origin = {.official = -1, .mirror = -1};
	const struct report *reports;
	struct buf json = BUF_INIT(8 << 20);
	uint32_t count;

	size_t spans = h->source.n > text.n ? h->source.n : text.n;

	if (report_read(h, &article, a, &reports, &count))
		return;
	for (uint32_t i = 0; i < count; i++) {
		const struct report *r = &reports[i];

		check_rows(r->active, r->active_count, TABLES_ACTIVE_CELLS,
			   spans);
		check_rows(r->applications, r->application_count,
			   APPLICATION_COLUMNS, spans);
		check_rows(r->review, r->review_count, REVIEW_CELLS,
			   spans);
		(void)report_json(r, &origin, SLICE_NONE, &json);
	}
	buf_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct html_limits limits = {.memory = MEMORY, .nodes = NODES};
	struct buf text = BUF_INIT(1 << 20);
	struct html_doc *doc;

	if (html_parse((struct slice){(const char *)data, size}, &limits,
		       &doc))
		return 0;
	(void)html_text(html_of(doc), 0, &text);
	read_page(html_of(doc), html_arena(doc), buf_slice(&text));
	buf_free(&text);
	html_free(doc);
	return 0;
}
