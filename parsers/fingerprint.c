/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A text is taken apart into lines, and a line into words at white space and
 * at the bars and brackets that toolbars are built with.  A word is noise if
 * it is
 *
 *   a counter   label, then nothing but digits and a unit: "点击：12 次";
 *               or digits behind a word that is such a label with a colon
 *   a clock     in a line that begins with "今天是", "当前时间" …
 *   a token     24 and more letters and digits, both of them
 *
 * Only the digits (or the token) are replaced, so that a counter that comes or
 * goes is still a change of the page, as it is one for a reader.
 */
#include "parsers/fingerprint.h"

#include "base/err.h"
#include "parsers/charset.h"

enum {
	TEXT_MAX = 64 << 20,
	TOKEN_LEAST = 24,
	CLOCK_LINE_MOST = 120,	/* bytes; longer lines are prose */
	GRAM = 4,		/* characters; shorter ones are too common */
};

static const char *const counter_labels[] = {
	"访问量", "访问次数", "总访问量", "今日访问", "已访问", "浏览次数",
	"浏览量", "浏览数", "浏览", "点击数", "点击量", "点击率", "点击次数",
	"点击", "阅读次数", "阅读量", "阅读数", "阅读", "人气", "下载次数",
	"您是第", "你是第", "hits", "views", "pv",
};

static const char *const units[] = {
	"次", "人次", "人", "位访客", "位访问者", "位浏览者", "条", "万次",
};

static const char *const clock_labels[] = {
	"今天是", "今日是", "现在时间", "现在是", "当前时间", "当前日期",
	"北京时间", "系统时间",
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* --- words ------------------------------------------------------------ */

/* Without the label at its front; absent where there is none.  The longest
 * label counts: "访问量" must not leave "次数" behind. */
static struct slice after_label(struct slice word)
{
	size_t longest = 0;

	for (size_t i = 0; i < sizeof(counter_labels) /
	     sizeof(counter_labels[0]); i++) {
		const char *label = counter_labels[i];

		/* letters differ by a bit in their case */
		if (!word.n || (label[0] | 0x20) != (word.p[0] | 0x20))
			continue;
		if (strlen(label) > longest && slice_istarts(word, label))
			longest = strlen(label);
	}
	return longest ? slice_sub(word, longest, word.n) : SLICE_NONE;
}

/* ':' and '：' are one by now: wide ASCII was made plain. */
static struct slice after_colon(struct slice s)
{
	return s.n && s.p[0] == ':' ? slice_sub(s, 1, s.n) : s;
}

/* Digits with separators, and a unit or nothing behind them. */
static bool is_count(struct slice s)
{
	size_t n = 0;

	while (n < s.n && (is_digit(s.p[n]) || (n && s.p[n] == ',')))
		n++;
	if (n == 0)
		return false;
	s = slice_sub(s, n, s.n);
	if (s.n == 0)
		return true;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (slice_eqs(s, units[i]))
			return true;
	return false;
}

static bool is_counter(struct slice word)
{
	struct slice rest = after_label(word);

	return rest.p && is_count(after_colon(rest));
}

/* "浏览次数:", whose count is the next word. */
static bool is_label_alone(struct slice word)
{
	return slice_ends(word, ":") &&
	       slice_eqs(after_label(word), ":");
}

static bool is_token(struct slice word)
{
	bool digit = false, letter = false;

	if (word.n < TOKEN_LEAST)
		return false;
	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];

		if (!is_digit(c) && !is_letter(c) && c != '-' && c != '_' &&
		    c != '=' && c != '+' && c != '/')
			return false;
		digit |= is_digit(c);
		letter |= is_letter(c);
	}
	return digit && letter;
}

/* Adds the word with each run of digits as "#". */
static void add_masked(struct slice word, struct buf *out)
{
	bool before = false;

	for (size_t i = 0; i < word.n; i++) {
		bool digit = is_digit(word.p[i]);

		if (!digit)
			(void)buf_addc(out, word.p[i]);	/* sticky */
		else if (!before)
			(void)buf_addc(out, '#');
		before = digit;
	}
}

/* --- lines ------------------------------------------------------------ */

static bool is_clock(struct slice line)
{
	if (line.n > CLOCK_LINE_MOST)
		return false;
	for (size_t i = 0; i < sizeof(clock_labels) / sizeof(clock_labels[0]);
	     i++)
		if (slice_starts(line, clock_labels[i]))
			return true;
	return false;
}

/* White space, and the bars and brackets of toolbars. */
static bool ends_word(char c)
{
	return c == ' ' || c == '\t' || c == '|' || c == '[' || c == ']' ||
	       c == '(' || c == ')';
}

