/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names other things know a URL by: the sort key of a CDXJ index (SURT,
 * with the rules of the "surt" library that replay tools look up with), the
 * key of its host, the registered domain by the public-suffix list.
 */
#include "parsers/url.h"

#include "base/err.h"

#include <libpsl.h>
#include <stdlib.h>

enum {
	SESSION_LENGTH = 32,	/* of a session id that is taken out */
	HOST_MAX = 253,		/* longest name in the DNS */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void add_lower(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		(void)buf_addc(out, c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
}

static unsigned usual_port(const struct url *u)
{
	return slice_eqs(u->scheme, "https") ? 443 : 80;
}

/* After the parser the only hosts whose last label is a number are
 * addresses. */
bool url_host_is_address(const struct url *u)
{
	size_t i = u->host.n;

	if (u->host.n && u->host.p[0] == '[')
		return true;
	while (i && is_digit(u->host.p[i - 1]))
		i--;
	return i && i < u->host.n && u->host.p[i - 1] == '.';
}

int url_host_key(const struct url *u, struct buf *out)
{
	(void)buf_add_slice(out, u->scheme);
	(void)buf_adds(out, "://");
	(void)buf_add_slice(out, u->host);
	(void)buf_addc(out, ':');
	return buf_addu(out, u->port);
}

/* Without "www.", "www2.", ... */
static struct slice without_www(struct slice host)
{
	size_t i = 3;

	if (!slice_starts(host, "www"))
		return host;
	while (i < host.n && is_digit(host.p[i]))
		i++;
	if (i + 1 >= host.n || host.p[i] != '.')
		return host;
	return slice_sub(host, i + 1, host.n);
}

static void add_reversed(struct buf *out, struct slice host)
{
	while (host.n) {
		size_t from = host.n;

		while (from && host.p[from - 1] != '.')
			from--;
		(void)buf_add_slice(out, slice_sub(host, from, host.n));
		if (from)
			(void)buf_addc(out, ',');
		host.n = from ? from - 1 : 0;
	}
}

/* The first n bytes are there and letters or digits. */
static bool is_id(struct slice s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (i >= s.n || !is_alnum(s.p[i]))
			return false;
	return true;
}

/* The path without ";jsessionid=" and without a trailing slash. */
static void add_path(struct buf *out, struct slice path)
{
	static const char mark[] = ";jsessionid=";
	size_t at = slice_ifinds(path, mark, 0);
	size_t start = out->len;
	struct slice rest = SLICE_NONE;

	if (at < path.n) {
		rest = slice_sub(path, at + sizeof(mark) - 1, path.n);
		if (is_id(rest, SESSION_LENGTH)) {
			rest = slice_sub(rest, SESSION_LENGTH, rest.n);
			path = slice_sub(path, 0, at);
		} else {
			rest = SLICE_NONE;
		}
	}
	add_lower(out, path);
	add_lower(out, rest);
	if (out->len > start + 1 && out->data[out->len - 1] == '/')
		buf_truncate(out, out->len - 1);
}

/* "jsessionid=" and 32 letters or digits, "aspsessionid" with eight letters,
 * "=" and 24 letters: whole arguments only. */
static bool is_session(struct slice argument)
{
	static const char *const names[] = {
		"jsessionid=", "phpsessid=", "sid=",
	};
	static const char asp[] = "aspsessionid";
	const size_t asp_n = sizeof(asp) - 1;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i]);

		if (slice_istarts(argument, names[i]))
			return argument.n == n + SESSION_LENGTH &&
			       is_id(slice_sub(argument, n, argument.n),
				     SESSION_LENGTH);
	}
	return slice_istarts(argument, asp) &&
	       argument.n == asp_n + 8 + 1 + 24 &&
	       is_id(slice_sub(argument, asp_n, argument.n), 8) &&
	       argument.p[asp_n + 8] == '=' &&
	       is_id(slice_sub(argument, asp_n + 9, argument.n), 24);
}

/* By name, then by value; one without '=' before one with an empty value.
 * A plain comparison would put "a!=1" before "a=1". */
static int compare_arguments(const void *a, const void *b)
{
	struct slice value_a = *(const struct slice *)a;
	struct slice value_b = *(const struct slice *)b;
	struct slice name_a = slice_cut(&value_a, '=');
	struct slice name_b = slice_cut(&value_b, '=');
	int order = slice_cmp(name_a, name_b);

	if (order)
		return order;
	if (!value_a.p || !value_b.p)
		return (value_a.p != NULL) - (value_b.p != NULL);
	return slice_cmp(value_a, value_b);
}

static void add_query(struct buf *out, struct slice query)
{
	struct buf lower = BUF_INIT(URL_MAX);
	struct slice *arguments = NULL;
	struct slice rest;
	size_t count = 0;

	add_lower(&lower, query);
	if (!lower.err)
		arguments = malloc((lower.len + 1) * sizeof(*arguments));
	if (!arguments) {
		out->err = lower.err ? lower.err : ERR_NOMEM;
		buf_free(&lower);
		return;
	}
	rest = buf_slice(&lower);
	while (rest.p) {
		struct slice argument = slice_cut(&rest, '&');

		if (!is_session(argument))
			arguments[count++] = argument;
	}
	qsort(arguments, count, sizeof(*arguments), compare_arguments);
	for (size_t i = 0; i < count; i++) {
		if (count == 1 && !arguments[i].n)
			break;
		(void)buf_addc(out, i ? '&' : '?');
		(void)buf_add_slice(out, arguments[i]);
	}
	free(arguments);
	buf_free(&lower);
}

int url_surt(const struct url *u, struct buf *out)
{
	struct slice host = u->host;

	if (out->err)
		return out->err;
	if (slice_ends(host, "."))	/* the root of the DNS */
		host.n--;
	if (url_host_is_address(u))
		(void)buf_add_slice(out, u->host);
	else
		add_reversed(out, without_www(host));
	if (u->port != usual_port(u)) {
		(void)buf_addc(out, ':');
		(void)buf_addu(out, u->port);
	}
	(void)buf_addc(out, ')');
	if (out->err)
		return out->err;
	add_path(out, u->path);
	if (u->query.n && !out->err)
		add_query(out, u->query);
	return out->err;
}

struct slice url_registered_domain(const struct url *u)
{
	const psl_ctx_t *list = psl_builtin();
	struct slice host = u->host;
	char name[HOST_MAX + 1];
	const char *domain = NULL;
	size_t dot = slice_ends(host, ".") ? 1 : 0;

	if (!list || url_host_is_address(u) || host.n - dot > HOST_MAX)
		return host;
	memcpy(name, host.p, host.n - dot);
	name[host.n - dot] = '\0';
	if (strchr(name, '.'))
		domain = psl_registrable_domain(list, name);
	if (!domain)
		return host;
	return slice_sub(host, (size_t)(domain - name), host.n);
}
