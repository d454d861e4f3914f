/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The article of a page: what is left when navigation, footers, toolbars and
 * related links are taken away, and what the page says about it.  Containers
 * in the order of trust of portals.md §3, else the block holding most of the
 * text (and, for reports, most of the six section headings).
 * Pure; memory from the caller's arena; slices live as long as it does.
 */
#ifndef NIANBAO_PARSERS_ARTICLE_H
#define NIANBAO_PARSERS_ARTICLE_H

#include "parsers/html.h"
#include "parsers/url.h"

/* A document the article offers: href, onclick, script string, iframe or embed
 * src, "?file=" of a viewer, "filename=" of a download servlet. */
struct article_attachment {
	struct slice raw;	/* as written in the page */
	struct slice url;	/* canonical, absolute */
	struct slice name;	/* anchor text or title or file name */
	const char *type;	/* "pdf", "docx", ... by extension; static */
	uint32_t position;	/* among the links of the page */
};

struct article {
	struct slice title;	/* of the article, without the site's suffix;
				 * meta ArticleTitle, headline or <title> */
	struct slice published;	/* "2020-01-31" or "2020-01-08T08:57:00+08:00"
				 * as far as stated; absent: not stated */
	struct slice source;	/* 来源 / ContentSource */
	struct slice author;
	struct slice organ;	/* 发布机构, of the metadata table */
	struct slice site_name;	/* meta SiteName */
	struct slice site_idcode; /* meta SiteIDCode, 10 digits or as written */
	uint32_t division;	/* of the site, where the caller knows it from
				 * elsewhere (division.h); 0: it does not */
	struct slice column_name, column_type; /* meta of 国办发〔2017〕47号 */
	struct slice breadcrumb; /* names joined by " > " */
	struct slice text;	/* the main text, as html_text() shapes it */
	uint32_t main;		/* the node that holds it; 0 if the whole page
				 * or there is no article */
	const struct article_attachment *attachments;
	size_t attachment_count;
};

/*
 * base: the URL that relative links resolve against (page or <base>).
 * Returns 0, or arena_err(a).  A page without an article has an empty text.
 */
int article_read(const struct html *h, const struct url *base,
		 const char *charset, struct arena *a,
		 struct article *ret_article);

#endif
