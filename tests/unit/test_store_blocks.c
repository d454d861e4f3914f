/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts that are blocked: what is kept of their pages, how long they rest, and
 * who rests with them. */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { STEPS = 8, HOURS = 3600000 };

static const int64_t ladder[] = {1 * HOURS, 24 * HOURS, 168 * HOURS};

static int set_up(void **state)
{
	struct store_recovery found;
	struct exchanges *x = exchanges_new(dir_make());

	exchanges_open(x, &found);
	*state = x;
	return 0;
}

static int tear_down(void **state)
{
	struct exchanges *x = *state;

	exchanges_close(x);
	dir_remove(exchanges_free(x));
	return 0;
}

/* --- groups --------------------------------------------------------------- */

/* An answer of a host.  sign NULL: it is a good one. */
struct step {
	const char *name, *address;	/* name NULL: no more */
	uint32_t division;
	const char *sign;
	int hour;		/* when */
};

static const struct {
	const char *what;
	struct step steps[STEPS];
	const char *wanted;	/* of each host: name, steps, hour of the next
				 * probe, group; in order of name */
} cases[] = {
	{"up the ladder",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"a.test", "1.1.1.1", 0,
	  "412 x", 2}, {"a.test", "1.1.1.1", 0, "412 x", 30},
	  {"a.test", "1.1.1.1", 0, "412 x", 200}},
	 "a.test 3 368 a.test\n"},
	{"a good answer ends it",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"a.test", "1.1.1.1", 0,
	  NULL, 2}}, "a.test -\n"},
	{"and it begins anew",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"a.test", "1.1.1.1", 0,
	  "412 x", 2}, {"a.test", "1.1.1.1", 0, NULL, 30},
	  {"a.test", "1.1.1.1", 0, "412 x", 31}}, "a.test 0 32 a.test\n"},
	{"one address, one group",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"b.test", "1.1.1.1", 0,
	  "412 x", 0}}, "a.test 0 1 a.test\nb.test 0 1 a.test\n"},
	{"one registered domain",
	 {{"www.a.gov.cn", "1.1.1.1", 0, "412 x", 0},
	  {"xxgk.a.gov.cn", "2.2.2.2", 0, "412 x", 0}},
	 "www.a.gov.cn 0 1 www.a.gov.cn\nxxgk.a.gov.cn 0 1 www.a.gov.cn\n"},
	{"one prefecture",
	 {{"a.test", "1.1.1.1", 510131, "412 x", 0},
	  {"b.test", "2.2.2.2", 510104, "412 x", 0},
	  {"c.test", "3.3.3.3", 510600, "412 x", 0},
	  {"d.test", "4.4.4.4", 510131200, "412 x", 0}},
	 "a.test 0 1 a.test\nb.test 0 1 a.test\nc.test 0 1 c.test\n"
	 "d.test 0 1 a.test\n"},
	{"nothing in common",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"b.test", "2.2.2.2", 0,
	  "412 x", 0}}, "a.test 0 1 a.test\nb.test 0 1 b.test\n"},
	{"another sign",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"b.test", "1.1.1.1", 0,
	  "521 y", 0}}, "a.test 0 1 a.test\nb.test 0 1 b.test\n"},
	{"near is passed on",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0},
	  {"b.test", "1.1.1.1", 510131, "412 x", 0},
	  {"c.test", "3.3.3.3", 510104, "412 x", 0}},
	 "a.test 0 1 a.test\nb.test 0 1 a.test\nc.test 0 1 a.test\n"},
	{"one probe speaks for all",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"b.test", "1.1.1.1", 0,
	  "412 x", 0}, {"b.test", "1.1.1.1", 0, "412 x", 2}},
	 "a.test 1 26 a.test\nb.test 1 26 a.test\n"},
	{"two at the same time are one step",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"b.test", "1.1.1.1", 0,
	  "412 x", 0}, {"b.test", "1.1.1.1", 0, "412 x", 2},
	  {"a.test", "1.1.1.1", 0, "412 x", 2}},
	 "a.test 1 26 a.test\nb.test 1 26 a.test\n"},
	{"one good answer speaks for all",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"b.test", "1.1.1.1", 0,
	  "412 x", 0}, {"b.test", "1.1.1.1", 0, NULL, 2}},
	 "a.test -\nb.test -\n"},
	{"one that comes late rests with them",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"a.test", "1.1.1.1", 0,
	  "412 x", 2}, {"b.test", "1.1.1.1", 0, "412 x", 5}},
	 "a.test 1 26 a.test\nb.test 1 26 a.test\n"},
	{"one that comes when their rest is over was their probe",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"b.test", "1.1.1.1", 0,
	  "412 x", 5}}, "a.test 1 29 a.test\nb.test 1 29 a.test\n"},
	{"blocked in another way",
	 {{"a.test", "1.1.1.1", 0, "412 x", 0}, {"b.test", "2.2.2.2", 0,
	  "521 y", 0}, {"a.test", "1.1.1.1", 0, "521 y", 2}},
	 "a.test 1 26 a.test\nb.test 0 1 b.test\n"},
};

