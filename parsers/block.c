/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three tables, asked one after the other; the first that knows it decides:
 *
 *   signs     marks that challenge scripts, firewalls and pages about missing
 *             pages leave in body or head
 *   statuses  what the status says by itself
 *   shells    a page that holds nothing but the way to another, or nothing
 *
 * A mark alone proves nothing: real pages carry the script of the same
 * firewall, and articles quote what firewalls say.  So each sign has a most
 * of visible characters; a page with more of them was meant to be read.
 * Words also ask for few links, for a page of a portal is never without them,
 * and for no field for a password: a page to log in is not a block.
 *
 * Only HTML is looked into.  A short text or a small picture is content, and
 * an empty robots.txt is a whole one.
 *
 * Signs come first because they say more: 403 with a firewall's page is the
 * firewall.  But 429 and 503 with Retry-After are taken at their word.
 */
#include "parsers/block.h"

#include "parsers/block_private.h"

#include <stdint.h>

enum {
	SCANNED = 64 * 1024,	/* bytes of a body in which marks are sought */
	LITTLE = 200,		/* characters: portals.md §4, ruishu */
	FIREWALL = 500,		/* characters: its page names address, time,
				 * event and whom to ask, not more */
	TEMPLATE = 1000,	/* characters: of menus and footer */
	SHELL_TEXT = 60,	/* characters: "正在跳转，请稍候" */
	REMOVED_BYTES = 512,	/* portals.md §1.1 */
	EMPTY_BYTES = 300,	/* portals.md §4 */
	FEW_LINKS = 10,
};

enum where {
	IN_BODY,
	IN_WORDS,	/* visible text or title; see above */
	IN_TITLE,	/* where the title begins */
	IN_COOKIES,
	IN_HEAD,
};

struct sign {
	enum block_class class;
	enum where where;
	const char *mark;
	const char *also;	/* must stand in the body, too; or NULL */
	size_t text_max;	/* visible characters */
	int status;		/* only with this one; 0: any */
};

#define SIGN_BODY(suffix, text)						\
	.class = BLOCK_##suffix, .where = IN_BODY, .mark = (text)
#define SIGN_WORDS(suffix, text)					\
	.class = BLOCK_##suffix, .where = IN_WORDS, .mark = (text)
/* A page with another status says by it what it is. */
#define SIGN_GONE(suffix, text)						\
	SIGN_WORDS(suffix, text), .text_max = LITTLE, .status = 200
#define SIGN_TITLE(text) .class = BLOCK_SOFT_404, .where = IN_TITLE,	\
	.mark = (text), .status = 200

