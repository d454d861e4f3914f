/* SPDX-License-Identifier: Apache-2.0 */
/* Content-codings undone for reading: gzip, x-gzip, deflate (zlib or raw),
 * br, and lists of them; "identity" and empty are no coding.  Pure. */
#ifndef NIANBAO_PARSERS_CODING_H
#define NIANBAO_PARSERS_CODING_H

#include "base/buf.h"

/*
 * coding: the Content-Encoding value.  Adds the content to out, whose maximum
 * is the bomb limit.  Returns 0; ERR_UNSUPPORTED (an unknown coding);
 * ERR_TOOBIG; ERR_EOF (the stream ends early: what came is in out);
 * ERR_INVALID; ERR_NOMEM.
 */
int coding_undo(struct slice coding, struct slice payload, struct buf *out);
/* True where coding_undo() would only copy. */
bool coding_is_identity(struct slice coding);

#endif
