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
#include "parsers/mime.h"

#include <stdlib.h>

enum { LINKS_MAX = 20000, ATTACHMENTS_MAX = 500, NAME_BYTES = 300 };

struct collector {
	struct article_reader *r;
	struct article_attachment *list;
	size_t count;
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

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct slice percent_decoded(struct slice s, struct arena *a)
{
	char *to = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; to && i < s.n; i++) {
		bool escaped = s.p[i] == '%' && i + 2 < s.n &&
			       hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0;

		to[n++] = escaped ? (char)(hex(s.p[i + 1]) << 4 |
					   hex(s.p[i + 2]))
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

static int add_link(struct collector *c, const struct html_link *link)
{
	struct slice raw = link->raw;
	struct slice file;
	struct url url;
	const char *type;
	int err;

	if (link->kind == LINK_STYLE || c->count == ATTACHMENTS_MAX ||
	    (link->kind == LINK_IMAGE && !in_main(c->r, link->node)))
		return 0;
	err = resolve(c, raw, c->r->base, &url);
	if (err)
		return err == ERR_NOMEM ? err : 0;
	type = type_of(url.path, link->kind == LINK_IMAGE);
	if (type) {
		err = add(c, link, raw, &url, type, url.path);
		goto out_url;
	}
	file = argument(url.query, "filename");
	type = file.n ? mime_attachment_extension(file) : NULL;
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

int article_read_attachments(struct article_reader *r)
{
	struct collector c = {.r = r};
	const struct html_link *links;
	size_t count;
	int err = html_links(r->h, r->a, LINKS_MAX, &links, &count);

	if (err && err != ERR_TOOBIG)
		return err;
	if (arena_err(r->a))
		return arena_err(r->a);
	c.list = arena_array(r->a, count < ATTACHMENTS_MAX ? count
							   : ATTACHMENTS_MAX,
			     sizeof(*c.list));
	if (!c.list)
		return arena_err(r->a);
	for (size_t i = 0; i < count; i++) {
		err = add_link(&c, &links[i]);
		if (err)
			return err;
	}
	r->out->attachments = c.list;
	r->out->attachment_count = c.count;
	return 0;
}
