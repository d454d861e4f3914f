/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing, nodes, text and head; hostile pages and both limits. */
#include "parsers/html.h"

#include "base/buf.h"
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MEMORY = 64 << 20, NODES = 1000000 };

static const struct html_limits limits = {.memory = MEMORY, .nodes = NODES};

static struct html_doc *parse(struct slice text)
{
	struct html_doc *doc;

	assert_int_equal(html_parse(text, &limits, &doc), 0);
	return doc;
}

static void expect(const char *input, struct slice got, const char *want)
{
	if (slice_eqs(got, want) && !!got.p == !!want)
		return;
	fail_msg("%s\ngot    «%.*s»%s\nwanted «%s»", input, SLICE_ARG(got),
		 got.p ? "" : " (absent)", want ? want : "(absent)");
}

static const struct { const char *html, *text; } texts[] = {
	{"", ""},
	{"a", "a"},
	{"<p>a<p>b", "a\nb"},
	{"  a \n\t b  ", "a b"},
	{"a&nbsp;\xE3\x80\x80 b\xE2\x80\x8B" "c", "a bc"},
	{"a<br>b<br/><br>c", "a\nb\nc"},
	{"<div><div>a</div></div><div></div>b", "a\nb"},
	{"a<span>b</span> <b>c</b>", "ab c"},
	{"a<script>x()</script>b<style>y{}</style>c", "abc"},
	{"a<div style='Display : None'>x</div>b", "ab"},
	{"a<i hidden>x</i>b<noscript>y</noscript><!--z-->", "ab"},
	{"<iframe>x</iframe><template>y</template>z", "z"},
	{"<title>t</title>b", "b"},
	{"<table><tr><td>a<td>b<tr><td>c<td>d</table>e", "a\tb\nc\td\ne"},
	{"<table><tr><td><p>a</p></td><td><p>b</p><p>c</td></table>",
	 "a\tb\nc"},
	{"<table><tr><td>a<td><td>c<tr><td><td>b<tr><td>d<td></table>",
	 "a\t\tc\n\tb\nd"},
	{"x<table><tr><td> <td> </table>y", "x\ny"},
	{"<table><tr><td>a<table><tr><td>b<td>c</table><td>d</table>",
	 "a\nb\tc\td"},
	{"a<pre>\n b\n\n  c\n</pre>d", "a\n b\n\n  c\nd"},
	{"<ul><li>a<li>b</ul>", "a\nb"},
	{"<option>a<option>b", "a\nb"},
	{"&lt;p&gt; &#24180;&#x62A5; &bogus;", "<p> 年报 &bogus;"},
	{"<DIV>A<BR>B</DIV>", "A\nB"},
	{"<UCAPCONTENT><p>a</p></UCAPCONTENT><o:p>b</o:p>", "a\nb"},
	{"<b>a<p>b</b>c", "a\nbc"},
	{"</td></p>a</b>", "a"},
	/* gumbo asserts here, see the essay of html.c */
	{"<table><math><mo><![CDATA[x]]>r", "r"},
	{"<table><Math><td><mi><select>a</table>", "a"},
	{"<table><SVG><td><desc ><select>a</table>", "a"},
	{"<table><math><select><mtext><select ><tfoot>a", "a"},
};

static void text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct html_doc *doc = parse(slice_of(texts[i].html));
		struct buf out = BUF_INIT(1 << 20);

		assert_int_equal(html_text(html_of(doc), 0, &out), 0);
		expect(texts[i].html, buf_slice(&out), texts[i].text);
		buf_free(&out);
		html_free(doc);
	}
}

static void text_of_a_part(void **state)
{
	struct html_doc *doc = parse(slice_of(
		"x<div style=display:none><td>a<p>b<i hidden>c</i></div>y"));
	const struct html *h = html_of(doc);
	uint32_t div = html_find(h, HTML_DIV, 0, h->count);
	struct buf out = BUF_INIT(3);

	(void)state;
	assert_true(html_is_invisible(h, div));
	assert_true(html_is_invisible(h, html_find(h, HTML_P, 0, h->count)));
	assert_int_equal(html_text(h, div, &out), 0);
	expect("a part", buf_slice(&out), "a\nb");
	assert_int_equal(html_text(h, 0, &out), ERR_TOOBIG);
	buf_free(&out);
	html_free(doc);
}

#define META(content) "<meta http-equiv=REFRESH content=\"" content "\">"

static const struct {
	const char *html;
	const char *title, *base, *canonical, *refresh;
} heads[] = {
	{"", NULL, NULL, NULL, NULL},
	{"<title> a\n b&amp;c </title>", "a b&c", NULL, NULL, NULL},
	{"<svg><title>x</title></svg><title>y</title>", "y", NULL, NULL,
	 NULL},
	{"<base target=x><base href=/a/><base href=/b/>", NULL, "/a/", NULL,
	 NULL},
	{"<link rel=Canonical href=c>", NULL, NULL, "c", NULL},
	{META("0;URL=../"), NULL, NULL, NULL, "../"},
	{META("0; url = 'a b.html' x"), NULL, NULL, NULL, "a b.html"},
	{META("5"), NULL, NULL, NULL, ""},
	{META("0.5,a.html"), NULL, NULL, NULL, "a.html"},
	{META("0;url.html"), NULL, NULL, NULL, "url.html"},
	{"<noscript>" META("0;URL=x") "</noscript>", NULL, NULL, NULL, NULL},
};

