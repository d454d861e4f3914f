/* SPDX-License-Identifier: Apache-2.0 */
/* From the bytes of a page to its reports, for tests of the room parsers. */
#ifndef NIANBAO_TESTS_READING_H
#define NIANBAO_TESTS_READING_H

#include "base/slice.h"
#include "parsers/report.h"

/* Parses a UTF-8 page that stands at http://www.songluo.test/a.html and reads
 * its reports.  Returns 0 or an error; *ret_doc owns the reports, to be given
 * to html_free() (NULL on error). */
int reading_of(struct slice page, struct html_doc **ret_doc,
	       const struct report **ret_reports, uint32_t *ret_count);

#endif
