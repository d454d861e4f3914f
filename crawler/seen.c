/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/seen.h"

#include <stdlib.h>

struct seen_slot {
	uint64_t key;		/* 0: free */
	uint32_t value;
};

uint64_t seen_hash(struct slice bytes, uint64_t seed)
{
	uint64_t hash = UINT64_C(14695981039346656037) ^
			seed * UINT64_C(0x9e3779b97f4a7c15);

	for (size_t i = 0; i < bytes.n; i++) {
		hash ^= (unsigned char)bytes.p[i];
		hash *= UINT64_C(1099511628211);
	}
	/* FNV's low bits mix badly; the table uses those. */
	hash ^= hash >> 32;
	return hash ? hash : 1;
}

uint64_t seen_hash_number(uint64_t number, uint64_t seed)
{
	return seen_hash((struct slice){(const char *)&number, sizeof(number)},
			 seed);
}

static struct seen_slot *slot_of(struct seen_slot *slots, size_t room,
				 uint64_t key)
{
	size_t at = key & (room - 1);

	while (slots[at].key && slots[at].key != key)
		at = (at + 1) & (room - 1);
	return &slots[at];
}

static bool grow(struct seen *s)
{
	size_t room = s->room ? 2 * s->room : 1024;
	struct seen_slot *slots = calloc(room, sizeof(struct seen_slot));

	if (!slots)
		return false;
	for (size_t i = 0; i < s->room; i++)
		if (s->slots[i].key)
			*slot_of(slots, room, s->slots[i].key) = s->slots[i];
	free(s->slots);
	s->slots = slots;
	s->room = room;
	return true;
}

uint32_t *seen_at(struct seen *s, uint64_t key)
{
	struct seen_slot *slot;

	if (2 * (s->count + 1) > s->room && !grow(s))
		return NULL;
	slot = slot_of(s->slots, s->room, key);
	if (!slot->key) {
		slot->key = key;
		s->count++;
	}
	return &slot->value;
}

bool seen_has(const struct seen *s, uint64_t key)
{
	return s->room && slot_of(s->slots, s->room, key)->key;
}

void seen_add(struct seen *s, const struct seen *more)
{
	for (size_t i = 0; i < more->room; i++) {
		const struct seen_slot *slot = &more->slots[i];
		uint32_t *value = slot->key ? seen_at(s, slot->key) : NULL;

		if (value)
			*value += slot->value;
	}
}

void seen_free(struct seen *s)
{
	free(s->slots);
	*s = (struct seen){.slots = NULL};
}