static void head(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		const char *html = heads[i].html;
		struct html_doc *doc = parse(slice_of(html));
		const struct html *h = html_of(doc);

		expect(html, html_title(h, html_arena(doc)), heads[i].title);
		expect(html, html_base(h), heads[i].base);
		expect(html, html_canonical(h), heads[i].canonical);
		expect(html, html_refresh(h), heads[i].refresh);
		html_free(doc);
	}
}

static void nodes(void **state)
{
	static const char html[] =
		"<!doctype html><!-- x --><P ID=a CLASS='one  Two\tthree' "
		"Data-X=\"&lt;\">b<o:P>c</o:P></P><meta name=SiteName "
		"content=n><meta property='og:Title' content=o>";
	struct html_doc *doc = parse(slice_of(html));
	const struct html *h = html_of(doc);
	uint32_t p = html_find(h, HTML_P, 0, h->count);
	const struct html_node *node = &h->nodes[p];
	const struct html_node *other = &h->nodes[p + 2];

	(void)state;
	assert_int_equal(h->nodes[0].tag, HTML_HTML);
	assert_int_equal(h->nodes[0].parent, 0);
	assert_int_equal(h->nodes[0].end, h->count);
	assert_int_equal(h->nodes[0].offset, UINT32_MAX);
	assert_int_equal(node->offset, strstr(html, "<P") - html);
	assert_int_equal(node->length,
			 strstr(html, "<meta") - strstr(html, "<P"));
	assert_int_equal(node->end, p + 4);
	expect("name", node->name, "p");
	expect("attr", html_attr(node, "data-x"), "<");
	expect("attr", html_attr(node, "data-y"), NULL);
	assert_true(html_has_class(node, "two"));
	assert_true(html_has_class(node, "three"));
	assert_false(html_has_class(node, "thre"));
	assert_int_equal(html_by_id(h, "a"), p);
	assert_int_equal(html_by_id(h, "A"), h->count);
	assert_int_equal(other->tag, HTML_OTHER);
	expect("name", other->name, "o:p");
	expect("text", h->nodes[p + 1].text, "b");
	assert_int_equal(h->nodes[p + 1].offset, strstr(html, "b<") - html);
	assert_int_equal(h->nodes[p + 1].length, 1);
	assert_int_equal(other->parent, p);
	expect("meta", html_meta(h, "sitename"), "n");
	expect("meta", html_meta(h, "og:title"), "o");
	expect("meta", html_meta(h, "nothing"), NULL);
	html_free(doc);
}

static void frameset(void **state)
{
	struct html_doc *doc = parse(slice_of(
		"<FRAMESET rows=1,2><FRAME SRC=a.htm><noframes>old</noframes>"
		"</FRAMESET>"));
	const struct html *h = html_of(doc);
	uint32_t frame = html_find(h, HTML_FRAME, 0, h->count);

	(void)state;
	assert_true(frame < h->count);
	expect("frame", html_attr(&h->nodes[frame], "src"), "a.htm");
	html_free(doc);
}

/* --- hostile pages --- */

/* before, times × piece, after; and how it must end.  Time is the number of
 * allocations in thousands: the clock has no say here. */
struct repeat {
	const char *before;
	struct slice piece;
	const char *after;
	unsigned times;
	int err;
};

enum { PATIENCE = 100 };

static bool expire_later(void *ctx)
{
	unsigned *left = ctx;

	return --*left == 0;
}

static const struct repeat hostile[] = {
	{"", SLICE_LIT("<div>"), "", 50000,
	 ERR_EXPIRED},
	{"", SLICE_LIT("<b>"), "", 20000, 0},
	{"", SLICE_LIT("<b><p>"), "", 1000, 0},
	{"", SLICE_LIT("<i>x<p>"), "", 400000,
	 ERR_EXPIRED},
	{"", SLICE_LIT("<a>"), "", 400000,
	 ERR_EXPIRED},
	{"<p title='", SLICE_LIT("0123456789abcdef"), "'>x", 65536, 0},
	{"<p title='", SLICE_LIT("&amp;"), "", 100000, 0},
	{"<!--", SLICE_LIT("--!-"), "", 100000, 0},
	{"a", SLICE_LIT("\0"), "b", 100000, 0},
	{"", SLICE_LIT("<p x\0y=\0>\0</p>"), "", 10000,
	 ERR_EXPIRED},
	{"<table>", SLICE_LIT("<tr><td rowspan=65534 colspan=1000>x"), "",
	 3000, 0},
	{"<table>", SLICE_LIT("<table><tr><td>"), "", 2000, 0},
	{"<svg>", SLICE_LIT("<foreignObject><math><mi>"), "", 1000, 0},
	{"<select>", SLICE_LIT("<option><optgroup>"), "", 20000,
	 ERR_EXPIRED},
	{"", SLICE_LIT("\xFF\xC0<\x80>"), "", 50000, 0},
	{"<script>", SLICE_LIT("<!--<script>"), "", 50000, 0},
	{"<textarea>", SLICE_LIT("</textarea"), "", 50000,
	 ERR_EXPIRED},
	{"<form>", SLICE_LIT("<isindex><form>"), "", 1000, 0},
	{"", SLICE_LIT("<template>"), "", 5000, 0},
	{"<frameset>", SLICE_LIT("<frameset><frame>"), "", 5000, 0},
	{"<script>", SLICE_LIT("'a/1.html';{"), "", 50000, 0},
	{"<script><datastore>", SLICE_LIT("<record><![CDATA[<a href=b>"), "",
	 5000, 0},
};

