/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a report as HTML, in the markup habits of many editors. */
#ifndef COUNTY_TABLES_H
#define COUNTY_TABLES_H

#include "tests/county/facts.h"
#include "tests/county/rng.h"

struct markup {
	bool thead;		/* header rows stand in <thead> */
	bool wrap;		/* <p><span>…</span></p> in every cell */
	bool half_brackets;	/* (一) for （一） */
	bool broken_labels;	/* long labels broken over <br> */
	bool upright;		/* 三、本年度办理结果: one character a line */
	bool split_digits;	/* <span>1</span><span>2</span> */
	bool word;		/* <o:p> and class=MsoNormal */
	bool shifted;		/* table 2 of 2019: body spans ≠ header spans */
	unsigned phantom;	/* empty cells behind each row */
	const char *blank;	/* how a blank cell is written */
};

struct markup markup_of(const struct plan *plan, const struct report *report);

void table_active(struct buf *b, const struct facts *f,
		  const struct markup *m);
void table_applications(struct buf *b, const struct facts *f,
			const struct markup *m);
void table_review(struct buf *b, const struct facts *f,
		  const struct markup *m);
void table_statistics(struct buf *b, const struct facts *f,
		      const struct markup *m);

#endif
