/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of verify share; not for use outside store/verify*.c. */
#ifndef NIANBAO_STORE_VERIFY_PRIVATE_H
#define NIANBAO_STORE_VERIFY_PRIVATE_H

#include "store/capture.h"
#include "store/verify.h"
#include "store/warc_read.h"

/* First bytes of a SHA-256: no collision among any number of records. */
struct verify_key {
	uint8_t bytes[16];
};

/* One record, as far as others may refer to it: 80 bytes. */
struct verify_entry {
	struct verify_key id, uri, payload; /* zero: it has none */
	int64_t date_ms;	/* INT64_MIN: none */
	uint64_t offset, length;
	uint32_t file;		/* index of its name */
	uint8_t type;		/* enum warc_type */
	uint8_t truncated;	/* enum capture_truncated */
	bool in_catalog;	/* metadata: a row names it */
};

enum verify_ref_kind {
	VERIFY_REF_CONCURRENT,
	VERIFY_REF_REFERS,
	VERIFY_REF_WARCINFO,
	VERIFY_REF_MAIN,	/* nianbao-record-id of a metadata record */
};

/* A field of the record from that names another one. */
struct verify_ref {
	enum verify_ref_kind kind;
	struct verify_entry from; /* MAIN: as the main record should be */
	struct verify_key to;
	struct verify_key uri;	/* REFERS: WARC-Refers-To-Target-URI */
	int64_t date_ms;	/* REFERS: WARC-Refers-To-Date */
};

/* Most references reach a record close by and are settled at once; what is
 * kept until the end are the others. */
struct verify_refs {
	struct verify_entry *entries;	/* owned; every record */
	size_t entry_count, entry_cap;
	struct verify_ref *refs;	/* owned; not yet settled */
	size_t ref_count, ref_cap;
};

struct verify_catalog;

struct verify {
	const struct verify_options *options;
	struct verify_totals *totals;
	bool archive;		/* ours: our own promises are checked, too */
	uint64_t done, total;	/* bytes, for on_progress */
	char **files;		/* names, owned; for findings at the end */
	size_t file_count;
	struct verify_refs refs;
	struct verify_catalog *catalog; /* NULL: none that can be read */
};

/* Counts a finding and gives it out.  file: a name that lives that long. */
void verify_say(struct verify *v, enum verify_rule rule, const char *file,
		uint64_t offset, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* verify_record.c: the rules of one record by itself, found in the last file
 * of v->files. */
void verify_record(struct verify *v, const struct warc_record *record);
/* verify_capture.c: what a metadata record of ours says; after
 * verify_refs_add().  ERR_NOMEM. */
int verify_capture(struct verify *v, const struct warc_record *record);

/* verify_refs.c: remembers the record and what it refers to. ERR_NOMEM. */
int verify_refs_add(struct verify *v, const struct warc_record *record);
/* And that the newest one, a metadata record, is about this capture. */
int verify_refs_add_main(struct verify *v, const struct capture *c);
/* Holds them against each other, once all are known.  Entries, which stood in
 * order of file and offset, are sorted by id afterwards. */
void verify_refs_check(struct verify *v);
void verify_refs_free(struct verify_refs *refs);
/* Keys of texts; of absent ones zero.  ERR_NOMEM. */
int verify_key_of(struct slice text, struct verify_key *ret_key);
/* Of a digest field's value, whichever case it is spelled in. */
int verify_key_of_digest(struct slice value, struct verify_key *ret_key);
/* Of the bytes of a SHA-256, as its field would have it. */
int verify_key_of_sha256(const uint8_t sha256[SHA256_BYTES],
			 struct verify_key *ret_key);
bool verify_key_same(const struct verify_key *a, const struct verify_key *b);

/* verify_catalog.c: opens DIR/catalog.sqlite3 and notes how far its rows go at
 * this moment; a crawler may go on writing.  What is wrong with it is a
 * finding.  ERR_NOMEM. */
int verify_catalog_open(struct verify *v, const char *dir);
/* Where the rows of a file end (UINT64_MAX: no catalog, or a file at rest). */
uint64_t verify_catalog_limit(struct verify *v, const char *name);
/* Rows against records; before verify_refs_check().  ERR_NOMEM. */
int verify_catalog_check(struct verify *v, const char *dir);
/* NULL allowed. */
void verify_catalog_close(struct verify_catalog *c);

#endif
