/* SPDX-License-Identifier: Apache-2.0 */
/*
 *   OUT/index.html
 *   OUT/manifest-sha256.txt
 *   OUT/地区/单位/年份/
 *       page.html           the page as a browser would save it; a document
 *                           that is no attachment is document.pdf ...
 *       page.html.received  the same as it came, where it was compressed
 *       page.headers.txt    the head of the answer
 *       facts.json          the object of `reports --json`
 *       tables.csv          the tables
 *       ...                 attachments, under their names
 *
 * One report is in memory at a time, and of it one content.
 */
#include "crawler/export_folder.h"

#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/export_index.h"
#include "crawler/export_name.h"
#include "crawler/export_wide.h"
#include "crawler/log.h"
#include "crawler/report_line.h"
#include "parsers/charset.h"
#include "parsers/coding.h"
#include "parsers/division.h"
#include "parsers/mime.h"
#include "parsers/url.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	ARENA_MAX = 1 << 24,	/* strings of one capture */
	PATH_BYTES = 4096,
	FOLDER_NAME_MAX = 120,	/* 40 characters: Windows takes paths of 260 */
	SNIFF_BYTES = 4096,
	TABLES_MAX = 1 << 26,
	INDEX_MAX = 1 << 30,
};

struct export_folder {
	struct export_tree *tree;
	struct store_reader *reader;
	size_t max;
	struct export_names *folders; /* of reports */
	struct export_index *index;
	unsigned damaged;
};

/* One report under way. */
struct report_folder {
	struct export_folder *all;
	const struct store_report *s;
	struct export_names *names; /* of its files */
	struct buf path;	/* of the folder */
	struct arena *arena;
	bool has_page;		/* page.html is written */
};

int export_folder_open(struct export_tree *tree, struct store_reader *reader,
		       size_t max, struct export_folder **ret_folder)
{
	struct export_folder *folder = calloc(1, sizeof(*folder));

	if (!folder)
		return ERR_NOMEM;
	folder->tree = tree;
	folder->reader = reader;
	folder->max = max;
	folder->folders = export_names_new();
	folder->index = export_index_new();
	*ret_folder = folder;
	return folder->folders && folder->index ? 0 : ERR_NOMEM;
}

unsigned export_folder_damaged(const struct export_folder *folder)
{
	return folder->damaged;
}

/* --- where it goes -------------------------------------------------------- */

/* Province, city and county together: many counties share a name. */
static void add_division(uint32_t code, struct buf *out)
{
	uint32_t above[4];
	int n = 0;

	if (division_level(code) == DIVISION_TOWNSHIP)
		code = division_parent(code);
	for (; code && n < 4; code = division_parent(code))
		above[n++] = code;
	while (n-- > 0)
		(void)buf_add_slice(out, division_name(above[n]));
}

/* 地区: the division, as long as it is not known the site, or the host. */
static void add_region(const struct store_report *s, struct buf *out)
{
	if (s->division)
		add_division(division_code(slice_of(s->division)), out);
	if (out->len == 0)
		(void)buf_adds(out, s->site ? s->site : s->host);
}

static int add_folder_name(struct buf *path, struct slice name,
			   const char *fallback)
{
	(void)export_name(name, fallback, FOLDER_NAME_MAX, path);
	return buf_addc(path, '/');
}

static int choose_path(struct report_folder *f, struct slice region)
{
	const struct report *r = &f->s->report;
	struct buf above = BUF_INIT(PATH_BYTES);
	char year[16];
	int err;

	(void)snprintf(year, sizeof(year), "%d", r->year);
	(void)add_folder_name(&above, region, "地区不详");
	err = add_folder_name(&above, r->organ, "单位不详");
	if (!err)
		err = buf_add_slice(&f->path, buf_slice(&above));
	if (!err)
		err = export_names_take(f->all->folders, buf_slice(&above),
					slice_of(r->year ? year : "年份不详"),
					false, &f->path);
	buf_free(&above);
	return err ? err : export_tree_folder(f->all->tree, f->path.data);
}

