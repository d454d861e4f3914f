/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two checksums over the GB18030 tables were computed from the Encoding
 * Standard's own index files (with its GB 18030-2022 rows), not by this code.
 */
#include "parsers/charset.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MAX = 1 << 20 };

#define BYTES(s) {s, sizeof(s) - 1}

static void print_hex(const char *what, struct slice s)
{
	fprintf(stderr, "%s:", what);
	for (size_t i = 0; i < s.n; i++)
		fprintf(stderr, " %02x", (unsigned char)s.p[i]);
	fprintf(stderr, "\n");
}

static void expect(struct slice input, const struct buf *got, struct slice want)
{
	if (slice_eq(buf_slice(got), want))
		return;
	print_hex("input ", input);
	print_hex("got   ", buf_slice(got));
	print_hex("wanted", want);
	fail();
}

struct conversion {
	const char *name;
	struct slice from;
	struct slice to;
};

#define BAD "\xEF\xBF\xBD"

static const struct conversion decodings[] = {
	/* two bytes, and what GB 18030-2022 and deployed pages changed */
	{"gb18030", BYTES("\xC4\xEA\xB1\xA8"), BYTES("年报")},
	{"GBK", BYTES("\xC4\xEA\xB1\xA8"), BYTES("年报")},
	{"gb18030", BYTES("\xA6\xD9\xA6\xF3"), BYTES("\uFE10\uFE19")},
	{"gb18030", BYTES("\xA8\xBC"), BYTES("\u1E3F")},
	{"gb18030", BYTES("\xA3\xA0"), BYTES("\u3000")},
	{"gb18030", BYTES("\xFE\x59\xFE\xA0"), BYTES("\u9FB4\u9FBB")},
	{"gb18030", BYTES("\x80"), BYTES("€")},
	{"gb18030", BYTES("\xA2\xE3"), BYTES("€")},
	/* four bytes: ends of the ranges and the swapped one */
	{"gb18030", BYTES("\x81\x30\x81\x30"), BYTES("\xC2\x80")},
	{"gb18030", BYTES("\x81\x35\xF4\x37"), BYTES("\uE7C7")},
	{"gb18030", BYTES("\x84\x31\x82\x36"), BYTES("\uFE10")},
	{"gb18030", BYTES("\x84\x31\xA4\x39"), BYTES("\uFFFF")},
	{"gb18030", BYTES("\x84\x31\xA5\x30"), BYTES(BAD)},
	{"gb18030", BYTES("\x8F\x39\xFE\x39"), BYTES(BAD)},
	{"gb18030", BYTES("\x90\x30\x81\x30"), BYTES("\U00010000")},
	{"gb18030", BYTES("\xE3\x32\x9A\x35"), BYTES("\U0010FFFF")},
	{"gb18030", BYTES("\xE3\x32\x9A\x36"), BYTES(BAD)},
	/* errors give ASCII back to the stream */
	{"gb18030", BYTES("\xFF"), BYTES(BAD)},
	{"gb18030", BYTES("\xC4"), BYTES(BAD)},
	{"gb18030", BYTES("\xC4<b>"), BYTES(BAD "<b>")},
	{"gb18030", BYTES("\xC4\x7F"), BYTES(BAD "\x7F")},
	{"gb18030", BYTES("\xC4\xFFx"), BYTES(BAD "x")},
	{"gb18030", BYTES("\x81\x30"), BYTES(BAD)},
	{"gb18030", BYTES("\x81\x30\x81"), BYTES(BAD)},
	{"gb18030", BYTES("\x81\x30x"), BYTES(BAD "0x")},
	{"gb18030", BYTES("\x81\x30\x81x"), BYTES(BAD "0亁")},
	{"gb18030", BYTES("\x81\x30\xC4\xEA"), BYTES(BAD "0年")},
	/* UTF-8: one replacement per maximal subpart */
	{"UTF-8", BYTES("\xEF\xBB\xBF" "a"), BYTES("a")},
	{"UTF-8", BYTES("年报"), BYTES("年报")},
	{"UTF-8", BYTES("\xE5\xB9"), BYTES(BAD)},
	{"UTF-8", BYTES("\xE5\xB9<"), BYTES(BAD "<")},
	{"UTF-8", BYTES("\xC0\xAF"), BYTES(BAD BAD)},
	{"UTF-8", BYTES("\xED\xA0\x80"), BYTES(BAD BAD BAD)},
	{"UTF-8", BYTES("\xF0\x9F\x92 "), BYTES(BAD " ")},
	{"UTF-8", BYTES("\xF4\x90\x80\x80"), BYTES(BAD BAD BAD BAD)},
	{"UTF-16LE", BYTES("\xFF\xFE\x74\x5E"), BYTES("年")},
	{"UTF-16BE", BYTES("\x5E\x74\xD8\x3D\xDE\x00"), BYTES("年😀")},
	{"UTF-16BE", BYTES("\xD8\x3D\x00" "a\xDC\x00\x00"),
	 BYTES(BAD "a" BAD BAD)},
	{"windows-1252", BYTES("\x80\x81\xE9"), BYTES("€\xC2\x81é")},
	{"windows-1255", BYTES("\xCA\xD9"), BYTES("\u05BA" BAD)},
	{"KOI8-U", BYTES("\xAE"), BYTES("ў")},
	{"ISO-8859-8-I", BYTES("\xE0"), BYTES("\u05D0")},
	{"x-user-defined", BYTES("a\x80"), BYTES("a\uF780")},
	{"replacement", BYTES("whatever"), BYTES(BAD)},
	{"replacement", BYTES(""), BYTES("")},
	{"Big5", BYTES("\xA6\x7E\xB3\xF8"), BYTES("年報")},
	{"Big5", BYTES("\xFF\xFF<"), BYTES(BAD "<")},
	{"Shift_JIS", BYTES("\x94\x4E\x81"), BYTES("年" BAD)},
	{"EUC-JP", BYTES("\xC7\xAF"), BYTES("年")},
	{"EUC-KR", BYTES("\xB3\xE2\x81\x20"), BYTES("년" BAD " ")},
};

