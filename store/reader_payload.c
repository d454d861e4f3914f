/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes of a capture.  A revisit holds none and leads to the record that does:
 * by its content where the catalog has that, else by the id of the record it
 * refers to.  Such a record is never a revisit itself in an archive of ours,
 * but the walk is bounded all the same.
 */
#include "store/reader_private.h"

#include "base/err.h"

enum {
	STEPS_MAX = 4,		/* from revisit to revisit */
	STRINGS_MAX = 64 << 20,	/* of one capture */
	HEAD_ROOM = 1 << 20,	/* of a block besides its payload */
};

/* --- the capture that holds the bytes --------------------------------- */

static bool holds_bytes(const struct capture *c)
{
	return c->kind == CAPTURE_RESPONSE || c->kind == CAPTURE_RESOURCE;
}

static int find_referred(struct store_reader *r, const struct capture *c,
			 struct arena *a, struct capture *ret_capture)
{
	static const char by_content[] = READER_CAPTURE_SELECT
		"JOIN content k ON k.capture_id = c.id WHERE k.id = ?";
	static const char by_record[] = READER_CAPTURE_SELECT
		"WHERE c.record_id = ? LIMIT 1";
	struct sql *row;

	if (c->content_id) {
		row = sql_of(reader_ask(r), by_content);
		sql_put(row, c->content_id);
	} else {
		row = sql_of(reader_ask(r), by_record);
		sql_put_text(row, c->refers_to.record_id);
	}
	return reader_one_capture(r, row, a, ret_capture);
}

static int find_holder(struct store_reader *r, const struct capture *c,
		       struct arena *a, struct capture *ret_holder)
{
	struct capture holder = *c;
	int err = 0;

	for (int i = 0; i < STEPS_MAX && !err && !holds_bytes(&holder); i++) {
		if (holder.kind == CAPTURE_FAILED ||
		    (!holder.content_id && !holder.refers_to.record_id))
			return ERR_NOTFOUND;
		err = find_referred(r, &holder, a, &holder);
	}
	if (err == ERR_NOTFOUND || (!err && !holds_bytes(&holder)))
		return reader_fail(r, ERR_DAMAGED, "capture %lld: the record "
				   "it refers to, %s, is not there",
				   (long long)c->id, c->refers_to.record_id ?
				   c->refers_to.record_id : "(none)");
	if (!err && !holder.has_payload)
		return ERR_NOTFOUND;
	if (!err)
		*ret_holder = holder;
	return err;
}

/* --- its record ------------------------------------------------------- */

/* The main record of the capture, lent until the next one is cut. */
static int cut_main(struct store_reader *r, const struct capture *c,
		    size_t max_block, struct warc_record *ret_record)
{
	int err = warc_cut(r->cutter, c->warc_file, c->main, max_block,
			   ret_record);

	if (err)
		return reader_fail(r, err, "%s",
				   warc_cutter_problem(r->cutter));
	if (slice_eqs(warc_field(ret_record, "WARC-Record-ID"), c->record_id))
		return 0;
	return reader_fail(r, ERR_DAMAGED, "warc/%s at %llu: another record "
			   "stands there, not %s", c->warc_file,
			   (unsigned long long)c->main.offset, c->record_id);
}

/* The payload of c's record, which was cut with room for it. */
static int take_payload(struct store_reader *r, const struct capture *c,
			const struct warc_record *record, struct buf *out)
{
	if (!record->has_payload || record->block_cut ||
	    record->payload.n != c->payload_length ||
	    memcmp(record->payload_sha256, c->sha256, SHA256_BYTES) != 0)
		return reader_fail(r, ERR_DAMAGED, "warc/%s at %llu: the "
				   "payload does not have its digest",
				   c->warc_file,
				   (unsigned long long)c->main.offset);
	return buf_add_slice(out, record->payload);
}

static int add_payload(struct store_reader *r, const struct capture *c,
		       struct buf *out)
{
	struct warc_record record;
	int err;

	if (c->payload_length > out->max - out->len)
		return ERR_TOOBIG;
	err = cut_main(r, c, (size_t)c->payload_length + HEAD_ROOM, &record);
	return err ? err : take_payload(r, c, &record, out);
}

int store_payload(struct store_reader *r, int64_t capture, struct arena *a,
		  struct buf *out, struct capture *ret_capture)
{
	struct capture c, holder;
	int err = store_find_capture(r, capture, a, &c);

	if (!err)
		err = find_holder(r, &c, a, &holder);
	if (!err)
		err = add_payload(r, &holder, out);
	if (!err && ret_capture)
		*ret_capture = c;
	return err;
}

/* Head and payload stand in one record. */
static int add_response(struct store_reader *r, const struct capture *c,
			struct buf *head, struct buf *payload,
			bool *ret_payload)
{
	bool fits = c->payload_length <= payload->max - payload->len;
	struct warc_record record;
	int err = cut_main(r, c, HEAD_ROOM +
			   (fits ? (size_t)c->payload_length : 0), &record);

	if (!err && record.http_head.p)
		err = buf_add_slice(head, record.http_head);
	if (err || !c->has_payload || !fits)
		return err;
	err = take_payload(r, c, &record, payload);
	*ret_payload = !err;
	return err;
}

static int add_revisit(struct store_reader *r, const struct capture *c,
		       struct arena *a, struct buf *head, struct buf *payload,
		       bool *ret_payload)
{
	struct warc_record record;
	struct capture holder;
	int err = cut_main(r, c, HEAD_ROOM, &record);

	if (!err && record.http_head.p)
		err = buf_add_slice(head, record.http_head);
	if (!err)
		err = find_holder(r, c, a, &holder);
	if (!err)
		err = add_payload(r, &holder, payload);
	*ret_payload = !err;
	return err == ERR_NOTFOUND || err == ERR_TOOBIG ? 0 : err;
}

int store_answer(struct store_reader *r, int64_t capture, struct arena *a,
		 struct buf *head, struct buf *payload, bool *ret_payload,
		 struct capture *ret_capture)
{
	struct capture c;
	int err = store_find_capture(r, capture, a, &c);

	*ret_payload = false;
	if (!err && holds_bytes(&c))
		err = add_response(r, &c, head, payload, ret_payload);
	else if (!err && c.kind != CAPTURE_FAILED)
		err = add_revisit(r, &c, a, head, payload, ret_payload);
	if (!err)
		*ret_capture = c;
	return err;
}

int store_request_body(struct store_reader *r, const struct capture *c,
		       struct arena *a, struct slice *ret_body)
{
	struct warc_record record;
	struct slice body;
	int err;

	if (!c->request.length) {
		*ret_body = SLICE_NONE;
		return 0;
	}
	err = warc_cut(r->cutter, c->warc_file, c->request,
		       PAGER_BODY_MAX + HEAD_ROOM, &record);
	if (err)
		return reader_fail(r, err, "%s",
				   warc_cutter_problem(r->cutter));
	body = record.block_cut || !record.payload.n ? SLICE_NONE :
	       arena_slice(a, record.payload);
	if (!arena_err(a))
		*ret_body = body;
	return arena_err(a);
}

int store_block(struct store_reader *r, int64_t capture, struct buf *out)
{
	struct arena *a = arena_new(STRINGS_MAX);
	struct warc_record record;
	struct capture c;
	int err;

	if (!a)
		return ERR_NOMEM;
	err = store_find_capture(r, capture, a, &c);
	if (!err)
		err = cut_main(r, &c, out->max - out->len, &record);
	if (!err && record.block_cut)
		err = ERR_TOOBIG;
	if (!err)
		err = buf_add_slice(out, record.block);
	arena_free(a);
	return err;
}
