/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/mime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define B(text) SLICE_LIT(text)

static void fields(void **state)
{
	static const struct {
		const char *field, *essence, *charset;	/* NULL: absent */
	} cases[] = {
		{"text/html", "text/html", NULL},
		{" Text/HTML ; charset=GBK", "Text/HTML", "GBK"},
		{"text/html;charset=\"utf-8\"", "text/html", "utf-8"},
		{"text/html;charset='gb2312'", "text/html", "gb2312"},
		{"text/html; x=1; CharSet = gbk ; charset=utf-8", "text/html",
		 "gbk"},
		{"text/html; charset=", "text/html", NULL},
		{"text/html; charset", "text/html", NULL},
		{"text/html; charset=\"gbk", "text/html", "gbk"},
		{"text/html; charset=\" gbk \"", "text/html", "gbk"},
		{"; charset=gbk", "", "gbk"},
		{"charset=gbk", "charset=gbk", NULL},
		{"", "", NULL},
		{NULL, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice field = slice_of(cases[i].field);
		struct slice essence = mime_essence(field);
		struct slice charset = mime_charset(field);

		if (!slice_eq(essence, slice_of(cases[i].essence)) ||
		    !slice_eq(charset, slice_of(cases[i].charset)) ||
		    !charset.p != !cases[i].charset)
			fail_msg("%s: got %.*s and %.*s", cases[i].field,
				 SLICE_ARG(essence), SLICE_ARG(charset));
	}
}

/* A local header of a zip with a member of one byte. */
#define ZIP_MEMBER(length, name)					\
	"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0"	\
	length "\0\0\0" name "x"
#define ZIP_END "PK\x01\x02"

struct row {
	struct slice head;
	const char *type, *path;
	enum mime_kind wanted;
};

static void check_rows(const struct row *rows, size_t count)
{
	int wrong = 0;

	for (size_t i = 0; i < count; i++) {
		enum mime_kind got = mime_sniff(rows[i].head,
						slice_of(rows[i].type),
						slice_of(rows[i].path));

		if (got == rows[i].wanted)
			continue;
		wrong++;
		print_error("row %zu, %.*s, %s, %s: got %d, wanted %d\n", i,
			    SLICE_ARG(rows[i].head),
			    rows[i].type ? rows[i].type : "no type",
			    rows[i].path ? rows[i].path : "no path", got,
			    rows[i].wanted);
	}
	assert_int_equal(wrong, 0);
}

static void bytes_decide(void **state)
{
	static const struct row rows[] = {
		{B("%PDF-1.4\n"), "text/html", "/a.html", MIME_PDF},
		{B("\r\nxx %PDF-1.4"), NULL, NULL, MIME_PDF},
		{B("<!DOCTYPE html><p>"), "application/pdf", "/a.pdf",
		 MIME_HTML},
		{B("\xEF\xBB\xBF\n <HTML lang=zh>"), "text/plain", NULL,
		 MIME_HTML},
		{B("<!-- x -->"), NULL, NULL, MIME_HTML},
		{B("<body>"), NULL, NULL, MIME_HTML},
		{B("<br/>"), NULL, NULL, MIME_HTML},
		{B("<bring>"), NULL, NULL, MIME_UNKNOWN},
		{B("<script"), NULL, NULL, MIME_UNKNOWN},
		{B("<?xml version='1.0'?><urlset>"), "text/html", NULL,
		 MIME_XML},
		{B("<?xml version='1.0'?><!DOCTYPE html>"), NULL, NULL,
		 MIME_HTML},
		{B("<?xml version='1.0'?><svg>"), "image/svg+xml", NULL,
		 MIME_IMAGE},
		{B("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), NULL, "/a.docx",
		 MIME_DOC},
		{B("{\\rtf1"), "application/msword", "/a.doc", MIME_RTF},
		{B("Rar!\x1A\x07\x01"), NULL, NULL, MIME_RAR},
		{B("7z\xBC\xAF\x27\x1C"), NULL, NULL, MIME_7Z},
		{B("\x1F\x8B\x08\0"), NULL, NULL, MIME_GZIP},
		{B("\x89PNG\r\n\x1A\n"), NULL, NULL, MIME_IMAGE},
		{B("GIF89a"), "text/html", NULL, MIME_IMAGE},
		{B("\xFF\xD8\xFF\xE0"), NULL, NULL, MIME_IMAGE},
		{B("BM\1\2\3\4\0\0\0\0\x36"), NULL, NULL, MIME_IMAGE},
		{B("BMW is a car"), NULL, "/a.txt", MIME_TEXT},
		{B("RIFF\1\2\3\4WEBP"), NULL, NULL, MIME_IMAGE},
		{B("RIFF\1\2\3\4WAVE"), NULL, NULL, MIME_OTHER},
		{B("xxxx\1\2\3\4WAVE"), NULL, NULL, MIME_UNKNOWN},
		{B("\0\0\0\x20" "ftypisom"), NULL, NULL, MIME_OTHER},
		{B("\0\0\0\x20" "ftypavif"), NULL, NULL, MIME_IMAGE},
		{B("\x7F" "ELF"), NULL, NULL, MIME_OTHER},
		{B("PK\x05\x06"), NULL, NULL, MIME_ZIP},
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void members_of_a_zip_decide(void **state)
{
	static const struct row rows[] = {
		{B(ZIP_MEMBER("\x13", "[Content_Types].xml")), NULL, "/a.zip",
		 MIME_OOXML},
		{B(ZIP_MEMBER("\x05", "a.txt") ZIP_MEMBER("\x06", "xl/a.x")),
		 NULL, NULL, MIME_OOXML},
		{B(ZIP_MEMBER("\x07", "OFD.xml")), "application/zip", NULL,
		 MIME_OFD},
		{B(ZIP_MEMBER("\x07", "Doc_0/a")), NULL, NULL, MIME_OFD},
		{B(ZIP_MEMBER("\x05", "a.doc") ZIP_END), NULL, "/a.docx",
		 MIME_ZIP},
		/* the deciding name may come later */
		{B(ZIP_MEMBER("\x05", "a.txt")), NULL, "/a.ofd", MIME_OFD},
		{B(ZIP_MEMBER("\x05", "a.txt")), NULL, "/a.rar", MIME_ZIP},
		/* cut within the header */
		{B("PK\x03\x04"), NULL, NULL, MIME_ZIP},
		{B("PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0"
		   "\xFF\xFF\0\0word/"), NULL, NULL, MIME_ZIP},
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void claims_count_where_bytes_do_not(void **state)
{
	static const struct row rows[] = {
		{B("plain"), "text/html; charset=gbk", "/a.pdf", MIME_HTML},
		{B("plain"), "application/xhtml+xml", NULL, MIME_HTML},
		{B("plain"), "application/atom+xml", NULL, MIME_XML},
		{B("{}"), "application/json", NULL, MIME_JSON},
		{B("{}"), "application/ld+json", NULL, MIME_JSON},
		{B("{}"), "text/plain", "/a.json", MIME_TEXT},
		{B("a()"), "application/x-javascript", NULL, MIME_SCRIPT},
		{B("a{}"), "Text/CSS", NULL, MIME_STYLE},
		{B("a"), "image/x-unheard-of", NULL, MIME_IMAGE},
		{B("a"), "video/mp4", NULL, MIME_OTHER},
		{B("a"), "application/octet-stream", "/a.css?v=1", MIME_STYLE},
		{B("a"), NULL, "/a.JS", MIME_SCRIPT},
		{B("a"), NULL, "/a.jsp;jsessionid=1.pdf", MIME_HTML},
		{B("a"), NULL, "/a.pdf/b", MIME_UNKNOWN},
		{B("a"), NULL, "/a", MIME_UNKNOWN},
		{B("a"), NULL, NULL, MIME_UNKNOWN},
		/* the bytes would have shown it */
		{B("plain"), "application/pdf", "/a.pdf", MIME_UNKNOWN},
		{B("plain"), "application/pdf", "/a.txt", MIME_TEXT},
		{B("plain"), NULL, "/a.docx", MIME_UNKNOWN},
		/* no bytes at all */
		{B(""), "application/pdf", NULL, MIME_PDF},
		{B(""), NULL, "/a.wps", MIME_DOC},
		{{NULL, 0}, NULL, NULL, MIME_UNKNOWN},
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void types_of_documents(void **state)
{
	static const struct row rows[] = {
		{B(""), "application/msword", NULL, MIME_DOC},
		{B(""), "application/vnd.ms-excel", NULL, MIME_DOC},
		{B(""), "application/vnd.openxmlformats-officedocument."
			"wordprocessingml.document", NULL, MIME_OOXML},
		{B(""), "application/ofd", NULL, MIME_OFD},
		{B(""), "text/rtf", NULL, MIME_RTF},
		{B(""), "application/x-zip-compressed", NULL, MIME_ZIP},
		{B(""), "application/x-rar-compressed", NULL, MIME_RAR},
		{B(""), "application/x-7z-compressed", NULL, MIME_7Z},
		{B(""), "application/gzip", NULL, MIME_GZIP},
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void attachment_extensions(void **state)
{
	static const struct {
		const char *path, *wanted;
	} cases[] = {
		{"/a/b.PDF", "pdf"},	   {"/a.doc", "doc"},
		{"/a.docx", "docx"},	   {"/a.xls", "xls"},
		{"/a.xlsx", "xlsx"},	   {"/a.wps", "wps"},
		{"/a.et", "et"},	   {"/a.ofd", "ofd"},
		{"/a.ceb", "ceb"},	   {"/a.rtf", "rtf"},
		{"/a.zip", "zip"},	   {"/a.rar", "rar"},
		{"/a.7z", "7z"},	   {"/a.tar.zip?x=y.html", "zip"},
		{"/a.pdf#page=2", "pdf"},  {"/a.pdf/", NULL},
		{"/a.html", NULL},	   {"/pdf", NULL},
		{"/a.", NULL},		   {"/.pdf", "pdf"},
		{"", NULL},		   {NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got =
			mime_attachment_extension(slice_of(cases[i].path));

		if (!got != !cases[i].wanted ||
		    (got && strcmp(got, cases[i].wanted)))
			fail_msg("%s: got %s", cases[i].path,
				 got ? got : "nothing");
	}
}

static void names_are_of_kinds_that_bytes_prove(void **state)
{
	static const struct {
		enum mime_kind kind;
		const char *name;
		bool compressed;
	} cases[] = {
		{MIME_UNKNOWN, NULL, false},
		{MIME_HTML, "text/html", false},
		{MIME_XML, "application/xml", false},
		{MIME_JSON, NULL, false},
		{MIME_TEXT, NULL, false},
		{MIME_SCRIPT, NULL, false},
		{MIME_STYLE, NULL, false},
		{MIME_IMAGE, NULL, true},
		{MIME_PDF, "application/pdf", true},
		{MIME_DOC, "application/x-ole-storage", false},
		{MIME_OOXML, "application/vnd.openxmlformats-officedocument",
		 true},
		{MIME_OFD, "application/ofd", true},
		{MIME_RTF, "application/rtf", false},
		{MIME_ZIP, "application/zip", true},
		{MIME_RAR, "application/vnd.rar", true},
		{MIME_7Z, "application/x-7z-compressed", true},
		{MIME_GZIP, "application/gzip", true},
		{MIME_OTHER, NULL, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *name = mime_name(cases[i].kind);

		assert_int_equal(!name, !cases[i].name);
		if (name)
			assert_string_equal(name, cases[i].name);
		assert_int_equal(mime_is_compressed(cases[i].kind),
				 cases[i].compressed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields),
		cmocka_unit_test(bytes_decide),
		cmocka_unit_test(members_of_a_zip_decide),
		cmocka_unit_test(claims_count_where_bytes_do_not),
		cmocka_unit_test(types_of_documents),
		cmocka_unit_test(attachment_extensions),
		cmocka_unit_test(names_are_of_kinds_that_bytes_prove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