static void decodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(decodings) / sizeof(*decodings); i++) {
		const struct conversion *c = &decodings[i];
		struct buf out = BUF_INIT(MAX);

		assert_int_equal(charset_decode(c->name, c->from, &out), 0);
		expect(c->from, &out, c->to);
		buf_free(&out);
	}
}

static const struct conversion encodings[] = {
	{"UTF-8", BYTES("年报"), BYTES("年报")},
	{"UTF-16LE", BYTES("年"), BYTES("年")},
	{"GBK", BYTES("a年报"), BYTES("a\xC4\xEA\xB1\xA8")},
	{"GBK", BYTES("€\u9FB4\uE81E"), BYTES("\x80\xFE\x59\xFE\x59")},
	{"GBK", BYTES("😀"), BYTES("%26%23128512%3B")},
	{"GBK", BYTES("\uE5E5"), BYTES("%26%2358853%3B")},
	{"gb18030", BYTES("€"), BYTES("\xA2\xE3")},
	{"gb18030", BYTES("\xC2\x80\uE7C7"),
	 BYTES("\x81\x30\x81\x30\x81\x35\xF4\x37")},
	{"gb18030", BYTES("😀"), BYTES("\x94\x39\xFC\x36")},
	{"gb18030", BYTES("\uE5E5"), BYTES("%26%2358853%3B")},
	{"windows-1252", BYTES("é年"), BYTES("\xE9%26%2324180%3B")},
	{"Big5", BYTES("年😀"), BYTES("\xA6\x7E%26%23128512%3B")},
	{"ISO-2022-JP", BYTES("年"), BYTES("\x1B$BG/\x1B(B")},
};

static void encodes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(encodings) / sizeof(*encodings); i++) {
		const struct conversion *c = &encodings[i];
		struct buf out = BUF_INIT(MAX);

		assert_int_equal(charset_encode(c->name, c->from, &out), 0);
		expect(c->from, &out, c->to);
		buf_free(&out);
	}
}

static uint64_t fnv(uint64_t hash, unsigned cp)
{
	return (hash ^ cp) * 0x100000001B3u;
}

/* The single code point that the bytes decode to. */
static unsigned decode_one(const unsigned char *bytes, size_t n)
{
	struct slice in = {(const char *)bytes, n};
	struct buf out = BUF_INIT(16);
	size_t at = 0;
	unsigned cp;

	assert_int_equal(charset_decode("gb18030", in, &out), 0);
	cp = charset_next(buf_slice(&out), &at);
	assert_int_equal(at, out.len);
	buf_free(&out);
	return cp;
}

