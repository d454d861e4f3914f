/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the article*.c files share.  Nobody else includes it.
 *
 * para: a paragraph, the run of visible text between two block boundaries; in
 * <pre>, a line.  Most decisions are taken on paragraphs, in document order.
 */
#ifndef NIANBAO_PARSERS_ARTICLE_PRIVATE_H
#define NIANBAO_PARSERS_ARTICLE_PRIVATE_H

#include "base/buf.h"
#include "parsers/article.h"

struct para {
	uint32_t first, last;	/* text nodes it begins and ends in */
	uint32_t block;		/* the inmost block or cell around it */
	uint32_t chars;		/* code points but white space */
	uint32_t link_chars;	/* of them, within <a> */
	uint32_t marks;		/* of sentences: 。，；？！ and so on */
	uint64_t kinds;		/* see article_may_hold() */
	struct slice text;	/* folded to one line */
	bool judged;		/* noise is known */
	bool noise;		/* article_is_noise() of text */
};

/* Of a node with all below it, visible parts only. */
struct article_sum {
	uint32_t chars, link_chars, marks;
	uint32_t links;		/* <a href> */
	uint32_t documents;	/* <a href> to an attachment */
	uint32_t images;
	uint32_t tables;	/* the node itself counted */
	uint32_t cells;
	uint32_t cell_max;	/* chars of the largest cell */
};

struct article_reader {
	const struct html *h;
	const struct url *base;
	const char *charset;
	struct arena *a;
	struct article *out;
	struct article_sum *sums;	/* one a node */
	uint32_t *blocks;		/* inmost block or cell of a node */
	uint8_t *drop;			/* 1: not part of any article */
	struct para *paras;
	uint32_t para_count;
	struct slice page_title;	/* <title> without white space */
	uint32_t from, to;		/* the article: paras [from, to) */
};

/* A date as far as stated: day 0, hour -1 where not. zone: minutes east. */
struct article_date {
	int year, month, day, hour, minute, second, zone;
};

/* --- article_para.c --- */
/* Fills sums, blocks, paras. 0 or arena_err(). */
int article_read_paras(struct article_reader *r);
/* Index of the first para that begins at node or behind it. */
uint32_t article_para_at(const struct article_reader *r, uint32_t node);
/* False: word is not in the para, white space overlooked.  By a bit for each
 * character of the para, the last six of its code point: most labels have one
 * that a short line lacks. */
bool article_may_hold(const struct para *p, const char *word);
/* article_is_noise() of its text, asked once: most paras are judged when the
 * article is sought, and again as lines of its text. */
bool article_para_is_noise(struct para *p);
/* A table of data, not of layout. */
bool article_is_data_table(const struct article_reader *r, uint32_t node);

/* --- article_noise.c --- */
/* Marks navigation, footers, tool bars, lists of links. */
int article_drop_noise(struct article_reader *r);
/* The line is no text of an article wherever it stands. */
bool article_is_noise(struct slice line);
/* "发布时间：… 来源：…": the line under a headline. */
bool article_is_byline(struct slice line);
/* A date and nothing else: of a byline or of a signature. */
bool article_is_date(struct slice line);
/* A row of the metadata table: 索引号, 发布机构, ... */
bool article_is_label(struct slice line);

/* --- article_main.c --- */
/* Sets out->main, from and to, and marks what lies outside as dropped. */
int article_find_main(struct article_reader *r);

/* --- article_text.c --- */
int article_make_text(struct article_reader *r);

/* --- article_meta.c --- */
int article_read_meta(struct article_reader *r);

/* --- article_title.c --- */
/* Sets page_title, which the steps before the title need. */
int article_fold_title(struct article_reader *r);
int article_read_title(struct article_reader *r);
/* The line is the page's title, or most of it. */
bool article_is_title(const struct article_reader *r, struct slice line);

/* --- article_date.c --- */
/* A date that begins at *at; moves *at behind it. */
bool article_date_at(struct slice s, size_t *at, struct article_date *ret_date);
/* The first date at or behind *at. */
bool article_date_find(struct slice s, size_t *at,
		       struct article_date *ret_date);
int article_read_date(struct article_reader *r);
/* The line over the article that has a date but no label: its para, or
 * para_count; *ret_at is behind the date. */
uint32_t article_byline(const struct article_reader *r, size_t *ret_at,
			struct article_date *ret_date);

/* --- article_attachments.c --- */
int article_read_attachments(struct article_reader *r);

/* --- strings, article_para.c --- */
enum { ARTICLE_LINE = 1024 };
/* Which characters are in a line, a bit each, by the low bits of the code
 * point: 64 times 64 of them.  Of a hundred words that are sought in a line,
 * nearly all begin with a character that it lacks. */
struct article_kinds {
	uint64_t bits[64];
};

/* The line without white space and '|', ASCII letters in lower case, cut at
 * ARTICLE_LINE bytes; and how many characters that are.  kinds: gets those
 * characters, too; NULL where nobody asks. */
struct slice article_squeeze(struct slice line, char out[ARTICLE_LINE],
			     size_t *ret_chars, struct article_kinds *kinds);
/* Code points of s but white space. */
size_t article_length(struct slice s);
/* s begins with word, white space anywhere in s overlooked; where it ends, or
 * 0. */
size_t article_starts(struct slice s, const char *word);
/* Without white space of any script at the ends. */
struct slice article_trim(struct slice s);

#endif
