/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Families whose lists are files: they differ in addresses, in how the pager
 * is written, and in the box around an article.  What a pager does not say
 * with links, a script or a text says.
 */
#include "tests/county/family.h"

#define ROWS								\
	.open_list = "<ul class=\"list\">\n",				\
	.row = "<li><span>{date}</span><a href=\"{href}\" title=\""	\
	       "{title}\" target=\"_blank\">{short}</a></li>\n",	\
	.close_list = "</ul>\n"

#define TRS_ROWS							\
	.open_list = "<ul class=\"gl-list\">\n",			\
	.row = "<li><a href=\"{rel}\" title=\"{title}\">{short}</a>"	\
	       "<span>{date}</span></li>\n",				\
	.close_list = "</ul>\n"

#define TRS(suffix, number)						\
	.per_page = 12,							\
	.column = "/{path}/",						\
	.more = "/{path}/index_" number "." suffix,			\
	.article = "/{path}/{ym}/t{ymd}_{id}." suffix,			\
	.file = "/{path}/{ym}/P0{ymd}-{id}.docx",			\
	.open = "<div class=\"TRS_Editor\"><div class=\""		\
		"Custom_UnionStyle\">\n",				\
	.close = "</div></div>\n"

const struct family family_trs = {
	.name = "trs", TRS("shtml", "{page0}"), TRS_ROWS,
	.traits = TRAIT_TRAPS,
	.pager = "<script>createPageHTML({pages}, {page0}, \"index\", "
		 "\"shtml\");</script>\n",
};

const struct family family_trs_one = {
	.name = "trs-one", TRS("shtml", "{page}"), TRS_ROWS,
	.pager = "<script>\n//createPageHTML(9, 0, \"index\", \"shtml\");\n"
		 "/* createPageHTML(2, 0, \"list\", \"html\"); */\n"
		 "createPageHTML({pages}, {page}, 'index','shtml');\n"
		 "</script>\n",
};

const struct family family_trs_control = {
	.name = "trs-control", TRS("html", "{page0}"), TRS_ROWS,
	.traits = TRAIT_SOFT_404,
	.pager = "<div id=\"pages\"></div><script>pageControl({pages}, "
		 "{page0}, \"index\", \"html\", 10, \"pages\");</script>\n",
};

const struct family family_trs_pager = {
	.name = "trs-pager", TRS("html", "{page0}"), TRS_ROWS,
	.traits = TRAIT_REFRESH,
	.pager = "<div class=\"pager\"></div><script>Pager({size:{pages}, "
		 "current:{page0}, prefix:'index', suffix:'html'});</script>\n",
};

const struct family family_trs_vars = {
	.name = "trs-vars", TRS("html", "{page0}"), TRS_ROWS,
	.traits = TRAIT_HOME_404,
	.pager = "<script>\nvar currentPage = {page0};//所在页从0开始\n"
		 "//createPageHTML(9, 0, \"index\", \"html\");\n"
		 "var prevPage = currentPage-1;//上一页\n"
		 "var countPage = {pages};//共多少页\n"
		 "document.write('<a href=\"index_'+(currentPage+1)+'.html\">"
		 "下一页</a>');\n</script>\n",
};

const struct family family_trs_tree = {
	.name = "trs-tree", TRS("html", "{page0}"), TRS_ROWS,
	.annual = ANNUAL_TREE,
	.pager = "<script>createPage({pages}, {page0}, \"index\", \"html\")"
		 "</script>\n",
};

/* Links that no anchor of the page has. */
const struct family family_trs_script = {
	.name = "trs-script", TRS("shtml", "{page0}"),
	.open_list = "<ul class=\"list\">\n",
	.row = "<li><script>var url = \"{rel}\"; var title = '{title}';\n"
	       "document.writeln('<a href=\"' + url + '\">' + title + "
	       "'</a>');</script><span>{date}</span></li>\n",
	.close_list = "</ul>\n",
	.pager = "<script>createPageHTML({pages}, {page0}, \"index\", "
		 "\"shtml\");</script>\n",
};