static struct buf repeated(const struct repeat *r)
{
	struct buf page = BUF_INIT(32 << 20);

	(void)buf_adds(&page, r->before);
	for (unsigned i = 0; i < r->times; i++)
		(void)buf_add_slice(&page, r->piece);
	assert_int_equal(buf_adds(&page, r->after), 0);
	return page;
}

static void read_all(struct html_doc *doc)
{
	const struct html_link *links;
	struct buf out = BUF_INIT(1 << 20);
	size_t count;

	(void)html_text(html_of(doc), 0, &out);
	(void)html_links(html_of(doc), html_arena(doc), 1000, &links, &count);
	buf_free(&out);
}

static void hostile_pages(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		const struct repeat *r = &hostile[i];
		struct buf page = repeated(r);
		unsigned left = PATIENCE;
		struct html_limits l = {.memory = MEMORY, .nodes = NODES,
					.expired = expire_later, .ctx = &left};
		struct html_doc *doc = NULL;
		int err = html_parse(buf_slice(&page), &l, &doc);

		if (err != r->err)
			print_error("%.*s x %u: got %s, wanted %s\n",
				    SLICE_ARG(r->piece), r->times,
				    err_name(err), err_name(r->err));
		wrong += err != r->err;
		if (!err)
			read_all(doc);
		html_free(doc);
		buf_free(&page);
	}
	assert_int_equal(wrong, 0);
}

static void many_attributes(void **state)
{
	struct buf page = BUF_INIT(32 << 20);
	struct html_doc *doc = NULL;
	unsigned left = 3;
	struct html_limits l = {.memory = MEMORY, .nodes = NODES,
				.expired = expire_later, .ctx = &left};
	int err;

	(void)state;
	(void)buf_adds(&page, "<p");
	for (int i = 0; i < 100000; i++)
		(void)buf_addf(&page, " a%d=b", i);
	assert_int_equal(buf_adds(&page, ">x"), 0);
	err = html_parse(buf_slice(&page), &l, &doc);
	assert_int_equal(err, ERR_EXPIRED);
	buf_free(&page);
}

static void limits_hold(void **state)
{
	struct slice page = slice_of("<p>a<p>b<p>c");
	struct html_limits l = {.memory = 1 << 20, .nodes = 9};
	struct html_doc *doc = NULL;
	struct buf big = BUF_INIT(1 << 20);
	size_t needed;

	(void)state;
	/* html, head, body and three times p and its text */
	assert_int_equal(html_parse(page, &l, &doc), 0);
	html_free(doc);
	l.nodes = 8;
	assert_int_equal(html_parse(page, &l, &doc), ERR_TOOBIG);
	l.nodes = 9;
	l.memory = page.n - 1;
	assert_int_equal(html_parse(page, &l, &doc), ERR_TOOBIG);
	for (int i = 0; i < 2000; i++)
		(void)buf_adds(&big, "<p>a");
	l.nodes = NODES;
	/* From far too little to enough: nothing else can be the outcome. */
	for (needed = big.len; needed < MEMORY; needed += needed / 8) {
		int err;

		l.memory = needed;
		err = html_parse(buf_slice(&big), &l, &doc);
		if (!err)
			break;
		assert_int_equal(err, ERR_TOOBIG);
	}
	assert_true(needed > big.len && needed < MEMORY);
	html_free(doc);
	buf_free(&big);
}

static void expires_at_once(void **state)
{
	struct buf page = BUF_INIT(1 << 20);
	unsigned left = 1;
	struct html_limits l = {.memory = MEMORY, .nodes = NODES,
				.expired = expire_later, .ctx = &left};
	struct html_doc *doc = NULL;

	(void)state;
	for (int i = 0; i < 2000; i++)
		(void)buf_adds(&page, "<p>a");
	assert_int_equal(html_parse(buf_slice(&page), &l, &doc), ERR_EXPIRED);
	assert_int_equal(left, 0);
	assert_null(doc);
	buf_free(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text),
		cmocka_unit_test(text_of_a_part),
		cmocka_unit_test(head),
		cmocka_unit_test(nodes),
		cmocka_unit_test(frameset),
		cmocka_unit_test(hostile_pages),
		cmocka_unit_test(many_attributes),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(expires_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
