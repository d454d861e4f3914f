/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does a page count?  Servers answer a page that does not exist with a stub,
 * with the first page again, or with the home page (portals.md §1.1); so it
 * counts only by what it brings.
 */
#include "parsers/pager/pager_private.h"

enum {
	STUB_BYTES = 1024,	/* a page below is no list */
	HEX_NAME = 16,		/* letters and digits of a long name */
};

static const uint64_t fnv_start = 0xcbf29ce484222325u;

static void mix(uint64_t *hash, char c)
{
	*hash = (*hash ^ (unsigned char)c) * 0x100000001b3u;
}

static void mix_all(uint64_t *hash, struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		mix(hash, s.p[i]);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 2021, 202603, 20260313 */
static bool is_date(struct slice run)
{
	return (run.n == 4 || run.n == 6 || run.n == 8) &&
	       (slice_starts(run, "19") || slice_starts(run, "20"));
}

static size_t digits_at(struct slice s, size_t at)
{
	size_t end = at;

	while (end < s.n && is_digit(s.p[end]))
		end++;
	return end - at;
}

static bool all_digits(struct slice s)
{
	return s.n && digits_at(s, 0) == s.n;
}

/* A long name of hexadecimal digits and hyphens. */
static size_t hex_at(struct slice s, size_t at)
{
	size_t end = at;

	while (end < s.n && (is_digit(s.p[end]) || s.p[end] == '-' ||
			     ((s.p[end] | 0x20) >= 'a' &&
			      (s.p[end] | 0x20) <= 'f')))
		end++;
	return end - at >= HEX_NAME ? end - at : 0;
}

/* A folder: dates do not count, nor the month and day behind a year. */
static void mix_folder(uint64_t *hash, struct slice part, bool *in_date)
{
	bool small = part.n <= 2 && all_digits(part);

	if (is_date(part) && all_digits(part))
		*in_date = true;
	else if (!small)
		*in_date = false;
	if (*in_date)
		mix(hash, '#');
	else
		mix_all(hash, part);
}

/* Where the last number of the name begins; its length where there is none. */
static size_t last_number(struct slice name)
{
	size_t dot = name.n;
	size_t i;

	for (i = name.n; i > 0; i--)
		if (name.p[i - 1] == '.')
			dot = i - 1;
	for (i = dot; i > 0 && !is_digit(name.p[i - 1]); i--)
		;
	if (i == 0)
		return name.n;
	while (i > 0 && is_digit(name.p[i - 1]))
		i--;
	return i;
}

static void mix_name(uint64_t *hash, struct slice name)
{
	size_t last = last_number(name);
	size_t i = 0;

	while (i < name.n) {
		size_t hex = hex_at(name, i);
		size_t n = digits_at(name, i);

		if (hex) {
			mix(hash, '#');
			i += hex;
		} else if (n && (i == last ||
				 is_date(slice_sub(name, i, i + n)))) {
			mix(hash, '#');
			i += n;
		} else {
			mix(hash, name.p[i++]);
		}
	}
}

/* scheme://host, path and query of a canonical URL */
static void split(struct slice url, struct slice *host, struct slice *path,
		  struct slice *query)
{
	size_t at = slice_finds(url, "://", 0);
	size_t mark;

	at = slice_findc(url, '/', at == SIZE_MAX ? 0 : at + 3);
	*host = slice_sub(url, 0, at);
	*path = slice_sub(url, host->n, url.n);
	mark = slice_findc(*path, '?', 0);
	*query = mark == SIZE_MAX ? SLICE_NONE :
		 slice_sub(*path, mark + 1, path->n);
	*path = slice_sub(*path, 0, mark);
}

/* http and https of a host are one column. */
static struct slice without_scheme(struct slice host)
{
	size_t at = slice_finds(host, "://", 0);

	return at == SIZE_MAX ? host : slice_sub(host, at + 3, host.n);
}

uint64_t pager_pattern(struct slice url)
{
	uint64_t hash = fnv_start;
	struct slice host, path, query;
	bool in_date = false;

	split(url, &host, &path, &query);
	mix_all(&hash, without_scheme(host));
	while (path.p) {
		struct slice part = slice_cut(&path, '/');

		if (path.p)
			mix_folder(&hash, part, &in_date);
		else
			mix_name(&hash, part);
		mix(&hash, '/');
	}
	/* detail.jsp?id=5: names of parameters, not their values */
	while (query.p) {
		struct slice value = slice_cut(&query, '&');

		mix_all(&hash, slice_cut(&value, '='));
		mix(&hash, '&');
	}
	return hash;
}

/* Below the folder of the column, which is not the whole site. */
static bool is_below(struct slice url, struct slice column)
{
	struct slice host, path, query, column_host, folder;

	split(url, &host, &path, &query);
	split(column, &column_host, &folder, &query);
	folder = pager_folder(folder);
	return folder.n > 1 && path.n > folder.n &&
	       slice_eq(without_scheme(host), without_scheme(column_host)) &&
	       memcmp(path.p, folder.p, folder.n) == 0;
}

enum pager_verdict pager_accept(const struct pager_evidence *e)
{
	bool news = false;

	if (e->status != 0 && e->status != 200)
		return PAGER_FAILED;
	for (size_t i = 0; i < e->link_count; i++) {
		if (e->knows_url(e->ctx, e->links[i]))
			continue;
		news = true;
		if (e->list || is_below(e->links[i], e->column) ||
		    e->knows_pattern(e->ctx, pager_pattern(e->links[i])))
			return PAGER_ACCEPTED;
	}
	/* a short last page has links of its column; what is left behind the
	 * end of one has none */
	if (!e->list && e->bytes < STUB_BYTES)
		return PAGER_STUB;
	return news ? PAGER_OTHER_COLUMN : PAGER_NOTHING_NEW;
}
