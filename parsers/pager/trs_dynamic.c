/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TRS "动静结合", half static (portals.md §1.1, Fujian): the first page is a
 * file with as many rows as fit, the others come from POST /fjdzapp/search.
 * The call has all that is needed, some of it by way of variables:
 *
 *   listModel({maxStaticIndex: 1,
 *              listArgs: {channelid: SiteInfo.searchId,
 *                         classsql: "" || "chnlid=1813", sortfield: "…"},
 *              pagebar: {prepage: 10, recordCount: '20'}})
 */
#include "parsers/pager/pager_private.h"

#include <inttypes.h>

enum { PER_PAGE = 10 };

static struct slice field(struct pager_page *p, struct slice object,
			  const char *key)
{
	struct slice s = scan_text(p->script, scan_field(object, key),
				   p->arena);

	if (!s.p)
		p->err = arena_err(p->arena);
	return pager_escape(p, s);
}

static struct slice body_of(struct pager_page *p, struct slice args,
			    int64_t page, int64_t size)
{
	struct slice channel = field(p, args, "channelid");
	struct slice sql = field(p, args, "classsql");
	struct slice sort = field(p, args, "sortfield");

	return pager_print(p, "channelid=%.*s&classsql=%.*s&sortfield=%.*s"
			   "&page=%" PRId64 "&prepage=%" PRId64
			   "&classcol=publishyear&classnum=100&classsort=0"
			   "&cache=true", SLICE_ARG(channel), SLICE_ARG(sql),
			   SLICE_ARG(sort), page, size);
}

bool pager_trs_dynamic(struct pager_page *p, struct pager_found *f)
{
	struct slice args, bar;
	struct scan_call c;
	struct pager_request r = {.content_type = pager_form};
	size_t at = 0;
	int64_t total, size, statics;

	if (!scan_call(p->script, "listModel", true, &at, &c) || !c.count)
		return false;
	args = scan_field(c.args[0], "listArgs");
	bar = scan_field(c.args[0], "pagebar");
	if (!args.p || !scan_field(args, "channelid").p)
		return false;
	total = scan_int(p->script, scan_field(bar, "recordCount"),
			 PAGER_TOTAL_MAX);
	size = scan_int(p->script, scan_field(bar, "prepage"), 1000);
	if (size <= 0)
		size = PER_PAGE;
	statics = scan_int(p->script, scan_field(c.args[0], "maxStaticIndex"),
			   1);
	f->out.declared_total = total;
	f->out.page_size = size;
	f->out.page = 1;
	pager_set_pages(&f->out, pager_pages_of(total, size));
	/* Without static pages the first comes from there, too. */
	r.page = statics == 0 ? 1 : 2;
	if (f->out.declared_pages >= 0 && f->out.declared_pages < r.page)
		return true;
	r.url = slice_of("/fjdzapp/search");
	r.body = body_of(p, args, r.page, size);
	f->out.incomplete = true;
	f->out.step = PAGER_BY_ENDPOINT;
	if (!p->err && r.body.p && pager_add_list(p, f, &r))
		pager_add_turns(p, f, f->out.declared_pages);
	return true;
}
