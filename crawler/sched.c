/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A binary heap.  A host stands in it exactly while host_ready_at() gives a
 * time; whoever changes something that host_ready_at() looks at calls
 * sched_touch() (or sched_touch_address() where an address changed).
 */
#include "crawler/sched.h"

#include "base/err.h"

#include <stdlib.h>

void sched_free(struct sched *s)
{
	free(s->heap);
	*s = (struct sched){.heap = NULL};
}

static bool before(const struct host *a, const struct host *b)
{
	if (a->heap_key != b->heap_key)
		return a->heap_key < b->heap_key;
	return a->heap_turn < b->heap_turn;
}

static void put(struct sched *s, size_t at, struct host *h)
{
	s->heap[at] = h;
	h->heap_at = at;
}

static void rise(struct sched *s, size_t at, struct host *h)
{
	while (at > 0 && before(h, s->heap[(at - 1) / 2])) {
		put(s, at, s->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	put(s, at, h);
}

static void sink(struct sched *s, size_t at, struct host *h)
{
	for (size_t child; (child = 2 * at + 1) < s->count; at = child) {
		if (child + 1 < s->count &&
		    before(s->heap[child + 1], s->heap[child]))
			child++;
		if (!before(s->heap[child], h))
			break;
		put(s, at, s->heap[child]);
	}
	put(s, at, h);
}

static void take_out(struct sched *s, struct host *h)
{
	size_t at = h->heap_at;
	struct host *last = s->heap[--s->count];

	h->heap_at = SIZE_MAX;
	if (last == h)
		return;
	sink(s, at, last);
	rise(s, last->heap_at, last);
}

static int grow(struct sched *s)
{
	size_t room = s->room ? 2 * s->room : 64;
	struct host **heap;

	if (s->count < s->room)
		return 0;
	heap = realloc(s->heap, room * sizeof(struct host *));
	if (!heap)
		return ERR_NOMEM;
	s->heap = heap;
	s->room = room;
	return 0;
}

int sched_touch(struct sched *s, struct host *h)
{
	int64_t key = host_ready_at(h);

	if (h->heap_at != SIZE_MAX) {
		if (key == h->heap_key)
			return 0;
		take_out(s, h);
	}
	if (key == INT64_MAX)
		return 0;
	if (grow(s))
		return ERR_NOMEM;
	h->heap_key = key;
	rise(s, s->count++, h);
	return 0;
}

int sched_touch_address(struct sched *s, struct address *a)
{
	int err = 0;

	for (struct host *h = a->hosts; h; h = h->next_same)
		if (sched_touch(s, h))
			err = ERR_NOMEM;
	return err;
}

struct host *sched_pick(struct sched *s, int64_t now)
{
	struct host *h;

	if (s->count == 0 || s->heap[0]->heap_key > now)
		return NULL;
	h = s->heap[0];
	take_out(s, h);
	h->heap_turn = ++s->turns;
	return h;
}

int64_t sched_next(const struct sched *s)
{
	return s->count ? s->heap[0]->heap_key : INT64_MAX;
}
