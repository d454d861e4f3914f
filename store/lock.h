/* SPDX-License-Identifier: Apache-2.0 */
/* The lock of an archive: whoever changes it holds ARCHIVE/lock, a lock of the
 * kernel's that ends with the process, however that ends. */
#ifndef NIANBAO_STORE_LOCK_H
#define NIANBAO_STORE_LOCK_H

/* ERR_LOCKED, ERR_NOTFOUND (no such folder), ERR_READONLY, ERR_IO, ERR_NOMEM.
 * The descriptor is the caller's to lock_drop(). */
int lock_take(const char *dir, int *ret_fd);
void lock_drop(int fd);		/* -1 allowed */

#endif
