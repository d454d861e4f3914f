/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/county/portal.h"

#include "tests/county/truth.h"

enum { LINE_MAX_BYTES = 1 << 20 };

/* Prints and empties the line. */
static bool flush(struct buf *b, FILE *out)
{
	bool ok = !b->err && fwrite(b->data, 1, b->len, out) == b->len;

	buf_clear(b);
	return ok;
}

static void column_object(struct buf *b, const struct portal *p,
			  const struct portal_column *c)
{
	unsigned i, reports = 0;

	for (i = 0; i < c->count; i++)
		reports += c->items[i] < p->report_count;
	(void)buf_adds(b, "{\"url\":\"");
	portal_add_origin(b, p);
	portal_add_list_address(b, p, c, 1);
	(void)buf_addf(b, "\",\"name\":\"%s\",\"declared\":%u,\"pages\":%u,"
		       "\"reports\":%u}", c->name, c->count,
		       portal_pages(p, c), reports);
}

/* Columns that list reports by a pager, or might. */
static void columns(struct buf *b, const struct portal *p)
{
	unsigned i, n = 0;

	(void)buf_adds(b, ",\"columns\":[");
	for (i = 0; i < p->column_count; i++) {
		if (!p->columns[i].annual || p->columns[i].kind != COLUMN_LIST)
			continue;
		if (n++)
			(void)buf_addc(b, ',');
		column_object(b, p, &p->columns[i]);
	}
	(void)buf_addc(b, ']');
}

static void portal_object(struct buf *b, const struct portal *p)
{
	(void)buf_addf(b, "{\"family\":\"%s\",\"county\":\"%s\",\"host\":"
		       "\"%s\",\"seed\":\"", p->family->name, p->county,
		       p->host);
	portal_add_origin(b, p);
	(void)buf_addf(b, "/\",\"news\":%u,\"reports\":%u", p->plan.pages,
		       p->report_count);
	columns(b, p);
	(void)buf_addc(b, '}');
}

static void report_object(struct buf *b, const struct portal *p,
			  const struct report *report)
{
	size_t at = b->len;
	struct portal_item item;

	(void)portal_item(p, report->number, &item);
	(void)buf_addf(b, "{\"family\":\"%s\",", p->family->name);
	truth_add_name(b, report);
	(void)buf_adds(b, ",\"published\":\"");
	date_add_day(b, report->date);
	(void)buf_addf(b, "T%02d:%02d:00+08:00\",\"signed\":\"",
		       report->date.minutes / 60, report->date.minutes % 60);
	date_add_day(b, report->date);
	(void)buf_addf(b, "\",\"source\":\"%s\",\"url\":\"",
		       organs[report->organ].name);
	portal_add_origin(b, p);
	portal_add_item_address(b, p, &item);
	(void)buf_adds(b, "\",\"urls\":[\"");
	portal_add_origin(b, p);
	portal_add_item_address(b, p, &item);
	(void)buf_adds(b, "\"]");
	truth_add_facts(b, &p->plan, report);
	if (report->in_file) {
		(void)buf_adds(b, ",\"in_file\":true,\"attachments\":[{"
			       "\"url\":\"");
		portal_add_origin(b, p);
		portal_add_file_address(b, p, &item);
		(void)buf_adds(b, "\"}]");
	}
	(void)buf_adds(b, "}\n");
	rename_all(b, at, p->renames);
}

bool portal_truth_print(const struct portals *portals, FILE *out)
{
	struct buf b = BUF_INIT(LINE_MAX_BYTES);
	unsigned i, k;
	bool ok;

	(void)buf_addf(&b, "{\"seed\":%llu,\"portals\":[",
		       (unsigned long long)portals->seed);
	for (i = 0; i < portals->count; i++) {
		if (i)
			(void)buf_addc(&b, ',');
		portal_object(&b, &portals->portal[i]);
	}
	(void)buf_adds(&b, "]}\n");
	ok = flush(&b, out);
	for (i = 0; i < portals->count; i++)
		for (k = 0; ok && k < portals->portal[i].report_count; k++) {
			report_object(&b, &portals->portal[i],
				      &portals->portal[i].reports[k]);
			ok = flush(&b, out);
		}
	buf_free(&b);
	return ok && fflush(out) == 0;
}

static bool print_lists(struct buf *b, const struct portal *p, FILE *out)
{
	unsigned i, page;
	bool ok = true;

	for (i = 0; i < p->column_count; i++) {
		unsigned pages = p->family->more
				 ? portal_pages(p, &p->columns[i]) : 1;

		for (page = 1; ok && page <= pages; page++) {
			portal_add_origin(b, p);
			portal_add_list_address(b, p, &p->columns[i], page);
			(void)buf_adds(b, "\t200\tlist\n");
			ok = flush(b, out);
		}
	}
	return ok;
}

/* A report that is its column's page was listed with the columns. */
static bool print_items(struct buf *b, const struct portal *p, FILE *out)
{
	unsigned i;
	bool ok = true;

	for (i = 0; ok && i < portal_items(p); i++) {
		struct portal_item item;
		const struct portal_column *c;

		(void)portal_item(p, i, &item);
		c = &p->columns[item.column];
		if (c->kind == COLUMN_REPORT && c->items[0] == i)
			continue;
		portal_add_origin(b, p);
		portal_add_item_address(b, p, &item);
		(void)buf_addf(b, "\t200\t%s\n", item.report ? "report"
							     : "page");
		ok = flush(b, out);
	}
	return ok;
}

bool portal_list_print(const struct portals *portals, FILE *out)
{
	struct buf b = BUF_INIT(LINE_MAX_BYTES);
	unsigned i;
	bool ok = true;

	for (i = 0; ok && i < portals->count; i++)
		ok = print_lists(&b, &portals->portal[i], out)
		     && print_items(&b, &portals->portal[i], out);
	buf_free(&b);
	return ok && fflush(out) == 0;
}
