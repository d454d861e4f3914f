/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom to ask about a report, and the portal it is published on:
 *
 *   （地址：…；邮编：…；电话：…；传真：…；邮箱：…）   …门户网站（http://…）
 *
 * A label, its mark, a value of the label's shape; the value ends where its
 * shape does, since the mark between two of them is lost at times.  Of several
 * the first counts.  Kept as published: an address of mail that lost its @
 * stays without it.
 */
#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/report_private.h"

enum {
	ADDRESS_MAX = 240,	/* bytes */
	ADDRESS_MIN = 9,	/* three characters */
	POSTCODE_DIGITS = 6,
	PHONE_DIGITS = 7,	/* fewer are those of a hotline */
	VALUE_MAX = 200,	/* bytes of any other value */
	MAIL_MIN = 6,
	LINK_GAP = 6,		/* marks between 网站 and its address */
	TRIES = 50,		/* places of a label that are looked at */
};

enum shape { SHAPE_ADDRESS, SHAPE_POSTCODE, SHAPE_PHONE, SHAPE_MAIL,
	     SHAPE_LINK };

static const struct contact {
	const char *name;
	enum shape shape;
	const char *labels[4];	/* NULL-terminated */
	const char *never[6];	/* words right before the label */
} contacts[] = {
	{REPORT_CONTACT "address", SHAPE_ADDRESS, {"地址"},
	 {"网站", "网络", "网页", "邮箱", "IP", NULL}},
	{REPORT_CONTACT "postcode", SHAPE_POSTCODE, {"邮编", "邮政编码"},
	 {NULL}},
	{REPORT_CONTACT "phone", SHAPE_PHONE, {"电话"},
	 {"监督", "举报", "投诉", "热线", "接听", NULL}},
	{REPORT_CONTACT "fax", SHAPE_PHONE, {"传真"}, {NULL}},
	{REPORT_CONTACT "email", SHAPE_MAIL,
	 {"邮箱", "电子邮件", "mail"}, {NULL}},
	{REPORT_CONTACT "portal", SHAPE_LINK, {"网站", "网址"}, {NULL}},
};

enum { CONTACTS = sizeof(contacts) / sizeof(contacts[0]) };

/* Behind any of the words at s[at], or at. */
static size_t skip_any(struct slice s, size_t at, const char *const *words)
{
	for (; *words; words++)
		if (slice_starts(slice_sub(s, at, s.n), *words))
			return at + strlen(*words);
	return at;
}

/* --- shapes: the value at s[at], absent where none is --- */

/* A bracket that the address opens is closed within it. */
static struct slice take_address(struct slice s, size_t at)
{
	static const char *const stops[] = {
		"；", ";", "，", ",", "。", "\n", "\t", "】", "邮编", "邮政",
		"电话", "联系", "传真", "邮箱", "电子邮", NULL,
	};
	static const char *const opening[] = {"（", "(", NULL};
	static const char *const closing[] = {"）", ")", NULL};
	struct slice value = slice_sub(s, at, at + ADDRESS_MAX);
	size_t end = 0;
	int depth = 0;

	while (end < value.n) {
		if (skip_any(value, end, opening) != end)
			depth++;
		else if (skip_any(value, end, closing) != end && !depth--)
			break;
		else if (skip_any(value, end, stops) != end)
			break;
		(void)charset_next(value, &end);
	}
	value = html_trim(slice_sub(value, 0, end));
	return value.n >= ADDRESS_MIN && value.n < ADDRESS_MAX &&
	       slice_ifinds(value, "http", 0) == SIZE_MAX &&
	       slice_ifinds(value, "www.", 0) == SIZE_MAX ? value : SLICE_NONE;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct slice take_postcode(struct slice s, size_t at)
{
	size_t end = at;

	while (end < s.n && is_digit(s.p[end]))
		end++;
	return end - at == POSTCODE_DIGITS ? slice_sub(s, at, end)
					   : SLICE_NONE;
}

/* "0599-6210048", "（0599）6210048"; the first of several. */
static struct slice take_phone(struct slice s, size_t at)
{
	static const char *const within[] = {"-", "—", "－", "–", ")", "）",
					     " ", NULL};
	static const char *const opening[] = {"(", "（", NULL};
	size_t end = skip_any(s, at, opening);
	size_t last = at;
	int digits = 0;

