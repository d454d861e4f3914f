/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document is read in the light of the page that leads to it: the page has
 * the title, the publisher and the site, of which the document often says
 * nothing.
 *
 *   page of the link, read again ► document ► reports
 *
 * Every document is read, whatever it is called: many a report is linked as
 * "附件1.pdf", and reading one costs less than the wait between two requests.
 * What cannot be read is kept and said to be so.
 */
#include "store/reading_private.h"

#include "base/err.h"

/* What page and link say of the document. */
struct leading {
	struct article article;	/* what report_read_document() is told */
	bool own;		/* the page is that of the report, no list */
};

/* --- the page that leads to it ---------------------------------------- */

int reading_via_from(struct store_reader *r, int64_t capture, struct arena *a,
		     struct buf *out, struct capture *ret_capture)
{
	int err = ERR_NOTFOUND;

	if (capture)
		err = store_payload(r, capture, a, out, ret_capture);
	if (!err && !ret_capture->content_id)
		err = ERR_NOTFOUND;	/* cut off: half of a page */
	return err == ERR_NOMEM || !err ? err : ERR_NOTFOUND;
}

static int read_via(const struct reading_input *in, struct reading *r,
		    struct arena *a, struct leading *out)
{
	struct capture c;
	struct slice content;
	int err;

	buf_init(&r->via_payload, in->max_text);
	err = in->via(in->ctx, a, &r->via_payload, &c);
	if (!err)
		err = url_parse(slice_of(c.url), NULL, NULL, &r->via_url,
				NULL);
	if (!err)
		err = reading_decode(in, &c, buf_slice(&r->via_payload),
				     &r->via_decoded, &content);
	if (!err)
		err = reading_page(in, &c, SLICE_NONE, content, &r->via_url,
				   &r->via);
	if (err)
		return err == ERR_NOMEM ? err : 0;
	out->article = r->via->article;
	return 0;
}

/* A list has a title of all its documents ("2023年…年度报告") or of none; the
 * link tells whose this one is. */
static int choose_title(struct slice anchor, struct arena *a,
			struct leading *out)
{
	struct report_naming page, link;
	int err = report_names(out->article.title, a, &page);

	if (!err)
		err = report_names(anchor, a, &link);
	if (err)
		return err;
	out->own = page.year && (page.organ || !link.organ);
	if (link.organ + link.year > page.organ + page.year ||
	    (link.organ && !page.organ) ||
	    (link.is_report && !page.is_report))
		out->article.title = anchor;
	return 0;
}

static int lead(const struct reading_input *in, struct reading *r,
		struct arena *a, struct leading *out)
{
	const struct capture *c = in->capture;
	struct slice anchor = slice_of(c->via_anchor);
	int err = 0;

	*out = (struct leading){.article.division = (uint32_t)c->division};
	if (in->via && c->via)
		err = read_via(in, r, a, out);
	return err ? err : choose_title(anchor, a, out);
}

/* --- the document ----------------------------------------------------- */

/* Reports of all members, one behind the other. */
struct gathering {
	struct arena *arena;
	const struct article *article;
	struct buf text;	/* of all */
	struct report *reports;
	uint32_t count;
	bool has_text;
};

static int add_reports(struct gathering *g, const struct report *reports,
		       uint32_t count)
{
	struct report *all;

	if (!count)
		return 0;
	all = arena_array(g->arena, g->count + count, sizeof(*all));
	if (!all)
		return arena_err(g->arena);
	if (g->count)
		memcpy(all, g->reports, g->count * sizeof(*all));
	memcpy(all + g->count, reports, count * sizeof(*all));
	g->reports = all;
	g->count += count;
	return 0;
}

static int take_one(struct gathering *g, const struct document *d)
{
	const struct report *reports;
	uint32_t count;
	int err = report_read_document(d, g->article, g->arena, &reports,
				       &count);

	if (!err)
		err = add_reports(g, reports, count);
	if (!err && d->text.n)
		err = buf_add_slice(&g->text, d->text);
	g->has_text = g->has_text || d->has_text;
	return err;
}

/* A document, or the members of an archive and of those within it. */
static int take_all(struct gathering *g, const struct document *d)
{
	int err = d->member_count ? 0 : take_one(g, d);

	for (uint32_t i = 0; i < d->member_count && !err; i++) {
		const struct document *m = d->members[i];

		if (!m->member_count)
			err = take_one(g, m);
		for (uint32_t k = 0; k < m->member_count && !err; k++)
			err = take_one(g, m->members[k]);
	}
	return err;
}

static int take_document(const struct reading_input *in, struct reading *r,
			 const struct document *d, const struct leading *l,
			 struct arena *a, struct store_document *out)
{
	struct gathering g = {
		.arena = r->memory, .article = &l->article,
		.text = BUF_INIT(in->document_memory),
	};
	int err = take_all(&g, d);

	r->reports = g.reports;
	r->report_count = g.count;
	out->kind = document_kind_name(d->kind);
	out->tool = reading_text(a, slice_of(d->tool), SIZE_MAX);
	out->err = d->err;
	out->has_text = g.has_text;
	out->text_length = (int64_t)g.text.len;
	out->pages = d->page_count;
	if (l->own)
		out->page = in->capture->via;
	if (!err)
		err = reading_text_digest(r, buf_slice(&g.text), a);
	buf_free(&g.text);
	return err;
}

int reading_document(const struct reading_input *in, struct reading *r,
		     struct arena *a)
{
	struct store_document *out;
	const struct document *d;
	struct leading leading;
	int err;

	r->same_document = in->same_document;
	if (in->same_document || !in->read_document || !r->content.n)
		return 0;
	r->memory = arena_new(in->document_memory);
	if (!r->memory)
		return ERR_NOMEM;
	err = lead(in, r, r->memory, &leading);
	if (err)
		return err;
	out = arena_alloc(a, sizeof(*out));
	if (!out)
		return arena_err(a);
	*out = (struct store_document){.kind = NULL};
	err = in->read_document(in->ctx, r->content, r->memory, &d);
	if (err == ERR_NOMEM)
		return err;
	if (err)
		out->err = err;
	else
		err = take_document(in, r, d, &leading, a, out);
	if (err == ERR_NOMEM)
		return err;
	out->err = out->err ? out->err : err;
	r->document = out;
	return arena_err(a);
}
