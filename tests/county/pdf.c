/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PDF 1.4 (ISO 32000-1).  Codes are UTF-16BE; Identity-H and a ToUnicode map
 * that says just that need no CMap files to be installed (UniGB-UCS2-H would:
 * poppler without poppler-data reads nothing then).  The font is not embedded;
 * viewers draw by the Unicode values in a font of their own.
 */
#include "tests/county/files.h"

#include "tests/county/report_text.h"

#include <stdint.h>

enum {
	LINE_CHARS = 34, PAGE_LINES = 40, PAGES_MOST = 12, TEXT_MAX = 1 << 18,
	FIXED_OBJECTS = 6, OBJECTS_MAX = FIXED_OBJECTS + 2 * PAGES_MOST,
};

struct pdf {
	struct buf *b;
	size_t offsets[OBJECTS_MAX + 1];
	unsigned objects;
};

static const char to_unicode[] =
	"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
	"/CMapName /County-UCS2 def\n/CMapType 2 def\n"
	"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
	"1 beginbfrange\n<0000> <FFFF> <0000>\nendbfrange\n"
	"endcmap\nend\nend\n";

static void object(struct pdf *pdf, const char *body)
{
	pdf->offsets[++pdf->objects] = pdf->b->len;
	(void)buf_addf(pdf->b, "%u 0 obj\n%s\nendobj\n", pdf->objects, body);
}

static void stream(struct pdf *pdf, const char *data, size_t n)
{
	pdf->offsets[++pdf->objects] = pdf->b->len;
	(void)buf_addf(pdf->b, "%u 0 obj\n<< /Length %zu >>\nstream\n",
		       pdf->objects, n);
	(void)buf_add(pdf->b, data, n);
	(void)buf_adds(pdf->b, "\nendstream\nendobj\n");
}

/* The bytes of one character of our own, well-formed UTF-8. */
static size_t decode(const char *p, unsigned *ret_code)
{
	const unsigned char *u = (const unsigned char *)p;

	if (u[0] < 0x80) {
		*ret_code = u[0];
		return 1;
	}
	if (u[0] < 0xe0) {
		*ret_code = (u[0] & 0x1fu) << 6 | (u[1] & 0x3fu);
		return 2;
	}
	*ret_code = (u[0] & 0x0fu) << 12 | (u[1] & 0x3fu) << 6
		    | (u[2] & 0x3fu);
	return 3;
}

/* One page from *text on, which is moved behind what was printed. */
static void page_content(struct buf *out, const char **text)
{
	const char *p = *text;
	unsigned line, chars, code;

	(void)buf_adds(out, "BT /F1 13 Tf 18 TL 60 780 Td\n");
	for (line = 0; line < PAGE_LINES && *p; line++) {
		(void)buf_addc(out, '<');
		for (chars = 0; *p && *p != '\n' && chars < LINE_CHARS;
		     chars++) {
			p += decode(p, &code);
			(void)buf_addf(out, "%04X", code);
		}
		if (*p == '\n')
			p++;
		(void)buf_adds(out, "> Tj T*\n");
	}
	(void)buf_adds(out, "ET");
	*text = p;
}

static unsigned add_pages(struct pdf *pdf, const char *text)
{
	unsigned pages = 0;

	for (; *text && pages < PAGES_MOST; pages++) {
		struct buf content = BUF_INIT(TEXT_MAX);
		struct buf page = BUF_INIT(1000);

		page_content(&content, &text);
		stream(pdf, content.data, content.len);
		(void)buf_addf(&page, "<< /Type /Page /Parent 2 0 R /MediaBox "
			       "[0 0 595 842] /Contents %u 0 R /Resources << "
			       "/Font << /F1 3 0 R >> >> >>", pdf->objects);
		object(pdf, page.data);
		buf_free(&page);
		buf_free(&content);
	}
	return pages;
}

static void trailer(struct pdf *pdf)
{
	size_t at = pdf->b->len;
	unsigned i;

	(void)buf_addf(pdf->b, "xref\n0 %u\n0000000000 65535 f \n",
		       pdf->objects + 1);
	for (i = 1; i <= pdf->objects; i++)
		(void)buf_addf(pdf->b, "%010zu 00000 n \n", pdf->offsets[i]);
	(void)buf_addf(pdf->b, "trailer\n<< /Size %u /Root 1 0 R >>\n"
		       "startxref\n%zu\n%%%%EOF\n", pdf->objects + 1, at);
}

/* The page tree comes last but is object 2: its number is kept for it. */
static void page_tree(struct pdf *pdf, unsigned pages)
{
	unsigned i;

	pdf->offsets[2] = pdf->b->len;
	(void)buf_addf(pdf->b, "2 0 obj\n<< /Type /Pages /Count %u /Kids [",
		       pages);
	for (i = 0; i < pages; i++)
		(void)buf_addf(pdf->b, " %u 0 R", FIXED_OBJECTS + 2 * i + 2);
	(void)buf_adds(pdf->b, " ] >>\nendobj\n");
}

void file_pdf(struct buf *b, const struct plan *plan,
	      const struct report *report)
{
	struct pdf pdf = {.b = b};
	struct buf text = BUF_INIT(TEXT_MAX);

	(void)buf_addf(&text, "%s\n\n", report->title);
	report_plain(&text, plan, report);
	(void)buf_adds(b, "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
	object(&pdf, "<< /Type /Catalog /Pages 2 0 R >>");
	pdf.objects++;
	object(&pdf, "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun "
	       "/Encoding /Identity-H "
	       "/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>");
	object(&pdf, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont "
	       "/SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering "
	       "(Identity) /Supplement 0 >> /DW 1000 /CIDToGIDMap /Identity "
	       "/FontDescriptor 5 0 R >>");
	object(&pdf, "<< /Type /FontDescriptor /FontName /SimSun "
	       "/Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
	       "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>");
	stream(&pdf, to_unicode, sizeof(to_unicode) - 1);
	page_tree(&pdf, add_pages(&pdf, text.data));
	trailer(&pdf);
	buf_free(&text);
}
