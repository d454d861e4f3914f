/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings: what the configuration says, made ready for use, with the sites it
 * names.  There is one set in force (e->settings).  A reload puts another in
 * its place; whoever was begun under the old one (a job from its lease on, a
 * request to the writer that looks at its sites) holds it until it is done, so
 * that nothing that is on its way sees a difference.  The last holder frees it.
 */
#include "crawler/engine_private.h"

#include "base/err.h"
#include "crawler/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <utlist.h>

struct added_plan {
	struct crawl_plan plan;
	struct added_plan *next;
};

/* --- making ----------------------------------------------------------- */

static char *make_user_agent(const struct conf_snapshot *conf)
{
	const char *whole = conf_text(conf, OPTION_USER_AGENT);
	const char *contact = conf_text(conf, OPTION_CONTACT);
	struct buf text = BUF_INIT(1024);

	if (whole)
		(void)buf_adds(&text, whole);
	else if (contact)
		(void)buf_addf(&text, "nianbao/%s (+%s)", NIANBAO_VERSION,
			       contact);
	else
		(void)buf_addf(&text, "nianbao/%s", NIANBAO_VERSION);
	return buf_take(&text);
}

static void read_limits(struct settings *s, const char *spool_dir)
{
	const struct conf_snapshot *c = s->conf;

	s->limits = (struct fetch_limits){
		.dns_ms = (int32_t)conf_number(c, OPTION_DNS_TIMEOUT),
		.connect_ms = (int32_t)conf_number(c, OPTION_CONNECT_TIMEOUT),
		.first_byte_ms = (int32_t)conf_number(
			c, OPTION_FIRST_BYTE_TIMEOUT),
		.stall_ms = (int32_t)conf_number(c, OPTION_STALL_TIMEOUT),
		.total_ms = (int32_t)conf_number(c, OPTION_TOTAL_TIMEOUT),
		.head_max = (size_t)conf_number(c, OPTION_HEAD_MAX),
		.body_max = (uint64_t)conf_number(c, OPTION_BODY_MAX),
		.spool_above = (size_t)conf_number(c, OPTION_SPOOL_ABOVE),
		.spool_dir = spool_dir,
	};
	s->robots = (struct robots_limits){
		.ttl_ms = conf_number(c, OPTION_ROBOTS_TTL),
		.stale_max_ms = conf_number(c, OPTION_ROBOTS_STALE_MAX),
		.crawl_delay_max_ms = conf_number(c, OPTION_CRAWL_DELAY_MAX),
	};
	s->retry_after_max = conf_number(c, OPTION_RETRY_AFTER_MAX);
	s->block_ladder[0] = conf_number(c, OPTION_BLOCK_FIRST);
	s->block_ladder[1] = conf_number(c, OPTION_BLOCK_SECOND);
	s->block_ladder[2] = conf_number(c, OPTION_BLOCK_LAST);
}

static int make_user(struct settings *s)
{
	const char *contact = conf_text(s->conf, OPTION_CONTACT);

	s->user_agent = make_user_agent(s->conf);
	if (contact && strchr(contact, '@') && !strchr(contact, ' '))
		s->from = contact;
	return s->user_agent ? 0 : ERR_NOMEM;
}

static int make_workers(struct engine *e, struct settings *s)
{
	const struct conf_snapshot *c = s->conf;
	struct workers_options options = {
		.extract = {
			.limits = limits_configured(c, NULL, NULL),
			.html_time_ms = conf_number(c, OPTION_HTML_TIME),
			.text_max = (size_t)conf_number(c, OPTION_TEXT_MAX),
			.links_max = (size_t)conf_number(c, OPTION_LINKS_MAX),
			.column_pages_max = conf_number(c, OPTION_COLUMN_PAGES),
			.depth_max = (int32_t)conf_number(c, OPTION_MAX_DEPTH),
			.redirects_max = (int32_t)conf_number(
				c, OPTION_MAX_REDIRECTS),
			.gzip_level = (int)conf_number(c, OPTION_GZIP_LEVEL),
			.spool_above = (size_t)conf_number(
				c, OPTION_SPOOL_ABOVE),
			.spool_dir = e->spool_dir,
			.program = "nianbao/" NIANBAO_VERSION,
			.config_sha256 = conf_sha256(c),
			.convert = convert_configured(c),
			.document_memory = (size_t)conf_number(
				c, OPTION_DOCUMENT_MEMORY) / 4,
		},
		.dir = e->options.dir,
		.on_extracted = engine_on_extracted,
		.ctx = e,
	};

	return workers_new(&e->loop, &options, &s->workers);
}


