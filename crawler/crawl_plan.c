/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/crawl_plan.h"

#include "base/err.h"
#include "parsers/division.h"

#include <stdio.h>
#include <stdlib.h>

static int64_t or_option(int64_t own, bool overridden,
			 const struct conf_snapshot *conf, enum option_id id)
{
	return own >= 0 && !overridden ? own : conf_number(conf, id);
}

static enum scope_kind kind_of(const char *own, bool overridden,
			       const struct conf_snapshot *conf)
{
	if (own && !overridden)
		return strcmp(own, "site") == 0 ? SCOPE_SITE : SCOPE_REPORTS;
	return conf_number(conf, OPTION_SCOPE) == 1 ? SCOPE_SITE :
	       SCOPE_REPORTS;
}

/* Moves the seed. */
static int add_seed(struct site *site, struct url *seed)
{
	struct url *seeds = realloc(site->seeds, (site->seed_count + 1) *
				    sizeof(struct url));

	if (!seeds)
		return ERR_NOMEM;
	site->seeds = seeds;
	seeds[site->seed_count++] = *seed;
	*seed = (struct url){.href = NULL};
	return scope_add_seed(&site->scope, &seeds[site->seed_count - 1]);
}

static int add_seed_text(struct site *site, const char *text)
{
	struct url seed;
	int err = url_parse(slice_of(text), NULL, NULL, &seed, NULL);

	if (err)
		return err;
	err = add_seed(site, &seed);
	url_free(&seed);	/* empty once it was moved */
	return err;
}

static int new_site(struct crawl_plan *plan, struct site **ret_site)
{
	struct site *sites = realloc(plan->sites, (plan->count + 1) *
				     sizeof(struct site));

	if (!sites)
		return ERR_NOMEM;
	plan->sites = sites;
	*ret_site = &sites[plan->count++];
	**ret_site = (struct site){.stopped = STOP_COUNT};
	return 0;
}

static int set_limits(struct site *site, const struct conf_site *own,
		       const struct conf_snapshot *conf,
		       const struct crawl_overrides *over)
{
	static const struct conf_site none = {
		.official = -1, .delay_ms = -1, .max_pages = -1,
		.max_bytes = -1, .max_time_ms = -1, .window = -1,
		.budget = -1,
	};

	site->foreign = own ? own->official == 0 : conf_site_count(conf) > 0;
	own = own ? own : &none;
	site->official = own->official == 1;
	site->division = division_code(slice_of(own->division));
	site->tls_relaxed = own->tls_relaxed;
	site->delay_ms = or_option(own->delay_ms, over->delay, conf,
				   OPTION_DELAY);
	site->max_pages = or_option(own->max_pages, over->max_pages, conf,
				    OPTION_MAX_PAGES);
	site->max_bytes = or_option(own->max_bytes, over->max_bytes, conf,
				    OPTION_MAX_BYTES);
	site->max_time_ms = or_option(own->max_time_ms, over->max_time, conf,
				      OPTION_MAX_TIME);
	site->scope.kind = kind_of(own->scope, over->scope, conf);
	site->scope.requisites = conf_bool(conf, OPTION_REQUISITES);
	site->window = window_of(or_option(own->window, false, conf,
					   OPTION_WINDOW),
				 conf_number(conf, OPTION_TIME_ZONE));
	site->drop_parameters = own->drop_parameters ? own->drop_parameters :
				conf_text(conf, OPTION_DROP_PARAMETERS);
	site->resolve = own->resolve;
	site->resolve_count = own->resolve_count;
	return budget_init(&site->budget, (size_t)or_option(
		own->budget, false, conf, OPTION_BUDGET));
}

static struct site *find_site(struct crawl_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->count; i++)
		if (strcmp(plan->sites[i].name, name) == 0)
			return &plan->sites[i];
	return NULL;
}

static int add_configured(struct crawl_plan *plan,
			  const struct conf_snapshot *conf,
			  const struct crawl_overrides *over,
			  const struct conf_site *own,
			  struct site **ret_site)
{
	struct site *site = find_site(plan, own->name);
	int err = 0;

