/* SPDX-License-Identifier: Apache-2.0 */
/* What the values of a site may look like.  Pure. */
#ifndef NIANBAO_CONF_SITE_H
#define NIANBAO_CONF_SITE_H

#include <stdbool.h>

enum { SITE_ADDRESSES_MAX = 8 };	/* of one name */

/* Each says of text whether it is … */
bool site_is_seed(const char *text);	/* an http or https URL */
bool site_is_host(const char *text);	/* "name", "name:8080", "[::1]" */
bool site_is_resolve(const char *text);	/* "name:80:address,…" */
bool site_is_name(const char *text);	/* not blank */
/* "110105" or a longer code: digits, six to twelve (GB/T 2260 and the
 * statistical codes of townships). */
bool site_is_division(const char *text);

#endif
