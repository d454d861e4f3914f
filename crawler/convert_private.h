/* SPDX-License-Identifier: Apache-2.0 */
/* What the three processes of convert.h share.  Nobody else includes it. */
#ifndef NIANBAO_CRAWLER_CONVERT_PRIVATE_H
#define NIANBAO_CRAWLER_CONVERT_PRIVATE_H

#include "crawler/convert.h"

enum { CONVERT_PATH = 512 };

/*
 * What the converter is asked over its standard input, one message each.  With
 * it go three descriptors:
 *
 *   DOCUMENT  a file, or memory
 *   ANSWER    to write to: CONVERT_MARK, the error as a negated number of one
 *             byte, then, if that is 0, what document_write() made
 *   LINE      a socket.  The converter says there how the child ended, as
 *             waitpid() does (an int), and closes it.  Where the other end is
 *             shut down before, the child is killed.
 */
enum convert_descriptor {
	CONVERT_DOCUMENT, CONVERT_ANSWER, CONVERT_LINE, CONVERT_DESCRIPTORS
};
struct convert_request {
	struct convert_options options;	/* pointers mean nothing here */
	char scratch[CONVERT_PATH];
};

#define CONVERT_MARK "nbc1"
enum { CONVERT_HEAD = sizeof(CONVERT_MARK) - 1 + 1 };

/* The descriptors that a child begins with, and no other; standard output and
 * standard error are /dev/null. */
enum { CONVERT_CHILD_DOCUMENT = 0, CONVERT_CHILD_ANSWER = 3 };

/* What a child does once it stands in its folder; returns its exit code.  The
 * limits are its own business. */
typedef int convert_child_fn(const struct convert_request *request);
convert_child_fn convert_child;

/* The converter with other children, for tests. */
int convert_serve_with(convert_child_fn *child);

/* Makes the filter of system calls, once for all children. */
int convert_confine_prepare(void);
/* Nothing may be done any more that a reader of documents has no need for.
 * ERR_UNSUPPORTED where the kernel has no seccomp. */
int convert_confine(void);

#endif
