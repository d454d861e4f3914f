/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/httphead.h"

struct slice httphead_field(struct slice head, const char *name,
			    unsigned *ret_count)
{
	struct slice first = SLICE_NONE;
	unsigned count = 0;
	struct slice line;

	(void)slice_cut(&head, '\n');	/* the status line */
	while ((line = slice_cut(&head, '\n')).p) {
		struct slice rest = line;
		struct slice field = slice_cut(&rest, ':');

		if (!rest.p || !slice_ieqs(field, name))
			continue;
		if (count++ == 0)
			first = slice_trim(rest);
	}
	if (ret_count)
		*ret_count = count;
	return first;
}

bool httphead_has_status(struct slice head)
{
	unsigned long long status;

	return head.n > 12 && (slice_starts(head, "HTTP/1.0 ") ||
			       slice_starts(head, "HTTP/1.1 ")) &&
	       slice_u64(slice_sub(head, 9, 12), 999, &status) &&
	       (head.p[12] == ' ' || head.p[12] == '\r');
}
