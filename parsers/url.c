/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The URL parser of https://url.spec.whatwg.org, for a program that follows
 * http and https only.  The standard writes it as a machine that looks at one
 * character at a time; with only these schemes, and a base that has one of
 * them, every state comes down to cutting the input at a delimiter:
 *
 *	scheme ":" slashes [ user [ ":" pass ] "@" ] host [ ":" port ]
 *		path [ "?" query ] [ "#" fragment ]
 *
 * and the parts before the first one given are taken from the base.  Slash
 * and backslash are the same here.  The serialisation is written as the parts
 * are read, so a URL costs one allocation; dot segments are resolved in it by
 * cutting it back.  Other schemes are read far enough to tell a URL we do not
 * follow from something that is no URL.
 *
 * Nearly all links of a page lead to its own host, in full or not: a host
 * written as that of the base is copied from there.
 *
 * Words: rest, what is still to be read; part, where something lies in the
 * serialisation.  Bytes that are not UTF-8 are percent-encoded as they are, in
 * every part but the host, so that a server gets back what it wrote.
 */
#include "parsers/url.h"

#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/url_host.h"

#include <stdlib.h>

/* Which characters are percent-encoded where, beside C0 controls, space and
 * everything past '~', which are everywhere. */
enum encode_set {
	IN_FRAGMENT = 1,
	IN_QUERY = 2,		/* with the ' of the special-query set */
	IN_PATH = 4,
	IN_USERINFO = 8,
};

static const unsigned char encode_sets[128] = {
	['"'] = IN_FRAGMENT | IN_QUERY | IN_PATH | IN_USERINFO,
	['<'] = IN_FRAGMENT | IN_QUERY | IN_PATH | IN_USERINFO,
	['>'] = IN_FRAGMENT | IN_QUERY | IN_PATH | IN_USERINFO,
	['`'] = IN_FRAGMENT | IN_PATH | IN_USERINFO,
	['#'] = IN_QUERY | IN_PATH | IN_USERINFO,
	['\''] = IN_QUERY,
	['?'] = IN_PATH | IN_USERINFO,
	['^'] = IN_PATH | IN_USERINFO,
	['{'] = IN_PATH | IN_USERINFO,
	['}'] = IN_PATH | IN_USERINFO,
	['/'] = IN_USERINFO,
	[':'] = IN_USERINFO,
	[';'] = IN_USERINFO,
	['='] = IN_USERINFO,
	['@'] = IN_USERINFO,
	['['] = IN_USERINFO,
	['\\'] = IN_USERINFO,
	[']'] = IN_USERINFO,
	['|'] = IN_USERINFO,
};

struct part {
	size_t at;
	size_t n;
	bool there;
};

struct parser {
	struct slice rest;
	const struct url *base;		/* NULL: none */
	const char *charset;		/* a label, or NULL */
	struct buf out;
	struct part scheme, userinfo, host, path, query, fragment;
	unsigned port;
	const char *why;
};

static int read_url(struct parser *p);
static int read_absolute(struct parser *p, bool https);
static int read_relative(struct parser *p);
static int read_other(struct parser *p, struct slice scheme);
static int read_authority(struct parser *p, bool special);
static void read_path(struct parser *p);
static void read_query(struct parser *p);
static void read_fragment(struct parser *p);

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Moves rest on by n bytes and returns them. */
static struct slice eat(struct parser *p, size_t n)
{
	struct slice eaten = slice_sub(p->rest, 0, n);

	p->rest = slice_sub(p->rest, n, p->rest.n);
	return eaten;
}

static void encode(struct buf *out, struct slice s, enum encode_set set)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c > ' ' && c < 0x7F && !(encode_sets[c] & set))
			continue;
		(void)buf_add(out, s.p + from, i - from);
		(void)buf_add(out, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
		from = i + 1;
	}
	(void)buf_add(out, s.p + from, s.n - from);
}

static void part_begin(struct parser *p, struct part *part)
{
	part->at = p->out.len;
	part->there = true;
}

static void part_end(struct parser *p, struct part *part)
{
	part->n = p->out.len - part->at;
}