#define UCAP								\
	.per_page = 10,							\
	.column = "/hc/c{num}/list.shtml",				\
	.more = "/hc/c{num}/list_{page}.shtml",				\
	.article = "/hc/c{num}/{ym}/{hex}.shtml",			\
	.file = "/hc/c{num}/{ym}/{id}/files/{hex}.docx",		\
	.open = "<div class=\"pages_content\" id=\"UCAP-CONTENT\">"	\
		"<UCAPCONTENT>\n",					\
	.close = "</UCAPCONTENT></div>\n",				\
	.pager = "<div id=\"page_div\"></div><script>createPageHTML("	\
		 "'page_div',{pages}, {page},'list','shtml',{total});"	\
		 "</script>\n"

const struct family family_ucap = {.name = "ucap", UCAP, ROWS};
const struct family family_ucap_organs = {
	.name = "ucap-organs", UCAP, ROWS, .annual = ANNUAL_ORGANS,
};

/* Counts from the last page; files are given to readers of the page only. */
const struct family family_vsb = {
	.name = "vsb", .per_page = 15,
	.traits = TRAIT_LINKS | TRAIT_REFERER,
	.column = "/{path}.htm", .more = "/{path}/{reverse}.htm",
	.article = "/info/{num}/{id}.htm",
	.file = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl"
		"&owner=1482&wbfileid={id}",
	.head = "<script src=\"/system/resource/js/gotopage.js\"></script>\n",
	.open = "<div id=\"vsb_content\"><div class=\"v_news_content\">\n",
	.close = "</div></div>\n",
	.open_list = "<div class=\"winstyle1026\"><ul>\n",
	.row = "<li id=\"line_u5_{id}\"><a href=\"{href}\" title=\"{title}\">"
	       "{short}</a><span>{date}</span></li>\n",
	.close_list = "</ul></div>\n",
	.pager = "<table><tr><td id=\"fanye1026\">共{total}条 {page}/{pages}"
		 "</td></tr></table>\n<input type=\"button\" onclick=\""
		 "_simple_list_gotopage_fun({pages},'u5_goto',2)\">\n",
};

const struct family family_lonsun_content = {
	.name = "lonsun-content", .per_page = 15, ROWS,
	.column = "/content/column/{num}",
	.more = "/content/column/{num}?pageIndex={page}",
	.article = "/content/article/{id}",
	.file = "/group6/M00/0A/{hex}.docx",
	.open = "<div class=\"wz_con\" id=\"zoom\">\n", .close = "</div>\n",
	.pager = "<div id=\"page_list\"></div><script>Ls.pagination({pageCount:"
		 "{pages}, currentPage:{page}});</script>\n",
};

const struct family family_openness = {
	.name = "openness", .per_page = 12, ROWS,
	.column = "/OpennessContent/showList/645/{num}/page_1.html",
	.more = "/OpennessContent/showList/645/{num}/page_{page}.html",
	.article = "/OpennessContent/show/{id}.html",
	.file = "/OpennessContent/file/{hex}.docx",
	.open = "<div class=\"contentxxgk\">\n", .close = "</div>\n",
	.pager = "<div class=\"pagination\">共{pages}页 当前第{page}页</div>\n",
};

const struct family family_nfcms = {
	.name = "nfcms", .per_page = 15, ROWS,
	.column = "/{path}/index.html", .more = "/{path}/index_{page}.html",
	.article = "/{path}/content/post_{id}.html",
	.file = "/attachment/0/306/{hex}.docx",
	.head = "<script>var NFCMS_SITE_ID = '754000';</script>\n",
	.open = "<div class=\"article-content\">\n", .close = "</div>\n",
	.pager = "<div class=\"pagination\"><span>{page}</span><a href=\""
		 "{last}\" class=\"last\">尾页</a></div>\n",
};

const struct family family_epoint_static = {
	.name = "epoint-static", .per_page = 12, ROWS,
	.column = "/zw/009002/009002{num}/1.html",
	.more = "/zw/009002/009002{num}/{page}.html",
	.article = "/zw/009002/009002{num}/{ymd}/{hex}.html",
	.file = "/zw/009002/009002{num}/{ymd}/file/{hex}.docx",
	.open = "<div id=\"ivs_content\">\n", .close = "</div>\n",
	.pager = "<ul class=\"m-pagination\"><li>共{total}条 第{page}/{pages}页"
		 "</li>{more}<li><a href=\"{next}\">下页 &gt;</a></li></ul>\n",
};

