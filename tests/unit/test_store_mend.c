/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mending.  Pages are read by a page_read() of this test, so that what comes
 * back is seen to depend on the bytes of the page and on nothing else:
 *
 *   link URL TEXT	a link
 *   report YEAR ORGAN	a report with a section, a fact and a check
 *   block		a challenge: nothing to go on from
 */
#include "base/err.h"
#include "store/catalog.h"
#include "store/mend.h"
#include "store/reading.h"
#include "store/verify.h"
#include "store/warc_write.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX = 8 << 20, PARTS = 16 };

/* --- pages ------------------------------------------------------------ */

struct test_page {
	struct page page;
	struct page_link links[PARTS];
	struct report reports[PARTS];
	struct report_row rows[PARTS];
	struct report_cell cells[PARTS];
	struct report_check checks[PARTS];
	struct report_section sections[PARTS];
};

static void add_report(struct test_page *p, struct slice rest)
{
	uint32_t i = p->page.report_count++;
	struct slice year = slice_cut(&rest, ' ');
	unsigned long long number = 0;

	assert_true(i < PARTS && slice_u64(year, 9999, &number));
	p->cells[i] = (struct report_cell){
		.kind = CELL_NUMBER, .text = year, .value = year,
	};
	p->rows[i] = (struct report_row){"row", &p->cells[i], 1};
	p->checks[i] = (struct report_check){"V1", CHECK_PASS, rest, year};
	p->sections[i] = (struct report_section){rest, year};
	p->reports[i] = (struct report){
		.organ = rest, .organ_kind = "government",
		.year = (int)number, .generation = GENERATION_2021,
		.sections = &p->sections[i], .section_count = 1,
		.active = &p->rows[i], .active_count = 1,
		.checks = &p->checks[i], .check_count = 1,
	};
}

int page_read(const struct page_input *in, struct page **ret_page)
{
	struct test_page *p = calloc(1, sizeof(*p));
	struct slice rest = in->body, line;

	if (!p)
		return ERR_NOMEM;
	p->page.links = p->links;
	p->page.reports = p->reports;
	p->page.article.text = in->body;
	while ((line = slice_cut(&rest, '\n')).p) {
		struct slice word = slice_cut(&line, ' ');
		size_t i = p->page.link_count;

		if (slice_eqs(word, "block"))
			p->page.block.class = BLOCK_WAF;
		if (slice_eqs(word, "report"))
			add_report(p, line);
		if (!slice_eqs(word, "link") || i == in->max_links)
			continue;
		p->links[i].url = slice_cut(&line, ' ');
		p->links[i].text = line;
		p->links[i].position = (uint32_t)i;
		p->page.link_count++;
	}
	*ret_page = &p->page;
	return 0;
}

void page_free(struct page *page)
{
	free(page);	/* the first member */
}

/* --- archives --------------------------------------------------------- */

#define HOST "http://www.a.test/"
#define LIST "link " HOST "1 first\nlink " HOST "2 second\n"		 \
	"link mailto:x no URL of ours\nlink " HOST "1 again\n"
#define ONE "report 2023 Qinghe\nlink " HOST "1.pdf file\n"
#define TWO "report 2022 Qinghe\nreport 2021 Qinghe\n"

static const struct store_recovery nothing;

/* Of the group at hand; in the arena but for their pages. */
static struct reading *readings[EXCHANGES_MAX];

/* As a worker does: reads the answer that was added last. */
static void read_last(struct exchanges *x)
{
	struct store_item *item = &x->items[x->count - 1];
	struct reading *r = arena_alloc(x->arena, sizeof(*r));
	const struct reading_input in = {
		.capture = item->capture, .head = item->exchange->head,
		.payload = item->exchange->body,
		.max_text = MAX, .max_links = PARTS,
	};

	assert_int_equal(reading_make(&in, x->arena, r), 0);
	item->links = r->links;
	item->link_count = r->link_count;
	item->reports = r->reports;
	item->report_count = r->report_count;
	item->text_sha256 = r->text_sha256;
	readings[x->count - 1] = r;
}

/* An answer without a page. */
static void forget_page(struct exchanges *x)
{
	struct store_item *item = &x->items[x->count - 1];

	item->links = NULL;
	item->link_count = 0;
	item->reports = NULL;
	item->report_count = 0;
	item->text_sha256 = SLICE_NONE;
}

static struct capture *add(struct exchanges *x, const char *url,
			   const char *body)
{
	exchanges_add(x, url, body);
	read_last(x);
	return &x->captures[x->count - 1];
}