static void part_copy(struct parser *p, struct part *part, struct slice from)
{
	part_begin(p, part);
	(void)buf_add_slice(&p->out, from);
	part_end(p, part);
}

/* Without C0 controls and spaces at the ends. */
static struct slice trim(struct slice in)
{
	while (in.n && (unsigned char)in.p[0] <= ' ')
		in = slice_sub(in, 1, in.n);
	while (in.n && (unsigned char)in.p[in.n - 1] <= ' ')
		in.n--;
	return in;
}

/* Tabs and line ends are dropped wherever they stand; scratch has room for
 * URL_MAX bytes. */
static struct slice strip(struct slice in, char *scratch)
{
	size_t n = 0;

	if (!in.n || (!memchr(in.p, '\n', in.n) && !memchr(in.p, '\t', in.n) &&
		      !memchr(in.p, '\r', in.n)))
		return in;
	for (size_t i = 0; i < in.n; i++)
		if (!strchr("\t\n\r", in.p[i]) || !in.p[i])
			scratch[n++] = in.p[i];
	return (struct slice){scratch, n};
}

static struct slice part_slice(const char *href, const struct part *part)
{
	if (!part->there)
		return SLICE_NONE;
	return (struct slice){href + part->at, part->n};
}

/* Moves what was read to *ret_url. */
static int hand_over(struct parser *p, struct url *ret_url)
{
	char *href = buf_take(&p->out);

	if (!href)
		return ERR_NOMEM;
	*ret_url = (struct url){
		.href = href,
		.scheme = part_slice(href, &p->scheme),
		.userinfo = part_slice(href, &p->userinfo),
		.host = part_slice(href, &p->host),
		.path = part_slice(href, &p->path),
		.query = part_slice(href, &p->query),
		.fragment = part_slice(href, &p->fragment),
		.port = (uint16_t)p->port,
	};
	return 0;
}

int url_parse(struct slice in, const struct url *base, const char *charset,
	      struct url *ret_url, const char **ret_why)
{
	char scratch[URL_MAX];
	struct parser p = {
		.base = base,
		.charset = charset,
		/* three bytes for each, before dot segments go */
		.out = BUF_INIT(4 * URL_MAX + 64),
		.why = "longer than a URL may be",
	};
	int err = ERR_TOOBIG;

	in = trim(in.p ? in : (struct slice){"", 0});
	if (in.n > URL_MAX)
		goto fail;
	p.rest = strip(in, scratch);
	p.why = "out of memory";
	err = buf_reserve(&p.out, p.rest.n + 16 +
			  (base ? strlen(base->href) : 0));
	if (!err)
		err = read_url(&p);
	if (!err && p.out.len > URL_MAX)
		err = ERR_TOOBIG;
	if (err == ERR_TOOBIG)
		p.why = "longer than a URL may be";
	else if (err == ERR_NOMEM)
		p.why = "out of memory";
	if (!err)
		err = hand_over(&p, ret_url);
	if (!err)
		return 0;
fail:
	buf_free(&p.out);
	if (ret_why)
		*ret_why = p.why;
	return err;
}

/* The scheme with its colon is taken off rest; absent when there is none. */
static struct slice eat_scheme(struct parser *p)
{
	size_t i = 0;
	struct slice scheme;

	if (!p->rest.n || !is_alpha(p->rest.p[0]))
		return SLICE_NONE;
	while (i < p->rest.n && (is_alpha(p->rest.p[i]) ||
				 is_digit(p->rest.p[i]) ||
				 memchr("+-.", p->rest.p[i], 3)))
		i++;
	if (i == p->rest.n || p->rest.p[i] != ':')
		return SLICE_NONE;
	scheme = eat(p, i);
	(void)eat(p, 1);
	return scheme;
}

