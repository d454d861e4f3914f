/* SPDX-License-Identifier: Apache-2.0 */
/* What commands read that is no archive: whole files, and lines; "-" is
 * standard input. */
#ifndef NIANBAO_CRAWLER_INPUT_H
#define NIANBAO_CRAWLER_INPUT_H

#include "base/buf.h"

/* Adds all bytes of the file to out.  ERR_TOOBIG (past out->max), ERR_NOMEM, or
 * what errno then says: err_from_errno(). */
int input_load(const char *name, struct buf *out);
/* The same.  Returns -1 to go on, or the exit code after having said what is
 * wrong (with out->max, that it is too long). */
int input_read(const char *name, struct buf *out);

/*
 * The next line of standard input without its line feed, into line; of one
 * that is longer than line->max, so much.  false at the end.
 */
bool input_line(struct buf *line);

#endif
