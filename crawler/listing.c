/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON and CSV rows are printed as they end; a table is kept until its end,
 * when its column widths are known.
 */
#include "crawler/listing.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "crawler/command.h"
#include "crawler/csv.h"
#include "crawler/wording.h"
#include "parsers/charset.h"
#include "parsers/httpdate.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

enum {
	MEMORY_MAX = 1 << 30,	/* of one table */
	GAP = 2,		/* spaces between columns */
	NARROWEST = 8,		/* a wide column is never cut below this */
};

struct row {
	struct row *next;
	const char *cells[];	/* NULL where absent */
};

struct listing {
	enum listing_format format;
	const struct listing_column *columns;
	size_t count;
	int width;
	bool header_done;
	struct arena *arena;	/* rows of a table */
	struct row *first, **end, *now;
	json_t *object;		/* the row under way, in JSON */
	char **fields;		/* the row under way, in CSV */
	int err;
};

struct listing *listing_new(enum listing_format format,
			    const struct listing_column *columns, int width)
{
	struct listing *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->format = format;
	l->columns = columns;
	l->width = width;
	l->end = &l->first;
	while (columns[l->count].name)
		l->count++;
	l->arena = arena_new(MEMORY_MAX);
	l->fields = calloc(l->count, sizeof(*l->fields));
	if (!l->arena || !l->fields) {
		arena_free(l->arena);
		free(l->fields);
		free(l);
		return NULL;
	}
	return l;
}

static size_t column_of(const struct listing *l, const char *name)
{
	size_t i = 0;

	while (i < l->count && strcmp(l->columns[i].name, name))
		i++;
	return i;
}

/* --- values --------------------------------------------------------------- */

static void set_cell(struct listing *l, const char *column, struct slice text)
{
	size_t i = column_of(l, column);
	struct buf clean;

	if (i == l->count)
		return;
	if (!l->now) {
		l->now = arena_alloc(l->arena, sizeof(*l->now) +
				     l->count * sizeof(l->now->cells[0]));
		if (!l->now)
			return;
	}
	buf_init(&clean, text.n * 3 + 1);
	if (wording_clean(text, &clean))
		l->err = clean.err;
	text = buf_slice(&clean);
	l->now->cells[i] = arena_strndup(l->arena, text.p, text.n);
	buf_free(&clean);
}

static void set_json(struct listing *l, const char *column, json_t *value)
{
	if (!l->object)
		l->object = json_object();
	if (!value || json_object_set_new(l->object, column, value))
		l->err = ERR_NOMEM;
}

static void set_field(struct listing *l, const char *column, struct slice text)
{
	size_t i = column_of(l, column);

	if (i == l->count)
		return;
	free(l->fields[i]);
	l->fields[i] = slice_dup(text);
	if (!l->fields[i])
		l->err = ERR_NOMEM;
}

/* Not JSON: the same text for both. */
static void set_plain(struct listing *l, const char *column, struct slice text)
{
	if (l->format == LISTING_CSV)
		set_field(l, column, text);
	else
		set_cell(l, column, text);
}

void listing_text(struct listing *l, const char *column, struct slice text)
{
	struct buf clean = BUF_INIT(text.n * 3 + 1);

	if (!text.p)
		return;
	if (!charset_is_utf8(text)) {
		if (charset_decode("UTF-8", text, &clean))
			l->err = ERR_NOMEM;
		text = buf_slice(&clean);
	}
	if (l->format == LISTING_JSON)
		set_json(l, column, json_stringn(text.p, text.n));
	else
		set_plain(l, column, text);
	buf_free(&clean);
}

void listing_string(struct listing *l, const char *column, const char *text)
{
	listing_text(l, column, slice_of(text));
}

void listing_number(struct listing *l, const char *column, int64_t value)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%" PRId64, value);
	if (l->format == LISTING_JSON)
		set_json(l, column, json_integer(value));
	else
		set_plain(l, column, slice_of(text));
}

void listing_bool(struct listing *l, const char *column, bool value)
{
	if (l->format == LISTING_JSON)
		set_json(l, column, json_boolean(value));
	else
		set_plain(l, column, slice_of(value ? "yes" : "no"));
}

void listing_time(struct listing *l, const char *column, int64_t ms)
{
	char text[HTTPDATE_ISO_SIZE];

	if (ms == 0)
		return;
	if (l->format == LISTING_TABLE)
		wording_time(ms, text);
	else
		httpdate_iso(ms, text);
	listing_string(l, column, text);
}

void listing_bytes(struct listing *l, const char *column, int64_t bytes)
{
	char text[WORDING_BYTES_SIZE];

	if (l->format != LISTING_TABLE) {
		listing_number(l, column, bytes);
		return;
	}
	wording_bytes((uint64_t)bytes, text);
	listing_string(l, column, text);
}

/* --- rows ----------------------------------------------------------------- */

static void print_json(struct listing *l)
{
	char *text = l->object ? json_dumps(l->object, JSON_COMPACT) : NULL;

	if (text)
		puts(text);
	else if (l->object)
		l->err = ERR_NOMEM;
	free(text);
	json_decref(l->object);
	l->object = NULL;
}

