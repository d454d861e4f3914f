/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The members of a package (zip of OOXML and OFD) or an archive (zip, RAR,
 * 7z).  The fence around libarchive.
 */
#ifndef NIANBAO_PARSERS_DOCUMENT_PACKAGE_H
#define NIANBAO_PARSERS_DOCUMENT_PACKAGE_H

#include "parsers/document/document_private.h"

struct package_member {
	struct slice name;	/* UTF-8, without leading '/' and "./" */
	struct slice content;
};

struct package_events {
	/* Whether the member is worth unpacking.  NULL: all are. */
	bool (*wanted)(void *ctx, struct slice name);
	/* Name and content are lent for the call.  err: why content is not
	 * all there.  Not 0 ends the walk with it. */
	int (*take)(void *ctx, struct slice name, struct slice content,
		    int err);
};

/*
 * Walks over the files in it, at most limits->members; counts what is
 * unpacked.  Returns 0, what take() returned, ERR_DAMAGED where it is none,
 * ERR_UNSUPPORTED (encrypted), ERR_TOOBIG, ERR_NOMEM.
 */
int package_walk(struct document_reading *r, struct slice bytes,
		 const struct package_events *events, void *ctx);

/* Members kept for random access; heap memory. */
struct package {
	struct package_member *members;	/* sorted by name, case folded */
	uint32_t count;
};
int package_load(struct document_reading *r, struct slice bytes,
		 bool (*wanted)(void *ctx, struct slice name),
		 struct package *ret_package);
void package_free(struct package *p);
/* Content, or absent; ASCII letters without case. */
struct slice package_find(const struct package *p, struct slice name);

#endif
