/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole pages against tests/golden/html/NAME.html → NAME.links (one line per
 * link: kind, tag, attr, raw, text, title, separated by TABs) and NAME.text.
 * With REGOLD set the files are written instead.
 */
#include "parsers/html.h"

#include "base/buf.h"
#include "base/err.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct html_limits limits = {.memory = 64 << 20,
					  .nodes = 100000};

static void print_links(const struct html_link *links, size_t count,
			struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		const struct html_link *l = &links[i];

		assert_int_equal(l->position, i);
		(void)buf_addf(out, "%s\t%s\t%s\t%.*s\t%.*s\t%.*s\n",
			       html_link_kind_name(l->kind), l->tag, l->attr,
			       SLICE_ARG(l->raw), SLICE_ARG(l->text),
			       SLICE_ARG(l->title));
	}
	assert_int_equal(out->err, 0);
}

static void compare(const char *name, const char *what, const struct buf *got)
{
	char path[1024];
	char *want;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/golden/html/%s.%s", TESTS_DIR,
		       name, what);
	if (getenv("REGOLD"))
		dir_write(path, got->data, got->len);
	want = dir_read(path, &n);
	if (!slice_eq(buf_slice(got), (struct slice){want, n}))
		fail_msg("%s.%s\ngot:\n%.*s\nwanted:\n%s", name, what,
			 SLICE_ARG(buf_slice(got)), want);
	free(want);
}

static void golden(void **state)
{
	static const char *const names[] = {"list", "datastore", "answer",
					    "article"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct html_link *links;
		struct buf out = BUF_INIT(1 << 20);
		struct html_doc *doc;
		char path[1024];
		size_t count;
		size_t n;
		char *page;

		(void)snprintf(path, sizeof(path), "%s/golden/html/%s.html",
			       TESTS_DIR, names[i]);
		page = dir_read(path, &n);
		assert_int_equal(html_parse((struct slice){page, n}, &limits,
					    &doc), 0);
		assert_int_equal(html_links(html_of(doc), html_arena(doc), 500,
					    &links, &count), 0);
		print_links(links, count, &out);
		compare(names[i], "links", &out);
		buf_clear(&out);
		assert_int_equal(html_text(html_of(doc), 0, &out), 0);
		assert_int_equal(buf_addc(&out, '\n'), 0);
		compare(names[i], "text", &out);
		buf_free(&out);
		html_free(doc);
		free(page);
	}
}

