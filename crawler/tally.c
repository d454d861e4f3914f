/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/tally.h"

#include <stddef.h>
#include <string.h>

struct stop_row {
	const char *name;
	bool whole;
	const char *sentence;
};

static const struct stop_row rows[STOP_COUNT] = {
#define X(suffix, name, whole, sentence) \
	[STOP_##suffix] = {name, whole, sentence},
	STOP_TABLE(X)
#undef X
};

const char *stop_name(enum stop stop)
{
	return rows[stop].name;
}

const char *stop_text(enum stop stop)
{
	return rows[stop].sentence;
}

const char *stop_text_of(const char *name)
{
	for (size_t i = 0; i < STOP_COUNT; i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].sentence;
	return NULL;
}

bool stop_is_whole(enum stop stop)
{
	return rows[stop].whole;
}

void tally_add(struct tally *sum, const struct tally *more)
{
	sum->fetched += more->fetched;
	sum->pages += more->pages;
	sum->stored += more->stored;
	sum->revisits += more->revisits;
	sum->not_modified += more->not_modified;
	sum->failed += more->failed;
	sum->retried += more->retried;
	sum->not_found += more->not_found;
	sum->blocked += more->blocked;
	sum->robots += more->robots;
	sum->bytes += more->bytes;
	sum->reports += more->reports;
	sum->redirects += more->redirects;
	sum->good += more->good;
	for (size_t i = 0; i < STOP_COUNT; i++)
		sum->stops[i] += more->stops[i];
}
