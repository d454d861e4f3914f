/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/document/xml.h"

#include "base/err.h"

#include <expat.h>

/* expat takes an int; larger documents go in pieces of this. */
enum { PIECE = 1 << 20 };

struct reader {
	XML_Parser parser;
	const struct xml_events *events;
	int (*stop)(void *ctx);
	void *ctx;
	unsigned depth;
	int err;
};

static const char *local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static void leave(struct reader *r, int err)
{
	if (!r->err)
		r->err = err;
	(void)XML_StopParser(r->parser, XML_FALSE);	/* may be stopped */
}

static void check_stop(struct reader *r)
{
	int err = r->stop ? r->stop(r->ctx) : 0;

	if (err)
		leave(r, err);
}

static void on_open(void *data, const XML_Char *name, const XML_Char **attrs)
{
	struct reader *r = data;

	if (r->err)
		return;
	if (++r->depth > XML_DEPTH) {
		leave(r, ERR_TOOBIG);
		return;
	}
	if (r->events->open)
		r->events->open(r->ctx, local(name), attrs);
	check_stop(r);
}

static void on_close(void *data, const XML_Char *name)
{
	struct reader *r = data;

	if (r->err)
		return;
	r->depth--;
	if (r->events->close)
		r->events->close(r->ctx, local(name));
	check_stop(r);
}

static void on_text(void *data, const XML_Char *text, int n)
{
	struct reader *r = data;

	if (r->err)
		return;
	if (r->events->text)
		r->events->text(r->ctx, (struct slice){text, (size_t)n});
	check_stop(r);
}

static void on_entity(void *data, const XML_Char *name, int is_parameter,
		      const XML_Char *value, int n, const XML_Char *base,
		      const XML_Char *system, const XML_Char *public,
		      const XML_Char *notation)
{
	(void)name, (void)is_parameter, (void)value, (void)n, (void)base;
	(void)system, (void)public, (void)notation;
	leave(data, ERR_UNSUPPORTED);
}

static int foreign(enum XML_Error error)
{
	switch (error) {
	case XML_ERROR_NONE:
		return 0;
	case XML_ERROR_NO_MEMORY:
		return ERR_NOMEM;
	case XML_ERROR_AMPLIFICATION_LIMIT_BREACH:
		return ERR_TOOBIG;
	default:
		return ERR_DAMAGED;
	}
}

int xml_read(struct slice bytes, const struct xml_events *events,
	     int (*stop)(void *ctx), void *ctx)
{
	struct reader r = {.events = events, .stop = stop, .ctx = ctx};
	size_t at = 0;
	int err = 0;

	r.parser = XML_ParserCreate(NULL);
	if (!r.parser)
		return ERR_NOMEM;
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_open, on_close);
	XML_SetCharacterDataHandler(r.parser, on_text);
	XML_SetEntityDeclHandler(r.parser, on_entity);
	/* the table of names is hashed with a salt of expat's own */
	do {
		size_t n = bytes.n - at < PIECE ? bytes.n - at : PIECE;
		bool last = at + n == bytes.n;

		if (XML_Parse(r.parser, bytes.n ? bytes.p + at : "", (int)n,
			      last) != XML_STATUS_OK)
			err = foreign(XML_GetErrorCode(r.parser));
		at += n;
	} while (!err && !r.err && at < bytes.n);
	XML_ParserFree(r.parser);
	return r.err ? r.err : err;
}

struct slice xml_attr(const char **attrs, const char *name)
{
	for (; attrs && attrs[0]; attrs += 2)
		if (strcmp(local(attrs[0]), name) == 0)
			return slice_of(attrs[1]);
	return SLICE_NONE;
}

unsigned long long xml_number(const char **attrs, const char *name,
			      unsigned long long max,
			      unsigned long long otherwise)
{
	unsigned long long value;

	return slice_u64(slice_trim(xml_attr(attrs, name)), max, &value)
		? value : otherwise;
}

bool xml_is_off(struct slice value)
{
	return slice_eqs(value, "0") || slice_ieqs(value, "false") ||
	       slice_ieqs(value, "off") || slice_ieqs(value, "none");
}
