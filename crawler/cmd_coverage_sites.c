/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/cmd_coverage.h"

#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SITE_MEMORY = 1 << 30 };	/* about 2 million URLs of one site */

struct walk {
	const struct conf_snapshot *conf;
	struct store_reader *reader; /* NULL: there is no archive yet */
	const char *name;	/* NULL: all */
	bool *archived;		/* of each configured site */
	unsigned count;
	cmd_coverage_fn fn;
	void *ctx;
};

static int show(struct walk *w, const struct store_site_state *state,
		const struct conf_site *conf)
{
	struct arena *a = arena_new(SITE_MEMORY);
	const struct coverage *cov;
	int err = ERR_NOMEM;

	if (!a)
		return err;
	err = coverage_read(w->reader, state, conf, clock_wall_ms(), a, &cov);
	if (!err)
		err = w->fn(w->ctx, w->reader, state ? state->site.id : 0,
			    cov);
	arena_free(a);
	w->count++;
	return err;
}

static int on_site(void *ctx, const struct store_site_state *state)
{
	struct walk *w = ctx;
	const struct conf_site *conf = NULL;

	for (size_t i = 0; i < conf_site_count(w->conf); i++) {
		if (strcmp(conf_site(w->conf, i)->name, state->site.name))
			continue;
		conf = conf_site(w->conf, i);
		w->archived[i] = true;
	}
	if (w->name && strcmp(w->name, state->site.name) != 0)
		return 0;
	return show(w, state, conf);
}

static int show_configured(struct walk *w)
{
	int err = 0;

	for (size_t i = 0; i < conf_site_count(w->conf) && !err; i++) {
		const struct conf_site *site = conf_site(w->conf, i);

		if (w->archived[i] ||
		    (w->name && strcmp(w->name, site->name) != 0))
			continue;
		err = show(w, NULL, site);
	}
	return err;
}

static int print_name(void *ctx, const struct store_site_state *state)
{
	struct walk *w = ctx;

	(void)fprintf(stderr, "  %s\n", state->site.name);
	w->count++;
	return 0;
}

static int complain_of_name(struct walk *w)
{
	complain("there is no site \"%s\"; there are", w->name);
	if (w->reader)
		(void)store_each_site_row(w->reader, print_name, w);
	for (size_t i = 0; i < conf_site_count(w->conf); i++) {
		if (w->archived[i])
			continue;
		(void)fprintf(stderr, "  %s\n", conf_site(w->conf, i)->name);
		w->count++;
	}
	if (!w->count)
		(void)fprintf(stderr, "  none\n");
	return EXIT_USAGE;
}

static int walk_all(const struct command_context *ctx, struct walk *w)
{
	int err = store_reader_open(ctx->archive, &w->reader);

	if (err == ERR_NOTFOUND && conf_site_count(w->conf) == 0)
		return archive_missing(ctx->archive);
	if (err && err != ERR_NOTFOUND)
		return archive_refused(ctx->archive, err);
	if (w->reader)
		err = store_each_site_row(w->reader, on_site, w);
	else
		err = 0;
	if (!err)
		err = show_configured(w);
	if (err < 0 && w->reader)
		return archive_failed(ctx, w->reader, err);
	if (err < 0) {
		complain("%s", err_text(err));
		return exit_code_of(err);
	}
	if (w->name && !w->count)
		return complain_of_name(w);
	return EXIT_DONE;
}

int cmd_coverage_sites(const struct command_context *ctx, const char *name,
		       cmd_coverage_fn fn, void *fn_ctx)
{
	struct conf_snapshot *conf;
	struct walk w = {.name = name, .fn = fn, .ctx = fn_ctx};
	int code = EXIT_ERROR;

	if (conf_freeze(ctx->conf, &conf)) {
		complain("%s", err_text(ERR_NOMEM));
		return code;
	}
	w.conf = conf;
	w.archived = calloc(conf_site_count(conf) + 1, sizeof(*w.archived));
	if (w.archived)
		code = walk_all(ctx, &w);
	else
		complain("%s", err_text(ERR_NOMEM));
	store_reader_close(w.reader);
	free(w.archived);
	conf_unref(conf);
	return code;
}
