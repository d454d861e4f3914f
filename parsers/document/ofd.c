/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OFD (GB/T 33190-2016): a zip of XML.  OFD.xml names documents, a document
 * names pages and templates, and each of those says in its Content.xml where
 * it draws text and lines; layout.h makes paragraphs and tables of it.
 *
 * Places are absolute ("/Doc_0/…") or relative to the file that names them.
 */
#include "parsers/document/ofd_private.h"

#include "base/err.h"
#include "parsers/document/package.h"
#include "parsers/document/xml.h"

#include <stdlib.h>

enum { BODIES_MAX = 16, TEMPLATES_MAX = 200, PATH_MAX_BYTES = 1024 };

struct place {
	struct slice id;	/* arena */
	struct slice path;	/* arena */
};

struct ofd {
	struct document_reading *r;
	struct package package;
	struct build *b;
	struct layout *layout;
	size_t budget;		/* bytes that may still be parsed; templates
				 * are parsed for each page */
	struct slice roots[BODIES_MAX];
	uint32_t root_count;
	struct slice root;	/* path of the document at hand */
	struct place *pages;	/* arena, of limits->pages */
	uint32_t page_count;
	bool cut;		/* there are more pages than the limit */
	struct place templates[TEMPLATES_MAX];
	uint32_t template_count;
	float width, height;	/* of pages that do not say */
	struct buf text;	/* of the open element */
	bool in_text;
};

/* --- places --------------------------------------------------------------- */

/* Resolves "." and ".." away; the arena's, or SLICE_NONE. */
static struct slice resolve(struct arena *a, struct slice base,
			    struct slice place)
{
	struct buf path = BUF_INIT(PATH_MAX_BYTES);
	struct slice result;

	place = slice_trim(place);
	if (!slice_starts(place, "/")) {
		while (base.n && base.p[base.n - 1] != '/')
			base.n--;
		(void)buf_add_slice(&path, base);	/* told below */
	}
	while (place.p && !path.err) {
		struct slice part = slice_cut(&place, '/');

		if (slice_eqs(part, "..")) {
			size_t n = path.len ? path.len - 1 : 0;

			while (n && path.data[n - 1] != '/')
				n--;
			buf_truncate(&path, n);
		} else if (part.n && !slice_eqs(part, ".")) {
			(void)buf_add_slice(&path, part);
			if (place.p)
				(void)buf_addc(&path, '/');
		}
	}
	result = path.err ? (struct slice)SLICE_LIT("")
			  : arena_slice(a, buf_slice(&path));
	buf_free(&path);
	return result;
}

static int parse(struct ofd *o, struct slice path,
		 const struct xml_events *events)
{
	struct slice xml = package_find(&o->package, path);

	if (!xml.p)
		return ERR_DAMAGED;
	if (xml.n > o->budget)
		return ERR_TOOBIG;
	o->budget -= xml.n;
	return xml_read(xml, events, NULL, o);
}

/* --- OFD.xml -------------------------------------------------------------- */

static void root_open(void *ctx, const char *name, const char **attrs)
{
	struct ofd *o = ctx;

	(void)attrs;
	o->in_text = strcmp(name, "DocRoot") == 0;
	buf_clear(&o->text);
}

static void add_text(void *ctx, struct slice text)
{
	struct ofd *o = ctx;

	if (o->in_text)
		(void)buf_add_slice(&o->text, text);	/* cut there */
}

static void root_close(void *ctx, const char *name)
{
	struct ofd *o = ctx;

	if (strcmp(name, "DocRoot") == 0 && o->root_count < BODIES_MAX)
		o->roots[o->root_count++] =
			resolve(o->r->arena, (struct slice)SLICE_LIT(""),
				buf_slice(&o->text));
	o->in_text = false;
}

/* --- Document.xml --------------------------------------------------------- */

