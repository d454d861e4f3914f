/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a document in a child process, so that a hostile one costs only that
 * child: `nianbao-convert` where that stands beside this program, else this
 * program run again as `nianbao --convert`.  It has limits on processor time,
 * memory, file sizes and open files, no new privileges, and a seccomp filter
 * that lets no socket reach anybody.  A crash, a hang and a bomb are results
 * like any other.
 *
 * The child gets a folder of its own for its tools; it is removed before the
 * result is given.  Should we be killed, the child dies with us, and a folder
 * named nianbao-convert-* may stay behind in `scratch`.
 *
 * Loop thread, but for convert_run(), which has a loop of its own and may be
 * called on any thread that lives as long as the program: the child dies with
 * the thread that started it.
 */
#ifndef NIANBAO_CRAWLER_CONVERT_H
#define NIANBAO_CRAWLER_CONVERT_H

#include "conf/conf.h"
#include "parsers/document.h"

#include <uv.h>

/* The word that makes main() call convert_child(). */
#define CONVERT_WORD "--convert"

struct convert_options {
	const char *program;	/* NULL: see above */
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

/* Borrowed for the call of convert_start(). */
struct convert_input {
	struct slice bytes;	/* the document, where fd is negative */
	int fd;			/* a regular file, whole; stays the caller's */
};

/*
 * Called once, never within convert_start().  err is 0 and result holds what
 * document_parse() reads (the callback may buf_take() it), or
 *   what document_read() says of the document,
 *   ERR_EXPIRED  it took too long,
 *   ERR_TOOBIG   past a limit of memory or answer,
 *   ERR_DAMAGED  the child crashed or answered nonsense,
 *   ERR_CANCELLED, ERR_NOMEM, ERR_IO and what else err_from_errno() gives.
 */
typedef void convert_fn(void *ctx, int err, struct buf *result);

struct convert;

/* The document is read when done is called.  On failure nothing is running. */
int convert_start(uv_loop_t *loop, const struct convert_input *in,
		  const struct convert_options *options, convert_fn *done,
		  void *ctx, struct convert **ret_convert);
/* Ends it; done is still called, with ERR_CANCELLED unless it was ready. */
void convert_cancel(struct convert *c);

/* The whole of it; for commands and workers.  Memory of the document from the
 * arena. */
int convert_run(const struct convert_input *in,
		const struct convert_options *options, struct arena *a,
		const struct document **ret_document);

/*
 * Ends all conversions of convert_run() that are under way, in all threads, and
 * those that are begun from now on: ERR_CANCELLED.  on false: they are let go
 * on again.  Any thread.
 */
void convert_stop_all(bool on);

/* What main() does as the child; returns its exit code. */
int convert_child(int argc, char **argv);

#endif