static const struct sign signs[] = {
	{SIGN_BODY(CHALLENGE_JIASULE, "_clearance"),
	 .also = "document.cookie", .text_max = LITTLE},
	{SIGN_BODY(CHALLENGE_JIASULE, ";go({\"bts\":"), .text_max = LITTLE},
	{.class = BLOCK_CHALLENGE_JIASULE, .where = IN_COOKIES,
	 .mark = "__jsluid_", .text_max = LITTLE, .status = 521},

	{SIGN_BODY(CHALLENGE_RUISHU, "$_ts=window['$_ts']"),
	 .text_max = LITTLE},
	{SIGN_BODY(CHALLENGE_RUISHU, "$_ts=window[\"$_ts\"]"),
	 .text_max = LITTLE},
	{SIGN_BODY(CHALLENGE_RUISHU, "r=\"m\""), .also = "<meta",
	 .text_max = LITTLE},
	{SIGN_BODY(CHALLENGE_RUISHU, "r='m'"), .also = "<meta",
	 .text_max = LITTLE},

	{.class = BLOCK_WAF, .where = IN_HEAD, .mark = "wzws_cid",
	 .text_max = LITTLE},
	{SIGN_BODY(WAF, "/wzws-waf-cgi/"), .text_max = FIREWALL},
	{SIGN_BODY(WAF, "help.365cyd.com"), .text_max = FIREWALL},
	{SIGN_BODY(WAF, "errors.aliyun.com"), .text_max = FIREWALL,
	 .status = 405},
	{SIGN_BODY(WAF, "acw_sc__v2"), .also = "arg1", .text_max = LITTLE},
	{SIGN_BODY(WAF, "yunsuo_session_verify"), .text_max = LITTLE},
	{SIGN_BODY(WAF, "/.safeline/"), .text_max = FIREWALL},
	{SIGN_BODY(WAF, "waf.tencent-cloud.com"), .text_max = FIREWALL},
	{SIGN_BODY(WAF, "/cdn-cgi/challenge-platform/"), .text_max = LITTLE},
	{SIGN_WORDS(WAF, "当前访问疑似黑客攻击"), .text_max = FIREWALL},
	{SIGN_WORDS(WAF, "访问异常页面"), .text_max = FIREWALL},
	{SIGN_WORDS(WAF, "您的请求带有不合法参数"), .text_max = FIREWALL},
	{SIGN_WORDS(WAF, "拖动滑块"), .text_max = LITTLE},
	{SIGN_WORDS(WAF, "滑动验证"), .text_max = LITTLE},
	{SIGN_WORDS(WAF, "人机验证"), .text_max = LITTLE},
	{SIGN_WORDS(WAF, "完成安全验证"), .text_max = LITTLE},
	{SIGN_WORDS(WAF, "正常访问"), .also = "验证码", .text_max = LITTLE},
	{SIGN_WORDS(WAF, "继续访问"), .also = "验证码", .text_max = LITTLE},
	{SIGN_WORDS(RATE_LIMITED, "访问过于频繁"), .text_max = LITTLE},
	{SIGN_WORDS(RATE_LIMITED, "请求过于频繁"), .text_max = LITTLE},

	{SIGN_GONE(SOFT_404, "页面不存在")},
	{SIGN_GONE(SOFT_404, "网页不存在")},
	{SIGN_GONE(SOFT_404, "信息不存在")},
	{SIGN_GONE(SOFT_404, "文章不存在")},
	{SIGN_GONE(SOFT_404, "内容不存在")},
	{SIGN_GONE(SOFT_404, "页面未找到")},
	{SIGN_GONE(SOFT_404, "页面没有找到")},
	{SIGN_GONE(SOFT_404, "页面找不到")},
	{SIGN_GONE(SOFT_404, "找不到页面")},
	{SIGN_GONE(SOFT_404, "404 Not Found")},
	{SIGN_GONE(REMOVED, "信息已删除")},
	{SIGN_GONE(REMOVED, "文章已删除")},
	{SIGN_GONE(REMOVED, "页面已删除")},
	{SIGN_GONE(REMOVED, "内容已删除")},
	{SIGN_GONE(REMOVED, "已被删除")},
	{SIGN_GONE(SOFT_404, "您访问的页面"), .also = "不存在"},
	{SIGN_GONE(SOFT_404, "您访问的页面"), .also = "找不到"},
	{SIGN_GONE(REMOVED, "您访问的页面"), .also = "删除"},
	/* with all of the portal around it */
	{SIGN_TITLE("404"), .text_max = TEMPLATE},
	{SIGN_TITLE("404页面"), .text_max = TEMPLATE},
	{SIGN_TITLE("404错误"), .text_max = TEMPLATE},
	{SIGN_TITLE("页面不存在"), .text_max = TEMPLATE},
	{SIGN_TITLE("页面未找到"), .text_max = TEMPLATE},
	{SIGN_TITLE("页面没有找到"), .text_max = TEMPLATE},
};

