/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a rewritten text to what was written:
 *
 *   sounds dropped, damage mended ► traditional to simplified (OpenCC) ► 著 to 着
 *
 * Brackets stay unless what is in them is one spoken syllable and stands
 * behind a Chinese character, so "(2019)", "(一)" and "(WARC)" do.  A sound may
 * stand there twice, and at the beginning of the next node of a page; hence
 * after_han outlives a text.
 *
 * Damage: rewriting was done on GBK, two bytes a character.  "。現" is A1A3
 * AC46, of which some program took A1 for a character of its own and A3AC for
 * "，", which leaves 46, "F".  So "?，" with a letter and a sound behind it is
 * "。" and the character of row AC that ends with this byte.
 */
#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/mirror_private.h"

#include <stdlib.h>

enum {
	/* a malformed byte becomes three: U+FFFD */
	UNDONE_MAX = 3 * MIRROR_TEXT_MAX + 64,
	HAN = 3,		/* bytes of a Chinese character */
};

struct mirror {
	struct opencc *opencc;
	struct buf plain;	/* a text without sounds */
	struct buf simple;	/* in simplified characters */
	size_t left;		/* of MIRROR_TEXT_MAX */
	bool after_han;
};

int mirror_open(struct mirror **ret_mirror)
{
	struct mirror *m = calloc(1, sizeof(*m));
	int err;

	if (!m)
		return ERR_NOMEM;
	buf_init(&m->plain, UNDONE_MAX);
	buf_init(&m->simple, UNDONE_MAX);
	m->left = MIRROR_TEXT_MAX;
	err = opencc_new(&m->opencc);
	if (err) {
		free(m);
		return err;
	}
	*ret_mirror = m;
	return 0;
}

void mirror_close(struct mirror *m)
{
	if (!m)
		return;
	opencc_free(m->opencc);
	buf_free(&m->plain);
	buf_free(&m->simple);
	free(m);
}

/* --- sounds and damage ------------------------------------------------ */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of "?，F" at the front of s, 0 where it is not that. */
static size_t damage(struct slice s)
{
	size_t n;

	if (slice_starts(s, "?,"))
		n = strlen("?,");
	else if (slice_starts(s, "?，"))
		n = strlen("?，");
	else
		return 0;
	if (n == s.n || !is_letter(s.p[n]) ||
	    !mirror_sound(slice_sub(s, n + 1, s.n)))
		return 0;
	return n + 1;
}

static void mend(char letter, struct buf *out)
{
	const char gbk[] = {'\xAC', letter};

	(void)buf_adds(out, "。");	/* sticky, as all here */
	(void)charset_decode("gb18030", (struct slice){gbk, sizeof(gbk)}, out);
}

/* Adds what stands at the front of s, one thing at a time; returns its
 * bytes. */
static size_t add_next(struct mirror *m, struct slice s)
{
	size_t n = m->after_han ? mirror_sound(s) : 0;
	unsigned cp;

	if (n)
		return n;	/* another may follow */
	n = damage(s);
	if (n) {
		mend(s.p[n - 1], &m->plain);
		m->after_han = true;
		return n;
	}
	m->after_han = mirror_han(s) > 0;
	cp = charset_next(s, &n);
	(void)buf_add_utf8(&m->plain, cp ? cp : 0xFFFD);
	return n;
}

/* --- 著 --------------------------------------------------------------- */

/* Traditional texts write 著 for 着, too, and OpenCC leaves it; these are the
 * words in which it is right. */
static bool is_zhu(struct slice text, size_t at)
{
	static const char *const words[] = {
		"著名", "著作", "著称", "著述", "著录", "著者", "著书", "著有",
		"显著", "卓著", "昭著", "名著", "编著", "论著", "专著", "原著",
		"译著", "巨著", "合著", "遗著", "土著",
	};
	struct slice with_next = slice_sub(text, at, at + 2 * HAN);
	struct slice with_last = at < HAN ? SLICE_NONE :
				 slice_sub(text, at - HAN, at + HAN);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (slice_eqs(with_next, words[i]) ||
		    slice_eqs(with_last, words[i]))
			return true;
	return false;
}

static void add_with_zhe(struct slice text, struct buf *out)
{
	size_t from = 0, at;

	while ((at = slice_finds(text, "著", from)) != SIZE_MAX) {
		(void)buf_add_slice(out, slice_sub(text, from, at));
		(void)buf_adds(out, is_zhu(text, at) ? "著" : "着");
		from = at + HAN;
	}
	(void)buf_add_slice(out, slice_sub(text, from, text.n));
}

/* --- undoing ---------------------------------------------------------- */

