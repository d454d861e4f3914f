/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks are of ASCII: symbols such as a filled square are one column wide on
 * some terminals and two on Chinese ones.
 */
#include "crawler/coverage_draw.h"

#include "crawler/listing.h"
#include "crawler/wording.h"
#include "parsers/charset.h"

#include <string.h>

enum {
	YEAR_WIDTH = 3,		/* " 08" */
	YEAR_NARROW = 2,	/* its two digits one below the other */
	NAME_MIN = 20,		/* ten Chinese characters */
	NAME_MAX = 40,
};

static const struct mark {
	char mark;
	const char *colour;	/* SGR parameters */
	const char *word;
} marks[COVERAGE_STATES] = {
	[COVERAGE_ARCHIVED] = {'#', "32", "archived"},
	[COVERAGE_UNREADABLE] = {'!', "33", "unreadable"},
	[COVERAGE_BLOCKED] = {'x', "35", "blocked"},
	[COVERAGE_MISSING] = {'-', "31", "missing"},
	[COVERAGE_UNKNOWN] = {'?', "36", "unknown"},
	[COVERAGE_NOT_DUE] = {'.', "2", "not due"},
};

/* How one grid is laid out. */
struct layout {
	int from, to;
	int name, year;		/* columns each takes */
	bool colour;
};

static void add_spaces(struct buf *out, int n)
{
	for (; n > 0; n--)
		(void)buf_addc(out, ' ');	/* sticky, as all below */
}

static void add_mark(enum coverage_state state, bool colour, struct buf *out)
{
	if (colour)
		(void)buf_addf(out, "\033[%sm%c\033[0m", marks[state].colour,
			       marks[state].mark);
	else
		(void)buf_addc(out, marks[state].mark);
}

/* text in exactly width columns. */
static void add_name(struct slice text, int width, struct buf *out)
{
	struct buf clean = BUF_INIT(text.n * 3 + 1);
	struct slice s;
	int room = width;
	size_t at = 0;

	(void)wording_clean(text, &clean);
	s = buf_slice(&clean);
	if (listing_width_of(s) > width)
		room--;		/* for the "…" */
	while (at < s.n) {
		size_t from = at;
		int w;

		(void)charset_next(s, &at);
		w = listing_width_of(slice_sub(s, from, at));
		if (w > room) {
			(void)buf_adds(out, "…");
			break;
		}
		(void)buf_add_slice(out, slice_sub(s, from, at));
		room -= w;
	}
	add_spaces(out, room);
	buf_free(&clean);
}

/* --- the grid ------------------------------------------------------------- */

static void add_head(const struct layout *l, struct buf *out)
{
	add_spaces(out, l->name);
	for (int y = l->from; y <= l->to; y++) {
		if (l->year == YEAR_NARROW)
			(void)buf_addf(out, " %d", y / 10 % 10);
		else
			(void)buf_addf(out, " %02d", y % 100);
	}
	(void)buf_addc(out, '\n');
	if (l->year != YEAR_NARROW)
		return;
	add_spaces(out, l->name);
	for (int y = l->from; y <= l->to; y++)
		(void)buf_addf(out, " %d", y % 10);
	(void)buf_addc(out, '\n');
}

static void add_grid(const struct coverage *cov, const struct layout *l,
		     unsigned counts[COVERAGE_STATES], struct buf *out)
{
	add_head(l, out);
	for (size_t i = 0; i < cov->organ_count; i++) {
		const struct coverage_organ *organ = cov->organs[i];

		add_name(organ->name.text, l->name, out);
		for (int y = l->from; y <= l->to; y++) {
			struct coverage_cell cell;

			coverage_cell(cov, organ, y, &cell);
			counts[cell.verdict.state]++;
			add_spaces(out, l->year - 1);
			add_mark(cell.verdict.state, l->colour, out);
		}
		(void)buf_addc(out, '\n');
	}
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static int widest_name(const struct coverage *cov)
{
	int widest = 0;

	for (size_t i = 0; i < cov->organ_count; i++) {
		int w = listing_width_of(cov->organs[i]->name.text);

		widest = w > widest ? w : widest;
	}
	return widest;
}

/* Names get what the years leave. */
static struct layout lay_out(const struct coverage *cov, int from, int to,
			     int width)
{
	struct layout l = {
		.from = from, .to = to, .year = YEAR_WIDTH,
		.name = widest_name(cov),
	};
	int years = to - from + 1;
	int room;

	if (!width)
		return l;
	if (l.name > NAME_MAX)
		l.name = NAME_MAX;
	if (smaller(l.name, NAME_MIN) + years * YEAR_WIDTH > width)
		l.year = YEAR_NARROW;
	room = width - years * l.year;
	if (room < NAME_MIN)
		room = NAME_MIN;
	l.name = smaller(l.name, room);
	return l;
}

/* --- words ---------------------------------------------------------------- */

int coverage_draw_counts(const unsigned counts[COVERAGE_STATES],
			 struct buf *out)
{
	const char *comma = "";

	for (int i = 0; i < COVERAGE_STATES; i++) {
		if (!counts[i])
			continue;
		(void)buf_addf(out, "%s%u %s", comma, counts[i],
			       marks[i].word);
		comma = ", ";
	}
	return out->err;
}

static void add_summary(const struct coverage *cov, int from, int to,
			const unsigned counts[COVERAGE_STATES],
			struct buf *out)
{
	char organs[WORDING_COUNT_SIZE];

	wording_count(cov->organ_count, "organ", "organs", organs);
	(void)buf_addf(out, "%s, %d to %d: ", organs, from, to);
	(void)coverage_draw_counts(counts, out);
	(void)buf_addc(out, '\n');
	if (cov->unplaced)
		(void)buf_addf(out, "%u more of which the organ or the year "
			       "is not known\n", cov->unplaced);
	if (cov->organs_cut)
		(void)buf_adds(out, "there are more organs; they are left "
			       "out\n");
	if (!cov->site_read)
		(void)buf_adds(out, cov->crawled ?
			       "the site was not crawled to the end yet\n" :
			       "the site was not crawled yet\n");
}

int coverage_draw_legend(int width, bool colour, struct buf *out)
{
	int used = 0;

	for (int i = 0; i < COVERAGE_STATES; i++) {
		int w = 4 + (int)strlen(marks[i].word);

		if (width && used + w > width) {
			(void)buf_addc(out, '\n');
			used = 0;
		}
		if (used)
			(void)buf_adds(out, "  ");
		add_mark((enum coverage_state)i, colour, out);
		(void)buf_addf(out, " %s", marks[i].word);
		used += w;
	}
	return buf_addc(out, '\n');
}

int coverage_draw(const struct coverage *cov, int from, int to, int width,
		  bool colour, struct buf *out)
{
	unsigned counts[COVERAGE_STATES] = {0};
	struct layout l = lay_out(cov, from, to, width);
	int fitting = width ? (width - l.name) / l.year : to - from + 1;

	if (fitting < 1)
		fitting = 1;
	l.colour = colour;
	(void)wording_clean(slice_of(cov->site), out);
	(void)buf_addc(out, '\n');
	for (int y = from; cov->organ_count && y <= to; y += fitting) {
		l.from = y;
		l.to = y + fitting - 1 < to ? y + fitting - 1 : to;
		add_grid(cov, &l, counts, out);
	}
	if (cov->organ_count)
		add_summary(cov, from, to, counts, out);
	else
		(void)buf_adds(out, "no organ is known that should report; "
			       "name some in the site's file (organs)\n");
	return out->err;
}
