/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a program that reads a document for us, found by PATH.  The document is
 * a file in the scratch folder.  No time limit on the wall here: who started
 * the converter child ends it with all its tools; processor time is limited.
 */
#ifndef NIANBAO_PARSERS_DOCUMENT_TOOL_H
#define NIANBAO_PARSERS_DOCUMENT_TOOL_H

#include "parsers/document/document_private.h"

/* Writes the document to a new file of the scratch folder, its name ending in
 * suffix (".pdf"); *ret_path is of the arena.  ERR_UNSUPPORTED where there is
 * no scratch folder. */
int tool_file(struct document_reading *r, struct slice bytes,
	      const char *suffix, const char **ret_path);

struct tool {
	const char *const *argv; /* the first is the program's name */
	size_t memory;		/* bytes of address space; 0: as many as the
				 * converter child has */
	unsigned seconds;	/* processor time; 0: as many as the limits say
				 */
};

/*
 * take() gets its standard output in pieces; not 0 ends the reading with it.
 * Returns 0, that, ERR_UNSUPPORTED (no such program), ERR_DAMAGED (it failed),
 * ERR_EXPIRED (processor time), ERR_IO, ERR_NOMEM.
 */
int tool_run(struct document_reading *r, const struct tool *tool,
	     int (*take)(void *ctx, struct slice piece), void *ctx);
/* The same, output into out up to its maximum. */
int tool_read(struct document_reading *r, const struct tool *tool,
	      struct buf *out);

#endif
