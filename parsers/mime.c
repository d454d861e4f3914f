/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What bytes are.  Magic numbers come first, because servers of portals call
 * every download text/html or application/octet-stream and error pages are
 * handed out as ".pdf".  A claim (Content-Type, then the extension) counts only
 * where bytes cannot tell, and never for a kind that its bytes would have
 * shown.
 */
#include "parsers/mime.h"

/* The first bytes that are looked at; a PDF may have 1 KiB before its mark
 * (ISO 32000-1, annex H). */
enum { HEAD_BYTES = 4096, PDF_LEAD = 1024 };

struct name {
	const char *text;
	enum mime_kind kind;
};

static enum mime_kind sniff_text(struct slice head);
static enum mime_kind sniff_magic(struct slice head);
static enum mime_kind sniff_zip(struct slice head);
static enum mime_kind claimed(struct slice content_type, struct slice path);

struct slice mime_essence(struct slice field)
{
	return slice_trim(slice_cut(&field, ';'));
}

/* "…" or '…' without the quotes. */
static struct slice unquoted(struct slice value)
{
	size_t end;

	if (!value.n || (value.p[0] != '"' && value.p[0] != '\''))
		return value;
	end = slice_findc(value, value.p[0], 1);
	return slice_trim(slice_sub(value, 1, end));
}

struct slice mime_charset(struct slice field)
{
	(void)slice_cut(&field, ';');	/* the essence */
	while (field.p) {
		struct slice value = slice_cut(&field, ';');
		struct slice name = slice_trim(slice_cut(&value, '='));

		value = slice_trim(value);
		if (slice_ieqs(name, "charset") && value.n)
			return unquoted(value);
	}
	return SLICE_NONE;
}

/* Kinds that always begin with a mark of their own. */
static bool has_magic(enum mime_kind kind)
{
	return kind >= MIME_PDF && kind <= MIME_GZIP;
}

enum mime_kind mime_sniff(struct slice head, struct slice content_type,
			  struct slice path)
{
	enum mime_kind claim = claimed(content_type, path);
	enum mime_kind kind;

	if (!head.n)
		return claim;
	head = slice_sub(head, 0, HEAD_BYTES);
	kind = sniff_magic(head);
	/* a zip whose deciding names come later than what we have seen */
	if (kind == MIME_ZIP && (claim == MIME_OOXML || claim == MIME_OFD) &&
	    slice_finds(head, "PK\x01\x02", 0) >= head.n)
		return claim;
	if (kind == MIME_UNKNOWN)
		kind = sniff_text(head);
	if (kind == MIME_XML && claim == MIME_IMAGE)
		return MIME_IMAGE;	/* SVG */
	if (kind != MIME_UNKNOWN)
		return kind;
	if (has_magic(claim)) {
		claim = claimed(SLICE_NONE, path);
		return has_magic(claim) ? MIME_UNKNOWN : claim;
	}
	return claim;
}

static bool ends_tag(struct slice s, size_t at)
{
	return at < s.n && (s.p[at] == '>' || s.p[at] == '/' ||
			    (s.p[at] && strchr(" \t\r\n\f", s.p[at])));
}

/* The tags that mark a page as HTML (mimesniff.spec.whatwg.org, 7.1), and
 * four more that pages of portals begin with. */
static bool is_html(struct slice s)
{
	static const char *const tags[] = {
		"<!doctype html", "<html", "<head", "<script", "<iframe",
		"<h1", "<div", "<font", "<table", "<a", "<style", "<title",
		"<b", "<body", "<br", "<p", "<meta", "<link", "<center",
		"<form", "<frameset",
	};

	if (slice_starts(s, "<!--"))
		return true;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (slice_istarts(s, tags[i]) && ends_tag(s, strlen(tags[i])))
			return true;
	return false;
}

static enum mime_kind sniff_text(struct slice head)
{
	struct slice s = head;

