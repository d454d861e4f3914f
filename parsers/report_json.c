/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Written straight into the buffer, in the order of cli.md; buf's error is
 * sticky, so nothing is asked before the end.
 */
#include "parsers/report_json.h"

#include "parsers/charset.h"
#include "parsers/report_private.h"
#include "parsers/tables.h"

/* Bytes that are no UTF-8 become U+FFFD. */
static void add_string(struct buf *b, struct slice s)
{
	size_t at = 0;

	(void)buf_addc(b, '"');
	while (at < s.n) {
		size_t from = at;
		unsigned cp = charset_next(s, &at);

		if (cp == '"' || cp == '\\')
			(void)buf_addf(b, "\\%c", (int)cp);
		else if (cp == '\n')
			(void)buf_adds(b, "\\n");
		else if (cp == '\t')
			(void)buf_adds(b, "\\t");
		else if (cp < 0x20)
			(void)buf_addf(b, "\\u%04x", cp);
		else if (cp == 0xFFFD)
			(void)buf_add_utf8(b, cp);
		else
			(void)buf_add(b, s.p + from, at - from);
	}
	(void)buf_addc(b, '"');
}

/* A comma unless a bracket or key has just been written. */
static void separate(struct buf *b)
{
	if (b->len && !strchr("{[:", b->data[b->len - 1]))
		(void)buf_addc(b, ',');
}

static void add_key(struct buf *b, const char *name)
{
	separate(b);
	add_string(b, slice_of(name));
	(void)buf_addc(b, ':');
}

static void add_text(struct buf *b, const char *name, struct slice s)
{
	if (!s.p)
		return;
	add_key(b, name);
	add_string(b, s);
}

static void add_number(struct buf *b, const char *name, long long value)
{
	add_key(b, name);
	(void)buf_addf(b, "%lld", value);
}

static void add_bool(struct buf *b, const char *name, bool value)
{
	add_key(b, name);
	(void)buf_adds(b, value ? "true" : "false");
}

/* A number, "" for blank, the text as published, or null. */
static void add_cell(struct buf *b, const struct report_cell *cell)
{
	separate(b);
	if (cell->kind == CELL_NUMBER)
		(void)buf_add_slice(b, cell->value);
	else if (cell->kind == CELL_UNREAD)
		(void)buf_adds(b, "null");
	else if (cell->kind == CELL_BLANK)
		(void)buf_adds(b, "\"\"");
	else
		add_string(b, cell->text);
}

static void add_cells(struct buf *b, const struct report_row *row)
{
	(void)buf_addc(b, '[');
	for (uint32_t i = 0; i < row->count; i++)
		add_cell(b, &row->cells[i]);
	(void)buf_addc(b, ']');
}

/* The positions of cells that were solved from the balance. */
static void add_solved(struct buf *b, const struct report_row *row)
{
	bool any = false;

	for (uint32_t i = 0; i < row->count; i++) {
		if (!row->cells[i].solved)
			continue;
		if (!any) {
			add_key(b, "solved");
			(void)buf_addc(b, '[');
		}
		any = true;
		separate(b);
		(void)buf_addf(b, "%u", i);
	}
	if (any)
		(void)buf_addc(b, ']');
}

static void add_active(struct buf *b, const struct report *r)
{
	if (!r->active_count)
		return;
	add_key(b, "active_disclosure");
	(void)buf_addc(b, '{');
	for (uint32_t i = 0; i < r->active_count; i++) {
		add_key(b, r->active[i].label);
		add_cells(b, &r->active[i]);
	}
	(void)buf_addc(b, '}');
}

static void add_applications(struct buf *b, const struct report *r)
{
	if (!r->application_count)
		return;
	add_key(b, "applications");
	(void)buf_addc(b, '{');
	add_key(b, "columns");
	(void)buf_addc(b, '[');
	for (int i = 0; i < APPLICATION_COLUMNS; i++) {
		separate(b);
		add_string(b, slice_of(tables_applicants[i]));
	}
	(void)buf_addc(b, ']');
	add_key(b, "rows");
	(void)buf_addc(b, '[');
	for (uint32_t i = 0; i < r->application_count; i++) {
		separate(b);
		(void)buf_addc(b, '{');
		add_text(b, "label", slice_of(r->applications[i].label));
		add_key(b, "cells");
		add_cells(b, &r->applications[i]);
		add_solved(b, &r->applications[i]);
		(void)buf_addc(b, '}');
	}
	(void)buf_adds(b, "]}");
}

