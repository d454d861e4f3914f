/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The records of a WARC file of ours, put together again to what was one
 * attempt: main record, request, metadata.  For the start after a crash and
 * for mend; not for use outside store/.
 */
#ifndef NIANBAO_STORE_GATHER_H
#define NIANBAO_STORE_GATHER_H

#include "store/capture.h"

/* Everything the file tells of one attempt. Lent for one call. */
struct gathered {
	struct capture capture;	/* all but rows; the body of a POST in asked */
	struct slice head;	/* HTTP head that came; absent if none */
	struct slice payload;	/* bytes of the main record; absent where it
				 * has none of its own, or payload_cut */
	bool payload_cut;	/* longer than max_payload: left out */
};

struct gather_options {
	uint64_t from;		/* offset of the first record looked at */
	size_t max_payload;	/* bytes of a payload held in memory */
	/* A capture; nonzero ends the walk and is returned. */
	int (*on_capture)(void *ctx, const struct gathered *g);
	/* What could not be read or put together, in words; may be NULL. */
	void (*on_note)(void *ctx, uint64_t offset, const char *what);
	/* How far in the file the walk is; may be NULL. */
	void (*on_progress)(void *ctx, uint64_t offset);
	void *ctx;
};

struct gather_totals {
	uint64_t records, captures;
	uint64_t end;		/* behind the last record that was whole */
	bool torn;		/* the file ends inside a record, at end or
				 * behind damage */
};

/*
 * Walks the file at path; name is what captures have as warc_file.  Damaged
 * records and exchanges that lack one are noted and passed over.  Memory of
 * one capture is freed with the next.
 * ERR_NOTFOUND, ERR_READONLY, ERR_IO, ERR_NOMEM, or what on_capture returned.
 */
int gather_file(const char *path, const char *name,
		const struct gather_options *options,
		struct gather_totals *ret_totals);

/* Behind the warcinfo record that the file at path begins with; *ret_end is
 * untouched where it begins with another, or with none that is whole.
 * warc_open()'s errors. */
int gather_info_end(const char *path, uint64_t *ret_end);

#endif
