/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the fuzz targets of documents share: small limits, and what must be
 * true of a document whatever it was made from.  Header only: each target is
 * one file.
 */
#ifndef NIANBAO_TESTS_FUZZ_DOCUMENT_H
#define NIANBAO_TESTS_FUZZ_DOCUMENT_H

#include "parsers/document/document_private.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { FUZZ_MEMORY = 64 << 20, FUZZ_ANSWER = 32 << 20 };

static const struct document_limits fuzz_limits = {
	.text = 1 << 20, .member = 1 << 20, .unpacked = 4 << 20,
	.members = 50, .pages = 20, .grids = 50, .tool_seconds = 1,
};

static inline void fuzz_claim(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

/* What crosses from the converter child arrives, and arrives unchanged. */
static inline void fuzz_check(const struct document *d)
{
	struct buf first = BUF_INIT(FUZZ_ANSWER);
	struct buf second = BUF_INIT(FUZZ_ANSWER);
	struct arena *a = arena_new(2 * FUZZ_MEMORY);
	const struct document *back;

	if (a && document_write(d, &first) == 0) {
		int err = document_parse(buf_slice(&first), a, &back);

		fuzz_claim(err == 0 || arena_err(a), "it can be parsed");
		if (!err && document_write(back, &second) == 0)
			fuzz_claim(slice_eq(buf_slice(&first),
					    buf_slice(&second)),
				   "it is the same again");
	}
	arena_free(a);
	buf_free(&first);
	buf_free(&second);
}

/* A whole document, as the converter child reads one. */
static inline void fuzz_read(struct slice bytes)
{
	struct arena *a = arena_new(FUZZ_MEMORY);
	const struct document *d;

	if (a && document_read(bytes, &fuzz_limits, a, &d) == 0)
		fuzz_check(d);
	arena_free(a);
}

/* One reader, whatever the bytes look like. */
static inline void fuzz_reader(document_reader *reader, struct slice bytes)
{
	struct arena *a = arena_new(FUZZ_MEMORY);
	struct document_reading r = {.limits = &fuzz_limits, .arena = a};
	struct document d = {.tool = "built-in"};
	struct build *b = a ? build_new(&fuzz_limits, a) : NULL;

	if (b) {
		(void)reader(&r, bytes, b, &d);	/* any error may be */
		if (build_end(b, &d) == 0)
			fuzz_check(&d);
	}
	build_free(b);
	arena_free(a);
}

#endif
