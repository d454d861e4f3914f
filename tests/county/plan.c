/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plan as a table of addresses with an index.  Order of making: reports,
 * fixed pages, news, and then the list pages, whose number depends on what
 * they list.
 */
#include "tests/county/plan.h"

#include "tests/county/plan_make.h"
#include "tests/county/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

enum { TITLE_MAX = 4096, TARGET_MAX = 2048 };

struct address {
	UT_hash_handle hh;
	unsigned entry;
	char key[];	/* host digit and path */
};

static void out_of_memory(void)
{
	(void)fputs("county: out of memory\n", stderr);
	exit(1);
}

void *make_array(void *old, size_t count, size_t size)
{
	void *p = reallocarray(old, count, size);

	if (!p)
		out_of_memory();
	return p;
}

char *make_string(const char *format, ...)
{
	struct buf b = BUF_INIT(TITLE_MAX);
	va_list args;
	char *s;

	va_start(args, format);
	(void)buf_addv(&b, format, args);
	va_end(args);
	s = b.err ? NULL : buf_take(&b);
	if (!s)
		out_of_memory();
	return s;
}

/* Room is doubled, so that n + 1 things fit whenever n is a power of two. */
static bool is_full(unsigned n)
{
	return (n & (n - 1)) == 0;
}

unsigned make_entry(struct plan *plan, struct entry e)
{
	unsigned n = plan->entry_count;
	size_t length = strlen(e.path) + 1;
	struct address *address;

	if (is_full(n))
		plan->entries = make_array(plan->entries, n ? 2 * n : 1,
					   sizeof(e));
	plan->entries[n] = e;
	plan->entry_count++;
	address = make_array(NULL, 1, sizeof(*address) + length + 1);
	address->entry = n;
	address->key[0] = (char)('0' + e.host);
	memcpy(address->key + 1, e.path, length);
	HASH_ADD_STR(plan->index, key, address);
	return n;
}

unsigned make_column(struct plan *plan, struct column c)
{
	unsigned n = plan->column_count;

	plan->columns = make_array(plan->columns, n + 1, sizeof(c));
	plan->columns[n] = c;
	plan->column_count++;
	return n;
}

void make_item(struct plan *plan, unsigned column, unsigned entry)
{
	struct column *c = &plan->columns[column];

	if (is_full(c->count))
		c->items = make_array(c->items, c->count ? 2 * c->count : 1,
				      sizeof(*c->items));
	c->items[c->count++] = entry;
}

unsigned column_pages(const struct column *c)
{
	unsigned pages = (c->count + c->per_page - 1) / c->per_page;

	return pages ? pages : 1;
}

void column_add_file(struct buf *b, const struct column *c, unsigned page)
{
	if (c->host == HOST_XXGK && page)
		(void)buf_addf(b, "list_%u.htm", page + 1);
	else if (c->host == HOST_XXGK)
		(void)buf_adds(b, "list.htm");
	else if (page)
		(void)buf_addf(b, "index_%u.html", page);
	else
		(void)buf_adds(b, "index.html");
}

static void make_list_page(struct plan *plan, unsigned column, unsigned page,
			   const char *file)
{
	const struct column *c = &plan->columns[column];
	unsigned flags = ENTRY_LISTED;
	unsigned newest = page * c->per_page;

	if (c->host == HOST_BUSY)
		flags |= ENTRY_BUSY;
	if (page % 3 == 1)
		flags |= ENTRY_CHUNKED;
	if (c->annual && plan->edition > 1
	    && (c->host == HOST_WWW || c->host == HOST_BM))
		flags |= ENTRY_CHANGED;
	(void)make_entry(plan, (struct entry){
		.host = c->host, .kind = KIND_LIST, .status = 200,
		.flags = flags, .arg = column, .page = page,
		.date = newest < c->count
			? plan->entries[c->items[newest]].date
			: (struct date){2026, 1, 4, 540},
		.path = make_string("%s%s", c->dir, file),
	});
}

void make_lists(struct plan *plan)
{
	unsigned i, page;

	for (i = 0; i < plan->column_count; i++) {
		const struct column *c = &plan->columns[i];
		unsigned pages = column_pages(c);
		bool by_folder = c->host != HOST_XXGK && c->host != HOST_BM;

		/* The folder and its index.html are the same page twice, as
		 * pagers of such sites link back to index.html. */
		if (by_folder)
			make_list_page(plan, i, 0, "");
		for (page = by_folder && pages == 1; page < pages; page++) {
			struct buf file = BUF_INIT(TITLE_MAX);

			column_add_file(&file, c, page);
			make_list_page(plan, i, page, file.data);
			buf_free(&file);
		}
	}
}

struct plan *plan_new(uint64_t seed, unsigned pages, unsigned port,
		      unsigned edition)
{
	struct plan *plan = calloc(1, sizeof(*plan));

	if (!plan)
		return NULL;
	plan->seed = seed;
	plan->pages = pages;
	plan->port = port;
	plan->edition = edition;
	make_reports(plan);
	make_fixed(plan);
	make_news(plan);
	make_lists(plan);
	return plan;
}

static void report_drop(struct report *report)
{
	unsigned i;

	free(report->title);
	for (i = 0; i < report->attachments; i++) {
		free(report->attachment[i].path);
		free(report->attachment[i].name);
	}
}

void plan_free(struct plan *plan)
{
	struct address *address, *next;
	unsigned i;

	if (!plan)
		return;
	HASH_ITER(hh, plan->index, address, next) {
		HASH_DEL(plan->index, address);
		free(address);
	}
	for (i = 0; i < plan->entry_count; i++)
		free(plan->entries[i].path);
	for (i = 0; i < plan->report_count; i++)
		report_drop(&plan->reports[i]);
	for (i = 0; i < plan->column_count; i++) {
		free(plan->columns[i].dir);
		free(plan->columns[i].items);
	}
	free(plan->entries);
	free(plan->reports);
	free(plan->columns);
	free(plan);
}

static const struct entry *find_key(const struct plan *plan, const char *key)
{
	const struct address *address;

	HASH_FIND_STR(plan->index, key, address);
	return address ? &plan->entries[address->entry] : NULL;
}

/* Cuts what a session put into the address; false when there is nothing. */
static bool cut_session(char *key)
{
	char *at = strstr(key, ";jsessionid=");
	char *query;

	if (!at)
		at = strstr(key, "?sid=");
	if (!at)
		return false;
	query = strchr(at + 1, '?');
	memmove(at, query ? query : "", query ? strlen(query) + 1 : 1);
	return true;
}

const struct entry *plan_find(const struct plan *plan, enum host_id host,
			      const char *target)
{
	char key[TARGET_MAX];
	int n = snprintf(key, sizeof(key), "%d%s", (int)host, target);
	const struct entry *e;

	if (n < 0 || (size_t)n >= sizeof(key))
		return NULL;
	e = find_key(plan, key);
	if (e || !cut_session(key))
		return e;
	return find_key(plan, key);
}

void plan_add_origin(struct buf *b, const struct plan *plan,
		     enum host_id host)
{
	(void)buf_addf(b, "http://%s", hosts[host].name);
	if (plan->port != 80)
		(void)buf_addf(b, ":%u", plan->port);
}

void plan_add_url(struct buf *b, const struct plan *plan,
		  const struct entry *e)
{
	plan_add_origin(b, plan, e->host);
	(void)buf_adds(b, e->path);
}
