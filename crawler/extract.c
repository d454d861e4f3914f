/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In this order, and each step only where the one before gave something:
 *
 *   provenance ► body in memory or mapped ► known content? ► reading
 *   ► robots rules, or what goes into the frontier ► records
 *
 * Known content is read all the same where it comes from another URL: there it
 * has other links (relative ones), and another site wants them in its own
 * frontier.  What the URL gave before and gives again, by its bytes or by a
 * 304, is not read where the lease has a memo of its reading (memo.h) and the
 * rules are what they were: its links are in the frontier, its rows in the
 * catalog.
 *
 * What is wrong with a page is never an error here: it is a capture with less
 * in it.  Only failing to build the records is.
 */
#include "crawler/extract.h"

#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/harvest.h"
#include "crawler/provenance.h"
#include "crawler/site.h"
#include "parsers/robots.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>

enum { BLOCK_BODY_MAX = 64 * 1024 }; /* portals.md §4 */

/* --- the body --------------------------------------------------------- */

static struct slice body_of(struct job *job)
{
	const struct fetch_result *r = job->result;
	void *map;

	if (!r || r->outcome || r->body_length == 0)
		return SLICE_NONE;
	if (r->body)
		return (struct slice){r->body, (size_t)r->body_length};
	if (r->body_fd < 0)
		return SLICE_NONE;
	map = mmap(NULL, (size_t)r->body_length, PROT_READ, MAP_PRIVATE,
		   r->body_fd, 0);
	if (map == MAP_FAILED)
		return SLICE_NONE;	/* kept, but not read */
	job->map = map;
	job->map_length = (size_t)r->body_length;
	return (struct slice){map, job->map_length};
}

/* The bytes that this URL gave before. */
static bool is_same(const struct job *job)
{
	const struct capture *c = &job->capture;

	return job->lease.last.record_id && c->has_payload &&
	       c->truncated == TRUNCATED_NO &&
	       memcmp(c->sha256, job->lease.last_sha256, SHA256_BYTES) == 0;
}

static void look_up(struct job *job, struct store_reader *reader)
{
	struct capture *c = &job->capture;

	if (!reader || !c->has_payload || c->payload_length == 0 ||
	    c->truncated != TRUNCATED_NO)
		return;
	if (is_same(job))
		job->known = job->lease.last;
	else if (store_content_find(reader, c->sha256, job->arena, &job->known))
		job->known = (struct capture_ref){.record_id = NULL};
}

/* --- documents -------------------------------------------------------- */

/* What the reading of one job asks for. */
struct asking {
	const struct job *job;
	bool *ret_cancelled;	/* a document was not read to its end */
	const struct extract_settings *settings;
	struct store_reader *reader;	/* may be NULL */
};

static int via(void *ctx, struct arena *a, struct buf *out,
	       struct capture *ret_capture)
{
	const struct asking *asking = ctx;

	return asking->reader ?
	       reading_via_from(asking->reader,
				asking->job->lease.url.via_capture, a, out,
				ret_capture) : ERR_NOTFOUND;
}

static int read_document(void *ctx, struct slice bytes, struct arena *a,
			 const struct document **ret_document)
{
	const struct asking *asking = ctx;
	const struct convert_input in = {.bytes = bytes, .fd = -1};
	int err = convert_run(&in, &asking->settings->convert, a,
			      ret_document);

	*asking->ret_cancelled |= err == ERR_CANCELLED;
	return err;
}

/* --- the memo --------------------------------------------------------- */

/* What a pager asks for by requests it asks for anew in each pass, so that such
 * a page is always read. */
static bool may_be_kept(const struct job *job)
{
	const struct reading *r = &job->reading;

	if (r->use != READING_PAGE || r->page->err ||
	    r->page->block.class != BLOCK_NONE || job->lease.url.request)
		return false;
	for (size_t i = 0; r->column && i < r->column->page_count; i++)
		if (r->column->pages[i].request)
			return false;
	return true;
}

