/* SPDX-License-Identifier: Apache-2.0 */
/* The robots rules of a host over time, and what attempts mean. */
#include "base/err.h"
#include "crawler/robots_gate.h"
#include "crawler/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#define HOUR INT64_C(3600000)

static const struct robots_limits limits = {
	.ttl_ms = 24 * HOUR, .stale_max_ms = 168 * HOUR,
	.crawl_delay_max_ms = 60000,
};

static enum gate_verdict ask(const struct robots_gate *g, const char *target,
			     int64_t now)
{
	return robots_gate_ask(g, &limits, slice_of(target), now).verdict;
}

static struct robots *rules(const char *text)
{
	struct robots *r = robots_parse(slice_of(text));

	assert_non_null(r);
	return r;
}

static void test_life(void **state)
{
	struct robots_gate g;
	struct gate_answer answer;

	(void)state;
	robots_gate_init(&g);
	assert_int_equal(ask(&g, "/", HOUR), GATE_FETCH);
	/* Never assumed to allow, however often it failed. */
	for (int i = 0; i < 10; i++)
		robots_gate_failed(&g, HOUR);
	assert_int_equal(ask(&g, "/", HOUR), GATE_FETCH);

	robots_gate_answer(&g, 200, rules("User-agent: *\nDisallow: /no/\n"
					  "Crawl-delay: 90\n"), &limits, 5,
			   "<urn:uuid:1>", HOUR);
	assert_int_equal(g.crawl_delay_ms, 60000);
	assert_int_equal(ask(&g, "/yes", HOUR), GATE_ALLOWED);
	answer = robots_gate_ask(&g, &limits, slice_of("/no/x"), HOUR);
	assert_int_equal(answer.verdict, GATE_REFUSED);
	assert_int_equal(answer.line, 2);

	/* A day later it is asked for again; failing that, it serves on … */
	assert_int_equal(ask(&g, "/no/", 25 * HOUR - 1), GATE_REFUSED);
	assert_int_equal(ask(&g, "/no/", 25 * HOUR), GATE_FETCH);
	robots_gate_failed(&g, 25 * HOUR);
	assert_int_equal(ask(&g, "/no/", 25 * HOUR), GATE_REFUSED);
	/* … for seven days. */
	assert_int_equal(ask(&g, "/no/", 169 * HOUR - 1), GATE_REFUSED);
	assert_int_equal(ask(&g, "/no/", 169 * HOUR), GATE_FETCH);
	/* It is from the future, so the clock was wrong: not for ever. */
	assert_int_equal(ask(&g, "/no/", HOUR - 1), GATE_FETCH);

	robots_gate_answer(&g, 404, NULL, &limits, 6, "<urn:uuid:2>",
			   170 * HOUR);
	assert_int_equal(ask(&g, "/no/", 170 * HOUR), GATE_ALLOWED);
	assert_int_equal(g.crawl_delay_ms, -1);
	robots_gate_clear(&g);
}

/* What the catalog keeps is enough to go on. */
static void test_kept(void **state)
{
	struct robots_gate g, next;
	struct store_host row = {.id = 1};

	(void)state;
	robots_gate_init(&g);
	robots_gate_init(&next);
	robots_gate_answer(&g, 200, rules("User-agent: *\nDisallow: /\n"),
			   &limits, 5, "<urn:uuid:1>", HOUR);
	robots_gate_save(&g, &row);
	robots_gate_load(&next, &row);
	assert_int_equal(next.capture, 5);
	assert_string_equal(next.record, "<urn:uuid:1>");
	/* The rules cannot be read back: not known. */
	robots_gate_rules(&next, NULL, &limits);
	assert_int_equal(ask(&next, "/", HOUR), GATE_FETCH);
	robots_gate_load(&next, &row);
	robots_gate_rules(&next, rules("User-agent: *\nDisallow: /\n"),
			  &limits);
	assert_int_equal(ask(&next, "/", HOUR), GATE_REFUSED);
	/* A 404 needs none. */
	row.robots_status = 404;
	robots_gate_load(&next, &row);
	robots_gate_rules(&next, NULL, &limits);
	assert_int_equal(ask(&next, "/", HOUR), GATE_ALLOWED);
	robots_gate_clear(&g);
	robots_gate_clear(&next);
}

static void test_verdicts(void **state)
{
	static const struct {
		struct verdict_input in;
		enum verdict_kind kind;
		bool again;
	} rows[] = {
		{{.status = 200}, VERDICT_GOOD, false},
		{{.status = 0}, VERDICT_GOOD, false},
		{{.status = 304}, VERDICT_GOOD, false},
		{{.status = 301}, VERDICT_REDIRECT, false},
		{{.status = 404}, VERDICT_ABSENT, false},
		{{.status = 410}, VERDICT_ABSENT, false},
		{{.status = 400}, VERDICT_OTHER, false},
		{{.status = 403, .block = BLOCK_FORBIDDEN}, VERDICT_BLOCKED,
		 false},
		{{.status = 200, .block = BLOCK_CHALLENGE_RUISHU},
		 VERDICT_BLOCKED, false},
		{{.status = 200, .block = BLOCK_SOFT_404}, VERDICT_ABSENT,
		 false},
		{{.status = 200, .block = BLOCK_REDIRECT_SHELL}, VERDICT_GOOD,
		 false},
		{{.status = 429}, VERDICT_BUSY, true},
		{{.status = 503, .attempts = 1}, VERDICT_BUSY, true},
		{{.status = 503, .attempts = 2}, VERDICT_BUSY, false},
		{{.status = 500}, VERDICT_BROKEN, true},
		{{.status = 200, .truncated = TRUNCATED_DISCONNECT},
		 VERDICT_BROKEN, true},
		{{.status = 200, .truncated = TRUNCATED_LENGTH}, VERDICT_GOOD,
		 false},
		{{.outcome = ERR_TIMEOUT}, VERDICT_UNREACHABLE, true},
		{{.outcome = ERR_DNS_NOTFOUND, .attempts = 2},
		 VERDICT_UNREACHABLE, false},
		{{.outcome = ERR_TLS_CERT}, VERDICT_REFUSED, false},
		{{.outcome = ERR_ROBOTS}, VERDICT_ROBOTS, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct verdict_input in = rows[i].in;
		struct verdict v;

		in.attempts_max = 3;
		v = verdict_of(&in);
		if (v.kind != rows[i].kind || v.again != rows[i].again)
			fail_msg("row %zu (status %d, %s): got %d %d", i,
				 in.status, err_name(in.outcome), (int)v.kind,
				 v.again);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_verdicts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