static void whole_gb_index(void **state)
{
	uint64_t two = 0xCBF29CE484222325u;
	uint64_t four = 0xCBF29CE484222325u;

	(void)state;
	for (unsigned i = 0; i < 126 * 190; i++) {
		unsigned trail = i % 190 + 0x40;
		unsigned char bytes[] = {
			(unsigned char)(i / 190 + 0x81),
			(unsigned char)(trail < 0x7F ? trail : trail + 1),
		};

		two = fnv(two, decode_one(bytes, 2));
	}
	for (unsigned i = 0; i < 39420; i++) {
		unsigned char bytes[] = {
			(unsigned char)(i / 12600 + 0x81),
			(unsigned char)(i / 1260 % 10 + 0x30),
			(unsigned char)(i / 10 % 126 + 0x81),
			(unsigned char)(i % 10 + 0x30),
		};

		four = fnv(four, decode_one(bytes, 4));
	}
	assert_true(two == 0xDC3908AE743170F1u);
	assert_true(four == 0x6A394B2F1654AE7Cu);
}

static void labels(void **state)
{
	static const struct { const char *label, *name; } cases[] = {
		{"GB2312", "gb18030"}, {"gbk", "gb18030"},
		{"gb18030", "gb18030"}, {"chinese", "gb18030"},
		{" utf-8\n", "UTF-8"}, {"UTF8", "UTF-8"},
		{"x-unicode20utf8", "UTF-8"}, {"iso-8859-1", "windows-1252"},
		{"latin1", "windows-1252"}, {"us-ascii", "windows-1252"},
		{"iso-8859-8-i", "ISO-8859-8-I"}, {"big5-hkscs", "Big5"},
		{"unicodefffe", "UTF-16BE"}, {"utf-16", "UTF-16LE"},
		{"hz-gb-2312", "replacement"}, {"sjis", "Shift_JIS"},
		{"x-user-defined", "x-user-defined"},
		{"gb-2312", NULL}, {"", NULL}, {" ", NULL}, {"utf-8 x", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *got = charset_of_label(slice_of(cases[i].label));

		if (got == cases[i].name ||
		    (got && cases[i].name && !strcmp(got, cases[i].name)))
			continue;
		fail_msg("%s: got %s, wanted %s", cases[i].label,
			 got ? got : "none",
			 cases[i].name ? cases[i].name : "none");
	}
	assert_null(charset_of_label(SLICE_NONE));
}

#define GB "\xC4\xEA\xB1\xA8"	/* 年报 */

static const struct {
	struct slice bytes;
	const char *header;
	const char *name, *from, *query;
} guesses[] = {
	{BYTES("\xEF\xBB\xBF" GB), "gbk", "UTF-8", "bom", "UTF-8"},
	{BYTES("\xFF\xFE" "a\0"), "gbk", "UTF-16LE", "bom", "UTF-8"},
	{BYTES("年报"), "gb2312", "UTF-8", "bytes", "UTF-8"},
	{BYTES("年\xE6\x8A"), NULL, "UTF-8", "bytes", "UTF-8"},
	{BYTES("年\xE6\x8A<"), NULL, "gb18030", "default", "GBK"},
	{BYTES(GB), "GB2312", "gb18030", "header", "GBK"},
	{BYTES(GB), "gb18030", "gb18030", "header", "gb18030"},
	{BYTES("<meta charset=gbk>" GB), "nonsense", "gb18030", "meta", "GBK"},
	{BYTES(GB), NULL, "gb18030", "default", "GBK"},
	{BYTES("abc"), NULL, "UTF-8", "default", "UTF-8"},
	{BYTES(""), NULL, "UTF-8", "default", "UTF-8"},
	{BYTES("abc"), "gbk", "gb18030", "header", "GBK"},
	{BYTES(GB), "utf-8", "gb18030", "default", "GBK"},
	{BYTES(GB GB), "big5", "Big5", "header", "Big5"},
	/* as many errors either way: what was declared stays */
	{BYTES("\xFF"), "utf-8", "UTF-8", "header", "UTF-8"},
	{BYTES("<META http-equiv=Content-Type content='text/html; "
	       "charset=gb2312'>" GB), NULL, "gb18030", "meta", "GBK"},
	{BYTES("<meta content='text/html;charset=\"big5\"' "
	       "http-equiv=\"content-type\"/>" GB), NULL, "Big5", "meta",
	 "Big5"},
	{BYTES("<!-- <meta charset=big5> --><meta charset=\"gb18030\" >" GB),
	 NULL, "gb18030", "meta", "gb18030"},
	{BYTES("<meta name=description content='charset=big5'>" GB),
	 NULL, "gb18030", "default", "GBK"},
	{BYTES("<?xml version='1.0' encoding='big5'?>" GB), NULL, "Big5",
	 "meta", "Big5"},
	{BYTES("<meta charset=utf-16>abc"), NULL, "UTF-8", "meta", "UTF-8"},
	{BYTES("<meta charset=x-user-defined>" GB), NULL, "windows-1252",
	 "meta", "windows-1252"},
	{BYTES("<metadata charset=big5>" GB), NULL, "gb18030", "default",
	 "GBK"},
	{BYTES("<meta charset" GB), NULL, "gb18030", "default", "GBK"},
	{BYTES("<meta"), NULL, "UTF-8", "default", "UTF-8"},
};

static void guess(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(guesses) / sizeof(*guesses); i++) {
		struct charset_guess got = charset_guess(guesses[i].bytes,
					slice_of(guesses[i].header));

		if (got.from != CHARSET_FROM_BOM &&
		    got.valid != charset_is_utf8(guesses[i].bytes))
			fail_msg("%.*s: got valid %d",
				 SLICE_ARG(guesses[i].bytes), got.valid);
		if (!strcmp(got.name, guesses[i].name) &&
		    !strcmp(got.query, guesses[i].query) &&
		    !strcmp(charset_from_name(got.from), guesses[i].from))
			continue;
		print_hex("input ", guesses[i].bytes);
		fail_msg("%.*s: got %s %s %s, wanted %s %s %s",
			 SLICE_ARG(guesses[i].bytes), got.name,
			 charset_from_name(got.from), got.query,
			 guesses[i].name, guesses[i].from, guesses[i].query);
	}
}

