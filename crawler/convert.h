/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a document in a child process, so that a hostile one costs only that
 * child.  Children are made by the converter, a process that is started for
 * the first document and lives as long as we do: `nianbao-convert` where that
 * stands beside this program, else this program run again as
 * `nianbao --convert`.  It has nothing to do with documents itself.
 *
 * A child has limits on processor time, memory, file sizes and open files, no
 * new privileges, and a seccomp filter that lets no socket reach anybody.  A
 * crash, a hang and a bomb are results like any other.  It gets a folder of
 * its own for its tools, which is removed before the result is given.  Should
 * we be killed, converter and children die, too, and a folder named
 * nianbao-convert-* may stay behind in `scratch`.
 *
 * Any thread but one that must not wait.
 */
#ifndef NIANBAO_CRAWLER_CONVERT_H
#define NIANBAO_CRAWLER_CONVERT_H

#include "conf/conf.h"
#include "parsers/document.h"

/* The word that makes main() call convert_serve(). */
#define CONVERT_WORD "--convert"

struct convert_options {
	const char *scratch;	/* NULL: $TMPDIR, else /tmp */
	struct document_limits limits;	/* its scratch is not looked at */
	uint64_t timeout;	/* milliseconds on the clock */
	unsigned cpu_seconds;	/* of the child, and of each tool at most */
	size_t memory;		/* bytes of address space, each process */
	size_t file;		/* bytes of a file it may write */
	unsigned files;		/* open at a time */
	size_t result;		/* bytes it may answer */
};
extern const struct convert_options convert_defaults;
/* The defaults with what the configuration says of documents. */
struct convert_options convert_configured(const struct conf_snapshot *conf);

struct convert_input {
	struct slice bytes;	/* the document, where fd is negative */
	int fd;			/* a regular file, whole; stays the caller's */
};

/*
 * Memory of the document from the arena.
 *   what document_read() says of the document,
 *   ERR_EXPIRED  it took too long,
 *   ERR_TOOBIG   past a limit of memory or answer,
 *   ERR_DAMAGED  the child crashed or answered nonsense,
 *   ERR_CANCELLED, ERR_NOMEM, ERR_IO and what else err_from_errno() gives.
 */
int convert_run(const struct convert_input *in,
		const struct convert_options *options, struct arena *a,
		const struct document **ret_document);

/*
 * Ends all conversions that are under way, in all threads, and those that are
 * begun from now on: ERR_CANCELLED.  on false: they are let go on again.
 */
void convert_stop_all(bool on);

/* Ends the converter, where there is one, and waits for it; nobody may be
 * converting.  main() does it at the end. */
void convert_end(void);

/* What main() does as the converter; returns its exit code. */
int convert_serve(void);

#endif
