/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What else is archived of a report, as it stands now at other addresses, is
 * compared when it is asked for: nothing of it is stored, because it depends
 * on what else is there.
 */
#include "store/reader_private.h"

#include "base/err.h"
#include "parsers/checks_copies.h"

enum { COPIES_MAX = 20 };	/* of one report; more say nothing new */

static struct sql *ask(struct catalog *c, int64_t report, int64_t reading)
{
	struct sql *q = sql_of(c, "SELECT u.reading_id, min(y.url), "
		"d.document <> (SELECT document FROM reading WHERE id = ?2) "
		"FROM report_url u JOIN reading d ON d.id = u.reading_id "
		"JOIN url y ON y.id = u.url_id "
		"WHERE u.report_id = ?1 AND u.own AND u.reading_id <> ?2 "
		"GROUP BY u.reading_id ORDER BY 2 LIMIT ?3");

	sql_put(q, report);
	sql_put(q, reading);
	sql_put(q, COPIES_MAX);
	return q;
}

void reader_copies(struct catalog *c, int64_t report, int64_t reading,
		   struct arena *a, struct report *r)
{
	struct sql *q = ask(c, report, reading);
	int err = 0;

	while (!err && sql_step(q)) {
		struct report other;
		const struct checks_copy copy = {
			.report = &other,
			.url = sql_keep_slice(q, 1, a),
			.document = sql_get(q, 2),
		};

		reader_reading(c, sql_get(q, 0), a, &other);
		if (!catalog_err(c))
			err = checks_copies(r, &copy, a, &r->checks,
					    &r->check_count);
	}
	sql_done(q);
	if (err)
		catalog_fail(c, err, err_text(err));
}