static void add_review(struct buf *b, const struct report *r)
{
	if (!r->review_count)
		return;
	add_key(b, "review_litigation");
	(void)buf_addc(b, '[');
	for (uint32_t i = 0; i < r->review_count; i++) {
		separate(b);
		add_cells(b, &r->review[i]);
	}
	(void)buf_addc(b, ']');
}

static void add_statistics(struct buf *b, const struct report *r)
{
	if (!r->statistic_count)
		return;
	add_key(b, "statistics");
	(void)buf_addc(b, '[');
	for (uint32_t i = 0; i < r->statistic_count; i++) {
		const struct report_statistic *s = &r->statistics[i];

		separate(b);
		(void)buf_addc(b, '{');
		add_text(b, "label", s->label);
		add_text(b, "unit", s->unit);
		add_key(b, "year");
		add_cell(b, &s->year);
		add_key(b, "total");
		add_cell(b, &s->total);
		(void)buf_addc(b, '}');
	}
	(void)buf_addc(b, ']');
}

/* The tables that a report of its generation has and this one lost. */
static void add_missing(struct buf *b, const struct report *r)
{
	const struct { const char *name; bool there; } tables[] = {
		{"active_disclosure", r->active_count > 0},
		{"applications", r->application_count > 0},
		{"review_litigation", r->review_count > 0},
	};

	if (r->generation != GENERATION_2019 &&
	    r->generation != GENERATION_2021)
		return;
	if (tables[0].there && tables[1].there && tables[2].there)
		return;
	add_key(b, "tables_missing");
	(void)buf_addc(b, '[');
	for (int i = 0; i < 3; i++)
		if (!tables[i].there) {
			separate(b);
			add_string(b, slice_of(tables[i].name));
		}
	(void)buf_addc(b, ']');
}

/* A JSON number where the value is one. */
static void add_value(struct buf *b, struct slice value)
{
	size_t digits = 0;
	size_t dots = 0;
	bool number;

	for (size_t i = slice_starts(value, "-"); i < value.n; i++) {
		digits += value.p[i] >= '0' && value.p[i] <= '9';
		dots += value.p[i] == '.';
	}
	number = digits && dots <= 1 &&
		 digits + dots + slice_starts(value, "-") == value.n;
	add_key(b, "value");
	if (number)
		(void)buf_add_slice(b, value);
	else
		add_string(b, value);
}

static bool is_contact(const struct report_stated *stated)
{
	return !strncmp(stated->name, REPORT_CONTACT, strlen(REPORT_CONTACT));
}

/* Opens the object at its first entry. */
static void add_entry(struct buf *b, const char *object, bool *any)
{
	if (!*any) {
		add_key(b, object);
		(void)buf_addc(b, '{');
	}
	*any = true;
}

static void add_contact(struct buf *b, const struct report *r)
{
	bool any = false;

	for (uint32_t i = 0; i < r->stated_count; i++) {
		const struct report_stated *stated = &r->stated[i];

		if (!is_contact(stated))
			continue;
		add_entry(b, "contact", &any);
		add_text(b, stated->name + strlen(REPORT_CONTACT),
			 stated->value);
	}
	if (any)
		(void)buf_addc(b, '}');
}

static void add_stated(struct buf *b, const struct report *r)
{
	bool any = false;

	for (uint32_t i = 0; i < r->stated_count; i++) {
		if (is_contact(&r->stated[i]))
			continue;
		add_entry(b, "stated", &any);
		add_key(b, r->stated[i].name);
		(void)buf_addc(b, '{');
		add_value(b, r->stated[i].value);
		add_text(b, "evidence", r->stated[i].evidence);
		(void)buf_addc(b, '}');
	}
	if (any)
		(void)buf_addc(b, '}');
}

static void add_file(struct buf *b, const struct report_file *file)
{
	separate(b);
	(void)buf_addc(b, '{');
	add_text(b, "url", file->url);
	add_text(b, "name", file->name);
	add_text(b, "type", file->type);
	add_text(b, "sha256", file->sha256);
	if (file->bytes >= 0)
		add_number(b, "bytes", file->bytes);
	if (file->read)
		add_bool(b, "text", file->has_text);
	(void)buf_addc(b, '}');
}

static void add_attachment(struct buf *b, const struct article_attachment *a)
{
	add_file(b, &(struct report_file){
		.url = a->url, .name = a->name, .type = slice_of(a->type),
		.bytes = -1,
	});
}

