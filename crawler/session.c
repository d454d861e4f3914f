/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/session.h"

#include <ctype.h>

static bool looks_random(struct slice value)
{
	bool digit = false;

	for (size_t i = 0; i < value.n; i++) {
		if (!isalnum((unsigned char)value.p[i]))
			return false;
		digit |= isdigit((unsigned char)value.p[i]) != 0;
	}
	return value.n >= SESSION_LEAST && digit;
}

static bool is_session(struct slice argument)
{
	static const char *const names[] = {
		"jsessionid", "phpsessid", "sid", "sessionid",
	};
	struct slice value = argument;
	struct slice name = slice_cut(&value, '=');

	if (!value.p)
		return false;
	if (slice_istarts(name, "aspsessionid"))
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_ieqs(name, names[i]))
			return looks_random(value);
	return false;
}

/* Says where a visitor came from, never what is shown. */
static bool is_tracking(struct slice argument)
{
	static const char *const names[] = {"spm", "gclid", "fbclid"};
	struct slice name = slice_cut(&argument, '=');

	if (slice_istarts(name, "utm_"))
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_ieqs(name, names[i]))
			return true;
	return false;
}

static bool strip_query(struct slice query, struct buf *out)
{
	char before = '?';
	bool stripped = false;
	struct slice argument;

	while ((argument = slice_cut(&query, '&')).p) {
		if (is_session(argument) || is_tracking(argument)) {
			stripped = true;
			continue;
		}
		(void)buf_addc(out, before);
		(void)buf_add_slice(out, argument);
		before = '&';
	}
	return stripped;
}

bool session_strip(struct slice url, struct buf *out)
{
	struct slice query = url;
	struct slice path = slice_cut(&query, '?');
	size_t mark = slice_ifinds(path, ";jsessionid=", 0);

	(void)buf_add_slice(out, slice_sub(path, 0, mark));
	if (!query.p)
		return mark < path.n;
	return strip_query(query, out) || mark < path.n;
}
