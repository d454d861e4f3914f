/* SPDX-License-Identifier: Apache-2.0 */
/* What the ofd*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_DOCUMENT_OFD_PRIVATE_H
#define NIANBAO_PARSERS_DOCUMENT_OFD_PRIVATE_H

#include "parsers/document/layout.h"

/* A page under way.  Words and rules are of the heap and grow. */
struct ofd_page {
	float width, height;	/* points; 0: not said */
	struct layout_word *words;
	uint32_t word_count, word_cap;
	struct layout_rule *rules;
	uint32_t rule_count, rule_cap;
	struct slice template;	/* TemplateID; arena */
};

/* Adds what the Content.xml of a page or template draws.  Texts go to the
 * arena.  Returns ERR_* of xml_read(), ERR_TOOBIG, ERR_NOMEM. */
int ofd_content(struct slice xml, struct arena *a, struct ofd_page *page);

/* "x y w h" of a box in millimetres as points; how many numbers there were. */
unsigned ofd_numbers(struct slice s, float *numbers, unsigned max);

static const float ofd_points = 72.0f / 25.4f;	/* of a millimetre */

#endif
