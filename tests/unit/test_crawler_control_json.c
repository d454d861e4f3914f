/* SPDX-License-Identifier: Apache-2.0 */
/* What goes over the control socket: there and back, and what is no request. */
#include "base/err.h"
#include "crawler/control_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void requests_that_will_not_do(void **state)
{
	static const struct {
		const char *line, *why;
	} cases[] = {
		{"", "JSON"},
		{"nonsense", "JSON"},
		{"[]", "JSON"},
		{"{\"command\":\"crawl\",\"command\":\"status\"}", "JSON"},
		{"{}", "command"},
		{"{\"command\":1}", "command"},
		{"{\"command\":\"mend\"}", "command"},
		{"{\"command\":\"crawl\"}", "operands"},
		{"{\"command\":\"crawl\",\"operands\":[]}", "operands"},
		{"{\"command\":\"crawl\",\"operands\":\"a\"}", "operands"},
		{"{\"command\":\"crawl\",\"operands\":[1]}", "operands"},
		{"{\"command\":\"crawl\",\"operands\":[\"a\",\"\"]}",
		 "operands"},
		{"{\"command\":\"refresh\",\"scope\":\"all\"}", "options"},
		{"{\"command\":\"refresh\",\"contact\":[]}", "options"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct control_request r;
		const char *why = "";
		int err = control_request_parse(slice_of(cases[i].line), &r,
						&why);

		if (err != ERR_INVALID || !strstr(why, cases[i].why))
			fail_msg("%s: got %s \"%s\", wanted \"%s\"",
				 cases[i].line, err_name(err), why,
				 cases[i].why);
	}
}

static void too_many_operands(void **state)
{
	struct buf line = BUF_INIT(1 << 20);
	struct control_request r;
	const char *why;

	(void)state;
	for (int more = 0; more < 2; more++) {
		buf_truncate(&line, 0);
		(void)buf_adds(&line, "{\"command\":\"crawl\",\"operands\":[");
		for (int i = 0; i < CONTROL_OPERANDS_MAX + more; i++)
			(void)buf_adds(&line, i ? ",\"a\"" : "\"a\"");
		assert_int_equal(buf_adds(&line, "]}"), 0);
		assert_int_equal(control_request_parse(buf_slice(&line), &r,
						       &why),
				 more ? ERR_INVALID : 0);
		if (!more)
			assert_int_equal(r.operand_count,
					 CONTROL_OPERANDS_MAX);
		control_request_clear(&r);
	}
	buf_free(&line);
}

static void a_request_there_and_back(void **state)
{
	const char *operands[] = {"qinghe", "http://a.test/年报"};
	char scope[] = "site", contact[] = "a@example.org";
	const struct control_request r = {
		.command = CONTROL_CRAWL, .operands = operands,
		.operand_count = 2, .scope = scope, .contact = contact,
		.wait = true, .max_pages = 7, .max_bytes = 1 << 20,
		.max_time_ms = 60000,
	};
	struct buf line = BUF_INIT(1 << 16);
	struct control_request back;
	const char *why;

	(void)state;
	assert_int_equal(control_request_write(&r, &line), 0);
	assert_int_equal(line.data[line.len - 1], '\n');
	assert_int_equal(control_request_parse(buf_slice(&line), &back, &why),
			 0);
	assert_int_equal(back.command, CONTROL_CRAWL);
	assert_int_equal(back.operand_count, 2);
	assert_string_equal(back.operands[1], operands[1]);
	assert_string_equal(back.scope, scope);
	assert_string_equal(back.contact, contact);
	assert_true(back.wait && !back.all);
	assert_int_equal(back.max_pages, 7);
	assert_int_equal(back.max_bytes, 1 << 20);
	assert_int_equal(back.max_time_ms, 60000);
	control_request_clear(&back);
	buf_free(&line);
}

static void an_end_there_and_back(void **state)
{
	const struct tally tally = {.fetched = 9, .bytes = 1ULL << 40,
				    .stops[STOP_BUDGET] = 1};
	const struct engine_task_site site = {
		.name = "青禾", .id = 3, .tally = &tally, .left = 4,
		.resumed = true, .remark = "blocks us",
	};
	const struct engine_task_state end = {
		.run = 2, .began_ms = 1795701600000, .elapsed_ms = 5,
		.sites = &site, .site_count = 1,
	};
	struct buf line = BUF_INIT(1 << 16);
	struct control_answer a;

	(void)state;
	assert_int_equal(control_write_end(&end, true, &line), 0);
	assert_int_equal(control_answer_parse(buf_slice(&line), &a), 0);
	assert_int_equal(a.kind, CONTROL_END);
	assert_true(a.interrupted);
	assert_int_equal(a.run, 2);
	assert_int_equal(a.began_ms, end.began_ms);
	assert_int_equal(a.site_count, 1);
	assert_string_equal(a.sites[0].name, site.name);
	assert_string_equal(a.sites[0].remark, site.remark);
	assert_int_equal(a.sites[0].left, 4);
	assert_memory_equal(&a.sites[0].tally, &tally, sizeof(tally));
	control_answer_clear(&a);
	buf_free(&line);
}

static void other_answers(void **state)
{
	const struct tally tally = {.pages = 3};
	const struct progress p = {.tally = &tally, .queue = 5, .hosts = 2};
	const struct engine_status status = {.sites = 6, .disk_full = true};
	struct buf line = BUF_INIT(1 << 16);
	struct control_answer a;

	(void)state;
	assert_int_equal(control_write_progress(&p, &line), 0);
	assert_int_equal(control_answer_parse(buf_slice(&line), &a), 0);
	assert_int_equal(a.kind, CONTROL_PROGRESS);
	assert_int_equal(a.progress.tally->pages, 3);
	assert_int_equal(a.progress.queue, 5);
	buf_truncate(&line, 0);
	assert_int_equal(control_write_status(&status, &line), 0);
	assert_int_equal(control_answer_parse(buf_slice(&line), &a), 0);
	assert_int_equal(a.kind, CONTROL_STATE);
	assert_int_equal(a.status.sites, 6);
	assert_true(a.status.disk_full);
	buf_truncate(&line, 0);
	assert_int_equal(control_write_refused("no", &line), 0);
	assert_int_equal(control_answer_parse(buf_slice(&line), &a), 0);
	assert_int_equal(a.kind, CONTROL_REFUSED);
	assert_string_equal(a.refused, "no");
	control_answer_clear(&a);
	assert_int_equal(control_answer_parse(slice_of("{}"), &a),
			 ERR_INVALID);
	assert_int_equal(control_answer_parse(slice_of(
			"{\"end\":{\"sites\":[{\"name\":\"a\"},1]}}"), &a),
			 ERR_INVALID);
	buf_free(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_that_will_not_do),
		cmocka_unit_test(too_many_operands),
		cmocka_unit_test(a_request_there_and_back),
		cmocka_unit_test(an_end_there_and_back),
		cmocka_unit_test(other_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
