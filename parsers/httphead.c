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