const struct family family_easysite = {
	.name = "easysite", .per_page = 12, ROWS,
	.column = "/{path}/index.html", .more = "/{path}/{num}-{page}.html",
	.article = "/{path}/{num}/{id}/index.html",
	.file = "/{path}/{num}/{id}/attach/{hex}.docx",
	.open = "<div class=\"detail-content\">\n", .close = "</div>\n",
	.pager = "<input type=\"hidden\" name=\"article_paging_list_hidden\" "
		 "moduleid=\"{num}\" totalpage=\"{pages}\">\n{more}<a href=\""
		 "javascript:void(0)\" onclick=\"queryArticleByCondition(this,"
		 "'{next}')\" tagname=\"{next}\">下一页</a>\n<a href=\""
		 "javascript:void(0)\" onclick=\"queryArticleByCondition(this,"
		 "'{last}')\" tagname=\"{last}\">尾页</a>\n",
};

const struct family family_jeecms = {
	.name = "jeecms", .per_page = 12, ROWS, .annual = ANNUAL_HIDDEN,
	.traits = TRAIT_LINKS,
	.column = "/{path}/index.jhtml", .more = "/{path}/index_{page}.jhtml",
	.article = "/{path}/{id}.jhtml",
	.file = "/u/cms/www/{ym}/{hex}.docx",
	.open = "<div class=\"conTxt\">\n", .close = "</div>\n",
	.pager = "<div>共{total}条记录 {page}/{pages}页</div>\n",
};

const struct family family_shaanxi = {
	.name = "shaanxi", .per_page = 12,
	.column = "/{path}/1.html", .more = "/{path}/{page}.html",
	.article = "/{path}/{ym}/t{ymd}_{id}.html",
	.file = "/{path}/{ym}/P0{ymd}-{id}.docx",
	.open = "<div class=\"m-txt-article\">\n", .close = "</div>\n",
	.open_list = "<div class=\"m-lst\"><ul>\n",
	.row = "<li><a href=\"{href}\" title=\"{title}\">{short}</a><span>"
	       "{date}</span></li>\n",
	.close_list = "</ul></div>\n",
	.pager = "<script>var pages = parseInt('{pages}'); var now = parseInt("
		 "'{page}'); drawPages(pages, now);</script>\n",
};

/* Names that say nothing; the years of reports are in sitemap.xml alone. */
const struct family family_hebei = {
	.name = "hebei", .per_page = 12, ROWS, .annual = ANNUAL_SITEMAP,
	.traits = TRAIT_LINKS,
	.column = "/columns/{column_uuid}/index.html",
	.more = "/columns/{column_uuid}/index_{page}.html",
	.article = "/columns/{column_uuid}/{ym}/{d}/{uuid}.html",
	.file = "/columns/{column_uuid}/{ym}/{d}/{hex}.docx",
	.open = "<div class=\"article_content\">\n", .close = "</div>\n",
	.pager = "",
};

const struct family family_n_number = {
	.name = "n-number", .per_page = 12, ROWS,
	.traits = TRAIT_LINKS | TRAIT_NO_META,
	.column = "/n2588035/n{num}/index.html",
	.more = "/n2588035/n{num}/index_{num}_{reverse}.html",
	.article = "/n2588035/n{num}/c{id}/content.html",
	.file = "/n2588035/n{num}/c{id}/part/{hex}.docx",
	.open = "<div class=\"news_cont_d_wrap\">\n", .close = "</div>\n",
	.pager = "",
};

const struct family family_chengdu = {
	.name = "chengdu", .per_page = 12, ROWS,
	.column = "/gkml/{num}/column-index-1.shtml",
	.more = "/gkml/{num}/column-index-{page}.shtml",
	.article = "/gkml/{num}/{ym}/{hex}.shtml",
	.file = "/gkml/{num}/{ym}/files/{hex}.docx",
	.open = "<div class=\"xxgk-tt-content\">\n", .close = "</div>\n",
	.pager = "<div class=\"page-list\">共{total}条 第{page}/{pages}页</div>\n",
};