/* A file of that name in the report's folder, numbered where it is taken. */
static int put(struct report_folder *f, struct slice name, struct slice bytes)
{
	struct buf path = BUF_INIT(PATH_BYTES), unique = BUF_INIT(PATH_BYTES);
	int err = export_names_take(f->names, SLICE_NONE, name, true, &unique);

	if (!err)
		err = buf_addf(&path, "%s/%s", f->path.data, unique.data);
	if (!err)
		err = export_tree_put(f->all->tree, path.data, bytes);
	buf_free(&unique);
	buf_free(&path);
	return err;
}

/* --- contents ------------------------------------------------------------- */

/* What is wrong with one content alone does not end the export. */
static int leave_out(struct report_folder *f, struct slice what, int err)
{
	switch (err) {
	case ERR_DAMAGED:
	case ERR_NOTFOUND:
		f->all->damaged++;
		break;
	case ERR_TOOBIG:
	case ERR_UNSUPPORTED:
	case ERR_INVALID:
		break;
	default:
		return err;
	}
	log_note("%s: %.*s is left out: %s", f->path.data, SLICE_ARG(what),
		 err_text(err));
	return 0;
}

static int put_received(struct report_folder *f, const struct capture *c,
			struct slice name)
{
	struct buf payload = BUF_INIT(f->all->max), file = BUF_INIT(512);
	int err = store_payload(f->all->reader, c->id, f->arena, &payload,
				NULL);

	if (err)
		err = leave_out(f, slice_of(c->url), err);
	else if (!buf_addf(&file, "%.*s.received", SLICE_ARG(name)))
		err = put(f, buf_slice(&file), buf_slice(&payload));
	buf_free(&file);
	buf_free(&payload);
	return err;
}

/* Whether the bytes as received are other bytes. */
static bool is_coded(const struct capture *c)
{
	return c->content_encoding &&
	       !coding_is_identity(slice_of(c->content_encoding));
}

/* content: what a browser would save; a stream that ends early gives what
 * came of it. */
static int get_content(struct report_folder *f, const struct capture *c,
		       struct buf *content)
{
	int err = archive_content(f->all->reader, c, f->arena, content);

	return err == ERR_EOF ? 0 : err;
}

static int put_head(struct report_folder *f, const struct capture *c,
		    const char *name)
{
	struct buf block = BUF_INIT(f->all->max + (1 << 20));
	int err = store_block(f->all->reader, c->id, &block);
	size_t end = err ? SIZE_MAX :
		     slice_finds(buf_slice(&block), "\r\n\r\n", 0);

	if (err)
		err = leave_out(f, slice_of("the head"), err);
	else if (end != SIZE_MAX && slice_starts(buf_slice(&block), "HTTP/"))
		err = put(f, slice_of(name),
			  slice_sub(buf_slice(&block), 0, end + 4));
	buf_free(&block);
	return err;
}

/* --- the page ------------------------------------------------------------- */

static enum mime_kind kind_of(const struct capture *c, struct slice content)
{
	struct slice rest = slice_of(c->url);

	return mime_sniff(slice_sub(content, 0, SNIFF_BYTES),
			  slice_of(c->content_type), slice_cut(&rest, '?'));
}

/* "page.html", "document.pdf" */
static void name_main(const struct capture *c, struct slice content,
		      struct buf *out)
{
	static const char *const extensions[MIME_OTHER + 1] = {
		[MIME_HTML] = "html", [MIME_XML] = "xml", [MIME_JSON] = "json",
		[MIME_TEXT] = "txt", [MIME_PDF] = "pdf", [MIME_DOC] = "doc",
		[MIME_OOXML] = "docx", [MIME_OFD] = "ofd", [MIME_RTF] = "rtf",
		[MIME_ZIP] = "zip", [MIME_RAR] = "rar", [MIME_7Z] = "7z",
	};
	enum mime_kind kind = kind_of(c, content);
	struct slice rest = slice_of(c->url);
	const char *given = mime_attachment_extension(slice_cut(&rest, '?'));
	bool is_page = kind <= MIME_STYLE && extensions[kind];
	const char *extension = !is_page && given ? given :
				extensions[kind] ? extensions[kind] : "bin";

	(void)buf_addf(out, "%s.%s", is_page ? "page" : "document",
		       extension);
}

static int put_page(struct report_folder *f, const struct capture *c,
		    struct slice content)
{
	struct buf name = BUF_INIT(64);
	int err;

