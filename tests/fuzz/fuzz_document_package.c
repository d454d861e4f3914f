/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers
 *
 * Packages.  A mutated zip hardly ever unpacks, and mutated XML is hardly ever
 * well-formed, so the input is neither: its first byte is the kind, then come
 * the members, a form feed between two of them, as markup that is made
 * well-formed here.  Names of members are those of the kind, in turn.
 *
 *   d docx   x xlsx   o ofd   w Word 2003   b DocBook
 *   z a zip of what the members hold, and a capital letter: XML as it is
 */
#include "tests/fuzz/document.h"

#include "parsers/charset.h"
#include "parsers/document/docbook.h"

#include <zlib.h>

enum {
	PARTS_MAX = 6, PACKED_MAX = 4 << 20, DEPTH_MAX = 300, ATTRS_MAX = 6,
	NAME_LONGEST = 40,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct kind {
	char letter;
	document_reader *reader;	/* NULL: a package of these */
	const char *names[PARTS_MAX];
} kinds[] = {
	{'d', NULL, {"word/document.xml", "word/document2.xml"}},
	{'x', NULL, {"xl/workbook.xml", "xl/_rels/workbook.xml.rels",
		     "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml",
		     "xl/worksheets/sheet2.xml"}},
	{'o', NULL, {"OFD.xml", "Doc_0/Document.xml",
		     "Doc_0/Pages/Page_0/Content.xml",
		     "Doc_0/Tpls/Tpl_0/Content.xml",
		     "Doc_0/Pages/Page_1/Content.xml", "Doc_1/Document.xml"}},
	{'z', NULL, {"1.txt", "./\xB8\xBD\xBC\xFE/2.csv", "/3.html", "4",
		     "__MACOSX/5", "5.rtf"}},
	{'w', document_xml, {NULL}},
	{'b', NULL, {NULL}},
};

/* --- markup --------------------------------------------------------------- */

struct mender {
	struct slice in;
	size_t at;
	struct slice open[DEPTH_MAX];
	unsigned depth;
	struct buf *out;
};

static bool is_name(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (!first && ((c >= '0' && c <= '9') || c == ':' || c == '_'));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static struct slice take_name(struct mender *m)
{
	size_t from = m->at;

	while (m->at < m->in.n && m->at - from < NAME_LONGEST &&
	       is_name(m->in.p[m->at], m->at == from))
		m->at++;
	return slice_sub(m->in, from, m->at);
}

static void add_escaped(struct buf *out, struct slice s)
{
	for (size_t at = 0; at < s.n;) {
		unsigned cp = charset_next(s, &at);

		if (cp == '&' || cp == '<' || cp == '"')
			(void)buf_addf(out, "&#%u;", cp);	/* sticky */
		else if (cp >= ' ' || cp == '\n' || cp == '\t')
			(void)buf_add_utf8(out, cp < 0xFFFE ? cp : '?');
	}
}

/* Up to ATTRS_MAX, none twice. */
static void mend_attributes(struct mender *m)
{
	struct slice seen[ATTRS_MAX];
	unsigned count = 0;

	while (m->at < m->in.n && count < ATTRS_MAX) {
		struct slice name, value;
		char quote = '"';
		size_t from;
		bool twice = false;

		while (m->at < m->in.n && is_blank(m->in.p[m->at]))
			m->at++;
		name = take_name(m);
		if (!name.n || m->at == m->in.n || m->in.p[m->at] != '=')
			return;
		m->at++;
		if (m->at < m->in.n && (m->in.p[m->at] == '"' ||
					m->in.p[m->at] == '\''))
			quote = m->in.p[m->at++];
		for (from = m->at; m->at < m->in.n &&
		     m->in.p[m->at] != quote; m->at++)
			;
		value = slice_sub(m->in, from, m->at);
		m->at += m->at < m->in.n;
		for (unsigned i = 0; i < count; i++)
			twice |= slice_eq(seen[i], name);
		if (twice)
			continue;
		seen[count++] = name;
		(void)buf_addf(m->out, " %.*s=\"", SLICE_ARG(name));
		add_escaped(m->out, value);
		(void)buf_adds(m->out, "\"");
	}
}

static void close_one(struct mender *m)
{
	struct slice name;

	if (!m->depth)
		return;
	name = m->open[--m->depth];
	(void)buf_addf(m->out, "</%.*s>", SLICE_ARG(name));
}

/* Behind "<".  An end closes what is open, whatever its name. */
static void mend_tag(struct mender *m)
{
	bool end = m->at < m->in.n && m->in.p[m->at] == '/', empty;
	struct slice name;

	m->at += end;
	name = take_name(m);
	if (!end && name.n && m->depth < DEPTH_MAX) {
		(void)buf_addf(m->out, "<%.*s", SLICE_ARG(name));
		mend_attributes(m);
		empty = m->at < m->in.n && m->in.p[m->at] == '/';
		(void)buf_adds(m->out, empty ? "/>" : ">");
		if (!empty)
			m->open[m->depth++] = name;
	} else if (end) {
		close_one(m);
	}
	while (m->at < m->in.n && m->in.p[m->at] != '>')
		m->at++;
	m->at += m->at < m->in.n;
}

static void mend(struct slice in, struct buf *out)
{
	struct mender *m = calloc(1, sizeof(*m));

	if (!m)
		return;
	m->in = in;
	m->out = out;
	(void)buf_adds(out, "<wordDocument>");
	while (m->at < in.n) {
		size_t from = m->at;

		if (in.p[m->at] == '<') {
			m->at++;
			mend_tag(m);
			continue;
		}
		while (m->at < in.n && in.p[m->at] != '<')
			m->at++;
		add_escaped(out, slice_sub(in, from, m->at));
	}
	while (m->depth)
		close_one(m);
	(void)buf_adds(out, "</wordDocument>");
	free(m);
}

/* --- the package ---------------------------------------------------------- */

struct zip {
	struct buf files, list;
	unsigned count;
};

static void add16(struct buf *to, unsigned value)
{
	(void)buf_addc(to, (char)value);	/* sticky */
	(void)buf_addc(to, (char)(value >> 8));
}

static void add32(struct buf *to, size_t value)
{
	add16(to, (unsigned)value & 0xFFFF);
	add16(to, (unsigned)(value >> 16) & 0xFFFF);
}

/* What heads of a member in the file and in the list share. */
static void add_head(struct buf *to, struct slice name, struct slice content)
{
	add16(to, 20);
	for (unsigned i = 0; i < 4; i++)	/* flags, stored, time */
		add16(to, 0);
	add32(to, crc32(0, (const unsigned char *)content.p,
			(unsigned)content.n));
	add32(to, content.n);
	add32(to, content.n);
	add16(to, (unsigned)name.n);
	add16(to, 0);
}

static void zip_add(struct zip *z, struct slice name, struct slice content)
{
	size_t at = z->files.len;

	add32(&z->files, 0x04034b50);
	add_head(&z->files, name, content);
	(void)buf_add_slice(&z->files, name);
	(void)buf_add_slice(&z->files, content);
	add32(&z->list, 0x02014b50);
	add16(&z->list, 20);
	add_head(&z->list, name, content);
	for (unsigned i = 0; i < 5; i++)	/* remark, disk, attributes */
		add16(&z->list, 0);
	add32(&z->list, at);
	(void)buf_add_slice(&z->list, name);
	z->count++;
}

static void zip_end(struct zip *z)
{
	size_t at = z->files.len;

	(void)buf_add_slice(&z->files, buf_slice(&z->list));
	add32(&z->files, 0x06054b50);
	add32(&z->files, 0);
	add16(&z->files, z->count);
	add16(&z->files, z->count);
	add32(&z->files, z->list.len);
	add32(&z->files, at);
	add16(&z->files, 0);
}

static void read_package(const struct kind *kind, struct slice rest, bool raw)
{
	struct zip z = {.files = BUF_INIT(PACKED_MAX),
			.list = BUF_INIT(PACKED_MAX)};
	struct buf xml = BUF_INIT(PACKED_MAX);

	for (unsigned i = 0; i < PARTS_MAX && kind->names[i] && rest.p; i++) {
		struct slice part = slice_cut(&rest, '\f');

		buf_clear(&xml);
		if (!raw && part.n)
			mend(part, &xml);
		zip_add(&z, slice_of(kind->names[i]),
			raw ? part : buf_slice(&xml));
	}
	zip_end(&z);
	if (!z.files.err && !z.list.err)
		fuzz_read(buf_slice(&z.files));
	buf_free(&xml);
	buf_free(&z.files);
	buf_free(&z.list);
}

/* --- flat files ----------------------------------------------------------- */

static int read_docbook(struct document_reading *r, struct slice bytes,
			struct build *b, struct document *d)
{
	(void)r, (void)d;
	return docbook_read(bytes, b);
}

static void read_flat(document_reader *reader, struct slice bytes, bool raw)
{
	struct buf xml = BUF_INIT(PACKED_MAX);

	if (!raw)
		mend(bytes, &xml);
	fuzz_reader(reader, raw ? bytes : buf_slice(&xml));
	buf_free(&xml);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice rest = {(const char *)data + 1, n - 1};

	for (size_t i = 0; n && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct kind *kind = &kinds[i];
		bool raw = data[0] != kind->letter || kind->letter == 'z';

		if ((data[0] | 0x20) != kind->letter)
			continue;
		if (kind->names[0])
			read_package(kind, rest, raw);
		else
			read_flat(kind->reader ? kind->reader : read_docbook,
				  rest, raw);
	}
	return 0;
}
