/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers
 *
 * PDF without its tools: what pdftotext says and what pdftoppm draws are made
 * here.  First the picture of all pages: a byte for how many bars it has, and
 * five for each: x, y, width, height, grey.  The next byte chooses:
 *
 *   t  the text of pdftotext -tsv as it is
 *   w  words: x, y, width, length, text; x 255 begins a page, and its y makes
 *      letters of that page larger
 */
#include "parsers/document/pdf_private.h"
#include "tests/fuzz/document.h"

enum {
	SIDE = 128,		/* dots of the picture, each 5 points */
	SCALE = 5, BAR = 5, RULES_MAX = 500, TSV_MAX = 1 << 20, LETTERS = 12,
	NEW_PAGE = 255,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static unsigned at(struct slice s, size_t i)
{
	return i < s.n ? (unsigned char)s.p[i] : 0;
}

static void draw_bars(struct slice bars, uint8_t *grey)
{
	memset(grey, 0xFF, SIDE * SIDE);
	for (size_t i = 0; i + BAR <= bars.n; i += BAR) {
		unsigned x = at(bars, i), y = at(bars, i + 1);
		unsigned right = x + at(bars, i + 2);
		unsigned bottom = y + at(bars, i + 3);

		for (unsigned row = y; row < bottom && row < SIDE; row++)
			for (unsigned col = x; col < right && col < SIDE; col++)
				grey[row * SIDE + col] =
					(uint8_t)at(bars, i + 4);
	}
}

static void add_page(struct buf *tsv, unsigned page)
{
	(void)buf_addf(tsv, "1\t%u\t0\t0\t0\t0\t0\t0\t%u\t%u\t-1\t###PAGE###\n",
		       page, SIDE * SCALE, SIDE * SCALE);	/* sticky */
}

static void write_words(struct slice in, struct buf *tsv)
{
	unsigned page = 1, height = LETTERS;

	add_page(tsv, page);
	while (in.n >= 4) {
		unsigned x = at(in, 0), y = at(in, 1), n = at(in, 3) & 31;

		if (x == NEW_PAGE) {
			height = LETTERS + y;
			add_page(tsv, ++page);
			in = slice_sub(in, 2, in.n);
			continue;
		}
		(void)buf_addf(tsv, "5\t%u\t0\t0\t0\t0\t%u.50\t%u.25\t%u\t%u"
			       "\t100\t%.*s\n", page, x * SCALE / 2,
			       y * SCALE / 2, at(in, 2) * 2, height,
			       SLICE_ARG(slice_sub(in, 4, 4 + n)));
		in = slice_sub(in, 4 + n, in.n);
	}
}

/* The first bytes are the picture, as above. */
static int read_pages(struct document_reading *r, struct slice in,
		      struct build *b, struct document *d)
{
	static uint8_t grey[SIDE * SIDE];
	struct layout_rule *found = arena_array(r->arena, RULES_MAX,
						sizeof(*found));
	size_t bars = (size_t)at(in, 0) * BAR;
	struct buf tsv = BUF_INIT(TSV_MAX);
	struct slice rest = slice_sub(in, 2 + bars, in.n);
	struct pdf_rules rules = {.page_count = 0};
	int err;

	d->kind = DOCUMENT_PDF;
	draw_bars(slice_sub(in, 1, 1 + bars), grey);
	if (at(in, 1 + bars) == 't')
		(void)buf_add_slice(&tsv, rest);	/* cut there */
	else
		write_words(rest, &tsv);
	err = found ? pdf_measure(r, buf_slice(&tsv), &rules)
		    : arena_err(r->arena);
	for (uint32_t i = 0; i < rules.page_count; i++) {
		struct pdf_page *page = &rules.pages[i];

		page->rules = found;	/* those of the first page */
		page->count = i ? rules.pages[0].count
			: pdf_find_rules(grey, SIDE, SIDE, page, found,
					 RULES_MAX);
	}
	if (!err)
		err = pdf_lay_out(buf_slice(&tsv), &rules, b);
	buf_free(&tsv);
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n)
		fuzz_reader(read_pages, (struct slice){(const char *)data, n});
	return 0;
}
