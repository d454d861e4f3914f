/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages with a fixed place: homes, frames, doors, guides, robots.txt, moved
 * and vanished pages.  /internal/ is forbidden by robots.txt and linked all
 * the same; /trap/ is not here, it has no end (see trap.c).
 */
#include "tests/county/plan_make.h"
#include "tests/county/words.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct date fixed_date = {2025, 11, 18, 10 * 60 + 5};

#define GUIDE_TEXT							\
	"为方便公民、法人和其他组织获取政府信息，编制本指南，内容每年核对一次。\n" \
	"一、公开的范围。机构职能、政策文件、规划计划、财政资金、民生实事以及"	\
	"其他依照法规应当公开的内容，均可在本平台查阅。\n"			\
	"二、公开的方式。以政府网站为主，辅以公报、便民服务大厅查阅点和村"	\
	"（社区）公示栏。\n"						\
	"三、申请的办法。可当面、邮寄或在线提交申请表，写明姓名、联系方式、"	\
	"所需信息的名称和获取形式。受理机构自收到之日起二十个工作日内答复。\n" \
	"四、联系我们。地址：青禾县城关大道6号，邮编：990421，"		\
	"电话：0990-5550142，工作日八时三十分至十七时三十分。\n"
#define RULES_TEXT							\
	"本栏目收录与政府信息公开有关的制度规定。\n"			\
	"一、信息发布审核制度：先审查，后公开，一事一审。\n"			\
	"二、依申请公开办理制度：登记、会商、答复、归档四个环节各有时限。\n"	\
	"三、公开目录动态更新制度：新制文件形成后二十个工作日内入库。\n"	\
	"四、考核和责任追究制度：纳入年度考核，结果予以通报。\n"
#define DUTY_TEXT							\
	"本栏目按机构职能、政策文件、规划计划、财政资金、民生实事五类编排。\n"	\
	"财政资金类含预算、决算和专项资金分配结果；民生实事类含就业、"	\
	"养老、教育、医疗等事项的办理情况。\n"				\
	"内容由各责任单位维护，发现错漏请拨打网站联系电话。\n"

