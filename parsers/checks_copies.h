/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does the same report say the same in another place: on its page and in the
 * document attached to it, or on two pages?  Rule "copies".
 *
 * Cells that both have are compared; what only one has is left out, for a page
 * may show but a part.  Each cell that differs fails where a page and its
 * document part, and is a warning between pages, of which one may be a
 * correction of the other.  Pure.
 */
#ifndef NIANBAO_PARSERS_CHECKS_COPIES_H
#define NIANBAO_PARSERS_CHECKS_COPIES_H

#include "parsers/report.h"

/* The other place. */
struct checks_copy {
	const struct report *report;
	struct slice url;
	bool document;		/* one of both is a document */
};

/* *ret_checks: r's checks, and behind them what the copy gives: nothing where
 * the two have no cell in common.  Returns 0 or arena_err(a). */
int checks_copies(const struct report *r, const struct checks_copy *copy,
		  struct arena *a, const struct report_check **ret_checks,
		  uint32_t *ret_count);

#endif
