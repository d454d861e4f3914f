/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gkmlpt, the catalogue of Guangdong (portals.md §1.6): a page without rows;
 * its script holds the tree of columns and the site's number, and
 * /gkmlpt/api/all/<column>?page=N&sid=<site> answers JSON.  Of the tree, the
 * columns of reports are asked for, or the one behind the "#" of the address.
 *
 * An article of the same system has its text only in the script, too:
 * _CONFIG.DETAIL.content.
 */
#include "parsers/pager/pager_private.h"

#include "base/err.h"

#include <inttypes.h>

enum {
	DEEP = 32,		/* of the tree */
	COLUMNS_MAX = 8,	/* asked for */
};

struct node {
	int64_t id, count;
	bool wanted;		/* its name says reports */
};

static struct slice config_of(struct slice script)
{
	size_t at = scan_word(script, "_CONFIG", 0);
	size_t open, close;

	if (at == SIZE_MAX)
		return SLICE_NONE;
	open = slice_findc(script, '{', at);
	if (open == SIZE_MAX)
		return SLICE_NONE;
	close = scan_close(script, open, script.n);
	return close == SIZE_MAX ? slice_sub(script, open, script.n)
				 : slice_sub(script, open, close + 1);
}

/* --- the tree ------------------------------------------------------------- */

static bool is_report_name(struct slice name)
{
	return slice_finds(name, "年报", 0) != SIZE_MAX ||
	       slice_finds(name, "年度报告", 0) != SIZE_MAX;
}

struct tree {
	struct pager_page *page;
	int64_t asked;		/* the column in the address, or -1 */
	struct node found[COLUMNS_MAX];
	size_t count;
};

static void end_node(struct tree *t, const struct node *n)
{
	if (n->id < 0 || t->count == COLUMNS_MAX)
		return;
	if (t->asked >= 0 ? n->id == t->asked : n->wanted)
		t->found[t->count++] = *n;
}

/* One field of a node: id, name, post_count. */
static void read_field(struct tree *t, struct node *n, struct slice key,
		       const struct scan_token *value)
{
	if (value->kind == SCAN_PUNCT)
		return;
	if (slice_eqs(key, "id")) {
		n->id = scan_int(SLICE_NONE, value->text, INT64_MAX);
	} else if (slice_eqs(key, "post_count")) {
		n->count = scan_int(SLICE_NONE, value->text, PAGER_TOTAL_MAX);
	} else if (slice_eqs(key, "name") && value->kind == SCAN_STRING) {
		struct slice name = scan_unquote(value->text,
						 t->page->arena);

		n->wanted = is_report_name(name);
	}
}

static struct slice key_text(const struct scan_token *t)
{
	return t->kind == SCAN_STRING ? slice_sub(t->text, 1, t->text.n - 1)
				      : t->text;
}

/* JSON or the looser kind; every object with an id is a node. */
static void read_tree(struct tree *t, struct slice s)
{
	struct node nodes[DEEP];
	struct scan_token token, last = {.kind = SCAN_PUNCT};
	size_t at = 0;
	int depth = 0;

	while (scan_next(s, &at, &token) && depth >= 0) {
		char c = token.kind == SCAN_PUNCT ? token.text.p[0] : 0;
		struct scan_token value;
		size_t next = at;

		if (c == '{') {
			if (depth < DEEP)
				nodes[depth] = (struct node){.id = -1,
							     .count = -1};
			depth++;
		} else if (c == '}') {
			depth--;
			if (depth >= 0 && depth < DEEP)
				end_node(t, &nodes[depth]);
		} else if (c == ':' && last.kind != SCAN_PUNCT && depth > 0 &&
			   depth <= DEEP && scan_next(s, &next, &value)) {
			read_field(t, &nodes[depth - 1], key_text(&last),
				   &value);
		}
		last = token;
	}
}

/* --- requests ------------------------------------------------------------- */

static int64_t asked_for(const struct url *url)
{
	size_t at = 0;
	int64_t id;

	return url->fragment.n && scan_digits(url->fragment, &at, INT64_MAX,
					      &id) &&
	       at == url->fragment.n ? id : -1;
}

static void ask(struct pager_page *p, struct pager_found *f,
		const struct tree *t, struct slice sid)
{
	size_t end = slice_finds(p->url->path, "/gkmlpt/", 0);
	struct slice site = slice_sub(p->url->path, 0,
				      end == SIZE_MAX ? 0 : end);

	for (size_t i = 0; i < t->count && !p->err; i++) {
		struct pager_request r = {.page = 1};

		r.url = pager_print(p, "%.*s/gkmlpt/api/all/%" PRId64
				    "?page=1&sid=%.*s", SLICE_ARG(site),
				    t->found[i].id,
				    SLICE_ARG(pager_escape(p, sid)));
		(void)pager_add_list(p, f, &r);
	}
}

static int64_t total_of(const struct tree *t)
{
	int64_t total = 0;

	for (size_t i = 0; i < t->count; i++) {
		if (t->found[i].count < 0)
			return -1;
		total += t->found[i].count;
	}
	return t->count ? total : -1;
}

bool pager_gkmlpt(struct pager_page *p, struct pager_found *f)
{
	struct slice config = config_of(p->script);
	struct slice sid = scan_field(config, "SID");
	struct slice tree = scan_field(config, "TREE");
	struct tree t = {.page = p, .asked = asked_for(p->url)};

	if (!sid.n || !tree.n || slice_starts(scan_field(config, "DETAIL"),
					      "{"))
		return false;
	sid = scan_text(SLICE_NONE, sid, p->arena);
	read_tree(&t, tree);
	if (!t.count && t.asked >= 0) {		/* the "#" meant no column */
		t.asked = -1;
		read_tree(&t, tree);
	}
	p->err = arena_err(p->arena);
	f->out.page = 1;
	f->out.declared_total = total_of(&t);
	f->out.incomplete = t.count > 0;
	f->out.step = PAGER_BY_ENDPOINT;
	ask(p, f, &t, sid);
	return true;
}

/* --- articles ------------------------------------------------------------- */

struct slice pager_gkmlpt_content(const struct html *h, struct arena *a)
{
	for (uint32_t i = 0; i < h->count; i++) {
		struct slice config, content;

		if (h->nodes[i].tag != HTML_SCRIPT || h->nodes[i].end == i + 1)
			continue;
		config = config_of(h->nodes[i + 1].text);
		content = scan_field(scan_field(config, "DETAIL"), "content");
		if (content.n > 1 && (content.p[0] == '"' ||
				      content.p[0] == '\''))
			return scan_unquote(content, a);
	}
	return SLICE_NONE;
}
