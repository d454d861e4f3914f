/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives: every member is a document.  One that cannot be read is listed
 * with its error.  Archives within archives are opened DOCUMENT_DEPTH deep.
 */
#include "base/err.h"
#include "parsers/document/package.h"
#include "parsers/mime.h"

#include <stdlib.h>

struct walk {
	struct document_reading *r;
	const struct document **members; /* heap, grows */
	uint32_t count, cap;
};

/* What Macs and Windows leave in archives. */
static bool wanted(void *ctx, struct slice name)
{
	(void)ctx;
	return !slice_starts(name, "__MACOSX/") &&
	       !slice_ends(name, ".DS_Store") && !slice_ends(name, "Thumbs.db");
}

static bool is_archive(struct slice content)
{
	enum mime_kind kind = mime_sniff(content, SLICE_NONE, SLICE_NONE);

	return kind == MIME_ZIP || kind == MIME_RAR || kind == MIME_7Z;
}

/* A member that is not opened. */
static int list_only(struct document_reading *r, struct slice name, int err,
		     const struct document **ret_document)
{
	struct document *d = arena_alloc(r->arena, sizeof(*d));

	if (!d)
		return arena_err(r->arena);
	d->name = arena_slice(r->arena, name);
	if (!d->name.p)
		return arena_err(r->arena);
	d->tool = "built-in";
	d->text = (struct slice)SLICE_LIT("");
	d->err = err;
	*ret_document = d;
	return 0;
}

static int add_member(struct walk *w, const struct document *d)
{
	if (w->count == w->cap) {
		uint32_t cap = w->cap ? w->cap * 2 : 16;
		const struct document **members =
			realloc(w->members, cap * sizeof(*members));

		if (!members)
			return ERR_NOMEM;
		w->members = members;
		w->cap = cap;
	}
	w->members[w->count++] = d;
	return 0;
}

static int take(void *ctx, struct slice name, struct slice content, int err)
{
	struct walk *w = ctx;
	const struct document *d;

	if (!err && w->r->depth + 1 >= DOCUMENT_DEPTH && is_archive(content))
		err = ERR_UNSUPPORTED;
	err = err ? list_only(w->r, name, err, &d)
		  : document_member(w->r, name, content, &d);
	return err ? err : add_member(w, d);
}

static enum document_kind kind_of(struct slice bytes)
{
	switch (mime_sniff(bytes, SLICE_NONE, SLICE_NONE)) {
	case MIME_RAR:
		return DOCUMENT_RAR;
	case MIME_7Z:
		return DOCUMENT_7Z;
	default:
		return DOCUMENT_ZIP;
	}
}

int document_archive(struct document_reading *r, struct slice bytes,
		     struct build *b, struct document *d)
{
	static const struct package_events events = {
		.wanted = wanted, .take = take,
	};
	struct walk w = {.r = r};
	const struct document **members;
	int err = package_walk(r, bytes, &events, &w);

	(void)b;	/* an archive has no text of its own */
	d->kind = kind_of(bytes);
	members = arena_array(r->arena, w.count, sizeof(*members));
	if (members && w.count)
		memcpy(members, w.members, w.count * sizeof(*members));
	free(w.members);
	if (!members)
		return arena_err(r->arena);
	d->members = members;
	d->member_count = w.count;
	return err;
}
