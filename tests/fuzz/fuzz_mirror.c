/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/* What was undone is valid UTF-8 without a sound behind a character, of no more
 * than three times the input. */
#include "parsers/charset.h"
#include "parsers/mirror.h"

#include <stdint.h>
#include <stdlib.h>

enum { SIZE_MAX_TRIED = 4096, TURNS = 200 }; /* within MIRROR_TEXT_MAX */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A new one now and then: opening takes longer than all the rest. */
static struct mirror *mirror(void)
{
	static struct mirror *m;
	static int turns;

	if (turns++ % TURNS == 0) {
		mirror_close(m);
		if (mirror_open(&m))
			abort();
	}
	return m;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {data ? (const char *)data : "", size};
	struct mirror_signs before, after;
	struct buf out = BUF_INIT(3 * SIZE_MAX_TRIED + 1);
	struct mirror *m;

	mirror_signs_init(&before);
	mirror_signs_init(&after);
	mirror_measure(&before, text);
	(void)mirror_is_rewritten(&before);
	(void)mirror_has_marks(text);
	if (size > SIZE_MAX_TRIED)
		return 0;
	m = mirror();
	/* a space, so that it does not go on where the last one ended */
	if (mirror_undo(m, slice_of(" "), &out) || mirror_undo(m, text, &out))
		abort();
	mirror_measure(&after, buf_slice(&out));
	if (!charset_is_utf8(buf_slice(&out)) || after.pairs ||
	    out.len > 3 * size + 1)
		abort();
	buf_free(&out);
	return 0;
}
