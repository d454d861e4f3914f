/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/gz.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { GZIP_WINDOW = 31 };

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "gz: %s\n", what);
	abort();
}

void gz_add(struct buf *out, struct slice text)
{
	z_stream z = {0};
	size_t bound;

	must(deflateInit2(&z, 6, Z_DEFLATED, GZIP_WINDOW, 8,
			  Z_DEFAULT_STRATEGY) == Z_OK, "deflateInit2");
	bound = deflateBound(&z, text.n);
	must(buf_reserve(out, bound) == 0, "buf_reserve");
	z.next_in = (unsigned char *)(uintptr_t)text.p;
	z.avail_in = (unsigned)text.n;
	z.next_out = (unsigned char *)out->data + out->len;
	z.avail_out = (unsigned)bound;
	must(deflate(&z, Z_FINISH) == Z_STREAM_END, "deflate");
	out->len += z.total_out;
	(void)deflateEnd(&z);	/* it was finished */
}

void gz_undo(struct slice bytes, struct buf *out)
{
	z_stream z = {0};
	int code = Z_OK;

	must(inflateInit2(&z, GZIP_WINDOW) == Z_OK, "inflateInit2");
	z.next_in = (unsigned char *)(uintptr_t)bytes.p;
	z.avail_in = (unsigned)bytes.n;
	while (z.avail_in > 0 || code != Z_STREAM_END) {
		must(buf_reserve(out, 65536) == 0, "buf_reserve");
		z.next_out = (unsigned char *)out->data + out->len;
		z.avail_out = 65536;
		code = inflate(&z, Z_NO_FLUSH);
		must(code == Z_OK || code == Z_STREAM_END, "inflate");
		out->len += 65536 - z.avail_out;
		if (code == Z_STREAM_END && z.avail_in > 0)
			must(inflateReset(&z) == Z_OK, "inflateReset");
	}
	(void)inflateEnd(&z);	/* only frees */
}
