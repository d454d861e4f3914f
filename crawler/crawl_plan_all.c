/* SPDX-License-Identifier: Apache-2.0 */
/* All sites there are: those that are configured, then those of the archive
 * that have no file, as a crawl of their URL made them. */
#include "crawler/crawl_plan.h"

#include "base/err.h"

struct adding {
	struct crawl_plan *plan;
	const struct conf_snapshot *conf;
	const struct crawl_overrides *overrides;
};

static int add(const struct adding *a, const char *operand)
{
	const char *why = "";

	return crawl_plan_add(a->plan, a->conf, a->overrides, operand, &why);
}

static int on_site(void *ctx, const struct store_site_state *state)
{
	const struct adding *a = ctx;
	const struct store_site *site = &state->site;
	size_t before = a->plan->count;
	int err;

	if (conf_site_named(a->conf, site->name) || !site->seed)
		return 0;
	err = add(a, site->seed);
	if (err)
		return err == ERR_NOMEM ? err : 0; /* a seed of old */
	if (a->plan->count > before && strcmp(site->scope, "site") == 0)
		a->plan->sites[before].scope.kind = SCOPE_SITE;
	return 0;
}

int crawl_plan_add_all(struct crawl_plan *plan,
		       const struct conf_snapshot *conf,
		       const struct crawl_overrides *overrides,
		       struct store_reader *reader)
{
	struct adding a = {plan, conf, overrides};
	int err = 0;

	for (size_t i = 0; i < conf_site_count(conf) && !err; i++)
		err = add(&a, conf_site(conf, i)->name);
	return err ? err : store_each_site_row(reader, on_site, &a);
}
