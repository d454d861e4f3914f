/* SPDX-License-Identifier: Apache-2.0 */
/* The rule of coverage: every state, from every kind of evidence. */
#include "base/err.h"
#include "crawler/coverage.h"
#include "parsers/httpdate.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DUE 1000
#define BEFORE .due_ms = DUE, .now_ms = DUE - 1, .site_read = true
#define AFTER .due_ms = DUE, .now_ms = DUE, .site_read = true
#define LINK(e) .has_link = true, .end = COVERAGE_END_##e
#define COLUMN(w) .has_column = true, .witness = COVERAGE_WITNESS_##w

static const struct {
	struct coverage_case c;
	enum coverage_state state;
	enum coverage_reason reason;
} decisions[] = {
	/* a report beats all */
	{{AFTER, .report = "1", LINK(KEPT), COLUMN(GOOD)},
	 COVERAGE_ARCHIVED, COVERAGE_BY_REPORT},
	{{BEFORE, .report = "1"}, COVERAGE_ARCHIVED, COVERAGE_BY_REPORT},
	{{.report = "1", .site_blocked = true}, COVERAGE_ARCHIVED,
	 COVERAGE_BY_REPORT},
	/* then a link, due or not */
	{{AFTER, LINK(KEPT), COLUMN(GOOD)}, COVERAGE_UNREADABLE,
	 COVERAGE_BY_LINK},
	{{BEFORE, LINK(KEPT)}, COVERAGE_UNREADABLE, COVERAGE_BY_LINK},
	{{AFTER, LINK(BLOCKED), COLUMN(GOOD)}, COVERAGE_BLOCKED,
	 COVERAGE_BY_LINK},
	{{AFTER, LINK(ROBOTS), COLUMN(GOOD)}, COVERAGE_BLOCKED,
	 COVERAGE_BY_LINK},
	{{AFTER, LINK(WAITING), COLUMN(GOOD)}, COVERAGE_UNKNOWN,
	 COVERAGE_BY_LINK},
	{{BEFORE, LINK(WAITING)}, COVERAGE_UNKNOWN, COVERAGE_BY_LINK},
	{{AFTER, LINK(FAILED), COLUMN(GOOD)}, COVERAGE_UNKNOWN,
	 COVERAGE_BY_LINK},
	{{AFTER, LINK(OUTSIDE), COLUMN(GOOD)}, COVERAGE_UNKNOWN,
	 COVERAGE_BY_LINK},
	/* of another key than ours */
	{{AFTER, LINK(REPORT), COLUMN(GOOD)}, COVERAGE_UNKNOWN,
	 COVERAGE_BY_LINK},
	/* then the calendar */
	{{BEFORE, COLUMN(GOOD)}, COVERAGE_NOT_DUE, COVERAGE_BY_DATE},
	{{BEFORE, LINK(GONE)}, COVERAGE_NOT_DUE, COVERAGE_BY_DATE},
	{{BEFORE, .site_blocked = true}, COVERAGE_NOT_DUE, COVERAGE_BY_DATE},
	/* then the columns */
	{{AFTER, COLUMN(GOOD)}, COVERAGE_MISSING, COVERAGE_BY_COLUMN},
	{{AFTER, LINK(GONE), COLUMN(GOOD)}, COVERAGE_MISSING,
	 COVERAGE_BY_LINK_AND_COLUMN},
	{{AFTER, LINK(GONE), COLUMN(INCOMPLETE)}, COVERAGE_UNKNOWN,
	 COVERAGE_BY_COLUMN},
	{{AFTER, COLUMN(INCOMPLETE)}, COVERAGE_UNKNOWN, COVERAGE_BY_COLUMN},
	{{AFTER, COLUMN(EARLY)}, COVERAGE_UNKNOWN, COVERAGE_BY_COLUMN},
	{{AFTER, COLUMN(OPEN)}, COVERAGE_UNKNOWN, COVERAGE_BY_COLUMN},
	{{AFTER, COLUMN(BLOCKED)}, COVERAGE_BLOCKED, COVERAGE_BY_COLUMN},
	{{AFTER}, COVERAGE_UNKNOWN, COVERAGE_BY_NOTHING},
	{{AFTER, LINK(GONE)}, COVERAGE_UNKNOWN, COVERAGE_BY_NOTHING},
	{{AFTER, .site_blocked = true}, COVERAGE_BLOCKED, COVERAGE_BY_SITE},
	{{.due_ms = DUE, .now_ms = DUE}, COVERAGE_UNKNOWN, COVERAGE_BY_SITE},
};

static void test_decide(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(decisions) / sizeof(*decisions); i++) {
		struct coverage_verdict v = coverage_decide(&decisions[i].c);

		if (v.state != decisions[i].state ||
		    v.reason != decisions[i].reason)
			fail_msg("decision %zu: got %s (%d), wanted %s (%d)",
				 i, coverage_state_name(v.state), v.reason,
				 coverage_state_name(decisions[i].state),
				 decisions[i].reason);
		if (!*coverage_words(&decisions[i].c, &v))
			fail_msg("decision %zu has no words", i);
	}
}