	if (slice_starts(s, "\xEF\xBB\xBF"))
		s = slice_sub(s, 3, s.n);
	s = slice_trim(s);
	if (is_html(s))
		return MIME_HTML;
	if (slice_istarts(s, "<?xml"))
		return slice_ifinds(s, "<!doctype html", 0) < s.n ||
		       slice_ifinds(s, "<html", 0) < s.n ? MIME_HTML : MIME_XML;
	if (slice_finds(slice_sub(head, 0, PDF_LEAD), "%PDF-", 0) < PDF_LEAD)
		return MIME_PDF;
	return MIME_UNKNOWN;
}

#define MAGIC(at, text, kind) {at, SLICE_LIT(text), kind}

static enum mime_kind sniff_magic(struct slice head)
{
	static const struct {
		size_t at;
		struct slice bytes;
		enum mime_kind kind;
	} table[] = {
		MAGIC(0, "%PDF-", MIME_PDF),
		MAGIC(0, "PK\x03\x04", MIME_ZIP),
		MAGIC(0, "PK\x05\x06", MIME_ZIP),
		MAGIC(0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", MIME_DOC),
		MAGIC(0, "{\\rtf", MIME_RTF),
		MAGIC(0, "Rar!\x1A\x07", MIME_RAR),
		MAGIC(0, "7z\xBC\xAF\x27\x1C", MIME_7Z),
		MAGIC(0, "\x1F\x8B\x08", MIME_GZIP),
		MAGIC(0, "\x89PNG\r\n\x1A\n", MIME_IMAGE),
		MAGIC(0, "GIF87a", MIME_IMAGE),
		MAGIC(0, "GIF89a", MIME_IMAGE),
		MAGIC(0, "\xFF\xD8\xFF", MIME_IMAGE),
		MAGIC(0, "II*\0", MIME_IMAGE),
		MAGIC(0, "MM\0*", MIME_IMAGE),
		MAGIC(0, "\0\0\x01\0", MIME_IMAGE),
		MAGIC(8, "WEBP", MIME_IMAGE),
		MAGIC(4, "ftypavif", MIME_IMAGE),
		MAGIC(4, "ftyp", MIME_OTHER),
		MAGIC(8, "AVI ", MIME_OTHER),
		MAGIC(8, "WAVE", MIME_OTHER),
		MAGIC(0, "ID3", MIME_OTHER),
		MAGIC(0, "OggS", MIME_OTHER),
		MAGIC(0, "FLV\x01", MIME_OTHER),
		MAGIC(0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11", MIME_OTHER),
		MAGIC(0, "\x1A\x45\xDF\xA3", MIME_OTHER),
		MAGIC(0, "wOFF", MIME_OTHER),
		MAGIC(0, "wOF2", MIME_OTHER),
		MAGIC(0, "\0\x01\0\0\0", MIME_OTHER),
		MAGIC(0, "\x7F" "ELF", MIME_OTHER),
	};
	bool riff = slice_starts(head, "RIFF");

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		size_t at = table[i].at;
		size_t n = table[i].bytes.n;

		if (!slice_eq(slice_sub(head, at, at + n), table[i].bytes) ||
		    (at == 8 && !riff))
			continue;
		return table[i].kind == MIME_ZIP ? sniff_zip(head)
						 : table[i].kind;
	}
	/* BMP: two letters prove little, the reserved bytes help */
	if (slice_starts(head, "BM") &&
	    slice_eq(slice_sub(head, 6, 10),
		     (struct slice)SLICE_LIT("\0\0\0\0")))
		return MIME_IMAGE;
	return MIME_UNKNOWN;
}

static enum mime_kind kind_of_member(struct slice name)
{
	if (slice_eqs(name, "OFD.xml") || slice_starts(name, "Doc_0/"))
		return MIME_OFD;
	if (slice_eqs(name, "[Content_Types].xml") ||
	    slice_starts(name, "word/") || slice_starts(name, "xl/") ||
	    slice_starts(name, "ppt/"))
		return MIME_OOXML;
	return MIME_ZIP;
}

/* Names in the local headers; the next one is found by its mark, since the
 * length of a member may stand only behind it. */
static enum mime_kind sniff_zip(struct slice head)
{
	enum { NAME_LENGTH = 26, NAME = 30 };	/* APPNOTE 4.3.7 */
	size_t at = 0;

