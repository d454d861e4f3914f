/* SPDX-License-Identifier: Apache-2.0 */
/* Records of captures as they stand in the WARC files, for copies. */
#include "store/reader_private.h"

#include "base/err.h"

/* What the cutter says becomes the reader's problem. */
static int end(struct store_reader *r, int err)
{
	const char *problem = warc_cutter_problem(r->cutter);

	if (!err || !problem[0])
		return err;
	return reader_fail(r, err, "%s", problem);
}

int store_find_record(struct store_reader *r, const char *record_id,
		      struct arena *a, struct capture *ret_capture)
{
	static const char text[] = READER_CAPTURE_SELECT
		"WHERE c.record_id = ? LIMIT 1";
	struct sql *row = sql_of(reader_ask(r), text);

	sql_put_text(row, record_id);
	return reader_one_capture(r, row, a, ret_capture);
}

int store_warcinfo(struct store_reader *r, const char *file,
		   struct warc_place *ret_place)
{
	struct warc_record record;
	int err;

	(void)reader_ask(r);
	err = end(r, warc_cut_first(r->cutter, file, &record));
	if (err)
		return err;
	if (record.type != WARC_INFO || record.offset || !record.length)
		return reader_fail(r, ERR_DAMAGED, "warc/%s at 0: another "
				   "record stands there, no warcinfo", file);
	*ret_place = (struct warc_place){0, record.length};
	return 0;
}

int store_check_members(struct store_reader *r, const char *file,
			struct warc_place place)
{
	(void)reader_ask(r);
	return end(r, warc_cut_check(r->cutter, file, place));
}

int store_members(struct store_reader *r, const char *file,
		  struct warc_place place, struct buf *out)
{
	(void)reader_ask(r);
	return end(r, warc_cut_bytes(r->cutter, file, place, out));
}
