/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/look.h"

#include "base/err.h"
#include "crawler/scope.h"
#include "parsers/division.h"

#include <stdlib.h>
#include <string.h>

enum {
	TEXT_MAX = 300,		/* bytes of a name or a title */
	PROMISING = 400,	/* score of a link, as scope.c's */
	ARENA = 4 << 20,
};

int look_init(struct look *look, const struct url *seed)
{
	*look = (struct look){.seed = *seed};
	look->arena = arena_new(ARENA);
	return look->arena ? 0 : ERR_NOMEM;
}

void look_clear(struct look *look)
{
	arena_free(look->arena);
	*look = (struct look){.arena = NULL};
}

/* One line of at most TEXT_MAX bytes, cut between characters. */
static const char *keep(struct look *look, struct slice text)
{
	size_t n;
	char *copy;

	text = slice_trim(text);
	n = text.n < TEXT_MAX ? text.n : TEXT_MAX;
	while (n > 0 && n < text.n && (text.p[n] & 0xC0) == 0x80)
		n--;
	if (n == 0)
		return NULL;
	copy = arena_strndup(look->arena, text.p, n);
	for (char *c = copy; c && *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			*c = ' ';
	return copy;
}

/* --- what it is called ------------------------------------------------- */

static const char *const colons[] = {"：", ":", " ", "\xc2\xa0", "\t"};

/* What stands behind a label in the text of a page, up to the next blank. */
static struct slice labelled(struct slice text, const char *label)
{
	size_t at = slice_finds(text, label, 0), end;
	struct slice rest;
	bool again = true;

	if (at == SIZE_MAX)
		return SLICE_NONE;
	rest = slice_sub(text, at + strlen(label), text.n);
	while (again) {
		again = false;
		for (size_t i = 0; i < sizeof(colons) / sizeof(*colons); i++)
			if (slice_starts(rest, colons[i])) {
				rest = slice_sub(rest, strlen(colons[i]),
						 rest.n);
				again = true;
			}
	}
	for (end = 0; end < rest.n; end++)
		if ((unsigned char)rest.p[end] <= ' ' ||
		    slice_starts(slice_sub(rest, end, rest.n), "　"))
			break;
	return slice_sub(rest, 0, end);
}

static bool is_idcode(struct slice s)
{
	unsigned long long number;

	if (s.n == 10 && slice_istarts(s, "bm"))
		s = slice_sub(s, 2, s.n);
	else if (s.n != 10)
		return false;
	return slice_u64(s, 9999999999ULL, &number);
}

static void take_names(struct look *look, const struct page *page,
		       bool home)
{
	struct slice name = html_meta(page->html, "SiteName");
	struct slice code = slice_trim(html_meta(page->html, "SiteIDCode"));
	struct buf text = BUF_INIT(1 << 20);

	(void)html_text(page->html, 0, &text);	/* cut where it is too long */
	if (!look->site_name)
		look->site_name = keep(look, name);
	if (!look->title && home)
		look->title = keep(look, page->title);
	if (!look->organizer)
		look->organizer = keep(look, labelled(buf_slice(&text),
						      "主办单位"));
	if (!is_idcode(code))
		code = labelled(buf_slice(&text), "网站标识码");
	if (!look->idcode && is_idcode(code))
		look->idcode = keep(look, code);
	buf_free(&text);
}

/* --- hosts --------------------------------------------------------------- */

static int take_host(struct look *look, struct look_host *hosts,
		     size_t *count, const struct url *u, bool promising)
{
	struct buf name = BUF_INIT(512);
	int usual = slice_eqs(u->scheme, "https") ? 443 : 80;
	int err = buf_add_slice(&name, u->host);
	size_t i = 0;

	if (!err && u->port != usual)
		err = buf_addf(&name, ":%u", u->port);
	while (!err && i < *count && strcmp(hosts[i].name, name.data))
		i++;
	if (!err && i == *count && i < LOOK_HOSTS) {
		hosts[i] = (struct look_host){
			.name = arena_strndup(look->arena, name.data,
					      name.len),
		};
		err = hosts[i].name ? 0 : ERR_NOMEM;
		*count += !err;
	}
	if (!err && i < *count) {
		hosts[i].links++;
		hosts[i].promising |= promising;
	}
	buf_free(&name);
	return err;
}

static int take_link(struct look *look, const struct page_link *link)
{
	struct slice domain = url_registered_domain(&look->seed);
	bool promising = link->score >= PROMISING;
	bool own;
	struct url u;
	int err = 0;

	if (!link->url.p || url_parse(link->url, NULL, NULL, &u, NULL))
		return 0;
	own = slice_eq(url_registered_domain(&u), domain) &&
	      !url_host_is_address(&u);
	if (own)
		err = take_host(look, look->own, &look->own_count, &u,
				promising);
	else if (promising && scope_is_gov(u.host))
		err = take_host(look, look->other, &look->other_count, &u,
				true);
	url_free(&u);
	return err;
}

int look_take(struct look *look, const struct page *page, bool home)
{
	struct family family;
	int err = 0;

	if (page->html)
		take_names(look, page, home);
	family = family_find(page->utf8);
	if (family.mark_count > look->family.mark_count)
		look->family = family;
	for (size_t i = 0; i < page->link_count && !err; i++)
		err = take_link(look, &page->links[i]);
	return err ? err : arena_err(look->arena);
}

int look_attempt(struct look *look, const struct look_page *attempt)
{
	struct look_page *page;

	if (look->page_count == LOOK_PAGES)
		return 0;
	page = &look->pages[look->page_count++];
	*page = *attempt;
	page->url = keep(look, slice_of(attempt->url));
	page->outcome = keep(look, slice_of(attempt->outcome));
	page->block = keep(look, slice_of(attempt->block));
	return arena_err(look->arena);
}

/* --- the division ------------------------------------------------------ */

struct look_division look_division(const struct look *look)
{
	const char *const texts[] = {look->site_name, look->organizer,
				     look->title};
	struct look_division d = {
		.by_idcode = division_of_site(slice_of(look->idcode)),
	};

	for (size_t i = 0; i < 3 && !d.by_name; i++) {
		d.by_name = texts[i] ? division_head(slice_of(texts[i]),
						     d.by_idcode).code : 0;
		d.text = d.by_name ? texts[i] : NULL;
	}
	return d;
}
