/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents of tests/golden/document against what they hold.  With
 * DOCUMENT_WRITE=1 the .expected files are written instead.
 */
#include "parsers/document.h"

#include "base/err.h"
#include "tests/lib/dir.h"
#include "tests/lib/document_show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { MEMORY = 64 << 20 };

static char *scratch;	/* for tools, emptied by its removal */

static struct document_limits limits(void)
{
	struct document_limits l = document_limits_default;

	l.scratch = scratch;
	return l;
}

/* Tools want it so for each document. */
static void empty_scratch(void)
{
	dir_remove(scratch);
	scratch = dir_make();
}

static char *golden(const char *name)
{
	return dir_path(TESTS_DIR "/golden/document", name);
}

/* --- golden files --------------------------------------------------------- */

static const char *const files[] = {
	"report.docx", "report.xlsx", "report.rtf", "report.pdf", "report.doc",
	"report.xls", "report.ofd", "gbk.rtf", "table.xls.html",
	"merges.docx", "nested.zip", "picture.zip",
	"pages.pdf", "pages.ofd",
};

static void check_text(const char *name, const struct buf *shown)
{
	char *expected = dir_path(TESTS_DIR "/golden/document", name);
	char *path = malloc(strlen(expected) + 10);
	char *wanted;

	assert_non_null(path);
	(void)snprintf(path, strlen(expected) + 10, "%s.expected", expected);
	if (getenv("DOCUMENT_WRITE"))
		dir_write(path, shown->data, shown->len);
	wanted = dir_read(path, NULL);
	if (strcmp(wanted, shown->data) != 0)
		fail_msg("%s\n--- got\n%s\n--- wanted\n%s", name, shown->data,
			 wanted);
	free(wanted);
	free(path);
	free(expected);
}

/* A document goes over the pipe and is the same behind it. */
static void check_wire(const char *name, const struct document *d,
		       const struct buf *shown)
{
	struct buf bytes = BUF_INIT(MEMORY), again = BUF_INIT(MEMORY);
	struct arena *a = arena_new(MEMORY);
	const struct document *copy;

	assert_int_equal(document_write(d, &bytes), 0);
	assert_int_equal(document_parse(buf_slice(&bytes), a, &copy), 0);
	document_show(copy, &again);
	if (strcmp(again.data, shown->data) != 0)
		fail_msg("%s over the pipe\n--- got\n%s\n--- wanted\n%s", name,
			 again.data, shown->data);
	for (size_t n = 0; n < bytes.len; n += n < 200 ? 1 : 97)
		assert_int_equal(document_parse((struct slice){bytes.data, n},
						a, &copy), ERR_DAMAGED);
	arena_free(a);
	buf_free(&bytes);
	buf_free(&again);
}

static void check_places(const char *name, const struct document *d)
{
	for (uint32_t i = 0; i < d->grid_count; i++) {
		const struct grid *g = d->grids[i];

		for (uint32_t k = 0; k < g->cell_count; k++) {
			const struct grid_cell *c = &g->cells[k];
			struct slice there = slice_sub(d->text, c->offset,
						       c->offset + c->length);

			if (c->length && !slice_eq(there, c->text))
				fail_msg("%s: \"%.*s\" is not at its place",
					 name, SLICE_ARG(c->text));
		}
	}
}

static void test_golden(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct document_limits l = limits();
		struct buf shown = BUF_INIT(MEMORY);
		struct arena *a = arena_new(MEMORY);
		char *path = golden(files[i]);
		const struct document *d;
		size_t n;
		char *bytes = dir_read(path, &n);
		int err = document_read((struct slice){bytes, n}, &l, a, &d);

		if (err)
			fail_msg("%s: got %s", files[i], err_name(err));
		document_show(d, &shown);
		check_text(files[i], &shown);
		check_wire(files[i], d, &shown);
		check_places(files[i], d);
		arena_free(a);
		buf_free(&shown);
		free(bytes);
		free(path);
		empty_scratch();
	}
}

/* --- errors and limits ---------------------------------------------------- */

struct refusal {
	const char *file;
	int err;		/* of document_read() */
	int document_err;	/* of the document, where there is one */
	struct document_limits limits; /* 0: as usual */
};

