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
 * takes too long, tables are found by the alignment of words alone.  A file
 * without words is scanned pages: has_text stays false.
 */
#include "parsers/document/pdf_private.h"

#include "base/err.h"
#include "parsers/document/tool.h"

#include <stdio.h>
#include <stdlib.h>

enum { TSV_MAX = 256 << 20, COLUMNS = 12 };

enum column {
	COLUMN_LEVEL, COLUMN_PAGE, COLUMN_LEFT = 6, COLUMN_TOP, COLUMN_WIDTH,
	COLUMN_HEIGHT, COLUMN_TEXT = 11,
};

enum { LEVEL_PAGE = 1, LEVEL_WORD = 5 };

struct pdf {
	struct document_reading *r;
	const char *path;
	struct buf tsv;
	struct slice rest;	/* of tsv, not yet read */
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

static int add_word(struct pdf *p, const struct slice *fields)
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
static int read_page(struct pdf *p, struct slice *fields, bool *more)
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

static int read_pages(struct pdf *p, const struct pdf_rules *rules,
		      struct build *b)
{
	struct layout *l = layout_new(b);
	struct slice fields[COLUMNS];
	bool more;
	int err = l ? 0 : ERR_NOMEM;

	p->rest = buf_slice(&p->tsv);
	more = next_row(&p->rest, fields);
	for (uint32_t i = 0; more && !err; i++) {
		struct layout_page page = {
			.width = number(fields[COLUMN_WIDTH]),
			.height = number(fields[COLUMN_HEIGHT]),
		};

		if (i < rules->page_count) {
			page.rules = rules->pages[i].rules;
			page.rule_count = rules->pages[i].count;
		}
		err = read_page(p, fields, &more);
		if (err)
			break;
		page.words = p->words;
		page.word_count = p->word_count;
		err = layout_add(l, &page);
	}
	layout_free(l);
	return err;
}

static int run_pdftotext(struct pdf *p)
{
	char pages[16];
	const char *const argv[] = {
		"pdftotext", "-q", "-tsv", "-l", pages, p->path, "-", NULL,
	};

	(void)snprintf(pages, sizeof(pages), "%u", p->r->limits->pages);
	buf_init(&p->tsv, TSV_MAX);
	return tool_read(p->r, argv, &p->tsv);
}

/* Heights and widths of the pages, for the pictures' scale. */
static int measure_pages(struct pdf *p, struct pdf_rules *rules)
{
	struct slice rest = buf_slice(&p->tsv), fields[COLUMNS];
	uint32_t count = 0;

	rules->pages = arena_array(p->r->arena, p->r->limits->pages,
				   sizeof(*rules->pages));
	if (!rules->pages)
		return arena_err(p->r->arena);
	while (count < p->r->limits->pages && next_row(&rest, fields)) {
		if (!slice_eqs(fields[COLUMN_LEVEL], "1"))
			continue;
		rules->pages[count].width = number(fields[COLUMN_WIDTH]);
		rules->pages[count++].height = number(fields[COLUMN_HEIGHT]);
	}
	rules->page_count = count;
	return 0;
}

static bool has_words(const struct buf *tsv)
{
	return slice_finds(buf_slice(tsv), "\n5\t", 0) < SIZE_MAX;
}

int document_pdf(struct document_reading *r, struct slice bytes,
		 struct build *b, struct document *d)
{
	struct pdf p = {.r = r};
	struct pdf_rules rules = {.page_count = 0};
	int err;

	d->kind = DOCUMENT_PDF;
	d->tool = "pdftotext";
	err = tool_file(r, bytes, ".pdf", &p.path);
	if (err)
		return err;
	err = run_pdftotext(&p);
	if (!err)
		err = measure_pages(&p, &rules);
	if (!err && has_words(&p.tsv))
		err = pdf_rules(r, p.path, &rules);
	if (!err)
		err = read_pages(&p, &rules, b);
	free(p.words);
	buf_free(&p.tsv);
	return err;
}
