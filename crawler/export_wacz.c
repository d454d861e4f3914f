/* SPDX-License-Identifier: Apache-2.0 */
/*
 *   archive/NAME.warc.gz     the records of the chosen captures, and of those
 *                            that revisits among them refer to
 *   indexes/index.cdx        their index, plain: the one readers look for
 *   pages/pages.jsonl        seeds and reports
 *   datapackage.json         what is in it, with sizes and digests
 *   datapackage-digest.json  the digest of that
 *
 * Which records go in is known, and each was read, before anything is written;
 * what a crawl adds meanwhile is not in it.  In memory are the places of
 * captures and the seeds, never a payload.
 */
#include "crawler/export_wacz.h"

#include "base/err.h"
#include "crawler/export_cdxj.h"
#include "crawler/export_members.h"
#include "crawler/export_pages.h"
#include "crawler/export_zip.h"
#include "parsers/charset.h"
#include "parsers/httpdate.h"
#include "store/cdxj.h"

#include <stdio.h>

enum {
	STRINGS_MAX = 64 << 20,	/* of one capture */
	STEPS_MAX = 4,		/* from revisit to revisit */
	PACKAGE_MAX = 64 << 20,	/* datapackage.json: 200 bytes a file */
	PATH_SIZE = 512,
};

struct package {
	struct store_reader *reader;
	struct export_wacz *wacz;
	struct export_members *members; /* owned */
	struct export_pages *pages; /* owned */
	struct export_zip *zip;
	uint64_t settled;	/* captures that were looked at */
	struct buf title, resources;
};

/* --- which records -------------------------------------------------------- */

static bool is_revisit(const struct capture *c)
{
	return c->kind == CAPTURE_REVISIT || c->kind == CAPTURE_NOT_MODIFIED;
}

/* What it refers to, until that holds bytes.  One that is lost is counted. */
static int add_referred(struct package *p, const struct capture *c,
			struct arena *a)
{
	struct capture at = *c;
	int err = 0;

	for (int i = 0; i < STEPS_MAX && !err && is_revisit(&at) &&
	     at.refers_to.record_id; i++) {
		err = store_find_record(p->reader, at.refers_to.record_id, a,
					&at);
		if (!err)
			err = export_members_add(p->members, &at);
	}
	if (err == ERR_NOTFOUND) {
		p->wacz->ret_damaged++;
		err = 0;
	}
	return err;
}

static int add_capture(struct package *p, const struct capture *c)
{
	struct arena *a;
	int err = export_members_add(p->members, c);

	if (!err && c->is_seed && cdxj_has(c))
		err = export_pages_seed(p->pages, c);
	if (err || !is_revisit(c))
		return err;
	a = arena_new(STRINGS_MAX);
	if (!a)
		return ERR_NOMEM;
	err = add_referred(p, c, a);
	arena_free(a);
	return err;
}

static int on_capture(void *ctx, const struct capture *c)
{
	struct package *p = ctx;
	const struct export_choice *choice = p->wacz->choice;
	int err = export_single_err(p->wacz->file);

	if (err)
		return err;
	if (choice->site && (!c->site || strcmp(c->site, choice->site) != 0))
		return 0;
	return export_is_chosen(choice, c) ? add_capture(p, c) : 0;
}

static int on_settled(void *ctx, uint64_t count)
{
	struct package *p = ctx;

	p->settled = count;
	if (p->wacz->on_progress)
		p->wacz->on_progress(p->wacz->ctx, count);
	return export_single_err(p->wacz->file);
}

static int gather(struct package *p)
{
	uint64_t damaged;
	int err = store_each_capture(p->reader, NULL, on_capture, p);

	if (!err)
		err = export_members_settle(p->members, p->reader, on_settled,
					    p, &damaged);
	if (!err)
		p->wacz->ret_damaged += damaged;
	return err;
}

/* --- files ---------------------------------------------------------------- */

static int begin(struct package *p, const char *path, int64_t size)
{
	return export_zip_begin(p->zip, path, size);
}

static int on_bytes(void *ctx, struct slice bytes)
{
	struct package *p = ctx;
	int err = on_settled(p, p->settled);

	return err ? err : export_zip_add(p->zip, bytes);
}

/* Ends the file, and lists it. */
static int end(struct package *p, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct export_zipped zipped;
	int err = export_zip_end(p->zip, &zipped);

	if (err)
		return err;
	(void)buf_addf(&p->resources, "%s\n    {\"name\": ",
		       p->resources.len ? "," : "");
	(void)buf_add_json(&p->resources, slice_of(slash ? slash + 1 : path));
	(void)buf_adds(&p->resources, ", \"path\": ");
	(void)buf_add_json(&p->resources, slice_of(path));
	return buf_addf(&p->resources, ",\n     \"hash\": \"sha256:%s\", "
			"\"bytes\": %llu}", zipped.sha256,
			(unsigned long long)zipped.bytes);
}

static int put_archive(struct package *p, const char *name, uint64_t bytes)
{
	char path[PATH_SIZE];
	int n = snprintf(path, sizeof(path), "archive/%s", name);
	int err = n > 0 && n < PATH_SIZE ? 0 : ERR_TOOBIG;

	if (!err)
		err = begin(p, path, (int64_t)bytes);
	if (!err)
		err = export_members_copy(p->members, name, p->reader,
					  on_bytes, p);
	return err ? err : end(p, path);
}

