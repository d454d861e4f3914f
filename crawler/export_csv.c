/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_csv.h"

#include "base/buf.h"
#include "base/err.h"
#include "crawler/csv.h"
#include "crawler/export_columns.h"
#include "parsers/charset.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	ROW_MAX = 1 << 28,	/* one row, a section with all its text */
	DESCRIPTION_MAX = 1 << 20,
	LINE = 78,		/* columns of the README */
	NAME_MAX_SIZE = 64,
};

struct export_csv {
	struct export_tree *tree;
	bool bom;
	struct export_file *files[EXPORT_TABLES];
	uint64_t rows[EXPORT_TABLES];
	struct buf row;
	struct buf clean;
	int err;		/* of the row; the tree has its own */
};

static void file_name(enum export_table_id id, char out[NAME_MAX_SIZE])
{
	(void)snprintf(out, NAME_MAX_SIZE, "%s.csv", export_tables[id].name);
}

/* --- rows ----------------------------------------------------------------- */

/* Bytes that are no UTF-8 become U+FFFD, so that no reader stumbles. */
static void add_field(struct export_csv *csv, struct slice text, bool last)
{
	if (!charset_is_utf8(text)) {
		buf_clear(&csv->clean);
		(void)charset_decode("UTF-8", text, &csv->clean);
		csv->err = csv->err ? csv->err : csv->clean.err;
		text = buf_slice(&csv->clean);
	}
	(void)csv_field(&csv->row, text, last);
}

static void write_row(struct export_csv *csv, enum export_table_id id)
{
	csv->err = csv->err ? csv->err : csv->row.err;
	if (!csv->err)
		csv->err = export_file_add(csv->files[id],
					   buf_slice(&csv->row));
	buf_clear(&csv->row);
}

static void add_row(struct export_csv *csv, enum export_table_id id,
		    struct export_row *row)
{
	const struct export_column *c = export_tables[id].columns;

	for (; c->name; c++)
		add_field(csv, c->get(row), !c[1].name);
	write_row(csv, id);
	csv->rows[id]++;
}

static void add_header(struct export_csv *csv, enum export_table_id id)
{
	const struct export_column *c = export_tables[id].columns;

	if (csv->bom)
		(void)buf_add_utf8(&csv->row, 0xFEFF);
	for (; c->name; c++)
		add_field(csv, slice_of(c->name), !c[1].name);
	write_row(csv, id);
}

static void add_cells(struct export_csv *csv, struct export_row *row)
{
	struct report_cells walk = {.report = &row->s->report};

	while (!csv->err && report_cells_next(&walk, &row->place))
		add_row(csv, EXPORT_CELLS, row);
}

static void add_items(struct export_csv *csv, enum export_table_id id,
		      struct export_row *row, uint32_t count)
{
	for (row->index = 0; !csv->err && row->index < count; row->index++)
		add_row(csv, id, row);
}

int export_csv_add(struct export_csv *csv, const struct store_report *s)
{
	struct export_row row = {.s = s};
	const struct report *r = &s->report;

	add_row(csv, EXPORT_REPORTS, &row);
	add_cells(csv, &row);
	add_items(csv, EXPORT_STATED, &row, r->stated_count);
	add_items(csv, EXPORT_SECTIONS, &row, r->section_count);
	add_items(csv, EXPORT_CHECKS, &row, r->check_count);
	add_items(csv, EXPORT_ATTACHMENTS, &row, r->attachment_count);
	return csv->err;
}

/* --- begin ---------------------------------------------------------------- */

int export_csv_open(struct export_tree *tree, bool bom,
		    struct export_csv **ret_csv)
{
	struct export_csv *csv = calloc(1, sizeof(*csv));
	char name[NAME_MAX_SIZE];

	if (!csv)
		return ERR_NOMEM;
	csv->tree = tree;
	csv->bom = bom;
	buf_init(&csv->row, ROW_MAX);
	buf_init(&csv->clean, ROW_MAX);
	for (int id = 0; id < EXPORT_TABLES && !csv->err; id++) {
		file_name(id, name);
		csv->err = export_file_open(tree, name, &csv->files[id]);
		if (!csv->err)
			add_header(csv, id);
	}
	*ret_csv = csv;
	return csv->err;
}

/* --- descriptions --------------------------------------------------------- */

/* Words in lines, the second and later ones below the first. */
static void add_wrapped(struct buf *out, const char *text, int indent)
{
	struct slice rest = slice_of(text), word;
	int at = indent;

	while ((word = slice_cut(&rest, ' ')).p) {
		if (at > indent && at + 1 + (int)word.n > LINE) {
			(void)buf_addf(out, "\n%*s", indent, "");
			at = indent;
		} else if (at > indent) {
			(void)buf_addc(out, ' ');
			at++;
		}
		(void)buf_add_slice(out, word);
		at += (int)word.n;
	}
	(void)buf_addc(out, '\n');
}

static void describe(const struct export_table *table, uint64_t rows,
		     struct buf *out)
{
	(void)buf_addf(out, "\n%s.csv: a row is %s; %llu rows\n\n",
		       table->name, table->text, (unsigned long long)rows);
	for (const struct export_column *c = table->columns; c->name; c++) {
		(void)buf_addf(out, "  %-15s %-9s ", c->name, c->type);
		add_wrapped(out, c->text, 28);
	}
}