	name_main(c, content, &name);
	err = put(f, buf_slice(&name), content);
	f->has_page = slice_eqs(buf_slice(&name), "page.html");
	if (!err && is_coded(c))
		err = put_received(f, c, buf_slice(&name));
	if (!err)
		err = put_head(f, c, slice_starts(buf_slice(&name), "page.") ?
			       "page.headers.txt" : "document.headers.txt");
	buf_free(&name);
	return err;
}

/* An attachment has a better name than "document.pdf". */
static bool is_attachment(const struct store_report *s)
{
	for (uint32_t i = 0; i < s->report.attachment_count; i++)
		if (s->attachment_sha256[i] &&
		    strcmp(s->attachment_sha256[i], s->content) == 0)
			return true;
	return false;
}

static int put_main(struct report_folder *f)
{
	struct buf content = BUF_INIT(f->all->max);
	struct capture c;
	int err = store_find_capture(f->all->reader, f->s->capture, f->arena,
				     &c);

	if (!err)
		err = get_content(f, &c, &content);
	if (!err)
		err = put_page(f, &c, buf_slice(&content));
	else if (err == ERR_UNSUPPORTED || err == ERR_INVALID)
		err = put_received(f, &c, slice_of("page"));
	else
		err = leave_out(f, slice_of(f->s->url), err);
	buf_free(&content);
	return err;
}

static int put_if_page(struct report_folder *f, struct slice url)
{
	struct buf content = BUF_INIT(f->all->max);
	char *text = arena_strndup(f->arena, url.p, url.n);
	struct capture c;
	int err = text ? store_find_url(f->all->reader, text, 0, false,
					f->arena, &c) : ERR_NOMEM;

	if (err == ERR_NOTFOUND)
		return 0;	/* it never came */
	if (!err)
		err = get_content(f, &c, &content);
	if (err)
		err = leave_out(f, url, err);
	else if (kind_of(&c, buf_slice(&content)) == MIME_HTML)
		err = put_page(f, &c, buf_slice(&content));
	buf_free(&content);
	return err;
}

/* The report was read from a document: the page that leads there. */
static int put_other_page(struct report_folder *f)
{
	int err = 0;

	for (size_t i = 0; !err && !f->has_page && i < f->s->url_count; i++)
		if (!slice_eqs(f->s->urls[i], f->s->url))
			err = put_if_page(f, f->s->urls[i]);
	return err;
}

/* --- attachments ---------------------------------------------------------- */

