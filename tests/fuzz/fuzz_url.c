/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/*
 * First line: a base, or empty for none.  Rest: a URL.  What comes out must
 * parse to itself, and all that is asked of it must hold together.
 */
#include "parsers/url.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static bool inside(const struct url *u, struct slice s)
{
	return !s.p || (s.p >= u->href &&
			s.p + s.n <= u->href + strlen(u->href));
}

static void check(const struct url *u)
{
	struct buf out = BUF_INIT(2 * URL_MAX);
	struct url again;

	require(u->path.n && u->path.p[0] == '/' && u->host.n);
	require(inside(u, u->scheme) && inside(u, u->userinfo) &&
		inside(u, u->host) && inside(u, u->path) &&
		inside(u, u->query) && inside(u, u->fragment));
	for (const char *c = u->href; *c; c++)
		require(*c > ' ' && *c < 0x7F);
	require(!url_parse(slice_of(u->href), NULL, NULL, &again, NULL));
	require(!strcmp(u->href, again.href));
	require(url_same_host(u, &again));
	url_free(&again);
	require(!url_surt(u, &out));
	require(inside(u, url_registered_domain(u)));
	buf_clear(&out);
	require(!url_canonical(u, &out));
	require(!url_parse(buf_slice(&out), u, "gbk", &again, NULL));
	require(slice_eqs(buf_slice(&out), again.href));
	url_free(&again);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = {(const char *)data, size};
	struct url base = {0};
	struct url u = {0};
	const struct url *used = NULL;
	struct slice first;

	if (!size)
		return 0;
	first = slice_cut(&rest, '\n');
	if (!url_parse(first, NULL, NULL, &base, NULL)) {
		check(&base);
		used = &base;
	}
	if (rest.p && !url_parse(rest, used, size % 2 ? "gbk" : NULL, &u,
				 NULL))
		check(&u);
	url_free(&u);
	url_free(&base);
	return 0;
}
