/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/*
 * Whatever the bytes, decoding gives valid UTF-8, and what decodes encodes.
 * The first byte picks the encoding.
 */
#include "base/err.h"
#include "parsers/charset.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {
	"gb18030", "GBK", "UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252",
	"Big5", "EUC-KR", "Shift_JIS", "EUC-JP", "ISO-2022-JP", "KOI8-R",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = {(const char *)data + 1, size ? size - 1 : 0};
	struct buf text = BUF_INIT(1 << 20);
	struct buf back = BUF_INIT(1 << 22);
	const char *name;
	int err;

	if (!size)
		return 0;
	name = names[data[0] % (sizeof(names) / sizeof(*names))];
	err = charset_decode(name, bytes, &text);
	if (!err && !charset_is_utf8(buf_slice(&text)))
		abort();
	if (!err && charset_encode(name, buf_slice(&text), &back) &&
	    back.err != ERR_TOOBIG)
		abort();
	(void)charset_guess(bytes, slice_sub(bytes, 0, 10)); /* no crash */
	buf_free(&text);
	buf_free(&back);
	return 0;
}
