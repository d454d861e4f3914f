/* SPDX-License-Identifier: Apache-2.0 */
/* Where an export is made before it is whole: beside its place, so that it gets
 * there by one rename. */
#ifndef NIANBAO_CRAWLER_EXPORT_PLACE_H
#define NIANBAO_CRAWLER_EXPORT_PLACE_H

/* The folder that place stands in, to be freed; NULL without memory. */
char *export_place_parent(const char *place);

/*
 * Makes what is not there yet under a name of ours within parent.  make(name)
 * returns a number that is not negative, or -1 and errno; EEXIST tries another
 * name.  Returns that number and the name (to be freed), or an error: ERR_NOMEM
 * or what errno says.
 */
int export_place_temporary(const char *parent, int (*make)(const char *name),
			   char **ret_name);

#endif