static const struct {
	enum host_id host;
	enum kind kind;
	const char *path, *title, *text, *to;
	int status;		/* 0: 200 */
	unsigned not_listed;	/* 1: a polite crawl does not fetch it */
} fixed[] = {
	{.host = HOST_WWW, .kind = KIND_ROBOTS, .path = "/robots.txt",
	 .title = "", .text = "User-agent: *\nDisallow: /internal/\n"},
	{.host = HOST_WWW, .kind = KIND_SITEMAP, .path = "/sitemap.xml",
	 .title = ""},
	{.host = HOST_WWW, .kind = KIND_HOME, .path = "/",
	 .title = "青禾县人民政府门户网站"},
	{.host = HOST_WWW, .kind = KIND_REFRESH, .path = "/zwgk/",
	 .title = "政务公开", .to = "./zfxxgk/"},
	{.host = HOST_WWW, .kind = KIND_DOOR, .path = "/zwgk/zfxxgk/",
	 .title = "政府信息公开"},
	{.host = HOST_WWW, .kind = KIND_ABOUT,
	 .path = "/zwgk/zfxxgk/zfxxgkzn/", .title = "政府信息公开指南",
	 .text = GUIDE_TEXT},
	{.host = HOST_WWW, .kind = KIND_ABOUT,
	 .path = "/zwgk/zfxxgk/zfxxgkzd/", .title = "政府信息公开制度",
	 .text = RULES_TEXT},
	{.host = HOST_WWW, .kind = KIND_ABOUT,
	 .path = "/zwgk/zfxxgk/fdzdgknr/", .title = "法定主动公开内容",
	 .text = DUTY_TEXT},
	{.host = HOST_WWW, .kind = KIND_ABOUT, .path = "/wzdt/",
	 .title = "站点地图", .text = "本页列出网站主要栏目，便于查找。\n"},
	{.host = HOST_WWW, .kind = KIND_PLAIN, .path = "/print/notice_1.html",
	 .title = "汛期安全提示"},
	{.host = HOST_WWW, .kind = KIND_PLAIN, .path = "/print/notice_2.html",
	 .title = "秸秆禁烧告知书"},
	{.host = HOST_WWW, .kind = KIND_PLAIN, .path = "/print/notice_3.html",
	 .title = "冬季供水抢修须知"},
	{.host = HOST_WWW, .kind = KIND_MOVED, .path = "/zfxxgk/nb.html",
	 .title = "", .to = "/zwgk/zfxxgk/zfxxgknb/", .status = 301},
	{.host = HOST_WWW, .kind = KIND_MOVED, .path = "/old/nb2019.html",
	 .title = "", .to = "/old/nb.html", .status = 302},
	{.host = HOST_WWW, .kind = KIND_MOVED, .path = "/old/nb.html",
	 .title = "", .to = "/zwgk/zfxxgk/zfxxgknb/index.html", .status = 302},
	{.host = HOST_WWW, .kind = KIND_GONE,
	 .path = "/xwzx/old/t20150105_88.html", .title = "", .status = 404},
	{.host = HOST_WWW, .kind = KIND_GONE, .path = "/bsfw/xzzx.html",
	 .title = "", .status = 404},
	{.host = HOST_WWW, .kind = KIND_GONE, .path = "/hdjl/ldxx.html",
	 .title = "", .status = 404},
	{.host = HOST_WWW, .kind = KIND_REFRESH,
	 .path = "/xwzx/tzgg/202305/t20230511_90210.html", .title = "",
	 .to = "../"},
	{.host = HOST_WWW, .kind = KIND_INTERNAL, .path = "/internal/",
	 .title = "内部工作平台",
	 .text = "值班登记、"
		  "公文流转仅供工作人员使用。\n", .not_listed = 1},
	{.host = HOST_WWW, .kind = KIND_INTERNAL,
	 .path = "/internal/duty.html", .title = "值班表",
	 .text = "本月值班表仅供内部使用。\n", .not_listed = 1},
	{.host = HOST_WWW, .kind = KIND_STYLE, .path = "/images/style.css",
	 .title = "", .not_listed = 1},
	{.host = HOST_WWW, .kind = KIND_IMAGE, .path = "/images/banner.png",
	 .title = "", .not_listed = 1},

	{.host = HOST_XXGK, .kind = KIND_ROBOTS, .path = "/robots.txt",
	 .title = "", .text = "User-agent: *\r\nDisallow:\r\n"},
	{.host = HOST_XXGK, .kind = KIND_FRAMESET, .path = "/",
	 .title = "青禾县政府信息公开目录"},
	{.host = HOST_XXGK, .kind = KIND_NAV, .path = "/nav.htm",
	 .title = "目录导航"},
	{.host = HOST_XXGK, .kind = KIND_MAIN, .path = "/main.htm",
	 .title = "信息公开年度报告"},
	{.host = HOST_XXGK, .kind = KIND_ABOUT, .path = "/guide.htm",
	 .title = "政府信息公开指南", .text = GUIDE_TEXT},
	{.host = HOST_XXGK, .kind = KIND_ABOUT, .path = "/rules.htm",
	 .title = "政府信息公开制度", .text = RULES_TEXT},

	{.host = HOST_BM, .kind = KIND_ROBOTS, .path = "/robots.txt",
	 .title = "", .status = 404},
	{.host = HOST_BM, .kind = KIND_HOME, .path = "/",
	 .title = "青禾县部门信息公开平台"},
	{.host = HOST_BM, .kind = KIND_ABOUT,
	 .path = "/col/col1226/index.html", .title = "政府信息公开指南",
	 .text = GUIDE_TEXT},
	{.host = HOST_BM, .kind = KIND_ABOUT,
	 .path = "/col/col1227/index.html", .title = "政府信息公开制度",
	 .text = RULES_TEXT},
	{.host = HOST_BM, .kind = KIND_ABOUT,
	 .path = "/col/col1228/index.html", .title = "法定主动公开内容",
	 .text = DUTY_TEXT},
	{.host = HOST_BM, .kind = KIND_PLAIN, .path = "/zt/notice_1.html",
	 .title = "汛期安全提示"},
	{.host = HOST_BM, .kind = KIND_PLAIN, .path = "/zt/notice_2.html",
	 .title = "秸秆禁烧告知书"},
	{.host = HOST_BM, .kind = KIND_PLAIN, .path = "/zt/notice_3.html",
	 .title = "冬季供水抢修须知"},
	{.host = HOST_BM, .kind = KIND_STYLE, .path = "/images/style.css",
	 .title = "", .not_listed = 1},
	{.host = HOST_BM, .kind = KIND_IMAGE, .path = "/images/banner.png",
	 .title = "", .not_listed = 1},

	{.host = HOST_SLOW, .kind = KIND_ROBOTS, .path = "/robots.txt",
	 .title = "",
	 .text = "User-agent: *\nCrawl-delay: 1\nDisallow: /internal/\n"},
	{.host = HOST_SLOW, .kind = KIND_HOME, .path = "/",
	 .title = "青禾县东禾街道办事处"},
	{.host = HOST_SLOW, .kind = KIND_ABOUT, .path = "/zfxxgkzn/",
	 .title = "政府信息公开指南", .text = GUIDE_TEXT},
	{.host = HOST_SLOW, .kind = KIND_STYLE, .path = "/images/style.css",
	 .title = "", .not_listed = 1},
	{.host = HOST_SLOW, .kind = KIND_IMAGE, .path = "/images/banner.png",
	 .title = "", .not_listed = 1},

	{.host = HOST_BUSY, .kind = KIND_ROBOTS, .path = "/robots.txt",
	 .title = "", .text = "# 雾溪片区\nUser-agent: *\nAllow: /\n"},
	{.host = HOST_BUSY, .kind = KIND_HOME, .path = "/",
	 .title = "青禾县雾溪片区管理委员会"},
	{.host = HOST_BUSY, .kind = KIND_ABOUT, .path = "/zfxxgkzn/",
	 .title = "政府信息公开指南", .text = GUIDE_TEXT},
	{.host = HOST_BUSY, .kind = KIND_STYLE, .path = "/images/style.css",
	 .title = "", .not_listed = 1},
	{.host = HOST_BUSY, .kind = KIND_IMAGE, .path = "/images/banner.png",
	 .title = "", .not_listed = 1},
};

