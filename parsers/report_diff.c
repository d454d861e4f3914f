/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each part of both reports becomes a list of entries with a key; pair() finds
 * the entry of the other list that has the same key, by sorting, so that no
 * list is looked through for each entry of the other.
 *
 *   report ─► entries (key, value) ─┐
 *                                   ├─► pair() ─► changes
 *   report ─► entries (key, value) ─┘
 */
#include "parsers/report_diff.h"

#include "base/buf.h"
#include "parsers/charset.h"
#include "parsers/fingerprint.h"

#include <stdlib.h>

enum { NO_PAIR = UINT32_MAX, SENTENCE_MAX = 1 << 20 };

const char *report_change_kind_name(enum report_change_kind kind)
{
	static const char *const names[CHANGE_KINDS] = {
		[CHANGE_FIELD] = "field",
		[CHANGE_SENTENCE] = "sentence",
		[CHANGE_TABLE] = "table",
		[CHANGE_CELL] = "cell",
		[CHANGE_STATED] = "stated",
		[CHANGE_ATTACHMENT] = "attachment",
	};

	return names[kind];
}

/* One thing of a report that the other report may have as well. */
struct entry {
	struct slice key;	/* what it is called */
	struct slice label;
	struct slice value;
	struct report_place place; /* of a cell */
	uint32_t pair;		/* index of its like, or NO_PAIR */
};

struct entries {
	struct entry *list;
	uint32_t count, room;
};

struct diff {
	struct arena *arena;
	struct report_change *changes;
	uint32_t count, room;
};

static void *more(struct arena *a, void *list, uint32_t count, uint32_t *room,
		  size_t size)
{
	uint32_t wanted = *room ? 2 * *room : 16;
	void *grown;

	if (count < *room)
		return list;
	grown = arena_array(a, wanted, size);
	if (!grown)
		return NULL;
	if (count)
		memcpy(grown, list, count * size);
	*room = wanted;
	return grown;
}

static struct entry *new_entry(struct diff *d, struct entries *e)
{
	struct entry *list = more(d->arena, e->list, e->count, &e->room,
				  sizeof(*list));

	if (!list)
		return NULL;
	e->list = list;
	list[e->count] = (struct entry){.pair = NO_PAIR};
	return &list[e->count++];
}

static void add_entry(struct diff *d, struct entries *e, struct slice key,
		      struct slice label, struct slice value)
{
	struct entry *entry = new_entry(d, e);

	if (!entry)
		return;
	entry->key = key;
	entry->label = label;
	entry->value = value;
}

static struct report_change *new_change(struct diff *d,
					enum report_change_kind kind)
{
	struct report_change *list = more(d->arena, d->changes, d->count,
					  &d->room, sizeof(*list));

	if (!list)
		return NULL;
	d->changes = list;
	list[d->count] = (struct report_change){.kind = kind};
	return &list[d->count++];
}

static void add_change(struct diff *d, enum report_change_kind kind,
		       struct slice label, struct slice from, struct slice to)
{
	struct report_change *c = new_change(d, kind);

	if (!c)
		return;
	c->label = label;
	c->from = from;
	c->to = to;
}

/* --- pairs ------------------------------------------------------------ */

static int by_key(const void *left, const void *right)
{
	const struct entry *a = *(const struct entry *const *)left;
	const struct entry *b = *(const struct entry *const *)right;
	int order = slice_cmp(a->key, b->key);

	if (order)
		return order;
	return a < b ? -1 : a > b;	/* both are of one list */
}

static struct entry **sorted(struct diff *d, struct entries *e)
{
	struct entry **order = arena_array(d->arena, e->count, sizeof(*order));

	if (!order)
		return NULL;
	for (uint32_t i = 0; i < e->count; i++)
		order[i] = &e->list[i];
	qsort(order, e->count, sizeof(*order), by_key);
	return order;
}

static void pair(struct diff *d, struct entries *before, struct entries *after)
{
	struct entry **old = sorted(d, before), **new = sorted(d, after);
	uint32_t i = 0, k = 0;

	if (!old || !new)
		return;
	while (i < before->count && k < after->count) {
		int order = slice_cmp(old[i]->key, new[k]->key);

		if (order == 0) {
			old[i]->pair = (uint32_t)(new[k] - after->list);
			new[k]->pair = (uint32_t)(old[i] - before->list);
		}
		i += order <= 0;
		k += order >= 0;
	}
}

/* Entries without their like. */
static void add_unpaired(struct diff *d, enum report_change_kind kind,
			 const struct entries *before,
			 const struct entries *after)
{
	for (uint32_t i = 0; i < after->count; i++)
		if (after->list[i].pair == NO_PAIR)
			add_change(d, kind, after->list[i].label, SLICE_NONE,
				   after->list[i].value);
	for (uint32_t i = 0; i < before->count; i++)
		if (before->list[i].pair == NO_PAIR)
			add_change(d, kind, before->list[i].label,
				   before->list[i].value, SLICE_NONE);
}

