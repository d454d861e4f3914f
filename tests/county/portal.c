/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A portal's columns and reports.  Every portal has the same ones but for how
 * its reports are ordered (enum annual); families differ in markup and
 * addresses.
 *
 * Items are numbered: reports, then notices, then news.  What identifies an
 * item in addresses is id_base + number; a column, its own number.
 */
#include "tests/county/portal.h"

#include "tests/county/plan_make.h"
#include "tests/county/portal_names.h"
#include "tests/county/rng.h"
#include "tests/county/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NOTICES = 24, NOTICES_ANNUAL = 6,	/* those among reports */
	FIRST_FULL_YEAR = 2021, FIRST_YEAR = 2014, LAST_YEAR = 2025,
	ORGANS_EACH = 6, COLUMN_BASE = 108300, YEARS_MAX = 16,
};

/* --- columns -------------------------------------------------------------- */

static unsigned add_column(struct portal *p, struct portal_column c)
{
	if (p->column_count == PORTAL_COLUMNS)
		abort();	/* a fixture that is not whole is none */
	c.number = COLUMN_BASE + p->column_count * 7;
	p->columns[p->column_count] = c;
	if (!c.name)
		p->columns[p->column_count].name =
			p->columns[p->column_count].title;
	return p->column_count++;
}

static unsigned add_named(struct portal *p, enum column_kind kind,
			  unsigned parent, const char *name, const char *path)
{
	struct portal_column c = {
		.kind = kind, .name = name, .type = name, .parent = parent,
	};

	(void)snprintf(c.path, sizeof(c.path), "%s", path);
	return add_column(p, c);
}

static void add_share(struct portal *p, unsigned share, unsigned parent,
		      const char *name, const char *path)
{
	unsigned c = add_named(p, COLUMN_LIST, parent, name, path);
	unsigned pages = p->plan.pages;

	p->columns[c].share = share;
	p->columns[c].count = (pages + PORTAL_SHARES - 1 - share)
			      / PORTAL_SHARES;
	p->shares[share] = c;
}

/* --- lists of reports ----------------------------------------------------- */

/* Moves the items added since from into column c. */
static void list_items(struct portal *p, unsigned c, unsigned from)
{
	p->columns[c].items = &p->items[from];
	p->columns[c].count = p->item_count - from;
}

static void add_item(struct portal *p, unsigned number)
{
	if (p->item_count == sizeof(p->items) / sizeof(*p->items))
		abort();
	p->items[p->item_count++] = number;
}

/* Reports stand newest first; a notice after every seventh. */
static void flat(struct portal *p)
{
	unsigned from = p->item_count;
	unsigned i;

	for (i = 0; i < p->report_count; i++) {
		add_item(p, i);
		p->where[i] = p->annual;
		if (i % 7 == 3 && i / 7 < NOTICES_ANNUAL)
			add_item(p, p->report_count + i / 7);
	}
	list_items(p, p->annual, from);
}

static unsigned kind_of(const struct report *report)
{
	if (report->organ == ORGAN_COUNTY)
		return 0;
	return organs[report->organ].town ? 2 : 1;
}

/* A folder's name says nothing: "2024n78", "bm_3391". */
static unsigned add_below(struct portal *p, enum column_kind kind,
			  unsigned parent, const char *name,
			  const char *folder)
{
	struct rng r = rng_of(p->plan.seed, folder, p->column_count);
	struct portal_column c = {
		.kind = kind, .type = "政府信息公开年报", .parent = parent,
		.annual = true,
	};

	(void)snprintf(c.title, sizeof(c.title), "%s", name);
	(void)snprintf(c.path, sizeof(c.path), "%.28s/%s%u",
		       p->columns[parent].path, folder,
		       10 + rng_below(&r, 9000));
	return add_column(p, c);
}