const char *plan_text(const struct entry *e)
{
	const char *text = e->arg < COUNT(fixed) ? fixed[e->arg].text : NULL;

	return text ? text : "";
}

void plan_add_title(struct buf *b, const struct plan *plan,
		    const struct entry *e)
{
	if (e->kind == KIND_REPORT)
		(void)buf_adds(b, plan->reports[e->arg].title);
	else if (e->kind == KIND_NEWS)
		words_headline(b, plan->seed, e->arg);
	else if (e->kind == KIND_NOTICE)
		(void)buf_adds(b, make_notice_title(e->arg));
	else if (e->kind == KIND_LIST)
		(void)buf_adds(b, plan->columns[e->arg].name);
	else if (e->arg < COUNT(fixed))
		(void)buf_adds(b, fixed[e->arg].title);
}

void make_fixed(struct plan *plan)
{
	unsigned i;

	for (i = 0; i < COUNT(fixed); i++) {
		unsigned flags = fixed[i].not_listed ? 0 : ENTRY_LISTED;

		if (fixed[i].kind == KIND_HOME)
			flags |= ENTRY_VOLATILE | ENTRY_CHUNKED;
		if (fixed[i].kind == KIND_SITEMAP)
			flags |= ENTRY_VOLATILE;
		(void)make_entry(plan, (struct entry){
			.host = fixed[i].host, .kind = fixed[i].kind,
			.status = fixed[i].status ? fixed[i].status : 200,
			.flags = flags, .arg = i, .date = fixed_date,
			.path = make_string("%s", fixed[i].path),
			.to = fixed[i].to,
		});
	}
}