	while (at + NAME <= head.n) {
		const unsigned char *p = (const unsigned char *)head.p + at;
		size_t n = p[NAME_LENGTH] | (size_t)p[NAME_LENGTH + 1] << 8;
		enum mime_kind kind;

		if (at + NAME + n > head.n)
			break;
		kind = kind_of_member(slice_sub(head, at + NAME,
						at + NAME + n));
		if (kind != MIME_ZIP)
			return kind;
		at = slice_finds(head, "PK\x03\x04", at + 4);
		if (at >= head.n)
			break;
	}
	return MIME_ZIP;
}

static enum mime_kind kind_of_type(struct slice type)
{
	static const struct name whole[] = {
		{"text/html", MIME_HTML},
		{"application/xhtml+xml", MIME_HTML},
		{"text/xml", MIME_XML},
		{"application/xml", MIME_XML},
		{"image/svg+xml", MIME_IMAGE},
		{"application/json", MIME_JSON},
		{"text/json", MIME_JSON},
		{"text/javascript", MIME_SCRIPT},
		{"application/javascript", MIME_SCRIPT},
		{"application/x-javascript", MIME_SCRIPT},
		{"text/css", MIME_STYLE},
		{"text/rtf", MIME_RTF},
		{"application/rtf", MIME_RTF},
		{"application/pdf", MIME_PDF},
		{"application/x-pdf", MIME_PDF},
		{"application/msword", MIME_DOC},
		{"application/vnd.ms-excel", MIME_DOC},
		{"application/vnd.ms-powerpoint", MIME_DOC},
		{"application/vnd.ms-works", MIME_DOC},
		{"application/kswps", MIME_DOC},
		{"application/kset", MIME_DOC},
		{"application/ofd", MIME_OFD},
		{"application/x-ofd", MIME_OFD},
		{"application/zip", MIME_ZIP},
		{"application/x-zip-compressed", MIME_ZIP},
		{"application/vnd.rar", MIME_RAR},
		{"application/x-rar", MIME_RAR},
		{"application/x-rar-compressed", MIME_RAR},
		{"application/x-7z-compressed", MIME_7Z},
		{"application/gzip", MIME_GZIP},
		{"application/x-gzip", MIME_GZIP},
	};
	static const struct name starts[] = {
		{"application/vnd.openxmlformats-officedocument.", MIME_OOXML},
		{"text/", MIME_TEXT},
		{"image/", MIME_IMAGE},
		{"audio/", MIME_OTHER},
		{"video/", MIME_OTHER},
		{"font/", MIME_OTHER},
	};

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (slice_ieqs(type, whole[i].text))
			return whole[i].kind;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (slice_istarts(type, starts[i].text))
			return starts[i].kind;
	if (type.n > 4 && slice_ieqs(slice_sub(type, type.n - 4, type.n),
				     "+xml"))
		return MIME_XML;
	if (type.n > 5 && slice_ieqs(slice_sub(type, type.n - 5, type.n),
				     "+json"))
		return MIME_JSON;
	return MIME_UNKNOWN;
}

/* What stands behind the last dot of the last segment; absent if none. */
static struct slice extension(struct slice path)
{
	size_t end = 0;
	size_t dot;

