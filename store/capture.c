/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of struct capture as data: one row says how a field is named in
 * the metadata record, what type it has and which value means "not known".
 * Writing, reading and copying all walk the same table, so that a new field
 * is one row here (and a test finds the one that was forgotten).
 *
 * Three fields have names of the WARC standard (via, hopsFromSeed,
 * fetchTimeMs); theirs are plain values for other tools.  A value that cannot
 * stand there as it is (control characters, bytes that are not UTF-8, blanks
 * at the ends) is written under our own name alone, percent-encoded as all
 * of ours are.
 */
#include "store/capture.h"

#include "base/err.h"
#include "parsers/charset.h"

#include <stddef.h>
#include <stdlib.h>

/* The version of our fields, in nianbao-capture. */
enum { FORMAT = 1 };

enum type { TEXT, FLAG, I32, I64, U16, U64, INT, OUTCOME, SHA256, KIND, CUT };

struct field {
	const char *name;	/* ours; NULL: not written, only copied */
	const char *standard;	/* NULL: none */
	enum type type;
	size_t at;		/* in struct capture */
	int absent;		/* of a number: the value that is left out */
};

#define AT(member) .at = offsetof(struct capture, member)

static const struct field fields[] = {
	{"nianbao-url", .type = TEXT, AT(url)},
	{"nianbao-url-raw", .type = TEXT, AT(raw)},
	{"nianbao-site", .type = TEXT, AT(site)},
	{"nianbao-via", "via", TEXT, AT(via)},
	{"nianbao-via-anchor", .type = TEXT, AT(via_anchor)},
	{"nianbao-via-position", .type = I32, AT(via_position), .absent = -1},
	{"nianbao-hops", "hopsFromSeed", TEXT, AT(hops)},
	{"nianbao-robots-record", .type = TEXT, AT(robots_record)},
	{"nianbao-method", .type = TEXT, AT(asked.method)},
	{"nianbao-key", .type = TEXT, AT(asked.key)},
	{"nianbao-body-type", .type = TEXT, AT(asked.content_type)},
	{"nianbao-referer", .type = TEXT, AT(asked.referer)},
	{"nianbao-family", .type = TEXT, AT(asked.family)},
	{"nianbao-page", .type = I32, AT(asked.page)},
	{"nianbao-list", .type = FLAG, AT(asked.list)},
	{"nianbao-overlaps", .type = FLAG, AT(asked.overlaps)},
	{"nianbao-probe", .type = FLAG, AT(asked.probe)},
	{"nianbao-is-seed", .type = FLAG, AT(is_seed)},
	{"nianbao-is-robots", .type = FLAG, AT(is_robots)},
	{"nianbao-official", .type = FLAG, AT(official)},
	{"nianbao-foreign", .type = FLAG, AT(foreign)},
	{"nianbao-division", .type = I32, AT(division)},
	{"nianbao-queued-ms", .type = I64, AT(queued_ms)},
	{"nianbao-started-ms", .type = I64, AT(started_ms)},
	{"nianbao-dns-ms", .type = I32, AT(dns_ms), .absent = -1},
	{"nianbao-connect-ms", .type = I32, AT(connect_ms), .absent = -1},
	{"nianbao-tls-ms", .type = I32, AT(tls_ms), .absent = -1},
	{"nianbao-first-byte-ms", .type = I32, AT(first_byte_ms),
	 .absent = -1},
	{"nianbao-total-ms", "fetchTimeMs", I32, AT(total_ms), .absent = -1},
	{"nianbao-address", .type = TEXT, AT(address)},
	{"nianbao-port", .type = U16, AT(port)},
	{"nianbao-tls-version", .type = TEXT, AT(tls_version)},
	{"nianbao-tls-cipher", .type = TEXT, AT(tls_cipher)},
	{"nianbao-tls-chain-sha256", .type = TEXT, AT(tls_chain_sha256)},
	{"nianbao-tls-relaxed", .type = TEXT, AT(tls_relaxed)},
	{"nianbao-outcome", .type = OUTCOME, AT(outcome)},
	{"nianbao-error", .type = TEXT, AT(error)},
	{"nianbao-status", .type = INT, AT(status)},
	{"nianbao-block", .type = TEXT, AT(block)},
	{"nianbao-content-type", .type = TEXT, AT(content_type)},
	{"nianbao-sniffed", .type = TEXT, AT(sniffed)},
	{"nianbao-content-encoding", .type = TEXT, AT(content_encoding)},
	{"nianbao-etag", .type = TEXT, AT(etag)},
	{"nianbao-last-modified", .type = TEXT, AT(last_modified)},
	{"nianbao-redirect-to", .type = TEXT, AT(redirect_to)},
	{"nianbao-payload-sha256", .type = SHA256, AT(sha256)},
	{"nianbao-payload-length", .type = U64, AT(payload_length)},
	{"nianbao-truncated", .type = CUT, AT(truncated)},
	{"nianbao-title", .type = TEXT, AT(title)},
	{"nianbao-program", .type = TEXT, AT(program)},
	{"nianbao-config-sha256", .type = TEXT, AT(config_sha256)},
	{"nianbao-kind", .type = KIND, AT(kind)},
	{"nianbao-record-id", .type = TEXT, AT(record_id)},
	{"nianbao-refers-to", .type = TEXT, AT(refers_to.record_id)},
	{"nianbao-refers-to-url", .type = TEXT, AT(refers_to.url)},
	{"nianbao-refers-to-ms", .type = I64, AT(refers_to.date_ms)},
	{.type = TEXT, AT(warc_file)},
};
enum { FIELD_COUNT = sizeof(fields) / sizeof(*fields) };