static void take_step(struct exchanges *x, const struct step *step)
{
	struct store_host host;
	struct store_block_event event = {
		.is_over = step->sign == NULL,
		.class = "blocked_challenge/ruishu", .sign = step->sign,
		.division = step->division, .ladder_ms = ladder, .rungs = 3,
	};
	char key[64], url[64];

	(void)snprintf(key, sizeof(key), "http://%s:80", step->name);
	(void)snprintf(url, sizeof(url), "http://%s/", step->name);
	assert_int_equal(store_host_get(x->store, key, x->arena, &host), 0);
	host.address = step->address;
	exchanges_add(x, arena_strndup(x->arena, url, strlen(url)),
		      step->sign ? step->sign : "<p>good");
	x->items[0].host = &host;
	x->items[0].block = &event;
	assert_int_equal(store_commit(x->store, x->items, x->count,
				      1 + (int64_t)step->hour * HOURS), 0);
	exchanges_clear(x);
}

static int on_host(void *ctx, const struct store_host *h)
{
	const struct store_block *b = &h->block;
	struct buf *out = ctx;
	struct slice name = slice_sub(slice_of(h->key), strlen("http://"),
				      strlen(h->key) - strlen(":80"));

	(void)buf_add_slice(out, name);
	if (!b->since_ms) {
		assert_null(b->class);
		assert_null(b->group);
		assert_int_equal(b->until_ms, 0);
		return buf_adds(out, " -\n");
	}
	return buf_addf(out, " %d %d %.*s\n", (int)b->steps,
			(int)((b->until_ms - 1) / HOURS),
			(int)(strlen(b->group) - strlen("http://:80")),
			b->group + strlen("http://"));
}

static void groups(void **state)
{
	bool bad = false;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf got = BUF_INIT(4096);
		struct store_reader *reader;
		void *at;

		(void)set_up(&at);
		for (int k = 0; k < STEPS && cases[i].steps[k].name; k++)
			take_step(at, &cases[i].steps[k]);
		assert_int_equal(store_reader_open(
			((struct exchanges *)at)->dir, &reader), 0);
		assert_int_equal(store_each_host(reader, on_host, &got), 0);
		store_reader_close(reader);
		if (strcmp(got.data, cases[i].wanted)) {
			print_error("%s\n  got\n%s  wanted\n%s",
				    cases[i].what, got.data, cases[i].wanted);
			bad = true;
		}
		buf_free(&got);
		(void)tear_down(&at);
	}
	assert_false(bad);
}

/* --- the good copy -------------------------------------------------------- */

static void add_url(struct exchanges *x, const char *url)
{
	struct store_url u = {
		.url = url, .host_key = "http://a.test:80", .hops = "",
		.via_position = -1, .site = x->site, .priority = 1,
	};

	assert_int_equal(store_frontier_add(x->store, &u, 1, NULL), 0);
}

static void lease(struct exchanges *x, struct store_lease *ret_lease)
{
	struct store_host host;
	size_t n;

	assert_int_equal(store_host_get(x->store, "http://a.test:80",
					x->arena, &host), 0);
	assert_int_equal(store_lease(x->store, x->run, host.id, &x->site, 1,
				     10, 1, x->arena, ret_lease, &n), 0);
	assert_int_equal(n, 1);
}

/* Whatever came afterwards in its place, a request asks about the good copy,
 * and that is what the archive gives. */
static void good_copy_stays(void **state)
{
	static const char *const blocks[] = {
		"blocked_challenge/ruishu", "blocked_waf", "blocked_empty",
		"rate_limited", "soft_404", "removed",
	};
	struct exchanges *x = *state;
	struct store_reader *reader;
	struct store_lease l;
	struct capture c;
	uint8_t good[SHA256_BYTES];

	add_url(x, "http://a.test/1");
	lease(x, &l);
	for (size_t i = 0; i <= sizeof(blocks) / sizeof(*blocks); i++) {
		exchanges_add(x, "http://a.test/1", i ? blocks[i - 1] : "ok");
		x->captures[0].block = i ? blocks[i - 1] : NULL;
		x->items[0].next_due_ms = 1;
		if (i == 0)
			memcpy(good, x->captures[0].sha256, sizeof(good));
		assert_int_equal(exchanges_commit(x), 0);
		exchanges_clear(x);
		lease(x, &l);
		assert_non_null(l.last.record_id);
		assert_memory_equal(l.last_sha256, good, SHA256_BYTES);
	}
	assert_int_equal(store_reader_open(x->dir, &reader), 0);
	/* what says that it is gone is what there is now, as a 404 is */
	assert_int_equal(store_find_url(reader, "http://a.test/1", 0, false,
					x->arena, &c), 0);
	assert_string_equal(c.block, "removed");
	assert_int_equal(store_find_url(reader, "http://a.test/1",
					c.started_ms - 2, false, x->arena,
					&c), 0);
	assert_null(c.block);
	assert_int_equal(store_find_url(reader, "http://a.test/1",
					c.started_ms + 1, true, x->arena, &c),
			 0);
	assert_string_equal(c.block, "blocked_challenge/ruishu");
	store_reader_close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups),
		cmocka_unit_test_setup_teardown(good_copy_stays, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
