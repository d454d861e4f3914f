/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page is told with the moment of a capture that is in the package, which a
 * reader looks up: of a report that it was read from, else the last one that
 * is no error page.
 */
#include "crawler/export_pages.h"

#include "base/err.h"
#include "crawler/seen.h"
#include "parsers/charset.h"
#include "parsers/httpdate.h"
#include "parsers/url.h"
#include "store/cdxj.h"

#include <stdlib.h>
#include <uthash.h>

enum {
	STRINGS_MAX = 64 << 20,	/* of one capture */
	LINE_MAX_BYTES = 1 << 20,
	STEPS_MAX = 16,		/* captures of a URL that are looked at */
};

struct seed {
	char *title;		/* owned; NULL */
	UT_hash_handle hh;
	char url[];
};

struct export_pages {
	struct seed *seeds;	/* owned */
	struct seen told;	/* URLs */
	struct buf home;
	/* while lines are given */
	struct store_reader *reader;
	const struct export_members *members;
	int (*write)(void *ctx, struct slice bytes);
	void *ctx;
};

int export_pages_new(struct export_pages **ret_pages)
{
	struct export_pages *pages = calloc(1, sizeof(*pages));

	if (!pages)
		return ERR_NOMEM;
	buf_init(&pages->home, LINE_MAX_BYTES);
	*ret_pages = pages;
	return 0;
}

void export_pages_free(struct export_pages *pages)
{
	struct seed *seed, *next;

	if (!pages)
		return;
	HASH_ITER(hh, pages->seeds, seed, next) {
		HASH_DEL(pages->seeds, seed);
		free(seed->title);
		free(seed);
	}
	seen_free(&pages->told);
	buf_free(&pages->home);
	free(pages);
}

int export_pages_seed(struct export_pages *pages, const struct capture *c)
{
	size_t size = strlen(c->url) + 1;
	struct seed *seed;
	char *title;

	HASH_FIND(hh, pages->seeds, c->url, size - 1, seed);
	if (!seed) {
		seed = calloc(1, sizeof(*seed) + size);
		if (!seed)
			return ERR_NOMEM;
		memcpy(seed->url, c->url, size);
		HASH_ADD_KEYPTR(hh, pages->seeds, seed->url, size - 1, seed);
	}
	if (!c->title)
		return 0;
	title = strdup(c->title);
	if (!title)
		return ERR_NOMEM;
	free(seed->title);
	seed->title = title;
	return 0;
}

/* --- lines ---------------------------------------------------------------- */

/* "url": …, "ts": …; timestamps of an index have no fraction either. */
static void add_place(const struct capture *c, struct buf *out)
{
	char iso[HTTPDATE_ISO_SIZE];

	httpdate_iso(c->started_ms, iso);
	(void)buf_adds(out, "\"url\": ");	/* sticky, as all */
	(void)buf_add_json(out, slice_of(c->url));
	(void)buf_addf(out, ", \"ts\": \"%.19sZ\"", iso);
}

static int give(struct export_pages *pages, const struct capture *c,
		struct slice title)
{
	struct buf line = BUF_INIT(LINE_MAX_BYTES);
	int err;

	(void)buf_addc(&line, '{');
	add_place(c, &line);
	if (title.n && charset_is_utf8(title)) {
		(void)buf_adds(&line, ", \"title\": ");
		(void)buf_add_json(&line, title);
	}
	err = buf_adds(&line, "}\n");
	if (!err && pages->home.len == 0) {
		add_place(c, &pages->home);
		err = pages->home.err;
	}
	if (!err)
		err = pages->write(pages->ctx, buf_slice(&line));
	buf_free(&line);
	return err;
}

/* A URL is a page once. */
static int tell(struct export_pages *pages, const struct capture *c,
		struct slice title)
{
	uint32_t *told = seen_at(&pages->told,
				 seen_hash(slice_of(c->url), 0));

