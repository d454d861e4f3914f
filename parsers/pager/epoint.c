/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Epoint (portals.md §1.7): POST <projectName>/rest/lightfrontaction/
 * getgovinfolist with JSON.  The site's number stands in
 * /js/webBuilderCommon.js, seldom in the page; where it does not, that script
 * is asked for first, and pager_read() makes the requests of it.
 *
 * Some servers count pages from 0, some from 1, and nothing tells which: 0 is
 * asked for, then 1; on one kind of server the two overlap.
 */
#include "parsers/pager/pager_private.h"

#include "base/err.h"

enum { PER_PAGE = 20 };

struct settings {
	struct slice project, guid;
};

static bool read_settings(struct slice script, struct arena *a,
			  struct settings *ret)
{
	struct slice site = scan_object_with(script, "siteGuid");

	if (!site.p)
		return false;
	ret->guid = scan_text(script, scan_field(site, "siteGuid"), a);
	ret->project = scan_text(script, scan_field(site, "projectName"), a);
	if (!ret->project.n)
		ret->project = slice_of("/EWB-FRONT");
	return ret->guid.n > 0;
}

/* As it may stand between quotes in JSON. */
static bool is_plain(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == '"' ||
		    s.p[i] == '\\')
			return false;
	return true;
}

static bool make(const struct settings *s, struct slice department,
		 struct slice category, struct arena *a,
		 struct pager_request *r)
{
	char *body;
	char *path;

	if (!category.n || !is_plain(category) || !is_plain(department) ||
	    !is_plain(s->guid))
		return false;
	body = arena_printf(a, "{\"deptcode\":\"%.*s\",\"categorynum\":"
			    "\"%.*s\",\"pageIndex\":0,\"pageSize\":%d,"
			    "\"siteGuid\":\"%.*s\"}", SLICE_ARG(department),
			    SLICE_ARG(category), PER_PAGE,
			    SLICE_ARG(s->guid));
	path = arena_printf(a, "%s%.*s/rest/lightfrontaction/getgovinfolist",
			    slice_starts(s->project, "/") ? "" : "/",
			    SLICE_ARG(s->project));
	if (!body || !path)
		return false;
	*r = (struct pager_request){
		.method = "POST", .url = slice_of(path),
		.body = slice_of(body), .content_type = pager_json,
		.page = 1, .list = true,
	};
	return true;
}

/* The column: in the address, else in the script. */
static struct slice category_of(struct pager_page *p)
{
	struct slice s = pager_field(p->url->query, "categorynum");

	if (s.n)
		return s;
	s = scan_text(p->script, scan_given(p->script, "categorynum"),
		      p->arena);
	p->err = arena_err(p->arena);
	return s;
}

static bool has_marks(const struct pager_page *p)
{
	if (slice_finds(p->script, "lightfrontaction", 0) != SIZE_MAX ||
	    slice_finds(p->script, "EWB-FRONT", 0) != SIZE_MAX)
		return true;
	for (uint32_t i = 0; i < p->html->count; i++)
		if (p->html->nodes[i].tag == HTML_SCRIPT &&
		    slice_finds(html_attr(&p->html->nodes[i], "src"),
				"webBuilderCommon.js", 0) != SIZE_MAX)
			return true;
	return false;
}

static void ask(struct pager_page *p, struct pager_found *f,
		struct pager_request *r)
{
	if (!pager_add_list(p, f, r))
		return;
	pager_add_turns(p, f, 2);
	if (f->count == 2) {
		f->next[1].page = 1;	/* whichever is answered first */
		f->next[0].overlaps = f->next[1].overlaps = true;
	}
}

bool pager_epoint(struct pager_page *p, struct pager_found *f)
{
	struct slice category;
	struct settings s;
	struct pager_request r;

	if (!has_marks(p))
		return false;
	category = category_of(p);
	if (!category.n)
		return false;	/* static pages; links tell */
	f->out.page = 1;
	f->out.page_size = PER_PAGE;
	f->out.incomplete = true;
	f->out.step = PAGER_BY_ENDPOINT;
	if (!read_settings(p->script, p->arena, &s))
		(void)pager_add_list(p, f, &(struct pager_request){
			.url = slice_of("/js/webBuilderCommon.js"),
		});
	else if (make(&s, pager_field(p->url->query, "deptcode"), category,
		      p->arena, &r))
		ask(p, f, &r);
	if (!f->count)
		f->out.stuck = true;
	return true;
}

/* The path resolved against the script's own address. */
static struct slice absolute(struct slice path, struct slice url,
			     struct arena *a)
{
	size_t at = slice_finds(url, "://", 0);
	char *whole;

	at = at == SIZE_MAX ? SIZE_MAX : slice_findc(url, '/', at + 3);
	whole = arena_printf(a, "%.*s%.*s", SLICE_ARG(slice_sub(url, 0, at)),
			     SLICE_ARG(path));
	return slice_of(whole);
}

bool pager_epoint_settings(struct slice script,
			   const struct pager_request *request,
			   struct arena *a, struct pager_request *ret_first)
{
	struct slice column = request->referer;
	struct slice query = slice_sub(column, slice_findc(column, '?', 0),
				       column.n);
	struct settings s;
	struct pager_request r;

	query = slice_sub(query, 1, slice_findc(query, '#', 0));
	script = scan_strip(script, a);
	if (!script.p || !read_settings(script, a, &s) ||
	    !make(&s, pager_field(query, "deptcode"),
		  pager_field(query, "categorynum"), a, &r))
		return false;
	r.url = absolute(r.url, request->url, a);
	r.family = request->family;
	r.referer = request->referer;
	*ret_first = r;
	return r.url.p != NULL;
}