static int read_url(struct parser *p)
{
	struct slice scheme = eat_scheme(p);
	bool https = slice_ieqs(scheme, "https");
	int err;

	p->why = "a relative address without a base";
	if (!scheme.p && !p->base)
		return ERR_INVALID;
	if (scheme.p && !https && !slice_ieqs(scheme, "http"))
		return read_other(p, scheme);
	/* "http:page.html" is relative to a base of the same scheme */
	if (!scheme.p ||
	    (p->base && slice_ieq(scheme, p->base->scheme) &&
	     !(p->rest.n > 1 && p->rest.p[0] == '/' && p->rest.p[1] == '/')))
		err = read_relative(p);
	else
		err = read_absolute(p, https);
	if (err)
		return err;
	if (p->rest.n && p->rest.p[0] == '?')
		read_query(p);
	if (p->rest.n && p->rest.p[0] == '#')
		read_fragment(p);
	return p->out.err;
}

static void eat_slashes(struct parser *p)
{
	while (p->rest.n && is_slash(p->rest.p[0]))
		(void)eat(p, 1);
}

/* The path behind an authority or of a reference; one leading slash is not
 * required, for http it is always there. */
static void read_whole_path(struct parser *p)
{
	part_begin(p, &p->path);
	if (p->rest.n && is_slash(p->rest.p[0]))
		(void)eat(p, 1);
	read_path(p);
}

static int read_absolute(struct parser *p, bool https)
{
	int err;

	p->port = https ? 443 : 80;
	part_copy(p, &p->scheme, slice_of(https ? "https" : "http"));
	(void)buf_adds(&p->out, "://");
	eat_slashes(p);
	err = read_authority(p, true);
	if (err)
		return err;
	read_whole_path(p);
	return p->out.err;
}

static void write_port(struct parser *p)
{
	(void)buf_addc(&p->out, ':');
	(void)buf_addu(&p->out, p->port);
}

/* Scheme and authority of the base. */
static void copy_authority(struct parser *p)
{
	const struct url *base = p->base;
	unsigned usual = slice_eqs(base->scheme, "https") ? 443 : 80;

	part_copy(p, &p->scheme, base->scheme);
	(void)buf_adds(&p->out, "://");
	if (base->userinfo.p) {
		part_copy(p, &p->userinfo, base->userinfo);
		(void)buf_addc(&p->out, '@');
	}
	part_copy(p, &p->host, base->host);
	p->port = base->port;
	if (p->port != usual)
		write_port(p);
}

static int read_relative(struct parser *p)
{
	const struct url *base = p->base;
	char first = p->rest.n ? p->rest.p[0] : '\0';
	struct slice folder = base->path;

	if (is_slash(first) && p->rest.n > 1 && is_slash(p->rest.p[1]))
		return read_absolute(p, slice_eqs(base->scheme, "https"));
	copy_authority(p);
	if (is_slash(first)) {
		read_whole_path(p);
		return p->out.err;
	}
	if (!p->rest.n || first == '?' || first == '#') {
		part_copy(p, &p->path, base->path);
		if (base->query.p && first != '?') {
			(void)buf_addc(&p->out, '?');
			part_copy(p, &p->query, base->query);
		}
		return p->out.err;
	}
	while (folder.n && folder.p[folder.n - 1] != '/')
		folder.n--;
	if (folder.n)
		folder.n--;
	part_begin(p, &p->path);
	(void)buf_add_slice(&p->out, folder);
	read_path(p);
	return p->out.err;
}

/* A scheme we do not follow: only whether it is well-formed. */
static int read_other(struct parser *p, struct slice scheme)
{
	bool special = slice_ieqs(scheme, "ftp") || slice_ieqs(scheme, "ws") ||
		       slice_ieqs(scheme, "wss");
	bool file = slice_ieqs(scheme, "file");
	int err = 0;

	if (special) {
		eat_slashes(p);
		err = read_authority(p, true);
	} else if (file && p->rest.n > 1 && is_slash(p->rest.p[0]) &&
		   is_slash(p->rest.p[1])) {
		size_t n = 2;

		while (n < p->rest.n && !memchr("/\\?#", p->rest.p[n], 4))
			n++;
		scheme = slice_sub(eat(p, n), 2, n);
		/* a drive letter ("C:", "C|") is no host */
		if (scheme.n && !(scheme.n == 2 && is_alpha(scheme.p[0]) &&
				  memchr(":|", scheme.p[1], 2)))
			err = url_host_parse(scheme, true, &p->out, &p->why);
	} else if (!file && slice_starts(p->rest, "//")) {
		(void)eat(p, 2);
		err = read_authority(p, false);
	}
	if (err)
		return err;
	p->why = "neither http nor https";
	return ERR_UNSUPPORTED;
}

