/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RTF 1.9.1: braces open and close groups, a backslash begins a control word
 * or symbol, everything else is text.  A group inherits the state of the one
 * around it.
 *
 * Text comes as \uN with a fallback of \ucN characters that is skipped, or as
 * bytes (\'hh) in the code page of the document or the font; GBK wherever
 * \ansicpg936 or a Chinese font is named, since fonts are switched for every
 * other word in these files.  Bytes are collected until something else comes,
 * so that both halves of a character meet.
 */
#include "parsers/document/rtf_private.h"

#include "base/err.h"
#include "parsers/charset.h"

#include <stdlib.h>

enum { GROUPS_MAX = 256, WORD_MAX = 32, CELL_MAX = 1 << 20 };

struct group {
	bool skip;		/* a destination that shows no text */
	bool in_table;		/* \intbl */
	unsigned fallback;	/* \ucN */
};

struct rtf {
	struct document_reading *r;
	struct build *b;
	struct slice in;
	size_t at;
	struct group groups[GROUPS_MAX];
	unsigned depth;		/* of the group at hand */
	const char *charset;
	struct buf bytes;	/* of \'hh, not decoded yet */
	unsigned high;		/* first half of a \u pair, or 0 */
	unsigned skip_chars;	/* of the fallback of a \u */
	struct buf cell;	/* text of the cell at hand */
	struct buf text;	/* scratch */
	struct rtf_table table;
	int err;
};

static struct group *top(struct rtf *f)
{
	return &f->groups[f->depth];
}

static void fail(struct rtf *f, int err)
{
	if (!f->err)
		f->err = err;
}

/* --- text ----------------------------------------------------------------- */

static void end_table(struct rtf *f)
{
	int err;

	/* a table of one cell that never ended has its text still here */
	if (f->cell.len && !f->table.count) {
		build_text(f->b, buf_slice(&f->cell));
		build_line(f->b);
	}
	buf_clear(&f->cell);
	err = rtf_table_end(&f->table, f->r->arena, f->b);
	if (err)
		fail(f, err);
}

static void put_text(struct rtf *f, struct slice text)
{
	if (top(f)->skip || !text.n)
		return;
	if (top(f)->in_table) {
		(void)buf_add_slice(&f->cell, text);	/* cut there */
		return;
	}
	end_table(f);
	build_text(f->b, text);
}

static void flush_bytes(struct rtf *f)
{
	int err;

	if (!f->bytes.len)
		return;
	buf_clear(&f->text);
	err = charset_decode(f->charset, buf_slice(&f->bytes), &f->text);
	buf_clear(&f->bytes);
	if (err)
		fail(f, err);
	else
		put_text(f, buf_slice(&f->text));
}

static void put_byte(struct rtf *f, unsigned char byte)
{
	if (f->skip_chars) {
		f->skip_chars--;
		return;
	}
	if (top(f)->skip)
		return;
	if (buf_addc(&f->bytes, (char)byte))
		fail(f, f->bytes.err);
}

static void put_char(struct rtf *f, unsigned cp)
{
	flush_bytes(f);
	buf_clear(&f->text);
	(void)buf_add_utf8(&f->text, cp);	/* told by the next line */
	if (f->text.err)
		fail(f, f->text.err);
	put_text(f, buf_slice(&f->text));
}

/* \uN: signed 16 bits, pairs for what lies beyond. */
static void put_unicode(struct rtf *f, int value)
{
	unsigned cp = (unsigned)value & 0xFFFF;

	if (cp >= 0xD800 && cp < 0xDC00) {
		f->high = cp;
	} else if (cp >= 0xDC00 && cp < 0xE000) {
		if (f->high)
			put_char(f, 0x10000 + ((f->high - 0xD800) << 10) +
				 (cp - 0xDC00));
		f->high = 0;
	} else {
		put_char(f, cp);
		f->high = 0;
	}
	f->skip_chars = top(f)->fallback;
}

static void end_line(struct rtf *f)
{
	flush_bytes(f);
	if (top(f)->skip)
		return;
	if (top(f)->in_table) {
		(void)buf_addc(&f->cell, '\n');	/* cut there */
		return;
	}
	end_table(f);
	build_line(f->b);
}

static void end_cell(struct rtf *f)
{
	struct slice text;
	int err;

	flush_bytes(f);
	if (top(f)->skip)
		return;
	text = arena_slice(f->r->arena, buf_slice(&f->cell));
	buf_clear(&f->cell);
	err = text.p ? rtf_table_cell(&f->table, text)
		     : arena_err(f->r->arena);
	if (err)
		fail(f, err);
}

/* --- control words -------------------------------------------------------- */

static bool is_one_of(struct slice word, const char *const *words)
{
	for (; *words; words++)
		if (slice_eqs(word, *words))
			return true;
	return false;
}

/* Destinations whose text nobody sees, or not here. */
static const char *const unseen[] = {
	"fonttbl", "colortbl", "stylesheet", "info", "pict", "object",
	"header", "headerl", "headerr", "headerf", "footer", "footerl",
	"footerr", "footerf", "listtable", "listoverridetable", "rsidtbl",
	"generator", "themedata", "colorschememapping", "datastore",
	"latentstyles", "fldinst", "bkmkstart", "bkmkend", "xmlnstbl",
	"nonshppict", "filetbl", "revtbl", "pntext", NULL,
};

static void set_code_page(struct rtf *f, int page)
{
	if (page == 936 || page == 54936)
		f->charset = "gb18030";
	else if (page == 950)
		f->charset = "Big5";
	else if (page == 65001)
		f->charset = "UTF-8";
}

static void table_word(struct rtf *f, struct slice word, int value)
{
	struct rtf_table *t = &f->table;

	if (slice_eqs(word, "trowd"))
		rtf_table_defaults(t);
	else if (slice_eqs(word, "trleft"))
		t->left = value;
	else if (slice_eqs(word, "cellx"))
		rtf_table_cellx(t, value);
	else if (slice_eqs(word, "clvmrg"))
		t->next.below = true;
	else if (slice_eqs(word, "clmrg"))
		t->next.beside = true;
	else if (slice_eqs(word, "row"))
		rtf_table_row(t);
}

/* Characters that have a word. */
static unsigned char_of(struct slice word)
{
	static const struct { const char *word; unsigned cp; } table[] = {
		{"tab", ' '}, {"emdash", 0x2014}, {"endash", 0x2013},
		{"bullet", 0x2022}, {"lquote", 0x2018}, {"rquote", 0x2019},
		{"ldblquote", 0x201C}, {"rdblquote", 0x201D},
		{"emspace", ' '}, {"enspace", ' '}, {"nestcell", ' '},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (slice_eqs(word, table[i].word))
			return table[i].cp;
	return 0;
}

static void control_word(struct rtf *f, struct slice word, bool has_value,
			 int value)
{
	static const char *const lines[] = {
		"par", "line", "sect", "page", "column", "nestrow", NULL,
	};
	unsigned cp = char_of(word);

	if (slice_eqs(word, "u")) {
		put_unicode(f, value);
		return;
	}
	flush_bytes(f);
	f->skip_chars = 0;
	if (cp)
		put_char(f, cp);
	else if (is_one_of(word, unseen))
		top(f)->skip = true;
	else if (is_one_of(word, lines))
		end_line(f);
	else if (slice_eqs(word, "cell"))
		end_cell(f);
	else if (slice_eqs(word, "uc") && has_value && value >= 0)
		top(f)->fallback = value < 16 ? (unsigned)value : 16;
	else if (slice_eqs(word, "ansicpg"))
		set_code_page(f, value);
	else if (slice_eqs(word, "fcharset") && value == 134)
		f->charset = "gb18030";
	else if (slice_eqs(word, "pard"))
		top(f)->in_table = false;
	else if (slice_eqs(word, "intbl"))
		top(f)->in_table = true;
	else if (slice_eqs(word, "bin") && value > 0)
		f->at = (size_t)value < f->in.n - f->at
			? f->at + (size_t)value : f->in.n;
	else if (!top(f)->skip)
		table_word(f, word, value);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void read_word(struct rtf *f)
{
	size_t from = f->at;
	bool has_value = false, minus = false;
	struct slice word;
	int value = 0;

	while (f->at < f->in.n && is_letter(f->in.p[f->at]))
		f->at++;
	word = slice_sub(f->in, from, f->at);
	if (f->at < f->in.n && f->in.p[f->at] == '-') {
		minus = true;
		f->at++;
	}
	while (f->at < f->in.n && f->in.p[f->at] >= '0' &&
	       f->in.p[f->at] <= '9') {
		if (value < 100000000)
			value = value * 10 + (f->in.p[f->at] - '0');
		has_value = true;
		f->at++;
	}
	if (f->at < f->in.n && f->in.p[f->at] == ' ')
		f->at++;
	if (word.n <= WORD_MAX)
		control_word(f, word, has_value, minus ? -value : value);
}

static void read_hex(struct rtf *f)
{
	int high = f->at + 1 < f->in.n ? slice_hex_digit(f->in.p[f->at]) : -1;
	int low = high >= 0 ? slice_hex_digit(f->in.p[f->at + 1]) : -1;

	if (low < 0)
		return;
	f->at += 2;
	put_byte(f, (unsigned char)(high * 16 + low));
}

/* Behind a backslash. */
static void read_control(struct rtf *f)
{
	char c;

	if (f->at == f->in.n)
		return;
	c = f->in.p[f->at];
	if (is_letter(c)) {
		read_word(f);
		return;
	}
	f->at++;
	switch (c) {
	case '\'':
		read_hex(f);
		break;
	case '*':		/* what we do not know may be left out */
		flush_bytes(f);
		top(f)->skip = true;
		break;
	case '~':
		put_char(f, ' ');
		break;
	case '_':
		put_char(f, '-');
		break;
	case '\r':
	case '\n':
		end_line(f);
		break;
	case '\\':
	case '{':
	case '}':
		put_byte(f, (unsigned char)c);
		break;
	default:
		break;		/* \- and the like show nothing */
	}
}

static void open_group(struct rtf *f)
{
	flush_bytes(f);
	if (f->depth + 1 == GROUPS_MAX) {
		fail(f, ERR_TOOBIG);
		return;
	}
	f->groups[f->depth + 1] = f->groups[f->depth];
	f->depth++;
}

static void close_group(struct rtf *f)
{
	flush_bytes(f);
	f->skip_chars = 0;
	if (f->depth)
		f->depth--;
}

static void read_all(struct rtf *f)
{
	while (f->at < f->in.n && !f->err && !build_err(f->b)) {
		char c = f->in.p[f->at++];

		if (c == '{')
			open_group(f);
		else if (c == '}')
			close_group(f);
		else if (c == '\\')
			read_control(f);
		else if (c != '\r' && c != '\n' && c != '\0')
			put_byte(f, (unsigned char)c);
	}
	flush_bytes(f);
	end_table(f);
}

int document_rtf(struct document_reading *r, struct slice bytes,
		 struct build *b, struct document *d)
{
	struct rtf *f = calloc(1, sizeof(*f));
	int err;

	d->kind = DOCUMENT_RTF;
	if (!f)
		return ERR_NOMEM;
	f->r = r;
	f->b = b;
	f->in = bytes;
	f->charset = "windows-1252";
	f->groups[0].fallback = 1;
	buf_init(&f->bytes, r->limits->text);
	buf_init(&f->cell, CELL_MAX);
	buf_init(&f->text, r->limits->text * 3);
	read_all(f);
	err = f->err;
	buf_free(&f->bytes);
	buf_free(&f->cell);
	buf_free(&f->text);
	rtf_table_free(&f->table);
	free(f);
	return err;
}
