/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which page links to a URL.  Links are kept a page at a time and have no
 * index, because nothing but this asks for it: all of them are looked through,
 * by their bytes, and only what has the bytes is taken apart.
 */
#include "store/reader_private.h"

#include "base/err.h"

static const char linking_sql[] =
	"SELECT g.capture_id, json_extract(l.value, '$[0]'), "
	"json_extract(l.value, '$[3]') "
	"FROM page_links g, json_each(g.links) l "
	"WHERE instr(g.links, ?2) AND json_extract(l.value, '$[1]') = ?1 "
	"ORDER BY g.capture_id DESC LIMIT 1";

static const char asking_sql[] =
	"SELECT c.id, 4294967295, NULL FROM url u "
	"JOIN column_page p ON p.url_id = u.id "
	"JOIN column_page q ON q.column_id = p.column_id AND q.state = 1 "
	"JOIN capture c ON c.url_id = q.url_id WHERE u.url = ?1 "
	"ORDER BY c.id DESC LIMIT 1";

static bool take(struct sql *q, const char *url, struct arena *a,
		 int64_t *ret_capture, struct store_link *ret_link)
{
	bool found = sql_step(q);

	if (found) {
		*ret_capture = sql_get(q, 0);
		*ret_link = (struct store_link){
			.url = url, .position = (uint32_t)sql_get(q, 1),
			.text = sql_keep_text(q, 2, a),
		};
	}
	sql_done(q);
	return found;
}

int store_find_link(struct store_reader *r, const char *url, struct arena *a,
		    int64_t *ret_capture, struct store_link *ret_link)
{
	struct buf quoted = BUF_INIT(1 << 17);
	struct catalog *c = reader_ask(r);
	int err = buf_add_json(&quoted, slice_of(url));
	bool found = false;
	struct sql *q;

	if (!err) {
		q = sql_of(c, linking_sql);
		sql_put_text(q, url);
		sql_put_slice(q, buf_slice(&quoted));
		found = take(q, url, a, ret_capture, ret_link);
	}
	if (!err && !found) {
		q = sql_of(c, asking_sql);
		sql_put_text(q, url);
		found = take(q, url, a, ret_capture, ret_link);
	}
	buf_free(&quoted);
	if (!err)
		err = found ? arena_err(a) : ERR_NOTFOUND;
	return reader_end(r, err);
}
