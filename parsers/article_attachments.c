/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The documents an article offers.  html_links() finds everything that looks
 * like a link; here those are kept that end in a document: by the path, by
 * "file=" of a viewer or "filename=" of a servlet.  A viewer is not an
 * attachment itself, what it shows is.  An image is one only within the main
 * text (DESIGN.md, "Reading a report").
 */
#include "parsers/article_private.h"

#include "base/err.h"
#include "parsers/html_private.h"
#include "parsers/mime.h"

enum { LINKS_MAX = 20000, ATTACHMENTS_MAX = 300, NAME_BYTES = 300 };

struct collector {
	struct article_reader *r;
	struct article_attachment *list;
	size_t count;
	size_t max;
};

static const char *image_type(struct slice path)
{
	static const char *const types[] = {"png", "jpg", "gif", "jpeg", "bmp",
					    "webp"};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		size_t n = strlen(types[i]);

		if (path.n > n && path.p[path.n - n - 1] == '.' &&
		    slice_ieqs(slice_sub(path, path.n - n, path.n), types[i]))
			return i == 3 ? "jpg" : types[i];
	}
	return NULL;
}

static struct slice percent_decoded(struct slice s, struct arena *a)
{
	char *to = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; to && i < s.n; i++) {
		bool escaped = s.p[i] == '%' && i + 2 < s.n &&
			       slice_hex_digit(s.p[i + 1]) >= 0 &&
			       slice_hex_digit(s.p[i + 2]) >= 0;

		to[n++] = escaped ? (char)(slice_hex_digit(s.p[i + 1]) << 4 |
					   slice_hex_digit(s.p[i + 2]))
				  : s.p[i];
		i += escaped ? 2 : 0;
	}
	return (struct slice){to, to ? n : 0};
}

/* Value of a query's argument, without case; absent. */
static struct slice argument(struct slice query, const char *name)
{
	struct slice rest = query;

	while (rest.p) {
		struct slice value = slice_cut(&rest, '&');
		struct slice key = slice_cut(&value, '=');

		if (value.p && slice_ieqs(key, name))
			return value;
	}
	return SLICE_NONE;
}

static int resolve(const struct collector *c, struct slice raw,
		   const struct url *base, struct url *ret_url)
{
	return url_parse(raw, base, c->r->charset, ret_url, NULL);
}

/* A path alone ends in a document or, within the text, in an image. */
static const char *type_of(struct slice path, bool image)
{
	const char *type = mime_attachment_extension(path);

	return type || !image ? type : image_type(path);
}

static bool in_main(const struct article_reader *r, uint32_t node)
{
	const struct html_node *nodes = r->h->nodes;
	uint32_t main = r->out->main;
	uint32_t before, behind;

	if (!r->to || node < main || node >= nodes[main].end || r->drop[node])
		return false;
	before = r->from ? r->paras[r->from - 1].last : 0;
	behind = r->to < r->para_count ? r->paras[r->to].first : r->h->count;
	return node > before && node < behind;
}

static struct slice name_of(const struct html_link *link, struct slice file)
{
	struct slice text = article_trim(link->text);
	struct slice slash = file;

	if (text.n)
		return text;
	text = article_trim(link->title);
	if (text.n)
		return text;
	for (size_t i = file.n; i-- > 0;)
		if (file.p[i] == '/') {
			slash = slice_sub(file, i + 1, file.n);
			break;
		}
	return slash.n > NAME_BYTES ? slice_sub(slash, 0, NAME_BYTES) : slash;
}

static bool is_known(const struct collector *c, struct slice url)
{
	for (size_t i = 0; i < c->count; i++)
		if (slice_eq(c->list[i].url, url))
			return true;
	return false;
}

/* 0 or ERR_NOMEM, ERR_TOOBIG of the arena. */
static int add(struct collector *c, const struct html_link *link,
	       struct slice raw, const struct url *url, const char *type,
	       struct slice file)
{
	struct buf canonical = BUF_INIT(URL_MAX);
	struct arena *a = c->r->a;
	struct slice text;
	int err = url_canonical(url, &canonical);

	if (err)
		goto out_buf;
	if (is_known(c, buf_slice(&canonical)))
		goto out_buf;
	text = arena_slice(a, buf_slice(&canonical));
	file = percent_decoded(file, a);
	err = arena_err(a);
	if (err)
		goto out_buf;
	c->list[c->count++] = (struct article_attachment){
		.raw = raw,
		.url = text,
		.name = name_of(link, file),
		.type = type,
		.position = link->position,
	};
out_buf:
	buf_free(&canonical);
	return err;
}

