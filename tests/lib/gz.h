/* SPDX-License-Identifier: Apache-2.0 */
/* Gzip members for tests, by zlib.  Failures end the test. */
#ifndef NIANBAO_TESTS_GZ_H
#define NIANBAO_TESTS_GZ_H

#include "base/buf.h"

/* Adds text as one member. */
void gz_add(struct buf *out, struct slice text);
/* Adds what the members in bytes hold, all of them. */
void gz_undo(struct slice bytes, struct buf *out);

#endif
