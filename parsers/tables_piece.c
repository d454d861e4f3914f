/* SPDX-License-Identifier: Apache-2.0 */
/* What a piece of a flattened table is: a label, a value, or neither. */
#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/tables_private.h"

enum {
	VALUE_MAX = 60,		/* bytes; longer text is no value */
	UNIT_MAX = 4,		/* characters behind a number */
};

/* "3.其他" and "（七）总计" are rows, without their numbers columns. */
static bool is_numbered(struct slice text, const struct label *label)
{
	size_t at = 0;

	return text.n && charset_next(text, &at) != label->cp[0];
}

void table_piece_label(struct labels *labels, struct piece *p)
{
	struct label label;
	int id;

	table_label(p->text, &label);
	if (!label.n)
		return;
	p->heading = table_match(labels, FAMILY_APPLICANT, &label, true) >= 0 ||
		     table_match(labels, FAMILY_REVIEW, &label, true) >= 0;
	if (p->heading && !is_numbered(p->text, &label)) {
		p->starts_row = table_match(labels, FAMILY_REVIEW, &label,
					    true) == REVIEW_RECONSIDERATION;
		return;
	}
	id = table_match(labels, FAMILY_APPLICATION, &label, false);
	if (id >= 0) {
		p->starts_row = true;
		p->names_row = id < APPLICATION_ROWS;
		return;
	}
	if (table_match(labels, FAMILY_ACTIVE, &label, true) >= 0) {
		p->starts_row = p->names_row = true;
		return;
	}
	id = table_match(labels, FAMILY_ACTIVE_COLUMN, &label, false);
	p->heading |= id >= 0;
	p->starts_row = id == ACTIVE_ARTICLE || id == ACTIVE_CONTENT;
}

static size_t count_characters(struct slice s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

/* How many bytes at the start are of these characters. */
static size_t span_of(struct slice s, const char *characters)
{
	size_t n = 0;

	while (n < s.n && s.p[n] && strchr(characters, s.p[n]))
		n++;
	return n;
}

/* "251000元" and "22（其中16件）" are values, "2019年项目数量" is a heading. */
bool table_piece_is_value(struct slice text, struct arena *a)
{
	struct report_cell cell;
	size_t digits;

	if (text.n > VALUE_MAX || !table_cell(text, a, &cell))
		return false;
	switch (cell.kind) {
	case CELL_NUMBER:
	case CELL_NOT_APPLICABLE:
		return true;
	case CELL_VALUED:
		digits = span_of(text, "+-0123456789.,");
		text = html_trim(slice_sub(text, digits, text.n));
		return !slice_starts(text, "年") &&
		       (count_characters(text) <= UNIT_MAX ||
			slice_starts(text, "（") || slice_starts(text, "("));
	case CELL_UNREAD:
		return span_of(text, "0123456789 .,") == text.n;
	default:
		return false;
	}
}

bool table_piece_is_unit(struct slice text)
{
	return text.n && count_characters(text) <= UNIT_MAX &&
	       span_of(text, "0123456789") == 0;
}

/* "-3-", "— 5 —": the number of a page. */
bool table_piece_is_page(struct slice s)
{
	size_t at = 0;
	unsigned first = 0, last = 0;
	size_t digits = 0;

	while (at < s.n) {
		unsigned cp = charset_next(s, &at);

		if (!first)
			first = cp;
		last = cp;
		digits += cp >= '0' && cp <= '9';
	}
	return digits >= 1 && digits <= 3 && s.n <= 16 && first == last &&
	       (first == '-' || first == 0x2014 || first == 0x2013 ||
		first == 0xFF0D);
}

/* Cuts the next word off, at spaces; absent at the end. */
struct slice table_piece_word(struct slice *rest)
{
	struct slice word;

	while (rest->n && (*rest->p == ' ' || *rest->p == '\t'))
		*rest = slice_sub(*rest, 1, rest->n);
	if (!rest->n)
		return SLICE_NONE;
	word.p = rest->p;
	word.n = 0;
	while (word.n < rest->n && word.p[word.n] != ' ' &&
	       word.p[word.n] != '\t')
		word.n++;
	*rest = slice_sub(*rest, word.n, rest->n);
	return word;
}

/* Several headings side by side. */
bool table_piece_are_headings(struct labels *labels, struct slice words)
{
	struct slice word;
	unsigned n = 0;

	for (; (word = table_piece_word(&words)).p; n++) {
		struct label label;
		bool known = false;

		table_label(word, &label);
		for (int f = 0; !known && f < FAMILIES; f++)
			known = table_match(labels, (enum label_family)f,
					    &label, true) >= 0;
		if (!known)
			return false;
	}
	return n > 1;
}