	while (end < path.n && !memchr("?#;", path.p[end], 3))
		end++;
	for (dot = end; dot && path.p[dot - 1] != '.'; dot--)
		if (path.p[dot - 1] == '/')
			return SLICE_NONE;
	return dot ? slice_sub(path, dot, end) : SLICE_NONE;
}

static enum mime_kind kind_of_extension(struct slice ext)
{
	static const struct name table[] = {
		{"html", MIME_HTML},	{"htm", MIME_HTML},
		{"shtml", MIME_HTML},	{"xhtml", MIME_HTML},
		{"jsp", MIME_HTML},	{"jspx", MIME_HTML},
		{"asp", MIME_HTML},	{"aspx", MIME_HTML},
		{"php", MIME_HTML},	{"do", MIME_HTML},
		{"xml", MIME_XML},	{"rss", MIME_XML},
		{"json", MIME_JSON},	{"txt", MIME_TEXT},
		{"csv", MIME_TEXT},	{"js", MIME_SCRIPT},
		{"css", MIME_STYLE},	{"png", MIME_IMAGE},
		{"jpg", MIME_IMAGE},	{"jpeg", MIME_IMAGE},
		{"gif", MIME_IMAGE},	{"bmp", MIME_IMAGE},
		{"webp", MIME_IMAGE},	{"ico", MIME_IMAGE},
		{"svg", MIME_IMAGE},	{"tif", MIME_IMAGE},
		{"tiff", MIME_IMAGE},	{"pdf", MIME_PDF},
		{"doc", MIME_DOC},	{"xls", MIME_DOC},
		{"ppt", MIME_DOC},	{"wps", MIME_DOC},
		{"et", MIME_DOC},	{"dps", MIME_DOC},
		{"docx", MIME_OOXML},	{"xlsx", MIME_OOXML},
		{"pptx", MIME_OOXML},	{"ofd", MIME_OFD},
		{"rtf", MIME_RTF},	{"zip", MIME_ZIP},
		{"rar", MIME_RAR},	{"7z", MIME_7Z},
		{"gz", MIME_GZIP},	{"tgz", MIME_GZIP},
		{"ceb", MIME_OTHER},	{"exe", MIME_OTHER},
		{"apk", MIME_OTHER},	{"mp3", MIME_OTHER},
		{"mp4", MIME_OTHER},	{"wav", MIME_OTHER},
		{"avi", MIME_OTHER},	{"wmv", MIME_OTHER},
		{"flv", MIME_OTHER},	{"swf", MIME_OTHER},
		{"ttf", MIME_OTHER},	{"woff", MIME_OTHER},
		{"woff2", MIME_OTHER},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (slice_ieqs(ext, table[i].text))
			return table[i].kind;
	return MIME_UNKNOWN;
}

static enum mime_kind claimed(struct slice content_type, struct slice path)
{
	enum mime_kind kind = kind_of_type(mime_essence(content_type));

	return kind ? kind : kind_of_extension(extension(path));
}

const char *mime_name(enum mime_kind kind)
{
	switch (kind) {
	case MIME_HTML:
		return "text/html";
	case MIME_XML:
		return "application/xml";
	case MIME_PDF:
		return "application/pdf";
	case MIME_DOC:
		return "application/x-ole-storage";
	case MIME_OOXML:
		return "application/vnd.openxmlformats-officedocument";
	case MIME_OFD:
		return "application/ofd";
	case MIME_RTF:
		return "application/rtf";
	case MIME_ZIP:
		return "application/zip";
	case MIME_RAR:
		return "application/vnd.rar";
	case MIME_7Z:
		return "application/x-7z-compressed";
	case MIME_GZIP:
		return "application/gzip";
	case MIME_UNKNOWN:
	case MIME_JSON:
	case MIME_TEXT:
	case MIME_SCRIPT:
	case MIME_STYLE:
	case MIME_IMAGE:
	case MIME_OTHER:
		break;
	}
	return NULL;
}

const char *mime_attachment_extension(struct slice path)
{
	static const char *const known[] = {
		"pdf", "doc", "docx", "xls", "xlsx", "wps", "et", "ofd", "ceb",
		"rtf", "zip", "rar", "7z",
	};
	struct slice ext = extension(path);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (slice_ieqs(ext, known[i]))
			return known[i];
	return NULL;
}

bool mime_is_document(enum mime_kind kind)
{
	return kind >= MIME_PDF && kind <= MIME_7Z;
}

bool mime_is_compressed(enum mime_kind kind)
{
	switch (kind) {
	case MIME_IMAGE:
	case MIME_PDF:
	case MIME_OOXML:
	case MIME_OFD:
	case MIME_ZIP:
	case MIME_RAR:
	case MIME_7Z:
	case MIME_GZIP:
	case MIME_OTHER:
		return true;
	case MIME_UNKNOWN:
	case MIME_HTML:
	case MIME_XML:
	case MIME_JSON:
	case MIME_TEXT:
	case MIME_SCRIPT:
	case MIME_STYLE:
	case MIME_DOC:
	case MIME_RTF:
		break;
	}
	return false;
}
