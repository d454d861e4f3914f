/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables from ruling lines.
 *
 * Lines that touch belong to one table.  Their places, clustered, are the
 * borders of a lattice; where the lattice has no line drawn between two of its
 * places, both belong to one cell.  So spans, blank cells and labels of several
 * lines come out as they are seen, without a look at the words.
 *
 * A vertical line counts only where it touches two horizontal ones: strokes of
 * letters on an underline do not.
 */
#include "parsers/document/layout_private.h"

#include "parsers/charset.h"

#include <stdlib.h>

/* In points.  Double borders are one; no row is as low as that. */
static const float same_border = 3.5f;
/* Ends of two lines that meet; a pixel at 102 dpi is 0.7. */
static const float touching = 1.5f;
/* Segments of one line, drawn cell by cell. */
static const float gap_in_line = 1.5f;
/* 工 in a title is a lattice, too. */
static const float narrowest = 50.0f;

struct rules {
	struct layout_rule *h, *v;
	uint32_t h_count, v_count;
	uint32_t *group;	/* union-find: h first, then v */
	uint32_t *sizes;	/* lines in the group of this name */
};

/* --- lines ---------------------------------------------------------------- */

static int compare_floats(float a, float b)
{
	return (a > b) - (a < b);
}

static int compare_h(const void *a, const void *b)
{
	const struct layout_rule *x = a, *y = b;
	int order = compare_floats(x->y0, y->y0);

	return order ? order : compare_floats(x->x0, y->x0);
}

static int compare_h_left(const void *a, const void *b)
{
	const struct layout_rule *x = a, *y = b;

	return compare_floats(x->x0, y->x0);
}

/* Vertical lines are joined as horizontal ones. */
static void transpose(struct layout_rule *rules, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct layout_rule r = rules[i];

		rules[i] = (struct layout_rule){r.y0, r.x0, r.y1, r.x1};
	}
}

/* Joins those of [from, to) that are one line; returns how many are left, from
 * out on. */
static uint32_t join_row(struct layout_rule *rules, uint32_t from, uint32_t to,
			 uint32_t out)
{
	float y = rules[from + (to - from) / 2].y0;

	qsort(rules + from, to - from, sizeof(*rules), compare_h_left);
	for (uint32_t i = from; i < to; i++) {
		struct layout_rule r = rules[i];
		struct layout_rule *last = out ? &rules[out - 1] : NULL;

		r.y0 = r.y1 = y;
		if (i > from && r.x0 <= last->x1 + gap_in_line) {
			if (r.x1 > last->x1)
				last->x1 = r.x1;
			continue;
		}
		rules[out++] = r;
	}
	return out;
}

/* Joins segments and parallel copies; returns how many lines are left. */
static uint32_t join_lines(struct layout_rule *rules, uint32_t count)
{
	uint32_t out = 0;

	qsort(rules, count, sizeof(*rules), compare_h);
	for (uint32_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count &&
		     rules[to].y0 - rules[from].y0 <= 2.0f; to++)
			;
		out = join_row(rules, from, to, out);
	}
	return out;
}

static bool touches(const struct layout_rule *h, const struct layout_rule *v)
{
	return v->x0 >= h->x0 - touching && v->x0 <= h->x1 + touching &&
	       h->y0 >= v->y0 - touching && h->y0 <= v->y1 + touching;
}

static uint32_t find_group(uint32_t *group, uint32_t i)
{
	while (group[i] != i) {
		group[i] = group[group[i]];
		i = group[i];
	}
	return i;
}

