/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CDXJ 0.1.0, the index that pywb, warcio and ReplayWeb.page look captures up
 * in: a line "SURT timestamp {json}" for each, in order of bytes (warc.md §2).
 * Pure.
 */
#ifndef NIANBAO_STORE_CDXJ_H
#define NIANBAO_STORE_CDXJ_H

#include "store/capture.h"

/* There is a record that can be replayed: an answer, or a revisit of one. */
bool cdxj_has(const struct capture *c);
/*
 * Adds the line of the capture, with its line feed: file and place say where
 * its main record stands.  Numbers are strings and the timestamp has 14
 * digits, as the readers' own tools write them; the digest is the record's.
 * A POST is sorted in under its key (store/request.h): its body stands behind
 * the URL there, and its method is said.
 * A sticky error of out, or url_parse()'s where the capture has none.
 */
int cdxj_line(const struct capture *c, const char *file,
	      struct warc_place place, struct buf *out);

#endif
