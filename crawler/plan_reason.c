/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/plan_reason.h"

#include <inttypes.h>
#include <string.h>

static bool is_redirect(const struct store_plan_url *u)
{
	size_t n = u->hops ? strlen(u->hops) : 0;

	return n > 0 && u->hops[n - 1] == 'R';
}

/* How it was found. */
static const char *origin_of(const struct store_plan_url *u)
{
	if (u->is_seed)
		return "seed";
	if (u->column_page > 0)
		return "column";
	return is_redirect(u) ? "redirect" : "link";
}

const char *plan_reason(const struct store_plan_url *u)
{
	if (u->is_robots)
		return "robots";
	if (u->attempts > 0)
		return "retry";
	return u->last_ms ? "again" : origin_of(u);
}

static void add_link(const struct store_plan_url *u, struct buf *out)
{
	if (is_redirect(u))
		(void)buf_adds(out, "redirect");
	else if (u->via_anchor && *u->via_anchor)
		(void)buf_addf(out, "link \"%s\"", u->via_anchor);
	else
		(void)buf_adds(out, "link");
	if (u->via)
		(void)buf_addf(out, "%s%s", is_redirect(u) ? " of " : " on ",
			       u->via);
}

int plan_reason_text(const struct store_plan_url *u, struct buf *out)
{
	if (u->is_robots)
		return buf_adds(out, "robots.txt");
	if (u->attempts > 0)
		(void)buf_addf(out, "try %d: ", u->attempts + 1);
	else if (u->last_ms)
		(void)buf_adds(out, "again: ");
	if (u->is_seed)
		(void)buf_adds(out, "seed");
	else if (u->column_page > 0)
		(void)buf_addf(out, "page %" PRId64 " of %s%s", u->column_page,
			       u->column ? u->column : "a column",
			       u->method && strcmp(u->method, "GET") ?
			       ", by POST" : "");
	else
		add_link(u, out);
	return out->err;	/* sticky: the one look for all of the above */
}