static void year_of_tree(struct portal *p, unsigned year_column, int year)
{
	static const char *const names[] = {"县政府", "县直部门", "乡镇（街道）"};
	static const char *const folders[] = {"xzf_", "bm_", "xz_"};
	unsigned kind, i;

	for (kind = 0; kind < 3; kind++) {
		unsigned from = p->item_count;
		unsigned c;

		for (i = 0; i < p->report_count; i++)
			if (p->reports[i].year == year
			    && kind_of(&p->reports[i]) == kind)
				add_item(p, i);
		if (p->item_count == from)
			continue;
		c = add_below(p, COLUMN_LIST, year_column, names[kind],
			      folders[kind]);
		list_items(p, c, from);
		for (i = from; i < p->item_count; i++)
			p->where[p->items[i]] = c;
	}
}

static void tree(struct portal *p)
{
	int year;

	p->columns[p->annual].kind = COLUMN_DOOR;
	for (year = LAST_YEAR; year >= FIRST_YEAR; year--) {
		char name[PORTAL_TEXT], folder[PORTAL_TEXT];

		(void)snprintf(name, sizeof(name), "%d年", year);
		(void)snprintf(folder, sizeof(folder), "%dn", year);
		year_of_tree(p, add_below(p, COLUMN_DOOR, p->annual, name,
					  folder), year);
	}
}

/* A column an organ; its page is the newest report. */
static void by_organs(struct portal *p)
{
	unsigned organ, i;

	p->columns[p->annual].kind = COLUMN_DOOR;
	for (organ = 0; organ < ORGAN_COUNT; organ++) {
		unsigned from = p->item_count;
		char name[PORTAL_TEXT];
		unsigned c;

		for (i = 0; i < p->report_count; i++)
			if (p->reports[i].organ == organ)
				add_item(p, i);
		if (p->item_count == from)
			continue;
		portal_rename(p, organs[organ].place, name, sizeof(name));
		c = add_below(p, COLUMN_REPORT, p->annual, name, "dw");
		list_items(p, c, from);
		for (i = from; i < p->item_count; i++)
			p->where[p->items[i]] = c;
	}
}

static void make_annual(struct portal *p, unsigned platform)
{
	p->annual = add_named(p, COLUMN_LIST, platform, "政府信息公开年报",
			      "zwgk/zfxxgk/zfxxgknb");
	p->columns[p->annual].annual = true;
	p->columns[p->annual].type = "信息公开年报";
	switch (p->family->annual) {
	case ANNUAL_TREE: tree(p); break;
	case ANNUAL_ORGANS: by_organs(p); break;
	case ANNUAL_HIDDEN:
	case ANNUAL_SITEMAP:
		p->columns[p->annual].hidden = true;
		flat(p);
		break;
	default: flat(p); break;
	}
}

/* 政府网站工作年度报表 and the like: no reports, whatever they are called. */
static void make_forms(struct portal *p, unsigned parent)
{
	unsigned from = p->item_count;
	unsigned i;

	p->forms = add_named(p, COLUMN_LIST, parent, "政府网站工作年度报表",
			     "zwgk/zfxxgk/fdzdgknr/zfwzndbb");
	for (i = NOTICES_ANNUAL; i < NOTICES; i++)
		add_item(p, p->report_count + i);
	list_items(p, p->forms, from);
}

