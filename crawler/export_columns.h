/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The columns of the exported tables: what each is called, what it means and
 * where its value comes from, in one place, so that table and description
 * cannot part.  Pure.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_COLUMNS_H
#define NIANBAO_CRAWLER_EXPORT_COLUMNS_H

#include "parsers/report_cells.h"
#include "store/store.h"

/* What a row is about: the report, and one thing of it. */
struct export_row {
	const struct store_report *s;
	struct report_place place; /* of cells */
	uint32_t index;		/* of sections, stated, checks, attachments */
	char text[64];		/* where numbers and times are written */
};

struct export_column {
	const char *name;
	const char *type;	/* of a datapackage: "string", "integer" ... */
	const char *text;	/* what it is, in a sentence */
	/* Lent until the next call with the same row; absent: empty. */
	struct slice (*get)(struct export_row *row);
};

enum export_table_id {
	EXPORT_REPORTS, EXPORT_CELLS, EXPORT_STATED, EXPORT_SECTIONS,
	EXPORT_CHECKS, EXPORT_ATTACHMENTS, EXPORT_TABLES
};
struct export_table {
	const char *name;	/* "cells": the file is cells.csv */
	const char *text;	/* what a row is */
	const struct export_column *columns; /* ended by .name == NULL */
};
extern const struct export_table export_tables[EXPORT_TABLES];

#endif