/* One element each: what is found in it, "" for nothing. */
static const struct { const char *html, *links; } single[] = {
	{"<a name=x>y</a>", ""},
	{"<a href=' '>y</a>", ""},
	{"<a href='a\nb'> </a>", "navigate\ta\thref\ta\nb\t\t\n"},
	{"<a href=a><img alt=' x  y '></a>",
	 "navigate\ta\thref\ta\tx y\t\n"},
	{"<a href=a>b<script>c</script></a>", "navigate\ta\thref\ta\tb\t\n"},
	{"<div style='display:none'><a href=a>b</a></div>",
	 "navigate\ta\thref\ta\tb\t\n"},
	{"<svg><a href=a>b</a></svg>", "navigate\ta\thref\ta\tb\t\n"},
	{"<meta http-equiv=refresh content='0;url=a'>",
	 "navigate\tmeta\tcontent\ta\t\t\n"},
	{"<meta http-equiv=refresh content='60'>", ""},
	{"<link rel=canonical href=a><link rel=alternate href=b>", ""},
	{"<form action=a><button>b</button></form>", ""},
	{"<img src=a.png data-src=b.png>", "image\timg\tsrc\ta.png\t\t\n"},
	{"<img data-src=b.png>", "image\timg\tdata-src\tb.png\t\t\n"},
	{"<param name=src value=a.pdf><param name=x value=b>",
	 "embed\tparam\tvalue\ta.pdf\t\t\n"},
	{"<frameset><frame src=a.htm></frameset>",
	 "frame\tframe\tsrc\ta.htm\t\t\n"},
	{"<p onclick=\"location='a.html'\">b</p>",
	 "script-data\tscript\tonclick\ta.html\tb\t\n"},
	{"<p onmouseup=\"open('/x/')\">b</p>",
	 "script-data\tscript\ton*\t/x/\tb\t\n"},
	{"<a href=\"javascript:open('n/1.pdf')\">b</a>",
	 "navigate\ta\thref\tjavascript:open('n/1.pdf')\tb\t\n"
	 "script-data\ta\thref\tn/1.pdf\tb\t\n"},
	{"<script>window.location.replace('/a/');</script>",
	 "script-data\tscript\ttext\t/a/\t\t\n"},
	{"<script>var a='12:30.doc', b='mailto:x@a.html', c='.a.html'"
	 "</script>", ""},
	{"<script>x='a/b.html' + y; z=y+'a/b.html'</script>", ""},
	{"<script>/'/.test(a);\nx='a/b.html'</script>",
	 "script-data\tscript\ttext\ta/b.html\t\t\n"},
	{"<script>x='a/b.html\n'; y='c.css'; z='d.js?v=1.html'</script>", ""},
	{"<script>x={\"url\":\"a.html\"}; {\"url\":\"\\u0061.html\"}"
	 "</script>", "script-data\tscript\ttext\ta.html\t\t\n"
	 "script-data\tscript\ttext\ta.html\t\t\n"},
	{"<script>location.href='\\/a\\/b.jsp?c=1'</script>",
	 "script-data\tscript\ttext\t/a/b.jsp?c=1\t\t\n"},
	{"<script>url='/'; href='/'; open('')</script>", ""},
	{"<script type=text/xml><datastore></datastore></script>", ""},
	{"<script type=text/xml><datastore><record><![CDATA[<a href=a>b",
	 "script-data\ta\thref\ta\tb\t\n"},
};

static void elements(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(single) / sizeof(*single); i++) {
		const struct html_link *links;
		struct buf out = BUF_INIT(1 << 20);
		struct html_doc *doc;
		size_t count;

		assert_int_equal(html_parse(slice_of(single[i].html), &limits,
					    &doc), 0);
		assert_int_equal(html_links(html_of(doc), html_arena(doc), 500,
					    &links, &count), 0);
		print_links(links, count, &out);
		if (!slice_eqs(buf_slice(&out), single[i].links))
			fail_msg("%s\ngot:\n%.*s\nwanted:\n%s",
				 single[i].html, SLICE_ARG(buf_slice(&out)),
				 single[i].links);
		buf_free(&out);
		html_free(doc);
	}
}

static void too_many(void **state)
{
	const struct html_link *links;
	struct html_doc *doc;
	size_t count;

	(void)state;
	assert_int_equal(html_parse(slice_of("<a href=a></a><img src=b>"
					     "<script>'c/d.html'</script>"),
				    &limits, &doc), 0);
	assert_int_equal(html_links(html_of(doc), html_arena(doc), 3, &links,
				    &count), 0);
	assert_int_equal(count, 3);
	assert_int_equal(html_links(html_of(doc), html_arena(doc), 2, &links,
				    &count), ERR_TOOBIG);
	assert_int_equal(count, 2);
	assert_true(slice_eqs(links[1].raw, "b"));
	html_free(doc);
}

static void long_text(void **state)
{
	const struct html_link *links;
	struct buf page = BUF_INIT(1 << 20);
	struct html_doc *doc;
	size_t count;

	(void)state;
	(void)buf_adds(&page, "<a href=a>");
	for (int i = 0; i < HTML_LINK_TEXT; i++)
		(void)buf_adds(&page, "年");
	assert_int_equal(html_parse(buf_slice(&page), &limits, &doc), 0);
	assert_int_equal(html_links(html_of(doc), html_arena(doc), 2, &links,
				    &count), 0);
	assert_int_equal(links[0].text.n, 999);	/* whole characters only */
	html_free(doc);
	buf_free(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden),
		cmocka_unit_test(elements),
		cmocka_unit_test(too_many),
		cmocka_unit_test(long_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