static int add_sites(struct settings *s, struct site *sites, size_t count)
{
	struct site **table = realloc(s->table, (s->site_count + count + 1) *
				      sizeof(*table));

	if (!table)
		return ERR_NOMEM;
	s->table = table;
	for (size_t i = 0; i < count; i++)
		table[s->site_count++] = &sites[i];
	return 0;
}

int settings_new(struct engine *e, struct conf_snapshot *conf,
		 struct crawl_plan *plan, struct settings **ret_settings)
{
	struct settings *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return ERR_NOMEM;
	s->conf = plan ? conf : e->options.conf;
	read_limits(s, e->spool_dir);
	err = make_user(s);
	if (!err)
		err = plan ? add_sites(s, plan->sites, plan->count) :
		      add_sites(s, e->options.sites, e->options.site_count);
	if (!err)
		err = make_workers(e, s);
	if (err) {
		free(s->table);
		free(s->user_agent);
		free(s);
		return err;
	}
	if (plan) {
		s->own = conf_ref(conf);
		s->plan = *plan;
		*plan = (struct crawl_plan){.sites = NULL};
	}
	DL_APPEND(e->all_settings, s);
	*ret_settings = s;
	return 0;
}

int settings_add(struct settings *s, struct crawl_plan *plan)
{
	struct added_plan *added = calloc(1, sizeof(*added));

	if (!added || add_sites(s, plan->sites, plan->count)) {
		free(added);
		return ERR_NOMEM;
	}
	added->plan = *plan;
	added->next = s->added;
	s->added = added;
	*plan = (struct crawl_plan){.sites = NULL};
	return 0;
}

/* --- holding ---------------------------------------------------------- */

struct settings *settings_hold(struct settings *s)
{
	s->holders++;
	return s;
}

static void free_added(struct settings *s)
{
	while (s->added) {
		struct added_plan *added = s->added;

		s->added = added->next;
		crawl_plan_free(&added->plan);
		free(added);
	}
}

static void settings_free(struct engine *e, struct settings *s)
{
	DL_DELETE(e->all_settings, s);
	workers_free(s->workers);
	free_added(s);
	crawl_plan_free(&s->plan);
	conf_unref(s->own);
	free(s->table);
	free(s->user_agent);
	free(s);
}

/* What was counted since the reload, too, is counted on the sites of now. */
static void hand_on_tallies(struct engine *e, const struct settings *s)
{
	for (size_t i = 0; i < s->site_count; i++) {
		struct site *now = engine_site(e, s->table[i]->id);

		if (now)
			tally_add(&now->tally, &s->table[i]->tally);
	}
}

void settings_drop(struct engine *e, struct settings *s)
{
	s->holders--;
	if (s->holders > 0 || s == e->settings)
		return;
	hand_on_tallies(e, s);
	settings_free(e, s);
}

void settings_clear(struct engine *e)
{
	for (size_t i = 0; i < e->site_count; i++)
		engine_task_drop(e, e->sites[i]->wish);
	e->site_count = 0;
	while (e->all_settings)
		settings_free(e, e->all_settings);
}

size_t settings_busy(const struct engine *e)
{
	const struct settings *s;
	size_t busy = 0;

	DL_FOREACH(e->all_settings, s)
		busy += workers_busy(s->workers);
	return busy;
}

/* --- in force --------------------------------------------------------- */

void settings_enforce(struct engine *e, struct settings *s)
{
	e->sites = s->table;
	e->site_count = s->site_count;
	e->settings = s;
	e->options.conf = s->conf;
}
