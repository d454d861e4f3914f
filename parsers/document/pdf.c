/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PDF by two tools of poppler-utils:
 *
 *   pdftotext -tsv   the words of each page with their boxes
 *   pdftoppm         each page as a small grey picture without smoothing, in
 *                    which pdf_rules.c finds the ruling lines.  However a
 *                    program draws a border (a stroke, a thin rectangle, a
 *                    picture), this is how it looks.
 *
 * The pictures are read as they come and never kept.  Where pdftoppm fails or
 * takes too long, tables are found by the alignment of words alone; so they are
 * where the words are not those of a report, for the pictures of a report of
 * some pages take 104 ms of processor time, and its words 37.  A file without
 * words is scanned pages: has_text stays false.
 */
#include "parsers/document/pdf_private.h"

#include "base/err.h"
#include "parsers/document/tool.h"

#include <stdio.h>
#include <stdlib.h>

enum { TSV_MAX = 256 << 20, COLUMNS = 12 };

enum column {
	COLUMN_LEVEL, COLUMN_LEFT = 6, COLUMN_TOP, COLUMN_WIDTH,
	COLUMN_HEIGHT, COLUMN_TEXT = 11,
};

/* What pdftotext said, page by page. */
struct pages {
	struct slice rest;	/* not yet read */
	struct layout_word *words; /* of the page at hand; heap, grows */
	uint32_t word_count, word_cap;
};

/* Decimal as pdftotext prints it; limits keep sums of them harmless. */
static float number(struct slice s)
{
	char copy[32];
	double value;

	s = slice_sub(s, 0, sizeof(copy) - 1);
	memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	value = strtod(copy, NULL);
	if (!(value > -1e6))
		return -1e6f;
	return value < 1e6 ? (float)value : 1e6f;
}

/* Fields of the next line; false at the end. */
static bool next_row(struct slice *rest, struct slice *fields)
{
	struct slice line;

	do {
		if (!rest->p || !rest->n)
			return false;
		line = slice_cut(rest, '\n');
	} while (!line.n || line.p[0] < '0' || line.p[0] > '9');
	for (int i = 0; i < COLUMNS; i++) {
		fields[i] = i == COLUMN_TEXT ? line : slice_cut(&line, '\t');
		if (!fields[i].p)
			fields[i] = (struct slice)SLICE_LIT("");
	}
	return true;
}

static int add_word(struct pages *p, const struct slice *fields)
{
	float x = number(fields[COLUMN_LEFT]), y = number(fields[COLUMN_TOP]);
	struct layout_word *words = p->words;

	if (!fields[COLUMN_TEXT].n || p->word_count == LAYOUT_WORDS_MAX)
		return 0;
	if (p->word_count == p->word_cap) {
		uint32_t cap = p->word_cap ? p->word_cap * 2 : 512;

		words = realloc(words, cap * sizeof(*words));
		if (!words)
			return ERR_NOMEM;
		p->words = words;
		p->word_cap = cap;
	}
	words[p->word_count++] = (struct layout_word){
		.x0 = x, .y0 = y, .x1 = x + number(fields[COLUMN_WIDTH]),
		.y1 = y + number(fields[COLUMN_HEIGHT]),
		.text = fields[COLUMN_TEXT],
	};
	return 0;
}

/* The words of the page whose row was read last; *more is false when the text
 * is at its end, else fields are those of the next page's row. */
static int read_page(struct pages *p, struct slice *fields, bool *more)
{
	p->word_count = 0;
	while ((*more = next_row(&p->rest, fields))) {
		int err;

		if (slice_eqs(fields[COLUMN_LEVEL], "1"))
			return 0;
		if (!slice_eqs(fields[COLUMN_LEVEL], "5"))
			continue;
		err = add_word(p, fields);
		if (err)
			return err;
	}
	return 0;
}

int pdf_lay_out(struct slice tsv, const struct pdf_rules *rules,
		struct build *b)
{
	struct pages p = {.rest = tsv};
	struct layout *l = layout_new(b);
	struct slice fields[COLUMNS];
	int err = l ? 0 : ERR_NOMEM;
	bool more = next_row(&p.rest, fields);

