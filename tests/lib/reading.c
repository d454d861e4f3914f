/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/reading.h"

#include "parsers/mirror.h"

int reading_of(struct slice page, struct html_doc **ret_doc,
	       const struct report **ret_reports, uint32_t *ret_count)
{
	static const struct html_limits limits = {.memory = 128 << 20,
						  .nodes = 200000};
	struct article article;
	struct html_doc *doc = NULL;
	struct url url;
	int err = url_parse(slice_of("http://www.songluo.test/a.html"), NULL,
			    NULL, &url, NULL);

	*ret_doc = NULL;
	if (err)
		return err;
	err = html_parse(page, &limits, &doc);
	if (!err)
		err = mirror_restore_page(doc);
	if (!err)
		err = article_read(html_of(doc), &url, "utf-8",
				   html_arena(doc), &article);
	if (!err)
		err = report_read(html_of(doc), &article, html_arena(doc),
				  ret_reports, ret_count);
	url_free(&url);
	if (err)
		html_free(doc);
	else
		*ret_doc = doc;
	return err;
}