/* The first horizontal line that may touch v; h is sorted by y. */
static uint32_t first_h(const struct rules *r, const struct layout_rule *v)
{
	uint32_t low = 0, high = r->h_count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (r->h[mid].y0 < v->y0 - touching)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void unite_lines(struct rules *r)
{
	for (uint32_t i = 0; i < r->h_count + r->v_count; i++)
		r->group[i] = i;
	for (uint32_t i = 0; i < r->v_count; i++) {
		const struct layout_rule *v = &r->v[i];
		uint32_t crossed = 0, first = first_h(r, v);

		for (uint32_t h = first; h < r->h_count &&
		     r->h[h].y0 <= v->y1 + touching; h++)
			crossed += touches(&r->h[h], v);
		if (crossed < 2)
			continue;
		for (uint32_t h = first; h < r->h_count &&
		     r->h[h].y0 <= v->y1 + touching; h++)
			if (touches(&r->h[h], v))
				r->group[find_group(r->group, h)] =
					find_group(r->group, r->h_count + i);
	}
	for (uint32_t i = 0; i < r->h_count + r->v_count; i++)
		r->sizes[find_group(r->group, i)]++;
}

static int collect_rules(const struct layout_page *page, struct arena *a,
			 struct rules *r)
{
	uint32_t count = page->rule_count < LAYOUT_RULES_MAX
		? page->rule_count : LAYOUT_RULES_MAX;

	r->h = arena_array(a, count, sizeof(*r->h));
	r->v = arena_array(a, count, sizeof(*r->v));
	r->group = arena_array(a, count, sizeof(*r->group));
	r->sizes = arena_array(a, count, sizeof(*r->sizes));
	if (!r->h || !r->v || !r->group || !r->sizes)
		return arena_err(a);
	for (uint32_t i = 0; i < count; i++) {
		const struct layout_rule *rule = &page->rules[i];

		if (rule->y0 == rule->y1)
			r->h[r->h_count++] = *rule;
		else if (rule->x0 == rule->x1)
			r->v[r->v_count++] = *rule;
	}
	r->h_count = join_lines(r->h, r->h_count);
	transpose(r->v, r->v_count);
	r->v_count = join_lines(r->v, r->v_count);
	transpose(r->v, r->v_count);
	unite_lines(r);
	return 0;
}

/* --- the lattice ---------------------------------------------------------- */

static int compare_places(const void *a, const void *b)
{
	return compare_floats(*(const float *)a, *(const float *)b);
}

/* Sorted places that differ; returns how many. */
static uint32_t cluster(float *places, uint32_t count)
{
	uint32_t out = 0;

	qsort(places, count, sizeof(*places), compare_places);
	for (uint32_t i = 0; i < count; i++)
		if (!out || places[i] - places[out - 1] > same_border)
			places[out++] = places[i];
	return out;
}

/* Index of the border at this place, or UINT32_MAX. */
static uint32_t border_at(const float *borders, uint32_t count, float place)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (borders[mid] < place - same_border)
			low = mid + 1;
		else
			high = mid;
	}
	/* the cluster begins at or before its members */
	if (low + 1 < count && borders[low + 1] <= place)
		low++;
	return low < count && borders[low] <= place + touching ? low
							       : UINT32_MAX;
}

/* Index of the strip between two borders that holds place, or UINT32_MAX. */
static uint32_t strip_at(const float *borders, uint32_t strips, float place)
{
	uint32_t low = 0, high = strips;

	if (place < borders[0] || place >= borders[strips])
		return UINT32_MAX;
	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;

		if (borders[mid] <= place)
			low = mid;
		else
			high = mid;
	}
	return low;
}

struct lattice {
	struct layout_table *table;
	uint8_t *above, *left;	/* a line is drawn there: rows * cols */
};

static void draw_rule(struct lattice *l, const struct layout_rule *rule)
{
	const struct layout_table *t = l->table;
	bool h = rule->y0 == rule->y1;
	const float *along = h ? t->xs : t->ys;
	uint32_t strips = h ? t->cols : t->rows;
	uint32_t border = h ? border_at(t->ys, t->rows + 1, rule->y0)
			    : border_at(t->xs, t->cols + 1, rule->x0);
	float from = h ? rule->x0 : rule->y0, to = h ? rule->x1 : rule->y1;

	if (border >= (h ? t->rows : t->cols))
		return;		/* none, or the last one */
	for (uint32_t i = 0; i < strips; i++) {
		float mid = (along[i] + along[i + 1]) / 2;

		if (mid < from || mid > to)
			continue;
		if (h)
			l->above[border * t->cols + i] = 1;
		else
			l->left[i * t->cols + border] = 1;
	}
}

/* Whether row r below the cell belongs to it. */
static bool is_open_below(const struct lattice *l, const struct layout_cell *c,
			  uint32_t r)
{
	const struct layout_table *t = l->table;

	for (uint32_t i = c->col; i < c->col + c->colspan; i++) {
		uint32_t at = r * t->cols + i;

		if (l->above[at] || t->owner[at] != UINT32_MAX ||
		    (i > c->col && l->left[at]))
			return false;
	}
	return true;
}

static void grow_cell(struct lattice *l, struct layout_cell *c)
{
	struct layout_table *t = l->table;
	uint32_t index = (uint32_t)(c - t->cells);
	uint32_t row = c->row * t->cols;

	while (c->col + c->colspan < t->cols &&
	       !l->left[row + c->col + c->colspan] &&
	       t->owner[row + c->col + c->colspan] == UINT32_MAX)
		c->colspan++;
	while (c->row + c->rowspan < t->rows &&
	       is_open_below(l, c, c->row + c->rowspan))
		c->rowspan++;
	for (uint32_t r = c->row; r < c->row + c->rowspan; r++)
		for (uint32_t i = c->col; i < c->col + c->colspan; i++)
			t->owner[r * t->cols + i] = index;
}