static void document_open(void *ctx, const char *name, const char **attrs)
{
	struct ofd *o = ctx;
	struct place place;

	buf_clear(&o->text);
	o->in_text = strcmp(name, "PhysicalBox") == 0;
	if (strcmp(name, "Page") != 0 && strcmp(name, "TemplatePage") != 0)
		return;
	place.id = arena_slice(o->r->arena, xml_attr(attrs, "ID"));
	place.path = resolve(o->r->arena, o->root,
			     xml_attr(attrs, "BaseLoc"));
	if (strcmp(name, "Page") == 0) {
		if (o->page_count < o->r->limits->pages)
			o->pages[o->page_count++] = place;
		else
			o->cut = true;
	} else if (o->template_count < TEMPLATES_MAX) {
		o->templates[o->template_count++] = place;
	}
}

static void document_close(void *ctx, const char *name)
{
	struct ofd *o = ctx;
	float box[4];

	if (strcmp(name, "PhysicalBox") == 0 &&
	    ofd_numbers(buf_slice(&o->text), box, 4) == 4) {
		o->width = box[2] * ofd_points;
		o->height = box[3] * ofd_points;
	}
	o->in_text = false;
}

/* --- pages ---------------------------------------------------------------- */

static int add_content(struct ofd *o, struct slice path, struct ofd_page *page)
{
	struct slice xml = package_find(&o->package, path);

	if (!xml.p)
		return 0;	/* a page without content is blank */
	if (xml.n > o->budget)
		return ERR_TOOBIG;
	o->budget -= xml.n;
	return ofd_content(xml, o->r->arena, page);
}

static int add_template(struct ofd *o, struct ofd_page *page)
{
	for (uint32_t i = 0; i < o->template_count; i++)
		if (page->template.n &&
		    slice_eq(o->templates[i].id, page->template))
			return add_content(o, o->templates[i].path, page);
	return 0;
}

static int read_page(struct ofd *o, struct slice path)
{
	struct ofd_page page = {.width = o->width, .height = o->height};
	int err = add_content(o, path, &page);

	if (!err)
		err = add_template(o, &page);
	if (!err) {
		const struct layout_page drawn = {
			.width = page.width, .height = page.height,
			.words = page.words, .word_count = page.word_count,
			.rules = page.rules, .rule_count = page.rule_count,
		};

		err = layout_add(o->layout, &drawn);
	}
	free(page.words);
	free(page.rules);
	return err;
}

static int read_document(struct ofd *o)
{
	static const struct xml_events events = {
		.open = document_open, .close = document_close,
		.text = add_text,
	};
	int err;

	o->page_count = o->template_count = 0;
	o->width = 210 * ofd_points;
	o->height = 297 * ofd_points;
	err = parse(o, o->root, &events);
	if (arena_err(o->r->arena))
		return arena_err(o->r->arena);
	for (uint32_t i = 0; i < o->page_count && !err; i++)
		err = read_page(o, o->pages[i].path);
	return !err && o->cut ? ERR_TOOBIG : err;
}

static bool wanted(void *ctx, struct slice name)
{
	(void)ctx;
	return slice_ends(name, ".xml") &&
	       slice_ifinds(name, "/Res/", 0) == SIZE_MAX &&
	       slice_ifinds(name, "/Signs/", 0) == SIZE_MAX;
}

static int read_all(struct ofd *o)
{
	static const struct xml_events events = {
		.open = root_open, .close = root_close, .text = add_text,
	};
	int err = parse(o, slice_of("OFD.xml"), &events);

	for (uint32_t i = 0; i < o->root_count && !err; i++) {
		o->root = o->roots[i];
		err = read_document(o);
	}
	return err;
}

int document_ofd(struct document_reading *r, struct slice bytes,
		 struct build *b, struct document *d)
{
	struct ofd *o = arena_alloc(r->arena, sizeof(*o));
	int err;

	d->kind = DOCUMENT_OFD;
	if (!o)
		return arena_err(r->arena);
	o->r = r;
	o->b = b;
	o->budget = r->limits->unpacked;
	buf_init(&o->text, PATH_MAX_BYTES);
	o->pages = arena_array(r->arena, r->limits->pages, sizeof(*o->pages));
	if (!o->pages)
		return arena_err(r->arena);
	o->layout = layout_new(b);
	if (!o->layout)
		return ERR_NOMEM;
	err = package_load(r, bytes, wanted, &o->package);
	if (!err)
		err = read_all(o);
	package_free(&o->package);
	layout_free(o->layout);
	buf_free(&o->text);
	return err;
}