static int put_archives(struct package *p)
{
	size_t at = 0;
	const char *name;
	uint64_t bytes;
	int err = 0;

	while (!err && export_members_next(p->members, &at, &name, &bytes))
		err = put_archive(p, name, bytes);
	return err;
}

static bool find(void *ctx, const struct capture *c, struct warc_place *place)
{
	struct package *p = ctx;

	if (!export_members_find(p->members, c, place))
		return false;
	p->wacz->ret_captures++;
	return true;
}

static int put_index(struct package *p)
{
	static const char path[] = "indexes/index.cdx";
	/* also of other sites: what revisits refer to */
	const struct export_cdxj how = {.find = find, .write = on_bytes,
					.ctx = p};
	int err = begin(p, path, -1);

	if (!err)
		err = export_cdxj(p->reader, &how);
	return err ? err : end(p, path);
}

static int put_pages(struct package *p)
{
	static const char path[] = "pages/pages.jsonl";
	int err = begin(p, path, -1);

	if (!err)
		err = export_pages_write(p->pages, p->reader,
					 p->wacz->filter, p->members,
					 buf_slice(&p->title), on_bytes, p);
	return err ? err : end(p, path);
}

/* --- what is in it -------------------------------------------------------- */

static int put_text(struct package *p, const char *path, const struct buf *text,
		    struct export_zipped *ret_zipped)
{
	int err = text->err;

	if (!err)
		err = begin(p, path, (int64_t)text->len);
	if (!err)
		err = on_bytes(p, buf_slice(text));
	return err ? err : export_zip_end(p->zip, ret_zipped);
}

/* WACZ 1.2.0 calls the profile "wacz", which ReplayWeb.page 2.5.3 refuses; what
 * 1.1.1 calls it everybody takes.  home is of 1.2.0, and passed over by others.
 */
static void add_package(struct package *p, struct buf *out)
{
	struct slice home = export_pages_home(p->pages);
	char iso[HTTPDATE_ISO_SIZE];

	httpdate_iso(p->wacz->now_ms, iso);
	(void)buf_adds(out, "{\n  \"profile\": \"data-package\",\n"
		       "  \"wacz_version\": \"1.1.1\",\n  \"title\": ");
	(void)buf_add_json(out, buf_slice(&p->title));
	(void)buf_addf(out, ",\n  \"description\": \"Records of an archive of "
		       "nianbao, copied as they are.\",\n"
		       "  \"created\": \"%s\",\n  \"modified\": \"%s\",\n"
		       "  \"software\": \"nianbao/" NIANBAO_VERSION "\",\n",
		       iso, iso);
	if (home.n)
		(void)buf_addf(out, "  \"home\": {%.*s},\n", SLICE_ARG(home));
	(void)buf_addf(out, "  \"resources\": [%s\n  ]\n}\n",
		       p->resources.data);
}

static int put_package(struct package *p)
{
	static const char path[] = "datapackage.json";
	struct buf text = BUF_INIT(PACKAGE_MAX), digest = BUF_INIT(1024);
	struct export_zipped zipped;
	int err;

	add_package(p, &text);
	err = put_text(p, path, &text, &zipped);
	if (!err) {
		(void)buf_addf(&digest, "{\"path\": \"%s\", "
			       "\"hash\": \"sha256:%s\"}\n", path,
			       zipped.sha256);
		err = put_text(p, "datapackage-digest.json", &digest,
			       &zipped);
	}
	buf_free(&digest);
	buf_free(&text);
	return err;
}

/* In the language of what it is about; organ is what somebody typed. */
static int make_title(struct package *p)
{
	const struct store_report_filter *f = p->wacz->filter;
	struct buf *out = &p->title;

	(void)buf_adds(out, "政府信息公开工作年度报告");
	if (f->site)
		(void)buf_addf(out, " · %s", f->site);
	if (f->organ && charset_is_utf8(slice_of(f->organ)))
		(void)buf_addf(out, " · %s", f->organ);
	if (f->year_from)
		(void)buf_addf(out, " · %d", f->year_from);
	if (f->year_to != f->year_from)
		(void)buf_addf(out, "–%d", f->year_to);
	return out->err;
}

/* --- all of it ------------------------------------------------------------ */

static int write_zip(struct package *p)
{
	int err = export_zip_open(p->wacz->file, p->wacz->now_ms, &p->zip);

	if (err)
		return err;
	err = put_archives(p);
	if (!err)
		err = put_index(p);
	if (!err)
		err = put_pages(p);
	if (!err)
		err = put_package(p);
	if (!err)
		return export_zip_finish(p->zip);
	export_zip_close(p->zip);
	return err;
}

int export_wacz(struct store_reader *reader, struct export_wacz *wacz)
{
	struct package p = {
		.reader = reader, .wacz = wacz,
		.title = BUF_INIT(1 << 16), .resources = BUF_INIT(PACKAGE_MAX),
	};
	int err = export_members_new(&p.members);

	wacz->ret_captures = wacz->ret_damaged = 0;
	if (!err)
		err = export_pages_new(&p.pages);
	if (!err)
		err = make_title(&p);
	if (!err)
		err = gather(&p);
	if (!err)
		err = write_zip(&p);
	export_pages_free(p.pages);
	export_members_free(p.members);
	buf_free(&p.resources);
	buf_free(&p.title);
	return err;
}