static void add_attachments(struct buf *b, const struct report *r,
			    const struct report_origin *origin)
{
	add_key(b, "attachments");
	(void)buf_addc(b, '[');
	for (size_t i = 0; origin->files && i < origin->file_count; i++)
		add_file(b, &origin->files[i]);
	for (uint32_t i = 0; !origin->files && i < r->attachment_count; i++)
		add_attachment(b, &r->attachments[i]);
	(void)buf_addc(b, ']');
}

static void add_checks(struct buf *b, const struct report *r)
{
	add_key(b, "checks");
	(void)buf_addc(b, '[');
	for (uint32_t i = 0; i < r->check_count; i++) {
		const struct report_check *c = &r->checks[i];

		separate(b);
		(void)buf_addc(b, '{');
		add_text(b, "rule", slice_of(c->rule));
		add_text(b, "result", slice_of(check_result_name(c->result)));
		add_text(b, "where", c->where);
		add_text(b, "detail", c->detail);
		(void)buf_addc(b, '}');
	}
	(void)buf_addc(b, ']');
}

static void add_urls(struct buf *b, const struct report_origin *origin)
{
	if (!origin->urls)
		return;
	add_key(b, "urls");
	(void)buf_addc(b, '[');
	for (size_t i = 0; i < origin->url_count; i++) {
		separate(b);
		add_string(b, origin->urls[i]);
	}
	(void)buf_addc(b, ']');
}

static void add_identity(struct buf *b, const struct report *r,
			 const struct report_origin *origin)
{
	add_text(b, "id", origin->id);
	add_text(b, "organ", r->organ);
	add_text(b, "organ_kind", slice_of(r->organ_kind));
	add_text(b, "division", origin->division.p ? origin->division
						   : r->division);
	if (r->year) {
		add_number(b, "year", r->year);
		add_bool(b, "year_stated", r->year_stated);
	}
	add_text(b, "generation", slice_of(generation_name(r->generation)));
	if (r->is_form)
		add_bool(b, "template", true);
	add_text(b, "title", r->title);
	add_text(b, "published", r->published);
	add_text(b, "signed", r->signed_on);
	add_text(b, "source", r->source);
	add_text(b, "url", origin->url);
	add_urls(b, origin);
	add_text(b, "host", origin->host);
	if (origin->official >= 0)
		add_bool(b, "official", origin->official);
	else if (r->rewritten || r->marked)
		add_bool(b, "official", false);
	if (origin->mirror >= 0)
		add_bool(b, "mirror", origin->mirror);
	else if (r->rewritten)
		add_bool(b, "mirror", true);
	add_text(b, "original", origin->original);
	if (origin->capture)
		add_number(b, "capture", origin->capture);
	add_text(b, "content", origin->content);
}

int report_json(const struct report *r, const struct report_origin *origin,
		struct slice page_json, struct buf *out)
{
	(void)buf_addc(out, '{');
	add_identity(out, r, origin);
	add_key(out, "sections");
	(void)buf_addc(out, '[');
	for (uint32_t i = 0; i < r->section_count; i++) {
		separate(out);
		add_string(out, r->sections[i].heading);
	}
	(void)buf_addc(out, ']');
	add_active(out, r);
	add_applications(out, r);
	add_review(out, r);
	add_statistics(out, r);
	add_missing(out, r);
	add_stated(out, r);
	add_contact(out, r);
	add_attachments(out, r, origin);
	add_checks(out, r);
	add_text(out, "first_seen", origin->first_seen);
	add_text(out, "last_seen", origin->last_seen);
	if (origin->versions)
		add_number(out, "versions", origin->versions);
	if (page_json.p) {
		add_key(out, "page");
		(void)buf_add_slice(out, page_json);
	}
	return buf_addc(out, '}');
}

/* The portal the text says it is published on. */
static void add_portal(struct buf *b, struct slice text)
{
	struct report_stated found[REPORT_CONTACTS];
	uint32_t count = report_read_contact(text, found);

	for (uint32_t i = 0; i < count; i++)
		if (!strcmp(found[i].name, REPORT_CONTACT "portal"))
			add_text(b, "portal", found[i].value);
}

int report_page_json(const struct article *article, const char *charset,
		     struct buf *out)
{
	(void)buf_addc(out, '{');
	if (article->title.n)
		add_text(out, "title", article->title);
	add_text(out, "published", article->published);
	add_text(out, "source", article->source);
	add_portal(out, article->text);
	add_text(out, "text", article->text);
	add_text(out, "charset", slice_of(charset));
	add_key(out, "attachments");
	(void)buf_addc(out, '[');
	for (size_t i = 0; i < article->attachment_count; i++)
		add_attachment(out, &article->attachments[i]);
	return buf_adds(out, "]}");
}
