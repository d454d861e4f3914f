/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of CSV by RFC 4180, built in a buffer.  Pure. */
#ifndef NIANBAO_CRAWLER_CSV_H
#define NIANBAO_CRAWLER_CSV_H

#include "base/buf.h"

/* Adds one field, in quotes where it needs them; absent is empty.  last: the
 * row ends behind it.  buf's errors. */
int csv_field(struct buf *out, struct slice text, bool last);

#endif
