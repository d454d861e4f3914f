/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/county/truth.h"

#include "tests/county/facts.h"
#include "tests/county/page.h"
#include "tests/county/report_text.h"

enum { LINE_MAX_BYTES = 1 << 20 };

static const char *const kind_names[] = {
	[KIND_HOME] = "home", [KIND_LIST] = "list", [KIND_REPORT] = "report",
	[KIND_NEWS] = "news", [KIND_NOTICE] = "notice", [KIND_DOOR] = "page",
	[KIND_PLAIN] = "page", [KIND_FRAMESET] = "frame",
	[KIND_NAV] = "frame", [KIND_MAIN] = "frame", [KIND_ABOUT] = "page",
	[KIND_INTERNAL] = "internal", [KIND_ROBOTS] = "robots",
	[KIND_SITEMAP] = "sitemap", [KIND_MOVED] = "moved",
	[KIND_REFRESH] = "refresh", [KIND_GONE] = "gone",
	[KIND_PDF] = "attachment", [KIND_DOCX] = "attachment",
	[KIND_DEAD] = "attachment", [KIND_IMAGE] = "image",
	[KIND_STYLE] = "style",
};

/* Our own texts hold neither control characters nor backslashes. */
static void string(struct buf *b, const char *s)
{
	(void)buf_addf(b, "\"%s\"", s);
}

static void url_string(struct buf *b, const struct plan *plan,
		       const struct entry *e)
{
	(void)buf_addc(b, '"');
	plan_add_url(b, plan, e);
	(void)buf_addc(b, '"');
}

static void comma(struct buf *b, unsigned i)
{
	if (i)
		(void)buf_addc(b, ',');
}

/* A number with a unit is text as published, one with "+" just a number. */
static void cell(struct buf *b, const struct cell *c)
{
	struct cell plain = *c;

	plain.sign = false;
	if (c->kind == CELL_NUMBER && !c->text) {
		cell_add(b, &plain);
		return;
	}
	(void)buf_addc(b, '"');
	cell_add(b, c);
	(void)buf_addc(b, '"');
}

static void cells(struct buf *b, const struct cell *c, unsigned count)
{
	unsigned i;

	(void)buf_addc(b, '[');
	for (i = 0; i < count; i++) {
		comma(b, i);
		cell(b, &c[i]);
	}
	(void)buf_addc(b, ']');
}

static void tables(struct buf *b, const struct facts *f)
{
	const char *const *labels = facts_row_labels(f->generation);
	unsigned i;

	(void)buf_adds(b, ",\"active_disclosure\":{");
	for (i = 0; i < f->active_count; i++) {
		comma(b, i);
		string(b, f->active[i].label);
		(void)buf_addc(b, ':');
		cells(b, f->active[i].cells, f->active[i].count);
	}
	(void)buf_adds(b, "},\"applications\":{\"columns\":[");
	for (i = 0; i < APPLICANTS; i++) {
		comma(b, i);
		string(b, facts_applicants[i]);
	}
	(void)buf_adds(b, "],\"rows\":[");
	for (i = 0; i < f->row_count; i++) {
		comma(b, i);
		(void)buf_adds(b, "{\"label\":");
		string(b, labels[i]);
		(void)buf_adds(b, ",\"cells\":");
		cells(b, f->rows[i], APPLICANTS);
		(void)buf_addc(b, '}');
	}
	(void)buf_adds(b, "]},\"review_litigation\":[");
	for (i = 0; i < REVIEW_BLOCKS; i++) {
		comma(b, i);
		cells(b, f->review[i], REVIEW_CELLS);
	}
	(void)buf_addc(b, ']');
}

static void statistics(struct buf *b, const struct facts *f)
{
	unsigned i;

	(void)buf_adds(b, ",\"statistics\":[");
	for (i = 0; i < f->statistic_count; i++) {
		const struct statistic *s = &f->statistics[i];

		comma(b, i);
		(void)buf_addf(b, "{\"label\":\"%s\",\"unit\":\"%s\","
			       "\"year\":%ld,\"total\":%ld}", s->label,
			       s->unit, s->year, s->total);
	}
	(void)buf_addc(b, ']');
}