static const char readme_head[] =
"Annual reports on open government information, as nianbao/" NIANBAO_VERSION
" read\nthem.\n"
"\n"
"The tables are CSV by RFC 4180 (comma, double quotes, CR LF), in UTF-8.\n"
"They join by the column id.  What is not known is empty.  A cell that is\n"
"blank in a report is a row of the kind \"blank\"; blank, 0 and \"/\" are\n"
"three different things.  A number that does not fit the others is kept as\n"
"published; see checks.csv.\n"
"\n"
"Text is what strangers published, unchanged.  A spreadsheet may take text\n"
"that begins with = + - @ for a formula, and an id or digest made of digits\n"
"for a number: import the columns of the type string as text.  It also cuts\n"
"a section's text behind 32,767 characters; other programs do not.\n"
"\n"
"datapackage.json says the same as this file for programs (Frictionless\n"
"Data).  \"sha256sum -c " EXPORT_MANIFEST "\" checks the files.\n";

static const char readme_bom[] =
"\n"
"Each table begins with a byte order mark, so that Excel reads the Chinese\n"
"text.  Python: encoding=\"utf-8-sig\"; R: fileEncoding=\"UTF-8-BOM\".\n";

static int put_readme(struct export_csv *csv)
{
	struct buf out = BUF_INIT(DESCRIPTION_MAX);

	(void)buf_adds(&out, readme_head);
	if (csv->bom)
		(void)buf_adds(&out, readme_bom);
	for (int id = 0; id < EXPORT_TABLES; id++)
		describe(&export_tables[id], csv->rows[id], &out);
	if (!out.err)
		(void)export_tree_put(csv->tree, "README.txt",
				      buf_slice(&out));
	csv->err = out.err ? out.err : export_tree_err(csv->tree);
	buf_free(&out);
	return csv->err;
}

static void add_member(struct buf *out, const char *name, const char *text)
{
	(void)buf_add_json(out, slice_of(name));
	(void)buf_addc(out, ':');
	(void)buf_add_json(out, slice_of(text));
	(void)buf_addc(out, ',');
}

static void add_schema_field(struct buf *out, const struct export_column *c)
{
	(void)buf_addc(out, '{');
	add_member(out, "name", c->name);
	add_member(out, "type", c->type);
	if (strcmp(c->type, "boolean") == 0)
		(void)buf_adds(out, "\"trueValues\":[\"yes\"],"
			       "\"falseValues\":[\"no\"],");
	(void)buf_adds(out, "\"description\":");
	(void)buf_add_json(out, slice_of(c->text));
	(void)buf_adds(out, c[1].name ? "},\n" : "}");
}

static void add_resource(struct buf *out, enum export_table_id id)
{
	const struct export_table *t = &export_tables[id];
	char name[NAME_MAX_SIZE];

	file_name(id, name);
	(void)buf_adds(out, "{");
	add_member(out, "name", t->name);
	add_member(out, "path", name);
	add_member(out, "profile", "tabular-data-resource");
	add_member(out, "encoding", "utf-8");
	add_member(out, "description", t->text);
	(void)buf_adds(out, "\"schema\":{\"fields\":[\n");
	for (const struct export_column *c = t->columns; c->name; c++)
		add_schema_field(out, c);
	(void)buf_adds(out, "],\n");
	if (id == EXPORT_REPORTS)
		(void)buf_adds(out, "\"primaryKey\":\"id\"");
	else
		(void)buf_adds(out, "\"foreignKeys\":[{\"fields\":\"id\","
			       "\"reference\":{\"resource\":\"reports\","
			       "\"fields\":\"id\"}}]");
	(void)buf_adds(out, id + 1 < EXPORT_TABLES ? "}},\n" : "}}");
}

static int put_datapackage(struct export_csv *csv)
{
	struct buf out = BUF_INIT(DESCRIPTION_MAX);

	(void)buf_addc(&out, '{');
	add_member(&out, "profile", "tabular-data-package");
	add_member(&out, "name", "nianbao-reports");
	add_member(&out, "description", "Annual reports on open government "
		   "information, as nianbao/" NIANBAO_VERSION " read them");
	(void)buf_adds(&out, "\"resources\":[\n");
	for (int id = 0; id < EXPORT_TABLES; id++)
		add_resource(&out, id);
	(void)buf_adds(&out, "]}\n");
	if (!out.err)
		(void)export_tree_put(csv->tree, "datapackage.json",
				      buf_slice(&out));
	csv->err = out.err ? out.err : export_tree_err(csv->tree);
	buf_free(&out);
	return csv->err;
}

int export_csv_close(struct export_csv *csv)
{
	int err;

	if (!csv)
		return 0;
	for (int id = 0; id < EXPORT_TABLES; id++) {
		err = csv->files[id] ? export_file_close(csv->files[id]) : 0;
		csv->err = csv->err ? csv->err : err;
	}
	if (!csv->err && !put_readme(csv))
		(void)put_datapackage(csv);
	err = csv->err;
	buf_free(&csv->row);
	buf_free(&csv->clean);
	free(csv);
	return err;
}
