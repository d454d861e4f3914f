/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report beside the one of the year before.  Which that is depends on what
 * else is archived, so nothing of it is stored: it is asked for whenever a
 * report is.
 */
#include "store/reader_private.h"

#include "base/err.h"
#include "parsers/checks_years.h"
#include "parsers/url.h"

/* The key of the same organ's report of that year: the place is that of
 * reports.c.  ERR_NOMEM, or what is wrong with the URL. */
static int key_of(const struct report *r, int year, const char *url,
		  char ret_key[REPORT_ID_SIZE])
{
	struct report named = {.organ = r->organ, .year = year};
	struct url u;
	int err = url_parse(slice_of(url), NULL, NULL, &u, NULL);

	if (err)
		return err;
	err = report_id(&named, url_registered_domain(&u), SLICE_NONE,
			ret_key);
	url_free(&u);
	return err;
}

/* Its current reading, or 0. */
static int64_t reading_of(struct catalog *c, const char *key)
{
	struct sql *q = sql_of(c, "SELECT reading_id FROM report "
			       "WHERE key = ?1");
	int64_t id;

	sql_put_text(q, key);
	id = sql_step(q) ? sql_get(q, 0) : 0;
	sql_done(q);
	return id;
}

void reader_years(struct catalog *c, const char *url, struct arena *a,
		  struct report *r)
{
	char key[REPORT_ID_SIZE];
	struct report previous;
	int64_t reading;
	int err;

	if (r->year <= 1)
		return;		/* not known */
	err = key_of(r, r->year - 1, url, key);
	reading = err ? 0 : reading_of(c, key);
	if (reading) {
		reader_reading(c, reading, a, &previous);
		err = checks_years(&previous, slice_of(key), r, a, &r->checks,
				   &r->check_count);
	}
	if (err)
		catalog_fail(c, err, err_text(err));
}