static void stated(struct buf *b, const struct facts *f)
{
	(void)buf_addf(b, ",\"stated\":{\"disclosed\":{\"value\":%d},"
		       "\"applications_received\":{\"value\":%d}",
		       f->disclosed, f->received);
	if (f->generation < GEN_2019)
		(void)buf_addf(b, ",\"reconsiderations\":{\"value\":%d},"
			       "\"lawsuits\":{\"value\":%d}",
			       f->reconsiderations, f->lawsuits);
	(void)buf_addc(b, '}');
}

static void attachments(struct buf *b, const struct plan *plan,
			const struct report *report)
{
	unsigned i;

	(void)buf_adds(b, ",\"attachments\":[");
	for (i = 0; i < report->attachments; i++) {
		const struct attachment *a = &report->attachment[i];

		comma(b, i);
		(void)buf_adds(b, "{\"url\":\"");
		plan_add_origin(b, plan, report->host);
		(void)buf_addf(b, "%s\",\"name\":\"%s\",\"type\":\"%s\"}",
			       a->path, a->name,
			       a->kind == KIND_PDF ? "pdf"
			       : a->kind == KIND_DOCX ? "docx" : "doc");
	}
	(void)buf_addc(b, ']');
}

/* www and bm print a time, xxgk only the day. */
static void published(struct buf *b, const struct report *report)
{
	struct date d = report->date;

	(void)buf_adds(b, ",\"published\":\"");
	date_add_day(b, d);
	if (report->host != HOST_XXGK)
		(void)buf_addf(b, "T%02d:%02d:00+08:00", d.minutes / 60,
			       d.minutes % 60);
	(void)buf_adds(b, "\",\"signed\":\"");
	date_add_day(b, d);
	(void)buf_addc(b, '"');
}

static void addresses(struct buf *b, const struct plan *plan,
		      const struct report *report)
{
	(void)buf_adds(b, ",\"url\":");
	url_string(b, plan, &plan->entries[report->entry]);
	(void)buf_adds(b, ",\"urls\":[");
	url_string(b, plan, &plan->entries[report->entry]);
	if (report->second >= 0) {
		(void)buf_addc(b, ',');
		url_string(b, plan, &plan->entries[report->second]);
	}
	(void)buf_addf(b, "],\"host\":\"%s\",\"official\":true,"
		       "\"mirror\":false", hosts[report->host].name);
}

void truth_add_name(struct buf *b, const struct report *report)
{
	static const char *const generations[] = {"narrative", "statistics",
						  "2019", "2021"};

	(void)buf_addf(b, "\"organ\":\"%s\",\"year\":%d,\"year_stated\":true,"
		       "\"generation\":\"%s\",\"title\":\"%s\"",
		       organs[report->organ].name, report->year,
		       generations[report->generation], report->title);
}

void truth_add_facts(struct buf *b, const struct plan *plan,
		     const struct report *report)
{
	const char *const *sections;
	struct facts f;
	unsigned i, count;

	facts_of(&f, plan, report);
	sections = report_sections(f.generation, &count);
	(void)buf_adds(b, ",\"sections\":[");
	for (i = 0; i < count; i++) {
		comma(b, i);
		string(b, sections[i]);
	}
	(void)buf_addc(b, ']');
	if (f.row_count)
		tables(b, &f);
	if (f.statistic_count)
		statistics(b, &f);
	stated(b, &f);
}

static void report_line(struct buf *b, const struct plan *plan,
			const struct report *report)
{
	(void)buf_addc(b, '{');
	truth_add_name(b, report);
	published(b, report);
	(void)buf_addf(b, ",\"source\":\"%s\"", organs[report->organ].name);
	addresses(b, plan, report);
	truth_add_facts(b, plan, report);
	attachments(b, plan, report);
	if (*report->fails)
		(void)buf_addf(b, ",\"fails\":[\"%s\"]", report->fails);
	if (report->in_file)
		(void)buf_adds(b, ",\"in_file\":true");
	(void)buf_adds(b, "}\n");
}

static bool is_kind(const struct entry *e, const char *name)
{
	return slice_eqs(slice_of(kind_names[e->kind]), name);
}

static unsigned published_reports(const struct plan *plan)
{
	unsigned i, n = 0;

	for (i = 0; i < plan->report_count; i++)
		n += !plan->reports[i].withdrawn;
	return n;
}

static unsigned listed(const struct plan *plan, const char *kind)
{
	unsigned i, n = 0;

	for (i = 0; i < plan->entry_count; i++)
		if (plan->entries[i].flags & ENTRY_LISTED
		    && (!kind || is_kind(&plan->entries[i], kind)))
			n++;
	return n;
}

