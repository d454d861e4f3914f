/* SPDX-License-Identifier: Apache-2.0 */
/* The page around the tables: head, sections with prose, signature. */
#include "tests/layouts/layout.h"

static const struct section {
	const char *heading, *prose;
	int sheet;		/* -1: none */
} sections[] = {
	{"一、总体情况", "本镇把公开当作日常工作，由办公室一人经办，两人复核，全年"
	 "发布各类动态，门户栏目按月更新，群众来电当天回复。", -1},
	{"二、主动公开政府信息情况", NULL, 0},
	{"三、收到和处理政府信息公开申请情况", NULL, 1},
	{"四、政府信息公开行政复议、行政诉讼情况", NULL, 2},
	{"五、存在的主要问题及改进情况", "经办人员换得勤，栏目名称前后不一。下一步"
	 "把目录理顺，把培训排进年初计划。", -1},
	{"六、其他需要报告的事项", "无其他事项。", -1},
};

static void add_paragraph(const struct layout *l, const char *text,
			  struct buf *out)
{
	(void)buf_addf(out, l->is_text ? "%s\n" : "<p>%s</p>\n", text);
}

static void add_sheet(struct layout *l, const struct sheet *sheets,
		      unsigned count, int i, struct buf *out)
{
	if (l->is_text) {
		page_add_text(l, &sheets[i], out);
		return;
	}
	if (!l->has[TRAIT_MERGED]) {
		page_add_html(l, &sheets[i], true, true, out);
		return;
	}
	if (i > 0)
		return;
	for (unsigned k = 0; k < count; k++)
		page_add_html(l, &sheets[k], k == 0, k + 1 == count, out);
}

void page_make(struct layout *l, const struct sheet *sheets, unsigned count,
	       struct buf *out)
{
	bool nested = l->has[TRAIT_NESTED] && !l->is_text;
	int year = l->has[TRAIT_STATISTICS] ? 2016
		   : l->active_2019 ? 2020 : 2023;

	(void)buf_addf(out, "<html><head><title>河湾县柳溪镇%d年政府信息公开工作年度"
		       "报告</title></head><body>\n<h1>河湾县柳溪镇%d年政府信息公开"
		       "工作年度报告</h1>\n<div class=\"content\">%s", year, year,
		       l->is_text ? "<pre>\n" : nested
		       ? "<table width=\"100%\"><tr><td>" : "");
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		add_paragraph(l, sections[i].heading, out);
		if (sections[i].prose)
			add_paragraph(l, sections[i].prose, out);
		if (sections[i].sheet >= 0 &&
		    (unsigned)sections[i].sheet < count)
			add_sheet(l, sheets, count, sections[i].sheet, out);
	}
	add_paragraph(l, "河湾县柳溪镇人民政府", out);
	(void)buf_addf(out, l->is_text ? "%d年1月12日\n"
				       : "<p>%d年1月12日</p>\n", year + 1);
	(void)buf_adds(out, l->is_text ? "</pre></div></body></html>\n"
		       : nested ? "</td></tr></table></div></body></html>\n"
				: "</div></body></html>\n");
}
