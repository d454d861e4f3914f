/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `export csv`: a folder of tables that join by the report's id, with a README
 * and a datapackage.json (Frictionless Data, tabular data package) that say
 * what each column is.  One thread.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_CSV_H
#define NIANBAO_CRAWLER_EXPORT_CSV_H

#include "crawler/export_tree.h"
#include "store/store.h"

struct export_csv;

/* bom: the tables begin with a UTF-8 byte order mark, which Excel needs to
 * take Chinese text for what it is.  Borrows tree.  ERR_NOMEM, or the tree's
 * sticky error. */
int export_csv_open(struct export_tree *tree, bool bom,
		    struct export_csv **ret_csv);
/* The rows of one report.  The tree's sticky error. */
int export_csv_add(struct export_csv *csv, const struct store_report *s);
/* Writes what stands behind the rows, and frees. NULL: nothing. The same. */
int export_csv_close(struct export_csv *csv);

#endif
