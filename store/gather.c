/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A writer appends one exchange in one go, so its records stand one behind the
 * other and the metadata record, which says the whole capture, comes last:
 *
 *   response │ revisit │ resource ──► request ──► metadata    an answer
 *                                                 metadata    no answer
 *
 * The main record is kept until its metadata record names it.  Whatever comes
 * instead ends the exchange: what has no metadata record is no capture (we do
 * not guess what the crawler knew), and a metadata record whose main record is
 * damaged or missing is none either, for it would point at nothing.  Only a
 * request may be missing: then the capture has none.
 */
#include "store/gather.h"

#include "base/err.h"
#include "store/warc_read.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	STRINGS_MAX = 64 << 20,	/* of one capture */
	NOTE_SIZE = 512,
	/* of a block besides its payload: the longest HTTP head that is read,
	 * and all of a metadata record */
	BLOCK_EXTRA = 1 << 20,
};

/* The exchange at hand, up to its main record. */
struct pending {
	bool is_there;
	bool wrong;		/* the payload has another digest */
	enum warc_type type;
	char *id;		/* owned */
	struct warc_place main, request;
	struct buf head, payload;
	struct buf posted;	/* body of the request */
	bool has_head, has_payload, payload_cut;
	uint8_t sha256[SHA256_BYTES]; /* of payload, recomputed */
};

struct gather {
	const struct gather_options *options;
	const char *name;
	struct warc_reader *reader;
	struct pending pending;
	struct gather_totals totals;
};

static void note(const struct gather *g, uint64_t offset, const char *what)
{
	if (g->options->on_note)
		g->options->on_note(g->options->ctx, offset, what);
}

/* --- the main record -------------------------------------------------- */

/* Forgets the exchange at hand; one that was begun is noted. */
static void drop_pending(struct gather *g)
{
	struct pending *p = &g->pending;

	if (p->is_there)
		note(g, p->main.offset, "the record has no metadata record: "
		     "it is left out");
	p->is_there = false;
	free(p->id);
	p->id = NULL;
}

static int keep_block(struct pending *p, const struct warc_record *record)
{
	int err = 0;

	buf_clear(&p->head);
	buf_clear(&p->payload);
	p->has_head = record->http_head.p;
	p->has_payload = record->has_payload;
	p->payload_cut = record->has_payload && record->block_cut;
	if (p->has_head)
		err = buf_add_slice(&p->head, record->http_head);
	if (!err && p->has_payload && !p->payload_cut)
		err = buf_add_slice(&p->payload, record->payload);
	return err;
}

static int begin_exchange(struct gather *g, const struct warc_record *record)
{
	struct pending *p = &g->pending;
	struct slice digest = warc_field(record, "WARC-Payload-Digest");

	drop_pending(g);
	p->id = slice_dup(warc_field(record, "WARC-Record-ID"));
	if (!p->id)
		return ERR_NOMEM;
	p->is_there = true;
	p->type = record->type;
	p->main = (struct warc_place){record->offset, record->length};
	p->request = (struct warc_place){0, 0};
	buf_clear(&p->posted);
	p->wrong = record->has_payload && digest.p &&
		   warc_check_payload_digest(record, digest) == ERR_DAMAGED;
	memcpy(p->sha256, record->payload_sha256, SHA256_BYTES);
	return keep_block(p, record);
}

static bool is_concurrent(const struct warc_record *record, const char *id)
{
	for (size_t i = 0; i < record->field_count; i++)
		if (slice_ieqs(record->fields[i].name, "WARC-Concurrent-To") &&
		    slice_eqs(record->fields[i].value, id))
			return true;
	return false;
}

static int add_request(struct gather *g, const struct warc_record *record)
{
	struct pending *p = &g->pending;

	if (!p->is_there || !is_concurrent(record, p->id))
		return 0;
	p->request = (struct warc_place){record->offset, record->length};
	buf_clear(&p->posted);
	return record->block_cut ? 0 : buf_add_slice(&p->posted,
						     record->payload);
}

/* --- the metadata record ---------------------------------------------- */

static enum warc_type main_type(enum capture_kind kind)
{
	static const enum warc_type types[] = {
		[CAPTURE_RESPONSE] = WARC_RESPONSE,
		[CAPTURE_REVISIT] = WARC_REVISIT,
		[CAPTURE_NOT_MODIFIED] = WARC_REVISIT,
		[CAPTURE_RESOURCE] = WARC_RESOURCE,
		[CAPTURE_FAILED] = WARC_METADATA,
	};

	return types[kind];
}

/* Why the capture cannot be taken up; NULL: it can. */
static const char *objection(const struct gather *g,
			     const struct warc_record *record,
			     const struct capture *c)
{
	const struct pending *p = &g->pending;

	if (!c->url || !c->record_id)
		return "the capture has no URL or no record: it is left out";
	if (c->kind == CAPTURE_FAILED)
		return slice_eqs(warc_field(record, "WARC-Record-ID"),
				 c->record_id) ? NULL :
		       "the capture has another record: it is left out";
	if (!p->is_there || strcmp(p->id, c->record_id) != 0 ||
	    p->type != main_type(c->kind))
		return "the main record of the capture is damaged or missing: "
		       "it is left out";
	if (p->wrong || (p->has_payload && c->has_payload &&
			 memcmp(p->sha256, c->sha256, SHA256_BYTES) != 0))
		return "the payload does not have its digest: the capture is "
		       "left out";
	return NULL;
}

