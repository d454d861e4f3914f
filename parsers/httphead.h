/* SPDX-License-Identifier: Apache-2.0 */
/* The head of an HTTP message (RFC 9112 §2, §5), as received.  Pure. */
#ifndef NIANBAO_PARSERS_HTTPHEAD_H
#define NIANBAO_PARSERS_HTTPHEAD_H

#include "base/slice.h"

/* The value of the first header field of the name (ASCII without case),
 * trimmed; absent.  *ret_count (may be NULL): how many there are.  Lent from
 * head, whose first line, the status or request line, is no field. */
struct slice httphead_field(struct slice head, const char *name,
			    unsigned *ret_count);

/* Begins with a status line of HTTP/1: "HTTP/1.1 200", then a blank or CR. */
bool httphead_has_status(struct slice head);

#endif