static void make_cells(struct lattice *l)
{
	struct layout_table *t = l->table;

	memset(t->owner, 0xFF, (size_t)t->rows * t->cols * sizeof(*t->owner));
	for (uint32_t r = 0; r < t->rows; r++) {
		for (uint32_t c = 0; c < t->cols; c++) {
			struct layout_cell *cell = &t->cells[t->cell_count];

			if (t->owner[r * t->cols + c] != UINT32_MAX)
				continue;
			*cell = (struct layout_cell){
				.row = r, .col = c, .rowspan = 1, .colspan = 1,
				.text = SLICE_LIT(""),
			};
			t->cell_count++;
			grow_cell(l, cell);
		}
	}
}

/* How far the crossing lines of a group reach: what at least two of them do,
 * since one may have met the stroke of a letter. */
struct reach {
	float from[2], to[2];	/* the farthest first */
};

static void extend_reach(struct reach *reach, float from, float to)
{
	if (from < reach->from[0]) {
		reach->from[1] = reach->from[0];
		reach->from[0] = from;
	} else if (from < reach->from[1]) {
		reach->from[1] = from;
	}
	if (to > reach->to[0]) {
		reach->to[1] = reach->to[0];
		reach->to[0] = to;
	} else if (to > reach->to[1]) {
		reach->to[1] = to;
	}
}

/* The places where lines of the group stand; also the outer ends of those that
 * cross them, for tables that are open at a side. */
static uint32_t places_of(const struct rules *r, uint32_t group, bool vertical,
			  float *places)
{
	const struct layout_rule *own = vertical ? r->v : r->h;
	const struct layout_rule *cross = vertical ? r->h : r->v;
	uint32_t own_count = vertical ? r->v_count : r->h_count;
	uint32_t cross_count = vertical ? r->h_count : r->v_count;
	uint32_t own_base = vertical ? r->h_count : 0;
	uint32_t cross_base = vertical ? 0 : r->h_count;
	struct reach reach = {{1e9f, 1e9f}, {-1e9f, -1e9f}};
	uint32_t n = 0;

	for (uint32_t i = 0; i < own_count; i++)
		if (find_group(r->group, own_base + i) == group)
			places[n++] = vertical ? own[i].x0 : own[i].y0;
	for (uint32_t i = 0; i < cross_count; i++)
		if (find_group(r->group, cross_base + i) == group)
			extend_reach(&reach,
				     vertical ? cross[i].x0 : cross[i].y0,
				     vertical ? cross[i].x1 : cross[i].y1);
	n = cluster(places, n);
	if (n && places[0] - reach.from[1] > 2 * same_border)
		places[n++] = reach.from[1];
	if (n && reach.to[1] - places[n - 1] > 2 * same_border &&
	    reach.to[1] > places[0])
		places[n++] = reach.to[1];
	return cluster(places, n);
}

/* *ret_table has no cells where the group is no table. */
static int make_table(const struct rules *r, uint32_t group, struct arena *a,
		      struct layout_table *ret_table)
{
	struct layout_table t = {.cols = 0};
	struct lattice l = {.table = &t};
	size_t places;

	t.xs = arena_array(a, r->sizes[group] + 2, sizeof(*t.xs));
	t.ys = arena_array(a, r->sizes[group] + 2, sizeof(*t.ys));
	if (!t.xs || !t.ys)
		return arena_err(a);
	t.cols = places_of(r, group, true, t.xs) - 1;
	t.rows = places_of(r, group, false, t.ys) - 1;
	*ret_table = (struct layout_table){.cols = 0};
	if (t.cols < 1 || t.rows < 1 || t.cols * t.rows < 2 ||
	    t.cols > GRID_MAX_COLS || t.rows > GRID_MAX_ROWS ||
	    t.xs[t.cols] - t.xs[0] < narrowest)
		return 0;
	places = (size_t)t.rows * t.cols;
	l.above = arena_alloc(a, places);
	l.left = arena_alloc(a, places);
	t.owner = arena_array(a, places, sizeof(*t.owner));
	t.cells = arena_array(a, places, sizeof(*t.cells));
	if (!l.above || !l.left || !t.owner || !t.cells)
		return arena_err(a);
	for (uint32_t i = 0; i < r->h_count; i++)
		if (find_group(r->group, i) == group)
			draw_rule(&l, &r->h[i]);
	for (uint32_t i = 0; i < r->v_count; i++)
		if (find_group(r->group, r->h_count + i) == group)
			draw_rule(&l, &r->v[i]);
	make_cells(&l);
	*ret_table = t;
	return 0;
}

