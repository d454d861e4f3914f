/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 主动公开: blocks of a title (第二十条第…项), a header and one or two rows.  The
 * same grid may hold blocks of both generations; the labels of columns and
 * rows vote which one the table is.
 */
#include "base/err.h"
#include "parsers/tables_private.h"

static const char *const row_labels[2][ACTIVE_ROWS] = {
	{"规章", "规范性文件", "行政许可", "其他对外管理服务事项", "行政处罚",
	 "行政强制", "行政事业性收费", "政府集中采购"},
	{"规章", "行政规范性文件", "行政许可", "其他对外管理服务事项",
	 "行政处罚", "行政强制", "行政事业性收费", "政府集中采购"},
};

/* The columns of a row, by generation and row; NULL-terminated. */
static const char *const column_labels[2][ACTIVE_ROWS]
				      [TABLES_ACTIVE_CELLS + 1] = {
	{
		{"本年新制作数量", "本年新公开数量", "对外公开总数量"},
		{"本年新制作数量", "本年新公开数量", "对外公开总数量"},
		{"上一年项目数量", "本年增/减", "处理决定数量"},
		{"上一年项目数量", "本年增/减", "处理决定数量"},
		{"上一年项目数量", "本年增/减", "处理决定数量"},
		{"上一年项目数量", "本年增/减", "处理决定数量"},
		{"上一年项目数量", "本年增/减"},
		{"采购项目数量", "采购总金额"},
	},
	{
		{"本年制发件数", "本年废止件数", "现行有效件数"},
		{"本年制发件数", "本年废止件数", "现行有效件数"},
		{"本年处理决定数量"},
		{NULL},
		{"本年处理决定数量"},
		{"本年处理决定数量"},
		{"本年收费金额（单位：万元）"},
		{NULL},
	},
};

/* Where a column stands among those of its row. */
static const uint8_t slots[COLUMNS] = {
	[COLUMN_MADE] = 0, [COLUMN_OPENED] = 1, [COLUMN_OPEN_TOTAL] = 2,
	[COLUMN_LAST_YEAR] = 0, [COLUMN_CHANGE] = 1, [COLUMN_DECISIONS] = 2,
	[COLUMN_PURCHASES] = 0, [COLUMN_AMOUNT] = 1,
	[COLUMN_ISSUED] = 0, [COLUMN_REPEALED] = 1, [COLUMN_IN_FORCE] = 2,
	[COLUMN_DECISIONS_2021] = 0, [COLUMN_FEE] = 0,
};

static uint32_t width_of(int generation, int row)
{
	uint32_t n = 0;

	while (n < TABLES_ACTIVE_CELLS && column_labels[generation][row][n])
		n++;
	return n;
}

static int row_of(const char *label)
{
	for (int i = 0; i < ACTIVE_ROWS; i++)
		if (!strcmp(row_labels[0][i], label) ||
		    !strcmp(row_labels[1][i], label))
			return i;
	return -1;
}

const char *const *tables_active_columns(enum report_generation generation,
					 const struct report_row *row,
					 uint32_t *ret_count)
{
	int which = generation != GENERATION_2019;
	int id = row_of(row->label);

	*ret_count = 0;
	if (id < 0)
		return NULL;
	if (width_of(which, id) != row->count &&
	    width_of(!which, id) == row->count)
		which = !which;
	*ret_count = width_of(which, id);
	return column_labels[which][id];
}

enum report_generation table_active_generation(const struct table_reader *r)
{
	return r->active.votes_2019 > r->active.votes_2021 ? GENERATION_2019
							   : GENERATION_2021;
}

/* A header row: titles of a block, or its columns. */
static bool header(struct table_reader *r)
{
	const struct line *line = &r->line;
	struct active *t = &r->active;
	struct columns columns = {.grid = line->grid};
	bool sure = false;
	bool any = false;
	bool newer = false;

	for (uint32_t i = 0; i < line->count; i++) {
		int id = table_match(r->labels, FAMILY_ACTIVE_COLUMN,
				     &line->labels[i], !t->open);

		if (id < 0)
			continue;
		sure = true;
		if (id <= ACTIVE_CONTENT)
			continue;
		any = true;
		newer |= id >= COLUMN_FIRST_OF_2021;
		table_add_column(&columns, line, i, slots[id]);
		*(id < COLUMN_FIRST_OF_2021 ? &t->votes_2019
					    : &t->votes_2021) += 2;
	}
	if (sure) {
		t->columns = columns;
		t->block_known = any;
		t->block_2021 = newer;
	}
	return sure;
}

/* How many cells a row has: as its header says, else as most of the table. */
static uint32_t row_width(const struct table_reader *r, int id)
{
	const struct active *t = &r->active;
	bool newer = t->block_known ? t->block_2021
			: table_active_generation(r) != GENERATION_2019;
	uint32_t width = width_of(newer, id);

	return width ? width : width_of(0, id);
}

static void vote(struct active *t, int id, struct slice text)
{
	if (id == ACTIVE_SERVICES || id == ACTIVE_PURCHASES)
		t->votes_2019 += 2;
	if (id == ACTIVE_DOCUMENTS)
		*(slice_finds(text, "行政", 0) == SIZE_MAX
		  ? &t->votes_2019 : &t->votes_2021) += 1;
}

static void facts(struct table_reader *r, uint32_t index, int id)
{
	struct active *t = &r->active;
	uint32_t width = row_width(r, id);
	struct report_cell cells[TABLES_ACTIVE_CELLS];
	bool any;

	if (!table_cells(&r->line, index + 1, &t->columns, width, r->arena,
			cells, &any) || !any || t->have[id])
		return;
	t->have[id] = true;
	t->counts[id] = width;
	memcpy(t->cells[id], cells, width * sizeof(cells[0]));
	vote(t, id, r->line.cells[index]->text);
}

bool table_active_line(struct table_reader *r)
{
	struct active *t = &r->active;

	if (header(r)) {
		t->open = true;
		return true;
	}
	for (uint32_t i = 0; t->open && i < r->line.count; i++) {
		int id = table_match(r->labels, FAMILY_ACTIVE,
				     &r->line.labels[i], false);

		if (id < 0)
			continue;
		facts(r, i, id);
		return true;
	}
	return false;
}

bool table_active_rows(const struct table_reader *r,
		 enum report_generation generation, struct tables *out)
{
	const struct active *t = &r->active;
	struct report_row *rows = arena_array(r->arena, ACTIVE_ROWS,
					      sizeof(*rows));
	uint32_t n = 0;

	if (!rows)
		return false;
	for (int i = 0; i < ACTIVE_ROWS; i++) {
		struct report_cell *cells;

		if (!t->have[i])
			continue;
		cells = arena_array(r->arena, t->counts[i], sizeof(*cells));
		if (!cells)
			return false;
		memcpy(cells, t->cells[i], t->counts[i] * sizeof(*cells));
		rows[n++] = (struct report_row){
			.label = row_labels[generation != GENERATION_2019][i],
			.cells = cells, .count = t->counts[i],
		};
	}
	out->active = n ? rows : NULL;
	out->active_count = n;
	return true;
}
