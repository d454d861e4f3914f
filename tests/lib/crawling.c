/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/crawling.h"

#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/engine.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void set(struct conf *conf, const char *name, const char *value)
{
	struct conf_problem problem;

	if (conf_set(conf, name, value, &problem))
		fail_msg("%s = %s: %s", name, value, problem.text);
}

struct conf_snapshot *crawling_conf(const char *scope,
				    const char *const *options)
{
	struct conf *conf = conf_new();
	struct conf_snapshot *snapshot;

	assert_non_null(conf);
	set(conf, "delay", "0");
	set(conf, "scope", scope);
	set(conf, "backoff_first", "1");
	set(conf, "disk_reserve", "0");
	for (size_t i = 0; options[i]; i += 2)
		set(conf, options[i], options[i + 1]);
	assert_int_equal(conf_freeze(conf, &snapshot), 0);
	conf_free(conf);
	return snapshot;
}

struct conf_snapshot *crawling_read_conf(const char *dir, const char *text)
{
	struct buf all = BUF_INIT(1 << 16);
	char *path = dir_path(dir, "x.conf");
	struct conf *conf = conf_new();
	struct conf_snapshot *snapshot;
	struct conf_problem problem;

	(void)buf_addf(&all, "delay = 0\nscope = site\ndisk_reserve = 0\n"
		       "commit_time = 0\n%s", text);
	dir_write(path, all.data, all.len);
	if (conf_read(conf, path, &problem))
		fail_msg("%s:%d: %s", path, problem.line, problem.text);
	assert_int_equal(conf_freeze(conf, &snapshot), 0);
	conf_free(conf);
	buf_free(&all);
	free(path);
	return snapshot;
}

void crawling_run(const char *dir, const struct conf_snapshot *conf,
		  const char *url, struct tally *ret_tally)
{
	struct crawl_overrides over = {.scope = true, .delay = true,
				       .max_pages = true};
	struct crawl_plan plan = {.sites = NULL};
	struct archive_writing writing;
	struct engine_options options = {.dir = dir, .conf = conf,
					 .command = "crawl", .quiet = true};
	struct engine_result result;
	struct store_recovery found;
	const char *why;

	archive_writing(&writing, conf);
	assert_int_equal(store_open(dir, &writing.options, &options.store,
				    &found), 0);
	assert_int_equal(crawl_plan_add(&plan, conf, &over, url, &why), 0);
	options.sites = plan.sites;
	options.site_count = plan.count;
	engine_run(&options, &result);
	if (result.outcome != ENGINE_DONE)
		fail_msg("engine: %d %s %s", result.outcome,
			 err_name(result.err), result.problem);
	assert_int_equal(store_close(options.store), 0);
	if (ret_tally)
		*ret_tally = plan.sites[0].tally;
	crawl_plan_free(&plan);
}
