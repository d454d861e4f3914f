/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a page says of its own encoding, found in raw bytes before anything is
 * decoded: a reduced form of the HTML standard's "prescan a byte stream".
 * Comments are skipped, so that a template's <!--<meta charset=...>--> does
 * not count.
 */
#include "parsers/charset_private.h"

enum { PRESCAN = 4096 };	/* the standard asks for 1024; portals put
				 * scripts and licences before their meta */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static size_t skip_space(struct slice s, size_t at)
{
	while (at < s.n && (is_space(s.p[at]) || s.p[at] == '/'))
		at++;
	return at;
}

/* Attribute value at at, quoted or not; at moves behind it. */
static struct slice meta_value(struct slice s, size_t *at)
{
	size_t from = *at;
	char quote = from < s.n ? s.p[from] : '\0';

	if (quote == '"' || quote == '\'') {
		size_t end = slice_findc(s, quote, from + 1);

		*at = end == SIZE_MAX ? s.n : end + 1;
		return slice_sub(s, from + 1, end == SIZE_MAX ? s.n : end);
	}
	while (*at < s.n && !is_space(s.p[*at]) && s.p[*at] != '>')
		(*at)++;
	return slice_sub(s, from, *at);
}

/* The next attribute of a tag; false at its end. */
static bool meta_attr(struct slice s, size_t *at, struct slice *name,
		      struct slice *value)
{
	size_t from = skip_space(s, *at);

	*at = from;
	if (from >= s.n || s.p[from] == '>')
		return false;
	while (*at < s.n && !is_space(s.p[*at]) && s.p[*at] != '>' &&
	       s.p[*at] != '/' && (s.p[*at] != '=' || *at == from))
		(*at)++;
	*name = slice_sub(s, from, *at);
	*value = SLICE_NONE;
	from = *at;
	while (from < s.n && is_space(s.p[from]))
		from++;
	if (from >= s.n || s.p[from] != '=')
		return true;
	from++;
	while (from < s.n && is_space(s.p[from]))
		from++;
	*at = from;
	*value = meta_value(s, at);
	return true;
}

/* "text/html; charset=gb2312" → gb2312 */
static struct slice content_charset(struct slice content)
{
	size_t at = 0;

	for (;;) {
		at = slice_ifinds(content, "charset", at);
		if (at == SIZE_MAX)
			return SLICE_NONE;
		at += strlen("charset");
		while (at < content.n && is_space(content.p[at]))
			at++;
		if (at < content.n && content.p[at] == '=')
			break;
	}
	at++;
	while (at < content.n && is_space(content.p[at]))
		at++;
	content = meta_value(content, &at);
	return slice_sub(content, 0, slice_findc(content, ';', 0));
}

static struct slice meta_label(struct slice s, size_t at)
{
	struct slice charset = SLICE_NONE;
	struct slice content = SLICE_NONE;
	bool type = false;
	struct slice name;
	struct slice value;

	while (meta_attr(s, &at, &name, &value)) {
		if (slice_ieqs(name, "charset") && !charset.p)
			charset = value;
		else if (slice_ieqs(name, "content") && !content.p)
			content = content_charset(value);
		else if (slice_ieqs(name, "http-equiv"))
			type = slice_ieqs(value, "content-type");
	}
	return charset.p ? charset : type ? content : SLICE_NONE;
}

/* <?xml version="1.0" encoding="gb2312"?> */
static struct slice xml_label(struct slice s)
{
	size_t end = slice_findc(s, '>', 0);
	size_t at = 5;
	struct slice name;
	struct slice value;

	if (!slice_starts(s, "<?xml") || end == SIZE_MAX)
		return SLICE_NONE;
	s = slice_sub(s, 0, end);
	while (meta_attr(s, &at, &name, &value))
		if (slice_eqs(name, "encoding"))
			return value;
	return SLICE_NONE;
}

struct slice charset_meta_label(struct slice bytes)
{
	struct slice s = slice_sub(bytes, 0, PRESCAN);
	size_t at = 0;

	for (;;) {
		struct slice label;

		at = slice_findc(s, '<', at);
		if (at == SIZE_MAX)
			return xml_label(s);
		if (slice_starts(slice_sub(s, at, s.n), "<!--")) {
			/* from at + 2: <!--> is a whole comment */
			at = slice_finds(s, "-->", at + 2);
			continue;
		}
		at++;
		if (!slice_istarts(slice_sub(s, at, s.n), "meta") ||
		    at + 4 >= s.n ||
		    (!is_space(s.p[at + 4]) && s.p[at + 4] != '/'))
			continue;
		label = meta_label(s, at + 4);
		if (label.p)
			return label;
	}
}
