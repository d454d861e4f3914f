/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_choice.h"

#include "base/err.h"

static uint64_t key_of(struct slice url)
{
	return seen_hash(url, 0);
}

static int choose(struct export_choice *choice, struct slice url)
{
	uint32_t *seen = url.p ? seen_at(&choice->urls, key_of(url)) : NULL;

	if (seen)
		*seen = 1;
	return seen || !url.p ? 0 : ERR_NOMEM;
}

static int on_report(void *ctx, const struct store_report *s)
{
	struct export_choice *choice = ctx;
	int err = 0;

	for (size_t i = 0; i < s->url_count && !err; i++)
		err = choose(choice, s->urls[i]);
	for (uint32_t i = 0; i < s->report.attachment_count && !err; i++)
		err = choose(choice, s->report.attachments[i].url);
	return err;
}

int export_choose(struct store_reader *reader,
		  const struct store_report_filter *filter,
		  struct export_choice *ret_choice)
{
	struct export_choice choice = {
		.site = filter->site,
		.reports = filter->organ || filter->year_from,
	};
	int err = choice.reports ? store_each_report(reader, filter, on_report,
						     &choice) : 0;

	if (err) {
		export_choice_clear(&choice);
		return err;
	}
	*ret_choice = choice;
	return 0;
}

static bool has(const struct export_choice *choice, const char *url)
{
	return url && seen_has(&choice->urls, key_of(slice_of(url)));
}

/* The last hop says what kind of link led to it. */
static bool is_shown(const struct capture *c)
{
	size_t n = c->hops ? strlen(c->hops) : 0;

	return n && c->hops[n - 1] == 'E';
}

bool export_is_chosen(const struct export_choice *choice,
		      const struct capture *c)
{
	return !choice->reports || has(choice, c->url) ||
	       (is_shown(c) && has(choice, c->via));
}

void export_choice_clear(struct export_choice *choice)
{
	seen_free(&choice->urls);
}