static const struct {
	int status;
	enum block_class class;
} statuses[] = {
	{.status = 468, .class = BLOCK_WAF},
	{.status = 493, .class = BLOCK_WAF},
	{.status = 401, .class = BLOCK_FORBIDDEN},
	{.status = 403, .class = BLOCK_FORBIDDEN},
	{.status = 405, .class = BLOCK_FORBIDDEN},
	{.status = 418, .class = BLOCK_FORBIDDEN},
	{.status = 444, .class = BLOCK_FORBIDDEN},
	/* we ask for nothing that could fail so; it can only mean us */
	{.status = 412, .class = BLOCK_FORBIDDEN},
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* One answer as the tables want it. */
struct answer {
	int status;
	struct slice head, body, text, target;
	size_t text_chars;	/* SIZE_MAX: not HTML */
};

/* --- head --------------------------------------------------------------- */

/* The value of the next field of the name; absent when there is none.  *rest
 * begins as the whole head. */
static struct slice next_field(struct slice *rest, const char *name)
{
	struct slice line;

	while ((line = slice_cut(rest, '\n')).p) {
		struct slice field = slice_cut(&line, ':');

		if (line.p && slice_ieqs(slice_trim(field), name))
			return slice_trim(line);
	}
	return SLICE_NONE;
}

static struct slice status_line(struct slice head)
{
	return slice_trim(slice_cut(&head, '\n'));
}

static struct slice part(struct slice s, const char *mark)
{
	size_t at = slice_finds(s, mark, 0);

	return at == SIZE_MAX ? SLICE_NONE :
				slice_sub(s, at, at + strlen(mark));
}

static struct slice cookie_with(struct slice head, const char *mark)
{
	struct slice cookie;

	while ((cookie = next_field(&head, "Set-Cookie")).p)
		if (part(cookie, mark).p)
			return cookie;
	return SLICE_NONE;
}

/* Ruishu's cookies have long names without meaning that end in S, T, O or P:
 * "FSSBBIl1UgzbN7NS". */
static struct slice ruishu_cookie(struct slice head)
{
	struct slice cookie;

	while ((cookie = next_field(&head, "Set-Cookie")).p) {
		struct slice rest = cookie;
		struct slice name = slice_trim(slice_cut(&rest, '='));

		if (name.n >= 10 && strchr("STOP", name.p[name.n - 1]))
			return cookie;
	}
	return SLICE_NONE;
}

/* --- what there is to see ----------------------------------------------- */

/* More than any sign allows are not counted. */
static size_t count_chars(struct slice text)
{
	size_t chars = 0;

	if (!text.p)
		return SIZE_MAX;
	for (size_t i = 0; i < text.n && chars <= TEMPLATE; i++)
		chars += ((unsigned char)text.p[i] & 0xc0) != 0x80 &&
			 text.p[i] != '\n' && text.p[i] != ' ' &&
			 text.p[i] != '\t';
	return chars;
}

static bool has_few_links(struct slice body)
{
	size_t at = 0;
	int n = 0;

	while (n <= FEW_LINKS &&
	       (at = slice_ifinds(body, "<a ", at)) != SIZE_MAX) {
		at++;
		n++;
	}
	return n <= FEW_LINKS;
}

static bool has_any(struct slice body, const char *const *marks)
{
	for (; *marks; marks++)
		if (slice_ifinds(body, *marks, 0) != SIZE_MAX)
			return true;
	return false;
}

static bool asks_password(struct slice body)
{
	static const char *const marks[] = {
		"type=\"password\"", "type='password'", "type=password", NULL,
	};

	return has_any(body, marks);
}

/* There is something to see although there is no text. */
static bool shows_something(struct slice body)
{
	static const char *const marks[] = {
		"<frame", "<iframe", "<img", "<embed", "<object", "<video",
		"<form", NULL,
	};

	return has_any(body, marks);
}

static struct slice title_of(struct slice body)
{
	size_t from = slice_ifinds(body, "<title", 0);

	if (from == SIZE_MAX)
		return SLICE_NONE;
	return slice_sub(body, from, slice_ifinds(body, "</title", from));
}

/* "404-青禾县人民政府", but not "404路公交车停运" */
static struct slice title_begins(const struct answer *a, const char *mark)
{
	struct slice title = title_of(a->body);
	size_t n = strlen(mark);

	(void)slice_cut(&title, '>');
	title = slice_trim(title);
	if (!slice_starts(title, mark) ||
	    (title.n > n && !strchr(" -_|", title.p[n])))
		return SLICE_NONE;
	return slice_sub(title, 0, n);
}

static struct slice words_with(const struct answer *a, const char *mark)
{
	struct slice found = part(a->text, mark);

	if (!found.p)
		found = part(title_of(a->body), mark);
	return found.p && has_few_links(a->body) && !asks_password(a->body) ?
	       found : SLICE_NONE;
}

/* --- the tables --------------------------------------------------------- */

static bool sign_holds(const struct sign *sign, const struct answer *a,
		       struct slice *ret_evidence)
{
	if (a->text_chars == SIZE_MAX || a->text_chars > sign->text_max ||
	    (sign->status && sign->status != a->status))
		return false;
	if (sign->also && !part(a->body, sign->also).p)
		return false;
	switch (sign->where) {
	case IN_BODY:
		*ret_evidence = part(a->body, sign->mark);
		break;
	case IN_WORDS:
		*ret_evidence = words_with(a, sign->mark);
		break;
	case IN_TITLE:
		*ret_evidence = title_begins(a, sign->mark);
		break;
	case IN_COOKIES:
		*ret_evidence = cookie_with(a->head, sign->mark);
		break;
	case IN_HEAD:
		*ret_evidence = part(a->head, sign->mark);
		break;
	}
	return ret_evidence->p != NULL;
}

static bool by_sign(const struct answer *a, struct block_verdict *ret_verdict)
{
	struct slice evidence;

	for (size_t i = 0; i < COUNT(signs); i++) {
		if (!sign_holds(&signs[i], a, &evidence))
			continue;
		*ret_verdict = (struct block_verdict){
			.class = signs[i].class,
			.evidence = evidence,
			.sign = signs[i].mark,
		};
		return true;
	}
	if ((a->status == 412 || a->status == 202 || a->status == 400) &&
	    a->text_chars <= LITTLE && ruishu_cookie(a->head).p) {
		*ret_verdict = (struct block_verdict){
			.class = BLOCK_CHALLENGE_RUISHU,
			.evidence = ruishu_cookie(a->head),
			.sign = "cookie",
		};
		return true;
	}
	return false;
}

static bool is_rate_limit(const struct answer *a,
			  struct block_verdict *ret_verdict)
{
	struct slice rest = a->head;
	struct slice wait = next_field(&rest, "Retry-After");

	if (a->status != 429 && (a->status != 503 || !wait.p))
		return false;
	*ret_verdict = (struct block_verdict){
		.class = BLOCK_RATE_LIMITED,
		.evidence = a->status == 429 ? status_line(a->head) : wait,
		.sign = a->status == 429 ? "status" : "Retry-After",
	};
	return true;
}

static bool by_status(const struct answer *a,
		      struct block_verdict *ret_verdict)
{
	for (size_t i = 0; i < COUNT(statuses); i++) {
		if (statuses[i].status != a->status)
			continue;
		*ret_verdict = (struct block_verdict){
			.class = statuses[i].class,
			.evidence = status_line(a->head),
			.sign = "status",
		};
		return true;
	}
	return false;
}

/* --- shells ------------------------------------------------------------- */

static bool is_home(struct slice target)
{
	return target.n == 0 || slice_eqs(target, "/") ||
	       slice_istarts(target, "/index.") ||
	       slice_istarts(target, "/default.");
}

/* "../", "../../": nothing but upwards. */
static bool is_upwards(struct slice target)
{
	if (!slice_starts(target, ".."))
		return false;
	for (size_t i = 0; i < target.n; i++)
		if (target.p[i] != '.' && target.p[i] != '/')
			return false;
	return true;
}

/* "/", "/index.html", "http://host/". */
static bool leads_home(struct slice target)
{
	size_t host = slice_finds(target, "//", 0);

	if (target.n && target.p[0] == '/' && host != 0)
		return is_home(target);
	if (host == SIZE_MAX)
		return false;
	target = slice_sub(target, host + 2, target.n);
	return is_home(slice_sub(target, slice_findc(target, '/', 0),
				 target.n));
}

static bool is_folder(struct slice target)
{
	size_t i = target.n;

	while (i && target.p[i - 1] != '/')
		i--;
	target = slice_sub(target, i, target.n);
	return target.n == 0 || slice_istarts(target, "index.");
}

/* A page in the place of an article that only leads away from it says that it
 * is gone; from a folder it may as well say where its list is. */
static enum block_class class_of_shell(const struct answer *a,
				       struct slice target)
{
	if (is_home(a->target))
		return BLOCK_REDIRECT_SHELL;
	if (is_upwards(target) && a->body.n <= REMOVED_BYTES)
		return BLOCK_REMOVED;
	if (slice_finds(target, "/404", 0) != SIZE_MAX ||
	    slice_starts(target, "404."))
		return BLOCK_SOFT_404;
	if (leads_home(target) && !is_folder(a->target))
		return BLOCK_SOFT_404;
	return BLOCK_REDIRECT_SHELL;
}

static bool is_shell(const struct answer *a, struct block_verdict *ret_verdict)
{
	struct shell shell;

	if (a->status != 200 || a->text_chars > LITTLE ||
	    a->body.n > SHELL_BYTES || shows_something(a->body) ||
	    !block_shell(a->body, &shell))
		return false;
	if (shell.by_script && a->text_chars > SHELL_TEXT)
		return false;
	*ret_verdict = (struct block_verdict){
		.class = class_of_shell(a, shell.target),
		.evidence = shell.evidence,
		.redirect = shell.target,
		.sign = shell.by_script ? "location" : "refresh",
	};
	return true;
}

static bool is_empty(const struct answer *a)
{
	if (a->status != 200 || a->body.n >= EMPTY_BYTES)
		return false;
	if (a->text_chars == SIZE_MAX)
		return slice_trim(a->body).n == 0 &&
		       !slice_ends(a->target, ".txt");
	return a->text_chars == 0 && !shows_something(a->body) &&
	       !slice_ends(a->target, ".txt");
}

/* --- door --------------------------------------------------------------- */

struct block_verdict block_classify(const struct block_input *in)
{
	struct slice scanned = slice_sub(in->body, 0, SCANNED);
	struct block_verdict verdict = {.class = BLOCK_NONE};
	struct answer a = {
		.status = in->status ? in->status : 200,
		.head = in->head,
		.body = scanned,
		.text = in->text,
		.target = in->target,
		.text_chars = count_chars(in->text),
	};

	if (a.status / 100 == 3)
		return verdict;		/* it leads on, and says where */
	if (is_rate_limit(&a, &verdict) || by_sign(&a, &verdict) ||
	    by_status(&a, &verdict) || is_shell(&a, &verdict))
		return verdict;
	if (is_empty(&a))
		verdict = (struct block_verdict){
			.class = BLOCK_EMPTY,
			.evidence = a.body,
			.sign = "empty",
		};
	return verdict;
}
