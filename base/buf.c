/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include "base/err.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAP = 64 };

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max};
}

void buf_free(struct buf *b)
{
	free(b->data);
	buf_init(b, b->max);
}

void buf_clear(struct buf *b)
{
	buf_truncate(b, 0);
	b->err = ERR_OK;
}

static int fail(struct buf *b, int err)
{
	b->err = err;
	return err;
}

int buf_reserve(struct buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : FIRST_CAP;
	char *data;

	if (b->err)
		return b->err;
	if (n > b->max - b->len || b->len + n == SIZE_MAX)
		return fail(b, ERR_TOOBIG);
	if (b->len + n + 1 <= b->cap)
		return 0;
	while (cap < b->len + n + 1)
		cap = cap > SIZE_MAX / 2 ? b->len + n + 1 : cap * 2;
	data = realloc(b->data, cap);
	if (!data)
		return fail(b, ERR_NOMEM);
	b->data = data;
	b->cap = cap;
	b->data[b->len] = '\0';
	return 0;
}

int buf_add(struct buf *b, const void *bytes, size_t n)
{
	int err = buf_reserve(b, n);

	if (err)
		return err;
	if (n)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
	return 0;
}

int buf_add_slice(struct buf *b, struct slice s)
{
	return buf_add(b, s.p, s.n);
}

int buf_adds(struct buf *b, const char *string)
{
	return buf_add(b, string, strlen(string));
}

int buf_addc(struct buf *b, char c)
{
	return buf_add(b, &c, 1);
}

int buf_addv(struct buf *b, const char *format, va_list args)
{
	va_list again;
	int n;
	int err;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0)
		return fail(b, ERR_INVALID);
	err = buf_reserve(b, (size_t)n);
	if (err)
		return err;
	(void)vsnprintf(b->data + b->len, (size_t)n + 1, format, args);
	b->len += (size_t)n;
	return 0;
}

int buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;
	int err;

	va_start(args, format);
	err = buf_addv(b, format, args);
	va_end(args);
	return err;
}

int buf_addu(struct buf *b, uint64_t value)
{
	char digits[20];	/* of UINT64_MAX */
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	return buf_add(b, digits + at, sizeof(digits) - at);
}

int buf_add_utf8(struct buf *b, unsigned cp)
{
	char out[4];

	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = 0xFFFD;
	if (cp < 0x80)
		return buf_addc(b, (char)cp);
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return buf_add(b, out, 2);
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return buf_add(b, out, 3);
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return buf_add(b, out, 4);
}

static bool needs_escape(char c)
{
	return c == '"' || c == '\\' || (unsigned char)c < 0x20;
}

int buf_add_json(struct buf *b, struct slice text)
{
	size_t begin = b->len;
	size_t from = 0;	/* of what is copied as it is */

	(void)buf_addc(b, '"');		/* sticky, as all below */
	for (size_t i = 0; i < text.n; i++) {
		if (!needs_escape(text.p[i]))
			continue;
		(void)buf_add(b, text.p + from, i - from);
		from = i + 1;
		if ((unsigned char)text.p[i] < 0x20)
			(void)buf_addf(b, "\\u%04x", text.p[i]);
		else
			(void)buf_addf(b, "\\%c", text.p[i]);
	}
	(void)buf_add(b, text.p + from, text.n - from);
	(void)buf_addc(b, '"');
	if (b->err)
		buf_truncate(b, begin);	/* nothing is added on failure */
	return b->err;
}

struct slice buf_slice(const struct buf *b)
{
	return (struct slice){b->data ? b->data : "", b->len};
}

char *buf_take(struct buf *b)
{
	char *data;

	if (!b->data && buf_reserve(b, 0))
		return NULL;
	data = b->data;
	buf_init(b, b->max);
	return data;
}

void buf_truncate(struct buf *b, size_t n)
{
	if (n >= b->len)
		return;
	b->len = n;
	b->data[n] = '\0';
}