/* What is built anew after its capture was changed. */
static void build_again(struct exchanges *x)
{
	size_t i = x->count - 1;

	warc_bundle_free(&x->bundles[i]);
	assert_int_equal(warc_build(&x->captures[i], &x->exchanges[i],
				    &x->builds[i], x->arena, &x->bundles[i]),
			 0);
}

static void commit(struct exchanges *x)
{
	if (exchanges_commit(x))
		fail_msg("%s", store_problem(x->store));
	for (size_t i = 0; i < x->count; i++)
		reading_free(readings[i]);
	exchanges_clear(x);
}

static void add_failure(struct exchanges *x)
{
	struct capture *c = add(x, HOST "gone", "");

	c->kind = CAPTURE_FAILED;
	c->outcome = ERR_TIMEOUT;
	c->error = "slow";
	c->status = 0;
	c->has_payload = false;
	memset(c->sha256, 0, SHA256_BYTES);
	build_again(x);
	forget_page(x);
}

/* Of the first page, which is current still. */
static void add_unchanged(struct exchanges *x, const struct capture *of)
{
	struct capture *c = add(x, of->url, "");

	c->kind = CAPTURE_NOT_MODIFIED;
	c->status = 304;
	c->has_payload = false;
	memcpy(c->sha256, of->sha256, SHA256_BYTES);
	c->refers_to = (struct capture_ref){of->record_id, of->url,
					    of->started_ms};
	build_again(x);
	forget_page(x);
}

/* Two runs, so two files: everything that can happen to a page. */
static void fill(struct exchanges *x)
{
	struct store_recovery found;
	struct capture first, *c;

	exchanges_open(x, &found);
	c = add(x, HOST "robots.txt", "User-agent: *\n");
	c->is_robots = true;
	build_again(x);
	forget_page(x);
	first = *add(x, HOST, LIST);
	c = add(x, HOST "1", ONE);
	c->via = HOST;
	c->via_anchor = "first";
	c->via_position = 0;
	c->hops = "L";
	c->queued_ms = 1795412345999;
	c->robots_record = x->captures[0].record_id;
	build_again(x);
	(void)add(x, HOST "copy", ONE);	/* becomes a revisit */
	commit(x);
	(void)add(x, HOST "2", TWO);
	(void)add(x, "http://zf.a.test/2", TWO);
	add_failure(x);
	commit(x);
	exchanges_close(x);
	exchanges_open(x, &found);
	add_unchanged(x, &first);
	(void)add(x, HOST "3", ONE);
	(void)add(x, HOST "waf", "block\nlink " HOST "4 no\n");
	c = add(x, HOST "cut", "report 2020 Qinghe\nlink " HOST "5 x");
	c->truncated = TRUNCATED_LENGTH;
	build_again(x);
	commit(x);
	c = add(x, HOST "1", ONE "report 2023 Qinghe\n"); /* corrected */
	c->status = 200;
	commit(x);
	exchanges_close(x);
}

static int set_up(void **state)
{
	*state = exchanges_new(dir_make());
	fill(*state);
	return 0;
}

static int tear_down(void **state)
{
	dir_remove(exchanges_free(*state));
	return 0;
}

/* --- mending ---------------------------------------------------------- */

struct mended {
	struct mend_totals totals;
	struct buf notes;
	uint64_t done, total;	/* of the last call of on_progress */
};

static void on_progress(void *ctx, uint64_t done, uint64_t total)
{
	struct mended *m = ctx;

	assert_true(done >= m->done && done <= total);
	m->done = done;
	m->total = total;
}

static void on_note(void *ctx, const char *what)
{
	struct mended *m = ctx;

	(void)buf_addf(&m->notes, "%s\n", what);
}

static int mend(struct exchanges *x, bool rebuild, bool dry_run,
		struct mended *m)
{
	const struct mend_options options = {
		.rebuild = rebuild, .dry_run = dry_run,
		.max_text = MAX, .max_links = PARTS, .max_payload = MAX,
		.on_progress = on_progress, .on_note = on_note, .ctx = m,
	};

	*m = (struct mended){.notes = BUF_INIT(MAX)};
	assert_int_equal(buf_adds(&m->notes, ""), 0);
	return mend_archive(x->dir, &x->options, &options, 1795412399000,
			    &m->totals);
}

static void rebuild(struct exchanges *x, struct mended *m)
{
	int err = mend(x, true, false, m);

	if (err)
		fail_msg("%s: %s", err_name(err), store_open_problem());
}

static char *dump(struct exchanges *x)
{
	struct buf out = BUF_INIT(MAX);

	if (mend_dump(x->dir, &out))
		fail_msg("%s", store_open_problem());
	return buf_take(&out);
}

