/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An open-file-description lock (fcntl(2), F_OFD_SETLK): it belongs to the
 * descriptor, so that another part of the same process is kept out, too, and
 * can be asked for without being taken (F_OFD_GETLK).
 */
#include "store/lock.h"

#include "base/buf.h"
#include "base/err.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { PATH_LIMIT = 4096 };

static int lock_open(const char *dir, int flags, int *ret_fd)
{
	struct buf path = BUF_INIT(PATH_LIMIT);
	int err = buf_addf(&path, "%s/lock", dir);
	int fd;

	if (err)
		return err;
	fd = open(path.data, flags | O_CLOEXEC, 0666);
	err = fd < 0 ? err_from_errno(errno) : 0;
	buf_free(&path);
	if (!err)
		*ret_fd = fd;
	return err;
}

int lock_take(const char *dir, int *ret_fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd;
	int err = lock_open(dir, O_RDWR | O_CREAT, &fd);

	if (err)
		return err;
	if (fcntl(fd, F_OFD_SETLK, &whole) == 0) {
		*ret_fd = fd;
		return 0;
	}
	err = errno == EAGAIN || errno == EACCES ? ERR_LOCKED :
	      err_from_errno(errno);
	(void)close(fd);	/* nothing was written */
	return err;
}

void lock_drop(int fd)
{
	if (fd >= 0)
		(void)close(fd);	/* nothing was written */
}

int store_is_held(const char *dir, bool *ret_held)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd;
	int err = lock_open(dir, O_RDONLY, &fd);	/* asked, not taken */

	if (err)
		return err;
	if (fcntl(fd, F_OFD_GETLK, &whole))
		err = err_from_errno(errno);
	else
		*ret_held = whole.l_type != F_UNLCK;
	(void)close(fd);	/* nothing was written */
	return err;
}
