/* SPDX-License-Identifier: Apache-2.0 */
/* A file of sites.d, as a look at the portal suggests it. */
#ifndef NIANBAO_CRAWLER_SITE_FILE_H
#define NIANBAO_CRAWLER_SITE_FILE_H

#include "base/buf.h"
#include "crawler/look.h"

/* How the look came off. */
enum site_state {
	SITE_SEEN,		/* the home page came */
	SITE_BLOCKED,		/* something else came in its place */
	SITE_UNREACHABLE,	/* nothing came */
};

struct site_file {
	const char *name;	/* of the site */
	const char *date;	/* "2026-11-26" */
	enum site_state state;
	bool https_failed;	/* it was tried first, and http came after */
	const char *https_error; /* why; NULL */
	bool tls_error;		/* the seed's certificate or protocol */
};

/* A name for the site of that seed: "qinghe" of www.qinghe.gov.cn, else the
 * host.  Added to out; buf's errors. */
int site_file_name(const struct url *seed, struct buf *out);
/* Adds the text; buf's errors. */
int site_file_write(const struct site_file *file, const struct look *look,
		    struct buf *out);

#endif
