/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_place.h"

#include "base/err.h"
#include "base/slice.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMES_TRIED = 100 };	/* leftovers of dead processes */

char *export_place_parent(const char *place)
{
	const char *slash = strrchr(place, '/');

	if (!slash)
		return strdup(".");
	return slice_dup((struct slice){
		place, slash == place ? 1 : (size_t)(slash - place)});
}

int export_place_temporary(const char *parent, int (*make)(const char *name),
			   char **ret_name)
{
	int err = 0;

	for (int i = 0; i < NAMES_TRIED; i++) {
		char *name;
		int made;

		if (asprintf(&name, "%s/.nianbao-export-%ld-%d.part", parent,
			     (long)getpid(), i) < 0)
			return ERR_NOMEM;
		made = make(name);
		if (made >= 0) {
			*ret_name = name;
			return made;
		}
		err = err_from_errno(errno);
		free(name);	/* not ours to remove */
		if (err != ERR_EXISTS)
			break;
	}
	return err;
}
