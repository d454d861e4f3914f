/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/memo.h"

#include "crawler/extract.h"
#include "crawler/seen.h"
#include "crawler/site.h"
#include "parsers/report.h"

enum {
	FORMAT = 1,		/* of the bytes, and of what the rules are */
	UNDATED = 1,		/* a flag */
	FIXED = 25,		/* bytes before the stops */
	STOP = 5,		/* bytes of one: which, how many */
};
_Static_assert(FIXED + STOP * STOP_COUNT <= STORE_MEMO_MAX,
	       "all stops have room");

/* --- rules ------------------------------------------------------------ */

static uint64_t add(uint64_t hash, int64_t number)
{
	return seen_hash_number((uint64_t)number, hash);
}

/* With its length, so that neighbours do not run into each other. */
static uint64_t add_text(uint64_t hash, const char *text)
{
	struct slice s = slice_of(text);

	return seen_hash(s, add(hash, text ? (int64_t)s.n : -1));
}

static uint64_t add_settings(uint64_t hash, const struct extract_settings *s)
{
	const int64_t numbers[] = {
		FORMAT, REPORT_EXTRACTOR_VERSION, (int64_t)s->limits.memory,
		s->limits.nodes, (int64_t)s->text_max, (int64_t)s->links_max,
		s->column_pages_max, s->depth_max, s->redirects_max,
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		hash = add(hash, numbers[i]);
	return add_text(hash, s->program);
}

static uint64_t add_site(uint64_t hash, const struct site *site)
{
	hash = add(hash, site->official);
	hash = add(hash, site->foreign);
	hash = add(hash, site->division);
	hash = add_text(hash, site->drop_parameters);
	return scope_hash(&site->scope, hash);
}

static uint64_t add_place(uint64_t hash, const struct store_lease *lease)
{
	const struct store_url *url = &lease->url;

	hash = add(hash, url->priority);
	hash = add(hash, url->depth);
	hash = add(hash, url->redirects);
	hash = add(hash, url->is_seed);
	hash = add(hash, lease->column_page);
	hash = add_text(hash, url->via);
	return add_text(hash, url->via_anchor);
}

uint64_t memo_rules(const struct job *job,
		    const struct extract_settings *settings)
{
	uint64_t hash = add_settings(9, settings);

	hash = add_site(hash, job->site);
	hash = add_place(hash, &job->lease);
	return hash ? hash : 1;
}

/* --- bytes ------------------------------------------------------------ */

static unsigned char *put(unsigned char *at, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*at++ = (unsigned char)(value >> 8 * i);
	return at;
}

static uint64_t get(struct slice bytes, size_t at, int count)
{
	uint64_t value = 0;

	for (int i = 0; i < count; i++)
		value |= (uint64_t)(unsigned char)bytes.p[at + (size_t)i]
			 << 8 * i;
	return value;
}

struct slice memo_write(const struct memo *m, struct arena *a)
{
	unsigned char bytes[FIXED + STOP * STOP_COUNT];
	unsigned char *at = put(bytes, m->rules, 8);

	at = put(at, m->says, 8);
	at = put(at, m->lists, 8);
	at = put(at, m->undated ? UNDATED : 0, 1);
	for (unsigned i = 0; i < STOP_COUNT; i++) {
		if (!m->stops[i])
			continue;
		at = put(at, i, 1);
		at = put(at, m->stops[i] < UINT32_MAX ? m->stops[i] :
			     UINT32_MAX, 4);
	}
	return arena_slice(a, (struct slice){(const char *)bytes,
					     (size_t)(at - bytes)});
}

bool memo_read(struct slice bytes, struct memo *ret_memo)
{
	struct memo m = {0};

	if (bytes.n < FIXED || (bytes.n - FIXED) % STOP)
		return false;
	m.rules = get(bytes, 0, 8);
	m.says = get(bytes, 8, 8);
	m.lists = get(bytes, 16, 8);
	m.undated = get(bytes, 24, 1) & UNDATED;
	for (size_t at = FIXED; at < bytes.n; at += STOP) {
		uint64_t stop = get(bytes, at, 1);

		if (stop >= STOP_COUNT)
			return false;
		m.stops[stop] = get(bytes, at + 1, 4);
	}
	*ret_memo = m;
	return true;
}
