/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filler: news articles, numbered from 0, newest first.  Of twenty in a row
 * 12 stand on www, 3 on xxgk and 5 on bm (a few of them on slow).  Every
 * tenth is its predecessor once more, byte for byte, in another column of the
 * same host.
 */
#include "tests/county/plan_make.h"
#include "tests/county/rng.h"

enum {
	ROUND = 20, WWW_COLUMNS = 4, BM_COLUMN_SIZE = 150,
	SLOW_NEWS_BELOW = 400, A_DAY = 4, FIRST_ID = 200000,
	IMAGE_PERCENT = 15, PATH_MAX_BYTES = 200,
};

static const struct {
	const char *name, *dir;
} www_columns[WWW_COLUMNS] = {
	{"青禾要闻", "/xwzx/qhyw/"}, {"部门动态", "/xwzx/bmdt/"},
	{"乡镇动态", "/xwzx/xzdt/"}, {"通知公告", "/xwzx/tzgg/"},
};

static const struct date newest = {2026, 3, 10, 0};

static enum host_id host_of(unsigned n)
{
	unsigned place = n % ROUND;

	if (place < 10 || place == 18 || place == 19)
		return HOST_WWW;
	if (place < 13)
		return HOST_XXGK;
	return place == 17 && n < SLOW_NEWS_BELOW ? HOST_SLOW : HOST_BM;
}

static bool is_copy(unsigned n)
{
	return n % 10 == 9;
}

/* Columns of news follow those of reports: www's, xxgk's, slow's, bm's. */
static unsigned first_column(const struct plan *plan)
{
	unsigned i = 0;

	while (plan->columns[i].annual)
		i++;
	return i;
}

unsigned make_news_column(const struct plan *plan, unsigned n)
{
	unsigned first = first_column(plan);

	switch (host_of(n)) {
	case HOST_WWW: return first + n % WWW_COLUMNS;
	case HOST_XXGK: return first + WWW_COLUMNS;
	case HOST_SLOW: return first + WWW_COLUMNS + 1;
	default: return first + WWW_COLUMNS + 2
			+ n / ROUND * 5 / BM_COLUMN_SIZE;
	}
}

static void make_columns(struct plan *plan)
{
	unsigned bm = (plan->pages + ROUND - 1) / ROUND * 5;
	unsigned i;

	for (i = 0; i < WWW_COLUMNS; i++)
		(void)make_column(plan, (struct column){
			.host = HOST_WWW, .name = www_columns[i].name,
			.type = www_columns[i].name, .per_page = 20,
			.dir = make_string("%s", www_columns[i].dir),
		});
	(void)make_column(plan, (struct column){
		.host = HOST_XXGK, .name = "工作动态", .type = "工作动态",
		.per_page = 30, .dir = make_string("/news/"),
	});
	(void)make_column(plan, (struct column){
		.host = HOST_SLOW, .name = "街道动态", .type = "街道动态",
		.per_page = 20, .dir = make_string("/jddt/"),
	});
	for (i = 0; i == 0 || i * BM_COLUMN_SIZE < bm; i++)
		(void)make_column(plan, (struct column){
			.host = HOST_BM, .name = "部门动态",
			.type = "部门动态", .per_page = 1000,
			.number = 1301 + i,
			.dir = make_string("/col/col%u/", 1301 + i),
		});
}

static char *news_path(const struct column *c, unsigned n, struct date d)
{
	switch (c->host) {
	case HOST_XXGK:
		return make_string("%s%d/content_%u.htm", c->dir, d.year,
				   FIRST_ID - n);
	case HOST_BM:
		return make_string("/art/%d/%d/%d/art_%u_%u.html", d.year,
				   d.month, d.day, c->number, FIRST_ID - n);
	default:
		return make_string("%s%04d%02d/t%04d%02d%02d_%u.html", c->dir,
				   d.year, d.month, d.year, d.month, d.day,
				   FIRST_ID - n);
	}
}

struct date plan_news_date(const struct plan *plan, unsigned number)
{
	struct rng r = rng_of(plan->seed, "news date", number);
	struct date d = date_plus(newest, -(long)(number / A_DAY));

	d.minutes = rng_between(&r, 8 * 60, 18 * 60);
	return d;
}

bool plan_add_news_image(struct buf *b, const struct plan *plan,
			 unsigned number)
{
	struct rng r = rng_of(plan->seed, "news image", number);
	struct date d = plan_news_date(plan, number);

	if (host_of(number) != HOST_WWW || !rng_chance(&r, IMAGE_PERCENT))
		return false;
	(void)buf_addf(b, "%s%04d%02d/W0%04d%02d%02d%06u.png",
		       plan->columns[make_news_column(plan, number)].dir,
		       d.year, d.month, d.year, d.month, d.day,
		       FIRST_ID - number);
	return true;
}

static void make_image(struct plan *plan, unsigned number)
{
	struct buf path = BUF_INIT(PATH_MAX_BYTES);

	if (plan_add_news_image(&path, plan, number))
		(void)make_entry(plan, (struct entry){
			.host = HOST_WWW, .kind = KIND_IMAGE, .status = 200,
			.flags = ENTRY_LISTED, .arg = number,
			.date = plan_news_date(plan, number),
			.path = make_string("%s", path.data),
		});
	buf_free(&path);
}

void make_news(struct plan *plan)
{
	unsigned n;

	make_columns(plan);
	for (n = 0; n < plan->pages; n++) {
		unsigned column = make_news_column(plan, n);
		const struct column *c = &plan->columns[column];
		struct date d = plan_news_date(plan, n);

		make_item(plan, column, make_entry(plan, (struct entry){
			.host = c->host, .kind = KIND_NEWS, .status = 200,
			.flags = ENTRY_LISTED
				 | (n % 23 == 7 ? ENTRY_CHUNKED : 0),
			.arg = is_copy(n) ? n - 1 : n, .page = is_copy(n),
			.date = d, .path = news_path(c, n, d),
		}));
		if (!is_copy(n))
			make_image(plan, n);
	}
}

/* The column of reports on a host; a copied report hangs there too. */
static const struct column *annual_column(const struct plan *plan,
					  enum host_id host)
{
	unsigned i;

	for (i = 0; i < plan->column_count; i++)
		if (plan->columns[i].host == host && plan->columns[i].annual)
			return &plan->columns[i];
	return NULL;
}

const struct column *plan_column_of(const struct plan *plan,
				    const struct entry *e)
{
	switch (e->kind) {
	case KIND_NEWS:
		return &plan->columns[make_news_column(plan, e->arg)];
	case KIND_LIST:
		return &plan->columns[e->arg];
	case KIND_NOTICE:
		return annual_column(plan, e->host);
	case KIND_REPORT:
		if (plan->reports[e->arg].host != e->host)
			return annual_column(plan, e->host);
		return &plan->columns[plan->reports[e->arg].column];
	default:
		return NULL;
	}
}
