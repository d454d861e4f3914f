/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copies of reports that somebody else publishes (reports.md §3, "Mirrors").
 *
 * A rewritten mirror turns the text into traditional characters and puts the
 * sound in brackets behind them, 報(bào)告, so that its copy is not known for
 * one.  It is told by how much of that there is and undone for reading and
 * comparing; the bytes stay as they came.  A collection of texts by many
 * writers gives itself away by what it puts around them.  A mirror that
 * changes nothing is known by its host alone, which is not looked at here.
 *
 * Pure.
 */
#ifndef NIANBAO_PARSERS_MIRROR_H
#define NIANBAO_PARSERS_MIRROR_H

#include "parsers/document.h"
#include "parsers/html.h"

enum { MIRROR_HAN = 0xA000 - 0x4E00 };	/* Chinese characters of UTF-16 */

enum mirror_script { MIRROR_EITHER, MIRROR_TRADITIONAL, MIRROR_SIMPLIFIED };

/* What there is in a text. */
struct mirror_signs {
	uint64_t han;		/* Chinese characters */
	uint64_t traditional;	/* of these, of the commonest that only
				 * traditional texts have */
	uint64_t simplified;	/* that only simplified texts have */
	uint64_t pairs;		/* with their sound in brackets behind */
	bool after_han;		/* where the text ended */
	uint8_t scripts[MIRROR_HAN];	/* enum mirror_script of a character */
};

void mirror_signs_init(struct mirror_signs *signs);
/* Adds what is in text, which goes on where the last one ended. */
void mirror_measure(struct mirror_signs *signs, struct slice text);
/* Too much of it for a text with quotations or a rare name explained. */
bool mirror_is_rewritten(const struct mirror_signs *signs);

/* Text with the marks of a collection of texts: who sent them in, that they
 * are for study, what else to download. */
bool mirror_has_marks(struct slice text);

/* What turns a rewritten text back.  Made by opening a dictionary (4 ms), so
 * only where one is at hand.  One thread at a time. */
struct mirror;

/* ERR_NOMEM; ERR_UNSUPPORTED where the dictionaries of OpenCC cannot be read
 * (it looks for them in the working folder, too). */
int mirror_open(struct mirror **ret_mirror);
/* NULL is allowed. */
void mirror_close(struct mirror *m);

/* A text is turned back as far as this many bytes of it go; 0.3 s each. */
enum { MIRROR_TEXT_MAX = 1 << 20 };

/*
 * Adds text to out without the sounds in brackets, in simplified characters.
 * It goes on where the last one ended.  What else stands in brackets stays,
 * as does what is not Chinese; malformed bytes and NUL become U+FFFD.
 * Returns buf's errors; on failure a part may have been added.
 */
int mirror_undo(struct mirror *m, struct slice text, struct buf *out);

/*
 * Turns back what a rewritten page shows and what its head says of it, in
 * place (html_map(), which leaves a mark); other pages stay as they are, and so
 * do all where there are no dictionaries.  Returns 0, ERR_NOMEM, or arena_err()
 * of html_arena().
 */
int mirror_restore_page(struct html_doc *doc);

/* The same of text and cells of a document, as a copy in the arena: *ret_to is
 * d itself where it is not rewritten.  Offsets keep to the text of d. */
int mirror_restore_document(const struct document *d, struct arena *a,
			    const struct document **ret_to);

#endif
