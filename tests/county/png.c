/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures: sky, two ranges of hills, terraced fields; 8-bit palette PNG
 * (ISO 15948).  And gzip, which needs the same library. */
#include "tests/county/files.h"

#include "tests/county/rng.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	WIDTH = 480, HEIGHT = 270, COLOURS = 48, ROW = WIDTH + 1,
	GZIP_BITS = 15 + 16, GZIP_LEVEL = 6, PICTURE_LEVEL = 1, SLACK = 1024,
};

static void be32(unsigned char *out, uint32_t value)
{
	out[0] = (unsigned char)(value >> 24);
	out[1] = (unsigned char)(value >> 16);
	out[2] = (unsigned char)(value >> 8);
	out[3] = (unsigned char)value;
}

static void chunk(struct buf *b, const char *type, const void *data,
		  size_t n)
{
	unsigned char word[4];
	uLong crc = crc32(0, (const Bytef *)type, 4);

	if (n)
		crc = crc32(crc, data, (uInt)n);
	be32(word, (uint32_t)n);
	(void)buf_add(b, word, sizeof(word));
	(void)buf_adds(b, type);
	(void)buf_add(b, data, n);
	be32(word, (uint32_t)crc);
	(void)buf_add(b, word, sizeof(word));
}

/* Three ramps of 16: sky, far hills, fields. */
static void palette(unsigned char out[COLOURS * 3], struct rng *r)
{
	unsigned tint = rng_below(r, 30);
	unsigned i;

	for (i = 0; i < 16; i++) {
		unsigned char *sky = out + 3 * i;
		unsigned char *hill = out + 3 * (16 + i);
		unsigned char *field = out + 3 * (32 + i);

		sky[0] = (unsigned char)(120 + 6 * i + tint);
		sky[1] = (unsigned char)(170 + 4 * i);
		sky[2] = (unsigned char)(225 + i);
		hill[0] = (unsigned char)(60 + 2 * i);
		hill[1] = (unsigned char)(100 + tint + i);
		hill[2] = (unsigned char)(90 + i);
		field[0] = (unsigned char)(90 + 7 * i);
		field[1] = (unsigned char)(140 + 4 * i);
		field[2] = (unsigned char)(50 + tint);
	}
}

/* A hill line from two triangle waves. */
static int ridge(int x, int period, int height, int shift)
{
	int a = (x + shift) % period;
	int b = (x * 3 + shift) % period;

	return height * (abs(a - period / 2) * 3 + abs(b - period / 2))
	       / (2 * period);
}

static void paint(unsigned char *pixels, struct rng *r)
{
	int shift = rng_between(r, 0, 400), terraces = rng_between(r, 5, 12);
	int x, y;

	for (x = 0; x < WIDTH; x++) {
		int far = 150 - ridge(x, 260, 90, shift);
		int near = 190 - ridge(x, 410, 60, shift * 2);

		for (y = 0; y < HEIGHT; y++) {
			unsigned char *p = &pixels[y * ROW + x + 1];

			if (y < far)
				*p = (unsigned char)(y * 15 / HEIGHT);
			else if (y < near)
				*p = (unsigned char)(16 + (y - far) / 8 % 16);
			else
				*p = (unsigned char)(32 + (y - near)
						     / terraces * 5 % 16);
		}
	}
}

void file_png(struct buf *b, uint64_t seed, unsigned number)
{
	static const unsigned char size[13] = {
		0, 0, WIDTH >> 8, WIDTH & 0xff, 0, 0, HEIGHT >> 8,
		HEIGHT & 0xff, 8, 3, 0, 0, 0};
	struct rng r = rng_of(seed, "picture", number);
	unsigned char colours[COLOURS * 3];
	unsigned char *pixels = calloc(HEIGHT, ROW);
	uLongf packed = compressBound(HEIGHT * ROW);
	Bytef *data = malloc(packed);

	if (pixels && data) {
		palette(colours, &r);
		paint(pixels, &r);
		(void)compress2(data, &packed, pixels, HEIGHT * ROW,
				PICTURE_LEVEL);
		(void)buf_add(b, "\x89PNG\r\n\x1a\n", 8);
		chunk(b, "IHDR", size, sizeof(size));
		chunk(b, "PLTE", colours, sizeof(colours));
		chunk(b, "IDAT", data, packed);
		chunk(b, "IEND", "", 0);
	}
	free(data);
	free(pixels);
}

void file_gzip(struct buf *b)
{
	z_stream z = {0};
	struct buf out;

	buf_init(&out, b->max);
	if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_BITS, 8,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	if (!buf_reserve(&out, b->len + SLACK)) {
		z.next_in = (Bytef *)b->data;
		z.avail_in = (uInt)b->len;
		z.next_out = (Bytef *)out.data;
		z.avail_out = (uInt)(b->len + SLACK);
		(void)deflate(&z, Z_FINISH);
		out.len = z.total_out;
	}
	(void)deflateEnd(&z);
	buf_free(b);
	*b = out;
}
