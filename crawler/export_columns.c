/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_columns.h"

#include "crawler/report_line.h"
#include "parsers/httpdate.h"

#include <inttypes.h>
#include <stdio.h>

/* --- values --------------------------------------------------------------- */

static struct slice number(struct export_row *row, int64_t value)
{
	(void)snprintf(row->text, sizeof(row->text), "%" PRId64, value);
	return slice_of(row->text);
}

/* 0 is not known. */
static struct slice known(struct export_row *row, int64_t value)
{
	return value ? number(row, value) : SLICE_NONE;
}

static struct slice moment(struct export_row *row, int64_t ms)
{
	if (ms == 0)
		return SLICE_NONE;
	httpdate_iso(ms, row->text);
	return slice_of(row->text);
}

static struct slice yes_no(bool value)
{
	return slice_of(value ? "yes" : "no");
}

/* --- of the report -------------------------------------------------------- */

#define GET(name, expression)						\
	static struct slice get_##name(struct export_row *row)		\
	{								\
		return (expression);					\
	}
GET(id, slice_of(row->s->id))
GET(organ, row->s->report.organ)
GET(organ_kind, slice_of(row->s->report.organ_kind))
GET(division, slice_of(row->s->division))
GET(year, known(row, row->s->report.year))
GET(year_stated, yes_no(row->s->report.year_stated))
GET(generation, slice_of(generation_name(row->s->report.generation)))
GET(title, row->s->report.title)
GET(published, row->s->report.published)
GET(signed, row->s->report.signed_on)
GET(source, row->s->report.source)
GET(url, slice_of(row->s->url))
GET(host, slice_of(row->s->host))
GET(site, slice_of(row->s->site))
GET(capture, known(row, row->s->capture))
GET(content, slice_of(row->s->content))
GET(first_seen, moment(row, row->s->first_seen_ms))
GET(last_seen, moment(row, row->s->last_seen_ms))
GET(versions, number(row, row->s->versions))
GET(attachment_count, number(row, row->s->report.attachment_count))

/* 1, 0; negative where it is not known. */
static struct slice yes_no_or_none(int value)
{
	return value < 0 ? SLICE_NONE : yes_no(value);
}
GET(official, yes_no_or_none(row->s->official))
GET(mirror, yes_no_or_none(report_line_mirror(row->s)))
GET(original, slice_of(row->s->original))

static uint32_t count_of(const struct export_row *row,
			 enum check_result result)
{
	const struct report *r = &row->s->report;
	uint32_t count = 0;

	for (uint32_t i = 0; i < r->check_count; i++)
		count += r->checks[i].result == result;
	return count;
}
GET(failing, number(row, count_of(row, CHECK_FAIL)))
GET(warning, number(row, count_of(row, CHECK_WARN)))
GET(uncertain, number(row, count_of(row, CHECK_UNCERTAIN)))

/* The first check of that rule with that result; it stands for the others. */
static bool is_first(const struct report *r, uint32_t index)
{
	for (uint32_t i = 0; i < index; i++)
		if (r->checks[i].result == r->checks[index].result &&
		    strcmp(r->checks[i].rule, r->checks[index].rule) == 0)
			return false;
	return true;
}

/* "V1 V4" */
static struct slice get_failing_rules(struct export_row *row)
{
	const struct report *r = &row->s->report;
	size_t n = 0;

	row->text[0] = '\0';
	for (uint32_t i = 0; i < r->check_count; i++)
		if (r->checks[i].result == CHECK_FAIL && is_first(r, i) &&
		    n < sizeof(row->text))
			n += (size_t)snprintf(row->text + n,
					      sizeof(row->text) - n, "%s%s",
					      n ? " " : "",
					      r->checks[i].rule);
	return slice_of(row->text);
}

/* --- of one cell ---------------------------------------------------------- */

GET(part, slice_of(report_part_name(row->place.part)))
GET(row, number(row, row->place.row + 1))
GET(label, row->place.label)
GET(column, number(row, row->place.column + 1))
GET(heading, row->place.heading)
GET(unit, row->place.unit)
GET(kind, slice_of(cell_kind_name(row->place.cell->kind)))
GET(value, row->place.cell->value)
GET(cell_text, row->place.cell->text)
GET(solved, yes_no(row->place.cell->solved))
GET(table_row, number(row, row->place.cell->row))
GET(table_column, number(row, row->place.cell->col))
GET(offset, number(row, row->place.cell->offset))
GET(length, number(row, row->place.cell->length))

