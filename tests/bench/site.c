/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site FOLDER [PAGES [ATTACHMENTS [SEED]]]
 *
 * Writes a static site for benchmarks: the shape of a county portal, all of
 * it from a seed, so that two machines crawl the same bytes.
 *
 *   /index.html                  links every column
 *   /cNNN/index.html, index_K    lists of 20, with a pager; 400 articles each
 *   /cNNN/tN.html                articles of about 45 KB with 119 links
 *   /files/PN.pdf                attachments of about 200 KB that gzip cannot
 *                                shrink
 *
 * 19 of 100 articles are byte for byte an earlier one under another URL.
 * MANIFEST in FOLDER lists "path TAB bytes", so that a crawl can be called
 * complete or not.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	COLUMN = 400,		/* articles a column */
	LIST = 20,		/* articles a list page */
	ARTICLE_BYTES = 45000,
	ARTICLE_LINKS = 119,
	PDF_BYTES = 200000,
	COPIES_OF_100 = 19,
	PAGES_MAX = 2000000,
};

static const char *const words[] = {
	"工作", "部门", "公开", "信息", "群众", "服务", "项目", "建设", "推进",
	"落实", "会议", "要求", "全县", "乡镇", "村庄", "道路", "水利", "农业",
	"教育", "医疗", "就业", "培训", "检查", "安全", "生产", "环境", "整治",
	"完成", "开展", "加强", "提高", "组织", "宣传", "活动", "代表", "干部",
};

struct site {
	const char *folder;
	unsigned pages, attachments;
	uint64_t seed;
	FILE *manifest;
};

