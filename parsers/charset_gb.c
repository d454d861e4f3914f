/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GB18030 after the WHATWG Encoding Standard, with the changes of GB
 * 18030-2022 it adopted.  glibc's converter is not used: it knows another
 * index (FE10-FE19, A3A0, byte 0x80) and cannot tell how much of a malformed
 * sequence the standard gives back to the stream.  gb2312 and gbk mean this
 * decoder too.
 *
 * Two-byte codes come from gb_index.  Four-byte codes are linear within
 * ranges; gb_ranges holds where each begins.
 */
#include "parsers/charset_private.h"

enum { ROW = 190, ROWS = 126 };

struct gb_range {
	uint32_t pointer;
	uint32_t cp;
};

#define CHARSET_WANT_GB
#include "parsers/charset_tables.inc"

enum { RANGES = sizeof(gb_ranges) / sizeof(*gb_ranges) };

/* Private use code points that GB 18030-2022 moved away from their two-byte
 * codes; text written before still encodes to these (the standard's table in
 * "gb18030 encoder"). */
static const struct { uint16_t cp, code; } gb_former[] = {
	{0xE78D, 0xA6D9}, {0xE78E, 0xA6DA}, {0xE78F, 0xA6DB},
	{0xE790, 0xA6DC}, {0xE791, 0xA6DD}, {0xE792, 0xA6DE},
	{0xE793, 0xA6DF}, {0xE794, 0xA6EC}, {0xE795, 0xA6ED},
	{0xE796, 0xA6F3}, {0xE81E, 0xFE59}, {0xE826, 0xFE61},
	{0xE82B, 0xFE66}, {0xE82C, 0xFE67}, {0xE832, 0xFE6D},
	{0xE843, 0xFE7E}, {0xE854, 0xFE90}, {0xE864, 0xFEA0},
};

/* "index gb18030 ranges code point" */
static uint32_t range_code_point(uint32_t pointer)
{
	size_t low = 0;
	size_t high = RANGES;

	if ((pointer > 39419 && pointer < 189000) || pointer > 1237575)
		return CHARSET_BAD;
	if (pointer == 7457)	/* swapped with A8BC in 2005 */
		return 0xE7C7;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (gb_ranges[middle].pointer <= pointer)
			low = middle;
		else
			high = middle;
	}
	return gb_ranges[low].cp + (pointer - gb_ranges[low].pointer);
}

/* The bytes left over in an error go back to the stream, as the standard
 * says: *used counts only what the error swallows. */
static uint32_t four_step(const uint8_t *p, size_t n, size_t *used)
{
	uint32_t cp;

	*used = n < 4 ? n : 4;	/* cut at the end: one error for all */
	if (n < 3)
		return CHARSET_BAD;
	if (p[2] < 0x81 || p[2] > 0xFE)
		*used = 1;
	else if (n >= 4 && (p[3] < 0x30 || p[3] > 0x39))
		*used = 1;
	if (*used < 4)
		return CHARSET_BAD;
	cp = ((p[0] - 0x81u) * 10 + p[1] - 0x30u) * 126 + p[2] - 0x81u;
	return range_code_point(cp * 10 + p[3] - 0x30u);
}

static uint32_t gb_step(const uint8_t *p, size_t n, size_t *used)
{
	uint8_t trail;

	*used = 1;
	if (p[0] < 0x80)
		return p[0];
	if (p[0] == 0x80)
		return 0x20AC;
	if (p[0] == 0xFF || n == 1)
		return CHARSET_BAD;
	trail = p[1];
	if (trail >= 0x30 && trail <= 0x39)
		return four_step(p, n, used);
	if (trail < 0x40 || trail == 0x7F)
		return CHARSET_BAD;	/* an ASCII byte is given back */
	*used = 2;
	if (trail == 0xFF)
		return CHARSET_BAD;
	return gb_index[(p[0] - 0x81) * ROW + trail -
			(trail < 0x7F ? 0x40 : 0x41)];
}

int charset_gb_decode(struct slice bytes, struct buf *out)
{
	const uint8_t *p = (const uint8_t *)bytes.p;
	struct sink sink = {.out = out};
	size_t at = 0;
	size_t used;

	while (at < bytes.n) {
		used = charset_ascii_run(p + at, bytes.n - at);
		sink_ascii(&sink, p + at, used);
		at += used;
		while (at < bytes.n && p[at] >= 0x80) {
			sink_add(&sink, gb_step(p + at, bytes.n - at, &used));
			at += used;
		}
	}
	return sink_end(&sink);
}

size_t charset_gb_errors(struct slice bytes)
{
	const uint8_t *p = (const uint8_t *)bytes.p;
	size_t errors = 0;
	size_t at = 0;
	size_t used;

	while (at < bytes.n) {
		if (gb_step(p + at, bytes.n - at, &used) == CHARSET_BAD)
			errors++;
		at += used;
	}
	return errors;
}

/* Pointer of cp within the rows [from, to), or UINT32_MAX. */
static uint32_t find_pointer(uint32_t cp, uint32_t from, uint32_t to)
{
	for (uint32_t i = from * ROW; i < to * ROW; i++)
		if (gb_index[i] == cp)
			return i;
	return UINT32_MAX;
}

static size_t put_two(uint32_t code, uint8_t *out)
{
	out[0] = (uint8_t)(code >> 8);
	out[1] = (uint8_t)code;
	return 2;
}

static size_t put_four(uint32_t cp, uint8_t *out)
{
	size_t i = RANGES - 1;
	uint32_t pointer;

	while (gb_ranges[i].cp > cp)
		i--;
	pointer = cp == 0xE7C7 ? 7457
			       : gb_ranges[i].pointer + cp - gb_ranges[i].cp;
	out[0] = (uint8_t)(pointer / 12600 + 0x81);
	out[1] = (uint8_t)(pointer / 1260 % 10 + 0x30);
	out[2] = (uint8_t)(pointer / 10 % 126 + 0x81);
	out[3] = (uint8_t)(pointer % 10 + 0x30);
	return 4;
}

size_t charset_gb_encode(uint32_t cp, bool gbk, uint8_t *out)
{
	uint32_t pointer;
	uint32_t trail;

	if (cp < 0x80) {
		out[0] = (uint8_t)cp;
		return 1;
	}
	if (cp == 0xE5E5)	/* A3A0 decodes to U+3000, so it has none */
		return 0;
	if (gbk && cp == 0x20AC) {
		out[0] = 0x80;
		return 1;
	}
	for (size_t i = 0; i < sizeof(gb_former) / sizeof(*gb_former); i++)
		if (gb_former[i].cp == cp)
			return put_two(gb_former[i].code, out);
	/* The 6,763 characters of GB2312 first (rows B0-F7): nearly all that
	 * is asked.  A miss costs one pass over 48 kB, some 10 µs. */
	pointer = find_pointer(cp, 0xB0 - 0x81, 0xF8 - 0x81);
	if (pointer == UINT32_MAX)
		pointer = find_pointer(cp, 0, 0xB0 - 0x81);
	if (pointer == UINT32_MAX)
		pointer = find_pointer(cp, 0xF8 - 0x81, ROWS);
	if (pointer == UINT32_MAX)
		return gbk ? 0 : put_four(cp, out);
	trail = pointer % ROW;
	return put_two((pointer / ROW + 0x81) << 8 |
		       (trail + (trail < 0x3F ? 0x40 : 0x41)), out);
}
