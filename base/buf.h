/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A buffer of bytes that grows up to a maximum fixed when it is made, so that
 * no stranger decides how much memory we use.  Always NUL-terminated behind
 * the last byte (the NUL is not counted).  Not thread-safe.
 *
 * The first failure sticks: after it every buf_add*() returns the same error
 * and changes nothing, so a builder may write straight down and look at the
 * error once, at the end.
 */
#ifndef NIANBAO_BASE_BUF_H
#define NIANBAO_BASE_BUF_H

#include "base/slice.h"

#include <stdarg.h>

struct buf {
	char *data;	/* owned; NULL until the first byte */
	size_t len;	/* bytes in use */
	size_t cap;	/* bytes allocated, the NUL included */
	size_t max;	/* len never exceeds it */
	int err;	/* 0, ERR_NOMEM or ERR_TOOBIG; sticky */
};

/* No allocation; cannot fail. */
void buf_init(struct buf *b, size_t max);
#define BUF_INIT(maximum) {.max = (maximum)}
/* Frees the bytes; the buffer is then as after buf_init(). */
void buf_free(struct buf *b);
/* Forgets bytes and error, keeps the allocation. */
void buf_clear(struct buf *b);

/* All return 0, ERR_NOMEM or ERR_TOOBIG; on failure nothing is added. */
int buf_add(struct buf *b, const void *bytes, size_t n);
int buf_add_slice(struct buf *b, struct slice s);
int buf_adds(struct buf *b, const char *string);
int buf_addc(struct buf *b, char c);
int buf_addf(struct buf *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
int buf_addv(struct buf *b, const char *format, va_list args);
/* In decimal; a tenth of the cost of buf_addf(). */
int buf_addu(struct buf *b, uint64_t value);
/* One code point as UTF-8; surrogates and values past 10FFFF become FFFD. */
int buf_add_utf8(struct buf *b, unsigned codepoint);
/* A JSON string in its quotes.  The text is valid UTF-8; control characters
 * become \u00XX. */
int buf_add_json(struct buf *b, struct slice text);
/* Makes room for n more bytes, to be written at data + len by the caller,
 * who then raises len. */
int buf_reserve(struct buf *b, size_t n);

/* Lends all bytes; valid until the buffer changes.  Never absent. */
struct slice buf_slice(const struct buf *b);
/* Moves the bytes out (NUL-terminated, owned by the caller, free()d by it);
 * the buffer is empty afterwards.  NULL only when out of memory. */
char *buf_take(struct buf *b);
/* Cuts to the first n bytes; no effect when there are fewer. */
void buf_truncate(struct buf *b, size_t n);

#endif
