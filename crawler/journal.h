/* SPDX-License-Identifier: Apache-2.0 */
/* A line for the journal of systemd, with fields; the fence of sd-journal. */
#ifndef NIANBAO_CRAWLER_JOURNAL_H
#define NIANBAO_CRAWLER_JOURNAL_H

#include <stdbool.h>

struct journal_field {
	const char *name;	/* capitals, digits and _ (journald's rule) */
	const char *value;	/* any bytes; NULL: left out */
};

enum { JOURNAL_FIELDS_MAX = 8 };

/* It takes entries.  Where it does not, sending one is no error. */
bool journal_is_there(void);
/* Sends one entry; the field list ends with a NULL name and has at most
 * JOURNAL_FIELDS_MAX others.  0 or ERR_*: nothing was sent.  Any thread. */
int journal_send(const struct journal_field *fields);

#endif
