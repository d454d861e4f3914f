/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The archive as commands open it, for asking or for writing.  What goes wrong
 * is said here, in words for people; the commands pass on the exit code.
 */
#ifndef NIANBAO_CRAWLER_ARCHIVE_H
#define NIANBAO_CRAWLER_ARCHIVE_H

#include "crawler/command.h"
#include "store/store.h"

/* For asking; EXIT_DONE, or the exit code after a complaint. */
int archive_open(const struct command_context *ctx,
		 struct store_reader **ret_reader);
/* Complains that asking failed with err, and gives the exit code. */
int archive_failed(const struct command_context *ctx,
		   const struct store_reader *r, int err);
/* EXIT_DONE where the archive has the site name, or name is NULL; else the exit
 * code after a complaint: a name that is not there is a mistake, not an empty
 * listing. */
int archive_check_site(const struct command_context *ctx,
		       struct store_reader *r, const char *name);
/*
 * The content of a capture, codings undone, added to out, whose maximum is the
 * limit.  Errors of store_payload() and coding_undo(); with ERR_EOF, what came
 * of a stream that ends early is in out.
 */
int archive_content(struct store_reader *r, const struct capture *c,
		    struct arena *a, struct buf *out);
/* Complains that there is no archive; EXIT_ERROR. */
int archive_missing(const char *dir);
/* Complains that opening or mending dir failed with err; the exit code. */
int archive_refused(const char *dir, int err);

/* What a writer of the archive is told about itself. */
struct archive_writing {
	struct store_options options;
	char software[256], hostname[256];
};
/* Fills w from the configuration; options lend from w and conf. */
void archive_writing(struct archive_writing *w,
		     const struct conf_snapshot *conf);

/* For writing: opens or makes it, and says what a crash left to put right.
 * w and conf outlive the store.  EXIT_DONE, or the exit code after a
 * complaint. */
int archive_write(const struct command_context *ctx,
		  const struct conf_snapshot *conf, struct archive_writing *w,
		  struct store **ret_store);

/* For people: the keys of what was asked for by POST of the URL, if there are
 * any. */
void archive_say_requests(struct store_reader *reader, const char *url);

#endif
