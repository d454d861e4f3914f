/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML as events, names without their prefix.  The fence around expat.
 *
 * Entities may not be declared at all (ERR_UNSUPPORTED), nothing outside the
 * bytes is ever loaded, and nesting ends at XML_DEPTH (ERR_TOOBIG).
 */
#ifndef NIANBAO_PARSERS_DOCUMENT_XML_H
#define NIANBAO_PARSERS_DOCUMENT_XML_H

#include "base/slice.h"

enum { XML_DEPTH = 256 };

/* Each may be NULL.  Names and texts are lent for the call. */
struct xml_events {
	void (*open)(void *ctx, const char *name, const char **attrs);
	void (*close)(void *ctx, const char *name);
	void (*text)(void *ctx, struct slice text);
};

/* stop: asked after every event, NULL for never; not 0 ends the reading with
 * it.  Returns 0, that, ERR_DAMAGED, ERR_NOMEM, ERR_TOOBIG, ERR_UNSUPPORTED.
 */
int xml_read(struct slice bytes, const struct xml_events *events,
	     int (*stop)(void *ctx), void *ctx);

/* Value of the attribute whose name without prefix is this, else absent. */
struct slice xml_attr(const char **attrs, const char *name);
/* Its number, or otherwise where there is none, it is larger than max, or
 * not a number. */
unsigned long long xml_number(const char **attrs, const char *name,
			      unsigned long long max,
			      unsigned long long otherwise);
/* An attribute of the on/off kind says "off"; absent means on. */
bool xml_is_off(struct slice value);

#endif
