/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a rebuild must bring back, as text: a line a row, in an order that does
 * not depend on row numbers, which are replaced by what they stand for (URL,
 * record, digest, key).  Two dumps of one archive are equal exactly where the
 * catalogs say the same.
 */
#include "store/mend_private.h"

#include "base/err.h"
#include "store/catalog.h"
#include "store/store_private.h"

#include <stdlib.h>

/* One column, as SQL would write it. */
#define Q(x) " || ' ' || quote(" x ")"

/* A reading by its report, its content and the record it came in. */
#define READING								 \
	Q("p.key") Q("d.ordinal") Q("k.sha256")
#define FROM_READING							 \
	"FROM reading d JOIN report p ON p.id = d.report_id "		 \
	"LEFT JOIN content k ON k.id = d.content_id "

static const char *const queries[] = {
	"SELECT 'file'" Q("name") Q("size") Q("closed")
	" FROM warc_file ORDER BY 1",
	"SELECT 'capture'" Q("c.record_id") Q("u.url") Q("c.kind")
	Q("c.raw") Q("s.name") Q("c.via") Q("c.via_anchor")
	Q("c.via_position") Q("c.hops") Q("c.robots_record") Q("c.method")
	Q("c.seed") Q("c.robots") Q("c.official") Q("c.division")
	Q("c.queued_ms")
	Q("c.started_ms") Q("c.dns_ms") Q("c.connect_ms") Q("c.tls_ms")
	Q("c.first_byte_ms") Q("c.total_ms") Q("c.address") Q("c.port")
	Q("c.tls_version") Q("c.tls_cipher") Q("c.tls_chain_sha256")
	Q("c.tls_relaxed") Q("c.outcome") Q("c.error") Q("c.status")
	Q("c.block") Q("c.content_type") Q("c.sniffed")
	Q("c.content_encoding") Q("c.etag") Q("c.last_modified")
	Q("c.redirect_to") Q("c.has_payload") Q("c.sha256")
	Q("c.payload_length") Q("c.truncated") Q("c.title")
	Q("c.text_sha256") Q("c.program") Q("c.config_sha256")
	Q("c.refers_to") Q("c.refers_to_url") Q("c.refers_to_ms")
	Q("k.sha256") Q("w.name") Q("c.main_offset") Q("c.main_length")
	Q("c.request_offset") Q("c.request_length") Q("c.metadata_offset")
	Q("c.metadata_length") Q("u.target") Q("a.content_type")
	Q("a.referer") Q("a.family") Q("a.page") Q("a.list") Q("a.overlaps")
	Q("a.probe")
	" FROM capture c JOIN url u ON u.id = c.url_id "
	"JOIN warc_file w ON w.id = c.warc_id "
	"LEFT JOIN site s ON s.id = c.site_id "
	"LEFT JOIN content k ON k.id = c.content_id "
	"LEFT JOIN capture_request a ON a.capture_id = c.id ORDER BY 1",
	"SELECT 'content'" Q("k.sha256") Q("k.length") Q("c.record_id")
	" FROM content k JOIN capture c ON c.id = k.capture_id ORDER BY 1",
	"SELECT 'links'" Q("c.record_id") Q("l.links")
	" FROM page_links l JOIN capture c ON c.id = l.capture_id "
	"ORDER BY 1",
	"SELECT 'column'" Q("s.name") Q("k.url") Q("k.page") Q("k.name")
	Q("k.method") Q("k.declared_total") Q("k.declared_pages")
	Q("k.stuck") Q("k.endpoint") Q("k.left_out")
	" FROM site_column k JOIN site s ON s.id = k.site_id ORDER BY 1",
	"SELECT 'column-page'" Q("k.url") Q("u.url") Q("p.page")
	Q("p.state") Q("p.verdict") " FROM column_page p "
	"JOIN site_column k ON k.id = p.column_id "
	"JOIN url u ON u.id = p.url_id ORDER BY 1",
	"SELECT 'column-item'" Q("k.url") Q("i.url") Q("i.listed")
	" FROM column_item i JOIN site_column k ON k.id = i.column_id "
	"ORDER BY 1",
	"SELECT 'report'" Q("p.key") Q("p.organ") Q("p.organ_kind")
	Q("p.division") Q("p.year") Q("p.host") Q("s.name") Q("p.official")
	Q("p.first_seen_ms") Q("p.last_seen_ms") Q("k.sha256")
	" FROM report p LEFT JOIN site s ON s.id = p.site_id "
	"LEFT JOIN reading d ON d.id = p.reading_id "
	"LEFT JOIN content k ON k.id = d.content_id ORDER BY 1",
	"SELECT 'document'" Q("k.sha256") Q("d.kind") Q("d.tool")
	Q("d.error") Q("d.has_text") Q("d.text_length") Q("d.pages")
	" FROM document d JOIN content k ON k.id = d.content_id ORDER BY 1",
	"SELECT 'report-url'" Q("p.key") Q("u.url") Q("r.own")
	" FROM report_url r JOIN report p ON p.id = r.report_id "
	"JOIN url u ON u.id = r.url_id ORDER BY 1",
	"SELECT 'reading'" READING Q("c.record_id") Q("d.extractor")
	Q("d.generation") Q("d.title") Q("d.published") Q("d.signed")
	Q("d.source") Q("d.year_stated") Q("d.text_sha256")
	Q("d.document") Q("d.weight") Q("d.rewritten") Q("d.marked")
	Q("d.simhash") " "
	FROM_READING "JOIN capture c ON c.id = d.capture_id ORDER BY 1",
	"SELECT 'section'" READING Q("x.ordinal") Q("x.heading") Q("x.text")
	" " FROM_READING "JOIN report_section x ON x.reading_id = d.id "
	"ORDER BY 1",
	"SELECT 'fact'" READING Q("x.part") Q("x.row") Q("x.col")
	Q("x.label") Q("x.kind") Q("x.text") Q("x.value") Q("x.unit")
	Q("x.solved") Q("x.place_row") Q("x.place_col") Q("x.byte_offset")
	Q("x.byte_length") " "
	FROM_READING "JOIN fact x ON x.reading_id = d.id ORDER BY 1",
	"SELECT 'stated'" READING Q("x.name") Q("x.value") Q("x.evidence")
	" " FROM_READING "JOIN stated x ON x.reading_id = d.id ORDER BY 1",
	"SELECT 'check'" READING Q("x.ordinal") Q("x.rule") Q("x.result")
	Q("x.place") Q("x.detail") " "
	FROM_READING "JOIN report_check x ON x.reading_id = d.id ORDER BY 1",
	"SELECT 'attachment'" READING Q("x.ordinal") Q("x.url") Q("x.name")
	Q("x.type") Q("x.position") Q("x.raw") " "
	FROM_READING "JOIN report_attachment x ON x.reading_id = d.id "
	"ORDER BY 1",
};
enum { QUERIES = sizeof(queries) / sizeof(*queries) };

