/* SPDX-License-Identifier: Apache-2.0 */
/* Scratch folders and small files for tests.  Failures end the test. */
#ifndef NIANBAO_TESTS_DIR_H
#define NIANBAO_TESTS_DIR_H

#include <stddef.h>

/* Makes a folder under $TMPDIR or /tmp; the path is owned by the caller. */
char *dir_make(void);
/* From now on they are made in memory, where there is such a place: for
 * sweeps over hundreds of archives, which a disk's syncs would hold up. */
void dir_in_memory(void);
/* Removes the folder with all in it and frees the path; NULL allowed. */
void dir_remove(char *dir);
/* dir/name; owned by the caller. */
char *dir_path(const char *dir, const char *name);
void dir_write(const char *path, const void *bytes, size_t n);
/* Whole file, NUL-terminated, owned by the caller; ret_n may be NULL. */
char *dir_read(const char *path, size_t *ret_n);

#endif