static void make_columns(struct portal *p)
{
	unsigned news = add_named(p, COLUMN_DOOR, 0, "新闻中心", "xwzx");
	unsigned open, platform, duty;

	add_share(p, 0, news, "要闻动态", "xwzx/ywdt");
	add_share(p, 1, news, "部门动态", "xwzx/bmdt");
	add_share(p, 2, news, "乡镇动态", "xwzx/xzdt");
	open = add_named(p, COLUMN_DOOR, p->column_count, "政务公开", "zwgk");
	platform = add_named(p, COLUMN_DOOR, open, "政府信息公开",
			     "zwgk/zfxxgk");
	(void)add_named(p, COLUMN_PAGE, platform, "政府信息公开指南",
			"zwgk/zfxxgk/zfxxgkzn");
	(void)add_named(p, COLUMN_PAGE, platform, "政府信息公开制度",
			"zwgk/zfxxgk/zfxxgkzd");
	duty = add_named(p, COLUMN_DOOR, platform, "法定主动公开内容",
			 "zwgk/zfxxgk/fdzdgknr");
	add_share(p, 3, duty, "财政信息", "zwgk/zfxxgk/fdzdgknr/czxx");
	add_share(p, 4, duty, "通知公告", "zwgk/zfxxgk/fdzdgknr/tzgg");
	make_annual(p, platform);
	make_forms(p, duty);
	p->map = add_named(p, COLUMN_DOOR, p->column_count, "站点地图", "wzdt");
	p->columns[p->map].hidden = true;	/* the foot leads to it */
}

/* --- reports -------------------------------------------------------------- */

static char *title_of(const struct portal *p, const struct report *report)
{
	static const char *const forms[] = {
		"%s%d年政府信息公开工作年度报告", "%s%d年度政府信息公开工作年度报告",
		"%s%d年政府信息公开年度报告",
	};
	struct rng r = rng_of(p->plan.seed, "title", report->number);
	char name[PORTAL_TITLE];
	unsigned form = rng_below(&r, 3);

	portal_rename(p, organs[report->organ].name, name, sizeof(name));
	switch (form) {
	case 0: return make_string(forms[0], name, report->year);
	case 1: return make_string(forms[1], name, report->year);
	default: return make_string(forms[2], name, report->year);
	}
}

static enum generation generation_of(int year)
{
	if (year >= FIRST_FULL_YEAR)
		return GEN_2021;
	if (year >= 2019)
		return GEN_2019;
	return year % 2 ? GEN_STATISTICS : GEN_NARRATIVE;
}

static void add_report(struct portal *p, enum organ_id organ, int year)
{
	struct report *report = &p->reports[p->report_count];
	struct rng r = rng_of(p->plan.seed, "published", p->report_count);
	struct date d = {year + 1, organ == ORGAN_COUNTY ? 3 : 1, 6, 0};

	*report = (struct report){
		.number = p->report_count++, .organ = organ, .year = year,
		.generation = generation_of(year), .second = -1, .fails = "",
	};
	report->date = date_plus(d, (long)rng_below(&r, 22));
	report->date.minutes = rng_between(&r, 510, 1050);
	report->in_file = report->number % 16 == 9;
	report->title = title_of(p, report);
}

/* The county in all years, some organs in those since 2021. */
static void add_reports(struct portal *p)
{
	struct rng r = rng_of(p->plan.seed, "organs", 0);
	unsigned first = 1 + rng_below(&r, ORGAN_COUNT - 1);
	int year;
	unsigned i;

	for (year = LAST_YEAR; year >= FIRST_YEAR; year--) {
		add_report(p, ORGAN_COUNTY, year);
		for (i = 1; i < ORGANS_EACH && year >= FIRST_FULL_YEAR; i++)
			add_report(p, 1 + (first + i * 2) % (ORGAN_COUNT - 1),
				   year);
	}
}

/* --- items ---------------------------------------------------------------- */

unsigned portal_items(const struct portal *p)
{
	return p->report_count + NOTICES + p->plan.pages;
}

static void make_notice(const struct portal *p, unsigned i,
			struct portal_item *item)
{
	char text[PORTAL_TITLE];
	int year = LAST_YEAR - (int)(i % 9);

	if (i >= NOTICES_ANNUAL)
		(void)snprintf(text, sizeof(text), i % 2
			       ? "青禾县人民政府网站工作年度报表（%d年度）"
			       : "青禾县%d年政务新媒体工作年度报表", year);
	else
		(void)snprintf(text, sizeof(text), i % 2
			       ? "关于做好%d年度政府信息公开工作年度报告编制发布"
				 "工作的通知"
			       : "关于开展%d年政务公开工作考核的通知", year);
	portal_rename(p, text, item->title, sizeof(item->title));
	item->date = (struct date){year + 1, 1, 5 + (int)i % 20, 600};
	item->kind = ITEM_NOTICE;
	item->column = i < NOTICES_ANNUAL ? p->annual : p->forms;
}