	if (!site) {
		err = new_site(plan, &site);
		if (err)
			return err;
		site->name = own->name;
		err = set_limits(site, own, conf, over);
		for (size_t i = 0; i < own->seed_count && !err; i++)
			err = add_seed_text(site, own->seeds[i]);
		for (size_t i = 0; i < own->host_count && !err; i++)
			err = scope_add_host(&site->scope, own->hosts[i]);
	}
	*ret_site = site;
	return err;
}

/* The configured site whose seeds share a host with the URL; NULL. */
static const struct conf_site *site_of(const struct conf_snapshot *conf,
				       const struct url *u)
{
	for (size_t i = 0; i < conf_site_count(conf); i++) {
		const struct conf_site *own = conf_site(conf, i);

		for (size_t k = 0; k < own->seed_count; k++) {
			struct url seed;
			bool same;

			if (url_parse(slice_of(own->seeds[k]), NULL, NULL,
				      &seed, NULL))
				continue;
			same = slice_eq(seed.host, u->host) &&
			       seed.port == u->port;
			url_free(&seed);
			if (same)
				return own;
		}
	}
	return NULL;
}

/* "host", with ":port" where it is not the scheme's own. */
static char *name_of(const struct url *u)
{
	struct buf name = BUF_INIT(512);
	int usual = slice_eqs(u->scheme, "https") ? 443 : 80;

	(void)buf_add_slice(&name, u->host);
	if (u->port != usual)
		(void)buf_addf(&name, ":%u", u->port);
	return buf_take(&name);
}

static int keep_name(struct crawl_plan *plan, char *name)
{
	char **names = realloc(plan->names, (plan->name_count + 1) *
			       sizeof(char *));

	if (!names) {
		free(name);
		return ERR_NOMEM;
	}
	plan->names = names;
	names[plan->name_count++] = name;
	return 0;
}

static int add_own(struct crawl_plan *plan, const struct conf_snapshot *conf,
		   const struct crawl_overrides *over, const struct url *u,
		   struct site **ret_site)
{
	char *name = name_of(u);
	int err;

	if (!name)
		return ERR_NOMEM;
	*ret_site = find_site(plan, name);
	if (*ret_site) {
		free(name);
		return 0;
	}
	err = keep_name(plan, name);
	if (!err)
		err = new_site(plan, ret_site);
	if (err)
		return err;
	(*ret_site)->name = name;
	return set_limits(*ret_site, NULL, conf, over);
}

static int add_url(struct crawl_plan *plan, const struct conf_snapshot *conf,
		   const struct crawl_overrides *over, struct url *u)
{
	const struct conf_site *own = site_of(conf, u);
	struct site *site;
	int err = own ? add_configured(plan, conf, over, own, &site) :
		  add_own(plan, conf, over, u, &site);

	return err ? err : add_seed(site, u);
}

int crawl_plan_add(struct crawl_plan *plan, const struct conf_snapshot *conf,
		   const struct crawl_overrides *overrides,
		   const char *operand, const char **ret_why)
{
	const struct conf_site *own = conf_site_named(conf, operand);
	struct buf text = BUF_INIT(URL_MAX);
	struct site *site;
	struct url u;
	int err;

	if (own)
		return add_configured(plan, conf, overrides, own, &site);
	if (!strstr(operand, "://")) {
		if (!strchr(operand, '.') && !strchr(operand, ':'))
			return ERR_NOTFOUND;
		(void)buf_adds(&text, "http://");
	}
	*ret_why = "it is too long";
	err = buf_adds(&text, operand);
	if (!err)
		err = url_parse(buf_slice(&text), NULL, NULL, &u, ret_why);
	buf_free(&text);
	if (err)
		return err == ERR_NOMEM ? err : ERR_INVALID;
	err = add_url(plan, conf, overrides, &u);
	url_free(&u);
	return err;
}

void crawl_plan_free(struct crawl_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct site *site = &plan->sites[i];

		for (size_t k = 0; k < site->seed_count; k++)
			url_free(&site->seeds[k]);
		free(site->seeds);
		scope_clear(&site->scope);
		budget_clear(&site->budget);
	}
	for (size_t i = 0; i < plan->name_count; i++)
		free(plan->names[i]);
	free(plan->names);
	free(plan->sites);
	*plan = (struct crawl_plan){.sites = NULL};
}
