/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much of a report was copied from last year's (V10).  checks_years.h has
 * the measure.
 *
 *   section ─► sentences ─► without those that all reports have
 *                              └─► characters ─► hashes of each run of 8
 *
 * Runs do not go from one sentence into the next, so that sentences put in
 * another order count as what they are.  The hashes of last year are sorted;
 * each of this year is looked up.
 */
#include "parsers/charset.h"
#include "parsers/checks_private.h"

#include <stdlib.h>

enum {
	RUN = 8,		/* characters */
	RUNS_MAX = 1 << 17,	/* of one report; sections end there */
	RUNS_LEAST = 200,	/* fewer say too little */
	PERCENT_MAX = 50,
};

/* In sentences that every report has. */
static const char *const template_words[] = {
	"本报告", "年度报告", "信息公开条例", "统计期限", "国务院办公厅",
	"国办", "联系电话", "联系地址", "邮编", "下载", "如下", "本年报",
};

struct runs {
	uint64_t *hashes;
	uint32_t count;
};

static bool ends_sentence(unsigned cp)
{
	return cp == '\n' || cp == ';' || cp == '!' || cp == '?' ||
	       cp == 0x3002 || cp == 0xFF1B || cp == 0xFF01 || cp == 0xFF1F;
}

static bool is_template(struct slice sentence)
{
	const size_t count = sizeof(template_words) / sizeof(*template_words);

	for (size_t i = 0; i < count; i++)
		if (slice_finds(sentence, template_words[i], 0) != SIZE_MAX)
			return true;
	return false;
}

/* What a sentence is about: numbers, marks and spaces are not. */
static bool counts(unsigned cp)
{
	return cp >= 0x3400 && !(cp >= 0xFF00 && cp <= 0xFFEF) &&
	       cp != 0xFFFD;
}

static void add_sentence(struct runs *runs, struct slice sentence)
{
	unsigned last[RUN];
	size_t at = 0;
	unsigned n = 0;

	if (is_template(sentence))
		return;
	while (at < sentence.n && runs->count < RUNS_MAX) {
		unsigned cp = charset_next(sentence, &at);
		uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */

		if (!counts(cp))
			continue;
		last[n++ % RUN] = cp;
		if (n < RUN)
			continue;
		for (unsigned i = n - RUN; i < n; i++)
			hash = (hash ^ last[i % RUN]) *
			       UINT64_C(0x100000001B3);
		runs->hashes[runs->count++] = hash;
	}
}

static void add_text(struct runs *runs, struct slice text)
{
	size_t from = 0;
	size_t at = 0;

	while (at < text.n) {
		size_t before = at;

		if (!ends_sentence(charset_next(text, &at)))
			continue;
		add_sentence(runs, slice_sub(text, from, before));
		from = at;
	}
	add_sentence(runs, slice_sub(text, from, text.n));
}

/* Of sections 一 and 五; false when the arena failed. */
static bool read_runs(const struct report *r, struct arena *a,
		      struct runs *out)
{
	static const enum check_topic topics[] = {CHECK_OVERVIEW,
						  CHECK_PROBLEMS};
	const struct report_section *sections[2];
	size_t most = 0;

	for (int i = 0; i < 2; i++) {
		sections[i] = check_section(r, topics[i]);
		if (i && sections[i] == sections[0])
			sections[i] = NULL;
		if (sections[i])
			most += sections[i]->text.n;
	}
	if (most > RUNS_MAX)
		most = RUNS_MAX;
	*out = (struct runs){.hashes = arena_array(a, most,
						   sizeof(*out->hashes))};
	if (!out->hashes)
		return false;
	for (int i = 0; i < 2; i++)
		if (sections[i])
			add_text(out, sections[i]->text);
	return true;
}

static int compare(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

int check_repeat(struct checker *c, const struct report *previous)
{
	struct runs before, now;
	uint32_t same = 0, percent;

	if (!read_runs(previous, c->arena, &before) ||
	    !read_runs(c->report, c->arena, &now))
		return arena_err(c->arena);
	if (before.count < RUNS_LEAST || now.count < RUNS_LEAST)
		return 0;
	qsort(before.hashes, before.count, sizeof(*before.hashes), compare);
	for (uint32_t i = 0; i < now.count; i++)
		same += bsearch(&now.hashes[i], before.hashes, before.count,
				sizeof(*before.hashes), compare) != NULL;
	percent = (uint32_t)((uint64_t)same * 100 / now.count);
	check_add(c, "V10", (uint64_t)same * 100 > (uint64_t)PERCENT_MAX *
			    now.count ? CHECK_WARN : CHECK_PASS,
		  slice_of("一、五"),
		  slice_of(arena_printf(c->arena, "%u %% as last year%.*s",
					percent, SLICE_ARG(c->note))));
	return arena_err(c->arena);
}
