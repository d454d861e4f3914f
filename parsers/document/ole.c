/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OLE2 files: Word, Excel, and what WPS Office and its ET save under names of
 * their own.  Which one it is, the names of the streams say.
 *
 * Workbooks are read by xls.c.  Word files LibreOffice, where installed, turns
 * into DOCX, which keeps spans of cells; else antiword gives DocBook with
 * tables (docbook.c), and catdoc the mere text of what antiword does not know.
 */
#include "base/err.h"
#include "parsers/document/cfb.h"
#include "parsers/document/docbook.h"
#include "parsers/document/tool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	OUTPUT_MAX = 64 << 20,
	/* Memory of antiword and catdoc, which need some 10 MiB.  A directory
	 * that goes round fills whatever catdoc may have. */
	SMALL = 256 << 20,
};

static enum document_kind kind_of(struct slice bytes)
{
	if (cfb_has(bytes, "EncryptedPackage"))
		return DOCUMENT_UNKNOWN;
	if (cfb_has(bytes, "WordDocument"))
		return DOCUMENT_DOC;
	if (cfb_has(bytes, "Workbook") || cfb_has(bytes, "Book"))
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
	err = tool_read(r, &(struct tool){.argv = argv}, &said);
	buf_free(&said);
	return err;
}

static int read_by_office(struct document_reading *r, const char *path,
			  struct build *b, struct document *d)
{
	struct buf bytes = BUF_INIT(OUTPUT_MAX);
	const char *made;
	int err = run_office(r, path, "docx", &made);

	if (!err)
		err = read_file(made, &bytes);
	if (!err)
		err = document_docx(r, buf_slice(&bytes), b, d);
	buf_free(&bytes);
	d->kind = DOCUMENT_DOC;
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
	const struct tool tool = {.argv = argv, .memory = SMALL};
	struct buf out = BUF_INIT(OUTPUT_MAX);
	int err = tool_read(r, &tool, &out);

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
	const struct tool tool = {.argv = argv, .memory = SMALL};
	struct buf out = BUF_INIT(OUTPUT_MAX);
	int err = tool_read(r, &tool, &out);

	d->tool = "catdoc";
	if (!err)
		add_lines(b, buf_slice(&out));
	buf_free(&out);
	return err;
}

/* Whether the next tool may be tried: the last one gave nothing. */
static bool is_try_again(int err, const struct build *b)
{
	return err && err != ERR_NOMEM && !build_err(b) && build_is_empty(b);
}

static int read_word(struct document_reading *r, struct slice bytes,
		     struct build *b, struct document *d)
{
	const char *path;
	int err = tool_file(r, bytes, ".doc", &path);

	if (err)
		return err;
	err = read_by_office(r, path, b, d);
	if (is_try_again(err, b))
		err = read_by_antiword(r, path, b, d);
	if (is_try_again(err, b))
		err = read_by_catdoc(r, path, b, d);
	return err;
}

int document_ole(struct document_reading *r, struct slice bytes,
		 struct build *b, struct document *d)
{
	d->kind = kind_of(bytes);
	switch (d->kind) {
	case DOCUMENT_DOC:
		return read_word(r, bytes, b, d);
	case DOCUMENT_XLS:
		return document_xls(r, bytes, b, d);
	default:
		return ERR_UNSUPPORTED;
	}
}