static const struct refusal refusals[] = {
	{.file = "laughs.docx", .err = ERR_UNSUPPORTED},
	{.file = "deep.docx", .err = ERR_TOOBIG},
	{.file = "report.docx", .err = ERR_TOOBIG, .limits = {.member = 100}},
	{.file = "report.docx", .document_err = ERR_TOOBIG,
	 .limits = {.member = 13282}},
	{.file = "report.docx", .limits = {.member = 13283}},
	{.file = "report.docx", .document_err = ERR_TOOBIG,
	 .limits = {.unpacked = 10000}},
	{.file = "report.docx", .document_err = ERR_TOOBIG,
	 .limits = {.text = 100}},
	{.file = "report.docx", .limits = {.text = 362}},
	{.file = "report.docx", .document_err = ERR_TOOBIG,
	 .limits = {.text = 361}},
	/* within a table: cells that have no place in the text */
	{.file = "report.docx", .document_err = ERR_TOOBIG,
	 .limits = {.text = 300}},
	/* its second table alone is more */
	{.file = "merges.docx", .document_err = ERR_TOOBIG,
	 .limits = {.text = 15}},
	{.file = "merges.docx", .limits = {.grids = 2}},
	{.file = "merges.docx", .document_err = ERR_TOOBIG,
	 .limits = {.grids = 1}},
	{.file = "nested.zip", .limits = {.members = 4}},
	{.file = "nested.zip", .document_err = ERR_TOOBIG,
	 .limits = {.members = 3}},
	{.file = "pages.pdf", .limits = {.pages = 2}},
	{.file = "pages.pdf", .document_err = ERR_TOOBIG,
	 .limits = {.pages = 1}},
	{.file = "pages.ofd", .limits = {.pages = 2}},
	{.file = "pages.ofd", .document_err = ERR_TOOBIG,
	 .limits = {.pages = 1}},
	{.file = "report.pdf.expected"},	/* plain text */
};

static struct document_limits limits_of(const struct refusal *r)
{
	struct document_limits l = limits();

	if (r->limits.member)
		l.member = r->limits.member;
	if (r->limits.unpacked)
		l.unpacked = r->limits.unpacked;
	if (r->limits.text)
		l.text = r->limits.text;
	if (r->limits.grids)
		l.grids = r->limits.grids;
	if (r->limits.members)
		l.members = r->limits.members;
	if (r->limits.pages)
		l.pages = r->limits.pages;
	return l;
}

static void test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const struct refusal *r = &refusals[i];
		struct document_limits l = limits_of(r);
		struct arena *a = arena_new(MEMORY);
		char *path = golden(r->file);
		const struct document *d = NULL;
		size_t n;
		char *bytes = dir_read(path, &n);
		int err = document_read((struct slice){bytes, n}, &l, a, &d);

		if (err != r->err || (d && d->err != r->document_err))
			fail_msg("case %zu, %s: got %s and %s, wanted %s and "
				 "%s", i, r->file, err_name(err),
				 d ? err_name(d->err) : "none",
				 err_name(r->err), err_name(r->document_err));
		if (d) {
			struct buf shown = BUF_INIT(MEMORY);

			document_show(d, &shown);
			check_wire(r->file, d, &shown);
			buf_free(&shown);
		}
		arena_free(a);
		free(bytes);
		free(path);
		empty_scratch();
	}
}

/* Whatever the arena has room for, what is given is whole. */
static void check_little_memory(const char *file)
{
	char *path = golden(file);
	size_t n;
	char *bytes = dir_read(path, &n);
	int err = ERR_TOOBIG;

	for (size_t memory = 1 << 10; err && memory < MEMORY;
	     memory += memory / 8) {
		struct arena *a = arena_new(memory);
		struct buf shown = BUF_INIT(MEMORY);
		const struct document *d = NULL;

		err = document_read((struct slice){bytes, n},
				    &document_limits_default, a, &d);
		if (err != ERR_TOOBIG && err)
			fail_msg("%s, %zu bytes: got %s", file, memory,
				 err_name(err));
		if (d) {
			document_show(d, &shown);
			check_wire(file, d, &shown);
			err = d->err;
		}
		buf_free(&shown);
		arena_free(a);
	}
	assert_int_equal(err, 0);
	free(bytes);
	free(path);
}

static void test_little_memory(void **state)
{
	(void)state;
	check_little_memory("report.docx");
	check_little_memory("report.xlsx");
	check_little_memory("report.xls");
	check_little_memory("report.ofd");
	check_little_memory("report.rtf");
	check_little_memory("table.xls.html");
	check_little_memory("picture.zip");
}