static void errors(void **state)
{
	struct slice gb = BYTES(GB);
	struct buf out = BUF_INIT(5);

	(void)state;
	assert_int_equal(charset_decode("gb18030", gb, &out), ERR_TOOBIG);
	buf_free(&out);
	out.max = 6;	/* exactly two characters of three bytes */
	assert_int_equal(charset_decode("gb18030", gb, &out), 0);
	assert_int_equal(out.len, 6);
	buf_clear(&out);
	assert_int_equal(charset_decode("klingon", gb, &out),
			 ERR_UNSUPPORTED);
	assert_int_equal(charset_encode("klingon", gb, &out),
			 ERR_UNSUPPORTED);
	assert_int_equal(charset_encode("GBK", slice_of("年报年报"), &out),
			 ERR_TOOBIG);
	buf_free(&out);
}

static void code_points(void **state)
{
	struct slice s = BYTES("a年\xFF\xE5");
	static const unsigned wanted[] = {'a', 0x5E74, 0xFFFD, 0xFFFD, 0};
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		assert_int_equal(charset_next(s, &at), wanted[i]);
	assert_int_equal(at, s.n);
	assert_true(charset_is_utf8(slice_of("年报")));
	assert_true(charset_is_utf8(SLICE_NONE));
	assert_false(charset_is_utf8(s));
}

/* Each text, and all that it begins with. */
static void runs(void **state)
{
	static const struct {
		struct slice text;
		size_t han, seen;
	} rows[] = {
		{BYTES(""), 0, 0},
		{BYTES("年报"), 6, 6},
		{BYTES("年报a年~!报 "), 6, 15},
		{BYTES("a年"), 0, 4},
		{BYTES("年\x7F"), 3, 3},
		{BYTES("\xE4\x80\x80\xE9\xBF\xBF"), 6, 6},
		{BYTES("\xE3\xBF\xBF"), 0, 0},
		{BYTES("\xEA\x80\x80"), 0, 0},
		{BYTES("年\xE5\xB9"), 3, 3},
		{BYTES("年\xE5\xB9 "), 3, 3},
		{BYTES("年\xE5 \xB4"), 3, 3},
		{BYTES("年，报"), 3, 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t n = 0; n <= rows[i].text.n; n++) {
			const char *p = rows[i].text.p;
			size_t han = n < rows[i].han ? n / 3 * 3 : rows[i].han;
			size_t seen = charset_seen_run(p, n);

			if (charset_han_run(p, n) != han || seen > n ||
			    seen > rows[i].seen ||
			    (n == rows[i].text.n && seen != rows[i].seen))
				fail_msg("%.*s, %zu bytes: got %zu, %zu",
					 SLICE_ARG(rows[i].text), n,
					 charset_han_run(p, n), seen);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes),
		cmocka_unit_test(encodes),
		cmocka_unit_test(whole_gb_index),
		cmocka_unit_test(labels),
		cmocka_unit_test(guess),
		cmocka_unit_test(errors),
		cmocka_unit_test(code_points),
		cmocka_unit_test(runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
