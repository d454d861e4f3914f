/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chinese text has no spaces, so a word index would hold whole sentences.
 * Here the words are pairs of neighbours: 行政诉讼 is 行政, 政诉, 诉讼 and 讼, so
 * that 诉讼 is found wherever it stands.  Runs of ASCII letters and digits are
 * words of their own, in lower case; all else divides.
 * Pure.
 */
#ifndef NIANBAO_PARSERS_BIGRAMS_H
#define NIANBAO_PARSERS_BIGRAMS_H

#include "base/buf.h"

/* Adds the words of text, a space behind each; wide ASCII counts as ASCII.
 * Any bytes are text.  buf's errors. */
int bigrams_add(struct slice text, struct buf *out);

/*
 * Adds what people type as a question for SQLite's FTS5: words between spaces
 * must all be there, each as it is written.  Quotes and operators mean nothing.
 * ERR_INVALID: there is no word in it; buf's errors.
 */
int bigrams_query(struct slice words, struct buf *out);

#endif
