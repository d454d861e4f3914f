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

static bool takes_end(struct slice *word, char mark)
{
	if (word->n == 0 || word->p[word->n - 1] != mark)
		return false;
	word->n--;
	return true;
}

static bool same_name(struct slice name, struct slice word)
{
	bool begins = takes_end(&word, '*');

	if (word.n == 0 || name.n < word.n || (!begins && name.n > word.n))
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (tolower((unsigned char)name.p[i]) !=
		    tolower((unsigned char)word.p[i]))
			return false;
	return true;
}

static bool is_dropped(struct slice argument, struct slice names)
{
	struct slice value = argument;
	struct slice name = slice_cut(&value, '=');
	struct slice word;

	while ((word = slice_cut(&names, ' ')).p) {
		bool random_only = takes_end(&word, '?');

		if (same_name(name, word) &&
		    (!random_only || (value.p && looks_random(value))))
			return true;
	}
	return false;
}

static bool strip_query(struct slice query, struct slice names,
			struct buf *out)
{
	char before = '?';
	bool stripped = false;
	struct slice argument;

	while ((argument = slice_cut(&query, '&')).p) {
		if (is_dropped(argument, names)) {
			stripped = true;
			continue;
		}
		(void)buf_addc(out, before);
		(void)buf_add_slice(out, argument);
		before = '&';
	}
	return stripped;
}

bool session_strip(struct slice url, struct slice names, struct buf *out)
{
	struct slice query = url;
	struct slice path = slice_cut(&query, '?');
	size_t mark = slice_ifinds(path, ";jsessionid=", 0);

	(void)buf_add_slice(out, slice_sub(path, 0, mark));
	if (!query.p)
		return mark < path.n;
	return strip_query(query, names, out) || mark < path.n;
}