static int compare_tables(const void *a, const void *b)
{
	const struct layout_table *x = a, *y = b;

	return compare_floats(x->ys[0], y->ys[0]);
}

/* Two horizontal lines and one that crosses both are the least. */
enum { TABLES_MAX = 64, TABLE_LINES = 3 };

int layout_tables(const struct layout_page *page, struct arena *a,
		  struct layout_table **ret_tables, uint32_t *ret_count)
{
	struct rules r = {.h_count = 0};
	struct layout_table *tables = arena_array(a, TABLES_MAX,
						  sizeof(*tables));
	uint32_t count = 0;
	int err = collect_rules(page, a, &r);

	if (err || !tables)
		return arena_err(a);
	/* a group has the name of a vertical line, if there is one in it */
	for (uint32_t i = 0; i < r.v_count && count < TABLES_MAX; i++) {
		if (r.group[r.h_count + i] != r.h_count + i ||
		    r.sizes[r.h_count + i] < TABLE_LINES)
			continue;
		err = make_table(&r, r.h_count + i, a, &tables[count]);
		if (err)
			return err;
		count += tables[count].cell_count > 0;
	}
	qsort(tables, count, sizeof(*tables), compare_tables);
	*ret_tables = tables;
	*ret_count = count;
	return 0;
}

/* --- words in cells ------------------------------------------------------- */

/* Wide as ideographs are, or half of that. */
static unsigned width_of(unsigned cp)
{
	return cp >= 0x1100 ? 2 : 1;
}

struct cutter {
	const struct layout_table *tables;
	uint32_t table_count;
	struct piece *pieces;
	uint32_t count, cap;
};

static void cell_at(const struct cutter *c, float x, float y,
		    struct piece *piece)
{
	piece->table = piece->cell = UINT32_MAX;
	for (uint32_t i = 0; i < c->table_count; i++) {
		const struct layout_table *t = &c->tables[i];
		uint32_t row = strip_at(t->ys, t->rows, y);
		uint32_t col = strip_at(t->xs, t->cols, x);

		if (row == UINT32_MAX || col == UINT32_MAX)
			continue;
		piece->table = i;
		piece->cell = t->owner[row * t->cols + col];
		return;
	}
}

static bool add_piece(struct cutter *c, const struct piece *piece)
{
	if (c->count == c->cap)
		return false;
	c->pieces[c->count++] = *piece;
	return true;
}

/* Characters of a word have no boxes of their own; they share its width. */
static bool cut_word(struct cutter *c, const struct layout_word *w)
{
	float y = (w->y0 + w->y1) / 2, x = w->x0, unit;
	struct piece piece = {w->x0, w->y0, w->x0, w->y1, {w->text.p, 0},
			      UINT32_MAX, UINT32_MAX};
	unsigned units = 0;
	size_t at = 0;

	while (at < w->text.n)
		units += width_of(charset_next(w->text, &at));
	unit = (w->x1 - w->x0) / (float)(units ? units : 1);
	for (at = 0; at < w->text.n;) {
		size_t from = at;
		float wide = unit * (float)width_of(charset_next(w->text, &at));
		struct piece here = {x, w->y0, x + wide, w->y1,
				     {w->text.p + from, at - from}, 0, 0};

		cell_at(c, x + wide / 2, y, &here);
		x += wide;
		if (from == 0 || here.table != piece.table ||
		    here.cell != piece.cell) {
			if (from && !add_piece(c, &piece))
				return false;
			piece = here;
		} else {
			piece.x1 = here.x1;
			piece.text.n += here.text.n;
		}
	}
	return add_piece(c, &piece);
}

int layout_pieces(const struct layout_page *page,
		  const struct layout_table *tables, uint32_t table_count,
		  struct arena *a, struct piece **ret_pieces,
		  uint32_t *ret_count)
{
	struct cutter c = {.tables = tables, .table_count = table_count};

	/* words that are cut are few; one in three is more than enough */
	c.cap = page->word_count + page->word_count / 2 + 1000;
	c.pieces = arena_array(a, c.cap, sizeof(*c.pieces));
	if (!c.pieces)
		return arena_err(a);
	for (uint32_t i = 0; i < page->word_count; i++)
		if (page->words[i].text.n && !cut_word(&c, &page->words[i]))
			break;
	*ret_pieces = c.pieces;
	*ret_count = c.count;
	return 0;
}
