/* SPDX-License-Identifier: Apache-2.0 */
/* What the xls*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_DOCUMENT_XLS_PRIVATE_H
#define NIANBAO_PARSERS_DOCUMENT_XLS_PRIVATE_H

#include "parsers/document/sheet.h"

/* Records of a workbook, one after the other. */
struct xls_records {
	struct slice stream;
	size_t at;		/* of the next one */
	unsigned id;		/* of the one at hand */
	struct slice body;
};
/* The next record; false at the end. */
bool xls_next(struct xls_records *r);

enum {
	XLS_FORMULA = 0x0006, XLS_EOF = 0x000A, XLS_FILEPASS = 0x002F,
	XLS_CONTINUE = 0x003C, XLS_BOUNDSHEET = 0x0085, XLS_MULRK = 0x00BD,
	XLS_RSTRING = 0x00D6, XLS_MERGEDCELLS = 0x00E5, XLS_SST = 0x00FC,
	XLS_LABELSST = 0x00FD, XLS_NUMBER = 0x0203, XLS_LABEL = 0x0204,
	XLS_BOOLERR = 0x0205, XLS_STRING = 0x0207, XLS_RK = 0x027E,
	XLS_BOF = 0x0809,
};

struct xls {
	struct document_reading *r;
	bool biff8;		/* else 5: byte strings, no SST */
	const struct slice *strings; /* the SST; arena */
	uint32_t string_count;
};

static inline uint32_t xls_get16(struct slice s, size_t at)
{
	return at + 2 > s.n ? 0 : (uint32_t)((unsigned char)s.p[at] |
					     (unsigned char)s.p[at + 1] << 8);
}

static inline uint32_t xls_get32(struct slice s, size_t at)
{
	return xls_get16(s, at) | xls_get16(s, at + 2) << 16;
}

/* The SST, whose record is at hand; the ones that continue it are taken, too.
 * Fills x->strings. */
int xls_strings(struct xls *x, struct xls_records *r);
/* A string with a length of 16 bits in one record, as UTF-8 in the arena. */
struct slice xls_string(const struct xls *x, struct slice s);
/* The sheet whose BOF was just read, as one table. */
int xls_sheet(const struct xls *x, struct xls_records *r, struct build *b);

#endif
