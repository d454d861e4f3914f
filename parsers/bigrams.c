/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last character of a run is a word by itself, so that a question of one
 * character, asked as a beginning ("诉"*), finds it wherever it stands.
 */
#include "parsers/bigrams.h"

#include "base/err.h"
#include "parsers/charset.h"

enum kind { DIVIDES, LATIN, HAN };

/* A character and where its bytes are. */
struct character {
	enum kind kind;
	unsigned cp;
	struct slice bytes;
};

static bool is_han(unsigned cp)
{
	return (cp >= 0x3400 && cp <= 0x9FFF) ||
	       (cp >= 0xF900 && cp <= 0xFAFF) || cp == 0x3007 ||
	       (cp >= 0x20000 && cp <= 0x3FFFF);
}

static bool is_latin(unsigned cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z');
}

static struct character next(struct slice text, size_t *at)
{
	size_t from = *at;
	struct character c = {.cp = charset_next(text, at)};

	if (c.cp >= 0xFF01 && c.cp <= 0xFF5E)
		c.cp -= 0xFF01 - '!';
	if (c.cp >= 'A' && c.cp <= 'Z')
		c.cp += 'a' - 'A';
	c.kind = is_han(c.cp) ? HAN : is_latin(c.cp) ? LATIN : DIVIDES;
	c.bytes = slice_sub(text, from, *at);
	return c;
}

/* What a run of words ends with where the text ends. */
enum end {
	END_ALONE,	/* the last character is a word, as at any end */
	END_OPEN,	/* it is one only where it is all of its run */
};

/* *ret_single: the text ends with one character of Han that is all of its
 * run. */
static int add(struct slice text, enum end end, struct buf *out,
	       bool *ret_single)
{
	struct character last = {.kind = DIVIDES};
	size_t at = 0, run = 0;

	while (at < text.n) {
		struct character c = next(text, &at);

		if (last.kind == HAN) {
			(void)buf_add_slice(out, last.bytes);
			if (c.kind == HAN)
				(void)buf_add_slice(out, c.bytes);
			(void)buf_addc(out, ' ');
		}
		if (c.kind == LATIN)
			(void)buf_addc(out, (char)c.cp);
		else if (last.kind == LATIN)
			(void)buf_addc(out, ' ');
		run = c.kind == HAN ? run + 1 : 0;
		last = c;
	}
	*ret_single = run == 1;
	if (last.kind == HAN && (run == 1 || end == END_ALONE))
		(void)buf_add_slice(out, last.bytes);
	if (last.kind == LATIN || run == 1 || (run && end == END_ALONE))
		(void)buf_addc(out, ' ');
	return out->err;
}

int bigrams_add(struct slice text, struct buf *out)
{
	bool single;

	return add(text, END_ALONE, out, &single);
}

/* 诉讼案 is "诉讼 讼案", one behind the other; 诉 begins a word. */
static int add_phrase(struct slice word, struct buf *out)
{
	struct buf words = BUF_INIT(out->max);
	bool single;
	int err = add(word, END_OPEN, &words, &single);
	struct slice s = slice_trim(buf_slice(&words));

	if (!err && s.n)
		(void)buf_addf(out, "%s\"%.*s\"%s", out->len ? " " : "",
			       SLICE_ARG(s), single ? "*" : "");
	buf_free(&words);
	return err ? err : out->err;
}

int bigrams_query(struct slice words, struct buf *out)
{
	size_t from = 0, at = 0;
	int err = 0;

	/* the space of Chinese keyboards is wide */
	while (at < words.n && !err) {
		size_t before = at;
		unsigned cp = charset_next(words, &at);

		if (cp != ' ' && cp != 0x3000 && cp != '\t' && cp != '\n')
			continue;
		err = add_phrase(slice_sub(words, from, before), out);
		from = at;
	}
	if (!err)
		err = add_phrase(slice_sub(words, from, words.n), out);
	return err ? err : out->len ? 0 : ERR_INVALID;
}
