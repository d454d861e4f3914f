/* SPDX-License-Identifier: Apache-2.0 */
/* What the three styles of pages have in common. */
#include "tests/county/page.h"

#include "tests/county/report_text.h"
#include "tests/county/rng.h"
#include "tests/county/words.h"

#include <stdio.h>

static const char notice_text[] =
	"各乡镇人民政府、街道办事处，县直各单位：\n"
	"现将有关事项通知如下。请按照统一格式准备材料，核对数据后在规定时间内"
	"报送县政府办公室。\n"
	"一、统计口径以自然年度为准，上下年度数据应当衔接。\n"
	"二、表格不得改动行列，没有数据的填零。\n"
	"三、联系人：何珺，电话：0990-5550142。\n";

const char *page_source(const struct plan *plan, const struct entry *e)
{
	if (e->kind == KIND_REPORT)
		return organs[plan->reports[e->arg].organ].name;
	return hosts[e->host].organ;
}

struct date page_date(const struct plan *plan, const struct entry *e)
{
	if (e->kind == KIND_NEWS)
		return plan_news_date(plan, e->arg);
	return e->date;
}

static void meta(struct buf *b, const char *name, const char *content)
{
	(void)buf_addf(b, "<meta name=\"%s\" content=\"%s\">\n", name, content);
}

void page_add_meta(struct buf *b, const struct plan *plan,
		   const struct entry *e)
{
	const struct column *c = plan_column_of(plan, e);
	struct buf text = BUF_INIT(4096);

	meta(b, "SiteName", hosts[e->host].site);
	meta(b, "SiteDomain", hosts[e->host].name);
	meta(b, "SiteIDCode", hosts[e->host].code);
	plan_add_title(&text, plan, e);
	meta(b, "ColumnName", c ? c->name : text.data ? text.data : "");
	meta(b, "ColumnType", c ? c->type : "概况信息");
	if (e->kind == KIND_REPORT || e->kind == KIND_NEWS
	    || e->kind == KIND_NOTICE) {
		meta(b, "ArticleTitle", text.data ? text.data : "");
		buf_clear(&text);
		date_add_minute(&text, page_date(plan, e));
		meta(b, "PubDate", text.data);
		meta(b, "ContentSource", page_source(plan, e));
	}
	buf_free(&text);
}

static const char *type_of(enum kind kind)
{
	return kind == KIND_PDF ? "pdf" : kind == KIND_DOCX ? "docx" : "doc";
}

void page_add_attachments(struct buf *b, const struct plan *plan,
			  const struct entry *e)
{
	const struct report *report;
	unsigned i;

	if (e->kind != KIND_REPORT)
		return;
	report = &plan->reports[e->arg];
	/* A copy on another host does not take the files along. */
	if (report->host != e->host)
		return;
	for (i = 0; i < report->attachments; i++)
		(void)buf_addf(b, "<p class=\"fujian\">附件%u：<a href=\"%s\" "
			       "title=\"%s\" class=\"%s\">%s</a></p>\n", i + 1,
			       report->attachment[i].path,
			       report->attachment[i].name,
			       type_of(report->attachment[i].kind),
			       report->attachment[i].name);
}

void page_add_lines(struct buf *b, const char *text, const char *open,
		    const char *close)
{
	struct slice rest = slice_of(text);
	struct slice line;

	while ((line = slice_cut(&rest, '\n')).p)
		if (line.n)
			(void)buf_addf(b, "%s　　%.*s%s", open,
				       SLICE_ARG(line), close);
}

/* Most are short; one in twenty fills 45 KB. */
unsigned page_news_length(const struct plan *plan, unsigned number)
{
	struct rng r = rng_of(plan->seed, "news length", number);
	unsigned draw = rng_below(&r, 100);

	if (draw < 70)
		return 12 + rng_below(&r, 20);
	if (draw < 95)
		return 30 + rng_below(&r, 60);
	return 90 + rng_below(&r, 50);
}

void page_add_article(struct buf *b, const struct plan *plan,
		      const struct entry *e, const char *open,
		      const char *close)
{
	struct report_style style = {
		.open = open, .close = close,
		.open_heading = open, .close_heading = close,
	};
	struct rng r;

	if (e->kind == KIND_NEWS) {
		words_article(b, plan->seed, e->arg,
			      page_news_length(plan, e->arg), open, close);
		return;
	}
	if (e->kind != KIND_REPORT) {
		page_add_lines(b, notice_text, open, close);
		return;
	}
	if (plan->reports[e->arg].in_file) {
		(void)buf_addf(b, "%s　　全文见附件。%s", open, close);
		return;
	}
	r = rng_of(plan->seed, "style", e->arg);
	if (rng_chance(&r, 40)) {
		style.open_heading = "<p><strong>";
		style.close_heading = "</strong></p>\n";
	} else if (rng_chance(&r, 30)) {
		style.open_heading = "<h3>";
		style.close_heading = "</h3>\n";
	}
	report_text(b, plan, &plan->reports[e->arg], &style);
}

