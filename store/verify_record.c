/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of one record by itself: a table says for each WARC field on which
 * types it must and may stand and what form its value has; what depends on
 * more than one field is a function each.
 */
#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/httpdate.h"
#include "parsers/httphead.h"
#include "store/verify_private.h"
#include "store/warc_private.h"

#include <arpa/inet.h>
#include <stdio.h>

/* --- fields ----------------------------------------------------------- */

#define BIT(type) (1u << (type))

enum {
	INFO = BIT(WARC_INFO),
	/* a new type, which we know nothing of, may have any field */
	ALL = BIT(WARC_CONTINUATION + 1) - 1,
	OTHER = BIT(WARC_OTHER),
	NEEDS_URI = BIT(WARC_RESPONSE) | BIT(WARC_RESOURCE) |
		    BIT(WARC_REQUEST) | BIT(WARC_REVISIT) |
		    BIT(WARC_CONVERSION) | BIT(WARC_CONTINUATION),
	/* of a capture event: neither file nor derived */
	EVENT = ALL & ~(INFO | BIT(WARC_CONVERSION) |
			BIT(WARC_CONTINUATION)),
	REVISIT = BIT(WARC_REVISIT) | OTHER,
	PAYLOAD = ALL & ~(INFO | BIT(WARC_METADATA)),
};

enum form { FORM_ANY, FORM_ID, FORM_DATE, FORM_URI, FORM_IP, FORM_DIGEST,
	    FORM_TRUNCATED, FORM_SEGMENT };

static const struct field_rule {
	const char *name;
	unsigned must, may;	/* bits of types */
	enum form form;
} field_rules[] = {
	{"WARC-Record-ID", ALL, ALL, FORM_ID},
	{"WARC-Date", ALL, ALL, FORM_DATE},
	{"WARC-Type", ALL, ALL, FORM_ANY},
	{"Content-Length", ALL, ALL, FORM_ANY},	/* read already */
	{"Content-Type", 0, ALL, FORM_ANY},
	{"WARC-Target-URI", NEEDS_URI, ALL & ~INFO, FORM_URI},
	{"WARC-Concurrent-To", 0, EVENT, FORM_ID},
	{"WARC-IP-Address", 0, EVENT, FORM_IP},
	{"WARC-Block-Digest", 0, ALL, FORM_DIGEST},
	{"WARC-Payload-Digest", 0, PAYLOAD, FORM_DIGEST},
	{"WARC-Identified-Payload-Type", 0, PAYLOAD, FORM_ANY},
	{"WARC-Refers-To", 0, REVISIT | BIT(WARC_METADATA) |
	 BIT(WARC_CONVERSION), FORM_ID},
	{"WARC-Refers-To-Target-URI", 0, REVISIT, FORM_URI},
	{"WARC-Refers-To-Date", 0, REVISIT, FORM_DATE},
	{"WARC-Profile", BIT(WARC_REVISIT), REVISIT, FORM_ANY},
	{"WARC-Truncated", 0, ALL, FORM_TRUNCATED},
	{"WARC-Warcinfo-ID", 0, ALL & ~INFO, FORM_ID},
	{"WARC-Filename", 0, INFO | OTHER, FORM_ANY},
	{"WARC-Segment-Number", 0, ALL, FORM_SEGMENT},
	{"WARC-Segment-Origin-ID", 0, ALL, FORM_SEGMENT},
	{"WARC-Segment-Total-Length", 0, ALL, FORM_SEGMENT},
};
enum { RULES = sizeof(field_rules) / sizeof(*field_rules) };

/* The record being looked at. */
struct look {
	struct verify *v;
	const struct warc_record *record;
	const char *file;
	bool brackets;		/* WARC/1.0, where URIs may have them */
};

/* Of SLICE_ARG() the length may be too long for a line: verify_say() cuts. */
#define SAY(look, rule, ...)						\
	verify_say((look)->v, rule, (look)->file,			\
		   (look)->record->offset, __VA_ARGS__)

static bool is_id(struct slice value)
{
	return value.n > 2 && value.p[0] == '<' &&
	       value.p[value.n - 1] == '>' &&
	       warc_is_uri(slice_sub(value, 1, value.n - 1));
}

static bool is_address(struct slice value)
{
	char text[INET6_ADDRSTRLEN], canonical[INET6_ADDRSTRLEN];
	struct in6_addr six;
	struct in_addr four;

	if (value.n >= sizeof(text))
		return false;
	memcpy(text, value.p, value.n);
	text[value.n] = '\0';
	if (inet_pton(AF_INET, text, &four) == 1)
		return true;
	return inet_pton(AF_INET6, text, &six) == 1 &&
	       inet_ntop(AF_INET6, &six, canonical, sizeof(canonical)) &&
	       strcmp(text, canonical) == 0;
}

