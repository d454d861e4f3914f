/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of a crawl, in its closing table and its last line. */
#include "crawler/listing.h"
#include "crawler/progress.h"
#include "parsers/pager.h"

#include <inttypes.h>

enum { FOUND_WIDTH = 24, NAME_WIDTH = 22 };

int progress_found(const struct store_column_state *column, struct buf *out)
{
	if (column->declared_total < 0)
		return buf_addf(out, "%" PRId64, column->found);
	return buf_addf(out, "%" PRId64 " of %" PRId64, column->found,
			column->declared_total);
}

static int ended(const struct store_column_state *k, struct buf *out)
{
	bool failed = strcmp(k->ended,
			     pager_verdict_name(PAGER_FAILED)) == 0;

	(void)buf_addf(out, "page %" PRId64 " ", k->ended_page);
	if (failed && k->ended_status != 200)
		return buf_addf(out, "was answered %d", k->ended_status);
	if (failed)
		return buf_adds(out, "came cut off, or blocked");
	if (strcmp(k->ended, pager_verdict_name(PAGER_NOTHING_NEW)) == 0)
		return buf_adds(out, "brought nothing new");
	if (strcmp(k->ended, pager_verdict_name(PAGER_STUB)) == 0)
		return buf_adds(out, "was next to empty");
	return buf_adds(out, "was of something else");
}

int progress_reason(const struct store_column_state *k, struct buf *out)
{
	if (k->complete)
		return 0;
	if (k->ended)
		return ended(k, out);
	if (k->left_out)
		return buf_adds(out, "it has more pages than column_pages "
				"lets be asked for");
	if (k->waiting > 0)
		return buf_addf(out, "%" PRId64 " of its pages not asked for "
				"yet", k->waiting);
	if (k->stuck)
		return buf_adds(out, "no way is known to the rest of it");
	if (k->failed > 0)
		return buf_addf(out, "%" PRId64 " of its pages not answered",
				k->failed);
	if (k->declared_total >= 0)
		return buf_adds(out, "its pages show fewer rows than it says");
	return buf_adds(out, "it says to have more pages than were found");
}

static size_t character(struct slice text, size_t at)
{
	size_t n = 1;

	while (at + n < text.n && ((unsigned char)text.p[at + n] & 0xc0) ==
	       0x80)
		n++;
	return n;
}

/* At most width columns of it, "…" where it is cut; padded where pad is. */
static void cell(struct buf *out, struct slice text, int width, bool pad)
{
	int used = 0;
	size_t at = 0;

	if (listing_width_of(text) <= width) {
		used = listing_width_of(text);
		(void)buf_add_slice(out, text);
	} else {
		while (at < text.n) {
			size_t n = character(text, at);
			int more = listing_width_of(slice_sub(text, at,
							      at + n));

			if (used + more + 1 > width)
				break;
			used += more;
			(void)buf_add_slice(out, slice_sub(text, at, at + n));
			at += n;
		}
		(void)buf_adds(out, "…");
		used++;
	}
	for (; pad && used < width; used++)
		(void)buf_addc(out, ' ');
}

static struct slice without_scheme(struct slice url)
{
	size_t at = slice_finds(url, "://", 0);

	return at == SIZE_MAX ? url : slice_sub(url, at + 3, url.n);
}

static void line(const struct store_column_state *column, struct buf *out)
{
	struct buf found = BUF_INIT(64);

	(void)progress_found(column, &found);
	(void)buf_adds(&found, column->complete ? "" : " incomplete");
	(void)buf_adds(out, "  ");
	cell(out, slice_of(column->name), NAME_WIDTH, true);
	(void)buf_addc(out, ' ');
	cell(out, buf_slice(&found), FOUND_WIDTH, true);
	(void)buf_addc(out, ' ');
	cell(out, without_scheme(slice_of(column->url)),
	     PROGRESS_WIDTH - 4 - NAME_WIDTH - FOUND_WIDTH, false);
	(void)buf_addc(out, '\n');
	if (!column->complete) {
		(void)buf_adds(out, "    ");
		(void)progress_reason(column, out);	/* sticky */
		(void)buf_addc(out, '\n');
	}
	buf_free(&found);
}

int progress_columns_table(const struct progress_end *end, struct buf *out)
{
	bool begun = false;

	for (size_t i = 0; i < end->column_count; i++) {
		if (!end->columns[i].annual)
			continue;
		if (!begun)
			(void)buf_adds(out, "  columns of reports, rows "
				       "found\n");
		begun = true;
		line(&end->columns[i], out);
	}
	return out->err;
}

static void reason(const struct store_column_state *column, struct buf *out)
{
	struct buf words = BUF_INIT(128);

	if (column->complete)
		return;
	(void)progress_reason(column, &words);
	(void)buf_adds(out, ",\"reason\":");
	(void)buf_add_json(out, buf_slice(&words));
	buf_free(&words);
}

/* Of valid UTF-8, as the reading makes it. */
static void string(struct buf *out, const char *name, const char *text)
{
	(void)buf_addf(out, "\"%s\":", name);	/* sticky */
	(void)buf_add_json(out, slice_of(text));
}

static void object(const struct store_column_state *column, struct buf *out)
{
	(void)buf_addc(out, '{');
	string(out, "url", column->url);
	if (column->name) {
		(void)buf_addc(out, ',');
		string(out, "name", column->name);
	}
	if (column->declared_total >= 0)
		(void)buf_addf(out, ",\"declared\":%" PRId64,
			       column->declared_total);
	(void)buf_addf(out, ",\"found\":%" PRId64 ",\"complete\":%s,",
		       column->found, column->complete ? "true" : "false");
	string(out, "method", column->method);
	reason(column, out);
	if (column->declared_pages >= 0)
		(void)buf_addf(out, ",\"declared_pages\":%" PRId64,
			       column->declared_pages);
	(void)buf_addf(out, ",\"pages\":%" PRId64 ",\"reports\":%" PRId64
		       ",\"annual\":%s}", column->pages, column->reports,
		       column->annual ? "true" : "false");
}

int progress_columns_json(const struct progress_end *end, struct buf *out)
{
	(void)buf_addc(out, '[');
	for (size_t i = 0; i < end->column_count; i++) {
		if (i)
			(void)buf_addc(out, ',');
		object(&end->columns[i], out);
	}
	return buf_addc(out, ']');
}