static const char *const kinds[] = {
	[CAPTURE_RESPONSE] = "response",
	[CAPTURE_REVISIT] = "revisit",
	[CAPTURE_NOT_MODIFIED] = "not_modified",
	[CAPTURE_RESOURCE] = "resource",
	[CAPTURE_FAILED] = "failed",
};
static const char *const truncations[] = {
	[TRUNCATED_NO] = NULL,
	[TRUNCATED_LENGTH] = "length",
	[TRUNCATED_TIME] = "time",
	[TRUNCATED_DISCONNECT] = "disconnect",
};

const char *capture_kind_name(enum capture_kind kind)
{
	return kinds[kind];
}

const char *capture_truncated_name(enum capture_truncated truncated)
{
	return truncations[truncated];
}

bool capture_has_digest(const struct capture *c)
{
	static const uint8_t zero[SHA256_BYTES];

	return c->has_payload ||
	       (c->kind == CAPTURE_NOT_MODIFIED &&
		memcmp(c->sha256, zero, SHA256_BYTES) != 0);
}

/* --- writing ---------------------------------------------------------- */

/* The sequence beginning at i is one valid UTF-8 character that is no control
 * character; *ret_n gets its bytes. */
static bool is_printable(struct slice s, size_t i, size_t *ret_n)
{
	size_t at = i;
	unsigned c = charset_next(s, &at);

	*ret_n = at - i;
	/* a real U+FFFD takes three bytes, a malformed byte one */
	if (c == 0xFFFD && *ret_n == 1)
		return false;
	return c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0);
}

static bool is_end_blank(struct slice s, size_t i)
{
	return s.p[i] == ' ' && (i == 0 || i + 1 == s.n);
}

static bool is_plain(struct slice s)
{
	size_t n;

	for (size_t i = 0; i < s.n; i += n)
		if (!is_printable(s, i, &n) || is_end_blank(s, i))
			return false;
	return true;
}

static void add_encoded(struct slice s, struct buf *out)
{
	size_t n;

	for (size_t i = 0; i < s.n; i += n) {
		if (is_printable(s, i, &n) && !is_end_blank(s, i) &&
		    s.p[i] != '%') {
			(void)buf_add(out, s.p + i, n);	/* sticky */
			continue;
		}
		n = 1;
		(void)buf_addf(out, "%%%02X", (unsigned char)s.p[i]);
	}
}

static void add_text(const struct field *f, const char *text, struct buf *out)
{
	struct slice s = slice_of(text);

	if (f->standard && is_plain(s)) {
		(void)buf_addf(out, "%s: %s\r\n", f->standard, text);
		return;
	}
	(void)buf_addf(out, "%s: ", f->name);
	add_encoded(s, out);
	(void)buf_adds(out, "\r\n");
}

static void add_word(const struct field *f, const char *word, struct buf *out)
{
	(void)buf_addf(out, "%s: %s\r\n", f->standard ? f->standard : f->name,
		       word);
}