static bool is_token(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] == 0x7F)
			return false;
	return s.n > 0;
}

static bool is_digest(struct slice value)
{
	struct slice rest = value;
	struct slice algorithm = slice_cut(&rest, ':');

	return rest.p && is_token(algorithm) && is_token(rest);
}

static bool is_truncated(struct slice value)
{
	return slice_eqs(value, "length") || slice_eqs(value, "time") ||
	       slice_eqs(value, "disconnect") ||
	       slice_eqs(value, "unspecified");
}

static void check_form(const struct look *look, enum form form,
		       const struct warc_field *f)
{
	struct slice value = f->value;
	enum verify_rule rule = VERIFY_SEGMENT;
	int64_t ms;
	bool ok = false;

	switch (form) {
	case FORM_ANY:
		return;
	case FORM_ID:
		rule = VERIFY_ID_FORM;
		ok = is_id(value);
		break;
	case FORM_DATE:
		rule = VERIFY_DATE_FORM;
		ok = httpdate_from_iso(value, &ms) == 0;
		break;
	case FORM_URI:
		rule = VERIFY_URI_FORM;
		if (look->brackets && is_id(value))
			return;
		ok = warc_is_uri(value);
		break;
	case FORM_IP:
		rule = VERIFY_IP_FORM;
		ok = is_address(value);
		break;
	case FORM_DIGEST:
		rule = VERIFY_DIGEST_FORM;
		ok = is_digest(value);
		break;
	case FORM_TRUNCATED:
		rule = VERIFY_TRUNCATED_FORM;
		ok = is_truncated(value);
		break;
	case FORM_SEGMENT:
		break;		/* its being there is wrong */
	}
	if (!ok)
		SAY(look, rule, "%.*s: %.*s", SLICE_ARG(f->name),
		    SLICE_ARG(value));
}

/* RFC 2047; annotated WARC 1.1, issue 67.  A URL may look like it. */
static bool has_encoded_word(struct slice value)
{
	size_t at = slice_finds(value, "=?", 0);

	return at != SIZE_MAX && slice_finds(value, "?=", at + 2) != SIZE_MAX &&
	       !slice_istarts(value, "http");
}

static void check_field(const struct look *look, const struct warc_field *f,
			unsigned *seen)
{
	unsigned type = BIT(look->record->type);

	if (!charset_is_utf8(f->value) || has_encoded_word(f->value))
		SAY(look, VERIFY_UTF8, "%.*s: %.*s", SLICE_ARG(f->name),
		    SLICE_ARG(f->value));
	for (int i = 0; i < RULES; i++) {
		const struct field_rule *rule = &field_rules[i];

		if (!slice_ieqs(f->name, rule->name))
			continue;
		if (*seen & 1u << i && strcmp(rule->name,
					      "WARC-Concurrent-To") != 0)
			SAY(look, VERIFY_REPEATED, "%s stands twice",
			    rule->name);
		*seen |= 1u << i;
		if (!(rule->may & type))
			SAY(look, VERIFY_FORBIDDEN, "%s on a %s record",
			    rule->name, warc_type_name(look->record->type));
		check_form(look, rule->form, f);
		return;
	}
}

static void check_fields(const struct look *look)
{
	const struct warc_record *record = look->record;
	unsigned seen = 0;

	for (size_t i = 0; i < record->field_count; i++)
		check_field(look, &record->fields[i], &seen);
	for (int i = 0; i < RULES; i++)
		if (field_rules[i].must & BIT(record->type) &&
		    !(seen & 1u << i))
			SAY(look, VERIFY_MISSING, "no %s on a %s record",
			    field_rules[i].name,
			    warc_type_name(record->type));
	if (record->type == WARC_OTHER && warc_field(record, "WARC-Type").p)
		SAY(look, VERIFY_TYPE, "WARC-Type: %.*s",
		    SLICE_ARG(warc_field(record, "WARC-Type")));
	if (record->type == WARC_CONTINUATION)
		SAY(look, VERIFY_SEGMENT, "a continuation record");
}

/* --- the form of the record ------------------------------------------- */

