/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_index.h"

#include "base/err.h"

#include <stdlib.h>

enum { MEMORY_MAX = 1 << 30 };

struct node {
	struct node *next;
	struct export_entry entry;
};

struct export_index {
	struct arena *arena;
	struct node *first;
	size_t count;
};

struct export_index *export_index_new(void)
{
	struct export_index *index = calloc(1, sizeof(*index));

	if (!index)
		return NULL;
	index->arena = arena_new(MEMORY_MAX);
	if (index->arena)
		return index;
	free(index);
	return NULL;
}

void export_index_free(struct export_index *index)
{
	if (!index)
		return;
	arena_free(index->arena);
	free(index);
}

int export_index_add(struct export_index *index,
		     const struct export_entry *entry)
{
	struct node *node = arena_alloc(index->arena, sizeof(*node));

	if (!node)
		return arena_err(index->arena);
	node->entry = *entry;
	node->entry.region = arena_slice(index->arena, entry->region);
	node->entry.organ = arena_slice(index->arena, entry->organ);
	node->entry.title = arena_slice(index->arena, entry->title);
	node->entry.path = arena_slice(index->arena, entry->path);
	if (arena_err(index->arena))
		return arena_err(index->arena);
	node->next = index->first;
	index->first = node;
	index->count++;
	return 0;
}

/* --- text ----------------------------------------------------------------- */

static void add_escaped(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		switch (text.p[i]) {
		case '&':
			(void)buf_adds(out, "&amp;");
			break;
		case '<':
			(void)buf_adds(out, "&lt;");
			break;
		case '>':
			(void)buf_adds(out, "&gt;");
			break;
		case '"':
			(void)buf_adds(out, "&quot;");
			break;
		default:
			(void)buf_addc(out, text.p[i]);
		}
	}
}

/* A path as a relative URL (RFC 3986): what has a meaning there is encoded. */
static void add_link(struct buf *out, struct slice path)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-._~/";

	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] && strchr(plain, path.p[i]))
			(void)buf_addc(out, path.p[i]);
		else
			(void)buf_addf(out, "%%%02X",
				       (unsigned char)path.p[i]);
	}
}

static const char page_head[] =
"<!DOCTYPE html>\n"
"<html lang=\"zh-CN\">\n"
"<meta charset=\"utf-8\">\n"
"<meta name=\"viewport\" content=\"width=device-width\">\n"
"<title>政府信息公开工作年度报告</title>\n"
"<style>\n"
"body { font-family: sans-serif; margin: 2em; }\n"
"table { border-collapse: collapse; }\n"
"th, td { border: 1px solid #ccc; padding: .2em .5em; text-align: center; }\n"
"tbody th { text-align: left; font-weight: normal; }\n"
"a { text-decoration: none; }\n"
".fails { color: #b00; font-weight: bold; }\n"
"</style>\n"
"<h1>政府信息公开工作年度报告</h1>\n";

/* --- tables --------------------------------------------------------------- */

static int by_place(const void *left, const void *right)
{
	const struct export_entry *a = *(const struct export_entry *const *)
		left;
	const struct export_entry *b = *(const struct export_entry *const *)
		right;
	int order = slice_cmp(a->region, b->region);

	if (!order)
		order = slice_cmp(a->organ, b->organ);
	if (!order)
		order = (a->year > b->year) - (a->year < b->year);
	return order ? order : slice_cmp(a->path, b->path);
}

static int by_year(const void *left, const void *right)
{
	const int *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* One region: entries [from, to) of the sorted list, and its years. */
struct table {
	const struct export_entry *const *list;
	size_t from, to;
	int *years;		/* ascending, each once */
	size_t year_count;
};

static void find_years(struct table *t)
{
	size_t n = 0;

	for (size_t i = t->from; i < t->to; i++)
		t->years[n++] = t->list[i]->year;
	qsort(t->years, n, sizeof(*t->years), by_year);
	t->year_count = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || t->years[i] != t->years[i - 1])
			t->years[t->year_count++] = t->years[i];
}

static void add_header(const struct table *t, struct buf *out)
{
	(void)buf_adds(out, "<h2>");
	add_escaped(out, t->list[t->from]->region);
	(void)buf_addf(out, " (%zu)</h2>\n<table>\n<thead><tr><th>",
		       t->to - t->from);
	for (size_t i = 0; i < t->year_count; i++) {
		if (t->years[i])
			(void)buf_addf(out, "<th>%d", t->years[i]);
		else
			(void)buf_adds(out, "<th>?");
	}
	(void)buf_adds(out, "</thead>\n<tbody>\n");
}

static void add_entry(const struct export_entry *e, struct buf *out)
{
	(void)buf_addf(out, "<a%s href=\"", e->failing ? " class=\"fails\"" :
		       "");
	add_link(out, e->path);
	(void)buf_adds(out, "/\" title=\"");
	add_escaped(out, e->title);
	(void)buf_adds(out, e->failing ? "\">✗</a>" : "\">✓</a>");
}

/* The organ's reports from *at on, which is moved behind them. */
static void add_organ(const struct table *t, size_t *at, struct buf *out)
{
	struct slice organ = t->list[*at]->organ;

	(void)buf_adds(out, "<tr><th>");
	add_escaped(out, organ);
	for (size_t y = 0; y < t->year_count; y++) {
		(void)buf_adds(out, "<td>");
		while (*at < t->to && t->list[*at]->year == t->years[y] &&
		       slice_eq(t->list[*at]->organ, organ))
			add_entry(t->list[(*at)++], out);
	}
	(void)buf_adds(out, "</tr>\n");
}

static void add_region(struct table *t, struct buf *out)
{
	size_t at = t->from;

	find_years(t);
	add_header(t, out);
	while (at < t->to && !out->err)
		add_organ(t, &at, out);
	(void)buf_adds(out, "</tbody></table>\n");
}

int export_index_page(const struct export_index *index, struct buf *out)
{
	const struct export_entry **list = calloc(index->count + 1,
						  sizeof(*list));
	int *years = calloc(index->count + 1, sizeof(*years));
	struct table t = {.list = list, .years = years};
	size_t n = 0;
	int err = ERR_NOMEM;

	if (!list || !years)
		goto free_both;
	for (const struct node *node = index->first; node; node = node->next)
		list[n++] = &node->entry;
	qsort(list, n, sizeof(*list), by_place);
	(void)buf_adds(out, page_head);
	(void)buf_addf(out, "<p>%zu reports.  ✓ no check fails; "
		       "<span class=\"fails\">✗</span> a check fails, see "
		       "facts.json.</p>\n", n);
	while (t.to < n && !out->err) {
		t.from = t.to++;
		while (t.to < n && slice_eq(list[t.to]->region,
					    list[t.from]->region))
			t.to++;
		add_region(&t, out);
	}
	err = out->err;
free_both:
	free(years);
	free(list);
	return err;
}