static void same_dump(const char *got, const char *wanted)
{
	size_t i = 0, line = 0;

	while (got[i] && got[i] == wanted[i])
		line = got[i++] == '\n' ? i : line;
	if (got[i] != wanted[i])
		fail_msg("got\n%.400s\nwanted\n%.400s", got + line,
			 wanted + line);
}

static bool is_there(struct exchanges *x, const char *name)
{
	char *path = dir_path(x->dir, name);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static void a_rebuild_brings_everything_back(void **state)
{
	struct exchanges *x = *state;
	char *before = dump(x), *after;
	struct mended m;

	/* every part of it is there to be compared */
	assert_non_null(strstr(before, "\nlinks "));
	assert_non_null(strstr(before, "\nreading "));
	assert_non_null(strstr(before, "\nsection "));
	assert_non_null(strstr(before, "\nfact "));
	assert_non_null(strstr(before, "\ncheck "));
	assert_non_null(strstr(before, "\nreport-url "));
	rebuild(x, &m);
	after = dump(x);
	same_dump(after, before);
	assert_string_equal(m.notes.data, "");
	assert_int_equal(m.totals.files, 2);
	assert_int_equal(m.totals.captures, 12);
	assert_int_equal(m.totals.reports, 4);
	assert_int_equal(m.done, m.total);
	assert_true(is_there(x, "catalog.sqlite3.before-mend"));
	assert_false(is_there(x, "catalog.sqlite3.mend"));
	exchanges_verify(x);
	buf_free(&m.notes);
	free(before);
	/* and once more, from what was made anew */
	rebuild(x, &m);
	before = dump(x);
	same_dump(before, after);
	buf_free(&m.notes);
	free(before);
	free(after);
}

static int on_url(void *ctx, const struct store_url_state *u)
{
	return buf_addf(ctx, "%s %s %d %s\n", u->url.url, u->state,
			u->url.depth, u->url.via ? u->url.via : "-");
}

static int on_host(void *ctx, const struct store_host *h)
{
	return buf_addf(ctx, "%s %s %lld %d %lld\n", h->key, h->address,
			(long long)h->robots_at_ms, h->robots_status,
			(long long)h->robots_capture);
}

/* What else the bytes tell; and the next pass begins at the seeds. */
static void frontier_and_hosts(void **state)
{
	struct exchanges *x = *state;
	struct buf out = BUF_INIT(MAX);
	struct store_reader *reader;
	struct store_recovery found;
	struct mended m;
	bool resumed = true;

	rebuild(x, &m);
	buf_free(&m.notes);
	assert_int_equal(store_reader_open(x->dir, &reader), 0);
	assert_int_equal(store_each_url(reader, 0, on_url, &out), 0);
	assert_non_null(strstr(out.data, HOST "1 done 1 " HOST "\n"));
	assert_non_null(strstr(out.data, HOST "gone done 0 -\n"));
	buf_clear(&out);
	assert_int_equal(store_each_host(reader, on_host, &out), 0);
	assert_string_equal(out.data,
			    "http://www.a.test:80 127.0.0.1 1795412345001 "
			    "200 1\n"
			    "http://zf.a.test:80 127.0.0.1 0 0 0\n");
	store_reader_close(reader);
	buf_free(&out);
	exchanges_open(x, &found);
	assert_int_equal(store_pass_begin(x->store, x->site, 1795412400000,
					  &resumed), 0);
	assert_false(resumed);
	exchanges_close(x);
}

/* --- what there was instead of a catalog ------------------------------ */

static void without_a_catalog(void **state)
{
	struct exchanges *x = *state;
	char *path = dir_path(x->dir, "catalog.sqlite3");
	char *log = dir_path(x->dir, "catalog.sqlite3-wal");
	char *before = dump(x);
	struct store *s = NULL;
	struct store_recovery found;
	struct stat st;

	for (int i = 0; i < 3; i++) {
		struct mended m;
		char *after;

		if (i)
			dir_write(path, "this is no database, but a text", 31);
		else
			assert_int_equal(remove(path), 0);
		if (i == 2)	/* of the damaged one, and no other */
			dir_write(log, "a log", 5);
		assert_int_equal(store_open(x->dir, &x->options, &s, &found),
				 ERR_DAMAGED);
		rebuild(x, &m);
		after = dump(x);
		same_dump(after, before);
		/* a reader leaves an empty one */
		assert_true(stat(log, &st) != 0 || st.st_size == 0);
		buf_free(&m.notes);
		free(after);
	}
	free(before);
	free(path);
	free(log);
}

/* The first WARC file of the folder with that ending. */
static char *warc(struct exchanges *x, const char *ending, bool last)
{
	char *folder = dir_path(x->dir, "warc");
	DIR *d = opendir(folder);
	struct dirent *entry;
	char name[256] = "";
	char *path;

	assert_non_null(d);
	while ((entry = readdir(d)))
		if (slice_ends(slice_of(entry->d_name), ending) &&
		    (!name[0] || (strcmp(entry->d_name, name) > 0) == last))
			(void)snprintf(name, sizeof(name), "%s",
				       entry->d_name);
	(void)closedir(d);
	path = dir_path(folder, name);
	free(folder);
	return path;
}

/* As kill -9 leaves it: named ".open", torn, and its last captures not in the
 * catalog. */
static void tear(struct exchanges *x)
{
	char *path = warc(x, ".warc.gz", true);
	char *catalog = dir_path(x->dir, "catalog.sqlite3");
	char open_path[4096];
	struct catalog *c;
	FILE *f = fopen(path, "ab");

	assert_non_null(f);
	assert_int_equal(fwrite("\x1f\x8b\x08 torn", 1, 8, f), 8);
	assert_int_equal(fclose(f), 0);
	(void)snprintf(open_path, sizeof(open_path), "%s.open", path);
	assert_int_equal(rename(path, open_path), 0);
	assert_int_equal(catalog_open(catalog, CATALOG_WRITE, &c), 0);
	catalog_exec(c, "PRAGMA foreign_keys = OFF; "
		     "UPDATE frontier SET state = 1; "
		     "DELETE FROM report_url; DELETE FROM report_section; "
		     "DELETE FROM fact; DELETE FROM report_check; "
		     "DELETE FROM reading; DELETE FROM report; "
		     "DELETE FROM content WHERE capture_id >= 11; "
		     "DELETE FROM page_links WHERE capture_id >= 11; "
		     "UPDATE warc_file SET closed = 0, size = (SELECT "
		     "main_offset FROM capture WHERE id = 11) WHERE id = 2; "
		     "DELETE FROM capture WHERE id >= 11");
	assert_int_equal(catalog_err(c), 0);
	catalog_close(c);
	free(catalog);
	free(path);
}

static void after_a_crash(void **state)
{
	struct exchanges *x = *state;
	char *before = dump(x), *after;
	struct mended m;

	tear(x);
	rebuild(x, &m);
	assert_int_equal(m.totals.recovery.torn, 1);
	assert_int_equal(m.totals.recovery.closed, 1);
	assert_int_equal(m.totals.recovery.adopted, 0);
	after = dump(x);
	same_dump(after, before);
	exchanges_verify(x);
	buf_free(&m.notes);
	free(before);
	free(after);
}

/* --- plain, and dry --------------------------------------------------- */

/* A byte in the file still ".open", at a third of the way from its last
 * committed record to its end. */
static void make_hole(struct exchanges *x)
{
	char *path = warc(x, ".open", true);
	size_t n;
	char *bytes = dir_read(path, &n);

	bytes[n - (n - 8) / 6] ^= 0x55;
	dir_write(path, bytes, n);
	free(bytes);
	free(path);
}

static void a_dry_run_tells_what_a_plain_one_does(void **state)
{
	struct exchanges *x = *state;
	struct mended dry, wet;
	char *before, *after;

	tear(x);
	for (int i = 0; i < 2; i++) {
		if (i) {
			rebuild(x, &wet);
			buf_free(&wet.notes);
			tear(x);
			make_hole(x);
		}
		before = dump(x);
		assert_int_equal(mend(x, false, true, &dry), 0);
		after = dump(x);
		same_dump(after, before);
		assert_int_equal(dry.totals.recovery.adopted, i ? 1 : 2);
		assert_int_equal(dry.totals.recovery.torn, 1);
		assert_int_equal(dry.totals.recovery.closed, 1);
		assert_int_equal(mend(x, false, false, &wet), 0);
		assert_memory_equal(&dry.totals.recovery,
				    &wet.totals.recovery,
				    sizeof(wet.totals.recovery));
		exchanges_verify(x);
		buf_free(&dry.notes);
		buf_free(&wet.notes);
		free(before);
		free(after);
	}
	assert_int_equal(mend(x, false, true, &dry), 0);
	assert_memory_equal(&dry.totals.recovery, &nothing, sizeof(nothing));
	buf_free(&dry.notes);
}

static void a_dry_rebuild_changes_nothing(void **state)
{
	struct exchanges *x = *state;
	char *before = dump(x), *after;
	struct mended m;

	assert_int_equal(mend(x, true, true, &m), 0);
	assert_int_equal(m.totals.captures, 12);
	assert_false(is_there(x, "catalog.sqlite3.mend"));
	assert_false(is_there(x, "catalog.sqlite3.mend-wal"));
	assert_false(is_there(x, "catalog.sqlite3.before-mend"));
	after = dump(x);
	same_dump(after, before);
	buf_free(&m.notes);
	free(before);
	free(after);
}

static void refusals(void **state)
{
	struct exchanges *x = *state;
	struct store_recovery found;
	char *dir = x->dir, *empty = dir_make();
	struct mended m;

	exchanges_open(x, &found);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(mend(x, i & 1, i & 2, &m), ERR_LOCKED);
		assert_non_null(strstr(store_open_problem(),
				       "another nianbao"));
		buf_free(&m.notes);
	}
	exchanges_close(x);
	x->dir = empty;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(mend(x, i & 1, i & 2, &m), ERR_NOTFOUND);
		assert_false(is_there(x, "catalog.sqlite3"));
		buf_free(&m.notes);
	}
	x->dir = dir;
	dir_remove(empty);
}