static void check_odd(const struct look *look)
{
	static const struct {
		enum warc_odd odd;
		enum verify_rule rule;
		const char *text;
	} cases[] = {
		{WARC_ODD_TAIL, VERIFY_RECORD_END,
		 "no CR LF CR LF behind the block"},
		{WARC_ODD_LINE_END, VERIFY_LINE_END,
		 "a line of the head ends in LF alone"},
		{WARC_ODD_FOLDED, VERIFY_FOLDED, "a folded line in the head"},
		{WARC_ODD_FIELD, VERIFY_HEAD_LINE,
		 "a line of the head is no field"},
		{WARC_ODD_SHARED, VERIFY_MEMBER,
		 "several records in one gzip member"},
	};

	/* nothing guards these bytes, and a stranger may use them */
	if (look->v->archive && look->record->odd & WARC_ODD_MEMBER)
		SAY(look, VERIFY_MEMBER, "the head of the gzip member is not "
		    "as nianbao writes it");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (look->record->odd & cases[i].odd)
			SAY(look, cases[i].rule, "%s", cases[i].text);
	if (!slice_eqs(look->record->version, "WARC/1.1"))
		SAY(look, VERIFY_VERSION, "%.*s",
		    SLICE_ARG(look->record->version));
}

static void check_filename(const struct look *look)
{
	struct slice name = warc_field(look->record, "WARC-Filename");
	struct slice file = slice_of(look->file);

	if (look->record->type != WARC_INFO || !name.p)
		return;
	if (slice_ends(file, ".open"))
		file.n -= strlen(".open");
	if (!slice_eq(name, file))
		SAY(look, VERIFY_FILENAME, "WARC-Filename: %.*s",
		    SLICE_ARG(name));
}

/* "application/http; msgtype=response" too: blanks are allowed there. */
static bool is_http_type(struct slice type, const char *msgtype)
{
	struct slice essence = slice_trim(slice_cut(&type, ';'));

	if (!slice_ieqs(essence, "application/http"))
		return false;
	type = slice_trim(type);
	return type.n == 0 || (slice_istarts(type, "msgtype=") &&
	       slice_ieqs(slice_sub(type, 8, type.n), msgtype));
}

static void check_content_type(const struct look *look)
{
	const struct warc_record *record = look->record;
	struct slice type = warc_field(record, "Content-Type");
	bool http = slice_istarts(warc_target_uri(record), "http");
	bool ok = type.p != NULL;

	if (record->block_length == 0)
		return;
	if (record->type == WARC_INFO)
		ok = slice_ieqs(type, WARC_TYPE_FIELDS);
	else if (http && (record->type == WARC_RESPONSE ||
			  record->type == WARC_REVISIT))
		ok = is_http_type(type, "response");
	else if (http && record->type == WARC_REQUEST)
		ok = is_http_type(type, "request");
	if (!ok)
		SAY(look, VERIFY_CONTENT_TYPE, "Content-Type: %.*s",
		    SLICE_ARG(type));
}

/* --- digests ---------------------------------------------------------- */

static void check_digests(const struct look *look)
{
	const struct warc_record *record = look->record;
	struct slice block = warc_field(record, "WARC-Block-Digest");
	struct slice payload = warc_field(record, "WARC-Payload-Digest");

	if (block.p && warc_check_block_digest(record, block) == ERR_DAMAGED)
		SAY(look, VERIFY_BLOCK_DIGEST, "the block is not %.*s",
		    SLICE_ARG(block));
	if (!payload.p || !record->has_payload)
		return;
	look->v->totals->payloads++;
	if (warc_check_payload_digest(record, payload) == ERR_DAMAGED)
		SAY(look, VERIFY_PAYLOAD_DIGEST, "the payload is not %.*s",
		    SLICE_ARG(payload));
}

/* warcinfo and metadata are seen to by the table. */
static void check_no_payload(const struct look *look)
{
	const struct warc_record *record = look->record;

	if (record->has_payload || record->type == WARC_REVISIT ||
	    !(PAYLOAD & BIT(record->type)))
		return;
	if (warc_field(record, "WARC-Payload-Digest").p ||
	    warc_field(record, "WARC-Identified-Payload-Type").p)
		SAY(look, VERIFY_NO_PAYLOAD,
		    "payload fields on a %s record without payload",
		    warc_type_name(record->type));
}

/* --- HTTP ------------------------------------------------------------- */

static bool lines_end_in_crlf(struct slice head)
{
	for (size_t i = 0; i < head.n; i++)
		if (head.p[i] == '\n' && (i == 0 || head.p[i - 1] != '\r'))
			return false;
	return true;
}

/* A response to GET shorter than its Content-Length was cut. */
static void check_truncated(const struct look *look)
{
	const struct warc_record *record = look->record;
	struct slice head = record->http_head;
	uint64_t body = record->block_length - head.n;
	unsigned long long declared;

	if (record->type != WARC_RESPONSE || !head.p ||
	    warc_field(record, "WARC-Truncated").p || record->dechunked)
		return;
	if (!slice_u64(httphead_field(head, "content-length", NULL), UINT64_MAX,
		       &declared) || declared <= body || body == 0)
		return;		/* an empty body may answer a HEAD */
	SAY(look, VERIFY_TRUNCATED, "%llu of %llu bytes and no WARC-Truncated",
	    (unsigned long long)body, declared);
}

