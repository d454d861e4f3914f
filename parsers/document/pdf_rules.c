/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ruling lines in a picture of a page.
 *
 * A dot is part of an edge where it is darker than what is a few dots beside
 * it; a run of such dots that is longer than strokes of letters are is a line.
 * So lines in shaded rows are found, and the edges of shaded rows, too.
 * Lines of several dots' width give several runs; layout joins them.
 *
 * pdftoppm writes one PGM after the other to its standard output.
 */
#include "parsers/document/pdf_private.h"

#include "base/err.h"
#include "parsers/document/tool.h"

#include <stdlib.h>

enum {
	PICTURE = 1200,		/* dots along the longer side: 102 dpi for A4 */
	BESIDE = 4,		/* dots; a line is thinner */
	DARKER = 24,		/* of 255; hair lines in light grey */
	/* Dots.  一 in a title of 22 points is 30 wide and crosses nothing; no
	 * row is lower than 12. */
	LEAST_ACROSS = 20, LEAST_DOWN = 12,
	HEAD_MAX = 64,
};

static bool is_edge(int here, int before, int behind)
{
	return here + DARKER <= before || here + DARKER <= behind;
}

struct finder {
	const uint8_t *grey;
	uint32_t width, height;
	float x_scale, y_scale;	/* dots to points */
	struct layout_rule *rules;
	uint32_t count, max;
};

static void add_rule(struct finder *f, uint32_t x0, uint32_t y0, uint32_t x1,
		     uint32_t y1)
{
	if (f->count == f->max)
		return;
	f->rules[f->count++] = (struct layout_rule){
		(float)x0 * f->x_scale, (float)y0 * f->y_scale,
		(float)x1 * f->x_scale, (float)y1 * f->y_scale,
	};
}

static int dot(const struct finder *f, uint32_t x, uint32_t y)
{
	return f->grey[(size_t)y * f->width + x];
}

static bool is_across(const struct finder *f, uint32_t x, uint32_t y)
{
	int above = y >= BESIDE ? dot(f, x, y - BESIDE) : 255;
	int below = y + BESIDE < f->height ? dot(f, x, y + BESIDE) : 255;

	return is_edge(dot(f, x, y), above, below);
}

static bool is_down(const struct finder *f, uint32_t x, uint32_t y)
{
	int left = x >= BESIDE ? dot(f, x - BESIDE, y) : 255;
	int right = x + BESIDE < f->width ? dot(f, x + BESIDE, y) : 255;

	return is_edge(dot(f, x, y), left, right);
}

static void find_across(struct finder *f, uint32_t y)
{
	uint32_t run = 0;

	for (uint32_t x = 0; x <= f->width; x++) {
		if (x < f->width && is_across(f, x, y)) {
			run++;
			continue;
		}
		if (run >= LEAST_ACROSS)
			add_rule(f, x - run, y, x - 1, y);
		run = 0;
	}
}

/* run: for each column how long it has been an edge, above this row. */
static void find_down(struct finder *f, uint32_t y, uint32_t *run)
{
	for (uint32_t x = 0; x < f->width; x++) {
		if (y < f->height && is_down(f, x, y)) {
			run[x]++;
			continue;
		}
		if (run[x] >= LEAST_DOWN)
			add_rule(f, x, y - run[x], x, y - 1);
		run[x] = 0;
	}
}

uint32_t pdf_find_rules(const uint8_t *grey, uint32_t width, uint32_t height,
			const struct pdf_page *page, struct layout_rule *rules,
			uint32_t max)
{
	struct finder f = {
		.grey = grey, .width = width, .height = height,
		.x_scale = page->width / (float)width,
		.y_scale = page->height / (float)height,
		.rules = rules, .max = max,
	};
	uint32_t run[PICTURE + 1] = {0};

	if (width > PICTURE + 1)
		return 0;
	for (uint32_t y = 0; y <= height; y++) {
		if (y < height)
			find_across(&f, y);
		find_down(&f, y, run);
	}
	return f.count;
}

/* --- pictures as they come ------------------------------------------------ */

struct pictures {
	struct document_reading *r;
	struct pdf_rules *rules;
	uint32_t page;		/* the picture at hand */
	struct buf bytes;	/* of it so far */
	struct layout_rule *found; /* heap, of LAYOUT_RULES_MAX */
};

/* "P5\n847 1200\n255\n"; the length of it, 0 when it is not all there, or
 * SIZE_MAX when it is something else. */