/* Of the word that begins at from. */
static size_t word_end(struct slice line, size_t from)
{
	size_t at = from;

	for (;;) {
		at += charset_han_run(line.p + at, line.n - at);
		if (at == line.n || ends_word(line.p[at]))
			return at;
		at++;
	}
}

/* A line in plain characters, white space folded to one SP or TAB. */
static void add_line(struct slice line, struct buf *out)
{
	bool clock = is_clock(line), count_next = false;
	size_t at = 0;

	while (at < line.n) {
		size_t from = at;
		struct slice word;

		at = word_end(line, from);
		word = slice_sub(line, from, at);
		if (clock || is_counter(word) ||
		    (count_next && is_count(word)))
			add_masked(word, out);
		else if (is_token(word))
			(void)buf_addc(out, '#');	/* sticky */
		else
			(void)buf_add_slice(out, word);
		if (word.n)
			count_next = is_label_alone(word);
		if (at < line.n)
			(void)buf_addc(out, line.p[at++]);
	}
	(void)buf_addc(out, '\n');
}

/* --- characters ------------------------------------------------------- */

static bool is_invisible(unsigned c)
{
	return (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF ||
	       c == 0xAD || (c < 0x20 && c != '\t');
}

static unsigned plain_of(unsigned c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		return c - 0xFEE0;
	if (c == 0x3000 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A))
		return ' ';
	if (c == 0x3010 || c == 0x3011)		/* 【 】 around counters */
		return '|';
	return c;
}

/* Folds the characters of one line into scratch; a TAB between cells stays. */
static struct slice plain_line(struct slice line, struct buf *scratch)
{
	size_t at = 0;

	buf_clear(scratch);
	while (at < line.n) {
		/* these stay as they are */
		size_t run = charset_seen_run(line.p + at, line.n - at);
		unsigned c;
		bool space;
		char *last;

		(void)buf_add(scratch, line.p + at, run);	/* sticky */
		at += run;
		if (at == line.n)
			break;
		c = plain_of(charset_next(line, &at));
		space = c == ' ' || c == '\t';
		last = scratch->len ? &scratch->data[scratch->len - 1] : NULL;
		if (is_invisible(c))
			continue;
		if (!space || (last && *last != ' ' && *last != '\t'))
			(void)buf_add_utf8(scratch, c);	/* sticky */
		else if (last && c == '\t')
			*last = '\t';
	}
	return slice_trim(buf_slice(scratch));
}

int fingerprint_normalise(struct slice text, struct buf *out)
{
	/* A malformed byte becomes three: U+FFFD. */
	struct buf scratch = BUF_INIT(3 * text.n + 4);
	int err = 0;

	while (text.p && !err) {
		struct slice line = slice_cut(&text, '\n');

		line = plain_line(line, &scratch);
		if (line.n)
			add_line(line, out);
		/* the next line forgets it */
		err = scratch.err ? scratch.err : out->err;
	}
	buf_free(&scratch);
	return err;
}

int fingerprint_digest(struct slice text, uint8_t ret_sha256[SHA256_BYTES])
{
	struct buf normal = BUF_INIT(TEXT_MAX);
	int err = fingerprint_normalise(text, &normal);

	if (!err)
		err = digest_sha256(buf_slice(&normal), ret_sha256);
	buf_free(&normal);
	return err;
}

/* --- simhash ---------------------------------------------------------- */

/* The finaliser of splitmix64 (public domain, S. Vigna): every bit of the
 * input moves every bit of the output. */
static uint64_t mix(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

uint64_t fingerprint_simhash(struct slice normalised)
{
	int64_t sums[64] = {0};
	uint64_t gram = 0, hash = 0;
	size_t at = 0, count = 0;

	while (at < normalised.n) {
		unsigned c = charset_next(normalised, &at);

		if (c == ' ' || c == '\t' || c == '\n')
			continue;
		/* 16 bits a character tell Chinese ones apart */
		gram = gram << 16 | (c & 0xFFFF);
		if (++count < GRAM)
			continue;
		for (uint64_t h = mix(gram), bit = 0; bit < 64; bit++)
			sums[bit] += h >> bit & 1 ? 1 : -1;
	}
	if (count < FINGERPRINT_SIMHASH_LEAST)
		return 0;
	for (unsigned bit = 0; bit < 64; bit++)
		hash |= (uint64_t)(sums[bit] > 0) << bit;
	return hash;
}

unsigned fingerprint_distance(uint64_t a, uint64_t b)
{
	return (unsigned)__builtin_popcountll(a ^ b);
}
