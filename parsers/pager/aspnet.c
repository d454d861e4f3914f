/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ASP.NET (portals.md §1.9): a link to page 2 is
 * javascript:__doPostBack('AspNetPager1','2'), which posts the page's form
 * back with all its hidden fields.  __VIEWSTATE is of this page, so only the
 * next one is asked for; its own form leads on.
 */
#include "parsers/pager/pager_private.h"

#include "base/buf.h"
#include "base/err.h"

struct post {
	struct slice target, argument;
	uint32_t node;
	int64_t page;
};

static bool read_call(struct pager_page *p, struct slice href,
		      struct post *ret)
{
	struct scan_call c;
	size_t at = 0;

	if (!href.n || href.n > SCAN_TEXT_MAX ||
	    !scan_call(href, "__doPostBack", true, &at, &c) || c.count < 2)
		return false;
	ret->target = scan_text(SLICE_NONE, c.args[0], p->arena);
	ret->argument = scan_text(SLICE_NONE, c.args[1], p->arena);
	p->err = arena_err(p->arena);
	return ret->target.n > 0;
}

/* What stands on the link: 下一页 is the page after this, a number itself. */
static int64_t page_of(const struct html *h, uint32_t i, int64_t page)
{
	struct slice text = SLICE_NONE;
	size_t at = 0;
	int64_t number;

	for (uint32_t k = i + 1; k < h->nodes[i].end && !text.n; k++)
		if (h->nodes[k].tag == HTML_TEXT)
			text = slice_trim(h->nodes[k].text);
	if (slice_eqs(text, "下一页") || slice_eqs(text, "下页") ||
	    slice_eqs(text, ">"))
		return page + 1;
	return scan_digits(text, &at, PAGER_PAGES_MAX, &number) &&
	       at == text.n ? number : -1;
}

/* Whether there is any such link, and the one to the next page. */
static bool find_post(struct pager_page *p, int64_t page, struct post *ret)
{
	bool any = false;

	ret->page = -1;
	for (uint32_t i = 0; i < p->html->count && !p->err; i++) {
		const struct html_node *node = &p->html->nodes[i];
		struct post post = {.node = i};

		if (node->tag != HTML_A ||
		    !read_call(p, html_attr(node, "href"), &post))
			continue;
		post.page = page_of(p->html, i, page);
		any |= post.page > 0;
		if (post.page == page + 1 && ret->page < 0)
			*ret = post;
	}
	return any;
}

static uint32_t form_of(const struct html *h, uint32_t node)
{
	while (node && h->nodes[node].tag != HTML_FORM)
		node = h->nodes[node].parent;
	return node;
}

static void add_field(struct pager_page *p, struct buf *body,
		      struct slice name, struct slice value)
{
	(void)buf_adds(body, body->len ? "&" : "");	/* sticky */
	(void)buf_add_slice(body, pager_escape(p, name));	/* sticky */
	(void)buf_adds(body, "=");			/* sticky */
	(void)buf_add_slice(body, pager_escape(p, value));	/* sticky */
}

/* All hidden fields of the form but those that the script sets. */
static struct slice body_of(struct pager_page *p, uint32_t form,
			    const struct post *post)
{
	struct buf body = BUF_INIT(PAGER_BODY_MAX);
	struct slice kept = SLICE_NONE;

	add_field(p, &body, slice_of("__EVENTTARGET"), post->target);
	add_field(p, &body, slice_of("__EVENTARGUMENT"), post->argument);
	for (uint32_t i = form; i < p->html->nodes[form].end && !p->err; i++) {
		const struct html_node *node = &p->html->nodes[i];
		struct slice name = html_attr(node, "name");

		if (node->tag != HTML_INPUT || !name.n ||
		    !slice_ieqs(html_attr(node, "type"), "hidden") ||
		    slice_starts(name, "__EVENTTARGET") ||
		    slice_starts(name, "__EVENTARGUMENT"))
			continue;
		add_field(p, &body, name, html_attr(node, "value"));
	}
	if (!body.err)
		kept = arena_slice(p->arena, buf_slice(&body));
	if (body.err == ERR_NOMEM)
		p->err = body.err;
	buf_free(&body);
	return kept;
}

bool pager_aspnet(struct pager_page *p, struct pager_found *f)
{
	struct pager_request r = {.content_type = pager_form};
	struct post post;
	uint32_t form;

	f->out.page = p->told > 0 ? p->told :
		      p->said.page > 0 ? p->said.page : 1;
	if (!find_post(p, f->out.page, &post))
		return false;
	pager_set_pages(&f->out, p->said.pages);
	f->out.step = PAGER_BY_ENDPOINT;
	if (post.page < 0)
		return true;	/* the last page */
	form = form_of(p->html, post.node);
	r.page = post.page;
	r.url = html_attr(&p->html->nodes[form], "action");
	if (!slice_trim(r.url).n)
		r.url = p->self;
	r.body = body_of(p, form, &post);
	if (r.body.p && pager_add_list(p, f, &r))
		f->next[0].list = false;	/* a page as this one */
	else
		f->out.stuck = true;
	return true;
}