/* After all that was to be made of a reading was made. */
static void keep_memo(struct job *job, const struct extract_settings *settings)
{
	const struct reading *r = &job->reading;

	job->undated = r->page->html && r->page->article.published.n == 0;
	if (!may_be_kept(job))
		return;
	job->memo = (struct memo){
		.rules = memo_rules(job, settings),
		.says = job->says, .lists = job->lists,
		.undated = job->undated,
	};
	memcpy(job->memo.stops, job->stops, sizeof(job->stops));
}

static bool is_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* The answer is the one whose reading is remembered: by a 304, or in bytes and
 * in how they are to be understood. */
static bool is_remembered(const struct job *job)
{
	const struct store_memory *m = &job->lease.memory;
	const struct capture *c = &job->capture;

	if (!m->memo.p || !job->result || job->result->outcome)
		return false;
	if (c->status == 304)
		return job->conditional;
	return is_same(job) && c->status == m->status &&
	       is_equal(c->content_type, m->content_type) &&
	       is_equal(c->content_encoding, m->content_encoding);
}

/* Instead of reading; false: it has to be read. */
static bool recall(struct job *job, const struct extract_settings *settings)
{
	const struct store_memory *m = &job->lease.memory;
	struct memo memo;

	if (!is_remembered(job) || !memo_read(m->memo, &memo) ||
	    memo.rules != memo_rules(job, settings))
		return false;
	job->memo = memo;
	job->again = true;
	job->says = memo.says;
	job->lists = memo.lists;
	job->undated = memo.undated;
	memcpy(job->stops, memo.stops, sizeof(job->stops));
	if (job->capture.status == 304)
		return true;
	job->capture.title = m->title;
	job->capture.sniffed = m->sniffed;
	job->item.text_sha256 = m->text_sha256;
	job->item.again = true;
	return true;
}

/* --- reading ---------------------------------------------------------- */

struct deadline {
	int64_t at_ms;
};

static bool expired(void *ctx)
{
	const struct deadline *deadline = ctx;

	return clock_mono_ms() >= deadline->at_ms;
}

static const char *title_of(struct job *job)
{
	const struct page *page = job->reading.page;
	struct slice title = page->article.title;

	if (!title.p || title.n == 0)
		title = page->title;
	return title.p && title.n ?
	       arena_strndup(job->arena, title.p, title.n) : NULL;
}

/* Kept for the loop, which parses it for each host that waits for it. */
static int keep_robots(struct job *job)
{
	struct slice content = job->reading.content;
	struct robots *rules;
	int err;

	if (!content.p)
		content = (struct slice)SLICE_LIT("");
	job->robots_text = arena_slice(job->arena, slice_sub(
				       content, 0, ROBOTS_MAX_BYTES));
	if (arena_err(job->arena))
		return arena_err(job->arena);
	rules = robots_parse(job->robots_text);
	err = rules ? harvest_robots(job, rules) : ERR_NOMEM;
	robots_free(rules);
	return err;
}

static int keep_page(struct job *job, const struct extract_settings *settings)
{
	struct reading *r = &job->reading;

	job->links = r->links;
	job->link_count = r->link_count;
	job->item.reports = r->reports;
	job->item.report_count = r->report_count;
	job->item.text_sha256 = r->text_sha256;
	job->item.document = r->document;
	job->item.again = r->same_document;
	return harvest_page(job, settings);
}

static int make_reading(struct job *job, struct slice body,
			const struct extract_settings *settings,
			struct store_reader *reader)
{
	bool cancelled = false;
	struct asking asking = {
		.job = job, .settings = settings, .reader = reader,
		.ret_cancelled = &cancelled,
	};
	const struct fetch_result *r = job->result;
	struct deadline deadline = {clock_mono_ms() + settings->html_time_ms};
	struct reading_input in = {
		.capture = &job->capture,
		.head = {r->head, r->head ? r->head_length : 0},
		.payload = body,
		.limits = settings->limits,
		.max_text = settings->text_max,
		.max_links = settings->links_max,
		.column_pages_max = settings->column_pages_max,
		.column_page = job->lease.column_page,
		.same_document = is_same(job),
		.via = via,
		.read_document = read_document,
		.document_memory = settings->document_memory,
		.ctx = &asking,
	};
	int err;

