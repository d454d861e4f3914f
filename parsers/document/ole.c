/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OLE2 files: Word, Excel, and what WPS Office and its ET save under names of
 * their own.  Which one it is, the names of the streams say.
 *
 * LibreOffice, where installed, turns them into the formats of today, which
 * keeps spans of cells.  Else antiword gives DocBook (docbook.c) with tables,
 * catdoc the mere text of what antiword does not know, and xls2csv sheets.
 */
#include "base/err.h"
#include "parsers/document/docbook.h"
#include "parsers/document/tool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OUTPUT_MAX = 64 << 20, ENTRY = 128 };

/* A stream of this name is in the directory, whose entries of 128 bytes begin
 * with it in UTF-16LE ([MS-CFB] 2.6.1). */
static bool has_stream(struct slice bytes, const char *name)
{
	size_t n = strlen(name);

	for (size_t at = 0; at + ENTRY <= bytes.n; at += ENTRY) {
		const char *p = bytes.p + at;
		size_t i = 0;

		while (i < n && p[2 * i] == name[i] && p[2 * i + 1] == 0)
			i++;
		if (i == n && p[2 * n] == 0 && p[2 * n + 1] == 0)
			return true;
	}
	return false;
}

static enum document_kind kind_of(struct slice bytes)
{
	if (has_stream(bytes, "EncryptedPackage"))
		return DOCUMENT_UNKNOWN;
	if (has_stream(bytes, "WordDocument"))
		return DOCUMENT_DOC;
	if (has_stream(bytes, "Workbook") || has_stream(bytes, "Book"))
		return DOCUMENT_XLS;
	return DOCUMENT_UNKNOWN;
}

/* --- LibreOffice ---------------------------------------------------------- */

static int read_file(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	int err = 0;

	if (fd < 0)
		return ERR_DAMAGED;	/* it gave nothing */
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		err = ERR_IO;
	while (!err) {
		ssize_t n;

		err = buf_reserve(out, 1 << 16);
		if (err)
			break;
		n = read(fd, out->data + out->len, 1 << 16);
		if (n <= 0) {
			err = n < 0 ? ERR_IO : 0;
			break;
		}
		out->len += (size_t)n;
	}
	(void)close(fd);
	return err;
}

/* ret_path: what it wrote. */
static int run_office(struct document_reading *r, const char *path,
		      const char *format, const char **ret_path)
{
	struct buf said = BUF_INIT(1 << 16);
	const char *dot = strrchr(path, '.');
	const char *profile = arena_printf(
		r->arena, "-env:UserInstallation=file://%s/office",
		r->limits->scratch);
	const char *const argv[] = {
		"soffice", "--headless", "--norestore", "--nolockcheck",
		profile, "--convert-to", format, "--outdir",
		r->limits->scratch, path, NULL,
	};
	int err;

	*ret_path = arena_printf(r->arena, "%.*s.%s", (int)(dot - path), path,
				 format);
	if (!profile || !*ret_path)
		return arena_err(r->arena);
	err = tool_read(r, argv, &said);
	buf_free(&said);
	return err;
}

static int read_by_office(struct document_reading *r, const char *path,
			  struct build *b, struct document *d)
{
	enum document_kind kind = d->kind;
	bool doc = kind == DOCUMENT_DOC;
	struct buf bytes = BUF_INIT(OUTPUT_MAX);
	const char *made;
	int err = run_office(r, path, doc ? "docx" : "xlsx", &made);

	if (!err)
		err = read_file(made, &bytes);
	if (!err)
		err = (doc ? document_docx : document_xlsx)(
			r, buf_slice(&bytes), b, d);
	buf_free(&bytes);
	d->kind = kind;
	d->tool = "libreoffice";
	return err;
}

/* --- the small tools ------------------------------------------------------ */

static void add_lines(struct build *b, struct slice text)
{
	while (text.p && !build_err(b)) {
		build_text(b, slice_cut(&text, '\n'));
		build_line(b);
	}
}

static int read_by_antiword(struct document_reading *r, const char *path,
			    struct build *b, struct document *d)
{
	const char *const argv[] = {"antiword", "-x", "db", path, NULL};
	struct buf out = BUF_INIT(OUTPUT_MAX);
	int err = tool_read(r, argv, &out);

	d->tool = "antiword";
	if (!err)
		err = docbook_read(buf_slice(&out), b);
	buf_free(&out);
	return err;
}

static int read_by_catdoc(struct document_reading *r, const char *path,
			  struct build *b, struct document *d)
{
	const char *const argv[] = {"catdoc", "-w", "-d", "utf-8", path, NULL};
	struct buf out = BUF_INIT(OUTPUT_MAX);
	int err = tool_read(r, argv, &out);

	d->tool = "catdoc";
	if (!err)
		add_lines(b, buf_slice(&out));
	buf_free(&out);
	return err;
}

/* Sheets are separated by form feeds; each becomes a table of its own.
 * xls2csv says where cells are, not which are merged. */
static int read_by_xls2csv(struct document_reading *r, const char *path,
			   struct build *b, struct document *d)
{
	const char *const argv[] = {
		"xls2csv", "-q", "3", "-b", "\f\n", "-d", "utf-8", path, NULL,
	};
	struct buf out = BUF_INIT(OUTPUT_MAX);
	struct slice rest;
	int err = tool_read(r, argv, &out);

	d->tool = "xls2csv";
	rest = buf_slice(&out);
	while (!err && rest.n)
		document_csv(b, slice_cut(&rest, '\f'), ',');
	buf_free(&out);
	return err;
}

/* Whether the next tool may be tried: the last one gave nothing. */
static bool is_try_again(int err, const struct build *b)
{
	return err && err != ERR_NOMEM && !build_err(b) && build_is_empty(b);
}

int document_ole(struct document_reading *r, struct slice bytes,
		 struct build *b, struct document *d)
{
	const char *path;
	int err;

	d->kind = kind_of(bytes);
	if (d->kind == DOCUMENT_UNKNOWN)
		return ERR_UNSUPPORTED;
	err = tool_file(r, bytes, d->kind == DOCUMENT_DOC ? ".doc" : ".xls",
			&path);
	if (err)
		return err;
	err = read_by_office(r, path, b, d);
	if (is_try_again(err, b) && d->kind == DOCUMENT_XLS)
		return read_by_xls2csv(r, path, b, d);
	if (is_try_again(err, b))
		err = read_by_antiword(r, path, b, d);
	if (is_try_again(err, b))
		err = read_by_catdoc(r, path, b, d);
	return err;
}