/* "viewer.html?file=%2Fa.pdf": the document is the argument. */
static int add_viewed(struct collector *c, const struct html_link *link,
		      const struct url *viewer, struct slice file)
{
	struct slice raw = percent_decoded(file, c->r->a);
	struct url url;
	const char *type;
	int err;

	if (arena_err(c->r->a))
		return arena_err(c->r->a);
	err = resolve(c, raw, viewer, &url);
	if (err)
		return err == ERR_NOMEM ? err : 0;
	type = mime_attachment_extension(url.path);
	if (type)
		err = add(c, link, raw, &url, type, url.path);
	url_free(&url);
	return err;
}

/* Not in navigation and lists of other articles' links. */
static bool is_offered(const struct article_reader *r,
		       const struct html_link *link)
{
	if (link->kind == LINK_STYLE)
		return false;
	if (link->kind == LINK_IMAGE)
		return in_main(r, link->node);
	return !r->drop[link->node] || article_starts(link->text, "附件");
}

/* A servlet's address tells nothing: its arguments may, or the anchor. */
static const char *type_of_servlet(const struct html_link *link,
				   const struct url *url,
				   struct slice *ret_name)
{
	static const char *const names[] = {"filename", "showname"};
	const char *type;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		*ret_name = argument(url->query, names[i]);
		type = ret_name->n ? mime_attachment_extension(*ret_name)
				   : NULL;
		if (type)
			return type;
	}
	*ret_name = article_trim(link->text);
	return link->kind == LINK_NAVIGATE && ret_name->n
		       ? mime_attachment_extension(*ret_name)
		       : NULL;
}

static int add_link(struct collector *c, const struct html_link *link)
{
	struct slice raw = link->raw;
	struct slice file;
	struct url url;
	const char *type;
	int err;

	if (c->count == c->max || !is_offered(c->r, link))
		return 0;
	err = resolve(c, raw, c->r->base, &url);
	if (err)
		return err == ERR_NOMEM ? err : 0;
	type = type_of(url.path, link->kind == LINK_IMAGE);
	if (type) {
		err = add(c, link, raw, &url, type, url.path);
		goto out_url;
	}
	type = type_of_servlet(link, &url, &file);
	if (type) {
		err = add(c, link, raw, &url, type, file);
		goto out_url;
	}
	file = argument(url.query, "file");
	if (file.n)
		err = add_viewed(c, link, &url, file);
out_url:
	url_free(&url);
	return err;
}

/* avalon's <a ms-attr-href="'./a.pdf'">: no link for html_links(), and only a
 * literal can be read. */
static int add_bound(struct collector *c, uint32_t node, uint32_t position)
{
	struct slice raw = html_attr(&c->r->h->nodes[node], "ms-attr-href");
	struct html_link link = {.tag = "a", .attr = "ms-attr-href",
				 .kind = LINK_SCRIPT_DATA, .node = node,
				 .position = position};

	raw = article_trim(raw);
	if (raw.n > 2 && (raw.p[0] == '\'' || raw.p[0] == '"') &&
	    raw.p[raw.n - 1] == raw.p[0])
		raw = slice_sub(raw, 1, raw.n - 1);
	if (!mime_attachment_extension(raw))
		return 0;
	link.raw = raw;
	link.text = html_fold(c->r->h, node, NAME_BYTES, c->r->a);
	return add_link(c, &link);
}

/* Links and bound anchors in document order. */
static int add_all(struct collector *c, const struct html_link *links,
		   size_t count)
{
	const struct html *h = c->r->h;
	uint32_t node = 0;
	int err = 0;

	for (size_t i = 0; i <= count && !err; i++) {
		uint32_t end = i < count ? links[i].node + 1 : h->count;

		for (; node < end && !err; node++)
			if (h->nodes[node].tag == HTML_A)
				err = add_bound(c, node, (uint32_t)i);
		if (!err && i < count)
			err = add_link(c, &links[i]);
	}
	return err;
}

int article_read_attachments(struct article_reader *r)
{
	struct collector c = {.r = r, .max = ATTACHMENTS_MAX};
	const struct html_link *links;
	size_t count;
	int err = html_links(r->h, r->a, LINKS_MAX, &links, &count);

	if (err && err != ERR_TOOBIG)
		return err;
	if (arena_err(r->a))
		return arena_err(r->a);
	c.list = arena_array(r->a, c.max, sizeof(*c.list));
	if (!c.list)
		return arena_err(r->a);
	err = add_all(&c, links, count);
	if (err)
		return err;
	r->out->attachments = c.list;
	r->out->attachment_count = c.count;
	return 0;
}
