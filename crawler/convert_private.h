/* SPDX-License-Identifier: Apache-2.0 */
/* What convert.c and convert_child.c share.  Nobody else includes it. */
#ifndef NIANBAO_CRAWLER_CONVERT_PRIVATE_H
#define NIANBAO_CRAWLER_CONVERT_PRIVATE_H

#include "crawler/convert.h"

/*
 * The child's arguments: CONVERT_WORD, the scratch folder, and these numbers
 * in this order.
 */
enum convert_number {
	CONVERT_TEXT, CONVERT_MEMBER, CONVERT_UNPACKED, CONVERT_MEMBERS,
	CONVERT_PAGES, CONVERT_GRIDS, CONVERT_TOOL_SECONDS,
	CONVERT_CPU_SECONDS, CONVERT_MEMORY, CONVERT_FILE, CONVERT_FILES,
	CONVERT_RESULT, CONVERT_NUMBERS
};
enum {
	CONVERT_SCRATCH_ARGUMENT = 2, CONVERT_FIRST_NUMBER,
	CONVERT_ARGUMENTS = CONVERT_FIRST_NUMBER + CONVERT_NUMBERS,
};

/* The answer: this mark, the error as a negated number of one byte, then, if
 * that is 0, what document_write() made. */
#define CONVERT_MARK "nbc1"
enum { CONVERT_HEAD = sizeof(CONVERT_MARK) - 1 + 1 };

/* Nothing may be done any more that a reader of documents has no need for.
 * ERR_UNSUPPORTED where the kernel has no seccomp. */
int convert_confine(void);

#endif
