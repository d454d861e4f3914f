/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao inspect page: one page as page_read() and pager_find() see it.
 *
 * Where its address is not given, a host that cannot exist takes its place
 * (RFC 6761, "invalid"); what resolves to that host is not known.
 */
#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/cmd_inspect.h"
#include "crawler/cmd_json.h"
#include "crawler/commands.h"
#include "crawler/input.h"
#include "crawler/limits.h"
#include "parsers/page.h"
#include "parsers/pager.h"

#include <string.h>

enum { NAME_BYTES = 255 };	/* of a meta */

static const char nowhere[] = "http://nowhere.invalid/";

struct view {
	const struct page *page;
	struct html_limits limits;
	size_t text_max;
	int64_t deadline_ms;
	int status;		/* 0: not given */
	struct buf head;	/* of the answer; may be empty */
	int err;		/* of what is read here */
};

/* --- fields --------------------------------------------------------------- */

static struct slice known(struct slice url)
{
	return slice_starts(url, nowhere) ? SLICE_NONE : url;
}

static void add_charset(struct cmd_json *o, const struct page *page)
{
	if (!page->charset.name)
		return;
	cmd_json_string(o, "charset", page->charset.name);
	cmd_json_string(o, "charset_from",
			charset_from_name(page->charset.from));
}

static void add_canonical(struct cmd_json *o, const struct page *page)
{
	struct slice raw = html_canonical(page->html);
	struct url url;
	int err = raw.p ? url_parse(raw, &page->base, page->charset.query,
				    &url, NULL) : ERR_NOTFOUND;

	if (err == ERR_NOMEM)
		o->err = err;
	if (err)
		return;
	cmd_json_slice(o, "canonical", known(slice_of(url.href)));
	url_free(&url);
}

static struct slice meta_name(const struct html_node *node)
{
	static const char *const attrs[] = {"name", "property", "http-equiv"};
	struct slice name = SLICE_NONE;

	for (size_t i = 0; i < 3 && !name.n; i++)
		name = slice_trim(html_attr(node, attrs[i]));
	return name;
}

/* By their names as written; the first of a name counts. */
static void add_meta(struct cmd_json *o, const struct html *h)
{
	struct cmd_json meta;

	cmd_json_begin(&meta);
	for (uint32_t i = 0; i < h->count && !meta.err; i++) {
		const struct html_node *node = &h->nodes[i];
		char text[NAME_BYTES + 1];
		struct slice name;

		if (node->tag != HTML_META)
			continue;
		name = meta_name(node);
		if (!name.n || name.n > NAME_BYTES)
			continue;
		memcpy(text, name.p, name.n);
		text[name.n] = '\0';
		if (!cmd_json_has(&meta, text))
			cmd_json_slice(&meta, text,
				       html_attr(node, "content"));
	}
	cmd_json_put(o, "meta", &meta);
}

static void add_links(struct cmd_json *o, const struct page *page)
{
	cmd_json_list(o, "links");
	for (size_t i = 0; i < page->link_count; i++) {
		const struct page_link *link = &page->links[i];
		struct cmd_json one;

		cmd_json_begin(&one);
		cmd_json_string(&one, "tag", link->tag);
		cmd_json_string(&one, "attr", link->attr);
		cmd_json_slice(&one, "raw", link->raw);
		cmd_json_slice(&one, "url", known(link->url));
		cmd_json_slice(&one, "text", link->text);
		cmd_json_slice(&one, "title", link->title);
		cmd_json_number(&one, "score", link->score);
		if (link->door)
			cmd_json_bool(&one, "door", true);
		cmd_json_string(&one, "kind",
				html_link_kind_name(link->kind));
		cmd_json_number(&one, "position", link->position);
		if (link->attachment)
			cmd_json_bool(&one, "attachment", true);
		cmd_json_append(o, "links", &one);
	}
	if (page->links_cut)
		cmd_json_bool(o, "links_cut", true);
}

