/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report beside the one of the year before.  Which that is depends on what
 * else is archived, so nothing of it is stored: it is asked for whenever a
 * report is.
 */
#include "store/reader_private.h"
#include "store/reports_private.h"

#include "base/err.h"
#include "parsers/checks_years.h"
#include "parsers/url.h"

/* The row of the same organ's report of that year; 0: there is none. */
static int find(struct catalog *c, const struct report *r, int year,
		const char *url, int64_t *ret_report)
{
	struct report named = {
		.organ = r->organ, .year = year, .division = r->division,
	};
	struct reports_keys keys;
	struct url u;
	int err = url_parse(slice_of(url), NULL, NULL, &u, NULL);

	if (err)
		return err;
	err = reports_keys(&named, url_registered_domain(&u), SLICE_NONE,
			   &keys);
	url_free(&u);
	*ret_report = err ? 0 : reports_find(c, &keys, r->division);
	return err;
}

/* Its current reading and its key, in a. */
static int64_t reading_of(struct catalog *c, int64_t report, struct arena *a,
			  struct slice *ret_key)
{
	struct sql *q = sql_of(c, "SELECT reading_id, key FROM report "
			       "WHERE id = ?1");
	int64_t id = 0;

	sql_put(q, report);
	if (sql_step(q)) {
		id = sql_get(q, 0);
		*ret_key = sql_keep_slice(q, 1, a);
	}
	sql_done(q);
	return id;
}

void reader_years(struct catalog *c, const char *url, struct arena *a,
		  struct report *r)
{
	struct report previous;
	int64_t report = 0, reading;
	struct slice key;
	int err;

	if (r->year <= 1)
		return;		/* not known */
	err = find(c, r, r->year - 1, url, &report);
	reading = report ? reading_of(c, report, a, &key) : 0;
	if (reading) {
		reader_reading(c, reading, a, &previous);
		err = checks_years(&previous, key, r, a, &r->checks,
				   &r->check_count);
	}
	if (err)
		catalog_fail(c, err, err_text(err));
}