void page_plain(struct buf *b, const struct plan *plan,
		const struct entry *e)
{
	struct buf title = BUF_INIT(4096);

	plan_add_title(&title, plan, e);
	(void)buf_addf(b, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head>"
		       "<meta charset=\"utf-8\"><title>%s</title></head>\n"
		       "<body>\n<h1>%s</h1>\n", title.data, title.data);
	words_article(b, plan->seed ^ title.len, (unsigned)title.len, 12,
		      "<p>", "</p>\n");
	(void)buf_adds(b, "<p><a href=\"");
	plan_add_origin(b, plan, HOST_WWW);
	(void)buf_adds(b, "/\">青禾县人民政府</a></p>\n</body></html>\n");
	buf_free(&title);
}

void page_refresh(struct buf *b, const struct entry *e)
{
	(void)buf_addf(b, "<html><head><meta http-equiv=\"refresh\" "
		       "content=\"0;URL=%s\" /></head><body></body></html>\n",
		       e->to);
}

void page_not_found(struct buf *b, const struct plan *plan,
		    enum host_id host)
{
	(void)buf_addf(b, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head>"
		       "<meta charset=\"utf-8\"><title>页面不存在</title></head>"
		       "\n<body><h1>404</h1><p>您访问的页面不存在或已被删除。"
		       "</p><p><a href=\"");
	plan_add_origin(b, plan, host);
	(void)buf_addf(b, "/\">返回%s首页</a></p></body></html>\n",
		       hosts[host].site);
}

void page_style(struct buf *b)
{
	(void)buf_adds(b,
		"body{margin:0;font:16px/1.8 \"Noto Sans CJK SC\","
		"\"Microsoft YaHei\",sans-serif;color:#333;"
		"background:#f4f6f8}\n"
		".wrap{width:1100px;max-width:96%;margin:0 auto;"
		"background:#fff}\n"
		".banner{height:150px;background:#2a6a4a url(banner.png) "
		"center/cover;color:#fff}\n"
		".banner h1{margin:0;padding:48px 32px;font-size:36px;"
		"letter-spacing:6px;text-shadow:0 1px 4px #0008}\n"
		".nav{background:#1f5138}.nav a{display:inline-block;"
		"padding:10px 18px;color:#fff;text-decoration:none}\n"
		"a{color:#1f5138}.crumb{padding:12px 24px;font-size:14px;"
		"color:#777;border-bottom:1px solid #eee}\n"
		".main{padding:20px 32px;min-height:420px;overflow-x:auto}\n"
		".side{float:left;width:200px;margin:20px;"
		"border:1px solid #cdd;background:#f7faf8}\n"
		".side a{display:block;padding:12px;border-bottom:1px solid "
		"#dee;text-decoration:none;text-align:center}\n"
		".side+.main{margin-left:240px}\n"
		".list{list-style:none;padding:0}.list li{padding:8px 0;"
		"border-bottom:1px dashed #ddd}\n"
		".list span,.list b{float:right;color:#999;"
		"font-weight:normal}\n"
		".cols{display:flex;flex-wrap:wrap;gap:24px}.cols>div{"
		"flex:1 1 460px}.cols h2,.main>h2{font-size:20px;"
		"border-left:4px solid #1f5138;padding-left:10px}\n"
		".title{text-align:center;font-size:26px;line-height:1.5}\n"
		".info{text-align:center;font-size:14px;color:#888;"
		"border-bottom:1px solid #eee;padding-bottom:12px}\n"
		"table{border-collapse:collapse;font-size:14px;margin:12px "
		"auto}td{padding:4px 6px;text-align:center}\n"
		".page{text-align:center;padding:16px}.page a,.page span{"
		"margin:0 6px}img{max-width:100%}\n"
		".foot{background:#333;color:#ccc;font-size:13px;"
		"padding:20px 32px;text-align:center}.foot a{color:#ccc}\n");
}

void page_sitemap(struct buf *b, const struct plan *plan)
{
	unsigned i;

	(void)buf_adds(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
		       "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
		       "\n");
	for (i = 0; i < plan->report_count; i++) {
		const struct entry *e =
			&plan->entries[plan->reports[i].entry];

		if (e->host != HOST_WWW)
			continue;
		(void)buf_adds(b, "<url><loc>");
		plan_add_url(b, plan, e);
		(void)buf_adds(b, "</loc><lastmod>");
		date_add_day(b, e->date);
		(void)buf_adds(b, "</lastmod></url>\n");
	}
	(void)buf_adds(b, "</urlset>\n");
}