static void add_block(struct cmd_json *o, const struct page *page)
{
	const struct block_verdict *block = &page->block;

	cmd_json_string(o, "block", block_name(block->class));
	cmd_json_slice(o, "block_evidence", block->evidence);
	cmd_json_string(o, "block_sign", block->sign);
	cmd_json_slice(o, "redirect", block->redirect);
}

/* --- pager ---------------------------------------------------------------- */

static void add_request(struct cmd_json *o, const struct pager_request *r)
{
	struct cmd_json one;

	cmd_json_begin(&one);
	cmd_json_string(&one, "method", r->method);
	cmd_json_slice(&one, "url", known(r->url));
	cmd_json_slice(&one, "body", r->body);
	cmd_json_string(&one, "content_type", r->content_type);
	cmd_json_number(&one, "page", r->page);
	cmd_json_bool(&one, "list", r->list);
	if (r->probe)
		cmd_json_bool(&one, "probe", true);
	cmd_json_append(o, "next", &one);
}

static void put_pager(struct cmd_json *o, const struct pager *pager)
{
	struct cmd_json p;

	cmd_json_begin(&p);
	cmd_json_string(&p, "method", pager->method);
	cmd_json_string(&p, "step", pager_step_name(pager->step));
	cmd_json_known(&p, "declared_total", pager->declared_total);
	cmd_json_known(&p, "declared_pages", pager->declared_pages);
	cmd_json_known(&p, "page_size", pager->page_size);
	cmd_json_known(&p, "page", pager->page);
	cmd_json_bool(&p, "incomplete", pager->incomplete);
	cmd_json_bool(&p, "stuck", pager->stuck);
	if (pager->capped)
		cmd_json_bool(&p, "capped", true);
	cmd_json_list(&p, "next");
	for (uint32_t i = 0; i < pager->next_count; i++)
		add_request(&p, &pager->next[i]);
	cmd_json_put(o, "pager", &p);
}

static void add_pager(struct cmd_json *o, struct view *view,
		      const struct url *url)
{
	const struct page *page = view->page;
	struct pager_input in = {
		.html = page->html,
		.url = url,
		.base = &page->base,
		.charset = page->charset.query,
	};
	struct arena *arena = arena_new(view->limits.memory);
	struct pager pager;
	int err = ERR_NOMEM;

	if (arena) {
		arena_set_expired(arena, view->limits.expired,
				  view->limits.ctx);
		err = pager_find(&in, arena, &pager);
	}
	if (!err)
		put_pager(o, &pager);
	view->err = err;
	arena_free(arena);
}

/* --- the page ------------------------------------------------------------- */

/* What a person sees, cut where it is too long. */
static void add_text(struct cmd_json *o, struct view *view)
{
	const struct page *page = view->page;
	struct buf text = BUF_INIT(view->text_max);
	int err = 0;

	if (page->html)
		err = html_text(page->html, 0, &text);
	cmd_json_slice(o, "text", page->html ? buf_slice(&text) : page->utf8);
	if (err && !view->err)
		view->err = err;
	buf_free(&text);
}

static int print_page(struct view *view, const struct url *url)
{
	const struct page *page = view->page;
	struct cmd_json o;

	cmd_json_begin(&o);
	cmd_json_slice(&o, "url", known(slice_of(url->href)));
	cmd_json_string(&o, "type", mime_name(page->kind));
	add_charset(&o, page);
	cmd_json_slice(&o, "title", page->title);
	cmd_json_slice(&o, "base", known(slice_of(page->base.href)));
	if (page->html) {
		add_canonical(&o, page);
		add_meta(&o, page->html);
		add_links(&o, page);
		add_pager(&o, view, url);
	}
	add_block(&o, page);
	add_text(&o, view);
	if (page->err)
		view->err = page->err;
	if (view->err)
		cmd_json_string(&o, "error", err_name(view->err));
	return cmd_json_print(&o);
}