static void die(const char *what)
{
	fprintf(stderr, "site: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* splitmix64: one number of a stream named by seed and place. */
static uint64_t number(uint64_t seed, uint64_t place)
{
	uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + place;

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static FILE *begin(struct site *s, const char *path)
{
	char name[4096];
	FILE *f;

	(void)snprintf(name, sizeof(name), "%s%s", s->folder, path);
	f = fopen(name, "wb");
	if (!f)
		die(name);
	return f;
}

static void end(struct site *s, const char *path, FILE *f)
{
	long size = ftell(f);

	if (ferror(f) | fclose(f))
		die(path);
	fprintf(s->manifest, "%s\t%ld\n", path, size);
}

static void folder(struct site *s, const char *format, ...)
{
	char path[256], name[4096];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	(void)snprintf(name, sizeof(name), "%s%s", s->folder, path);
	if (mkdir(name, 0777) && errno != EEXIST)
		die(name);
}

/* The article whose bytes article n has. */
static unsigned original(const struct site *s, unsigned n)
{
	while (n > 0 && number(s->seed, n) % 100 < COPIES_OF_100)
		n = (unsigned)(number(s->seed + 1, n) % n);
	return n;
}

/* Articles between two that have an attachment; 0: none has. */
static unsigned attachment_step(const struct site *s)
{
	return s->attachments ? s->pages / s->attachments + 1 : 0;
}

static void article_path(char *out, size_t size, unsigned n)
{
	(void)snprintf(out, size, "/c%03u/t%u.html", n / COLUMN, n);
}

/* --- pages ------------------------------------------------------------ */

static void head(FILE *f, const char *title, unsigned n)
{
	fprintf(f, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head>\n"
		"<meta charset=\"utf-8\">\n<title>%s %u</title>\n"
		"<meta name=\"SiteName\" content=\"测试县人民政府\">\n"
		"<link rel=\"stylesheet\" href=\"/style.css\">\n"
		"</head><body>\n", title, n);
}

static void prose(FILE *f, const struct site *s, unsigned n, long bytes)
{
	uint64_t place = (uint64_t)n << 20;

	while (ftell(f) < bytes) {
		fputs("<p>", f);
		for (unsigned i = 0; i < 60; i++)
			fputs(words[number(s->seed + 2, place++) %
				    (sizeof(words) / sizeof(words[0]))], f);
		fputs("。</p>\n", f);
	}
}

/* Root-relative links only: a copy stands in another folder. */
static void links(FILE *f, const struct site *s, unsigned n)
{
	char path[64];

	fputs("<ul class=\"related\">\n", f);
	for (unsigned i = 0; i < ARTICLE_LINKS; i++) {
		article_path(path, sizeof(path),
			     (unsigned)(number(s->seed + 3, n * 1000ull + i) %
					s->pages));
		fprintf(f, "<li><a href=\"%s\">有关%s的通知</a></li>\n", path,
			words[i % (sizeof(words) / sizeof(words[0]))]);
	}
	fputs("</ul>\n", f);
}

static void write_article(struct site *s, unsigned n)
{
	unsigned from = original(s, n), step = attachment_step(s);
	char path[64];
	FILE *f;

	article_path(path, sizeof(path), n);
	f = begin(s, path);
	head(f, "工作动态", from);
	fprintf(f, "<div class=\"article-content\"><h1>工作动态 %u</h1>\n",
		from);
	if (step && from % step == 0)
		fprintf(f, "<p><a href=\"/files/P%u.pdf\">附件</a></p>\n",
			from / step);
	prose(f, s, from, ARTICLE_BYTES - ARTICLE_LINKS * 75);
	fputs("</div>\n", f);
	links(f, s, from);
	fputs("</body></html>\n", f);
	end(s, path, f);
}

static void list_path(char *out, size_t size, unsigned column, unsigned k)
{
	if (k == 0)
		(void)snprintf(out, size, "/c%03u/index.html", column);
	else
		(void)snprintf(out, size, "/c%03u/index_%u.html", column, k);
}

static void write_list(struct site *s, unsigned column, unsigned k,
		       unsigned count)
{
	unsigned first = column * COLUMN + k * LIST;
	char path[64], next[64];
	FILE *f;

	list_path(path, sizeof(path), column, k);
	f = begin(s, path);
	head(f, "工作动态", column);
	fputs("<ul class=\"list\">\n", f);
	for (unsigned n = first; n < first + LIST && n < s->pages; n++)
		fprintf(f, "<li><a href=\"/c%03u/t%u.html\">工作动态 %u</a>"
			"</li>\n", column, n, n);
	fputs("</ul>\n", f);
	list_path(next, sizeof(next), column, k + 1);
	if (k + 1 < count)
		fprintf(f, "<a href=\"%s\">下一页</a>\n", next);
	fputs("</body></html>\n", f);
	end(s, path, f);
}

static void write_columns(struct site *s)
{
	unsigned columns = (s->pages + COLUMN - 1) / COLUMN;
	FILE *f;

	for (unsigned c = 0; c < columns; c++) {
		unsigned here = s->pages - c * COLUMN < COLUMN ?
				s->pages - c * COLUMN : COLUMN;
		unsigned lists = (here + LIST - 1) / LIST;

		folder(s, "/c%03u", c);
		for (unsigned k = 0; k < lists; k++)
			write_list(s, c, k, lists);
	}
	f = begin(s, "/index.html");
	head(f, "测试县人民政府", 0);
	for (unsigned c = 0; c < columns; c++)
		fprintf(f, "<a href=\"/c%03u/index.html\">栏目 %u</a>\n", c, c);
	fputs("</body></html>\n", f);
	end(s, "/index.html", f);
}

/* A page of words, and a stream that no page shows, for the size. */
static void write_attachment(struct site *s, unsigned n)
{
	static const char *const objects[] = {
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
			"/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		"<</Length 50>>stream\n"
			"BT /F 12 Tf 72 720 Td (Attachment, one page) Tj ET"
			"\nendstream",
	};
	const unsigned count = sizeof(objects) / sizeof(objects[0]);
	long at[sizeof(objects) / sizeof(objects[0]) + 1], xref;
	char path[64];
	FILE *f;

	(void)snprintf(path, sizeof(path), "/files/P%u.pdf", n);
	f = begin(s, path);
	fputs("%PDF-1.4\n", f);
	for (unsigned i = 0; i < count; i++) {
		at[i] = ftell(f);
		fprintf(f, "%u 0 obj\n%s\nendobj\n", i + 1, objects[i]);
	}
	at[count] = ftell(f);
	fprintf(f, "%u 0 obj\n<</Length %u>>stream\n", count + 1,
		PDF_BYTES / 8 * 8);
	for (unsigned i = 0; i < PDF_BYTES / 8; i++) {
		uint64_t x = number(s->seed + 4, (uint64_t)n << 20 | i);

		(void)fwrite(&x, sizeof(x), 1, f); /* ferror() at the end */
	}
	fputs("\nendstream\nendobj\n", f);
	xref = ftell(f);
	fprintf(f, "xref\n0 %u\n0000000000 65535 f \n", count + 2);
	for (unsigned i = 0; i <= count; i++)
		fprintf(f, "%010ld 00000 n \n", at[i]);
	fprintf(f, "trailer\n<</Size %u/Root 1 0 R>>\nstartxref\n%ld\n"
		"%%%%EOF\n", count + 2, xref);
	end(s, path, f);
}

/* The attachments of articles that are no copies: a copy links its original's,
 * so nobody links its own. */
static void write_attachments(struct site *s)
{
	unsigned step = attachment_step(s);

	folder(s, "/files");
	for (unsigned n = 0; step && n < s->pages; n += step)
		if (original(s, n) == n)
			write_attachment(s, n / step);
}

static unsigned argument(int argc, char **argv, int i, unsigned standard)
{
	return argc > i ? (unsigned)strtoul(argv[i], NULL, 10) : standard;
}

int main(int argc, char **argv)
{
	struct site s = {
		.folder = argc > 1 ? argv[1] : NULL,
		.pages = argument(argc, argv, 2, 20000),
		.attachments = argument(argc, argv, 3, 500),
		.seed = argument(argc, argv, 4, 1),
	};
	char name[4096];

	if (!s.folder || s.pages < 1 || s.pages > PAGES_MAX) {
		fprintf(stderr, "usage: site FOLDER [PAGES [ATTACHMENTS "
			"[SEED]]]\n  1 to %d pages; 20000 500 1 if not "
			"given\n", PAGES_MAX);
		return 2;
	}
	folder(&s, "%s", "");
	(void)snprintf(name, sizeof(name), "%s/MANIFEST", s.folder);
	s.manifest = fopen(name, "w");
	if (!s.manifest)
		die(name);
	write_columns(&s);
	for (unsigned n = 0; n < s.pages; n++)
		write_article(&s, n);
	write_attachments(&s);
	if (fclose(s.manifest))
		die(name);
	return 0;
}
