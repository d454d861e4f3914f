/* SPDX-License-Identifier: Apache-2.0 */
/* What block.c and block_shell.c share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_BLOCK_PRIVATE_H
#define NIANBAO_PARSERS_BLOCK_PRIVATE_H

#include "base/slice.h"

struct shell {
	struct slice target;	/* as it stands there; never empty */
	struct slice evidence;	/* the tag or the statement */
	bool by_script;
};

/* Bytes of a page that may be a shell. */
enum { SHELL_BYTES = 4096 };

/* Where a page that is nothing but a way to another one leads: a <meta
 * http-equiv=refresh> or an assignment of a literal to location.  false where
 * there is none, or the target is made by the script. */
bool block_shell(struct slice body, struct shell *ret_shell);

#endif