	in.limits.expired = expired;
	in.limits.ctx = &deadline;
	err = reading_make(&in, job->arena, &job->reading);
	return cancelled ? ERR_CANCELLED : err;
}

/* The same for hosts that are blocked alike. */
static const char *sign_of(const struct job *job)
{
	const char *sign = job->reading.page->block.sign;

	return sign ? arena_printf(job->arena, "%d %s", job->capture.status,
				   sign) : NULL;
}

static int read_answer(struct job *job, struct slice body,
		       const struct extract_settings *settings,
		       struct store_reader *reader)
{
	const struct reading *r = &job->reading;
	int cut = make_reading(job, body, settings, reader);
	int err = 0;

	if (!r->page || (cut && cut != ERR_TOOBIG))
		return cut;
	job->block = r->page->block.class;
	job->capture.block = job->block ? block_name(job->block) : NULL;
	job->block_sign = sign_of(job);
	job->capture.sniffed = mime_name(r->page->kind);
	job->capture.title = title_of(job);
	switch (r->use) {
	case READING_REDIRECT:
		err = harvest_redirect(job, r->redirect, settings);
		break;
	case READING_ROBOTS:
		err = keep_robots(job);
		break;
	case READING_PAGE:
		err = keep_page(job, settings);
		break;
	case READING_NOTHING:
		break;
	}
	job->item.column = r->column;
	if (!err && !cut && r->use == READING_PAGE)
		keep_memo(job, settings);
	return err ? err : cut;
}

/*
 * After a 304: the page that is still current, for its links alone.  They may
 * be new to the frontier: another scope than last time, a catalog made anew.
 * Documents lead nowhere.
 */
static int read_again(struct job *job, const struct extract_settings *settings,
		      struct store_reader *reader)
{
	struct deadline deadline = {clock_mono_ms() + settings->html_time_ms};
	struct buf payload = BUF_INIT(settings->text_max);
	struct capture last;
	struct reading_input in = {
		.capture = &last,
		.limits = settings->limits,
		.max_text = settings->text_max,
		.max_links = settings->links_max,
		.column_pages_max = settings->column_pages_max,
		.column_page = job->lease.column_page,
		.same_document = true,
	};
	int err = reading_via_from(reader, job->lease.last_capture, job->arena,
				   &payload, &last);

	if (!err) {
		in.payload = buf_slice(&payload);
		in.limits.expired = expired;
		in.limits.ctx = &deadline;
		err = reading_make(&in, job->arena, &job->reading);
	}
	if (!err && job->reading.use == READING_PAGE) {
		err = harvest_page(job, settings);
		if (!err)
			keep_memo(job, settings);
	}
	reading_free(&job->reading);	/* it borrows the payload */
	buf_free(&payload);
	return err;
}

/* --- blocks ----------------------------------------------------------- */

/* How much of the body is kept: as evidence, and once for a host and sign. */
static uint64_t room_of(const struct job *job)
{
	if (!block_is_host_wide(job->block) || job->known.record_id)
		return UINT64_MAX;
	if (job->block_kept && job->block_sign &&
	    strcmp(job->block_kept, job->block_sign) == 0)
		return 0;
	return BLOCK_BODY_MAX;
}

static int cut_block(struct job *job, struct slice body)
{
	struct capture *c = &job->capture;
	uint64_t room = room_of(job);

	if (c->payload_length <= room)
		return 0;
	c->payload_length = room;
	c->truncated = TRUNCATED_LENGTH;
	/* a body that could not be mapped is not at hand: body.n is 0 */
	if (body.n < room)
		c->payload_length = body.n;
	return digest_sha256(slice_sub(body, 0, (size_t)c->payload_length),
			     c->sha256);
}

