/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes the k-th write or sync of the catalog and of WARC files fail: a shim
 * around SQLite's VFS and store/warc_write.h's warc_io, counting together in
 * the order of time.  For tests that link store.
 */
#ifndef NIANBAO_TESTS_VFS_H
#define NIANBAO_TESTS_VFS_H

#include <stdbool.h>

enum vfs_fault {
	VFS_FULL,		/* ENOSPC, once half of it is written */
	VFS_EIO,
};

/* Puts the shim in; for the whole process, once. */
void vfs_install(void);
/* The k-th write, sync, truncate or rename from now on fails, and, if lasting,
 * all after it do. */
void vfs_arm(int k, enum vfs_fault fault, bool lasting);
/* Nothing fails. Returns whether the armed one did. */
bool vfs_disarm(void);

#endif
