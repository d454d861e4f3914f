/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/hostile.h"

#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/engine.h"
#include "store/verify.h"
#include "tests/lib/crawling.h"
#include "tests/lib/dir.h"

#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NAME_SIZE = 128, DUMP_MAX = 1 << 20, LINES_MAX = 1 << 14 };

struct table {
	const struct hostile *rows;
	size_t count;
	uint64_t body_max;
};

/* --- the server ----------------------------------------------------------- */

/* The row whose host this is: "NAME.test", or a name under it; NULL: of
 * nobody. */
static const struct hostile *row_of_host(const struct table *t,
					 struct slice host)
{
	size_t dot;

	if (slice_ends(host, ".test"))
		host.n -= strlen(".test");
	while ((dot = slice_findc(host, '.', 0)) != SIZE_MAX)
		host = slice_sub(host, dot + 1, host.n);
	for (size_t i = 0; i < t->count; i++)
		if (slice_eqs(host, t->rows[i].name))
			return &t->rows[i];
	return NULL;
}

/* Of the Host field. */
static const struct hostile *row_of(const struct table *t, const char *request)
{
	const char *field = strcasestr(request, "\r\nhost: ");
	struct slice host = slice_of(field ? field + 8 : "");

	return row_of_host(t, slice_cut(&host, ':'));
}

static void by_host(struct origin_client *client, const char *path,
		    const char *request, const void *ctx)
{
	static const struct origin_page none[] = {{.path = NULL}};
	const struct hostile *row = row_of(ctx, request);

	origin_answer(client, row ? row->pages : none, path, request);
}

HOSTILE_SCRIPT(hostile_cut)
{
	(void)path;
	(void)request;
	(void)origin_sends(client, ctx);	/* closing either way */
	origin_close(client, false);
}

HOSTILE_SCRIPT(hostile_reset)
{
	(void)path;
	(void)request;
	(void)origin_sends(client, ctx);	/* closing either way */
	origin_close(client, true);
}

HOSTILE_SCRIPT(hostile_stall)
{
	(void)path;
	(void)request;
	if (!ctx || origin_sends(client, ctx))
		origin_stall(client);
	origin_close(client, false);
}

HOSTILE_SCRIPT(hostile_flood)
{
	char piece[4096];

	(void)path;
	(void)request;
	memset(piece, 'x', sizeof(piece));
	if (origin_sends(client, ctx))
		while (origin_send(client, piece, sizeof(piece)))
			;
	origin_close(client, false);
}

HOSTILE_SCRIPT(hostile_page)
{
	(void)path;
	(void)request;
	(void)origin_reply(client, "text/html; charset=utf-8", ctx);
}

HOSTILE_SCRIPT(hostile_robots)
{
	(void)path;
	(void)request;
	(void)origin_reply(client, "text/plain", ctx);
}

const char *hostile_repeat(const char *before, const char *piece, size_t n,
			   const char *after)
{
	static char *kept[64];	/* so that they are no leaks */
	static size_t used;
	struct buf out = BUF_INIT(SIZE_MAX);

	(void)buf_adds(&out, before);
	for (size_t i = 0; i < n; i++)
		(void)buf_adds(&out, piece);
	assert_int_equal(buf_adds(&out, after), 0);
	assert_true(used < sizeof(kept) / sizeof(kept[0]));
	kept[used] = buf_take(&out);
	return kept[used++];
}

/* --- what came off -------------------------------------------------------- */

struct lines {
	const struct table *table;
	struct {
		size_t row;
		char *text;
	} line[LINES_MAX];
	size_t count;
};

/* Which row a URL belongs to, and its path. */
static bool row_of_url(const struct table *t, const char *url, size_t *ret_row,
		       const char **ret_path)
{
	const struct hostile *row;
	struct url u;

	if (url_parse(slice_of(url), NULL, NULL, &u, NULL))
		return false;
	row = row_of_host(t, u.host);
	*ret_row = row ? (size_t)(row - t->rows) : 0;
	*ret_path = url + (url_target(&u).p - u.href);
	url_free(&u);
	return row != NULL;
}

