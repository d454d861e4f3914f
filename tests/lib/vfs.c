/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/vfs.h"

#include "store/warc_write.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

struct shim_file {
	sqlite3_file base;
	sqlite3_file *real;	/* in the same memory, behind */
};

static struct {
	int left;		/* until the fault; 0: disarmed */
	enum vfs_fault fault;
	bool lasting, hit;
	sqlite3_vfs *real;
	struct warc_io io;
} shim;

static bool fails(void)
{
	if (shim.hit && shim.lasting)
		return true;
	if (shim.left == 0 || --shim.left > 0)
		return false;
	shim.hit = true;
	return true;
}

/* --- SQLite ----------------------------------------------------------- */

static sqlite3_file *real(sqlite3_file *f)
{
	return ((struct shim_file *)f)->real;
}

static int code(int io)
{
	return shim.fault == VFS_FULL ? SQLITE_FULL : io;
}

static int shim_close(sqlite3_file *f)
{
	return real(f)->pMethods->xClose(real(f));
}

static int shim_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	return real(f)->pMethods->xRead(real(f), to, n, at);
}

static int shim_write(sqlite3_file *f, const void *from, int n,
		      sqlite3_int64 at)
{
	if (!fails())
		return real(f)->pMethods->xWrite(real(f), from, n, at);
	/* torn: what came first is there */
	(void)real(f)->pMethods->xWrite(real(f), from, n / 2, at);
	return code(SQLITE_IOERR_WRITE);
}

static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return fails() ? code(SQLITE_IOERR_TRUNCATE) :
	       real(f)->pMethods->xTruncate(real(f), size);
}

static int shim_sync(sqlite3_file *f, int flags)
{
	return fails() ? SQLITE_IOERR_FSYNC :
	       real(f)->pMethods->xSync(real(f), flags);
}

static int shim_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real(f)->pMethods->xFileSize(real(f), size);
}

static int shim_lock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xLock(real(f), level);
}

static int shim_unlock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xUnlock(real(f), level);
}

static int shim_check(sqlite3_file *f, int *held)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), held);
}

static int shim_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int shim_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

static int shim_traits(sqlite3_file *f)
{
	return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int shim_map(sqlite3_file *f, int region, int size, int extend,
		    void volatile **to)
{
	return real(f)->pMethods->xShmMap(real(f), region, size, extend, to);
}

static int shim_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), at, n, flags);
}

static void shim_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int shim_unmap(sqlite3_file *f, int delete)
{
	return real(f)->pMethods->xShmUnmap(real(f), delete);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, .xClose = shim_close, .xRead = shim_read,
	.xWrite = shim_write, .xTruncate = shim_truncate, .xSync = shim_sync,
	.xFileSize = shim_size, .xLock = shim_lock, .xUnlock = shim_unlock,
	.xCheckReservedLock = shim_check, .xFileControl = shim_control,
	.xSectorSize = shim_sector, .xDeviceCharacteristics = shim_traits,
	.xShmMap = shim_map, .xShmLock = shim_shm_lock,
	.xShmBarrier = shim_barrier, .xShmUnmap = shim_unmap,
};

static int shim_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f,
		     int flags, int *ret_flags)
{
	struct shim_file *s = (struct shim_file *)f;
	int err;

	(void)vfs;
	s->real = (sqlite3_file *)(s + 1);
	err = shim.real->xOpen(shim.real, name, s->real, flags, ret_flags);
	s->base.pMethods = s->real->pMethods ? &methods : NULL;
	return err;
}

/* --- WARC files ------------------------------------------------------- */

static int failed(void)
{
	errno = shim.fault == VFS_FULL ? ENOSPC : EIO;
	return -1;
}

static ssize_t io_write(int fd, const void *bytes, size_t n)
{
	if (!fails())
		return shim.io.write(fd, bytes, n);
	if (n > 1 && shim.io.write(fd, bytes, n / 2) < 0)
		return -1;
	return failed();
}

static int io_sync(int fd)
{
	return fails() ? failed() : shim.io.sync(fd);
}

static int io_rename(const char *from, const char *to)
{
	return fails() ? failed() : shim.io.rename(from, to);
}

static int io_truncate(int fd, off_t length)
{
	return fails() ? failed() : shim.io.truncate(fd, length);
}

/* --- the switch ------------------------------------------------------- */

void vfs_install(void)
{
	static sqlite3_vfs vfs;

	shim.real = sqlite3_vfs_find(NULL);
	assert_non_null(shim.real);
	vfs = *shim.real;
	vfs.zName = "shim";
	vfs.szOsFile = (int)sizeof(struct shim_file) + shim.real->szOsFile;
	vfs.xOpen = shim_open;
	assert_int_equal(sqlite3_vfs_register(&vfs, 1), SQLITE_OK);
	shim.io = warc_io;
	warc_io = (struct warc_io){
		.write = io_write, .sync = io_sync, .rename = io_rename,
		.truncate = io_truncate,
	};
}

void vfs_arm(int k, enum vfs_fault fault, bool lasting)
{
	shim.left = k;
	shim.fault = fault;
	shim.lasting = lasting;
	shim.hit = false;
}

bool vfs_disarm(void)
{
	bool hit = shim.hit;

	shim.left = 0;
	shim.hit = false;
	return hit;
}
