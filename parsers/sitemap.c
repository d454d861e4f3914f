/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of a sitemap only <loc> counts, and only where the protocol has it: third in
 * depth, so that the pictures and films of its extensions are left out.  What
 * is damaged half way is read as far as it goes.
 */
#include "parsers/sitemap.h"

#include "base/buf.h"
#include "base/err.h"
#include "parsers/coding.h"
#include "parsers/document/xml.h"
#include "parsers/url.h"

enum {
	LOC_DEPTH = 3,
	FIRST_URLS = 64,
};

struct mapper {
	struct arena *arena;
	struct sitemap map;
	struct slice *urls;
	size_t cap;
	struct buf loc;		/* text of the present <loc> */
	unsigned depth;
	bool in_loc;
	int err;
};

static int grow(struct mapper *m)
{
	size_t cap = m->cap ? 2 * m->cap : FIRST_URLS;
	struct slice *urls = arena_array(m->arena, cap, sizeof(*urls));

	if (!urls)
		return arena_err(m->arena);
	for (size_t i = 0; i < m->map.count; i++)
		urls[i] = m->urls[i];
	m->urls = urls;
	m->cap = cap;
	return 0;
}

static int add(struct mapper *m, struct slice url)
{
	int err = 0;

	url = slice_trim(url);
	if (!url.n)
		return 0;
	if (m->map.count == SITEMAP_URLS_MAX) {
		m->map.cut = true;
		return ERR_TOOBIG;
	}
	if (m->map.count == m->cap)
		err = grow(m);
	if (err)
		return err;
	m->urls[m->map.count] = arena_slice(m->arena, url);
	if (arena_err(m->arena))
		return arena_err(m->arena);
	m->map.count++;
	return 0;
}

/* --- XML ------------------------------------------------------------------ */

static void on_open(void *ctx, const char *name, const char **attrs)
{
	struct mapper *m = ctx;
	struct slice s = slice_of(name);

	(void)attrs;
	m->depth++;
	if (m->depth == 1) {
		m->map.index = slice_eqs(s, "sitemapindex");
		m->map.found = m->map.index || slice_eqs(s, "urlset");
	}
	if (m->depth != LOC_DEPTH || !m->map.found)
		return;
	m->in_loc = slice_eqs(s, "loc");
	buf_clear(&m->loc);
}

static void on_close(void *ctx, const char *name)
{
	struct mapper *m = ctx;

	(void)name;
	if (m->in_loc && m->depth == LOC_DEPTH) {
		if (m->loc.err == ERR_NOMEM)
			m->err = ERR_NOMEM;
		else if (!m->loc.err)	/* else longer than any address */
			m->err = add(m, buf_slice(&m->loc));
		m->in_loc = false;
	}
	m->depth--;
}

static void on_text(void *ctx, struct slice text)
{
	struct mapper *m = ctx;

	if (m->in_loc && m->depth == LOC_DEPTH)
		(void)buf_add_slice(&m->loc, text);	/* asked when closed */
}

/* Whatever begins otherwise is not looked at. */
static int stop(void *ctx)
{
	const struct mapper *m = ctx;

	if (!m->map.found)
		return ERR_UNSUPPORTED;
	return m->err ? m->err : arena_err(m->arena);
}

static int read_xml(struct mapper *m, struct slice bytes)
{
	static const struct xml_events events = {
		.open = on_open, .close = on_close, .text = on_text,
	};
	int err = xml_read(bytes, &events, stop, m);

	m->map.cut |= err != 0;
	return err == ERR_NOMEM ? err : arena_err(m->arena);
}

/* --- text ----------------------------------------------------------------- */

static bool is_address(struct slice line)
{
	return (slice_istarts(line, "http://") ||
		slice_istarts(line, "https://")) &&
	       slice_findc(line, ' ', 0) >= line.n;
}

static int read_text(struct mapper *m, struct slice text)
{
	struct slice line;
	int err = 0;

	if (slice_starts(text, "\xEF\xBB\xBF"))
		text = slice_sub(text, 3, text.n);
	while (!err && (line = slice_cut(&text, '\n')).p) {
		line = slice_trim(line);
		if (line.n && !is_address(line))
			return 0;
		if (line.n && line.n <= URL_MAX)
			err = add(m, line);
	}
	m->map.found = m->map.count > 0;
	return err == ERR_NOMEM ? err : arena_err(m->arena);
}

/* --- either --------------------------------------------------------------- */

static bool is_gzip(struct slice bytes)
{
	return bytes.n > 2 && memcmp(bytes.p, "\x1f\x8b", 2) == 0;
}

static bool is_xml(struct slice bytes)
{
	struct slice start = slice_trim(slice_sub(bytes, 0, 512));

	if (slice_starts(start, "\xEF\xBB\xBF"))
		start = slice_trim(slice_sub(start, 3, start.n));
	return slice_starts(start, "<");
}

int sitemap_read(struct slice bytes, bool text, struct arena *a,
		 struct sitemap *ret_sitemap)
{
	struct mapper m = {.arena = a, .loc = BUF_INIT(URL_MAX)};
	struct buf plain = BUF_INIT(SITEMAP_BYTES_MAX);
	int err = 0;

	if (is_gzip(bytes)) {
		/* damaged or too large: as far as it goes */
		err = coding_undo(slice_of("gzip"), bytes, &plain);
		m.map.cut = err != 0;
		err = err == ERR_NOMEM ? err : 0;
		bytes = buf_slice(&plain);
	}
	bytes = slice_sub(bytes, 0, SITEMAP_BYTES_MAX);
	if (!err && is_xml(bytes))
		err = read_xml(&m, bytes);
	else if (!err && text)
		err = read_text(&m, bytes);
	m.map.urls = m.urls;
	if (!m.map.found)
		m.map = (struct sitemap){.found = false};
	if (!err)
		*ret_sitemap = m.map;
	buf_free(&m.loc);
	buf_free(&plain);
	return err;
}