static size_t read_head(struct slice s, uint32_t *ret_width,
			uint32_t *ret_height)
{
	struct slice rest = slice_sub(s, 0, HEAD_MAX), line, width;
	unsigned long long w, h;

	if (slice_findc(rest, '\n', 0) >= rest.n)
		return s.n < HEAD_MAX ? 0 : SIZE_MAX;
	line = slice_cut(&rest, '\n');
	if (!slice_eqs(line, "P5"))
		return SIZE_MAX;
	line = slice_cut(&rest, '\n');
	if (!rest.p || slice_findc(rest, '\n', 0) >= rest.n)
		return s.n < HEAD_MAX ? 0 : SIZE_MAX;
	width = slice_cut(&line, ' ');
	if (!slice_u64(width, PICTURE + 1, &w) ||
	    !slice_u64(line, PICTURE + 1, &h) || !w || !h ||
	    !slice_eqs(slice_cut(&rest, '\n'), "255"))
		return SIZE_MAX;
	*ret_width = (uint32_t)w;
	*ret_height = (uint32_t)h;
	return (size_t)(rest.p - s.p);
}

static int keep_rules(struct pictures *p, const uint8_t *grey, uint32_t width,
		      uint32_t height)
{
	struct pdf_page *page = &p->rules->pages[p->page++];
	uint32_t n = pdf_find_rules(grey, width, height, page, p->found,
				    LAYOUT_RULES_MAX);
	struct layout_rule *kept = arena_array(p->r->arena, n, sizeof(*kept));

	if (!kept)
		return arena_err(p->r->arena);
	if (n)
		memcpy(kept, p->found, n * sizeof(*kept));
	page->rules = kept;
	page->count = n;
	return 0;
}

/* Reads the pictures that are complete. */
static int take_pictures(struct pictures *p)
{
	struct slice s = buf_slice(&p->bytes);
	size_t at = 0;
	int err = 0;

	while (!err && p->page < p->rules->page_count) {
		uint32_t width, height;
		struct slice left = slice_sub(s, at, s.n);
		size_t head = read_head(left, &width, &height);

		if (head == SIZE_MAX)
			return ERR_DAMAGED;
		if (head == 0 || left.n - head < (size_t)width * height)
			break;
		err = keep_rules(p, (const uint8_t *)left.p + head, width,
				 height);
		at += head + (size_t)width * height;
	}
	if (at) {
		memmove(p->bytes.data, p->bytes.data + at, s.n - at);
		buf_truncate(&p->bytes, s.n - at);
	}
	return err;
}

static int on_piece(void *ctx, struct slice piece)
{
	struct pictures *p = ctx;
	int err;

	if (p->page == p->rules->page_count)
		return 0;	/* more than were asked for */
	err = buf_add_slice(&p->bytes, piece);
	return err ? err : take_pictures(p);
}

int pdf_rules(struct document_reading *r, const char *path,
	      struct pdf_rules *rules)
{
	static const char *const argv_head[] = {
		"pdftoppm", "-q", "-gray", "-aa", "no", "-aaVector", "no",
		"-thinlinemode", "shape", "-scale-to", "1200",
	};
	const char *argv[sizeof(argv_head) / sizeof(argv_head[0]) + 4];
	const size_t n = sizeof(argv_head) / sizeof(argv_head[0]);
	/* half of what pdftotext had: words without lines are better than
	 * nothing, when the time for the document is over */
	const struct tool tool = {
		.argv = argv, .seconds = r->limits->tool_seconds / 2,
	};
	struct pictures p = {
		.r = r, .rules = rules,
		.bytes = BUF_INIT(2 * (PICTURE + 2) * (PICTURE + 2)),
	};
	int err;

	memcpy(argv, argv_head, sizeof(argv_head));
	argv[n] = "-l";
	argv[n + 1] = arena_printf(r->arena, "%u", rules->page_count);
	argv[n + 2] = path;
	argv[n + 3] = NULL;
	p.found = calloc(LAYOUT_RULES_MAX, sizeof(*p.found));
	if (!argv[n + 1] || !p.found)
		err = p.found ? arena_err(r->arena) : ERR_NOMEM;
	else
		err = tool_run(r, &tool, on_piece, &p);
	free(p.found);
	buf_free(&p.bytes);
	return err == ERR_NOMEM || err == ERR_TOOBIG ? err : 0;
}
