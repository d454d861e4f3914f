/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A compound file is sectors of 512 or 4096 bytes in chains: the allocation
 * table (FAT) says for each sector which one is next.  The FAT itself is in
 * sectors that the header lists, further ones in a chain of lists (DIFAT).
 * Streams below 4096 bytes are chains of 64-byte mini sectors within the
 * root's stream.  A chain is never longer than there are sectors.
 */
#include "parsers/document/cfb.h"

#include "base/err.h"

#include <stdint.h>
#include <stdlib.h>

enum {
	HEADER = 512, ENTRY = 128, LISTED = 109, MINI_SHIFT = 6,
	MINI_CUTOFF = 4096,
	AT_SHIFT = 0x1E, AT_DIRECTORY = 0x30, AT_MINI_FAT = 0x3C,
	AT_DIFAT = 0x44, AT_LIST = 0x4C,
	ENTRY_TYPE = 66, ENTRY_START = 116, ENTRY_SIZE = 120,
	TYPE_ROOT = 5,
};

static const uint32_t last_sector = 0xFFFFFFFAu; /* above: marks, not sectors */

struct cfb {
	struct slice bytes;
	unsigned shift;		/* of a sector's size */
	uint32_t sectors;	/* in the file */
	uint32_t *fat;		/* heap */
	uint32_t fat_count;
};

static uint32_t get32(struct slice s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.p + at;

	if (s.n < 4 || at > s.n - 4)
		return UINT32_MAX;
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/* What there is of the sector; the last one may be cut. */
static struct slice sector(const struct cfb *c, uint32_t i)
{
	size_t from = ((size_t)i + 1) << c->shift;

	return slice_sub(c->bytes, from, from + ((size_t)1 << c->shift));
}

static void add_fat(struct cfb *c, uint32_t i)
{
	struct slice s = i < c->sectors ? sector(c, i)
					: (struct slice)SLICE_LIT("");

	for (size_t at = 0; at + 4 <= s.n && c->fat_count < c->sectors;
	     at += 4)
		c->fat[c->fat_count++] = get32(s, at);
}

static void read_fat(struct cfb *c)
{
	uint32_t list = get32(c->bytes, AT_DIFAT);
	size_t in_list = ((size_t)1 << c->shift) / 4 - 1;

	for (size_t i = 0; i < LISTED; i++)
		add_fat(c, get32(c->bytes, AT_LIST + 4 * i));
	for (uint32_t n = 0; n < c->sectors && list < c->sectors; n++) {
		struct slice s = sector(c, list);

		for (size_t i = 0; i < in_list; i++)
			add_fat(c, get32(s, 4 * i));
		list = get32(s, 4 * in_list);
	}
}

static int open_file(struct slice bytes, struct cfb *c)
{
	const unsigned char *p = (const unsigned char *)bytes.p;

	if (bytes.n < HEADER)
		return ERR_DAMAGED;
	*c = (struct cfb){.bytes = bytes, .shift = p[AT_SHIFT]};
	if (c->shift != 9 && c->shift != 12)
		return ERR_DAMAGED;
	c->sectors = (uint32_t)(bytes.n >> c->shift);
	c->fat = calloc((size_t)c->sectors + 1, sizeof(*c->fat));
	if (!c->fat)
		return ERR_NOMEM;
	read_fat(c);
	return 0;
}

/* Adds a chain of sectors. */
static int read_chain(const struct cfb *c, uint32_t at, struct buf *out)
{
	int err = 0;

	for (uint32_t n = 0; n < c->sectors && at < c->sectors && !err; n++) {
		err = buf_add_slice(out, sector(c, at));
		at = at < c->fat_count ? c->fat[at] : last_sector;
	}
	return err;
}

/* Adds size bytes of a chain of mini sectors within the root's stream. */
static int read_mini(const struct cfb *c, struct slice root, uint32_t at,
		     uint32_t size, struct buf *out)
{
	struct buf table = BUF_INIT(c->bytes.n);
	int err = read_chain(c, get32(c->bytes, AT_MINI_FAT), &table);

	for (uint32_t left = size; left && !err;) {
		size_t from = (size_t)at << MINI_SHIFT;
		uint32_t n = left < 1u << MINI_SHIFT ? left
						     : 1u << MINI_SHIFT;

		if (at >= last_sector || from >= root.n)
			break;
		err = buf_add_slice(out, slice_sub(root, from, from + n));
		at = get32(buf_slice(&table), (size_t)at * 4);
		left -= n;
	}
	buf_free(&table);
	return err;
}

static bool is_named(struct slice entry, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i <= n; i++)
		if (entry.p[2 * i] != name[i] || entry.p[2 * i + 1])
			return false;
	return true;
}

/* The first entry of this name, absent if there is none. */
static struct slice find_entry(struct slice directory, const char *name)
{
	for (size_t at = 0; at + ENTRY <= directory.n; at += ENTRY) {
		struct slice entry = slice_sub(directory, at, at + ENTRY);

		if (is_named(entry, name))
			return entry;
	}
	return SLICE_NONE;
}

static int read_stream(const struct cfb *c, struct slice directory,
		       struct slice entry, struct buf *out)
{
	uint32_t start = get32(entry, ENTRY_START);
	uint32_t size = get32(entry, ENTRY_SIZE);
	struct buf root = BUF_INIT(c->bytes.n);
	size_t before = out->len;
	int err;

	if (size >= MINI_CUTOFF) {
		err = read_chain(c, start, out);
		buf_truncate(out, before + size);
		return err;
	}
	/* the root is the first entry */
	err = read_chain(c, get32(directory, ENTRY_START), &root);
	if (!err)
		err = read_mini(c, buf_slice(&root), start, size, out);
	buf_free(&root);
	return err;
}

static int read_directory(const struct cfb *c, struct buf *out)
{
	int err = read_chain(c, get32(c->bytes, AT_DIRECTORY), out);

	if (!err && (out->len < ENTRY || out->data[ENTRY_TYPE] != TYPE_ROOT))
		err = ERR_DAMAGED;
	return err;
}

int cfb_read(struct slice bytes, const char *name, struct buf *out)
{
	struct buf directory = BUF_INIT(bytes.n);
	struct slice entry;
	struct cfb c;
	int err = open_file(bytes, &c);

	if (err)
		return err;
	err = read_directory(&c, &directory);
	if (!err) {
		entry = find_entry(buf_slice(&directory), name);
		err = entry.p ? read_stream(&c, buf_slice(&directory), entry,
					    out) : ERR_NOTFOUND;
	}
	buf_free(&directory);
	free(c.fat);
	return err;
}

bool cfb_has(struct slice bytes, const char *name)
{
	struct buf directory = BUF_INIT(bytes.n);
	struct cfb c;
	bool has = false;

	if (open_file(bytes, &c))
		return false;
	if (!read_directory(&c, &directory))
		has = find_entry(buf_slice(&directory), name).p != NULL;
	buf_free(&directory);
	free(c.fat);
	return has;
}
