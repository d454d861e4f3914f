/* SPDX-License-Identifier: Apache-2.0 */
/* The prose of the county: headlines, sentences, whole articles. */
#ifndef COUNTY_WORDS_H
#define COUNTY_WORDS_H

#include "base/buf.h"
#include "tests/county/rng.h"

/*
 * Copies a template, filling its slots from r: {t} township, {v} village,
 * {o} organ, {p} person, {n} number 2–98, {h} number 100–980, {m} month,
 * {d} day.  Any other byte stands for itself.
 */
void words_fill(struct buf *b, const char *text, struct rng *r);
/* The headline of news item number. */
void words_headline(struct buf *b, uint64_t seed, unsigned number);
/* Its paragraphs, each within open and close ("<p>", "</p>"). */
void words_article(struct buf *b, uint64_t seed, unsigned number,
		   unsigned paragraphs, const char *open, const char *close);
/* A paragraph of disclosure work, for reports. */
void words_disclosure(struct buf *b, struct rng *r, unsigned sentences);
/* A paragraph of problems and plans. */
void words_plans(struct buf *b, struct rng *r);

#endif