static bool expired(void *ctx)
{
	const struct view *view = ctx;

	return clock_mono_ms() >= view->deadline_ms;
}

static int read_and_print(const struct inspect *i, struct view *view,
			  struct slice body, const struct url *url,
			  size_t links_max)
{
	struct page_input in = {
		.status = view->status,
		.head = buf_slice(&view->head),
		.body = body,
		.content_type = slice_of(i->content_type),
		.url = url,
		.limits = view->limits,
		.max_text = view->text_max,
		.max_links = links_max,
	};
	struct page *page;
	int err = page_read(&in, &page);

	if (!err) {
		view->page = page;
		err = print_page(view, url);
		page_free(page);
	}
	if (err) {
		complain("%s", err_text(err));
		return EXIT_ERROR;
	}
	if (!view->err)
		return EXIT_DONE;
	complain("%s was not read to its end: %s", i->operands[0],
		 err_text(view->err));
	return EXIT_WITH_FAILURES;
}

/* Without --url, the file's name at least may tell what it is. */
static int find_url(const struct inspect *i, struct url *ret_url)
{
	const char *slash = strrchr(i->operands[0], '/');
	const char *name = slash ? slash + 1 : i->operands[0];
	const char *why = "";
	struct buf text = BUF_INIT(URL_MAX);
	int err;

	if (i->url) {
		err = url_parse(slice_of(i->url), NULL, NULL, ret_url, &why);
		if (err)
			return usage_error(&cmd_inspect,
					   "--url \"%s\" is no URL: %s", i->url,
					   *why ? why : err_text(err));
		return -1;
	}
	(void)buf_adds(&text, nowhere);
	(void)buf_adds(&text, name);
	err = text.err;
	if (!err)
		err = url_parse(buf_slice(&text), NULL, NULL, ret_url, NULL);
	buf_free(&text);
	if (err)
		err = url_parse(slice_of(nowhere), NULL, NULL, ret_url, NULL);
	if (!err)
		return -1;
	complain("%s", err_text(err));
	return EXIT_ERROR;
}

/* What was said of the answer.  -1 to go on, or the exit code. */
static int take_answer(const struct inspect *i, struct view *view)
{
	unsigned long long status = 0;

	if (i->status && (!slice_u64(slice_of(i->status), 999, &status) ||
			  status < 100))
		return usage_error(&cmd_inspect, "--status \"%s\" is none of "
				   "HTTP's", i->status);
	view->status = (int)status;
	return i->head ? input_read(i->head, &view->head) : -1;
}

static int inspect(const struct inspect *i, const struct conf_snapshot *conf,
		   const struct url *url)
{
	struct buf body = BUF_INIT((size_t)conf_number(conf, OPTION_BODY_MAX));
	struct view view = {
		.limits = limits_configured(conf, expired, &view),
		.text_max = (size_t)conf_number(conf, OPTION_TEXT_MAX),
		.head = BUF_INIT((size_t)conf_number(conf, OPTION_HEAD_MAX)),
	};
	int code = take_answer(i, &view);

	if (code < 0)
		code = input_read(i->operands[0], &body);
	view.deadline_ms = clock_mono_ms() + conf_number(conf,
							 OPTION_HTML_TIME);
	if (code < 0)
		code = read_and_print(i, &view, buf_slice(&body), url,
				      (size_t)conf_number(conf,
							  OPTION_LINKS_MAX));
	buf_free(&view.head);
	buf_free(&body);
	return code;
}

int inspect_page(struct inspect *i)
{
	struct conf_snapshot *conf;
	struct url url;
	int code;

	if (i->count != 1)
		return usage_error(&cmd_inspect, "one page at a time, please");
	code = find_url(i, &url);
	if (code >= 0)
		return code;
	if (conf_freeze(i->ctx->conf, &conf)) {
		url_free(&url);
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	code = inspect(i, conf, &url);
	conf_unref(conf);
	url_free(&url);
	return code;
}
