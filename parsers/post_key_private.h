/* SPDX-License-Identifier: Apache-2.0 */
/* What post_key.c and post_key_json.c share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_POST_KEY_PRIVATE_H
#define NIANBAO_PARSERS_POST_KEY_PRIVATE_H

#include "base/buf.h"

/* Adds the body's last names and values as a query.  false: it is no JSON.
 * A failure of memory sticks in out. */
bool post_key_json(struct slice body, struct buf *out);

#endif