static const struct { struct slice bytes; int err; } scraps[] = {
	{SLICE_LIT(""), 0},
	{SLICE_LIT("PK\3\4"), ERR_DAMAGED},
	{SLICE_LIT("\x89PNG\r\n\x1A\n0123"), ERR_UNSUPPORTED},
	{SLICE_LIT("Rar!\x1A\x07\x00"), ERR_DAMAGED},
	{SLICE_LIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), ERR_UNSUPPORTED},
	{SLICE_LIT("%PDF-1.4\nnothing"), ERR_DAMAGED},
	{SLICE_LIT("%PDF-1.4\ntrailer<</Encrypt 1 0 R>>"), ERR_UNSUPPORTED},
	{SLICE_LIT("<?xml version='1.0'?><a/>"), ERR_UNSUPPORTED},
	{SLICE_LIT("{\\rtf1 {{{{ \\u"), 0},
	{SLICE_LIT("\0\1\2\3"), ERR_UNSUPPORTED},
};

static void test_scraps(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(scraps) / sizeof(scraps[0]); i++) {
		struct document_limits l = limits();
		struct arena *a = arena_new(MEMORY);
		const struct document *d;
		int err = document_read(scraps[i].bytes, &l, a, &d);

		if (err != scraps[i].err)
			fail_msg("scrap %zu: got %s, wanted %s", i,
				 err_name(err), err_name(scraps[i].err));
		if (!err)
			assert_false(d->has_text);
		arena_free(a);
		empty_scratch();
	}
}

/* Without a scratch folder nothing is started. */
static void test_no_tools(void **state)
{
	struct arena *a = arena_new(MEMORY);
	char *path = golden("report.pdf");
	const struct document *d;
	size_t n;
	char *bytes = dir_read(path, &n);

	(void)state;
	assert_int_equal(document_read((struct slice){bytes, n},
				       &document_limits_default, a, &d),
			 ERR_UNSUPPORTED);
	arena_free(a);
	free(bytes);
	free(path);
}

/* --- text that is text ---------------------------------------------------- */

static const struct { const char *text, *shown; } texts[] = {
	{"a b\r\n\r\n c\xE3\x80\x80\xE3\x80\x80" "d ",
	 "text by built-in err ok pages 0\na b\nc d\n"},
	{"a,b\n1,\"x \"\"y\"\"\nz\"\n",
	 "csv by built-in err ok pages 0\na\tb\n1\tx \"y\" z\n"
	 "grid 2x2 page 0\na|b\n1|x \"y\" z\n"},
	{"a\tb\n\n\tc\n", "csv by built-in err ok pages 0\na\tb\n\tc\n"
	 "grid 2x2 page 0\na|b\n|c\n"},
	{"a,b\n1,2,3\n", "text by built-in err ok pages 0\na,b\n1,2,3\n"},
	{"a,b\n", "text by built-in err ok pages 0\na,b\n"},
	{"\xC4\xEA\xB1\xA8", "text by built-in err ok pages 0\n"
	 "\xE5\xB9\xB4\xE6\x8A\xA5\n"},
	{"- \xE2\x80\x94 /", "text by built-in err ok no text pages 0\n"
	 "- \xE2\x80\x94 /\n"},
};

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct arena *a = arena_new(MEMORY);
		struct buf shown = BUF_INIT(MEMORY);
		const struct document *d;

		assert_int_equal(document_read(slice_of(texts[i].text),
					       &document_limits_default, a,
					       &d), 0);
		document_show(d, &shown);
		if (strcmp(shown.data, texts[i].shown) != 0)
			fail_msg("text %zu\n--- got\n%s\n--- wanted\n%s", i,
				 shown.data, texts[i].shown);
		arena_free(a);
		buf_free(&shown);
	}
}

static void test_pages(void **state)
{
	static const uint32_t starts[] = {0, 10, 10, 20};
	const struct document d = {.pages = starts, .page_count = 4};

	(void)state;
	assert_int_equal(document_page(&d, 0), 1);
	assert_int_equal(document_page(&d, 9), 1);
	assert_int_equal(document_page(&d, 10), 3);
	assert_int_equal(document_page(&d, 25), 4);
	assert_int_equal(document_page(&(struct document){.kind = 0}, 5), 0);
}

/* The small tools alone, whether LibreOffice is installed or not. */
static void choose_tools(const char *bin)
{
	static const char *const tools[] = {
		"pdftotext", "pdftoppm", "antiword", "catdoc",
	};

	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
		char *from = dir_path("/usr/bin", tools[i]);
		char *to = dir_path(bin, tools[i]);

		if (symlink(from, to) != 0 || access(to, X_OK) != 0)
			fail_msg("%s is not installed", from);
		free(from);
		free(to);
	}
	assert_int_equal(setenv("PATH", bin, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_little_memory),
		cmocka_unit_test(test_scraps),
		cmocka_unit_test(test_no_tools),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_pages),
	};
	char *bin = dir_make();
	int failed;

	scratch = dir_make();
	choose_tools(bin);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	dir_remove(scratch);
	dir_remove(bin);
	return failed;
}