	for (uint32_t i = 0; more && !err; i++) {
		struct layout_page page = {
			.width = number(fields[COLUMN_WIDTH]),
			.height = number(fields[COLUMN_HEIGHT]),
		};

		if (i < rules->page_count) {
			page.rules = rules->pages[i].rules;
			page.rule_count = rules->pages[i].count;
		}
		err = read_page(&p, fields, &more);
		if (err)
			break;
		page.words = p.words;
		page.word_count = p.word_count;
		err = layout_add(l, &page);
	}
	free(p.words);
	layout_free(l);
	return err;
}

/* One page more than the limit, so that the builder notices. */
static int run_pdftotext(struct document_reading *r, const char *path,
			 struct buf *tsv)
{
	char pages[16];
	const char *const argv[] = {
		"pdftotext", "-q", "-tsv", "-l", pages, path, "-", NULL,
	};

	(void)snprintf(pages, sizeof(pages), "%u", r->limits->pages + 1);
	return tool_read(r, &(struct tool){.argv = argv}, tsv);
}

int pdf_measure(struct document_reading *r, struct slice tsv,
		struct pdf_rules *ret_rules)
{
	uint32_t count = 0, max = r->limits->pages;
	struct pdf_page *pages = arena_array(r->arena, max, sizeof(*pages));
	struct slice fields[COLUMNS];

	if (!pages)
		return arena_err(r->arena);
	while (count < max && next_row(&tsv, fields)) {
		if (!slice_eqs(fields[COLUMN_LEVEL], "1"))
			continue;
		pages[count].width = number(fields[COLUMN_WIDTH]);
		pages[count++].height = number(fields[COLUMN_HEIGHT]);
	}
	*ret_rules = (struct pdf_rules){pages, count};
	return 0;
}

/* Each report, and each page of its tables, has one of them. */
static bool tells_of_disclosure(struct slice text)
{
	static const char *const terms[] = {
		"信息公开", "公开政府信息", "政务公开", "予以公开", "公開",
	};

	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		if (slice_finds(text, terms[i], 0) < SIZE_MAX)
			return true;
	return false;
}

/* Words are put together: a title may be set with room between its letters. */
int pdf_may_report(struct slice tsv, bool *ret_may)
{
	struct buf text = BUF_INIT(TSV_MAX);
	struct slice fields[COLUMNS];
	int err;

	while (next_row(&tsv, fields))
		if (slice_eqs(fields[COLUMN_LEVEL], "5"))
			(void)buf_add_slice(&text, fields[COLUMN_TEXT]);
	*ret_may = tells_of_disclosure(buf_slice(&text));
	err = text.err;
	buf_free(&text);
	return err;
}

/* pdftotext fails alike for what it cannot read and what it may not; its word
 * for a password is not in its exit code.  The trailer is never compressed. */
static bool is_encrypted(struct slice bytes)
{
	return slice_finds(bytes, "/Encrypt", 0) < SIZE_MAX;
}

int document_pdf(struct document_reading *r, struct slice bytes,
		 struct build *b, struct document *d)
{
	struct buf tsv = BUF_INIT(TSV_MAX);
	struct pdf_rules rules;
	const char *path;
	bool may_report = false;
	int err;

	d->kind = DOCUMENT_PDF;
	d->tool = "pdftotext";
	err = tool_file(r, bytes, ".pdf", &path);
	if (err)
		return err;
	err = run_pdftotext(r, path, &tsv);
	if (err == ERR_DAMAGED && is_encrypted(bytes))
		err = ERR_UNSUPPORTED;
	if (!err)
		err = pdf_measure(r, buf_slice(&tsv), &rules);
	if (!err)
		err = pdf_may_report(buf_slice(&tsv), &may_report);
	if (!err && may_report)
		err = pdf_rules(r, path, &rules);
	if (!err)
		err = pdf_lay_out(buf_slice(&tsv), &rules, b);
	buf_free(&tsv);
	return err;
}
