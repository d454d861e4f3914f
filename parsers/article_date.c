/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a page says it was published (portals.md §3): meta PubDate, a label, a
 * date near the headline, the URL; the first that states one.  What is stated
 * is kept: a day alone gets no time, a time without zone is Beijing's.
 */
#include "parsers/article_private.h"

#include "parsers/charset.h"
#include "parsers/html_private.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	BEIJING = 8 * 60,
	YEAR_MIN = 1980,
	YEAR_MAX = 2099,
	NEAR = 60,		/* paras before and behind the article */
	OVER = 30,		/* paras over it that may be its byline */
	LINE_CHARS = 200,	/* a longer para is no line of metadata */
};

static const char *const date_metas[] = {
	"PubDate", "publishdate", "publish_date", "publishtime",
	"article:published_time", "og:published_time", "og:release_date",
	"DC.date", "DC.date.issued", "createdate",
};

/* In order of trust. */
static const char *const published_labels[] = {
	"发布时间", "发布日期", "发表时间", "发表日期", "发表于", "公开日期",
	"更新时间", "更新日期", "时间",
};

/* When it was written, which is all that some pages say. */
static const char *const written_labels[] = {
	"生成日期", "成文日期", "发文日期", "日期",
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Up to max digits at *at as a number; false where there is none or the digits
 * go on. */
static bool number(struct slice s, size_t *at, size_t max, int *ret)
{
	size_t i = *at;
	int n = 0;

	while (i < s.n && i - *at < max && is_digit(s.p[i]))
		n = n * 10 + (s.p[i++] - '0');
	if (i == *at || (i < s.n && is_digit(s.p[i])))
		return false;
	*at = i;
	*ret = n;
	return true;
}

static void skip_space(struct slice s, size_t *at)
{
	while (*at < s.n) {
		size_t next = *at;
		unsigned cp = charset_next(s, &next);

		if (!html_is_space(cp) && !html_is_empty(cp))
			return;
		*at = next;
	}
}

static bool eat(struct slice s, size_t *at, const char *word)
{
	if (!slice_starts(slice_sub(s, *at, s.n), word))
		return false;
	*at += strlen(word);
	return true;
}

/* "-", "/", "." or the character given; which of the ASCII ones goes to
 * *sign, '\0' for the character. */
static bool separator(struct slice s, size_t *at, const char *word, char *sign)
{
	skip_space(s, at);
	if (*at < s.n && (s.p[*at] == '-' || s.p[*at] == '/' ||
			  s.p[*at] == '.')) {
		*sign = s.p[(*at)++];
	} else if (eat(s, at, word)) {
		*sign = '\0';
	} else {
		return false;
	}
	skip_space(s, at);
	return true;
}

static bool two_digits(struct slice s, size_t at)
{
	return at + 1 < s.n && is_digit(s.p[at]) && is_digit(s.p[at + 1]);
}

/* "Z", "+08:00", "+0800", else Beijing. */
static int zone_at(struct slice s, size_t *at)
{
	size_t i = *at;
	int sign, minutes;

	if (eat(s, at, "Z"))
		return 0;
	if (i >= s.n || (s.p[i] != '+' && s.p[i] != '-') ||
	    !two_digits(s, i + 1))
		return BEIJING;
	sign = s.p[i] == '-' ? -1 : 1;
	minutes = ((s.p[i + 1] - '0') * 10 + (s.p[i + 2] - '0')) * 60;
	i += 3;
	if (i < s.n && s.p[i] == ':')
		i++;
	if (!two_digits(s, i) || minutes > 14 * 60)
		return BEIJING;
	minutes += (s.p[i] - '0') * 10 + (s.p[i + 1] - '0');
	*at = i + 2;
	return sign * minutes;
}

/* " 08:57:02", "T08:57", " 8时57分"; hour stays -1 where there is none. */
static void time_at(struct slice s, size_t *at, struct article_date *d)
{
	size_t i = *at;
	int hour, minute;
	int second = 0;

	if (!eat(s, &i, "T")) {
		skip_space(s, &i);
		if (i < s.n && (s.p[i] == ',' || s.p[i] == '|'))
			i++;
		skip_space(s, &i);
	}
	if (!number(s, &i, 2, &hour) || hour > 23)
		return;
	if (!eat(s, &i, ":") && !eat(s, &i, "：") && !eat(s, &i, "时"))
		return;
	if (!number(s, &i, 2, &minute) || minute > 59)
		return;
	*at = i;
	if (eat(s, &i, ":") && number(s, &i, 2, &second) && second < 60) {
		*at = i;
		if (eat(s, &i, ".")) {
			while (i < s.n && is_digit(s.p[i]))
				i++;
			*at = i;
		}
	} else {
		second = 0;
	}
	i = *at;
	skip_space(s, &i);
	if (hour < 12 && eat(s, &i, "PM")) {
		hour += 12;
		*at = i;
	}
	d->hour = hour;
	d->minute = minute;
	d->second = second;
	d->zone = zone_at(s, at);
}

/* "9/17/2004", as servers of another country write it. */
static bool american(struct slice s, size_t *at, struct article_date *d)
{
	size_t i = *at;

	if (!number(s, &i, 2, &d->month) || !eat(s, &i, "/") ||
	    !number(s, &i, 2, &d->day) || !eat(s, &i, "/") ||
	    !number(s, &i, 4, &d->year))
		return false;
	*at = i;
	return d->month >= 1 && d->month <= 12 && d->day >= 1 &&
	       d->day <= 31 && d->year >= YEAR_MIN && d->year <= YEAR_MAX;
}

bool article_date_at(struct slice s, size_t *at, struct article_date *ret_date)
{
	struct article_date d = {.hour = -1};
	size_t i = *at;
	char first, second;

	if (i && is_digit(s.p[i - 1]))
		return false;
	if (american(s, &i, &d)) {
		*at = i;
		time_at(s, at, &d);
		*ret_date = d;
		return true;
	}
	i = *at;
	if (!number(s, &i, 4, &d.year) || d.year < YEAR_MIN ||
	    d.year > YEAR_MAX)
		return false;
	if (!separator(s, &i, "年", &first) || !number(s, &i, 2, &d.month) ||
	    d.month < 1 || d.month > 12)
		return false;
	*at = i;
	if (separator(s, &i, "月", &second) && first == second &&
	    number(s, &i, 2, &d.day) && d.day >= 1 && d.day <= 31) {
		(void)eat(s, &i, "日");
		*at = i;
		time_at(s, at, &d);
	} else {
		d.day = 0;
	}
	*ret_date = d;
	return true;
}

bool article_date_find(struct slice s, size_t *at,
		       struct article_date *ret_date)
{
	for (; *at < s.n; (*at)++)
		if (is_digit(s.p[*at]) && article_date_at(s, at, ret_date))
			return true;
	return false;
}

static int set_date(struct article_reader *r, const struct article_date *d)
{
	char zone[8];
	char *text;

	(void)snprintf(zone, sizeof(zone), "%c%02d:%02d",
		       d->zone < 0 ? '-' : '+', abs(d->zone) / 60 % 100,
		       abs(d->zone) % 60);
	if (!d->day)
		text = arena_printf(r->a, "%04d-%02d", d->year, d->month);
	else if (d->hour < 0)
		text = arena_printf(r->a, "%04d-%02d-%02d", d->year, d->month,
				    d->day);
	else
		text = arena_printf(r->a, "%04d-%02d-%02dT%02d:%02d:%02d%s",
				    d->year, d->month, d->day, d->hour,
				    d->minute, d->second, zone);
	if (!text)
		return arena_err(r->a);
	r->out->published = slice_of(text);
	return 0;
}

static bool date_of_meta(const struct article_reader *r,
			 struct article_date *ret_date)
{
	for (size_t i = 0; i < sizeof(date_metas) / sizeof(*date_metas); i++) {
		struct slice s = html_meta(r->h, date_metas[i]);
		size_t at = 0;

		if (s.n && article_date_find(s, &at, ret_date) &&
		    ret_date->day)
			return true;
	}
	return false;
}

/* The label in para i, and a date behind it there or in the next. */
static bool date_of_label(const struct article_reader *r, uint32_t i,
			  const char *label, struct article_date *ret_date)
{
	struct slice s = r->paras[i].text;
	size_t at;
	size_t begin;

	if (!article_may_hold(&r->paras[i], label))
		return false;
	at = article_starts(s, label);
	if (!at) {
		at = slice_finds(s, label, 0);
		if (at == SIZE_MAX)
			return false;
		at += strlen(label);
	}
	begin = at;
	if (article_date_find(s, &at, ret_date) && ret_date->day)
		return true;
	if (s.n - begin > sizeof("： ") || i + 1 >= r->para_count)
		return false;
	at = 0;
	return article_date_at(r->paras[i + 1].text, &at, ret_date) &&
	       ret_date->day;
}

/* Paras that may speak about the article, nearest first: those before it and
 * its own first three, then those behind it. */
static bool next_near(const struct article_reader *r, uint32_t *step,
		      uint32_t *ret_para)
{
	uint32_t from = r->from + 3 < r->to ? r->from + 3 : r->to;
	uint32_t before = from < NEAR ? from : NEAR;
	uint32_t n = (*step)++;

	if (n < before) {
		*ret_para = from - 1 - n;
		return true;
	}
	n = r->to + (n - before);
	*ret_para = n;
	return n < r->para_count && n - r->to < NEAR;
}

static bool labelled(const struct article_reader *r, const char *const *labels,
		     size_t count, struct article_date *ret_date)
{
	uint32_t i;

	for (size_t k = 0; k < count; k++)
		for (uint32_t step = 0; next_near(r, &step, &i);)
			if (r->paras[i].chars < LINE_CHARS &&
			    date_of_label(r, i, labels[k], ret_date))
				return true;
	return false;
}

#define LABELLED(r, labels, ret) \
	labelled(r, labels, sizeof(labels) / sizeof(*(labels)), ret)

/* UCAP's <publishtime>. */
static bool date_of_element(const struct article_reader *r,
			    struct article_date *ret_date)
{
	for (uint32_t i = 0; i + 1 < r->h->count; i++) {
		const struct html_node *node = &r->h->nodes[i];
		size_t at = 0;

		if (node->tag == HTML_OTHER &&
		    slice_eqs(node->name, "publishtime"))
			return article_date_find(r->h->nodes[i + 1].text, &at,
						 ret_date) && ret_date->day;
	}
	return false;
}

uint32_t article_byline(const struct article_reader *r, size_t *ret_at,
			struct article_date *ret_date)
{
	uint32_t from = r->from + 3 < r->to ? r->from + 3 : r->to;

	for (uint32_t n = 0; n < from && n < OVER; n++) {
		const struct para *p = &r->paras[from - 1 - n];
		size_t at = 0;

		if (p->chars > 90 || p->link_chars * 2 > p->chars || p->marks ||
		    slice_finds(p->text, "今天", 0) != SIZE_MAX ||
		    article_is_label(p->text))
			continue;
		if (article_date_find(p->text, &at, ret_date) &&
		    ret_date->day) {
			*ret_at = at;
			return from - 1 - n;
		}
	}
	return r->para_count;
}

/* ".../t20200108_123.html", "/2020/1/8/", "/20200108/" */
static bool date_of_url(struct slice path, struct article_date *d)
{
	for (size_t i = 1; i < path.n; i++) {
		unsigned long long n;
		size_t at = i;

		if (path.p[i - 1] == '/' && article_date_at(path, &at, d) &&
		    d->day)
			return true;
		if ((path.p[i - 1] != '/' && path.p[i - 1] != 't') ||
		    path.n - i < 8 ||
		    (path.n - i > 8 && is_digit(path.p[i + 8])) ||
		    !slice_u64(slice_sub(path, i, i + 8), 20991231, &n))
			continue;
		*d = (struct article_date){.year = (int)(n / 10000),
					   .month = (int)(n / 100 % 100),
					   .day = (int)(n % 100), .hour = -1};
		if (d->year >= YEAR_MIN && d->month >= 1 && d->month <= 12 &&
		    d->day >= 1 && d->day <= 31)
			return true;
	}
	return false;
}

/* A meta with the day alone may have its time on the page. */
static void refine(const struct article_reader *r, struct article_date *d)
{
	struct article_date near;
	size_t at;

	if (d->hour >= 0 ||
	    (!LABELLED(r, published_labels, &near) &&
	     article_byline(r, &at, &near) == r->para_count))
		return;
	if (near.hour >= 0 && near.year == d->year && near.month == d->month &&
	    near.day == d->day)
		*d = near;
}

static bool find_date(const struct article_reader *r,
		      struct article_date *ret_date)
{
	size_t at;

	if (date_of_meta(r, ret_date)) {
		refine(r, ret_date);
		return true;
	}
	if (date_of_element(r, ret_date) ||
	    LABELLED(r, published_labels, ret_date))
		return true;
	if (r->out->text.n &&
	    article_byline(r, &at, ret_date) < r->para_count)
		return true;
	return LABELLED(r, written_labels, ret_date) ||
	       (r->out->text.n && date_of_url(r->base->path, ret_date));
}

int article_read_date(struct article_reader *r)
{
	struct article_date date;

	return find_date(r, &date) ? set_date(r, &date) : 0;
}