/* --- fields ----------------------------------------------------------- */

static void diff_field(struct diff *d, const char *name, struct slice from,
		       struct slice to)
{
	/* an empty one says no more than an absent one */
	from = from.n ? from : SLICE_NONE;
	to = to.n ? to : SLICE_NONE;
	if (!slice_eq(from, to))
		add_change(d, CHANGE_FIELD, slice_of(name), from, to);
}

static void diff_fields(struct diff *d, const struct report *before,
			const struct report *after)
{
	diff_field(d, "generation",
		   slice_of(generation_name(before->generation)),
		   slice_of(generation_name(after->generation)));
	diff_field(d, "title", before->title, after->title);
	diff_field(d, "published", before->published, after->published);
	diff_field(d, "signed", before->signed_on, after->signed_on);
	diff_field(d, "source", before->source, after->source);
}

/* --- sections --------------------------------------------------------- */

/* Sentence ends with one of these, or with its line. */
static bool ends_sentence(unsigned cp)
{
	return cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F || cp == 0xFF1B ||
	       cp == '\n';
}

static struct slice next_sentence(struct slice text, size_t *at)
{
	size_t from = *at;

	while (*at < text.n && !ends_sentence(charset_next(text, at)))
		;
	return slice_trim(slice_sub(text, from, *at));
}

/* The key is the sentence as it counts: see fingerprint.h. */
static void add_sentence(struct diff *d, struct entries *e,
			 struct slice heading, struct slice sentence)
{
	struct buf key = BUF_INIT(SENTENCE_MAX);
	struct slice kept;

	/* one longer than that counts as it stands */
	if (fingerprint_normalise(sentence, &key))
		kept = sentence;
	else
		kept = arena_slice(d->arena, slice_trim(buf_slice(&key)));
	if (kept.n)
		add_entry(d, e, kept, heading, sentence);
	buf_free(&key);
}

static void sentences_of(struct diff *d, const struct report_section *s,
			 struct entries *ret_sentences)
{
	size_t at = 0;

	while (at < s->text.n) {
		struct slice sentence = next_sentence(s->text, &at);

		if (sentence.n)
			add_sentence(d, ret_sentences, s->heading, sentence);
	}
}

static void diff_section(struct diff *d, const struct report_section *before,
			 const struct report_section *after)
{
	struct entries old = {.list = NULL}, new = {.list = NULL};

	if (before && after && slice_eq(before->text, after->text))
		return;
	if (before)
		sentences_of(d, before, &old);
	if (after)
		sentences_of(d, after, &new);
	pair(d, &old, &new);
	add_unpaired(d, CHANGE_SENTENCE, &old, &new);
}

static void headings_of(struct diff *d, const struct report *r,
			struct entries *ret_headings)
{
	for (uint32_t i = 0; i < r->section_count; i++)
		add_entry(d, ret_headings, r->sections[i].heading,
			  r->sections[i].heading, r->sections[i].text);
}

static void diff_sections(struct diff *d, const struct report *before,
			  const struct report *after)
{
	struct entries old = {.list = NULL}, new = {.list = NULL};

	headings_of(d, before, &old);
	headings_of(d, after, &new);
	pair(d, &old, &new);
	for (uint32_t i = 0; i < new.count; i++)
		diff_section(d, new.list[i].pair == NO_PAIR ? NULL :
			     &before->sections[new.list[i].pair],
			     &after->sections[i]);
	for (uint32_t i = 0; i < old.count; i++)
		if (old.list[i].pair == NO_PAIR)
			diff_section(d, &before->sections[i], NULL);
}

/* --- tables ----------------------------------------------------------- */

static struct slice shown(const struct report_cell *cell)
{
	if (cell->kind == CELL_BLANK)
		return slice_of("");
	if (cell->solved && cell->value.p)
		return cell->value;
	return cell->text.p ? cell->text : slice_of("");
}

static bool same_cell(const struct report_cell *a, const struct report_cell *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == CELL_NUMBER)
		return slice_eq(a->value, b->value);
	return slice_eq(shown(a), shown(b));
}

static void cells_of(struct diff *d, const struct report *r,
		     struct entries *ret_cells)
{
	struct report_cells walk = {.report = r};
	struct report_place place;

	while (report_cells_next(&walk, &place)) {
		struct entry *entry = new_entry(d, ret_cells);

		if (!entry)
			return;
		entry->place = place;
		entry->key = slice_of(arena_printf(
			d->arena, "%d\t%.*s\t%.*s", place.part,
			SLICE_ARG(place.label), SLICE_ARG(place.heading)));
	}
}

