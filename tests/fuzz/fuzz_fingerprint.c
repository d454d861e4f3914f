/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/* Normalised text has no blank lines, ends its lines, and is never longer than
 * three times the input and a line feed (a malformed byte becomes U+FFFD). */
#include "base/err.h"
#include "parsers/fingerprint.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct buf out = BUF_INIT(3 * size + 1);

	if (!data)
		text.p = "";
	if (fingerprint_normalise(text, &out))
		abort();
	if (slice_finds(buf_slice(&out), "\n\n", 0) != SIZE_MAX ||
	    (out.len && out.data[out.len - 1] != '\n'))
		abort();
	(void)fingerprint_simhash(buf_slice(&out));
	buf_free(&out);
	return 0;
}