static void add_number(const struct field *f, int64_t value, struct buf *out)
{
	if (value != f->absent)
		(void)buf_addf(out, "%s: %lld\r\n",
			       f->standard ? f->standard : f->name,
			       (long long)value);
}

/* A code that has no name (of a newer program) keeps its number. */
static void add_outcome(const struct field *f, int err, struct buf *out)
{
	if (err == 0 || err_from_name(err_name(err)) == err)
		add_word(f, err_name(err), out);
	else
		(void)buf_addf(out, "%s: %d\r\n", f->name, err);
}

static void add_field(const struct field *f, const struct capture *c,
		      struct buf *out)
{
	const void *p = (const char *)c + f->at;
	char hex[SHA256_HEX_SIZE];
	unsigned long long big;

	switch (f->type) {
	case TEXT:
		if (*(const char *const *)p)
			add_text(f, *(const char *const *)p, out);
		return;
	case FLAG:
		if (*(const bool *)p)
			add_word(f, "yes", out);
		return;
	case I32:
		add_number(f, *(const int32_t *)p, out);
		return;
	case I64:
		add_number(f, *(const int64_t *)p, out);
		return;
	case U16:
		add_number(f, *(const uint16_t *)p, out);
		return;
	case INT:
		add_number(f, *(const int *)p, out);
		return;
	case U64:
		big = *(const uint64_t *)p;
		if (big)
			(void)buf_addf(out, "%s: %llu\r\n", f->name, big);
		return;
	case OUTCOME:
		add_outcome(f, *(const int *)p, out);
		return;
	case SHA256:
		if (!capture_has_digest(c))
			return;
		digest_hex(p, hex);
		add_word(f, hex, out);
		return;
	case KIND:
		add_word(f, kinds[c->kind], out);
		return;
	case CUT:
		if (c->truncated)
			add_word(f, truncations[c->truncated], out);
		return;
	}
}

int capture_to_fields(const struct capture *c, struct buf *out)
{
	(void)buf_addf(out, "nianbao-capture: %d\r\n", FORMAT);
	for (int i = 0; i < FIELD_COUNT; i++)
		if (fields[i].name)
			add_field(&fields[i], c, out);
	return out->err;
}

/* --- reading ---------------------------------------------------------- */

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int read_encoded(struct slice s, struct arena *a, const char **ret)
{
	char *text = arena_strndup(a, s.p, s.n);
	size_t n = 0;

	if (!text)
		return arena_err(a);
	for (size_t i = 0; i < s.n; i++) {
		int high, low;

		if (s.p[i] != '%') {
			text[n++] = s.p[i];
			continue;
		}
		if (s.n - i < 3)
			return ERR_INVALID;
		high = nibble(s.p[i + 1]);
		low = nibble(s.p[i + 2]);
		if (high < 0 || low < 0 || (high == 0 && low == 0))
			return ERR_INVALID;
		text[n++] = (char)(high << 4 | low);
		i += 2;
	}
	text[n] = '\0';
	*ret = text;
	return 0;
}

static int read_number(struct slice s, int64_t min, int64_t max,
		       int64_t *ret_value)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	unsigned long long value;
	int64_t n;

	if (!slice_u64(slice_sub(s, negative, s.n), INT64_MAX, &value))
		return ERR_INVALID;
	n = negative ? -(int64_t)value : (int64_t)value;
	if (n < min || n > max)
		return ERR_INVALID;
	*ret_value = n;
	return 0;
}

static int read_word(struct slice s, const char *const *words, size_t count,
		     unsigned *ret_index)
{
	for (size_t i = 0; i < count; i++) {
		if (!words[i] || !slice_eqs(s, words[i]))
			continue;
		*ret_index = (unsigned)i;
		return 0;
	}
	return ERR_INVALID;
}

static int read_outcome(struct slice s, int *ret_outcome)
{
	char name[32];
	int64_t number;

	if (slice_eqs(s, err_name(0))) {
		*ret_outcome = 0;
		return 0;
	}
	if (s.n >= sizeof(name))
		return ERR_INVALID;
	memcpy(name, s.p, s.n);
	name[s.n] = '\0';
	*ret_outcome = err_from_name(name);
	if (*ret_outcome)
		return 0;
	if (read_number(s, INT32_MIN, INT32_MAX, &number))
		return ERR_INVALID;
	*ret_outcome = (int)number;
	return 0;
}

