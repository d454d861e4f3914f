/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/shelf.h"

#include "base/err.h"

#include <stdlib.h>
#include <uv.h>

enum { SHELF_MAX = 64 };	/* more threads than libuv's pool usually has */

struct shelf {
	const char *dir;
	uv_mutex_t lock;	/* for pointer moves only */
	struct store_reader *readers[SHELF_MAX];
	size_t count;
};

int shelf_new(const char *dir, struct shelf **ret_shelf)
{
	struct shelf *shelf = calloc(1, sizeof(*shelf));

	if (!shelf)
		return ERR_NOMEM;
	shelf->dir = dir;
	if (uv_mutex_init(&shelf->lock)) {
		free(shelf);
		return ERR_NOMEM;
	}
	*ret_shelf = shelf;
	return 0;
}

int shelf_take(struct shelf *shelf, struct store_reader **ret_reader)
{
	*ret_reader = NULL;
	uv_mutex_lock(&shelf->lock);
	if (shelf->count)
		*ret_reader = shelf->readers[--shelf->count];
	uv_mutex_unlock(&shelf->lock);
	return *ret_reader ? 0 : store_reader_open(shelf->dir, ret_reader);
}

void shelf_put(struct shelf *shelf, struct store_reader *reader)
{
	uv_mutex_lock(&shelf->lock);
	if (reader && shelf->count < SHELF_MAX) {
		shelf->readers[shelf->count++] = reader;
		reader = NULL;
	}
	uv_mutex_unlock(&shelf->lock);
	store_reader_close(reader);
}

void shelf_free(struct shelf *shelf)
{
	if (!shelf)
		return;
	while (shelf->count)
		store_reader_close(shelf->readers[--shelf->count]);
	uv_mutex_destroy(&shelf->lock);
	free(shelf);
}
