/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a page to its article.  One reader walks through these steps, each in a
 * file of its own; all are linear in the nodes of the page.
 *
 *   paras        paragraphs in document order, sums over the tree
 *   noise        what is certainly no article: navigation, tool bars, lists
 *                of links, copyright
 *   main         a container known by name (portals.md §3), else the run of
 *                paragraphs with the highest sum of scores
 *   text         that run, without noise, as html_text() shapes it
 *   title, date, meta, attachments   what the page says about it
 *
 * A list of reports, a home page or a shell has no run that scores high
 * enough: its text is empty, main is 0.
 */
#include "parsers/article.h"

#include "parsers/article_private.h"

int article_read(const struct html *h, const struct url *base,
		 const char *charset, struct arena *a,
		 struct article *ret_article)
{
	static int (*const steps[])(struct article_reader *r) = {
		article_fold_title, article_read_paras, article_drop_noise,
		article_find_main, article_make_text,
		article_read_title, article_read_date,
		article_read_meta, article_read_attachments,
	};
	struct article article = {.text = SLICE_LIT("")};
	struct article_reader r = {.h = h, .base = base, .charset = charset,
				   .a = a, .out = &article};

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		int err = steps[i](&r);

		if (err)
			return err;
	}
	*ret_article = article;
	return 0;
}