static int add_line(void *ctx, const struct capture *c)
{
	struct lines *l = ctx;
	struct buf text = BUF_INIT(DUMP_MAX);
	const char *path = "";
	size_t row = 0;

	if (!row_of_url(l->table, c->url, &row, &path))
		fail_msg("%s is of no row", c->url);
	if (c->payload_length > l->table->body_max)
		fail_msg("%s: %llu bytes are kept", c->url,
			 (unsigned long long)c->payload_length);
	if (strcmp(path, "/robots.txt") == 0 && c->status == 404)
		return 0;
	(void)buf_addf(&text, "%s %d %s %s%s%s %llu\n", path, c->status,
		       capture_kind_name(c->kind), err_name(c->outcome),
		       c->truncated ? " " : "", c->truncated ?
		       capture_truncated_name(c->truncated) : "",
		       (unsigned long long)c->payload_length);
	assert_true(l->count < LINES_MAX);
	l->line[l->count].row = row;
	l->line[l->count++].text = buf_take(&text);
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All lines of a row, sorted; owned by the caller. */
static char *dump_of(const struct lines *l, size_t row)
{
	struct buf out = BUF_INIT(DUMP_MAX);
	const char *mine[LINES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++)
		if (l->line[i].row == row)
			mine[n++] = l->line[i].text;
	qsort(mine, n, sizeof(mine[0]), by_text);
	(void)buf_adds(&out, "");
	for (size_t i = 0; i < n; i++)
		(void)buf_adds(&out, mine[i]);
	return buf_take(&out);
}

static bool counted(const struct site *site, const char *name)
{
	for (enum stop stop = 0; stop < STOP_COUNT; stop++)
		if (strcmp(stop_name(stop), name) == 0)
			return site->tally.stops[stop] > 0;
	return false;
}

static bool was_asked(struct origin *origin, const struct hostile *row)
{
	struct origin_request r;
	struct table one = {.rows = row, .count = 1};

	for (size_t i = 0; origin_request(origin, i, &r); i++)
		if (row_of(&one, r.head) && strcmp(r.path, row->never) == 0)
			return true;
	return false;
}

static bool is_as_wanted(const struct hostile *row, const struct site *site,
			 const char *got, struct origin *origin)
{
	bool well = fnmatch(row->wanted, got, 0) == 0;

	if (!well)
		print_error("%s:\ngot\n%swanted\n%s", row->name, got,
			    row->wanted);
	if (row->never && was_asked(origin, row)) {
		print_error("%s: %s was asked for\n", row->name, row->never);
		well = false;
	}
	if (row->stop && !counted(site, row->stop)) {
		print_error("%s: no stop by %s\n", row->name, row->stop);
		well = false;
	}
	return well;
}

static void check(const struct table *t, const char *dir,
		  const struct crawl_plan *plan, struct origin *origin,
		  struct hostile_sum *sum)
{
	struct lines *l = calloc(1, sizeof(*l));
	struct store_reader *reader;

	assert_non_null(l);
	l->table = t;
	assert_int_equal(store_reader_open(dir, &reader), 0);
	assert_int_equal(store_each_capture(reader, NULL, add_line, l), 0);
	store_reader_close(reader);
	for (size_t i = 0; i < t->count; i++) {
		char *got = dump_of(l, i);

		sum->rows++;
		sum->well += is_as_wanted(&t->rows[i], &plan->sites[i], got,
					  origin);
		free(got);
	}
	for (size_t i = 0; i < l->count; i++)
		free(l->line[i].text);
	free(l);
}

static void on_finding(void *ctx, const struct verify_finding *f)
{
	(void)ctx;
	fail_msg("verify: %s: %s", f->rule, f->detail);
}

static void verify(const char *dir)
{
	struct verify_options options = {.on_finding = on_finding};
	struct verify_totals totals;

	assert_int_equal(verify_archive(dir, &options, &totals), 0);
}

/* --- the crawl ------------------------------------------------------------ */

/* Entries of --resolve. */
struct fixed {
	char (*text)[NAME_SIZE];
	const char **list;
	size_t count;
};

static void fix(struct fixed *f, const char *name, uint16_t port,
		const char *address)
{
	(void)snprintf(f->text[f->count], NAME_SIZE, "%s.test:%u:%s", name,
		       port, address);
	f->list[f->count] = f->text[f->count];
	f->count++;
}

static void fix_names(struct fixed *f, const struct hostile *row,
		      uint16_t port)
{
	for (size_t i = 0; i < HOSTILE_NAMES && row->names[i]; i++) {
		const char *address = strchr(row->names[i], ' ') + 1;
		char name[NAME_SIZE];

		(void)snprintf(name, sizeof(name), "%.*s.%s",
			       (int)(address - 1 - row->names[i]),
			       row->names[i], row->name);
		fix(f, name, port, address);
	}
}

static void fix_all(struct fixed *f, const struct table *t, const char *net,
		    uint16_t port, bool again)
{
	f->count = 0;
	for (size_t i = 0; i < t->count; i++) {
		const struct hostile *row = &t->rows[i];
		char address[NAME_SIZE];

		(void)snprintf(address, sizeof(address), "%s.%zu", net, i + 1);
		fix(f, row->name, port, again && row->again ? row->again :
		    address);
		fix_names(f, row, port);
	}
}

static void plan_all(const struct table *t, uint16_t port,
		     const struct conf_snapshot *conf, struct crawl_plan *plan)
{
	static const struct crawl_overrides over = {.scope = true};
	const char *why;

	for (size_t i = 0; i < t->count; i++) {
		char url[NAME_SIZE + 16];

		(void)snprintf(url, sizeof(url), "http://%s.test:%u/",
			       t->rows[i].name, port);
		if (crawl_plan_add(plan, conf, &over, url, &why))
			fail_msg("%s: %s", url, why);
	}
}

static void crawl(const char *dir, struct engine_options *options,
		  struct hostile_sum *sum)
{
	struct archive_writing writing;
	struct engine_result result;
	struct store_recovery found;

	archive_writing(&writing, options->conf);
	assert_int_equal(store_open(dir, &writing.options, &options->store,
				    &found), 0);
	engine_run(options, &result);
	/* rows say which of them did not end */
	if (result.outcome != ENGINE_DONE)
		print_error("engine: %d %s %s\n", result.outcome,
			    err_name(result.err), result.problem);
	assert_int_equal(store_close(options->store), 0);
	if (sum->stall_ms < result.stall_ms)
		sum->stall_ms = result.stall_ms;
	if (sum->stall_cpu_ms < result.stall_cpu_ms)
		sum->stall_cpu_ms = result.stall_cpu_ms;
}

static bool any_again(const struct table *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->rows[i].again)
			return true;
	return false;
}

