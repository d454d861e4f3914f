/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two limits stop bombs: what one member may unpack to, and all members of one
 * document_read() together, however they are nested (r->unpacked).  A member
 * past the first is given as far as it was unpacked with ERR_TOOBIG.
 *
 * Names: UTF-8 where they are well-formed, else GB18030, as Windows programs
 * in China write them without saying so.
 */
#include "parsers/document/package.h"

#include "base/err.h"
#include "parsers/charset.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

enum { BLOCK = 1 << 16, NAME_MAX_BYTES = 4096 };

/* Maps what libarchive said last. */
static int foreign(struct archive *a, int status)
{
	if (status == ARCHIVE_OK || status == ARCHIVE_EOF)
		return 0;
	if (archive_errno(a) == ENOMEM)
		return ERR_NOMEM;
	return ERR_DAMAGED;
}

static int open_archive(struct slice bytes, struct archive **ret_archive)
{
	struct archive *a = archive_read_new();
	int status;

	if (!a)
		return ERR_NOMEM;
	(void)archive_read_support_format_zip(a);	/* compiled in or not */
	(void)archive_read_support_format_rar(a);
	(void)archive_read_support_format_rar5(a);
	(void)archive_read_support_format_7zip(a);
	status = archive_read_open_memory(a, bytes.p, bytes.n);
	if (status != ARCHIVE_OK) {
		int err = foreign(a, status);

		(void)archive_read_free(a);
		return err ? err : ERR_DAMAGED;
	}
	*ret_archive = a;
	return 0;
}

/* Lent from name, or SLICE_NONE when there is no memory. */
static struct slice read_name(struct archive_entry *entry, struct buf *name)
{
	const char *raw = archive_entry_pathname(entry);
	struct slice s;

	if (!raw)
		raw = archive_entry_pathname_utf8(entry);
	s = slice_sub(slice_of(raw ? raw : ""), 0, NAME_MAX_BYTES);
	buf_clear(name);
	if (charset_is_utf8(s))
		(void)buf_add_slice(name, s);
	else
		(void)charset_decode("gb18030", s, name);
	if (name->err)
		return SLICE_NONE;
	s = buf_slice(name);
	while (slice_starts(s, "/") || slice_starts(s, "./"))
		s = slice_sub(s, s.p[0] == '/' ? 1 : 2, s.n);
	return s;
}

/* Unpacks the member at hand; to has member's limit. */
static int read_content(struct document_reading *r, struct archive *a,
			struct archive_entry *entry, struct buf *to)
{
	char beyond;		/* one byte tells that there is more */
	la_ssize_t n;

	if (archive_entry_is_encrypted(entry) > 0)
		return ERR_UNSUPPORTED;
	do {
		size_t room = to->max - to->len < BLOCK ? to->max - to->len
							: BLOCK;
		int err = buf_reserve(to, room);

		if (err)
			return err;
		if (r->unpacked >= r->limits->unpacked)
			return ERR_TOOBIG;
		n = room ? archive_read_data(a, to->data + to->len, room)
			 : archive_read_data(a, &beyond, 1);
		if (n < 0)
			return foreign(a, (int)n);
		if (n > 0 && !room)
			return ERR_TOOBIG;
		to->len += (size_t)n;
		r->unpacked += (size_t)n;
	} while (n > 0);
	return 0;
}

/* One member, if it is wanted. */
static int give_member(struct document_reading *r, struct archive *a,
		       struct archive_entry *entry, struct slice name,
		       const struct package_events *events, void *ctx)
{
	struct buf content = BUF_INIT(r->limits->member);
	int err;

	if (archive_entry_filetype(entry) != AE_IFREG &&
	    archive_entry_filetype(entry) != 0)
		return 0;
	if (events->wanted && !events->wanted(ctx, name))
		return 0;
	err = read_content(r, a, entry, &content);
	if (err == ERR_NOMEM) {
		buf_free(&content);
		return err;
	}
	if (content.data)
		content.data[content.len] = '\0';
	err = events->take(ctx, name, buf_slice(&content), err);
	buf_free(&content);
	return err;
}

int package_walk(struct document_reading *r, struct slice bytes,
		 const struct package_events *events, void *ctx)
{
	struct buf name = BUF_INIT(NAME_MAX_BYTES * 3);
	struct archive_entry *entry;
	struct archive *a;
	uint32_t count = 0;
	int status, err = open_archive(bytes, &a);

	if (err)
		return err;
	while (!err) {
		status = archive_read_next_header(a, &entry);
		if (status == ARCHIVE_EOF)
			break;
		if (status < ARCHIVE_WARN) {
			err = foreign(a, status);
			break;
		}
		if (count++ >= r->limits->members ||
		    r->unpacked >= r->limits->unpacked) {
			err = ERR_TOOBIG;
			break;
		}
		struct slice s = read_name(entry, &name);

		err = s.p ? give_member(r, a, entry, s, events, ctx)
			  : ERR_NOMEM;
	}
	buf_free(&name);
	(void)archive_read_free(a);	/* it was only read */
	return err;
}

/* --- kept members --------------------------------------------------------- */

struct loading {
	struct package *package;
	uint32_t cap;
	bool (*wanted)(void *ctx, struct slice name);
};

static bool load_wanted(void *ctx, struct slice name)
{
	struct loading *l = ctx;

	return l->wanted(NULL, name);
}

static int load_take(void *ctx, struct slice name, struct slice content,
		     int err)
{
	struct loading *l = ctx;
	struct package *p = l->package;
	struct package_member *m;

	if (err)
		return err;
	if (p->count == l->cap) {
		uint32_t cap = l->cap ? l->cap * 2 : 16;

		m = realloc(p->members, cap * sizeof(*m));
		if (!m)
			return ERR_NOMEM;
		p->members = m;
		l->cap = cap;
	}
	m = &p->members[p->count];
	m->name.p = slice_dup(name);
	m->name.n = name.n;
	m->content.p = slice_dup(content);
	m->content.n = content.n;
	if (!m->name.p || !m->content.p) {
		free((char *)m->name.p);
		free((char *)m->content.p);
		return ERR_NOMEM;
	}
	p->count++;
	return 0;
}

static int compare_names(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = strncasecmp(a.p, b.p, n);

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int compare_members(const void *a, const void *b)
{
	const struct package_member *x = a, *y = b;

	return compare_names(x->name, y->name);
}

int package_load(struct document_reading *r, struct slice bytes,
		 bool (*wanted)(void *ctx, struct slice name),
		 struct package *ret_package)
{
	static const struct package_events events = {
		.wanted = load_wanted, .take = load_take,
	};
	struct package p = {NULL, 0};
	struct loading l = {.package = &p, .wanted = wanted};
	int err = package_walk(r, bytes, &events, &l);

	if (err) {
		package_free(&p);
		return err;
	}
	if (p.count)
		qsort(p.members, p.count, sizeof(*p.members), compare_members);
	*ret_package = p;
	return 0;
}

void package_free(struct package *p)
{
	for (uint32_t i = 0; i < p->count; i++) {
		free((char *)p->members[i].name.p);
		free((char *)p->members[i].content.p);
	}
	free(p->members);
	*p = (struct package){NULL, 0};
}

struct slice package_find(const struct package *p, struct slice name)
{
	struct package_member key = {.name = name};
	const struct package_member *m;

	if (!p->count || !name.n)	/* a place that nobody named */
		return SLICE_NONE;
	m = bsearch(&key, p->members, p->count, sizeof(key), compare_members);
	return m ? m->content : SLICE_NONE;
}
