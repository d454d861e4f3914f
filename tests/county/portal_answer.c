/* SPDX-License-Identifier: Apache-2.0 */
/* One request to a portal, and what comes back. */
#include "tests/county/files.h"
#include "tests/county/page.h"
#include "tests/county/portal.h"

#include <stdio.h>
#include <string.h>

enum { HEAD_MAX = 4096, TARGET_MAX = 4096 };

static const char html[] = "text/html; charset=UTF-8";

static void robots(struct answer *a, const struct portal *p)
{
	a->type = "text/plain";
	(void)buf_adds(&a->body, "User-agent: *\nDisallow: /admin/\n");
	if (p->family->annual != ANNUAL_SITEMAP)
		return;
	(void)buf_adds(&a->body, "Sitemap: ");
	portal_add_origin(&a->body, p);
	(void)buf_adds(&a->body, "/sitemap.xml\n");
}

/* What was removed, and what never was, is said in many ways. */
static void missing(struct answer *a, const struct portal *p,
		    const struct portal_request *r)
{
	unsigned traits = p->family->traits;

	a->status = traits & (TRAIT_SOFT_404 | TRAIT_HOME_404) ? 200 : 404;
	if (traits & TRAIT_REFRESH
	    && slice_finds(r->path, "removed", 0) != SIZE_MAX) {
		a->status = 200;
		(void)buf_adds(&a->body, "<html><head><meta http-equiv=\""
			       "refresh\" content=\"0;URL=/\" /></head><body>"
			       "</body></html>\n");
	} else if (traits & TRAIT_HOME_404) {
		portal_page_home(&a->body, p);
	} else {
		portal_page_missing(&a->body, p);
	}
}

static void file(struct answer *a, const struct portal *p,
		 const struct portal_item *item,
		 const struct portal_request *r)
{
	if (p->family->traits & TRAIT_REFERER
	    && !strstr(r->referer, p->host)) {
		a->status = 403;
		portal_page_missing(&a->body, p);
		return;
	}
	a->type = "application/vnd.openxmlformats-officedocument."
		  "wordprocessingml.document";
	file_docx(&a->body, &p->plan, item->report);
}

static bool special(struct answer *a, const struct portal *p,
		    const struct portal_request *r)
{
	char target[TARGET_MAX];

	(void)snprintf(target, sizeof(target), "%.*s", SLICE_ARG(r->target));
	if (slice_eqs(r->target, "/") || slice_eqs(r->target, "/index.html")) {
		portal_page_home(&a->body, p);
		return true;
	}
	if (slice_eqs(r->target, "/robots.txt")) {
		robots(a, p);
		return true;
	}
	if (slice_eqs(r->target, "/sitemap.xml")
	    && p->family->annual == ANNUAL_SITEMAP) {
		a->type = "application/xml";
		portal_page_sitemap(&a->body, p);
		return true;
	}
	return p->family->traits & TRAIT_TRAPS && trap_page(&a->body, target);
}

static void page(struct answer *a, const struct portal *p,
		 const struct portal_request *r)
{
	struct portal_found found;

	portal_find(p, r->target, &found);
	switch (found.kind) {
	case FOUND_LIST:
		portal_page_column(&a->body, p, found.column, found.page);
		break;
	case FOUND_ITEM: portal_page_item(&a->body, p, &found.item); break;
	case FOUND_FILE: file(a, p, &found.item, r); break;
	default: missing(a, p, r); break;
	}
}

void portal_answer(struct answer *a, const struct portal *p,
		   const struct portal_request *r)
{
	*a = (struct answer){.status = 200, .type = html};
	buf_init(&a->body, ANSWER_MAX);
	buf_init(&a->location, HEAD_MAX);
	buf_init(&a->modified, HEAD_MAX);
	if (p->family->answer && p->family->answer(a, p, r))
		return;
	if (strcmp(r->method, "GET") && strcmp(r->method, "HEAD")) {
		a->status = 405;
		portal_page_missing(&a->body, p);
		return;
	}
	if (!special(a, p, r))
		page(a, p, r);
}
