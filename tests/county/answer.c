/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an address to the bytes on the wire: which page, in which encoding,
 * with which head.  A validator is a function of the plan and the address.
 */
#include "tests/county/answer.h"

#include "tests/county/files.h"
#include "tests/county/page.h"
#include "tests/county/rng.h"

#include <iconv.h>
#include <stdio.h>
#include <string.h>

enum { HEAD_MAX = 4096 };

static const struct date second_edition = {2026, 4, 20, 10 * 60};

/* xxgk speaks GB18030 and calls it gb2312. */
static void to_gb18030(struct buf *b)
{
	iconv_t conv = iconv_open("GB18030", "UTF-8");
	struct buf out;
	char *from = b->data, *to;
	size_t left = b->len, room = b->len + b->len / 3 + 16;

	buf_init(&out, b->max);
	if (conv == (iconv_t)-1)
		return;
	if (!buf_reserve(&out, room)) {
		to = out.data;
		(void)iconv(conv, &from, &left, &to, &room);
		out.len = (size_t)(to - out.data);
	}
	(void)iconv_close(conv);
	buf_free(b);
	*b = out;
}

static void make_page(struct buf *b, const struct plan *plan,
		      const struct entry *e)
{
	if (e->host == HOST_XXGK) {
		page_xxgk(b, plan, e);
		to_gb18030(b);
	} else if (e->host == HOST_BM) {
		page_bm(b, plan, e);
	} else {
		page_www(b, plan, e);
	}
}

static void make_body(struct buf *b, const struct plan *plan,
		      const struct entry *e)
{
	switch (e->kind) {
	case KIND_PDF:
		file_pdf(b, plan, &plan->reports[e->arg]);
		break;
	case KIND_DOCX:
		file_docx(b, plan, &plan->reports[e->arg]);
		break;
	case KIND_DEAD:
		(void)buf_adds(b, "\r\n");
		break;
	case KIND_IMAGE: file_png(b, plan->seed, e->arg); break;
	case KIND_STYLE: page_style(b); break;
	case KIND_PLAIN: page_plain(b, plan, e); break;
	case KIND_REFRESH: page_refresh(b, e); break;
	case KIND_SITEMAP: page_sitemap(b, plan); break;
	case KIND_ROBOTS:
		(void)buf_adds(b, plan_text(e));
		if (e->host == HOST_WWW) {
			(void)buf_adds(b, "Sitemap: ");
			plan_add_origin(b, plan, HOST_WWW);
			(void)buf_adds(b, "/sitemap.xml\n");
		}
		break;
	default: make_page(b, plan, e); break;
	}
}

/* bm leaves the charset out; xxgk names it in the head of lists only. */
static const char *type_of(const struct entry *e)
{
	switch (e->kind) {
	case KIND_PDF: return "application/pdf";
	case KIND_DOCX:
		return "application/vnd.openxmlformats-officedocument."
		       "wordprocessingml.document";
	case KIND_DEAD: return "application/msword";
	case KIND_IMAGE: return "image/png";
	case KIND_STYLE: return "text/css";
	case KIND_ROBOTS: return "text/plain";
	case KIND_SITEMAP: return "application/xml";
	default: break;
	}
	if (e->host == HOST_BM)
		return "text/html";
	if (e->host == HOST_XXGK)
		return e->kind == KIND_LIST ? "text/html; charset=gb2312"
					    : "text/html";
	return "text/html; charset=UTF-8";
}

static void validators(struct answer *a, const struct plan *plan,
		       const struct entry *e)
{
	bool changed = e->flags & ENTRY_CHANGED;
	/* What changed in the second edition is no other in the third, but for
	 * lists. */
	unsigned times = !changed ? 0 : e->kind == KIND_REPORT ? 1 :
			 plan->edition - 1;
	struct rng r = rng_of(plan->seed ^ plan->pages, e->path,
			      (times * HOST_COUNT + e->host) * 100000u +
			      plan->port);

	if (e->flags & ENTRY_VOLATILE)
		return;
	(void)snprintf(a->etag, sizeof(a->etag), "\"%016llx\"",
		       (unsigned long long)rng_next(&r));
	date_add_http(&a->modified, changed ? second_edition : e->date);
}

void answer_make(struct answer *a, const struct plan *plan,
		 enum host_id host, const char *target)
{
	const struct entry *e = plan_find(plan, host, target);

	*a = (struct answer){.status = 404, .type = "text/html; charset=UTF-8"};
	buf_init(&a->body, ANSWER_MAX);
	buf_init(&a->location, HEAD_MAX);
	buf_init(&a->modified, HEAD_MAX);
	if (!e && host == HOST_WWW && trap_page(&a->body, target)) {
		a->status = 200;
		return;
	}
	if (!e || e->status == 404) {
		page_not_found(&a->body, plan, host);
		return;
	}
	a->status = e->status;
	a->type = type_of(e);
	if (e->kind == KIND_MOVED) {
		/* The permanent one absolute, the chain relative. */
		if (e->status == 301)
			plan_add_origin(&a->location, plan, host);
		(void)buf_adds(&a->location, e->to);
		return;
	}
	validators(a, plan, e);
	make_body(&a->body, plan, e);
	a->chunked = e->flags & ENTRY_CHUNKED;
	a->gzip = e->flags & ENTRY_GZIP;
	if (a->gzip)
		file_gzip(&a->body);
}

void answer_condition(struct answer *a, const char *if_none_match,
		      const char *if_modified_since)
{
	bool same = false;

	if (a->status != 200 || !*a->etag)
		return;
	/* RFC 9110 §13.1.3: a date counts only where there is no tag. */
	if (if_none_match)
		same = strstr(if_none_match, a->etag)
		       || !strcmp(if_none_match, "*");
	else if (if_modified_since)
		same = !strcmp(if_modified_since, a->modified.data);
	if (!same)
		return;
	a->status = 304;
	a->type = NULL;
	a->gzip = a->chunked = false;
	buf_free(&a->body);
}

void answer_free(struct answer *a)
{
	buf_free(&a->body);
	buf_free(&a->location);
	buf_free(&a->modified);
}