/* --- damage ----------------------------------------------------------- */

/* A byte of one response is turned over: what hangs on it is missing, and
 * nothing else. */
static void a_damaged_record(void **state)
{
	struct exchanges *x = *state;
	struct store_reader *reader;
	struct arena *a = arena_new(MAX);
	struct capture c;
	struct mended m;
	char *path = warc(x, ".warc.gz", false), *after;
	size_t n;
	char *bytes = dir_read(path, &n);

	assert_int_equal(store_reader_open(x->dir, &reader), 0);
	assert_int_equal(store_find_url(reader, HOST "2", 0, false, a, &c), 0);
	store_reader_close(reader);
	bytes[c.main.offset + c.main.length / 2] ^= 0x55;
	dir_write(path, bytes, n);
	rebuild(x, &m);
	assert_int_equal(m.totals.captures, 11);
	assert_non_null(strstr(m.notes.data, "damaged"));
	assert_non_null(strstr(m.notes.data, "what the revisit refers to"));
	after = dump(x);
	assert_null(strstr(after, "'" HOST "2' 0 "));
	assert_non_null(strstr(after, "'http://zf.a.test/2'"));
	assert_non_null(strstr(after, "'" HOST "copy'"));
	free(after);
	free(bytes);
	free(path);
	buf_free(&m.notes);
	arena_free(a);
}

