/* SPDX-License-Identifier: Apache-2.0 */
/* What a metadata record of ours says about its exchange. */
#include "base/err.h"
#include "store/verify_private.h"
#include "store/warc_private.h"

#include <stdint.h>

/* One capture's strings; as much as its record may have. */
enum { FIELDS_MAX = 32 * 1024 * 1024, URI_MAX = 1 << 20 };

/* The record's target is the capture's URL as warc_build() spells it. */
static int check_url(struct verify *v, const struct warc_record *record,
		     const struct capture *c)
{
	struct slice uri = warc_field(record, "WARC-Target-URI");
	struct buf line = BUF_INIT(URI_MAX);
	struct slice want;
	int err;

	warc_head_uri(&line, "", c->url ? c->url : "");
	err = line.err;
	want = slice_trim(slice_sub(buf_slice(&line), 1, line.len));
	if (!err && !slice_eq(want, uri))
		verify_say(v, VERIFY_CAPTURE_RECORD,
			   v->files[v->file_count - 1], record->offset,
			   "WARC-Target-URI is not that of %.*s",
			   SLICE_ARG(want));
	buf_free(&line);
	return err;
}

int verify_capture(struct verify *v, const struct warc_record *record)
{
	const char *file = v->files[v->file_count - 1];
	struct arena *a = arena_new(FIELDS_MAX);
	struct capture c;
	int err;

	if (!a)
		return ERR_NOMEM;
	err = capture_from_fields(record->block, a, &c);
	if (err == ERR_NOMEM)
		goto free_arena;
	if (err) {
		/* other crawlers' metadata is none of our business */
		if (v->archive ||
		    slice_starts(record->block, "nianbao-capture:"))
			verify_say(v, VERIFY_CAPTURE, file, record->offset,
				   "the fields of the capture are %s",
				   err_text(err));
		err = 0;
		goto free_arena;
	}
	if (!c.url || !c.record_id)
		verify_say(v, VERIFY_CAPTURE, file, record->offset,
			   "the capture has no URL or no record");
	err = check_url(v, record, &c);
	if (!err && c.record_id)
		err = verify_refs_add_main(v, &c);
free_arena:
	arena_free(a);
	return err;
}
