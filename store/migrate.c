/* SPDX-License-Identifier: Apache-2.0 */
#include "store/migrate.h"

#include "base/err.h"
#include "store_schema.h"

#include <stdio.h>

static void make(struct catalog *c)
{
	char text[128];

	catalog_exec(c, "BEGIN IMMEDIATE");
	catalog_exec(c, schema_sql);
	(void)snprintf(text, sizeof(text), "PRAGMA application_id = %d; "
		       "PRAGMA user_version = %d", MIGRATE_APPLICATION,
		       MIGRATE_VERSION);
	catalog_exec(c, text);
	(void)catalog_end(c);	/* its error sticks */
}

void migrate(struct catalog *c, bool may_write)
{
	int64_t tables = sql_number(c, "SELECT count(*) FROM sqlite_schema");
	int64_t id = sql_number(c, "PRAGMA application_id");
	int64_t version = sql_number(c, "PRAGMA user_version");
	char text[160];

	if (catalog_err(c))
		return;
	if (tables == 0 && id == 0 && may_write) {
		make(c);
		return;
	}
	if (id != MIGRATE_APPLICATION) {
		catalog_fail(c, ERR_DAMAGED, CATALOG_NAME
			     " is no catalog of nianbao");
		return;
	}
	if (version == MIGRATE_VERSION)
		return;
	(void)snprintf(text, sizeof(text), "%s has schema %lld; this nianbao "
		       "knows %d: %s", CATALOG_NAME, (long long)version,
		       MIGRATE_VERSION, version > MIGRATE_VERSION ?
		       "use a newer one" : "run nianbao mend --rebuild");
	catalog_fail(c, ERR_VERSION, text);
}
