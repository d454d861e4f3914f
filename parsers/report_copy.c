/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a report is somebody else's copy, and what finds its original. */
#include "base/err.h"
#include "parsers/fingerprint.h"
#include "parsers/mirror.h"
#include "parsers/report_private.h"

enum { TEXT_MAX = 16 << 20 };	/* bytes; what is beyond tells no more */

int report_simhash(struct slice text, uint64_t *ret_simhash)
{
	struct buf normal = BUF_INIT(TEXT_MAX);
	int err = fingerprint_normalise(text, &normal);

	*ret_simhash = fingerprint_simhash(buf_slice(&normal));
	buf_free(&normal);
	return err == ERR_NOMEM ? err : 0;
}

/* The marks stand around the reports, where articles leave them out. */
static int find_marks(const struct html *h, struct slice text, bool *ret_marks)
{
	struct buf page = BUF_INIT(TEXT_MAX);
	int err = h ? html_text(h, 0, &page) : 0;

	*ret_marks = mirror_has_marks(h ? buf_slice(&page) : text);
	buf_free(&page);
	return err == ERR_NOMEM ? err : 0;
}

int report_mark_copies(const struct html *h, struct slice text, bool rewritten,
		       struct report *reports, uint32_t count)
{
	bool marked = false;
	int err = count ? find_marks(h, text, &marked) : 0;

	for (uint32_t i = 0; i < count; i++) {
		reports[i].rewritten = rewritten;
		reports[i].marked = marked;
	}
	return err;
}
