/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/archive.h"

#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/fetch.h"
#include "crawler/log.h"
#include "parsers/coding.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int archive_missing(const char *dir)
{
	complain("there is no archive in \"%s\"; -C names another folder, and "
		 "\"nianbao crawl\" begins one", dir);
	return EXIT_ERROR;
}

int archive_refused(const char *dir, int err)
{
	const char *problem = store_open_problem();

	if (err == ERR_NOTFOUND)
		return archive_missing(dir);
	complain("%s: %s", dir, problem[0] ? problem : err_text(err));
	if (err == ERR_DAMAGED && !strstr(problem, "mend"))
		complain("\"nianbao mend --rebuild\" makes the catalog anew "
			 "from the WARC files");
	return exit_code_of(err);
}

int archive_open(const struct command_context *ctx,
		 struct store_reader **ret_reader)
{
	int err = store_reader_open(ctx->archive, ret_reader);

	return err ? archive_refused(ctx->archive, err) : EXIT_DONE;
}

int archive_failed(const struct command_context *ctx,
		   const struct store_reader *r, int err)
{
	const char *problem = store_reader_problem(r);

	complain("%s: %s", ctx->archive, problem[0] ? problem : err_text(err));
	return exit_code_of(err);
}

struct wanted_site {
	const char *name;
	bool found;
};

static int on_site(void *ctx, const struct store_site_state *s)
{
	struct wanted_site *wanted = ctx;

	wanted->found = strcmp(s->site.name, wanted->name) == 0;
	return wanted->found;
}

int archive_check_site(const struct command_context *ctx,
		       struct store_reader *r, const char *name)
{
	struct wanted_site wanted = {.name = name};
	int err = name ? store_each_site_row(r, on_site, &wanted) : 0;

	if (err < 0)
		return archive_failed(ctx, r, err);
	if (!name || wanted.found)
		return EXIT_DONE;
	complain("%s has no site \"%s\"; \"nianbao sites\" lists those there "
		 "are", ctx->archive, name);
	return EXIT_ERROR;
}

/* A 304 says nothing of how the body was coded that it stands for. */
static int find_coding(struct store_reader *r, const struct capture *c,
		       struct arena *a, struct slice *ret_coding)
{
	struct capture holder = *c;
	int err = 0;

	if (c->kind == CAPTURE_NOT_MODIFIED)
		err = store_find_sha256(r, c->sha256, a, &holder);
	if (!err)
		*ret_coding = slice_of(holder.content_encoding);
	return err;
}

int archive_content(struct store_reader *r, const struct capture *c,
		    struct arena *a, struct buf *out)
{
	struct buf payload = BUF_INIT(out->max);
	struct slice coding;
	int err = find_coding(r, c, a, &coding);

	if (err)
		return err;
	if (!coding.p || coding_is_identity(coding))
		return store_payload(r, c->id, a, out, NULL);
	err = store_payload(r, c->id, a, &payload, NULL);
	if (!err)
		err = coding_undo(coding, buf_slice(&payload), out);
	buf_free(&payload);
	return err;
}

static int say_key(void *ctx, const char *key)
{
	(void)ctx;
	complain("  asked for by POST: %s", key);
	return 0;
}

void archive_say_requests(struct store_reader *reader, const char *url)
{
	(void)store_each_key(reader, url, say_key, NULL); /* a hint only */
}

static int64_t longest_delay(const struct conf_snapshot *conf)
{
	int64_t longest = conf_number(conf, OPTION_DELAY);

	for (size_t i = 0; i < conf_site_count(conf); i++)
		if (longest < conf_site(conf, i)->delay_ms)
			longest = conf_site(conf, i)->delay_ms;
	return longest;
}

void archive_writing(struct archive_writing *w,
		     const struct conf_snapshot *conf)
{
	*w = (struct archive_writing){
		.options = {
			.warc_max = (uint64_t)conf_number(conf,
							  OPTION_WARC_MAX),
			.disk_reserve = (uint64_t)conf_number(
				conf, OPTION_DISK_RESERVE),
			.info = {
				.software = w->software,
				.user_agent = conf_text(conf,
							OPTION_USER_AGENT),
				.contact = conf_text(conf, OPTION_CONTACT),
				.hostname = w->hostname,
				.robots = "RFC 9309",
			},
			.program = "nianbao/" NIANBAO_VERSION,
			.config_sha256 = conf_sha256(conf),
			.opened_ms = clock_wall_ms(),
			.delay_ms = longest_delay(conf),
		},
	};
	(void)snprintf(w->software, sizeof(w->software), "nianbao/%s %s",
		       NIANBAO_VERSION, fetch_versions());
	if (gethostname(w->hostname, sizeof(w->hostname) - 1))
		w->options.info.hostname = NULL;
}

int archive_write(const struct command_context *ctx,
		  const struct conf_snapshot *conf, struct archive_writing *w,
		  struct store **ret_store)
{
	struct store_recovery found;
	int err;

	archive_writing(w, conf);
	err = store_open(ctx->archive, &w->options, ret_store, &found);
	if (err)
		return archive_refused(ctx->archive, err);
	if (found.adopted || found.torn || found.leases)
		log_note("%s was not closed properly: %u captures taken up, "
			 "%u torn ends moved aside, %u URLs given back",
			 ctx->archive, found.adopted, found.torn,
			 found.leases);
	return EXIT_DONE;
}
