/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one Content.xml draws.
 *
 * TextObject: its Boundary says where it stands on the page, its CTM (a b c d
 * e f) how its own coordinates are turned; TextCode has the first character's
 * baseline at X, Y and the advances in DeltaX, where "g 5 2.8" is five times
 * 2.8.  A text is cut into words at blanks and at wide gaps.
 * PathObject: "M x y L x y …"; segments that are level or upright are rules.
 */
#include "parsers/document/ofd_private.h"

#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/document/xml.h"

#include <math.h>
#include <stdlib.h>

enum { TEXT_MAX = 1 << 16, DATA_MAX = 1 << 20 };

struct matrix {
	float a, b, c, d, e, f;
};

struct content {
	struct arena *arena;
	struct ofd_page *page;
	struct matrix m;	/* of the open object; millimetres */
	float size;		/* of its letters */
	struct slice delta_x, delta_y; /* arena */
	float x, y;		/* of the open TextCode */
	enum { IN_NOTHING, IN_TEXT, IN_PATH, IN_BOX } in;
	struct buf text;
	int err;
};

static void fail(struct content *c, int err)
{
	if (!c->err)
		c->err = err;
}

/* --- numbers -------------------------------------------------------------- */

/* The next word between blanks and commas; absent at the end. */
static struct slice next_word(struct slice *rest)
{
	size_t from = 0, to;

	while (from < rest->n && (rest->p[from] == ' ' ||
	       rest->p[from] == ',' || (rest->p[from] >= '\t' &&
	       rest->p[from] <= '\r')))
		from++;
	if (from == rest->n)
		return SLICE_NONE;
	to = from;
	while (to < rest->n && rest->p[to] != ' ' && rest->p[to] != ',' &&
	       !(rest->p[to] >= '\t' && rest->p[to] <= '\r'))
		to++;
	{
		struct slice word = slice_sub(*rest, from, to);

		*rest = slice_sub(*rest, to, rest->n);
		return word;
	}
}

/* false where it is no number; limits keep sums of them harmless. */
static bool read_number(struct slice word, float *ret_value)
{
	char copy[40];
	char *end;
	double value;

	if (!word.n || word.n >= sizeof(copy))
		return false;
	memcpy(copy, word.p, word.n);
	copy[word.n] = '\0';
	value = strtod(copy, &end);
	if (*end || !(value > -1e5 && value < 1e5))
		return false;
	*ret_value = (float)value;
	return true;
}

unsigned ofd_numbers(struct slice s, float *numbers, unsigned max)
{
	unsigned n = 0;

	while (n < max && read_number(next_word(&s), &numbers[n]))
		n++;
	return n;
}

/* Advances one by one. */
struct deltas {
	struct slice rest;
	unsigned repeat;
	float value;
};

static float next_delta(struct deltas *d)
{
	struct slice word;
	float count;

	if (d->repeat) {
		d->repeat--;
		return d->value;
	}
	word = next_word(&d->rest);
	if (slice_eqs(word, "g")) {
		if (!read_number(next_word(&d->rest), &count) ||
		    !read_number(next_word(&d->rest), &d->value))
			return 0;
		d->repeat = count >= 1 && count < TEXT_MAX
			? (unsigned)count - 1 : 0;
		return d->value;
	}
	return read_number(word, &d->value) ? d->value : 0;
}

/* --- text ----------------------------------------------------------------- */

static bool add_word(struct content *c, const struct layout_word *word)
{
	struct ofd_page *p = c->page;

	if (p->word_count == LAYOUT_WORDS_MAX) {
		fail(c, ERR_TOOBIG);
		return false;
	}
	if (p->word_count == p->word_cap) {
		uint32_t cap = p->word_cap ? p->word_cap * 2 : 256;
		struct layout_word *words = realloc(p->words,
						    cap * sizeof(*words));

		if (!words) {
			fail(c, ERR_NOMEM);
			return false;
		}
		p->words = words;
		p->word_cap = cap;
	}
	p->words[p->word_count++] = *word;
	return true;
}

/* A box around letters that stand on the baseline from x0 to x1; as high as
 * fonts say theirs are (layout_em()). */