/* --- of one of the rest --------------------------------------------------- */

GET(ordinal, number(row, row->index + 1))
GET(stated_name, slice_of(row->s->report.stated[row->index].name))
GET(stated_value, row->s->report.stated[row->index].value)
GET(evidence, row->s->report.stated[row->index].evidence)
GET(section_heading, row->s->report.sections[row->index].heading)
GET(section_text, row->s->report.sections[row->index].text)
GET(rule, slice_of(row->s->report.checks[row->index].rule))
GET(result, slice_of(check_result_name(
		row->s->report.checks[row->index].result)))
GET(where, row->s->report.checks[row->index].where)
GET(detail, row->s->report.checks[row->index].detail)
GET(file_url, row->s->report.attachments[row->index].url)
GET(file_name, row->s->report.attachments[row->index].name)
GET(file_type, slice_of(row->s->report.attachments[row->index].type))
GET(file_sha256, slice_of(row->s->attachment_sha256[row->index]))

static struct slice get_file_bytes(struct export_row *row)
{
	int64_t bytes = row->s->attachment_bytes[row->index];

	return bytes < 0 ? SLICE_NONE : number(row, bytes);
}

/* --- tables --------------------------------------------------------------- */

#define COLUMN(n, t, value, what) \
	{.name = n, .type = t, .get = get_##value, .text = what}
#define KEY_COLUMNS							\
	COLUMN("id", "string", id, "the report, as in reports.csv"),	\
	COLUMN("organ", "string", organ, "whose report it is"),		\
	COLUMN("year", "integer", year, "the year reported on")

static const struct export_column reports[] = {
	COLUMN("id", "string", id,
	       "the report's own name, 16 hexadecimal digits; import it as "
	       "text"),
	COLUMN("organ", "string", organ,
	       "whose report it is, in full as far as stated"),
	COLUMN("organ_kind", "string", organ_kind,
	       "government, department, township, subdistrict, committee, "
	       "other"),
	COLUMN("division", "string", division,
	       "code of the organ's division"),
	COLUMN("year", "integer", year, "the year reported on"),
	COLUMN("year_stated", "boolean", year_stated,
	       "no: the year is known from the signature or the date alone"),
	COLUMN("generation", "string", generation,
	       "form of the tables: 2021, 2019, statistics; narrative: none"),
	COLUMN("title", "string", title, "as published"),
	COLUMN("published", "string", published,
	       "date the page gives, ISO 8601 as far as stated"),
	COLUMN("signed", "string", signed,
	       "date below the text, as far as stated"),
	COLUMN("source", "string", source, "source the page names"),
	COLUMN("site", "string", site, "portal it was found by"),
	COLUMN("url", "string", url, "page or document it was read from"),
	COLUMN("host", "string", host, "of that page"),
	COLUMN("official", "boolean", official,
	       "whether it stands on the organ's own portal; empty: not "
	       "known"),
	COLUMN("mirror", "boolean", mirror,
	       "yes: a copy; empty: nothing says so"),
	COLUMN("original", "string", original,
	       "id of the official report that it is a copy of; import it as "
	       "text"),
	COLUMN("failing", "integer", failing, "checks that fail"),
	COLUMN("warning", "integer", warning, "checks that warn"),
	COLUMN("uncertain", "integer", uncertain,
	       "checks that lack a figure"),
	COLUMN("failing_rules", "string", failing_rules,
	       "rules of the failing checks, each once"),
	COLUMN("attachments", "integer", attachment_count,
	       "how many the page offers"),
	COLUMN("capture", "integer", capture,
	       "attempt by which it was received; nianbao why URL tells all "
	       "of it"),
	COLUMN("content", "string", content,
	       "SHA-256 of the bytes it was read from; import it as text"),
	COLUMN("first_seen", "datetime", first_seen,
	       "first capture that gave the report, UTC"),
	COLUMN("last_seen", "datetime", last_seen,
	       "last capture that gave it, UTC"),
	COLUMN("versions", "integer", versions,
	       "readings so far, this one included"),
	{.name = NULL},
};

static const struct export_column cells[] = {
	KEY_COLUMNS,
	COLUMN("part", "string", part,
	       "active_disclosure, applications, review_litigation, "
	       "statistics"),
	COLUMN("row", "integer", row,
	       "place of the row among those of its part that are there, "
	       "from 1"),
	COLUMN("label", "string", label,
	       "official label of the row; statistics: as published"),
	COLUMN("column", "integer", column,
	       "place of the cell in its row, from 1"),
	COLUMN("heading", "string", heading,
	       "official heading of the column"),
	COLUMN("kind", "string", kind,
	       "number; valued (a number with unit or remark); blank; not-"
	       "applicable (/ or -); text; unread"),
	COLUMN("value", "number", value,
	       "number and valued: plain decimal; else empty, never 0"),
	COLUMN("text", "string", cell_text, "as published"),
	COLUMN("unit", "string", unit, "statistics: as published"),
	COLUMN("solved", "boolean", solved,
	       "yes: the value follows from the others of its table, it "
	       "could not be read"),
	COLUMN("table_row", "integer", table_row,
	       "place in the published table, from 0"),
	COLUMN("table_column", "integer", table_column,
	       "place in the published table, from 0"),
	COLUMN("offset", "integer", offset,
	       "first byte of the cell in the page's text (UTF-8)"),
	COLUMN("length", "integer", length, "bytes of the cell in that text"),
	COLUMN("capture", "integer", capture, "as in reports.csv"),
	COLUMN("content", "string", content, "as in reports.csv"),
	{.name = NULL},
};

static const struct export_column stated[] = {
	KEY_COLUMNS,
	COLUMN("name", "string", stated_name, "what the text states"),
	COLUMN("value", "string", stated_value,
	       "plain decimal, or as stated"),
	COLUMN("evidence", "string", evidence, "the sentence"),
	{.name = NULL},
};

static const struct export_column sections[] = {
	KEY_COLUMNS,
	COLUMN("ordinal", "integer", ordinal, "place in the report, from 1"),
	COLUMN("heading", "string", section_heading, "without its number"),
	COLUMN("text", "string", section_text,
	       "of the section, lines kept, tables left out"),
	{.name = NULL},
};

static const struct export_column checks[] = {
	KEY_COLUMNS,
	COLUMN("rule", "string", rule, "V1 to V12"),
	COLUMN("result", "string", result, "pass, fail, uncertain, warn"),
	COLUMN("where", "string", where, "column or row it is about"),
	COLUMN("detail", "string", detail, "the figures: 3 + 0 = 2 + 1"),
	{.name = NULL},
};

static const struct export_column attachments[] = {
	KEY_COLUMNS,
	COLUMN("ordinal", "integer", ordinal,
	       "place among those of the page, from 1"),
	COLUMN("url", "string", file_url, "where it is"),
	COLUMN("name", "string", file_name, "text of the link"),
	COLUMN("type", "string", file_type, "by its extension"),
	COLUMN("sha256", "string", file_sha256,
	       "of its bytes; empty: not archived; import it as text"),
	COLUMN("bytes", "integer", file_bytes,
	       "its length; empty: not archived"),
	{.name = NULL},
};

const struct export_table export_tables[EXPORT_TABLES] = {
	[EXPORT_REPORTS] = {
		.name = "reports", .columns = reports,
		.text = "a report",
	},
	[EXPORT_CELLS] = {
		.name = "cells", .columns = cells,
		.text = "a cell of a table of figures",
	},
	[EXPORT_STATED] = {
		.name = "stated", .columns = stated,
		.text = "a number that the text of a report states",
	},
	[EXPORT_SECTIONS] = {
		.name = "sections", .columns = sections,
		.text = "a section of a report's text",
	},
	[EXPORT_CHECKS] = {
		.name = "checks", .columns = checks,
		.text = "a check of a report's figures",
	},
	[EXPORT_ATTACHMENTS] = {
		.name = "attachments", .columns = attachments,
		.text = "a document that the page of a report offers",
	},
};
