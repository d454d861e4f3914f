/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/role.h"

#include <stdio.h>
#include <stdlib.h>

static _Thread_local enum role mine;

void role_set(enum role role)
{
	mine = role;
}

void role_assert(enum role role)
{
	static const char *const names[] = {
		[ROLE_NONE] = "unknown", [ROLE_LOOP] = "loop",
		[ROLE_WORKER] = "worker", [ROLE_WRITER] = "writer",
	};

	if (mine == ROLE_NONE || mine == role)
		return;
	fprintf(stderr, "nianbao: the %s thread does the work of the %s "
		"thread\n", names[mine], names[role]);
	abort();
}
