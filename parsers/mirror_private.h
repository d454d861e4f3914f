/* SPDX-License-Identifier: Apache-2.0 */
/* What the mirror*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_MIRROR_PRIVATE_H
#define NIANBAO_PARSERS_MIRROR_PRIVATE_H

#include "parsers/mirror.h"

/* Bytes of the Chinese character at the front of s (3), or 0. */
size_t mirror_han(struct slice s);
/* Bytes of a sound in brackets at the front of s, "(guó)", or 0. */
size_t mirror_sound(struct slice s);

/* --- mirror_opencc.c --- */

struct opencc;

/* As mirror_open(). */
int opencc_new(struct opencc **ret_opencc);
void opencc_free(struct opencc *o);
/* Adds text, valid UTF-8 without NUL, in simplified characters.  Buf's
 * errors. */
int opencc_simplify(struct opencc *o, struct slice text, struct buf *out);

/* The characters that tell, in the order of their bytes, for a test. */
extern const char mirror_traditional[], mirror_simplified[];

#endif