static void make_news_item(const struct portal *p, unsigned n,
			   struct portal_item *item)
{
	struct buf title = BUF_INIT(PORTAL_TITLE);
	struct date newest = {2026, 4, 10, 480 + (int)(n * 37 % 540)};

	words_headline(&title, p->plan.seed, n);
	portal_rename(p, title.data ? title.data : "", item->title,
		      sizeof(item->title));
	buf_free(&title);
	item->date = date_plus(newest, -(long)(p->plan.pages - 1 - n) / 3);
	item->kind = ITEM_NEWS;
	item->column = p->shares[n % PORTAL_SHARES];
}

bool portal_item(const struct portal *p, unsigned number,
		 struct portal_item *ret_item)
{
	*ret_item = (struct portal_item){.number = number};
	if (number >= portal_items(p))
		return false;
	if (number < p->report_count) {
		const struct report *report = &p->reports[number];

		ret_item->report = report;
		ret_item->date = report->date;
		ret_item->column = p->where[number];
		(void)snprintf(ret_item->title, sizeof(ret_item->title), "%s",
			       report->title);
	} else if (number < p->report_count + NOTICES) {
		make_notice(p, number - p->report_count, ret_item);
	} else {
		make_news_item(p, number - p->report_count - NOTICES,
			       ret_item);
	}
	return true;
}

void portal_row(const struct portal *p, const struct portal_column *c,
		unsigned i, struct portal_item *ret_item)
{
	unsigned number = p->report_count + NOTICES + c->share
			  + (c->count - 1 - i) * PORTAL_SHARES;

	(void)portal_item(p, c->items ? c->items[i] : number, ret_item);
}

unsigned portal_pages(const struct portal *p, const struct portal_column *c)
{
	unsigned size = p->family->per_page;

	if (c->kind != COLUMN_LIST || c->count <= size)
		return 1;
	return (c->count + size - 1) / size;
}

const struct portal_column *portal_column_by(const struct portal *p,
					     unsigned long long number)
{
	unsigned i;

	for (i = 0; i < p->column_count; i++)
		if (p->columns[i].number == number)
			return &p->columns[i];
	return NULL;
}

/* --- portals -------------------------------------------------------------- */

void portal_add_origin(struct buf *b, const struct portal *p)
{
	(void)buf_addf(b, "http://%s:%u", p->host, p->plan.port);
}

static void make_portal(struct portal *p, const struct family *family,
			unsigned number, const struct portals *all)
{
	struct rng r = rng_of(all->seed, family->name, number);

	*p = (struct portal){.family = family};
	p->plan = (struct plan){.seed = rng_next(&r), .pages = all->pages,
				.port = all->port, .edition = 1};
	p->id_base = 105000 + rng_below(&r, 90000);
	portal_name(p, number);
	add_reports(p);
	make_columns(p);
}

bool portals_new(uint64_t seed, unsigned pages, unsigned port,
		 const char *only, struct portals *ret)
{
	unsigned i;

	*ret = (struct portals){.seed = seed, .pages = pages, .port = port};
	ret->portal = calloc(family_count, sizeof(*ret->portal));
	for (i = 0; ret->portal && i < family_count; i++)
		if (!only || !strcmp(only, families[i]->name))
			make_portal(&ret->portal[ret->count++], families[i], i,
				    ret);
	if (ret->count)
		return true;
	portals_free(ret);
	return false;
}

void portals_free(struct portals *portals)
{
	unsigned i, k;

	for (i = 0; i < portals->count; i++)
		for (k = 0; k < portals->portal[i].report_count; k++)
			free(portals->portal[i].reports[k].title);
	free(portals->portal);
	*portals = (struct portals){0};
}