static int read_integer(const struct field *f, struct slice value, void *p)
{
	unsigned long long big;
	int64_t n;

	switch (f->type) {
	case I32:
	case INT:
		if (read_number(value, INT32_MIN, INT32_MAX, &n))
			return ERR_INVALID;
		*(int32_t *)p = (int32_t)n;
		return 0;
	case I64:
		return read_number(value, -INT64_MAX, INT64_MAX, p);
	case U16:
		if (read_number(value, 0, UINT16_MAX, &n))
			return ERR_INVALID;
		*(uint16_t *)p = (uint16_t)n;
		return 0;
	default:	/* U64 */
		if (!slice_u64(value, UINT64_MAX, &big))
			return ERR_INVALID;
		*(uint64_t *)p = big;
		return 0;
	}
}

static int read_field(const struct field *f, struct slice value,
		      bool standard, struct arena *a, struct capture *c)
{
	void *p = (char *)c + f->at;
	unsigned index;

	switch (f->type) {
	case TEXT:
		if (!standard)
			return read_encoded(value, a, p);
		*(const char **)p = arena_strndup(a, value.p, value.n);
		return *(const char **)p ? 0 : arena_err(a);
	case FLAG:
		*(bool *)p = slice_eqs(value, "yes");
		return 0;
	case OUTCOME:
		return read_outcome(value, p);
	case SHA256:
		c->has_payload = true;
		return digest_from_hex(value, p);
	case KIND:
		if (read_word(value, kinds, CAPTURE_FAILED + 1, &index))
			return ERR_INVALID;
		c->kind = (enum capture_kind)index;
		return 0;
	case CUT:
		if (read_word(value, truncations, TRUNCATED_DISCONNECT + 1,
			      &index))
			return ERR_INVALID;
		c->truncated = (enum capture_truncated)index;
		return 0;
	default:
		return read_integer(f, value, p);
	}
}

static int read_line(struct slice line, struct arena *a, struct capture *c,
		     bool *ours)
{
	struct slice rest = line;
	struct slice name = slice_cut(&rest, ':');
	struct slice value = slice_trim(rest);
	int64_t version;

	if (!rest.p)
		return 0;	/* no field: passed over */
	if (slice_ieqs(name, "nianbao-capture")) {
		if (read_number(value, 1, INT32_MAX, &version))
			return ERR_INVALID;
		*ours = true;
		return version > FORMAT ? ERR_VERSION : 0;
	}
	for (int i = 0; i < FIELD_COUNT; i++) {
		const struct field *f = &fields[i];

		if (f->standard && slice_ieqs(name, f->standard))
			return read_field(f, value, true, a, c);
		if (f->name && slice_ieqs(name, f->name))
			return read_field(f, value, false, a, c);
	}
	return 0;
}

static void set_absent(struct capture *c)
{
	*c = (struct capture){0};
	for (int i = 0; i < FIELD_COUNT; i++)
		if (fields[i].type == I32)
			*(int32_t *)((char *)c + fields[i].at) =
				fields[i].absent;
}

int capture_from_fields(struct slice text, struct arena *a,
			struct capture *ret_capture)
{
	struct slice rest = text;
	struct slice line;
	struct capture c;
	bool ours = false;
	int err = 0;

	set_absent(&c);
	while (!err && (line = slice_cut(&rest, '\n')).p)
		err = read_line(line, a, &c, &ours);
	if (err)
		return err;
	if (!ours)
		return ERR_INVALID;
	if (c.kind == CAPTURE_NOT_MODIFIED)
		c.has_payload = false;	/* the digest is that of another */
	*ret_capture = c;
	return 0;
}

int capture_copy(const struct capture *c, struct arena *a,
		 struct capture *ret_copy)
{
	struct capture copy = *c;

	for (int i = 0; i < FIELD_COUNT; i++) {
		const char **p;

		if (fields[i].type != TEXT)
			continue;
		p = (const char **)(void *)((char *)&copy + fields[i].at);
		if (!*p)
			continue;
		*p = arena_strndup(a, *p, strlen(*p));
		if (!*p)
			return arena_err(a);
	}
	copy.asked.body = arena_slice(a, c->asked.body);
	if (arena_err(a))
		return arena_err(a);
	*ret_copy = copy;
	return 0;
}
