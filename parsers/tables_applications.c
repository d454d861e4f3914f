/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 申请: up to 26 rows of seven cells.  The header (三 rows of it) says which
 * column is whose; a part of the table behind a page break has none and goes
 * on with the order.  "其他" and "总计" are labels of rows and of columns: as
 * rows they count only within the table, in their place.
 */
#include "parsers/tables_private.h"

const char *const tables_applicants[APPLICATION_COLUMNS + 1] = {
	"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构",
	"其他", "总计",
};

const char *const tables_application_labels[APPLICATION_ROWS] = {
	[APPLICATION_RECEIVED] = "一、本年新收政府信息公开申请数量",
	[APPLICATION_CARRIED_IN] = "二、上年结转政府信息公开申请数量",
	[APPLICATION_GRANTED] = "（一）予以公开",
	[APPLICATION_PARTLY] =
		"（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
	[APPLICATION_REFUSED + 0] = "1.属于国家秘密",
	[APPLICATION_REFUSED + 1] = "2.其他法律行政法规禁止公开",
	[APPLICATION_REFUSED + 2] = "3.危及“三安全一稳定”",
	[APPLICATION_REFUSED + 3] = "4.保护第三方合法权益",
	[APPLICATION_REFUSED + 4] = "5.属于三类内部事务信息",
	[APPLICATION_REFUSED + 5] = "6.属于四类过程性信息",
	[APPLICATION_REFUSED + 6] = "7.属于行政执法案卷",
	[APPLICATION_REFUSED + 7] = "8.属于行政查询事项",
	[APPLICATION_UNABLE + 0] = "1.本机关不掌握相关政府信息",
	[APPLICATION_UNABLE + 1] = "2.没有现成信息需要另行制作",
	[APPLICATION_UNABLE + 2] = "3.补正后申请内容仍不明确",
	[APPLICATION_UNHANDLED + 0] = "1.信访举报投诉类申请",
	[APPLICATION_UNHANDLED + 1] = "2.重复申请",
	[APPLICATION_UNHANDLED + 2] = "3.要求提供公开出版物",
	[APPLICATION_UNHANDLED + 3] = "4.无正当理由大量反复申请",
	[APPLICATION_UNHANDLED + 4] = "5.要求行政机关确认或重新出具已获取信息",
	[APPLICATION_OTHER] = "（六）其他处理",
	[APPLICATION_OTHERS + 0] = "1.申请人无正当理由逾期不补正、"
		"行政机关不再处理其政府信息公开申请",
	[APPLICATION_OTHERS + 1] = "2.申请人逾期未按收费通知要求缴纳费用、"
		"行政机关不再处理其政府信息公开申请",
	[APPLICATION_OTHERS + 2] = "3.其他",
	[APPLICATION_TOTAL] = "（七）总计",
	[APPLICATION_CARRIED_OUT] = "四、结转下年度继续办理",
};

/* Whether the row is one of the header; collects its columns. */
static bool header(struct table_reader *r)
{
	const struct line *line = &r->line;
	struct applications *t = &r->applications;
	int ids[GRID_MAX_COLS];
	uint32_t heads = 0;	/* that are labels of columns only */

	for (uint32_t i = 0; i < line->count; i++) {
		ids[i] = table_match(r->labels, FAMILY_APPLICANT,
				     &line->labels[i], !t->open);
		heads += ids[i] >= 0 && ids[i] != APPLICANT_TOTAL &&
			 ids[i] != APPLICANT_TOTAL - 1;
	}
	if (!heads)
		return false;
	/* of three header rows the order is not that of the cells */
	if (line->grid->flat)
		return true;
	if (t->columns.grid != line->grid)
		t->columns = (struct columns){.grid = line->grid};
	for (uint32_t i = 0; i < line->count; i++)
		if (ids[i] >= 0 && ids[i] < APPLICATION_COLUMNS)
			table_add_column(&t->columns, line, i,
					 (uint32_t)ids[i]);
	return true;
}

static bool is_short(int id)
{
	return id == APPLICATION_TOTAL || id == APPLICATION_OTHERS + 2;
}

/* The last label of the row that names a row of facts; -1 if there is none. */
static int find_label(struct table_reader *r, uint32_t *ret_index)
{
	struct applications *t = &r->applications;
	int found = -1;

	for (uint32_t i = 0; i < r->line.count; i++) {
		int id = table_match(r->labels, FAMILY_APPLICATION,
				     &r->line.labels[i], !t->open);

		if (id < 0 || id >= APPLICATION_ROWS)
			continue;
		if (is_short(id) && (!t->open || t->last < 0))
			continue;
		/* a remark behind the cells is no label */
		if (found >= 0 && i > *ret_index + 1)
			break;
		/* the row itself begins here, its group may not */
		if (found >= 0 && r->line.cells[i]->row != r->line.row)
			break;
		found = id;
		*ret_index = i;
	}
	return found;
}

bool table_applications_line(struct table_reader *r)
{
	struct applications *t = &r->applications;
	struct report_cell cells[APPLICATION_COLUMNS];
	uint32_t index = 0;
	bool any;
	int id;

	if (header(r)) {
		t->open = true;
		return true;
	}
	id = find_label(r, &index);
	if (id < 0)
		return false;
	t->open = true;
	if (!table_cells(&r->line, index + 1, &t->columns, APPLICATION_COLUMNS,
			r->arena, cells, &any) || !any)
		return true;
	t->last = id;
	if (!t->have[id])
		memcpy(t->cells[id], cells, sizeof(cells));
	t->have[id] = true;
	return true;
}

bool table_applications_rows(const struct table_reader *r, struct tables *out)
{
	const struct applications *t = &r->applications;
	struct report_row *rows = arena_array(r->arena, APPLICATION_ROWS,
					      sizeof(*rows));
	struct report_cell *cells =
		arena_array(r->arena, APPLICATION_ROWS, sizeof(t->cells[0]));
	uint32_t n = 0;

	if (!rows || !cells)
		return false;
	for (int i = 0; i < APPLICATION_ROWS; i++) {
		if (!t->have[i])
			continue;
		memcpy(cells, t->cells[i], sizeof(t->cells[i]));
		rows[n++] = (struct report_row){
			.label = tables_application_labels[i],
			.cells = cells, .count = APPLICATION_COLUMNS,
		};
		cells += APPLICATION_COLUMNS;
	}
	out->applications = n ? rows : NULL;
	out->application_count = n;
	return true;
}