/* One line, whatever is in it. */
static void add_line(struct slice text, struct buf *out)
{
	struct slice line = slice_cut(&text, '\n');

	(void)buf_add_slice(out, line);	/* sticky, as all below */
	while ((line = slice_cut(&text, '\n')).p) {
		(void)buf_adds(out, "\\n");
		(void)buf_add_slice(out, line);
	}
	(void)buf_addc(out, '\n');
}

static void dump(struct catalog *c, struct buf *out)
{
	catalog_snapshot(c);
	for (int i = 0; i < QUERIES && !catalog_err(c) && !out->err; i++) {
		struct sql *q = sql_of(c, queries[i]);

		while (!out->err && sql_step(q))
			add_line(sql_get_slice(q, 0), out);
		sql_done(q);
	}
	catalog_release(c);
}

int mend_dump(const char *dir, struct buf *out)
{
	char *path = mend_path(dir, "", CATALOG_NAME);
	struct catalog *c = NULL;
	int err = path ? catalog_open(path, CATALOG_READ, &c) : ERR_NOMEM;

	free(path);
	if (!err) {
		dump(c, out);
		err = catalog_err(c) ? catalog_err(c) : out->err;
	}
	if (err)
		(void)store_open_fail(err, c);
	catalog_close(c);
	return err;
}
