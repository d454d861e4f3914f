/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/plan_site.h"

#include "base/err.h"
#include "crawler/budget.h"

#include <stdlib.h>
#include <string.h>

/* The earlier of two moments; 0 is none. */
static int64_t first_of(int64_t a, int64_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

static int64_t later_of(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

void plan_site_rules(struct plan_site *p, const struct conf_snapshot *conf,
		     const char *name, int64_t now_ms)
{
	const struct conf_site *own = conf_site_named(conf, name);
	int64_t hours = conf_number(conf, OPTION_WINDOW);
	int64_t budget = conf_number(conf, OPTION_BUDGET);

	if (own && own->window >= 0)
		hours = own->window;
	if (own && own->budget >= 0)
		budget = own->budget;
	*p = (struct plan_site){
		.now_ms = now_ms,
		.window = window_of(hours,
				    conf_number(conf, OPTION_TIME_ZONE)),
		.budget = (size_t)budget,
		.budget_left = budget ? (size_t)budget : SIZE_MAX,
	};
	p->opens_ms = window_opens(&p->window, now_ms);
}

static int on_host(void *ctx, const struct store_plan_host *h)
{
	struct plan_site *p = ctx;
	struct plan_host *hosts;
	int64_t until = later_of(later_of(h->host.next_ms,
					  h->host.backoff_until_ms),
				 h->host.block.until_ms);

	p->due += h->due;
	p->later += h->later;
	p->leased += h->leased;
	p->refresh += h->refresh;
	p->first_later_ms = first_of(p->first_later_ms, h->first_later_ms);
	p->next_refresh_ms = first_of(p->next_refresh_ms, h->next_refresh_ms);
	if (h->due + h->later + h->leased + h->refresh == 0)
		return 0;
	hosts = realloc(p->hosts, (p->host_count + 1) * sizeof(*hosts));
	if (!hosts)
		return ERR_NOMEM;
	p->hosts = hosts;
	hosts += p->host_count++;
	*hosts = (struct plan_host){
		.key = slice_dup(slice_of(h->host.key)),
		.until_ms = until > p->now_ms ? until : 0,
		.blocked_since_ms = h->host.block.since_ms,
	};
	if (h->host.block.class)
		hosts->block = slice_dup(slice_of(h->host.block.class));
	return hosts->key ? 0 : ERR_NOMEM;
}

static int read_budget(struct plan_site *p, struct store_reader *r,
		       int64_t site)
{
	struct budget b;
	size_t count = 0;
	int64_t *times = calloc(p->budget, sizeof(*times));
	int err = budget_init(&b, p->budget);

	if (!times)
		err = ERR_NOMEM;
	if (!err)
		err = store_site_requests(r, site, p->now_ms - BUDGET_DAY_MS,
					  times, p->budget, &count);
	if (!err) {
		while (count > 0)
			budget_note(&b, times[--count]);
		p->budget_left = budget_left(&b, p->now_ms);
		p->opens_ms = window_opens(&p->window,
					   budget_free_at(&b, p->now_ms));
	}
	free(times);
	budget_clear(&b);
	return err;
}

int plan_site_read(struct plan_site *p, struct store_reader *r, int64_t site)
{
	int err = p->budget ? read_budget(p, r, site) : 0;

	return err ? err : store_each_plan_host(r, site, p->now_ms, on_host,
						p);
}

void plan_site_clear(struct plan_site *p)
{
	for (size_t i = 0; i < p->host_count; i++) {
		free(p->hosts[i].key);
		free(p->hosts[i].block);
	}
	free(p->hosts);
	*p = (struct plan_site){.hosts = NULL};
}

static int by_key(const void *key, const void *host)
{
	return strcmp(key, ((const struct plan_host *)host)->key);
}

int64_t plan_site_when(const struct plan_site *p, const char *host_key,
		       int64_t due_ms)
{
	int64_t when = later_of(due_ms, p->opens_ms);
	const struct plan_host *h = NULL;

	if (host_key && p->host_count)
		h = bsearch(host_key, p->hosts, p->host_count,
			    sizeof(*p->hosts), by_key);
	return h ? later_of(when, h->until_ms) : when;
}
