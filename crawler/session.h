/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Session ids and marks of visitors in URLs: one page under endless addresses.
 * The frontier knows a page by its address without them.  Pure.
 */
#ifndef NIANBAO_CRAWLER_SESSION_H
#define NIANBAO_CRAWLER_SESSION_H

#include "base/buf.h"

/*
 * Adds a canonical URL without ";jsessionid=…" in its path and without the
 * query arguments that names tells of (option drop_parameters): "utm_* sid?",
 * case aside; '*' stands for any end, and with '?' behind it only arguments go
 * whose values look random (SESSION_LEAST and more letters and digits).
 * true: something was taken out.  buf's errors stick in out.
 */
bool session_strip(struct slice url, struct slice names, struct buf *out);

enum { SESSION_LEAST = 16 };

#endif
