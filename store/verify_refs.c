/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What records say about each other.
 *
 * An entry is kept for each record, a reference only until it is settled:
 *
 *   concurrent   waits for its opposite.  When A→B meets B→A both records are
 *                known to exist and both go.  Of an exchange all are gone by
 *                its last record.
 *   warcinfo,    look among the entries just added, where they find their
 *   main         record nearly always
 *   refers       wait for the end: their record is anywhere
 *
 * At the end entries are sorted by id, and what is left is looked up.
 * Ids, URIs and digests are kept as the first bytes of their SHA-256.
 */
#include "base/err.h"
#include "parsers/httpdate.h"
#include "store/verify_private.h"

#include <stdlib.h>

/* How far to look back: an exchange has three records and four references
 * that wait; interleaving writers may mix a few. */
enum { LOOK_BACK = 64, FIRST_CAP = 256 };

bool verify_key_same(const struct verify_key *a, const struct verify_key *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static bool has_key(const struct verify_key *key)
{
	static const struct verify_key none;

	return !verify_key_same(key, &none);
}

int verify_key_of(struct slice text, struct verify_key *ret_key)
{
	uint8_t sha256[SHA256_BYTES];
	int err;

	memset(ret_key, 0, sizeof(*ret_key));
	if (!text.p)
		return 0;
	err = digest_sha256(text, sha256);
	if (!err)
		memcpy(ret_key, sha256, sizeof(*ret_key));
	return err;
}

/* Digests may be spelled in either case. */
int verify_key_of_digest(struct slice value, struct verify_key *ret_key)
{
	char upper[128];
	size_t n = value.n < sizeof(upper) ? value.n : sizeof(upper);

	for (size_t i = 0; i < n; i++) {
		char c = value.p[i];

		upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
	}
	return verify_key_of((struct slice){value.p ? upper : NULL, n},
			     ret_key);
}

int verify_key_of_sha256(const uint8_t sha256[SHA256_BYTES],
			 struct verify_key *ret_key)
{
	char digest[sizeof("sha256:") - 1 + SHA256_HEX_SIZE] = "sha256:";

	digest_hex(sha256, digest + strlen("sha256:"));
	return verify_key_of_digest(slice_of(digest), ret_key);
}

static int64_t date_of(const struct warc_record *record, const char *name)
{
	int64_t ms;

	if (httpdate_from_iso(warc_field(record, name), &ms))
		return INT64_MIN;
	return ms;
}

static uint8_t truncated_of(const struct warc_record *record)
{
	struct slice word = warc_field(record, "WARC-Truncated");

	for (int i = TRUNCATED_LENGTH; i <= TRUNCATED_DISCONNECT; i++)
		if (slice_eqs(word, capture_truncated_name(
						(enum capture_truncated)i)))
			return (uint8_t)i;
	return TRUNCATED_NO;
}

/* --- adding ----------------------------------------------------------- */

/* Room for one more element of that size. */
static int grow(void **items, size_t count, size_t *cap, size_t size)
{
	size_t wanted = *cap ? *cap * 2 : FIRST_CAP;
	void *bigger;

	if (count < *cap)
		return 0;
	if (wanted > SIZE_MAX / size)
		return ERR_NOMEM;
	bigger = realloc(*items, wanted * size);
	if (!bigger)
		return ERR_NOMEM;
	*items = bigger;
	*cap = wanted;
	return 0;
}

static const char *file_of(const struct verify *v,
			   const struct verify_entry *e)
{
	return v->files[e->file];
}

static bool is_exchange(uint8_t type)
{
	return type == WARC_RESPONSE || type == WARC_REVISIT ||
	       type == WARC_RESOURCE;
}

/* Two records that name each other. */
static void check_pair(struct verify *v, const struct verify_entry *a,
		       const struct verify_entry *b)
{
	bool request = (a->type == WARC_REQUEST && is_exchange(b->type)) ||
		       (b->type == WARC_REQUEST && is_exchange(a->type));

	if (a->date_ms != b->date_ms)
		verify_say(v, VERIFY_PAIR_DATE, file_of(v, b), b->offset,
			   "its concurrent record at %llu has another date",
			   (unsigned long long)a->offset);
	if (request && !verify_key_same(&a->uri, &b->uri))
		verify_say(v, VERIFY_PAIR_URI, file_of(v, b), b->offset,
			   "its concurrent record at %llu has another URI",
			   (unsigned long long)a->offset);
}

/* The opposite of ref among the last that wait; it is taken out. */
static bool settle_pair(struct verify *v, const struct verify_ref *ref)
{
	struct verify_refs *r = &v->refs;
	size_t stop = r->ref_count > LOOK_BACK ? r->ref_count - LOOK_BACK : 0;

	for (size_t i = r->ref_count; i-- > stop;) {
		struct verify_ref *other = &r->refs[i];

		if (other->kind != VERIFY_REF_CONCURRENT ||
		    !verify_key_same(&other->to, &ref->from.id) ||
		    !verify_key_same(&other->from.id, &ref->to))
			continue;
		check_pair(v, &other->from, &ref->from);
		r->ref_count--;
		memmove(other, other + 1,
			(r->ref_count - i) * sizeof(*other));
		return true;
	}
	return false;
}

static void check_warcinfo(struct verify *v, const struct verify_ref *ref,
			   const struct verify_entry *e)
{
	if (e->type != WARC_INFO)
		verify_say(v, VERIFY_WARCINFO_ID, file_of(v, &ref->from),
			   ref->from.offset,
			   "WARC-Warcinfo-ID names a %s record",
			   warc_type_name((enum warc_type)e->type));
}

static void check_main(struct verify *v, const struct verify_ref *ref,
		       const struct verify_entry *e)
{
	const struct verify_entry *want = &ref->from;
	const char *what = NULL;

	if (e->type != want->type)
		what = "type";
	else if (e->date_ms != want->date_ms)
		what = "date";
	else if (!verify_key_same(&e->payload, &want->payload))
		what = "payload digest";
	else if (e->type != WARC_REVISIT && e->type != WARC_METADATA &&
		 e->truncated != want->truncated)
		what = "WARC-Truncated";
	if (what)
		verify_say(v, VERIFY_CAPTURE_RECORD, file_of(v, want),
			   want->offset,
			   "the main record at %llu has another %s",
			   (unsigned long long)e->offset, what);
}

static void check_refers(struct verify *v, const struct verify_ref *ref,
			 const struct verify_entry *e)
{
	const struct verify_entry *from = &ref->from;
	const char *file = file_of(v, from);

	if (from->type != WARC_REVISIT)
		return;
	if (e->type == WARC_REVISIT || e->type == WARC_REQUEST ||
	    e->type == WARC_METADATA || e->type == WARC_INFO)
		verify_say(v, VERIFY_REFERS_BODY, file, from->offset,
			   "it refers to a %s record",
			   warc_type_name((enum warc_type)e->type));
	if (has_key(&from->payload) && has_key(&e->payload) &&
	    !verify_key_same(&from->payload, &e->payload))
		verify_say(v, VERIFY_REFERS_DIGEST, file, from->offset,
			   "it refers to another payload, at %llu in %s",
			   (unsigned long long)e->offset, file_of(v, e));
	if (has_key(&ref->uri) && !verify_key_same(&ref->uri, &e->uri))
		verify_say(v, VERIFY_REFERS_URI, file, from->offset,
			   "the record at %llu in %s has another URI",
			   (unsigned long long)e->offset, file_of(v, e));
	if (ref->date_ms != INT64_MIN && ref->date_ms != e->date_ms)
		verify_say(v, VERIFY_REFERS_DATE, file, from->offset,
			   "the record at %llu in %s has another date",
			   (unsigned long long)e->offset, file_of(v, e));
}

static void check_found(struct verify *v, const struct verify_ref *ref,
			const struct verify_entry *e)
{
	switch (ref->kind) {
	case VERIFY_REF_CONCURRENT:
		verify_say(v, VERIFY_ONE_SIDED, file_of(v, &ref->from),
			   ref->from.offset,
			   "the concurrent record at %llu does not name it",
			   (unsigned long long)e->offset);
		return;
	case VERIFY_REF_REFERS:
		check_refers(v, ref, e);
		return;
	case VERIFY_REF_WARCINFO:
		check_warcinfo(v, ref, e);
		return;
	case VERIFY_REF_MAIN:
		check_main(v, ref, e);
		return;
	}
}

/* Settles it by an entry close by, if there is one. */
static bool settle_near(struct verify *v, const struct verify_ref *ref)
{
	const struct verify_refs *r = &v->refs;
	size_t stop = r->entry_count > LOOK_BACK ?
		      r->entry_count - LOOK_BACK : 0;

	for (size_t i = r->entry_count; i-- > stop;) {
		if (!verify_key_same(&r->entries[i].id, &ref->to))
			continue;
		check_found(v, ref, &r->entries[i]);
		return true;
	}
	return false;
}

static int add_ref(struct verify *v, const struct verify_ref *ref)
{
	struct verify_refs *r = &v->refs;
	int err;

	v->totals->references++;
	if (ref->kind == VERIFY_REF_CONCURRENT && settle_pair(v, ref))
		return 0;
	if ((ref->kind == VERIFY_REF_WARCINFO ||
	     ref->kind == VERIFY_REF_MAIN) && settle_near(v, ref))
		return 0;
	err = grow((void **)&r->refs, r->ref_count, &r->ref_cap, sizeof(*ref));
	if (!err)
		r->refs[r->ref_count++] = *ref;
	return err;
}

static int add_fields(struct verify *v, const struct warc_record *record,
		      const struct verify_entry *e)
{
	static const struct {
		const char *name;
		enum verify_ref_kind kind;
	} names[] = {
		{"WARC-Concurrent-To", VERIFY_REF_CONCURRENT},
		{"WARC-Refers-To", VERIFY_REF_REFERS},
		{"WARC-Warcinfo-ID", VERIFY_REF_WARCINFO},
	};
	struct verify_ref ref = {
		.from = *e,
		.date_ms = date_of(record, "WARC-Refers-To-Date"),
	};
	int err = verify_key_of(warc_field(record, "WARC-Refers-To-Target-URI"),
			   &ref.uri);

	for (size_t i = 0; !err && i < record->field_count; i++) {
		const struct warc_field *f = &record->fields[i];

		for (size_t k = 0; !err && k < 3; k++) {
			if (!slice_ieqs(f->name, names[k].name))
				continue;
			ref.kind = names[k].kind;
			err = verify_key_of(f->value, &ref.to);
			if (!err)
				err = add_ref(v, &ref);
		}
	}
	return err;
}

int verify_refs_add(struct verify *v, const struct warc_record *record)
{
	struct verify_refs *r = &v->refs;
	struct verify_entry e = {
		.date_ms = date_of(record, "WARC-Date"),
		.offset = record->offset, .length = record->length,
		.file = (uint32_t)(v->file_count - 1),
		.type = (uint8_t)record->type,
		.truncated = truncated_of(record),
	};
	int err = verify_key_of(warc_field(record, "WARC-Record-ID"), &e.id);

	if (!err)
		err = verify_key_of(warc_target_uri(record), &e.uri);
	if (!err)
		err = verify_key_of_digest(warc_field(record,
						 "WARC-Payload-Digest"),
				      &e.payload);
	if (!err)
		err = grow((void **)&r->entries, r->entry_count, &r->entry_cap,
			   sizeof(e));
	if (err)
		return err;
	r->entries[r->entry_count++] = e;
	return add_fields(v, record, &e);
}

int verify_refs_add_main(struct verify *v, const struct capture *c)
{
	static const enum warc_type types[] = {
		[CAPTURE_RESPONSE] = WARC_RESPONSE,
		[CAPTURE_REVISIT] = WARC_REVISIT,
		[CAPTURE_NOT_MODIFIED] = WARC_REVISIT,
		[CAPTURE_RESOURCE] = WARC_RESOURCE,
		[CAPTURE_FAILED] = WARC_METADATA,
	};
	struct verify_ref ref = {
		.kind = VERIFY_REF_MAIN,
		.from = v->refs.entries[v->refs.entry_count - 1],
	};
	int err;

	ref.from.type = (uint8_t)types[c->kind];
	ref.from.date_ms = c->started_ms;
	ref.from.truncated = (uint8_t)c->truncated;
	memset(&ref.from.payload, 0, sizeof(ref.from.payload));
	err = verify_key_of(slice_of(c->record_id), &ref.to);
	if (!err && capture_has_digest(c) && c->kind != CAPTURE_FAILED)
		err = verify_key_of_sha256(c->sha256, &ref.from.payload);
	return err ? err : add_ref(v, &ref);
}

/* --- the end ---------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
	const struct verify_entry *x = a, *y = b;
	int order = memcmp(&x->id, &y->id, sizeof(x->id));

	if (order)
		return order;
	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static const struct verify_entry *find(const struct verify_refs *r,
				       const struct verify_key *id)
{
	size_t low = 0, high = r->entry_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = memcmp(&r->entries[mid].id, id, sizeof(*id));

		if (order == 0)
			return &r->entries[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static void check_ref(struct verify *v, const struct verify_ref *ref)
{
	static const char *const names[] = {
		[VERIFY_REF_CONCURRENT] = "WARC-Concurrent-To",
		[VERIFY_REF_REFERS] = "WARC-Refers-To",
		[VERIFY_REF_WARCINFO] = "WARC-Warcinfo-ID",
		[VERIFY_REF_MAIN] = "nianbao-record-id",
	};
	const struct verify_entry *e = find(&v->refs, &ref->to);

	if (e) {
		check_found(v, ref, e);
		return;
	}
	/* one file alone: it may well be in another */
	if (ref->kind == VERIFY_REF_REFERS && !v->archive)
		return;
	verify_say(v, VERIFY_DANGLING, file_of(v, &ref->from),
		   ref->from.offset, "%s finds no record", names[ref->kind]);
}

void verify_refs_check(struct verify *v)
{
	struct verify_refs *r = &v->refs;

	if (r->entry_count == 0)
		return;
	qsort(r->entries, r->entry_count, sizeof(*r->entries), by_id);
	for (size_t i = 1; i < r->entry_count; i++) {
		const struct verify_entry *a = &r->entries[i - 1];
		const struct verify_entry *b = &r->entries[i];

		if (has_key(&b->id) && verify_key_same(&a->id, &b->id))
			verify_say(v, VERIFY_ID_UNIQUE, file_of(v, b),
				   b->offset,
				   "the record at %llu in %s has its id",
				   (unsigned long long)a->offset,
				   file_of(v, a));
	}
	for (size_t i = 0; i < r->ref_count; i++)
		check_ref(v, &r->refs[i]);
}

void verify_refs_free(struct verify_refs *r)
{
	free(r->entries);
	free(r->refs);
	*r = (struct verify_refs){0};
}