static void add_cell(struct diff *d, const struct report_place *place,
		     const struct report_cell *from,
		     const struct report_cell *to)
{
	struct report_change *c = new_change(d, CHANGE_CELL);

	if (!c)
		return;
	c->part = place->part;
	c->label = place->label;
	c->heading = place->heading;
	if (from) {
		c->from = shown(from);
		c->from_kind = cell_kind_name(from->kind);
	}
	if (to) {
		c->to = shown(to);
		c->to_kind = cell_kind_name(to->kind);
	}
}

static struct slice rows_in_words(struct diff *d, uint32_t rows)
{
	return rows ? slice_of(arena_printf(d->arena, "%u", rows)) :
	       SLICE_NONE;
}

static void diff_parts(struct diff *d, const struct report *before,
		       const struct report *after)
{
	for (enum report_part p = 0; p < REPORT_PARTS; p++) {
		uint32_t old = report_part_rows(before, p);
		uint32_t new = report_part_rows(after, p);
		struct report_change *c;

		if (!old == !new)
			continue;
		c = new_change(d, CHANGE_TABLE);
		if (!c)
			return;
		c->part = p;
		c->from = rows_in_words(d, old);
		c->to = rows_in_words(d, new);
	}
}

/* The part is in both: its cells are told one by one. */
static bool is_told(const struct entry *e, const struct report *other)
{
	return report_part_rows(other, e->place.part) > 0;
}

static void diff_cells(struct diff *d, const struct report *before,
		       const struct report *after)
{
	struct entries old = {.list = NULL}, new = {.list = NULL};

	cells_of(d, before, &old);
	cells_of(d, after, &new);
	pair(d, &old, &new);
	for (uint32_t i = 0; i < new.count; i++) {
		const struct entry *e = &new.list[i];
		const struct report_cell *was = e->pair == NO_PAIR ? NULL :
			old.list[e->pair].place.cell;

		if (is_told(e, before) &&
		    (!was || !same_cell(was, e->place.cell)))
			add_cell(d, &e->place, was, e->place.cell);
	}
	for (uint32_t i = 0; i < old.count; i++) {
		const struct entry *e = &old.list[i];

		if (e->pair == NO_PAIR && is_told(e, after))
			add_cell(d, &e->place, e->place.cell, NULL);
	}
}

/* --- stated numbers, attachments -------------------------------------- */

static void stated_of(struct diff *d, const struct report *r,
		      struct entries *ret_stated)
{
	for (uint32_t i = 0; i < r->stated_count; i++) {
		struct slice name = slice_of(r->stated[i].name);

		add_entry(d, ret_stated, name, name, r->stated[i].value);
	}
}

static void diff_stated(struct diff *d, const struct report *before,
			const struct report *after)
{
	struct entries old = {.list = NULL}, new = {.list = NULL};

	stated_of(d, before, &old);
	stated_of(d, after, &new);
	pair(d, &old, &new);
	for (uint32_t i = 0; i < new.count; i++) {
		const struct entry *e = &new.list[i];
		const struct entry *was = e->pair == NO_PAIR ? NULL :
					  &old.list[e->pair];

		if (was && !slice_eq(was->value, e->value))
			add_change(d, CHANGE_STATED, e->label, was->value,
				   e->value);
	}
	add_unpaired(d, CHANGE_STATED, &old, &new);
}

static void attachments_of(struct diff *d, const struct report *r,
			   struct entries *ret_attachments)
{
	for (uint32_t i = 0; i < r->attachment_count; i++)
		add_entry(d, ret_attachments, r->attachments[i].url,
			  r->attachments[i].name, r->attachments[i].url);
}

static void diff_attachments(struct diff *d, const struct report *before,
			     const struct report *after)
{
	struct entries old = {.list = NULL}, new = {.list = NULL};

	attachments_of(d, before, &old);
	attachments_of(d, after, &new);
	pair(d, &old, &new);
	add_unpaired(d, CHANGE_ATTACHMENT, &old, &new);
}

int report_diff(const struct report *before, const struct report *after,
		struct arena *a, const struct report_change **ret_changes,
		uint32_t *ret_count)
{
	struct diff d = {.arena = a};

	diff_fields(&d, before, after);
	diff_sections(&d, before, after);
	diff_parts(&d, before, after);
	diff_cells(&d, before, after);
	diff_stated(&d, before, after);
	diff_attachments(&d, before, after);
	if (arena_err(a))
		return arena_err(a);
	*ret_changes = d.changes;
	*ret_count = d.count;
	return 0;
}