static void add_userinfo(struct parser *p, struct slice credentials)
{
	struct slice user = slice_cut(&credentials, ':');

	if (!user.n && !credentials.n)
		return;
	part_begin(p, &p->userinfo);
	encode(&p->out, user, IN_USERINFO);
	if (credentials.n) {
		(void)buf_addc(&p->out, ':');
		encode(&p->out, credentials, IN_USERINFO);
	}
	part_end(p, &p->userinfo);
	(void)buf_addc(&p->out, '@');
}

static int add_port(struct parser *p, struct slice digits)
{
	unsigned usual = p->port;
	unsigned port = 0;

	if (!digits.n)
		return 0;
	p->why = "the port is no number up to 65535";
	for (size_t i = 0; i < digits.n; i++) {
		if (!is_digit(digits.p[i]))
			return ERR_INVALID;
		port = port * 10 + (unsigned)(digits.p[i] - '0');
		if (port > 65535)
			return ERR_INVALID;
	}
	p->port = port;
	if (port != usual)
		write_port(p);
	return p->out.err;
}

/* Index of the colon before the port, or the length. */
static size_t host_length(struct slice host)
{
	bool brackets = false;
	size_t i = 0;

	for (; i < host.n; i++) {
		if (host.p[i] == '[')
			brackets = true;
		else if (host.p[i] == ']')
			brackets = false;
		else if (host.p[i] == ':' && !brackets)
			break;
	}
	return i;
}

/* What the parser wrote as a host is read as the same once more. */
static int read_host(struct parser *p, struct slice host, bool special)
{
	int err;

	part_begin(p, &p->host);
	if (special && p->base && slice_eq(host, p->base->host))
		err = buf_add_slice(&p->out, host);
	else
		err = url_host_parse(host, special, &p->out, &p->why);
	if (!err)
		part_end(p, &p->host);
	return err;
}

static bool ends_authority(char c, bool special)
{
	return c == '/' || c == '?' || c == '#' || (c == '\\' && special);
}

static int read_authority(struct parser *p, bool special)
{
	struct slice all;
	size_t n = 0;
	size_t at;
	int err;

	while (n < p->rest.n && !ends_authority(p->rest.p[n], special))
		n++;
	all = eat(p, n);
	for (at = all.n; at && all.p[at - 1] != '@';)
		at--;
	p->why = "there is no host";
	if (at == all.n && (at || special))
		return ERR_INVALID;
	if (at)
		add_userinfo(p, slice_sub(all, 0, at - 1));
	all = slice_sub(all, at, all.n);
	if (!all.n)
		return p->out.err;	/* not special: "foo:///x" */
	n = host_length(all);
	if (!n)
		return ERR_INVALID;
	err = read_host(p, slice_sub(all, 0, n), special);
	return err ? err : add_port(p, slice_sub(all, n + 1, all.n));
}

/* 1 for ".", 2 for "..", each dot perhaps as %2e; else 0. */
static int dots(struct slice segment)
{
	int count = 0;

	while (segment.n) {
		size_t n = slice_istarts(segment, "%2e") ? 3 :
			   segment.p[0] == '.' ? 1 : 0;

		if (!n || ++count > 2)
			return 0;
		segment = slice_sub(segment, n, segment.n);
	}
	return count;
}

/* Cuts the last segment off the path written so far. */
static void leave_folder(struct parser *p)
{
	size_t n = p->out.len;

	while (n > p->path.at && p->out.data[n - 1] != '/')
		n--;
	buf_truncate(&p->out, n > p->path.at ? n - 1 : n);
}