static bool give_word(struct content *c, struct slice text, float x0, float x1,
		      float y)
{
	const struct matrix *m = &c->m;
	float size = c->size * fabsf(m->d != 0 ? m->d : 1) * ofd_points;
	float left = (m->a * x0 + m->c * y + m->e) * ofd_points;
	float right = (m->a * x1 + m->c * y + m->e) * ofd_points;
	float base = (m->b * x0 + m->d * y + m->f) * ofd_points;

	if (!text.n)
		return true;
	return add_word(c, &(struct layout_word){
		.x0 = left < right ? left : right,
		.x1 = left < right ? right : left,
		.y0 = base - 1.05f * size, .y1 = base + 0.25f * size,
		.text = text,
	});
}

static bool is_blank(unsigned cp)
{
	return cp <= ' ' || cp == 0xA0 || cp == 0x3000;
}

static void read_text(struct content *c)
{
	struct slice s = arena_slice(c->arena, buf_slice(&c->text));
	struct deltas dx = {.rest = c->delta_x}, dy = {.rest = c->delta_y};
	float x = c->x, y = c->y, begin = c->x, end = c->x;
	size_t from = 0, at = 0;

	if (!s.p) {
		fail(c, arena_err(c->arena));
		return;
	}
	while (at < s.n) {
		size_t here = at;
		unsigned cp = charset_next(s, &at);
		float wide = cp >= 0x1100 ? c->size : c->size / 2;
		float step = c->delta_x.n ? next_delta(&dx) : wide;
		float down = next_delta(&dy);
		bool gap = x > end + c->size / 2 || is_blank(cp);

		if (gap) {
			if (!give_word(c, slice_sub(s, from, here), begin,
				       end, y))
				return;
			from = is_blank(cp) ? at : here;
			begin = is_blank(cp) ? x + wide : x;
		}
		end = is_blank(cp) ? begin : x + wide;
		x += step;
		if (down != 0) {	/* written downwards */
			if (!give_word(c, slice_sub(s, from, at), begin, end,
				       y))
				return;
			from = at;
			begin = end = x;
			y += down;
		}
	}
	(void)give_word(c, slice_sub(s, from, s.n), begin, end, y);
}

/* --- paths ---------------------------------------------------------------- */

static void add_rule(struct content *c, float x0, float y0, float x1, float y1)
{
	struct ofd_page *p = c->page;

	if (p->rule_count == LAYOUT_RULES_MAX)
		return;
	if (p->rule_count == p->rule_cap) {
		uint32_t cap = p->rule_cap ? p->rule_cap * 2 : 64;
		struct layout_rule *rules = realloc(p->rules,
						    cap * sizeof(*rules));

		if (!rules) {
			fail(c, ERR_NOMEM);
			return;
		}
		p->rules = rules;
		p->rule_cap = cap;
	}
	p->rules[p->rule_count++] = (struct layout_rule){x0, y0, x1, y1};
}

/* Millimetres of the object; hand-drawn lines are off by tenths. */
static void add_segment(struct content *c, float x0, float y0, float x1,
			float y1)
{
	const struct matrix *m = &c->m;
	float left = (m->a * x0 + m->c * y0 + m->e) * ofd_points;
	float top = (m->b * x0 + m->d * y0 + m->f) * ofd_points;
	float right = (m->a * x1 + m->c * y1 + m->e) * ofd_points;
	float bottom = (m->b * x1 + m->d * y1 + m->f) * ofd_points;

	if (fabsf(top - bottom) < 2 && fabsf(left - right) > 6)
		add_rule(c, fminf(left, right), top, fmaxf(left, right), top);
	else if (fabsf(left - right) < 2 && fabsf(top - bottom) > 6)
		add_rule(c, left, fminf(top, bottom), left,
			 fmaxf(top, bottom));
}

/* How many numbers follow the letter; the last two are where it ends. */
static unsigned operands(char letter)
{
	switch (letter) {
	case 'M':
	case 'S':
	case 'L':
		return 2;
	case 'Q':
		return 4;
	case 'B':
		return 6;
	case 'A':
		return 7;
	default:
		return 0;
	}
}