	while (end < s.n && end - at < VALUE_MAX) {
		if (is_digit(s.p[end])) {
			digits++;
			last = ++end;
			continue;
		}
		/* behind a number that is one, no more than what joins it */
		if (skip_any(s, end, within) == end || digits >= PHONE_DIGITS)
			break;
		end = skip_any(s, end, within);
	}
	return digits >= PHONE_DIGITS ? slice_sub(s, at, last) : SLICE_NONE;
}

static bool is_graph(char c)
{
	return c > ' ' && c < 0x7F && !strchr("()<>;,\"'|", c);
}

static struct slice take_graph(struct slice s, size_t at)
{
	size_t end = at;

	while (end < s.n && end - at < VALUE_MAX && is_graph(s.p[end]))
		end++;
	while (end > at && s.p[end - 1] == '.')
		end--;
	return slice_sub(s, at, end);
}

static struct slice take_mail(struct slice s, size_t at)
{
	struct slice value = take_graph(s, at);

	return value.n >= MAIL_MIN && slice_findc(value, '.', 0) != SIZE_MAX &&
	       slice_findc(value, '/', 0) == SIZE_MAX ? value : SLICE_NONE;
}

static struct slice take_link(struct slice s, size_t at)
{
	static const char *const marks[] = {
		"（", "(", "“", "”", "\"", "：", ":", "网址", "地址", "为", "是",
		" ", "》", "〈", "<", NULL,
	};
	struct slice value;

	for (int i = 0; i < LINK_GAP; i++)
		at = skip_any(s, at, marks);
	value = take_graph(s, at);
	return slice_istarts(value, "http://") ||
	       slice_istarts(value, "https://") ||
	       slice_istarts(value, "www.") ? value : SLICE_NONE;
}

/* --- labels --- */

static struct slice take_value(struct slice s, size_t at,
			       const struct contact *c)
{
	static const char *const marks[] = {"：", ":", "为", "是", NULL};
	static const char *const spaces[] = {" ", "　", "\xC2\xA0", NULL};
	size_t begin = skip_any(s, at, spaces);
	size_t marked = skip_any(s, begin, marks);

	if (c->shape == SHAPE_LINK)
		return take_link(s, at);
	/* words go on behind 地址 at times, digits only behind their label */
	if (c->shape == SHAPE_ADDRESS && marked == begin)
		return SLICE_NONE;
	begin = skip_any(s, marked, spaces);
	if (c->shape == SHAPE_ADDRESS)
		return take_address(s, begin);
	if (c->shape == SHAPE_POSTCODE)
		return take_postcode(s, begin);
	return c->shape == SHAPE_PHONE ? take_phone(s, begin)
				       : take_mail(s, begin);
}

static bool follows_any(struct slice s, size_t at, const char *const *words)
{
	for (; *words; words++)
		if (slice_ends(slice_sub(s, 0, at), *words))
			return true;
	return false;
}

/* The first value behind a label; *ret_at: where it stands. */
static struct slice find_value(struct slice text, const struct contact *c,
			       size_t *ret_at)
{
	struct slice best = SLICE_NONE;

	for (int i = 0; c->labels[i]; i++) {
		size_t at = 0;

		for (int k = 0; k < TRIES; k++) {
			size_t label = slice_ifinds(text, c->labels[i], at);
			struct slice value;

			if (label == SIZE_MAX || (best.p && label >= *ret_at))
				break;
			at = label + strlen(c->labels[i]);
			if (follows_any(text, label, c->never))
				continue;
			value = take_value(text, at, c);
			if (!value.p)
				continue;
			best = value;
			*ret_at = label;
			break;
		}
	}
	return best;
}

uint32_t report_read_contact(struct slice text,
			     struct report_stated out[REPORT_CONTACTS])
{
	uint32_t count = 0;

	_Static_assert(CONTACTS == (int)REPORT_CONTACTS, "room for all");
	for (int i = 0; i < CONTACTS; i++) {
		size_t at = 0;
		struct slice value = find_value(text, &contacts[i], &at);

		if (value.p)
			out[count++] = (struct report_stated){
				.name = contacts[i].name, .value = value,
				.evidence = html_trim(
					report_sentence(text, at)),
			};
	}
	return count;
}