/* As many bytes of text as may still be turned back, whole characters. */
static size_t allowed(const struct mirror *m, struct slice text)
{
	size_t n = m->left;

	if (text.n <= n)
		return text.n;
	while (n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
		n--;
	return n;
}

int mirror_undo(struct mirror *m, struct slice text, struct buf *out)
{
	size_t end = allowed(m, text), at = 0;
	struct slice head = slice_sub(text, 0, end);

	m->left -= end;
	buf_clear(&m->plain);
	buf_clear(&m->simple);
	while (at < end)
		at += add_next(m, slice_sub(head, at, end));
	if (m->plain.err)
		return m->plain.err;
	if (opencc_simplify(m->opencc, buf_slice(&m->plain), &m->simple))
		return m->simple.err;
	add_with_zhe(buf_slice(&m->simple), out);
	return buf_add_slice(out, slice_sub(text, end, text.n));
}

/* --- pages and documents ---------------------------------------------- */

struct restoring {
	struct mirror *mirror;
	struct arena *arena;
	struct buf text;
};

static int restore(void *ctx, struct slice text, struct slice *ret_text)
{
	struct restoring *r = ctx;
	struct slice restored;
	int err;

	if (!text.n)
		return 0;
	buf_clear(&r->text);
	err = mirror_undo(r->mirror, text, &r->text);
	if (err)
		return err;
	restored = arena_slice(r->arena, buf_slice(&r->text));
	if (!restored.p)
		return arena_err(r->arena);
	*ret_text = restored;
	return 0;
}

int mirror_restore_page(struct html_doc *doc)
{
	const struct html *h = html_of(doc);
	struct restoring r = {.arena = html_arena(doc)};
	struct mirror_signs signs;
	int err;

	mirror_signs_init(&signs);
	for (uint32_t i = 0; i < h->count; i++)
		if (h->nodes[i].tag == HTML_TEXT && !h->nodes[i].invisible)
			mirror_measure(&signs, h->nodes[i].text);
	if (!mirror_is_rewritten(&signs))
		return 0;
	err = mirror_open(&r.mirror);
	if (err)
		return err == ERR_UNSUPPORTED ? 0 : err;
	buf_init(&r.text, SIZE_MAX / 2);	/* bounded by the page */
	err = html_map(doc, restore, &r);
	buf_free(&r.text);
	mirror_close(r.mirror);
	return err;
}

static const struct grid *restore_grid(struct restoring *r,
				       const struct grid *from, int *err)
{
	struct grid *to = arena_alloc(r->arena, sizeof(*to));
	struct grid_cell *cells = arena_array(r->arena, from->cell_count,
					      sizeof(*cells));
	size_t places = (size_t)from->rows * from->cols;

	if (!to || !cells)
		return NULL;
	*to = *from;
	to->cells = cells;
	to->at = arena_array(r->arena, places, sizeof(*to->at));
	if (!to->at)
		return NULL;
	for (uint32_t i = 0; i < from->cell_count && !*err; i++) {
		cells[i] = from->cells[i];
		*err = restore(r, cells[i].text, &cells[i].text);
	}
	for (size_t i = 0; i < places; i++)
		to->at[i] = from->at[i] ? &cells[from->at[i] - from->cells]
					: NULL;
	return to;
}

static int restore_all(struct restoring *r, const struct document *d,
		       const struct document **ret_to)
{
	struct document *to = arena_alloc(r->arena, sizeof(*to));
	const struct grid **grids = arena_array(r->arena, d->grid_count,
						sizeof(*grids));
	int err;

	if (!to || !grids)
		return arena_err(r->arena);
	*to = *d;
	to->grids = grids;
	err = restore(r, d->text, &to->text);
	for (uint32_t i = 0; i < d->grid_count && !err; i++) {
		grids[i] = restore_grid(r, d->grids[i], &err);
		if (!err)
			err = arena_err(r->arena);
	}
	if (!err)
		*ret_to = to;
	return err;
}

int mirror_restore_document(const struct document *d, struct arena *a,
			    const struct document **ret_to)
{
	struct restoring r = {.arena = a};
	struct mirror_signs signs;
	int err;

	*ret_to = d;
	mirror_signs_init(&signs);
	mirror_measure(&signs, d->text);
	if (!mirror_is_rewritten(&signs))
		return 0;
	err = mirror_open(&r.mirror);
	if (err)
		return err == ERR_UNSUPPORTED ? 0 : err;
	buf_init(&r.text, SIZE_MAX / 2);	/* bounded by the document */
	err = restore_all(&r, d, ret_to);
	buf_free(&r.text);
	mirror_close(r.mirror);
	return err;
}