static void read_path(struct content *c)
{
	struct slice rest = buf_slice(&c->text), word;
	float x = 0, y = 0, first_x = 0, first_y = 0, n[7];

	while ((word = next_word(&rest)).p && !c->err) {
		char letter = word.p[0];
		unsigned count = operands(letter);

		for (unsigned i = 0; i < count; i++)
			if (!read_number(next_word(&rest), &n[i]))
				return;
		if (letter == 'C' || letter == 'L')
			add_segment(c, x, y, letter == 'C' ? first_x : n[0],
				    letter == 'C' ? first_y : n[1]);
		if (letter == 'C') {
			x = first_x;
			y = first_y;
		}
		if (count) {
			x = n[count - 2];
			y = n[count - 1];
		}
		if (letter == 'M' || letter == 'S') {
			first_x = x;
			first_y = y;
		}
	}
}

/* --- elements ------------------------------------------------------------- */

static void open_object(struct content *c, const char **attrs)
{
	float box[4] = {0}, m[6] = {1, 0, 0, 1, 0, 0}, size;

	(void)ofd_numbers(xml_attr(attrs, "Boundary"), box, 4);
	if (ofd_numbers(xml_attr(attrs, "CTM"), m, 6) != 6)
		memcpy(m, (float[]){1, 0, 0, 1, 0, 0}, sizeof(m));
	c->m = (struct matrix){m[0], m[1], m[2], m[3], m[4] + box[0],
			       m[5] + box[1]};
	c->size = ofd_numbers(xml_attr(attrs, "Size"), &size, 1) &&
		size > 0 ? size : 3;
}

static void open_text(struct content *c, const char **attrs)
{
	float place[2] = {c->x, c->y};

	/* X and Y may be left out: those of the TextCode before */
	(void)ofd_numbers(xml_attr(attrs, "X"), &place[0], 1);
	(void)ofd_numbers(xml_attr(attrs, "Y"), &place[1], 1);
	c->x = place[0];
	c->y = place[1];
	c->delta_x = arena_slice(c->arena, xml_attr(attrs, "DeltaX"));
	c->delta_y = arena_slice(c->arena, xml_attr(attrs, "DeltaY"));
	c->in = IN_TEXT;
}

static void on_open(void *ctx, const char *name, const char **attrs)
{
	struct content *c = ctx;

	buf_clear(&c->text);
	c->in = IN_NOTHING;
	if (strcmp(name, "TextObject") == 0 ||
	    strcmp(name, "PathObject") == 0)
		open_object(c, attrs);
	else if (strcmp(name, "TextCode") == 0)
		open_text(c, attrs);
	else if (strcmp(name, "AbbreviatedData") == 0)
		c->in = IN_PATH;
	else if (strcmp(name, "PhysicalBox") == 0)
		c->in = IN_BOX;
	else if (strcmp(name, "Template") == 0)
		c->page->template = arena_slice(c->arena,
						xml_attr(attrs, "TemplateID"));
}

static void on_close(void *ctx, const char *name)
{
	struct content *c = ctx;
	float box[4];

	(void)name;
	if (c->in == IN_TEXT) {
		read_text(c);
	} else if (c->in == IN_PATH) {
		read_path(c);
	} else if (c->in == IN_BOX &&
		   ofd_numbers(buf_slice(&c->text), box, 4) == 4) {
		c->page->width = box[2] * ofd_points;
		c->page->height = box[3] * ofd_points;
	}
	c->in = IN_NOTHING;
}

static void on_text(void *ctx, struct slice text)
{
	struct content *c = ctx;

	if (c->in != IN_NOTHING)
		(void)buf_add_slice(&c->text, text);	/* cut there */
}

static int on_event_done(void *ctx)
{
	return ((struct content *)ctx)->err;
}

int ofd_content(struct slice xml, struct arena *a, struct ofd_page *page)
{
	static const struct xml_events events = {
		.open = on_open, .close = on_close, .text = on_text,
	};
	struct content c = {
		.arena = a, .page = page, .text = BUF_INIT(DATA_MAX),
	};
	int err = xml_read(xml, &events, on_event_done, &c);

	buf_free(&c.text);
	return err;
}
