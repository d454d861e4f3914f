/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/report_line.h"

#include "base/err.h"
#include "parsers/httpdate.h"
#include "parsers/report_json.h"

enum { ROW_ARENA_MAX = 1 << 26 };

/* --- checks in short ------------------------------------------------------ */

/* Rules with this result, each once: "V1 V4". */
static unsigned add_rules(const struct report *r, enum check_result result,
			  struct buf *out)
{
	unsigned count = 0;

	for (uint32_t i = 0; i < r->check_count; i++) {
		const struct report_check *c = &r->checks[i];
		bool known = false;

		for (uint32_t k = 0; k < i && !known; k++)
			known = r->checks[k].result == result &&
				strcmp(r->checks[k].rule, c->rule) == 0;
		if (c->result != result || known)
			continue;
		if (count++ == 0)
			(void)buf_adds(out, check_result_name(result));
		(void)buf_addf(out, " %s", c->rule);
	}
	return count;
}

/* The worst result and the rules it concerns; "pass"; "" without checks. */
int report_line_checks(const struct report *r, struct buf *out)
{
	static const enum check_result worst_first[] = {
		CHECK_FAIL, CHECK_WARN, CHECK_UNCERTAIN,
	};

	for (size_t i = 0; i < 3; i++)
		if (add_rules(r, worst_first[i], out))
			return out->err;
	if (r->check_count)
		(void)buf_adds(out, check_result_name(CHECK_PASS));
	return out->err;
}

/* --- as JSON -------------------------------------------------------------- */

static struct slice iso(int64_t ms, char out[HTTPDATE_ISO_SIZE])
{
	if (ms == 0)
		return SLICE_NONE;
	httpdate_iso(ms, out);
	return slice_of(out);
}

static const struct report_file *files_of(const struct store_report *s,
					  struct arena *a)
{
	const struct report *r = &s->report;
	struct report_file *files = arena_array(a, r->attachment_count,
						sizeof(*files));

	for (uint32_t i = 0; files && i < r->attachment_count; i++)
		files[i] = (struct report_file){
			.url = r->attachments[i].url,
			.name = r->attachments[i].name,
			.type = slice_of(r->attachments[i].type),
			.sha256 = slice_of(s->attachment_sha256[i]),
			.bytes = s->attachment_bytes[i],
			.read = s->attachment_text[i] >= 0,
			.has_text = s->attachment_text[i] > 0,
		};
	return files;
}

int report_line_mirror(const struct store_report *s)
{
	return s->report.rewritten || s->original ? 1 : -1;
}

int report_line_json(const struct store_report *s, struct buf *out)
{
	char first[HTTPDATE_ISO_SIZE], last[HTTPDATE_ISO_SIZE];
	struct arena *a = arena_new(ROW_ARENA_MAX);
	int err = a ? 0 : ERR_NOMEM;

	if (!err) {
		const struct report_origin origin = {
			.id = slice_of(s->id), .url = slice_of(s->url),
			.urls = s->urls, .url_count = s->url_count,
			.host = slice_of(s->host),
			.official = s->official,
			.mirror = report_line_mirror(s),
			.original = slice_of(s->original),
			.capture = s->capture,
			.content = slice_of(s->content[0] ? s->content : NULL),
			.first_seen = iso(s->first_seen_ms, first),
			.last_seen = iso(s->last_seen_ms, last),
			.versions = s->versions,
			.division = slice_of(s->division),
			.files = files_of(s, a),
			.file_count = s->report.attachment_count,
		};

		err = arena_err(a);
		if (!err)
			err = report_json(&s->report, &origin, SLICE_NONE,
					  out);
	}
	arena_free(a);
	return err;
}