static void check_http(const struct look *look)
{
	const struct warc_record *record = look->record;
	struct slice head = record->http_head;
	bool response = record->type == WARC_RESPONSE ||
			record->type == WARC_REVISIT;

	if (!slice_istarts(warc_field(record, "Content-Type"),
			   "application/http"))
		return;
	if (!head.p && record->block_length > 0 &&
	    !warc_field(record, "WARC-Truncated").p)
		SAY(look, VERIFY_HTTP_HEAD, "the head has no end");
	if (!head.p)
		return;
	if (!lines_end_in_crlf(head))
		SAY(look, VERIFY_HTTP_HEAD, "a line ends in LF alone");
	if (response && !httphead_has_status(head))
		SAY(look, VERIFY_HTTP_HEAD, "%.*s is no status line",
		    SLICE_ARG(slice_sub(head, 0, slice_findc(head, '\r', 0))));
	if (response && httphead_field(head, "transfer-encoding", NULL).p)
		SAY(look, VERIFY_TRANSFER_CODING, "%s",
		    record->dechunked ? "the body is chunked" :
		    "the head still says Transfer-Encoding");
	check_truncated(look);
}

static void check_tls(const struct look *look)
{
	const struct warc_record *record = look->record;

	if (!look->v->archive || !(BIT(record->type) &
				   (BIT(WARC_RESPONSE) | BIT(WARC_REVISIT))))
		return;
	if (slice_istarts(warc_target_uri(record), "https:") &&
	    (!warc_field(record, "WARC-Protocol").p ||
	     !warc_field(record, "WARC-Cipher-Suite").p))
		SAY(look, VERIFY_TLS,
		    "no WARC-Protocol or WARC-Cipher-Suite on https");
}

/* --- revisits --------------------------------------------------------- */

static void check_revisit(const struct look *look)
{
	static const char profiles[] = "http://netpreserve.org/warc/";
	const struct warc_record *record = look->record;
	struct slice profile = warc_field(record, "WARC-Profile");
	bool same = slice_ends(profile, "/revisit/identical-payload-digest");

	if (record->type != WARC_REVISIT)
		return;
	if (profile.p && !(slice_starts(profile, profiles) &&
			   (same || slice_ends(profile, "/revisit/"
					       "server-not-modified"))))
		SAY(look, VERIFY_PROFILE, "WARC-Profile: %.*s",
		    SLICE_ARG(profile));
	if (same && !warc_field(record, "WARC-Payload-Digest").p)
		SAY(look, VERIFY_REVISIT_DIGEST, "no WARC-Payload-Digest");
	if (same && record->block_length > 0 &&
	    !slice_eqs(warc_field(record, "WARC-Truncated"), "length"))
		SAY(look, VERIFY_REVISIT_TRUNCATED,
		    "a block and no WARC-Truncated: length");
	if (!warc_field(record, "WARC-Refers-To").p ||
	    !warc_field(record, "WARC-Refers-To-Target-URI").p ||
	    !warc_field(record, "WARC-Refers-To-Date").p)
		SAY(look, VERIFY_REVISIT_REFERS,
		    "no WARC-Refers-To, -Target-URI or -Date");
}

/* --- warc-fields ------------------------------------------------------ */

static bool is_field_line(struct slice line)
{
	struct slice rest = line;
	struct slice name = slice_cut(&rest, ':');

	return line.n > 0 && line.p[line.n - 1] == '\r' && rest.p &&
	       is_token(name);
}

static void check_warc_fields(const struct look *look)
{
	const struct warc_record *record = look->record;
	struct slice rest = record->block;
	struct slice line;

	if (!slice_ieqs(warc_field(record, "Content-Type"),
			WARC_TYPE_FIELDS) || record->block_cut)
		return;
	while ((line = slice_cut(&rest, '\n')).p) {
		if (is_field_line(line) || (line.n == 0 && !rest.p) ||
		    slice_eqs(line, "\r"))
			continue;
		SAY(look, VERIFY_FIELDS, "%.*s", SLICE_ARG(line));
		return;
	}
}

void verify_record(struct verify *v, const struct warc_record *record)
{
	struct look look = {
		.v = v, .record = record,
		.file = v->files[v->file_count - 1],
		.brackets = slice_eqs(record->version, "WARC/1.0"),
	};

	check_odd(&look);
	check_fields(&look);
	check_filename(&look);
	check_content_type(&look);
	if (!v->options->fast)
		check_digests(&look);
	check_no_payload(&look);
	check_http(&look);
	check_tls(&look);
	check_revisit(&look);
	check_warc_fields(&look);
}