static void set_places(struct gather *g, const struct warc_record *record,
		       struct gathered *out)
{
	struct pending *p = &g->pending;
	struct capture *c = &out->capture;

	c->warc_file = g->name;
	c->metadata = (struct warc_place){record->offset, record->length};
	c->main = c->metadata;
	if (c->kind == CAPTURE_FAILED)
		return;
	c->main = p->main;
	c->request = p->request;
	if (p->posted.len)
		c->asked.body = buf_slice(&p->posted);
	if (p->has_head)
		out->head = buf_slice(&p->head);
	out->payload_cut = p->payload_cut;
	if (p->has_payload && !p->payload_cut)
		out->payload = buf_slice(&p->payload);
}

static int end_exchange(struct gather *g, const struct warc_record *record)
{
	struct arena *a = arena_new(STRINGS_MAX);
	struct gathered out = {.payload_cut = false};
	const char *why;
	int err;

	if (!a)
		return ERR_NOMEM;
	err = capture_from_fields(record->block, a, &out.capture);
	if (err == ERR_NOMEM)
		goto free_arena;
	why = err ? "the metadata record says nothing we understand: it is "
		    "left out" : objection(g, record, &out.capture);
	err = 0;
	if (why) {
		note(g, record->offset, why);
	} else {
		set_places(g, record, &out);
		g->totals.captures++;
		err = g->options->on_capture(g->options->ctx, &out);
	}
	if (g->pending.is_there && out.capture.record_id &&
	    strcmp(g->pending.id, out.capture.record_id) == 0)
		g->pending.is_there = false;	/* it is done with */
	drop_pending(g);
free_arena:
	arena_free(a);
	return err;
}

/* --- the walk --------------------------------------------------------- */

static int on_record(struct gather *g, const struct warc_record *record)
{
	g->totals.records++;
	g->totals.torn = false;
	g->totals.end = record->offset + record->length;
	if (g->options->on_progress)
		g->options->on_progress(g->options->ctx, g->totals.end);
	if (record->length == 0) {
		note(g, record->offset, "records share a gzip member: they "
		     "are left out");
		return 0;
	}
	switch (record->type) {
	case WARC_RESPONSE:
	case WARC_REVISIT:
	case WARC_RESOURCE:
		return begin_exchange(g, record);
	case WARC_REQUEST:
		return add_request(g, record);
	case WARC_METADATA:
		return end_exchange(g, record);
	default:
		return 0;
	}
}

/* 0: go on behind it; ERR_NOTFOUND: there is nothing more. */
static int on_trouble(struct gather *g, int err)
{
	char what[NOTE_SIZE];
	uint64_t offset;
	const char *problem = warc_problem(g->reader, &offset);

	if (err != ERR_EOF && err != ERR_DAMAGED)
		return err;
	(void)snprintf(what, sizeof(what), "%s: it is passed over", problem);
	g->totals.torn = err == ERR_EOF;
	note(g, offset, what);
	return warc_resync(g->reader);
}

static int walk(struct gather *g)
{
	struct warc_record record;

	for (;;) {
		int err = warc_next(g->reader, &record);

		err = err ? on_trouble(g, err) : on_record(g, &record);
		if (err == ERR_NOTFOUND)
			return 0;
		if (err)
			return err;
	}
}

int gather_file(const char *path, const char *name,
		const struct gather_options *options,
		struct gather_totals *ret_totals)
{
	struct gather g = {
		.options = options, .name = name,
		.totals = {.end = options->from},
	};
	int err = warc_open(path, options->max_payload + BLOCK_EXTRA,
			    &g.reader);

	if (err)
		return err;
	buf_init(&g.pending.head, SIZE_MAX / 2);	/* the reader limits */
	buf_init(&g.pending.payload, SIZE_MAX / 2);
	buf_init(&g.pending.posted, SIZE_MAX / 2);
	err = warc_seek(g.reader, options->from);
	if (!err)
		err = walk(&g);
	if (!err)
		drop_pending(&g);
	free(g.pending.id);
	buf_free(&g.pending.head);
	buf_free(&g.pending.payload);
	buf_free(&g.pending.posted);
	warc_close(g.reader);
	if (!err)
		*ret_totals = g.totals;
	return err;
}

int gather_info_end(const char *path, uint64_t *ret_end)
{
	struct warc_record record;
	struct warc_reader *reader;
	int err = warc_open(path, 0, &reader);

	if (err)
		return err;
	if (warc_next(reader, &record) == 0 && record.type == WARC_INFO)
		*ret_end = record.length;
	warc_close(reader);
	return 0;
}