/* --- the records ------------------------------------------------------ */

static enum capture_kind kind_of(struct job *job)
{
	struct capture *c = &job->capture;

	if (!job->result || job->result->outcome)
		return CAPTURE_FAILED;
	if (job->result->http09)
		return CAPTURE_RESOURCE;
	if (c->status == 304 && job->conditional && job->lease.last.record_id) {
		c->refers_to = job->lease.last;
		memcpy(c->sha256, job->lease.last_sha256, SHA256_BYTES);
		return CAPTURE_NOT_MODIFIED;
	}
	if (job->known.record_id) {
		c->refers_to = job->known;
		return CAPTURE_REVISIT;
	}
	return CAPTURE_RESPONSE;
}

static void fill_exchange(struct job *job)
{
	const struct fetch_result *r = job->result;
	uint64_t length;

	job->exchange = (struct exchange){.body_fd = -1};
	if (!r)
		return;
	job->exchange.request = (struct slice){r->request,
					       r->request_length};
	if (r->outcome)
		return;
	job->exchange.head = (struct slice){r->head, r->head_length};
	length = r->body_length;
	/* a block may have been cut */
	if (length > job->capture.payload_length)
		length = job->capture.payload_length;
	job->exchange.body = (struct slice){r->body,
			r->body ? (size_t)length : 0};
	job->exchange.body_fd = r->body ? -1 : r->body_fd;
	job->exchange.body_length = length;
}

static int build(struct job *job, const struct extract_settings *settings)
{
	const struct page *page = job->reading.page;
	enum mime_kind kind = page ? page->kind : MIME_UNKNOWN;

	if (getrandom(job->uuid_seed, sizeof(job->uuid_seed), 0) !=
	    (ssize_t)sizeof(job->uuid_seed))
		return ERR_IO;
	fill_exchange(job);
	job->capture.kind = kind_of(job);
	job->build = (struct warc_build_options){
		.level = settings->gzip_level,
		.store_only = mime_is_compressed(kind) ||
			      job->capture.content_encoding,
		.spool_dir = settings->spool_dir,
		.spool_above = settings->spool_above,
		.uuid_seed = job->uuid_seed,
	};
	return warc_build(&job->capture, &job->exchange, &job->build,
			  job->arena, &job->bundle);
}

static void fill_item(struct job *job)
{
	struct store_item *item = &job->item;

	item->capture = &job->capture;
	item->exchange = &job->exchange;
	item->build = &job->build;
	item->bundle = &job->bundle;
	item->arena = job->arena;
	item->links = job->links;
	item->link_count = job->link_count;
	item->found = job->found;
	item->found_count = job->found_count;
}

/* Reports borrow from the page, so it stays where there are some. */
static void drop_page(struct job *job)
{
	if (!job->item.report_count)
		reading_free(&job->reading);
}

void extract(struct job *job, const struct extract_settings *settings,
	     struct store_reader *reader)
{
	struct slice body;
	int err = 0;

	provenance_fill(job);
	job->capture.program = settings->program;
	job->capture.config_sha256 = settings->config_sha256;
	body = body_of(job);
	look_up(job, reader);
	if (recall(job, settings))
		err = 0;
	else if (job_status(job) == 304 && job->conditional && reader)
		err = read_again(job, settings, reader);
	else if (job->result && !job->result->outcome)
		err = read_answer(job, body, settings, reader);
	if (!err && job->block)
		err = cut_block(job, body);
	/* A page too large to read is still stored; links are what it lacks. */
	if (err == ERR_TOOBIG || err == ERR_NOTFOUND || err == ERR_EXPIRED)
		err = 0;
	if (!err)
		err = build(job, settings);
	fill_item(job);
	drop_page(job);
	job->err = err;
}