/* The last part of a URL's path, its %XX undone, as UTF-8. */
static void add_last_part(struct slice url, struct buf *out)
{
	struct slice path = slice_cut(&url, '?');
	struct buf bytes = BUF_INIT(URL_MAX);
	size_t from = path.n;

	while (from > 0 && path.p[from - 1] != '/')
		from--;
	for (size_t i = from; i < path.n; i++) {
		int high = -1, low = -1;

		if (path.p[i] == '%' && i + 2 < path.n) {
			high = slice_hex_digit(path.p[i + 1]);
			low = slice_hex_digit(path.p[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			(void)buf_addc(&bytes, (char)(high * 16 + low));
			i += 2;
		} else {
			(void)buf_addc(&bytes, path.p[i]);
		}
	}
	if (charset_is_utf8(buf_slice(&bytes)))
		(void)buf_add_slice(out, buf_slice(&bytes));
	else
		(void)charset_decode("gb18030", buf_slice(&bytes), out);
	buf_free(&bytes);
}

/* Its name, or else the one in its URL, with the extension of its type. */
static int name_attachment(const struct article_attachment *a, struct buf *out)
{
	struct buf given = BUF_INIT(1 << 16);
	struct slice rest = a->url;
	const char *type = a->type;
	int err;

	if (!type || !*type)
		type = mime_attachment_extension(slice_cut(&rest, '?'));
	(void)buf_add_slice(&given, slice_trim(a->name));
	if (given.len == 0)
		add_last_part(a->url, &given);
	if (type && given.len) {
		struct slice name = buf_slice(&given);
		size_t n = strlen(type);

		if (name.n <= n || name.p[name.n - n - 1] != '.' ||
		    !slice_ieqs(slice_sub(name, name.n - n, name.n), type))
			(void)buf_addf(&given, ".%s", type);
	}
	/* one that is too long for a name is cut by it */
	err = export_name(buf_slice(&given), "attachment", EXPORT_NAME_MAX,
			  out);
	buf_free(&given);
	return err;
}

static int put_attachment(struct report_folder *f, uint32_t i)
{
	const struct article_attachment *a = &f->s->report.attachments[i];
	struct buf content = BUF_INIT(f->all->max), name = BUF_INIT(1024);
	uint8_t sha256[SHA256_BYTES];
	struct capture c;
	int err = digest_from_hex(slice_of(f->s->attachment_sha256[i]),
				  sha256);

	if (!err)
		err = store_find_sha256(f->all->reader, sha256, f->arena, &c);
	if (!err)
		err = get_content(f, &c, &content);
	if (err)
		err = leave_out(f, a->url, err);
	else if (!(err = name_attachment(a, &name)))
		err = put(f, buf_slice(&name), buf_slice(&content));
	buf_free(&name);
	buf_free(&content);
	return err;
}

/* The same bytes offered twice are written once. */
static bool is_repeated(const struct store_report *s, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++)
		if (s->attachment_sha256[k] &&
		    strcmp(s->attachment_sha256[k],
			   s->attachment_sha256[i]) == 0)
			return true;
	return false;
}

static int put_attachments(struct report_folder *f)
{
	int err = 0;

	for (uint32_t i = 0; !err && i < f->s->report.attachment_count; i++)
		if (f->s->attachment_sha256[i] && !is_repeated(f->s, i))
			err = put_attachment(f, i);
	return err;
}

/* --- what was read -------------------------------------------------------- */

static int put_facts(struct report_folder *f)
{
	struct buf out = BUF_INIT(1 << 28), tables = BUF_INIT(TABLES_MAX);
	int err = report_line_json(f->s, &out);

	if (!err)
		err = buf_addc(&out, '\n');
	if (!err)
		err = put(f, slice_of("facts.json"), buf_slice(&out));
	/* a mark for Excel, as in export_csv.c */
	(void)buf_add_utf8(&tables, 0xFEFF);
	if (!err)
		err = export_wide(&f->s->report, &tables);
	if (!err && tables.len > 3)
		err = put(f, slice_of("tables.csv"), buf_slice(&tables));
	buf_free(&tables);
	buf_free(&out);
	return err;
}

static bool is_failing(const struct report *r)
{
	for (uint32_t i = 0; i < r->check_count; i++)
		if (r->checks[i].result == CHECK_FAIL)
			return true;
	return false;
}

static int put_report(struct report_folder *f)
{
	struct buf region = BUF_INIT(1024);
	const struct report *r = &f->s->report;
	int err;

	add_region(f->s, &region);
	err = choose_path(f, buf_slice(&region));
	if (!err)
		err = export_index_add(f->all->index, &(struct export_entry){
			.region = buf_slice(&region),
			.organ = r->organ.n ? r->organ : slice_of("单位不详"),
			.title = r->title, .year = r->year,
			.path = buf_slice(&f->path),
			.failing = is_failing(r),
		});
	buf_free(&region);
	if (!err)
		err = put_facts(f);
	if (!err && !is_attachment(f->s))
		err = put_main(f);
	if (!err)
		err = put_other_page(f);
	return err ? err : put_attachments(f);
}

int export_folder_add(struct export_folder *folder,
		      const struct store_report *s)
{
	struct report_folder f = {
		.all = folder, .s = s, .names = export_names_new(),
		.path = BUF_INIT(PATH_BYTES), .arena = arena_new(ARENA_MAX),
	};
	int err = ERR_NOMEM;

	if (f.names && f.arena)
		err = put_report(&f);
	arena_free(f.arena);
	buf_free(&f.path);
	export_names_free(f.names);
	return err;
}

/* --- the end -------------------------------------------------------------- */

int export_folder_close(struct export_folder *folder)
{
	struct buf page = BUF_INIT(INDEX_MAX);
	int err;

	if (!folder)
		return 0;
	err = export_tree_err(folder->tree);
	if (!err && folder->index)
		err = export_index_page(folder->index, &page);
	if (!err)
		err = export_tree_put(folder->tree, "index.html",
				      buf_slice(&page));
	buf_free(&page);
	export_index_free(folder->index);
	export_names_free(folder->folders);
	free(folder);
	return err;
}
