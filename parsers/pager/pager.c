/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of portals.md §1.10.  First the page is asked whose it is: the
 * families, those with the surest marks before those known by a URL alone,
 * each leave totals and the requests they would send.  Then real links, where
 * there are any, take the place of those requests; a static column is walked
 * as it is linked.  Visible totals fill in what is still unknown, and only
 * where they say that there is more, and nothing leads there, one guess is
 * made after the shape of the page's own address.
 *
 *   families ► real links ► visible totals ► one guess
 *
 * A family that asks a list endpoint keeps its requests unless a real link to
 * the next page stands in the page: a pager drawn by a script is no link.
 */
#include "parsers/pager/pager_private.h"

#include "base/buf.h"
#include "base/err.h"

#include <inttypes.h>

enum { SCRIPT_MAX = 4 << 20 };	/* bytes of script of a page */

const char *pager_step_name(enum pager_step step)
{
	static const char *const names[] = {
		[PAGER_BY_NOTHING] = "nothing",
		[PAGER_BY_LINK] = "link",
		[PAGER_BY_ATTRIBUTE] = "attribute",
		[PAGER_BY_CALL] = "call",
		[PAGER_BY_ENDPOINT] = "endpoint",
		[PAGER_BY_TEMPLATE] = "template",
	};

	return names[step];
}

const char *pager_verdict_name(enum pager_verdict verdict)
{
	static const char *const names[] = {
#define X(suffix, name) [PAGER_##suffix] = (name),
		PAGER_VERDICT_TABLE(X)
#undef X
	};

	return names[verdict];
}

static const struct {
	const char *name;
	pager_family find;
	bool weak;		/* its marks are on pages without lists, too:
				 * it counts only with a pager */
} families[] = {
	{"gkmlpt", pager_gkmlpt},
	{"trs_dynamic", pager_trs_dynamic},
	{"truecms", pager_truecms},
	{"jpaas", pager_jpaas},
	{"hanweb", pager_hanweb},
	{"hanweb_xxgk", pager_xxgk},
	{"lonsun", pager_lonsun},
	{"ucap", pager_ucap},
	{"trs", pager_trs},
	{"vsb", pager_vsb},
	{"easysite", pager_easysite},
	{"epoint", pager_epoint},
	{"yunnan", pager_yunnan},
	{"aspnet", pager_aspnet},
	{"was", pager_was},
	{"nfcms", pager_nfcms, true},
	{"", pager_longtail, true},	/* gives its own names */
};

/* --- what families read --------------------------------------------------- */

static bool is_program(const struct html *h, uint32_t i)
{
	struct slice type;

	if (h->nodes[i].tag != HTML_SCRIPT || h->nodes[i].end <= i + 1)
		return false;
	type = html_attr(&h->nodes[i], "type");
	return !type.n || slice_ifinds(type, "javascript", 0) != SIZE_MAX ||
	       slice_ifinds(type, "module", 0) != SIZE_MAX;
}

/* All scripts of the page, comments taken out, a line break between them. */
static struct slice scripts_of(const struct html *h, struct arena *a)
{
	size_t total = 0;
	size_t n = 0;
	char *to;

	for (uint32_t i = 0; i < h->count; i++)
		if (is_program(h, i))
			total += h->nodes[i + 1].text.n + 1;
	if (total > SCRIPT_MAX)
		total = SCRIPT_MAX;
	to = arena_alloc(a, total + 1);
	for (uint32_t i = 0; to && i < h->count; i++) {
		struct slice text = h->nodes[i].end > i + 1
					    ? h->nodes[i + 1].text
					    : SLICE_NONE;

		if (!is_program(h, i) || text.n >= total - n)
			continue;
		memcpy(to + n, text.p, text.n);
		n += text.n;
		to[n++] = '\n';
	}
	return to ? scan_strip((struct slice){to, n}, a) : SLICE_NONE;
}

static int open_page(const struct pager_input *in, struct arena *a,
		     struct pager_page *p)
{
	struct buf self = BUF_INIT(URL_MAX);
	int err = url_canonical(in->url, &self);

	*p = (struct pager_page){
		.html = in->html, .url = in->url,
		.base = in->base ? in->base : in->url,
		.charset = in->charset, .arena = a, .told = in->page,
	};
	if (!err) {
		p->self = arena_slice(a, buf_slice(&self));
		p->script = scripts_of(in->html, a);
		err = arena_err(a);
	}
	buf_free(&self);
	if (err)
		return err;
	if (!in->text.p)
		return pager_totals_of(in->html, &p->said);
	pager_totals_in(in->html, in->text, &p->said);
	return 0;
}

