/* SPDX-License-Identifier: Apache-2.0 */
/* What reading.c and reading_document.c share.  Nobody else includes it. */
#ifndef NIANBAO_STORE_READING_PRIVATE_H
#define NIANBAO_STORE_READING_PRIVATE_H

#include "store/reading.h"

/* --- reading_list.c --------------------------------------------------- */

/* What of a pager's requests is asked for, into out. ERR_NOMEM, arena_err. */
int reading_requests(const struct reading_input *in,
		     const struct pager_request *next, uint32_t count,
		     struct arena *a, struct store_column *out);
/* A pager asked for it. */
bool reading_is_asked(const struct reading_input *in);
/* The column of what a pager asked for and did not get, or got elsewhere. */
int reading_refused(const struct reading_input *in, struct reading *r,
		    struct arena *a);
int reading_moved(const struct reading_input *in, struct reading *r,
		  struct arena *a);
/* An answer of a list endpoint: links and column. */
int reading_list(const struct reading_input *in, struct reading *r,
		 struct arena *a);

/* The payload of the capture, codings undone, in the payload or in decoded.
 * What cannot be decoded is read as it is: a magic number may still tell.
 * 0 or ERR_NOMEM. */
int reading_decode(const struct reading_input *in, const struct capture *c,
		   struct slice payload, struct buf *decoded,
		   struct slice *ret_content);
/* The page borrows content and url. */
int reading_page(const struct reading_input *in, const struct capture *c,
		 struct slice head, struct slice content,
		 const struct url *url, struct page **ret_page);
/* Sets r->text_sha256 where there is text. 0 or the arena's error. */
int reading_text_digest(struct reading *r, struct slice text, struct arena *a);
/* Fills in what a document gives.  As reading_make(). */
int reading_document(const struct reading_input *in, struct reading *r,
		     struct arena *a);

#endif
