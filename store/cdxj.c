/* SPDX-License-Identifier: Apache-2.0 */
#include "store/cdxj.h"

#include "base/err.h"
#include "parsers/httpdate.h"
#include "parsers/url.h"

enum { MIME_MAX = 100 };

bool cdxj_has(const struct capture *c)
{
	return c->kind != CAPTURE_FAILED;
}

static bool is_mime_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       strchr("/+-._", c);
}

/* Type and subtype as declared; "unk", as other tools say it, where that is
 * nothing a MIME type can be. */
static void add_mime(const struct capture *c, struct buf *out)
{
	struct slice rest = slice_of(c->content_type);
	struct slice type = slice_trim(slice_cut(&rest, ';'));
	char lower[MIME_MAX];
	bool good = type.n > 0 && type.n <= sizeof(lower);

	if (c->kind == CAPTURE_REVISIT || c->kind == CAPTURE_NOT_MODIFIED) {
		(void)buf_adds(out, "warc/revisit");
		return;
	}
	for (size_t i = 0; i < type.n && good; i++) {
		char at = type.p[i];

		lower[i] = at >= 'A' && at <= 'Z' ? (char)(at + 32) : at;
		good = is_mime_char(lower[i]);
	}
	if (good)
		(void)buf_add_slice(out, (struct slice){lower, type.n});
	else
		(void)buf_adds(out, "unk");
}

static int add_surt(const char *text, struct buf *out)
{
	struct url u;
	int err = url_parse(slice_of(text), NULL, NULL, &u, NULL);

	if (err)
		return err;
	err = url_surt(&u, out);
	url_free(&u);
	return err;
}

int cdxj_line(const struct capture *c, const char *file,
	      struct warc_place place, struct buf *out)
{
	char hex[SHA256_HEX_SIZE], stamp[15];
	bool post = store_request_is_post(&c->asked);
	int err = add_surt(post ? store_request_key(&c->asked, c->url) :
			   c->url, out);

	if (err)
		return err;
	httpdate_stamp14(c->started_ms, stamp);
	(void)buf_addf(out, " %s {\"url\": ", stamp); /* sticky, as all */
	(void)buf_add_json(out, slice_of(c->url));
	(void)buf_adds(out, ", \"mime\": \"");
	add_mime(c, out);
	(void)buf_addf(out, "\", \"status\": \"%d\"",
		       c->status ? c->status : 200);
	if (capture_has_digest(c)) {
		digest_hex(c->sha256, hex);
		(void)buf_addf(out, ", \"digest\": \"sha256:%s\"", hex);
	}
	if (post)
		(void)buf_addf(out, ", \"method\": \"%s\"", c->asked.method);
	(void)buf_addf(out, ", \"length\": \"%llu\", \"offset\": \"%llu\", "
		       "\"filename\": ", (unsigned long long)place.length,
		       (unsigned long long)place.offset);
	(void)buf_add_json(out, slice_of(file));
	(void)buf_adds(out, "}\n");
	return out->err;
}