	if (!told)
		return ERR_NOMEM;
	if (*told)
		return 0;
	*told = 1;
	return give(pages, c, title);
}

static bool opens(const struct export_pages *pages, const struct capture *c)
{
	struct warc_place place;

	return cdxj_has(c) && c->status < 400 &&
	       export_members_find(pages->members, c, &place);
}

/* The last capture of the URL that opens.  ERR_NOTFOUND. */
static int find(const struct export_pages *pages, const char *url,
		struct arena *a, struct capture *ret_capture)
{
	struct capture c = {.started_ms = 1};

	for (int i = 0; i < STEPS_MAX && c.started_ms > 0; i++) {
		int64_t before = i ? c.started_ms - 1 : 0;
		int err = store_find_url(pages->reader, url, before, false, a,
					 &c);

		if (err)
			return err;
		if (opens(pages, &c)) {
			*ret_capture = c;
			return 0;
		}
	}
	return ERR_NOTFOUND;
}

static int tell_url(struct export_pages *pages, struct slice url,
		    struct slice title, struct arena *a)
{
	char *text = arena_strndup(a, url.p, url.n);
	struct capture c;
	int err;

	if (!text)
		return arena_err(a);
	if (seen_has(&pages->told, seen_hash(url, 0)))
		return 0;
	err = find(pages, text, a, &c);
	if (err)
		return err == ERR_NOTFOUND ? 0 : err;
	if (!title.n && c.title)
		title = slice_of(c.title);
	return tell(pages, &c, title);
}

/* --- seeds and reports ---------------------------------------------------- */

static int tell_seed(struct export_pages *pages, const struct seed *seed)
{
	struct arena *a = arena_new(STRINGS_MAX);
	int err = ERR_NOMEM;

	if (a)
		err = tell_url(pages, slice_of(seed->url), seed->title ?
			       slice_of(seed->title) : SLICE_NONE, a);
	arena_free(a);
	return err;
}

static int tell_report(struct export_pages *pages,
		       const struct store_report *s, struct arena *a)
{
	struct capture c;
	int err = store_find_capture(pages->reader, s->capture, a, &c);

	if (!err && opens(pages, &c))
		err = tell(pages, &c, s->report.title);
	if (err == ERR_NOTFOUND)
		err = 0;
	for (size_t i = 0; i < s->url_count && !err; i++)
		err = tell_url(pages, s->urls[i], s->report.title, a);
	return err;
}

static int on_report(void *ctx, const struct store_report *s)
{
	struct arena *a = arena_new(STRINGS_MAX);
	int err = ERR_NOMEM;

	if (a)
		err = tell_report(ctx, s, a);
	arena_free(a);
	return err;
}

static int write_head(const struct export_pages *pages, struct slice title)
{
	struct buf line = BUF_INIT(LINE_MAX_BYTES);
	int err;

	(void)buf_adds(&line, "{\"format\": \"json-pages-1.0\", "
		       "\"id\": \"pages\", \"title\": ");
	(void)buf_add_json(&line, title);
	err = buf_adds(&line, "}\n");
	if (!err)
		err = pages->write(pages->ctx, buf_slice(&line));
	buf_free(&line);
	return err;
}

int export_pages_write(struct export_pages *pages, struct store_reader *reader,
		       const struct store_report_filter *filter,
		       const struct export_members *members,
		       struct slice title,
		       int (*write)(void *ctx, struct slice bytes), void *ctx)
{
	struct seed *seed, *next;
	int err;

	pages->reader = reader;
	pages->members = members;
	pages->write = write;
	pages->ctx = ctx;
	err = write_head(pages, title);
	HASH_ITER(hh, pages->seeds, seed, next)
		if (!err)
			err = tell_seed(pages, seed);
	if (!err)
		err = store_each_report(reader, filter, on_report, pages);
	return err;
}

struct slice export_pages_home(const struct export_pages *pages)
{
	return buf_slice(&pages->home);
}
