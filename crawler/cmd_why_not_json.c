/* SPDX-License-Identifier: Apache-2.0 */
/* What `nianbao why-not` tells programs. */
#include "crawler/cmd_why_not.h"

#include "crawler/cmd_json.h"
#include "crawler/progress.h"

enum { TEXT_MAX = 1 << 16 };

static void add_text(struct cmd_json *o, const char *name, struct buf *text,
		     int err)
{
	if (err)
		o->err = err;
	else if (text->len)
		cmd_json_slice(o, name, buf_slice(text));
	buf_free(text);
}

static void add_cell(struct cmd_json *o, const struct coverage_cell *cell)
{
	struct buf evidence = BUF_INIT(TEXT_MAX);
	struct buf detail = BUF_INIT(TEXT_MAX);

	cmd_json_slice(o, "organ", cell->organ->name.text);
	cmd_json_string(o, "organ_kind", cell->organ->name.kind);
	cmd_json_string(o, "division", cell->organ->division);
	cmd_json_number(o, "year", cell->year);
	cmd_json_string(o, "state", coverage_state_name(cell->verdict.state));
	cmd_json_string(o, "evidence_kind",
			coverage_evidence_name(cell->evidence));
	add_text(o, "evidence", &evidence,
		 coverage_evidence_text(cell, &evidence));
	add_text(o, "detail", &detail, coverage_detail(cell, &detail));
	cmd_json_time(o, "due", cell->c.due_ms);
}

static void add_column(struct cmd_json *o, const struct why_not_column *c)
{
	const struct store_column_state *k = c->column->state;
	struct buf reason = BUF_INIT(128);
	struct cmd_json child;

	cmd_json_begin(&child);
	cmd_json_string(&child, "name", k->name);
	cmd_json_string(&child, "url", k->url);
	cmd_json_number(&child, "found", k->found);
	cmd_json_known(&child, "declared", k->declared_total);
	cmd_json_bool(&child, "complete", k->complete);
	add_text(&child, "reason", &reason, progress_reason(k, &reason));
	cmd_json_time(&child, "read", k->read_ms);
	cmd_json_string(&child, "witness", coverage_witness_name(c->witness));
	if (c->witness == COVERAGE_WITNESS_OPEN)
		cmd_json_string(&child, "open", c->column->open_url);
	cmd_json_append(o, "columns", &child);
}

static void add_link(struct cmd_json *o, const struct why_not_link *l)
{
	struct cmd_json child;

	cmd_json_begin(&child);
	cmd_json_string(&child, "url", l->link.url);
	cmd_json_string(&child, "text", l->link.text);
	cmd_json_string(&child, "page", l->page);
	cmd_json_string(&child, "end", coverage_end_name(l->link.end));
	if (l->link.capture)
		cmd_json_number(&child, "capture", l->link.capture);
	cmd_json_time(&child, "asked", l->link.asked_ms);
	if (l->link.status)
		cmd_json_number(&child, "status", l->link.status);
	cmd_json_string(&child, "block", l->link.block);
	cmd_json_string(&child, "error", l->link.error);
	cmd_json_time(&child, "next_due", l->link.due_ms);
	cmd_json_append(o, "links", &child);
}

void cmd_why_not_json(const struct why_not *w, struct cmd_json *o)
{
	struct buf next = BUF_INIT(TEXT_MAX);

	cmd_json_string(o, "site", w->cov->site);
	add_cell(o, &w->cell);
	cmd_json_list(o, "columns");
	for (size_t i = 0; i < w->column_count; i++)
		add_column(o, &w->columns[i]);
	cmd_json_list(o, "links");
	for (size_t i = 0; i < w->link_count; i++)
		add_link(o, &w->links[i]);
	add_text(o, "next", &next, why_not_next(w, &next));
}
