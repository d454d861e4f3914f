/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader: a catalog that only asks, and records cut out of WARC files.
 *
 * A question is one statement wherever possible, so that it is answered from
 * one moment of the catalog while a writer goes on; every WARC place in such
 * an answer is durable, because rows come after bytes.
 *
 * Each question forgets the failure of the one before.  The functions a walk
 * calls may ask other questions of the same reader, but not the one that is
 * being walked.
 */
#include "store/reader_private.h"

#include "base/err.h"
#include "store/store_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int store_reader_open(const char *dir, struct store_reader **ret_reader)
{
	struct store_reader *r = calloc(1, sizeof(*r));
	char *path = NULL, *warc_dir = NULL;
	int err = ERR_NOMEM;

	if (!r)
		return ERR_NOMEM;
	if (asprintf(&path, "%s/" CATALOG_NAME, dir) < 0) {
		path = NULL;
		goto close_reader;
	}
	if (asprintf(&warc_dir, "%s/warc", dir) < 0) {
		warc_dir = NULL;
		goto close_reader;
	}
	err = store_open_lost(path, warc_dir);
	if (err)
		goto free_paths;
	err = catalog_open(path, CATALOG_READ, &r->catalog);
	if (!err)
		err = warc_cutter_new(dir, &r->cutter);
	if (err)
		goto close_reader;
	free(warc_dir);
	free(path);
	*ret_reader = r;
	return 0;
close_reader:
	(void)store_open_fail(err, r->catalog);
free_paths:
	free(warc_dir);
	free(path);
	store_reader_close(r);
	return err;
}

void store_reader_close(struct store_reader *r)
{
	if (!r)
		return;
	catalog_close(r->catalog);
	warc_cutter_free(r->cutter);
	free(r);
}

const char *store_reader_problem(const struct store_reader *r)
{
	return r->problem;
}

struct catalog *reader_ask(struct store_reader *r)
{
	r->problem[0] = '\0';
	catalog_clear(r->catalog);
	return r->catalog;
}

int reader_end(struct store_reader *r, int err)
{
	if (!catalog_err(r->catalog))
		return err;
	return reader_fail(r, catalog_err(r->catalog), "%s",
			   catalog_problem(r->catalog));
}

int reader_end_walk(struct store_reader *r, int err)
{
	return err && err != catalog_err(r->catalog) ? err :
	       reader_end(r, 0);
}

int reader_fail(struct store_reader *r, int err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	/* cut where a name is very long */
	(void)vsnprintf(r->problem, sizeof(r->problem), format, args);
	va_end(args);
	return err;
}
