/* SPDX-License-Identifier: Apache-2.0 */
/* Streams of an OLE2 file ([MS-CFB]). */
#ifndef NIANBAO_PARSERS_DOCUMENT_CFB_H
#define NIANBAO_PARSERS_DOCUMENT_CFB_H

#include "base/buf.h"

/* The file has a directory entry of this ASCII name. */
bool cfb_has(struct slice bytes, const char *name);
/* Adds the stream to out.  ERR_NOTFOUND, ERR_DAMAGED (chains that end early
 * give what they have), ERR_TOOBIG, ERR_NOMEM. */
int cfb_read(struct slice bytes, const char *name, struct buf *out);

#endif