static void columns(struct buf *b, const struct plan *plan)
{
	unsigned i, j;

	(void)buf_adds(b, ",\"columns\":[");
	for (i = 0; i < plan->column_count; i++) {
		const struct column *c = &plan->columns[i];
		unsigned reports = 0;
		bool file = c->host == HOST_XXGK || c->host == HOST_BM;

		for (j = 0; j < c->count; j++)
			reports += plan->entries[c->items[j]].kind
				   == KIND_REPORT;
		comma(b, i);
		(void)buf_adds(b, "{\"url\":\"");
		plan_add_origin(b, plan, c->host);
		(void)buf_adds(b, c->dir);
		if (file)
			column_add_file(b, c, 0);
		(void)buf_addf(b, "\",\"name\":\"%s\",\"declared\":%u,"
			       "\"pages\":%u,\"reports\":%u}", c->name,
			       c->count, column_pages(c), reports);
	}
	(void)buf_addc(b, ']');
}

static void disallowed(struct buf *b, const struct plan *plan)
{
	unsigned i, n = 0;

	(void)buf_adds(b, ",\"disallowed\":[");
	for (i = 0; i < plan->entry_count; i++) {
		if (plan->entries[i].kind != KIND_INTERNAL)
			continue;
		comma(b, n++);
		url_string(b, plan, &plan->entries[i]);
	}
	(void)buf_addc(b, ']');
}

static void totals_line(struct buf *b, const struct plan *plan)
{
	unsigned not_pages = listed(plan, "attachment") + listed(plan, "image")
			     + listed(plan, "robots")
			     + listed(plan, "sitemap")
			     + listed(plan, "moved") + listed(plan, "gone");

	(void)buf_addf(b, "{\"county\":\"青禾县\",\"seed\":%llu,"
		       "\"edition\":%u,\"hosts\":%d,"
		       "\"urls\":%u,\"pages\":%u,\"news\":%u,\"lists\":%u,"
		       "\"reports\":%u,\"report_pages\":%u,"
		       "\"attachments\":%u,\"images\":%u,\"moved\":%u,"
		       "\"gone\":%u",
		       (unsigned long long)plan->seed, plan->edition,
		       HOST_COUNT, listed(plan, NULL),
		       listed(plan, NULL) - not_pages,
		       listed(plan, "news"), listed(plan, "list"),
		       published_reports(plan), listed(plan, "report"),
		       listed(plan, "attachment"), listed(plan, "image"),
		       listed(plan, "moved"), listed(plan, "gone"));
	disallowed(b, plan);
	columns(b, plan);
	(void)buf_addf(b, ",\"gaps\":[{\"organ\":\"%s\",\"year\":%d}],"
		       "\"traps\":\"",
		       plan->edition > 1 ? "青禾县教育局"
					 : "青禾县云脚乡人民政府",
		       plan->edition > 1 ? 2021 : 2023);
	plan_add_origin(b, plan, HOST_WWW);
	(void)buf_adds(b, "/trap/\"}\n");
}

/* Prints and empties the line. */
static bool flush(struct buf *b, FILE *out)
{
	bool ok = !b->err && fwrite(b->data, 1, b->len, out) == b->len;

	buf_clear(b);
	return ok;
}

bool truth_print(const struct plan *plan, FILE *out)
{
	struct buf b = BUF_INIT(LINE_MAX_BYTES);
	unsigned i;
	bool ok;

	totals_line(&b, plan);
	ok = flush(&b, out);
	for (i = 0; ok && i < plan->report_count; i++) {
		if (plan->reports[i].withdrawn)
			continue;
		report_line(&b, plan, &plan->reports[i]);
		ok = flush(&b, out);
	}
	buf_free(&b);
	return ok && fflush(out) == 0;
}

bool list_print(const struct plan *plan, FILE *out)
{
	struct buf b = BUF_INIT(LINE_MAX_BYTES);
	unsigned i;
	bool ok = true;

	for (i = 0; ok && i < plan->entry_count; i++) {
		const struct entry *e = &plan->entries[i];

		if (!(e->flags & ENTRY_LISTED))
			continue;
		plan_add_url(&b, plan, e);
		(void)buf_addf(&b, "\t%d\t%s\n", e->status,
			       kind_names[e->kind]);
		ok = flush(&b, out);
	}
	buf_free(&b);
	return ok && fflush(out) == 0;
}
