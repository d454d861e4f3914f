/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/*
 * The article of any page: main is a node, the text has no blank ends, every
 * attachment has a type and an address, a date is one.
 */
#include "parsers/article.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 8 << 20, NODES = 20000 };

static void check_date(struct slice s)
{
	if (!s.p)
		return;
	if (s.n < 7 || s.p[4] != '-' || (s.n > 7 && s.p[7] != '-') ||
	    (s.n > 10 && s.n != 25))
		abort();
}

static void check_article(const struct html *h, const struct article *a)
{
	if (a->main >= h->count || !a->text.p ||
	    (a->text.n && a->text.p[a->text.n - 1] == '\n'))
		abort();
	check_date(a->published);
	for (size_t i = 0; i < a->attachment_count; i++)
		if (!a->attachments[i].type || !a->attachments[i].url.n ||
		    !a->attachments[i].raw.p)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct html_limits limits = {.memory = MEMORY, .nodes = NODES};
	struct slice text = {(const char *)data, size};
	struct article article;
	struct html_doc *doc;
	struct url base;

	if (size > 64 << 10 || html_parse(text, &limits, &doc))
		return 0;
	if (url_parse(slice_of("http://a.test/b/t20200131_1.html"), NULL, NULL,
		      &base, NULL))
		abort();
	if (!article_read(html_of(doc), &base, "UTF-8", html_arena(doc),
			  &article))
		check_article(html_of(doc), &article);
	url_free(&base);
	html_free(doc);
	return 0;
}
