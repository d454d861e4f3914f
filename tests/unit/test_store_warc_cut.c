/* SPDX-License-Identifier: Apache-2.0 */
/* Records cut out by their places. */
#include "base/err.h"
#include "store/warc_cut.h"
#include "tests/lib/dir.h"
#include "tests/lib/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MAX = 8 << 20 };

static struct sample sample;

static int make_sample(void **state)
{
	(void)state;
	sample_make(&sample);
	return 0;
}

static int drop_sample(void **state)
{
	(void)state;
	sample_drop(&sample);
	return 0;
}

static struct warc_place place_of(int record)
{
	struct warc_place place = {0, sample.members[record].len};

	for (int i = 0; i < record; i++)
		place.offset += sample.members[i].len;
	return place;
}

static void every_record(void **state)
{
	struct warc_cutter *c;

	(void)state;
	assert_int_equal(warc_cutter_new(sample.dir, &c), 0);
	for (int i = SAMPLE_RECORDS - 1; i >= 0; i--) {
		struct warc_record record;

		assert_int_equal(warc_cut(c, SAMPLE_NAME, place_of(i), MAX,
					  &record), 0);
		assert_int_equal(record.offset, place_of(i).offset);
		assert_true(slice_find(buf_slice(&sample.texts[i]),
				       record.block, 0) != SIZE_MAX);
		assert_string_equal(warc_cutter_problem(c), "");
	}
	warc_cutter_free(c);
	warc_cutter_free(NULL);
}

/* The file gets its final name while it is open. */
static void while_it_is_written(void **state)
{
	char *open_path = dir_path(sample.dir, "warc/" SAMPLE_NAME ".open");
	struct warc_record record;
	struct warc_cutter *c;

	(void)state;
	assert_int_equal(warc_cutter_new(sample.dir, &c), 0);
	assert_int_equal(rename(sample.path, open_path), 0);
	assert_int_equal(warc_cut(c, SAMPLE_NAME, place_of(1), MAX, &record),
			 0);
	assert_int_equal(rename(open_path, sample.path), 0);
	assert_int_equal(warc_cut(c, SAMPLE_NAME, place_of(2), MAX, &record),
			 0);
	warc_cutter_free(c);
	free(open_path);
}

static void what_is_not_there(void **state)
{
	struct warc_place first = place_of(SAMPLE_RESPONSE);
	const struct {
		const char *file;
		struct warc_place place;
		const char *problem;
	} cases[] = {
		{"other.warc.gz", first, "warc/other.warc.gz is not there"},
		{"../warc/" SAMPLE_NAME, first,
		 "\"../warc/" SAMPLE_NAME "\" is no WARC file of ours"},
		{SAMPLE_NAME, {first.offset + 1, first.length},
		 "the gzip data are damaged"},
		{SAMPLE_NAME, {first.offset, first.length - 1},
		 "the record there has another length"},
		{SAMPLE_NAME, {1 << 30, first.length},
		 "the file ends before it"},
		{SAMPLE_NAME, {UINT64_MAX, first.length},
		 "the file ends before it"},
	};
	struct warc_cutter *c;

	(void)state;
	assert_int_equal(warc_cutter_new(sample.dir, &c), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct warc_record record;
		int err = warc_cut(c, cases[i].file, cases[i].place, MAX,
				   &record);

		if (err != ERR_DAMAGED ||
		    !strstr(warc_cutter_problem(c), cases[i].problem))
			fail_msg("case %zu: got %s, \"%s\", wanted \"%s\"", i,
				 err_name(err), warc_cutter_problem(c),
				 cases[i].problem);
	}
	warc_cutter_free(c);
}

/* Members as they are; a record after it is hashed again. */
static void members(void **state)
{
	struct warc_place run = place_of(SAMPLE_REVISIT);
	struct buf got = BUF_INIT(1 << 20), wanted = BUF_INIT(1 << 20);
	struct warc_record record;
	struct warc_cutter *c;

	(void)state;
	run.length = 0;
	for (int i = SAMPLE_REVISIT; i < SAMPLE_UNCHANGED; i++) {
		run.length += sample.members[i].len;
		(void)buf_add_slice(&wanted, buf_slice(&sample.members[i]));
	}
	assert_int_equal(warc_cutter_new(sample.dir, &c), 0);
	assert_int_equal(warc_cut_first(c, SAMPLE_NAME, &record), 0);
	assert_int_equal(record.type, WARC_INFO);
	assert_int_equal(record.length, sample.members[SAMPLE_INFO].len);
	assert_int_equal(warc_cut_check(c, SAMPLE_NAME, run), 0);
	assert_int_equal(warc_cut_bytes(c, SAMPLE_NAME, run, &got), 0);
	assert_true(slice_eq(buf_slice(&got), buf_slice(&wanted)));
	assert_int_equal(warc_cut(c, SAMPLE_NAME, place_of(SAMPLE_RESPONSE),
				  MAX, &record), 0);
	assert_int_equal(warc_check_payload_digest(&record, warc_field(
		&record, "WARC-Payload-Digest")), 0);
	warc_cutter_free(c);
	buf_free(&wanted);
	buf_free(&got);
}

static void no_members(void **state)
{
	const struct warc_place run = place_of(SAMPLE_RESPONSE);
	const struct warc_place cases[] = {
		{run.offset, run.length - 1}, {run.offset, run.length + 1},
		{run.offset + 1, run.length}, {1 << 30, run.length},
		{UINT64_MAX, run.length}, {run.offset, UINT64_MAX},
	};
	struct buf out = BUF_INIT(100);
	struct warc_cutter *c;

	(void)state;
	assert_int_equal(warc_cutter_new(sample.dir, &c), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int err = warc_cut_check(c, SAMPLE_NAME, cases[i]);

		if (err != ERR_DAMAGED || !warc_cutter_problem(c)[0])
			fail_msg("case %zu: got %s, \"%s\"", i,
				 err_name(err), warc_cutter_problem(c));
	}
	assert_int_equal(warc_cut_first(c, "none.warc.gz", &(
		struct warc_record){0}), ERR_DAMAGED);
	assert_int_equal(warc_cut_bytes(c, "none.warc.gz", run, &out),
			 ERR_DAMAGED);
	assert_int_equal(warc_cut_bytes(c, SAMPLE_NAME, run, &out),
			 ERR_TOOBIG);
	assert_int_equal(warc_cut_bytes(c, SAMPLE_NAME, (struct warc_place){
		1 << 30, 10}, &out), ERR_IO);
	assert_int_equal(out.len, 0);
	warc_cutter_free(c);
	buf_free(&out);
}

/* More files than are kept open, in turns. */
static void many_files(void **state)
{
	struct warc_cutter *c;
	char name[32];
	size_t n;
	char *bytes = dir_read(sample.path, &n);

	(void)state;
	for (int i = 0; i < 9; i++) {
		char path[4096];

		(void)snprintf(path, sizeof(path), "%s/warc/%d.warc.gz",
			       sample.dir, i);
		dir_write(path, bytes, n);
	}
	assert_int_equal(warc_cutter_new(sample.dir, &c), 0);
	for (int i = 0; i < 60; i++) {
		struct warc_record record;

		(void)snprintf(name, sizeof(name), "%d.warc.gz", i * i % 9);
		assert_int_equal(warc_cut(c, name, place_of(i % 4), MAX,
					  &record), 0);
	}
	warc_cutter_free(c);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_record),
		cmocka_unit_test(while_it_is_written),
		cmocka_unit_test(what_is_not_there),
		cmocka_unit_test(members),
		cmocka_unit_test(no_members),
		cmocka_unit_test(many_files),
	};

	return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