/* --- one guess ------------------------------------------------------------ */

/* "index_2.shtml": TRS and UCAP agree on it for .shtml; others count from 0,
 * so that the second page is index_1 (portals.md §1.1). */
static struct slice guess(struct pager_page *p, int64_t page)
{
	struct pager_name name = pager_name_of(p->url->path);
	struct slice stem = name.stem;
	struct slice ext = name.ext;
	bool from_one;

	if (!stem.n) {
		stem = slice_of("index");
		ext = slice_of(".html");
	}
	if (name.number >= 0)	/* on index_4: the next is index_5 */
		return pager_print(p, "%.*s_%" PRId64 "%.*s", SLICE_ARG(stem),
				   name.number + 1, SLICE_ARG(ext));
	from_one = slice_eqs(ext, ".shtml") || slice_eqs(ext, ".jhtml") ||
		   slice_eqs(ext, ".aspx");
	return pager_print(p, "%.*s_%" PRId64 "%.*s", SLICE_ARG(stem),
			   page + from_one, SLICE_ARG(ext));
}

static void guess_one(struct pager_page *p, struct pager_found *f)
{
	struct pager *out = &f->out;
	bool more = out->declared_pages > out->page;

	if (!more || p->url->query.p)
		return;
	if (!pager_add_page(p, f, guess(p, out->page), out->page + 1))
		return;
	/* A page that came of a guess, and counted, proves the next one. */
	out->probe = p->told <= 1;
	f->next[0].probe = out->probe;
	out->step = PAGER_BY_TEMPLATE;
}

/* --- the order ------------------------------------------------------------ */

static const struct pager nothing = {
	.method = "none", .declared_total = -1, .declared_pages = -1,
	.page_size = -1,
};

/* Returns whether the one that was found is weak. */
static bool ask_families(struct pager_page *p, struct pager_found *f)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		f->out = nothing;
		f->out.method = families[i].name;
		f->count = 0;
		if (families[i].find(p, f) || p->err)
			return families[i].weak;
	}
	f->out = nothing;
	f->count = 0;
	return false;
}

static void fill(int64_t *where, int64_t value)
{
	if (*where < 0)
		*where = value;
}

static void fill_totals(struct pager_page *p, struct pager_found *f)
{
	struct pager *out = &f->out;
	const struct pager_totals *said = &p->said;

	fill(&out->declared_total, said->total);
	fill(&out->page_size, said->size);
	if (out->declared_pages < 0)
		pager_set_pages(out, said->pages);
	if (out->declared_pages < 0)
		pager_set_pages(out, pager_pages_of(out->declared_total,
						    out->page_size));
	if (out->page < 1)
		out->page = p->told > 0 ? p->told :
			    said->page > 0 ? said->page : 1;
	if (!strcmp(out->method, "none") &&
	    (said->pages >= 0 || said->total >= 0))
		out->method = "text";
}

static void resolve(struct pager_page *p, struct pager_found *f)
{
	enum pager_links links;
	bool weak = ask_families(p, f);
	bool unnamed = !strcmp(f->out.method, "none");

	links = pager_links(p, p->html, f);
	if (weak && links == PAGER_LINKS_NONE && !f->count &&
	    f->out.declared_pages < 0) {
		f->out = nothing;
		unnamed = true;
	}
	if (links != PAGER_LINKS_NONE && unnamed)
		f->out.method = "links";
	for (uint32_t i = 0; i < f->count; i++)
		f->next[i].family = f->out.method;
	fill_totals(p, f);
	if (links != PAGER_LINKS_NONE || !unnamed)
		return;
	guess_one(p, f);
	if (!f->count)
		(void)pager_frames(p, f);	/* or there is no pager */
}

int pager_find(const struct pager_input *in, struct arena *a,
	       struct pager *ret_pager)
{
	struct pager_page p;
	struct pager_request *next;
	struct pager_found *f = arena_alloc(a, sizeof(*f));
	int err;

	if (!f)
		return arena_err(a);
	err = open_page(in, a, &p);
	if (err)
		return err;
	resolve(&p, f);
	next = arena_array(a, f->count, sizeof(*next));
	if (p.err || !next)
		return p.err ? p.err : arena_err(a);
	memcpy(next, f->next, f->count * sizeof(*next));
	f->out.next = next;
	f->out.next_count = f->count;
	if (!f->count)
		f->out.step = PAGER_BY_NOTHING;
	*ret_pager = f->out;
	return arena_err(a);
}