/* A copy of a file under another name adds nothing. */
static void a_file_twice(void **state)
{
	struct exchanges *x = *state;
	char *path = warc(x, ".warc.gz", false);
	char *copy = dir_path(x->dir, "warc/zz-copy.warc.gz");
	struct mended m;
	size_t n;
	char *bytes = dir_read(path, &n);

	dir_write(copy, bytes, n);
	rebuild(x, &m);
	assert_int_equal(m.totals.files, 3);
	assert_int_equal(m.totals.captures, 12);
	assert_non_null(strstr(m.notes.data, "in another file, too"));
	buf_free(&m.notes);
	free(bytes);
	free(copy);
	free(path);
}

/* --- every rename and sync fails once --------------------------------- */

static struct warc_io real_io;
static int calls_left;

static int counted_sync(int fd)
{
	return calls_left-- == 1 ? -1 : real_io.sync(fd);
}

static int counted_rename(const char *from, const char *to)
{
	return calls_left-- == 1 ? -1 : real_io.rename(from, to);
}

/* Whatever step fails, the next rebuild brings everything back. */
static void every_step_fails(void **state)
{
	struct exchanges *x = *state;
	char *before = dump(x);
	int err = -1;

	real_io = warc_io;
	for (int k = 1; err; k++) {
		struct mended m;
		char *after;

		calls_left = k;
		warc_io.sync = counted_sync;
		warc_io.rename = counted_rename;
		err = mend(x, true, false, &m);
		warc_io = real_io;
		assert_true(k < 50);
		buf_free(&m.notes);
		if (err)
			rebuild(x, &m);
		if (err)
			buf_free(&m.notes);
		after = dump(x);
		same_dump(after, before);
		free(after);
	}
	free(before);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_rebuild_brings_everything_back),
		TEST(frontier_and_hosts),
		TEST(without_a_catalog),
		TEST(after_a_crash),
		TEST(a_dry_run_tells_what_a_plain_one_does),
		TEST(a_dry_rebuild_changes_nothing),
		TEST(refusals),
		TEST(a_damaged_record),
		TEST(a_file_twice),
		TEST(every_step_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
