/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The smallest OOXML document: three parts in a ZIP archive (APPNOTE.TXT
 * 4.3), stored, dated 1980-01-01 so that the bytes never change.
 */
#include "tests/county/files.h"

#include "tests/county/docx_body.h"
#include "tests/county/report_text.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

enum {
	PARTS = 3, PART_MAX = 1 << 18, ZIP_VERSION = 20,
	DOS_DATE = (1 << 5) | 1,	/* 1980-01-01 */
};

static const char content_types[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
	"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
	"content-types\"><Default Extension=\"rels\" ContentType=\"application/"
	"vnd.openxmlformats-package.relationships+xml\"/><Default Extension="
	"\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/"
	"document.xml\" ContentType=\"application/vnd.openxmlformats-"
	"officedocument.wordprocessingml.document.main+xml\"/></Types>";

static const char relations[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
	"relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas."
	"openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
	"Target=\"word/document.xml\"/></Relationships>";

static void le(struct buf *b, uint32_t value, unsigned bytes)
{
	for (; bytes; bytes--, value >>= 8)
		(void)buf_addc(b, (char)(value & 0xff));
}

struct part {
	const char *name;
	const char *data;
	uint32_t size, crc, offset;
};

/* What local header and central directory have in common. */
static void part_facts(struct buf *b, const struct part *part)
{
	le(b, ZIP_VERSION, 2);
	le(b, 0, 2);		/* flags */
	le(b, 0, 2);		/* stored */
	le(b, 0, 2);
	le(b, DOS_DATE, 2);
	le(b, part->crc, 4);
	le(b, part->size, 4);
	le(b, part->size, 4);
	le(b, (uint32_t)strlen(part->name), 2);
	le(b, 0, 2);		/* no extra field */
}

static void zip(struct buf *b, struct part *parts, unsigned count)
{
	size_t directory;
	unsigned i;

	for (i = 0; i < count; i++) {
		struct part *part = &parts[i];

		part->crc = (uint32_t)crc32(0, (const Bytef *)part->data,
					    part->size);
		part->offset = (uint32_t)b->len;
		(void)buf_add(b, "PK\3\4", 4);
		part_facts(b, part);
		(void)buf_adds(b, part->name);
		(void)buf_add(b, part->data, part->size);
	}
	directory = b->len;
	for (i = 0; i < count; i++) {
		(void)buf_add(b, "PK\1\2", 4);
		le(b, ZIP_VERSION, 2);
		part_facts(b, &parts[i]);
		le(b, 0, 2);	/* comment */
		le(b, 0, 2);	/* disk */
		le(b, 0, 2);
		le(b, 0, 4);
		le(b, parts[i].offset, 4);
		(void)buf_adds(b, parts[i].name);
	}
	i = (unsigned)(b->len - directory);
	(void)buf_add(b, "PK\5\6", 4);
	le(b, 0, 4);
	le(b, count, 2);
	le(b, count, 2);
	le(b, i, 4);
	le(b, (uint32_t)directory, 4);
	le(b, 0, 2);
}

static void document(struct buf *b, const struct plan *plan,
		     const struct report *report)
{
	static const struct report_style style = {"<p>", "</p>", "<p>", "</p>"};
	struct buf html = BUF_INIT(PART_MAX);

	(void)buf_addf(&html, "<p>%s</p>", report->title);
	report_text(&html, plan, report, &style);
	(void)buf_adds(b, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone="
		       "\"yes\"?>\n<w:document xmlns:w=\"http://schemas."
		       "openxmlformats.org/wordprocessingml/2006/main\">"
		       "<w:body>");
	docx_body(b, html.data);
	(void)buf_adds(b, "</w:body></w:document>");
	buf_free(&html);
}

void file_docx(struct buf *b, const struct plan *plan,
	       const struct report *report)
{
	struct buf body = BUF_INIT(PART_MAX);
	struct part parts[PARTS] = {
		{.name = "[Content_Types].xml", .data = content_types,
		 .size = sizeof(content_types) - 1},
		{.name = "_rels/.rels", .data = relations,
		 .size = sizeof(relations) - 1},
		{.name = "word/document.xml"},
	};

	document(&body, plan, report);
	parts[2].data = body.data;
	parts[2].size = (uint32_t)body.len;
	zip(b, parts, PARTS);
	buf_free(&body);
}
