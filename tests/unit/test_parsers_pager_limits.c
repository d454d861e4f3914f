/* SPDX-License-Identifier: Apache-2.0 */
/* Pages whose authors mean no good, and totals that nobody believes. */
#include "base/buf.h"
#include "parsers/pager.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define HOST "http://www.qinghe.gov.cn"

static const struct html_limits limits = {.memory = 64 << 20,
					  .nodes = 100000};

static struct pager find_in(struct slice html, struct arena *a)
{
	struct html_doc *doc;
	struct pager pager;
	struct url url;

	assert_int_equal(url_parse(slice_of(HOST "/a/"), NULL, NULL, &url,
				   NULL), 0);
	assert_int_equal(html_parse(html, &limits, &doc), 0);
	assert_int_equal(pager_find(&(struct pager_input){
		.html = html_of(doc), .url = &url}, a, &pager), 0);
	url_free(&url);
	html_free(doc);
	return pager;
}

/* Pages at the edge and one beyond. */
static void capped(void **state)
{
	static const struct {
		int pages;
		bool capped;
	} rows[] = {{PAGER_PAGES_MAX, false}, {PAGER_PAGES_MAX + 1, true}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct arena *a = arena_new(1 << 20);
		struct buf html = BUF_INIT(1000);
		struct pager pager;

		(void)buf_addf(&html, "<script>createPage(%d,0,'i','html')"
			       "</script>", rows[i].pages);
		pager = find_in(buf_slice(&html), a);
		assert_int_equal(pager.declared_pages, PAGER_PAGES_MAX);
		assert_int_equal(pager.capped, rows[i].capped);
		assert_int_equal(pager.next_count, PAGER_NEXT_MAX);
		buf_free(&html);
		arena_free(a);
	}
}

/* Pages made to be slow: each is read, and without an error. */
static void hostile(void **state)
{
	static const char *const pieces[] = {
		"createPage(", "'\\'\\'", "`\\`\n", "{a:", "--> ", "/*",
		"_CONFIG={", "labelName ", "jpage({", "parseInt(", "<!--",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct arena *a = arena_new(64 << 20);
		struct buf html = BUF_INIT(2 << 20);

		(void)buf_adds(&html, "<script>");
		while (html.len < 256 << 10)
			(void)buf_adds(&html, pieces[i]);
		(void)buf_adds(&html, "\n</script>");
		(void)find_in(buf_slice(&html), a);
		buf_free(&html);
		arena_free(a);
	}
}

/* Calls that each name variables of their own.  That only the first few are
 * looked at is counted in test_parsers_pager_scan; here, that the memory for
 * them does not grow with their number. */
static void many_names(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct buf html = BUF_INIT(1 << 20);

	(void)state;
	(void)buf_adds(&html, "<script>");
	for (int k = 1000000; html.len < 256 << 10; k++)
		(void)buf_addf(&html, "jpage({perPage:q%d,ajaxParam:{columnid:"
			       "z%d}});", k, k);
	(void)buf_adds(&html, "\n</script>");
	(void)find_in(buf_slice(&html), a);
	buf_free(&html);
	arena_free(a);
}

/* Many links and words, none of which is the pager's: found, and within the
 * memory of a page. */
static void crowded(void **state)
{
	static const char *const pieces[] = {
		"<a href=\"javascript:__doPostBack('p','7')\">7</a>",
		"<a href=x.html>2</a>", "<p>共1页</p>", "<a paged=1>a</a>",
		"<i count=1 rows=1></i>", "<a tagname=/a/1-2.html>2</a>",
		"<a onclick=\"_simple_list_gotopage_fun(2,'u',2)\">a</a>",
		"<i querydata=\"{'webId':'1','pageId':'2'}\"></i>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct arena *a = arena_new(4 << 20);
		struct buf html = BUF_INIT(1 << 20);

		while (html.len < 64 << 10)
			(void)buf_adds(&html, pieces[i]);
		(void)find_in(buf_slice(&html), a);
		buf_free(&html);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(capped),
		cmocka_unit_test(hostile),
		cmocka_unit_test(many_names),
		cmocka_unit_test(crowded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
