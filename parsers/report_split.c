/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that hold several reports, as collections of samples do.
 *
 * A new report begins where the numbers of the sections begin again after
 * enough of a report has gone by.  Between the last section of the one and the
 * first of the other stand the signature of the one, which ends it, and the
 * title of the other, which begins it: whichever comes first is the border.
 */
#include "parsers/html_private.h"
#include "parsers/report_private.h"

enum {
	ENOUGH = 3,		/* topics that make a report */
	TITLE_LINE_MAX = 300,	/* bytes */
};

/* Where the next report begins within [from, to); to where nothing tells;
 * SIZE_MAX when the arena failed. */
static size_t find_border(struct slice text, size_t from, size_t to,
			  struct arena *a)
{
	struct slice rest = slice_sub(text, from, to);
	struct slice line;

	while ((line = slice_cut(&rest, '\n')).p) {
		struct written_date date;
		struct report_title title = {0};
		struct slice organ;
		struct slice words = html_trim(line);

		if (!words.n)
			continue;
		if (report_signs(words, &date, &organ))
			return (size_t)(line.p + line.n - text.p);
		if (words.n <= TITLE_LINE_MAX &&
		    slice_finds(words, "。", 0) == SIZE_MAX &&
		    !report_read_title(words, a, &title))
			return SIZE_MAX;
		if (title.is_report)
			return (size_t)(line.p - text.p);
	}
	return to;
}

bool report_split(struct slice text, const struct found_section *sections,
		  uint32_t section_count, struct arena *a,
		  struct report_part parts[PARTS_MAX], uint32_t *ret_count)
{
	uint32_t n = 0;
	unsigned topics = 0;

	parts[0] = (struct report_part){.begin = 0, .end = text.n};
	for (uint32_t i = 0; i < section_count; i++) {
		size_t border;

		if (i && sections[i].number == 1 && sections[i].topics &&
		    report_count_topics(topics) >= ENOUGH &&
		    n + 1 < PARTS_MAX) {
			border = find_border(text, sections[i - 1].text,
					     sections[i].begin, a);
			if (border == SIZE_MAX)
				return false;
			parts[n++].end = border;
			parts[n] = (struct report_part){.begin = border,
							.end = text.n};
			topics = 0;
		}
		topics |= sections[i].topics;
	}
	*ret_count = n + 1;
	return true;
}
