/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/role.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

static const char *const names[] = {
	[ROLE_NONE] = "unknown", [ROLE_LOOP] = "loop",
	[ROLE_WORKER] = "worker", [ROLE_WRITER] = "writer",
};

static _Thread_local enum role mine;

void role_set(enum role role)
{
	/* The loop's is the main thread, whose name is the process's. */
	if (role != mine && (role == ROLE_WORKER || role == ROLE_WRITER))
		(void)prctl(PR_SET_NAME, names[role]);	/* cannot fail */
	mine = role;
}

void role_assert(enum role role)
{
	if (mine == ROLE_NONE || mine == role)
		return;
	fprintf(stderr, "nianbao: the %s thread does the work of the %s "
		"thread\n", names[mine], names[role]);
	abort();
}