#define ASKED(...) &(const struct capture){__VA_ARGS__}

static const struct {
	const char *what;
	struct store_fate fate;
	enum coverage_end end;
} ends[] = {
	{"gave one", {.state = "done", .reports = 1,
		      .capture = ASKED(.status = 404)}, COVERAGE_END_REPORT},
	{"never asked", {.state = "queued"}, COVERAGE_END_WAITING},
	{"leased", {.state = "leased"}, COVERAGE_END_WAITING},
	{"not to be asked", {.state = "done"}, COVERAGE_END_OUTSIDE},
	{"200", {.state = "done", .capture = ASKED(.status = 200)},
	 COVERAGE_END_KEPT},
	{"200, to be asked again",
	 {.state = "queued", .capture = ASKED(.status = 200)},
	 COVERAGE_END_KEPT},
	{"304", {.state = "done", .capture = ASKED(.status = 304)},
	 COVERAGE_END_KEPT},
	{"none", {.state = "done", .capture = ASKED(.status = 200,
	  .block = "none")}, COVERAGE_END_KEPT},
	{"a WAF", {.state = "queued", .capture = ASKED(.status = 200,
	  .block = "blocked_waf")}, COVERAGE_END_BLOCKED},
	{"forbidden", {.state = "done", .capture = ASKED(.status = 403,
	  .block = "blocked_forbidden")}, COVERAGE_END_BLOCKED},
	{"robots", {.state = "done", .capture = ASKED(.outcome = ERR_ROBOTS)},
	 COVERAGE_END_ROBOTS},
	{"404", {.state = "done", .capture = ASKED(.status = 404)},
	 COVERAGE_END_GONE},
	{"410", {.state = "done", .capture = ASKED(.status = 410)},
	 COVERAGE_END_GONE},
	{"removed", {.state = "done", .capture = ASKED(.status = 200,
	  .block = "removed")}, COVERAGE_END_GONE},
	{"soft", {.state = "done", .capture = ASKED(.status = 200,
	  .block = "soft_404")}, COVERAGE_END_GONE},
	{"500", {.state = "done", .capture = ASKED(.status = 500)},
	 COVERAGE_END_FAILED},
	{"503, to be asked again",
	 {.state = "queued", .capture = ASKED(.status = 503)},
	 COVERAGE_END_WAITING},
	{"unreachable",
	 {.state = "done", .capture = ASKED(.outcome = ERR_TIMEOUT)},
	 COVERAGE_END_FAILED},
	{"a redirect to nowhere",
	 {.state = "done", .capture = ASKED(.status = 302)},
	 COVERAGE_END_FAILED},
	{"cut off", {.state = "queued", .capture = ASKED(.status = 200,
	  .truncated = TRUNCATED_DISCONNECT)}, COVERAGE_END_WAITING},
};

static void test_ends(void **state)
{
	(void)state;
	assert_int_equal(coverage_end_of(NULL), COVERAGE_END_OUTSIDE);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		enum coverage_end end = coverage_end_of(&ends[i].fate);

		if (end != ends[i].end)
			fail_msg("%s: got \"%s\", wanted \"%s\"", ends[i].what,
				 coverage_end_words(end),
				 coverage_end_words(ends[i].end));
	}
}

static void test_redirects(void **state)
{
	struct capture c = {.status = 302, .redirect_to = "http://a.test/"};
	struct store_fate fate = {.state = "done", .capture = &c};

	(void)state;
	assert_true(coverage_is_redirect(&fate));
	fate.reports = 1;
	assert_false(coverage_is_redirect(&fate));
	fate = (struct store_fate){.state = "queued"};
	assert_false(coverage_is_redirect(&fate));
	assert_false(coverage_is_redirect(NULL));
}

static void test_due(void **state)
{
	static const struct {
		const char *kind;
		int year;
		const char *due; /* UTC: China is eight hours ahead */
	} rows[] = {
		{"department", 2023, "2024-01-31T16:00:00.000Z"},
		{"township", 2023, "2024-03-31T16:00:00.000Z"},
		{"government", 2025, "2026-03-31T16:00:00.000Z"},
		{NULL, 2008, "2009-03-31T16:00:00.000Z"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char text[HTTPDATE_ISO_SIZE];
		int64_t due = coverage_due_ms(rows[i].kind, rows[i].year);

		httpdate_iso(due, text);
		assert_string_equal(text, rows[i].due);
	}
	assert_int_equal(coverage_last_year(coverage_due_ms("department",
							    2023)), 2023);
	assert_int_equal(coverage_last_year(coverage_due_ms("department",
							    2023) - 1), 2022);
	assert_int_equal(coverage_last_year(0), COVERAGE_YEAR_FIRST);
	assert_int_equal(coverage_last_year(INT64_MAX), COVERAGE_YEAR_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decide), cmocka_unit_test(test_ends),
		cmocka_unit_test(test_redirects), cmocka_unit_test(test_due),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
