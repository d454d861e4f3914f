/* SPDX-License-Identifier: Apache-2.0 */
/* What endpoints read of a request. */
#include "tests/county/portal.h"

#include <stdio.h>
#include <string.h>

enum { VALUE_MAX = 1024, NUMBER_MOST = 100000000 };

bool portal_asks(const struct portal_request *r, const char *method,
		 const char *path)
{
	return !strcmp(r->method, method) && slice_eqs(r->path, path);
}

/* The field as it stands; absent. */
static struct slice raw_field(struct slice form, const char *name)
{
	struct slice pair;

	while ((pair = slice_cut(&form, '&')).p) {
		struct slice value = pair;

		if (slice_eqs(slice_cut(&value, '='), name))
			return value.p ? value : slice_of("");
	}
	return SLICE_NONE;
}

static void decode(struct buf *b, struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && i + 2 < s.n
		    && slice_hex_digit(s.p[i + 1]) >= 0
		    && slice_hex_digit(s.p[i + 2]) >= 0) {
			(void)buf_addc(b, (char)(slice_hex_digit(s.p[i + 1])
						 << 4
						 | slice_hex_digit(s.p[i + 2])
						));
			i += 2;
		} else {
			(void)buf_addc(b, s.p[i] == '+' ? ' ' : s.p[i]);
		}
	}
}

bool portal_field_is(struct slice form, const char *name, const char *value)
{
	struct slice raw = raw_field(form, name);
	struct buf got = BUF_INIT(VALUE_MAX);
	bool same;

	decode(&got, raw);
	same = raw.p && !got.err && slice_eqs(buf_slice(&got), value);
	buf_free(&got);
	return same;
}

unsigned portal_field_number(struct slice form, const char *name,
			     unsigned otherwise)
{
	unsigned long long value;

	if (!slice_u64(raw_field(form, name), NUMBER_MOST, &value))
		return otherwise;
	return (unsigned)value;
}

const struct portal_column *portal_field_column(const struct portal *p,
						struct slice form,
						const char *name)
{
	unsigned long long value;

	if (!slice_u64(raw_field(form, name), NUMBER_MOST, &value))
		return NULL;
	return portal_column_by(p, value);
}

struct slice portal_json_field(struct slice json, const char *name)
{
	char key[PORTAL_TEXT];
	size_t at, end;

	(void)snprintf(key, sizeof(key), "\"%s\"", name);
	at = slice_finds(json, key, 0);
	if (at == SIZE_MAX)
		return SLICE_NONE;
	at = slice_findc(json, ':', at + strlen(key));
	json = slice_trim(slice_sub(json, at + 1, json.n));
	if (slice_starts(json, "\"")) {
		end = slice_findc(json, '"', 1);
		return slice_sub(json, 1, end);
	}
	for (end = 0; end < json.n && !strchr(",}", json.p[end]); end++)
		;
	return slice_trim(slice_sub(json, 0, end));
}

bool portal_from_here(const struct portal *p, const struct portal_request *r)
{
	char origin[2 * PORTAL_TEXT];

	(void)snprintf(origin, sizeof(origin), "http://%s:", p->host);
	return slice_starts(slice_of(r->referer), origin);
}

void portal_add_range(struct buf *b, const struct portal *p,
		      const struct portal_column *c, unsigned from,
		      unsigned until, const char *row)
{
	for (; from < until && from < c->count; from++) {
		struct portal_item item;

		portal_row(p, c, from, &item);
		portal_fill(b, row, &(struct fill){
			.portal = p, .column = c, .item = &item, .page = 1,
		});
	}
}

void portal_refuse(struct answer *a, int status, const char *body)
{
	a->status = status;
	buf_clear(&a->body);
	(void)buf_adds(&a->body, body);
}
