/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two marks of a main text: a digest that tells real changes from noise, and a
 * 64-bit simhash by which near-copies find each other (DESIGN.md, "Dedup by
 * content").
 *
 * Noise is what a page shows anew at each request: hit counters, clocks,
 * tokens (reports.md §3, "Non-determinism").  It is recognised by its place, a
 * word of its own with its label ("浏览次数：123"), never inside a sentence:
 * "网站访问量达8335人次" is a fact of the report.
 * Pure.
 */
#ifndef NIANBAO_PARSERS_FINGERPRINT_H
#define NIANBAO_PARSERS_FINGERPRINT_H

#include "base/buf.h"
#include "base/digest.h"

/*
 * Adds text as it counts: wide ASCII made plain, white space folded, blank
 * lines dropped, noise replaced by "#".  Any bytes are text.  buf's errors.
 */
int fingerprint_normalise(struct slice text, struct buf *out);
/* SHA-256 of the normalised text.  ERR_NOMEM; ERR_TOOBIG past 64 MiB. */
int fingerprint_digest(struct slice text, uint8_t ret_sha256[SHA256_BYTES]);

/* Of the character 4-grams of normalised text; 0 where it has fewer than
 * FINGERPRINT_SIMHASH_LEAST characters, which say too little. */
enum { FINGERPRINT_SIMHASH_LEAST = 64 };
uint64_t fingerprint_simhash(struct slice normalised);
/* Bits in which two simhashes differ, 0 to 64. */
unsigned fingerprint_distance(uint64_t a, uint64_t b);

#endif
