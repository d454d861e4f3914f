/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of parsing, links, text and grids fails once. */
#include "base/buf.h"
#include "base/err.h"
#include "parsers/grid.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { ROWS = 200 };

static const struct html_limits limits = {.memory = 64 << 20,
					  .nodes = 100000};

static struct buf make_page(void)
{
	struct buf page = BUF_INIT(1 << 20);

	(void)buf_adds(&page, "<title>t</title><script><datastore><record>"
		       "<![CDATA[<a href=r>r</a>]]></record></datastore>"
		       "</script><script>x={url:'\\/a.html',title:'b'}"
		       "</script><table>");
	for (int i = 0; i < ROWS; i++)
		(void)buf_addf(&page, "<tr><td><a href=%d title=x>text of %d"
			       "</a><td rowspan=2>%d<x-y>", i, i, i);
	assert_int_equal(page.err, 0);
	return page;
}

/* Reads all there is; 0 or the first error. */
static int read_page(struct slice text)
{
	struct buf out = BUF_INIT(1 << 20);
	const struct html_link *links;
	struct html_doc *doc;
	const struct html *h;
	size_t count;
	int err = html_parse(text, &limits, &doc);

	if (err)
		return err;
	h = html_of(doc);
	err = html_links(h, html_arena(doc), 1000, &links, &count);
	if (!err)
		err = html_text(h, 0, &out);
	if (!err && !html_title(h, html_arena(doc)).p)
		err = arena_err(html_arena(doc));
	if (!err && !grid_of_table(h, html_find(h, HTML_TABLE, 0, h->count),
				   html_arena(doc)))
		err = arena_err(html_arena(doc));
	buf_free(&out);
	html_free(doc);
	return err;
}

static void sweep(void **state)
{
	struct buf page = make_page();
	int k = 0;
	bool failed = true;

	(void)state;
	while (failed) {
		int err;

		fault_arm(++k);
		err = read_page(buf_slice(&page));
		failed = fault_disarm();
		assert_int_equal(err, failed ? ERR_NOMEM : 0);
	}
	assert_true(k > 10);
	buf_free(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sweep)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