/* Adds segments to the path begun in out, up to query or fragment. */
static void read_path(struct parser *p)
{
	bool more = true;

	while (more) {
		struct slice segment;
		size_t n = 0;
		int count;

		while (n < p->rest.n && !is_slash(p->rest.p[n]) &&
		       p->rest.p[n] != '?' && p->rest.p[n] != '#')
			n++;
		segment = eat(p, n);
		count = dots(segment);
		more = p->rest.n && is_slash(p->rest.p[0]);
		if (more)
			(void)eat(p, 1);
		if (count == 2)
			leave_folder(p);
		if (!count || !more)
			(void)buf_addc(&p->out, '/');
		if (!count)
			encode(&p->out, segment, IN_PATH);
	}
	part_end(p, &p->path);
}

static bool is_ascii(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > 0x7F)
			return false;
	return true;
}

/* The WHATWG name of the encoding queries are written in; NULL for UTF-8 and
 * for those that the standard replaces by it. */
static const char *query_charset(const char *label)
{
	const char *name = label ? charset_of_label(slice_of(label)) : NULL;

	if (!name || slice_istarts(slice_of(name), "UTF-") ||
	    slice_ieqs(slice_of(name), "replacement"))
		return NULL;
	return name;
}

/* The query in the encoding of the page.  What is not UTF-8, or in an encoding
 * this build cannot write, stays as it is. */
static void encode_query(struct parser *p, struct slice query)
{
	struct buf bytes = BUF_INIT(4 * URL_MAX);
	const char *charset = is_ascii(query) ? NULL
					      : query_charset(p->charset);
	int err = ERR_UNSUPPORTED;

	if (charset && charset_is_utf8(query))
		err = charset_encode(charset, query, &bytes);
	if (!err)
		query = buf_slice(&bytes);
	else if (err != ERR_UNSUPPORTED)
		p->out.err = err;
	encode(&p->out, query, IN_QUERY);
	buf_free(&bytes);
}

static void read_query(struct parser *p)
{
	size_t n = slice_findc(p->rest, '#', 0);
	struct slice query = eat(p, n < p->rest.n ? n : p->rest.n);

	(void)buf_addc(&p->out, '?');
	part_begin(p, &p->query);
	encode_query(p, slice_sub(query, 1, query.n));
	part_end(p, &p->query);
}

static void read_fragment(struct parser *p)
{
	(void)buf_addc(&p->out, '#');
	part_begin(p, &p->fragment);
	encode(&p->out, slice_sub(p->rest, 1, p->rest.n), IN_FRAGMENT);
	part_end(p, &p->fragment);
}

void url_free(struct url *u)
{
	if (!u)
		return;
	free(u->href);
	*u = (struct url){0};
}

static struct slice moved(struct slice s, const char *from, const char *to)
{
	return s.p ? (struct slice){to + (s.p - from), s.n} : SLICE_NONE;
}

int url_copy(const struct url *u, struct url *ret_url)
{
	char *href = slice_dup(slice_of(u->href));

	if (!href)
		return ERR_NOMEM;
	*ret_url = (struct url){
		.href = href,
		.scheme = moved(u->scheme, u->href, href),
		.userinfo = moved(u->userinfo, u->href, href),
		.host = moved(u->host, u->href, href),
		.path = moved(u->path, u->href, href),
		.query = moved(u->query, u->href, href),
		.fragment = moved(u->fragment, u->href, href),
		.port = u->port,
	};
	return 0;
}

int url_canonical(const struct url *u, struct buf *out)
{
	struct slice all = slice_of(u->href);

	if (u->fragment.p)
		all.n = (size_t)(u->fragment.p - u->href) - 1;
	return buf_add_slice(out, all);
}

struct slice url_target(const struct url *u)
{
	struct slice target = u->path;

	if (u->query.p)
		target.n = (size_t)(u->query.p + u->query.n - target.p);
	return target;
}

bool url_same_host(const struct url *a, const struct url *b)
{
	return a->port == b->port && slice_eq(a->scheme, b->scheme) &&
	       slice_eq(a->host, b->host);
}