void hostile_crawl_at(const char *net, const struct hostile *rows,
		      size_t count, const char *const *options,
		      struct hostile_sum *sum)
{
	struct table table = {.rows = rows, .count = count};
	struct origin_page pages[] = {
		{.path = "*", .script = by_host, .ctx = &table}, {NULL},
	};
	struct origin *origin = origin_start("0.0.0.0", pages);
	struct conf_snapshot *conf = crawling_conf("site", options);
	size_t room = count * (1 + HOSTILE_NAMES);
	struct fixed fixed = {.text = calloc(room, NAME_SIZE),
			      .list = calloc(room, sizeof(char *))};
	unsigned crawls = any_again(&table) ? 2 : 1;
	struct crawl_plan plan = {.sites = NULL};
	char *dir = dir_make();

	assert_true(fixed.text && fixed.list && count <= 254);
	table.body_max = (uint64_t)conf_number(conf, OPTION_BODY_MAX);
	for (unsigned i = 0; i < crawls; i++) {
		crawl_plan_free(&plan);
		plan_all(&table, origin_port(origin), conf, &plan);
		fix_all(&fixed, &table, net, origin_port(origin), i > 0);
		crawl(dir, &(struct engine_options){
			.dir = dir, .conf = conf, .command = "crawl",
			.quiet = true, .sites = plan.sites,
			.site_count = plan.count, .resolve = fixed.list,
			.resolve_count = fixed.count,
		}, sum);
	}
	check(&table, dir, &plan, origin, sum);
	verify(dir);
	crawl_plan_free(&plan);
	conf_unref(conf);
	origin_stop(origin);
	dir_remove(dir);
	free(fixed.text);
	free(fixed.list);
}

void hostile_crawl(const struct hostile *rows, size_t count,
		   const char *const *options, struct hostile_sum *sum)
{
	hostile_crawl_at("127.9.0", rows, count, options, sum);
}

void hostile_end(const char *what, const struct hostile_sum *sum)
{
	print_message("%s: %zu of %zu behaviours as expected; longest loop "
		      "stall %lld ms, %lld ms of processor time\n", what,
		      sum->well, sum->rows, (long long)sum->stall_ms,
		      (long long)sum->stall_cpu_ms);
	assert_int_equal(sum->well, sum->rows);
}
