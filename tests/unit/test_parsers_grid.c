/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/grid.h"

#include "base/buf.h"
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct html_limits limits = {.memory = 256 << 20,
					  .nodes = 1000000};

/* One line per row; cells between bars, "" where none is, "^" for the rest of
 * a spanning cell. */
static const struct { const char *table, *grid; } cases[] = {
	{"<tr><td>a<td>b<tr><td>c<td>d", "a|b\nc|d\n"},
	{"<tr><td> a&nbsp; \n b <td>\xE3\x80\x80<td><p>x</p><p>y</p>",
	 "a b||x y\n"},
	{"<tr><td colspan=2>a<tr><td>b<td>c", "a|^\nb|c\n"},
	{"<tr><td rowspan=2>a<td>b<tr><td>c", "a|b\n^|c\n"},
	{"<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d",
	 "a|^|b\n^|^|c\nd||\n"},
	/* a span over a place taken from above: the first cell stays */
	{"<tr><td>a<td rowspan=2>b<tr><td colspan=3>c", "a|b|\nc|^|^\n"},
	/* rowspan 0 and spans too long end with the section */
	{"<tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d<td>e",
	 "a|b\n^|c\nd|e\n"},
	{"<thead><tr><th rowspan=9>a<th>b<tbody><tr><td>c<td>d",
	 "a|b\nc|d\n"},
	{"<tfoot><tr><td>z<tbody><tr><td>a<thead><tr><th>b", "a\nb\nz\n"},
	{"<tr><td colspan=0>a<td colspan=x>b<td colspan=-1>c<td colspan=' "
	 "+2y'>d", "a|b|c|d|^\n"},
	{"<tr><td>a<table><tr><td>b<td>c</table><td>d", "a b c|d\n"},
	{"<tr><td>a<i style=display:none>x</i><script>y</script><br>b",
	 "a b\n"},
	{"<caption>x</caption><tr><td>a<tr><tr><td>b", "a\n\nb\n"},
	{"<tr><th>a<td>b", "a|b\n"},
	{"<tr><td>", "\n"},
};

static void print_grid(const struct grid *g, struct buf *out)
{
	for (uint32_t r = 0; r < g->rows; r++) {
		for (uint32_t c = 0; c < g->cols; c++) {
			const struct grid_cell *cell = grid_at(g, r, c);

			if (c)
				(void)buf_addc(out, '|');
			if (cell && cell->row == r && cell->col == c)
				(void)buf_add_slice(out, cell->text);
			else if (cell)
				(void)buf_addc(out, '^');
		}
		assert_int_equal(buf_addc(out, '\n'), 0);
	}
}

/* The first table of a page; NULL when it makes no grid. */
static const struct grid *first_grid(struct html_doc *doc)
{
	const struct html *h = html_of(doc);
	uint32_t table = html_find(h, HTML_TABLE, 0, h->count);

	assert_true(table < h->count);
	return grid_of_table(h, table, html_arena(doc));
}

static struct html_doc *parse_table(const char *inside)
{
	struct buf page = BUF_INIT(1 << 20);
	struct html_doc *doc;

	(void)buf_adds(&page, "<table>");
	assert_int_equal(buf_adds(&page, inside), 0);
	assert_int_equal(html_parse(buf_slice(&page), &limits, &doc), 0);
	buf_free(&page);	/* nodes hold copies but for offsets */
	return doc;
}

static void grids(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct html_doc *doc = parse_table(cases[i].table);
		const struct grid *g = first_grid(doc);
		struct buf out = BUF_INIT(1 << 20);

		assert_non_null(g);
		print_grid(g, &out);
		if (!slice_eqs(buf_slice(&out), cases[i].grid))
			fail_msg("%s\ngot:\n%.*s\nwanted:\n%s", cases[i].table,
				 SLICE_ARG(buf_slice(&out)), cases[i].grid);
		buf_free(&out);
		html_free(doc);
	}
}

static void no_cells(void **state)
{
	static const char *const none[] = {"", "<tr>", "<caption>x"};

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		struct html_doc *doc = parse_table(none[i]);

		assert_null(first_grid(doc));
		assert_int_equal(arena_err(html_arena(doc)), 0);
		html_free(doc);
	}
}

static void byte_spans(void **state)
{
	static const char page[] = "年<table><tr><td>a</td><td>b &amp; c</td>";
	struct html_doc *doc;
	const struct grid *g;
	const struct grid_cell *cell;

	(void)state;
	assert_int_equal(html_parse(slice_of(page), &limits, &doc), 0);
	g = first_grid(doc);
	assert_non_null(g);
	cell = grid_at(g, 0, 1);
	assert_true(slice_eqs(cell->text, "b & c"));
	assert_int_equal(cell->offset, strstr(page, "<td>b") - page);
	assert_int_equal(cell->length, strlen("<td>b &amp; c</td>"));
	assert_null(grid_at(g, 1, 0));
	assert_null(grid_at(g, 0, 2));
	html_free(doc);
}

/* rows × one cell with these spans; what the grid is cut to */
static void cut(const char *cell, unsigned rows, uint32_t want_rows,
		uint32_t want_cols, uint32_t want_cells)
{
	struct buf page = BUF_INIT(8 << 20);
	struct html_doc *doc;
	const struct grid *g;

	(void)buf_adds(&page, "<table>");
	for (unsigned i = 0; i < rows; i++)
		(void)buf_adds(&page, cell);
	assert_int_equal(html_parse(buf_slice(&page), &limits, &doc), 0);
	g = first_grid(doc);
	assert_non_null(g);
	assert_int_equal(g->rows, want_rows);
	assert_int_equal(g->cols, want_cols);
	assert_int_equal(g->cell_count, want_cells);
	html_free(doc);
	buf_free(&page);
}

static void maxima(void **state)
{
	(void)state;
	cut("<tr><td>x", GRID_MAX_ROWS, GRID_MAX_ROWS, 1, GRID_MAX_ROWS);
	cut("<tr><td>x", GRID_MAX_ROWS + 1, GRID_MAX_ROWS, 1, GRID_MAX_ROWS);
	cut("<td>x", GRID_MAX_COLS, 1, GRID_MAX_COLS, GRID_MAX_COLS);
	cut("<td>x", GRID_MAX_COLS + 1, 1, GRID_MAX_COLS, GRID_MAX_COLS);
	cut("<tr><td rowspan=65534 colspan=1000>x", 10000, GRID_MAX_ROWS,
	    GRID_MAX_COLS, 1);
	cut("<tr><td rowspan=65534>x<td colspan=1000>y", 3000, GRID_MAX_ROWS,
	    GRID_MAX_COLS, 2 * GRID_MAX_COLS - 1);
	cut("<tr><td colspan=99999999999>x", 1, 1, GRID_MAX_COLS, 1);
}

static void arena_too_small(void **state)
{
	struct html_doc *doc = parse_table("<tr><td>a<td>b");
	const struct html *h = html_of(doc);
	uint32_t table = html_find(h, HTML_TABLE, 0, h->count);
	struct arena *a = arena_new(64);

	(void)state;
	assert_non_null(a);
	assert_null(grid_of_table(h, table, a));
	assert_int_equal(arena_err(a), ERR_TOOBIG);
	arena_free(a);
	html_free(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grids),
		cmocka_unit_test(no_cells),
		cmocka_unit_test(byte_spans),
		cmocka_unit_test(maxima),
		cmocka_unit_test(arena_too_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