static void print_field(struct listing *l, const char *text, bool last)
{
	struct slice field = slice_of(text);
	struct buf out = BUF_INIT(2 * field.n + 4);

	if (csv_field(&out, field, last))
		l->err = out.err;
	else
		fputs(out.data, stdout);
	buf_free(&out);
}

static void print_csv_header(struct listing *l)
{
	if (l->header_done)
		return;
	l->header_done = true;
	for (size_t i = 0; i < l->count; i++)
		print_field(l, l->columns[i].name, i + 1 == l->count);
}

static void print_csv(struct listing *l)
{
	print_csv_header(l);
	for (size_t i = 0; i < l->count; i++) {
		print_field(l, l->fields[i], i + 1 == l->count);
		free(l->fields[i]);
		l->fields[i] = NULL;
	}
}

void listing_row(struct listing *l)
{
	if (l->format == LISTING_JSON)
		print_json(l);
	if (l->format == LISTING_CSV)
		print_csv(l);
	if (l->format != LISTING_TABLE || !l->now)
		return;
	*l->end = l->now;
	l->end = &l->now->next;
	l->now = NULL;
}

/* --- tables --------------------------------------------------------------- */

static int width_of_char(unsigned cp)
{
	int w = wcwidth((wchar_t)cp);

	return w < 0 ? 0 : w;
}

int listing_width_of(struct slice utf8)
{
	int width = 0;
	size_t at = 0;
	unsigned cp;

	while ((cp = charset_next(utf8, &at)))
		width += width_of_char(cp);
	return width;
}

int listing_terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col < 20)
		return 0;
	return size.ws_col;
}

/* text in exactly width columns, but for a last column without padding. */
static void print_cell(const char *text, int width, bool right, bool last)
{
	struct slice s = slice_of(text ? text : "");
	int own = listing_width_of(s);
	int left = width;
	size_t at = 0;

	if (right)
		printf("%*s", width > own ? width - own : 0, "");
	while (at < s.n) {
		size_t from = at;
		int w = width_of_char(charset_next(s, &at));

		if (own > width && left - w < 1)
			break;	/* room for the "…" */
		printf("%.*s", (int)(at - from), s.p + from);
		left -= w;
	}
	if (own > width) {
		fputs("…", stdout);
		left--;
	}
	if (!right && !last)
		printf("%*s", left > 0 ? left : 0, "");
	fputs(last ? "\n" : "  ", stdout);
}

static void print_line(const struct listing *l, const int *widths,
		       const char *const *cells)
{
	size_t last = l->count;

	while (last > 0 && !l->columns[last - 1].title)
		last--;
	for (size_t i = 0; i < last; i++)
		if (l->columns[i].title)
			print_cell(cells[i], widths[i], l->columns[i].right,
				   i + 1 == last);
}

static int total_width(const struct listing *l, const int *widths)
{
	int total = -GAP;

	for (size_t i = 0; i < l->count; i++)
		if (l->columns[i].title)
			total += widths[i] + GAP;
	return total;
}

/* The widest of the wide columns gives a column away until all fits. */
static void shrink(const struct listing *l, int *widths)
{
	while (l->width > 0 && total_width(l, widths) > l->width) {
		size_t widest = l->count;

		for (size_t i = 0; i < l->count; i++)
			if (l->columns[i].title && l->columns[i].wide &&
			    widths[i] > NARROWEST &&
			    (widest == l->count || widths[i] > widths[widest]))
				widest = i;
		if (widest == l->count)
			return;
		widths[widest]--;
	}
}

static int print_table(const struct listing *l)
{
	const char **titles = calloc(l->count, sizeof(*titles));
	int *widths = calloc(l->count, sizeof(*widths));
	int err = titles && widths ? 0 : ERR_NOMEM;

	if (err)
		goto free_both;
	for (size_t i = 0; i < l->count; i++) {
		titles[i] = l->columns[i].title;
		if (!titles[i])
			continue;
		widths[i] = listing_width_of(slice_of(titles[i]));
		for (struct row *r = l->first; r; r = r->next) {
			int w = listing_width_of(slice_of(r->cells[i]));

			widths[i] = w > widths[i] ? w : widths[i];
		}
	}
	shrink(l, widths);
	if (l->first)
		print_line(l, widths, titles);
	for (struct row *r = l->first; r; r = r->next)
		print_line(l, widths, r->cells);
free_both:
	free(titles);
	free(widths);
	return err;
}

int listing_end(struct listing *l)
{
	int err = l->err ? l->err : arena_err(l->arena);

	if (!err && l->format == LISTING_TABLE)
		err = print_table(l);
	if (l->format == LISTING_CSV)
		print_csv_header(l);
	for (size_t i = 0; i < l->count; i++)
		free(l->fields[i]);
	free(l->fields);
	json_decref(l->object);
	arena_free(l->arena);
	free(l);
	return err;
}

int listing_finish(struct listing *l, int code)
{
	int err = l ? listing_end(l) : ERR_NOMEM;

	if (!err)
		return code;
	complain("%s", err_text(err));
	return EXIT_ERROR;
}
