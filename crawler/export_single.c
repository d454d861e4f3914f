/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_single.h"

#include "base/buf.h"
#include "base/err.h"
#include "crawler/export_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PENDING_MAX = 1 << 16,	/* bytes held back for one write */
};

struct export_single {
	const volatile sig_atomic_t *stop;
	char *place, *parent, *temporary; /* owned */
	int fd;
	int err;
	uint64_t bytes;
	struct buf pending;
};

static int make_file(const char *name)
{
	return open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

int export_single_open(const char *place, const volatile sig_atomic_t *stop,
		       struct export_single **ret_file,
		       const char **ret_problem)
{
	struct export_single *file = calloc(1, sizeof(*file));
	struct stat st;
	int err = ERR_NOMEM;

	*ret_problem = "lacks memory";
	if (!file)
		return err;
	*file = (struct export_single){.stop = stop, .fd = -1,
				       .place = strdup(place),
				       .parent = export_place_parent(place),
				       .pending = BUF_INIT(PENDING_MAX)};
	if (!file->place || !file->parent)
		goto close;
	err = ERR_EXISTS;
	*ret_problem = "is there already";
	if (lstat(place, &st) == 0)
		goto close;
	*ret_problem = "would stand in a folder that cannot be written to";
	err = export_place_temporary(file->parent, make_file,
				     &file->temporary);
	if (err == ERR_NOTFOUND)
		*ret_problem = "would stand in a folder that is not there";
	if (err < 0)
		goto close;
	file->fd = err;
	*ret_file = file;
	return 0;
close:
	export_single_close(file);
	return err;
}

static int fail(struct export_single *file, int err)
{
	if (!file->err)
		file->err = err;
	return file->err;
}

static int write_out(struct export_single *file, struct slice bytes)
{
	while (!file->err && bytes.n) {
		ssize_t n;

		if (*file->stop)
			return fail(file, ERR_CANCELLED);
		n = write(file->fd, bytes.p, bytes.n);
		if (n == 0)
			return fail(file, ERR_IO);
		if (n < 0 && errno != EINTR)
			return fail(file, err_from_errno(errno));
		if (n > 0) {
			bytes = slice_sub(bytes, (size_t)n, bytes.n);
			file->bytes += (uint64_t)n;
		}
	}
	return file->err;
}

static int flush(struct export_single *file)
{
	int err = write_out(file, buf_slice(&file->pending));

	buf_clear(&file->pending);
	return err;
}

int export_single_add(struct export_single *file, struct slice bytes)
{
	if (file->err)
		return file->err;
	if (bytes.n > PENDING_MAX - file->pending.len && flush(file))
		return file->err;
	if (bytes.n > PENDING_MAX)
		return write_out(file, bytes);
	if (buf_add_slice(&file->pending, bytes))
		return fail(file, file->pending.err);
	return 0;
}

int export_single_err(struct export_single *file)
{
	return *file->stop ? fail(file, ERR_CANCELLED) : file->err;
}

const char *export_single_path(const struct export_single *file)
{
	return file->temporary;
}

uint64_t export_single_bytes(const struct export_single *file)
{
	struct stat st;

	/* also what others wrote by its name */
	return stat(file->temporary, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* link() fails where the name is taken; rename() would not. */
static int give_name(struct export_single *file)
{
	int parent, err = 0;

	if (fsync(file->fd) || link(file->temporary, file->place))
		return err_from_errno(errno);
	parent = open(file->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent < 0 || fsync(parent))
		err = err_from_errno(errno);
	if (parent >= 0)
		(void)close(parent);	/* was only read */
	return err;
}

int export_single_finish(struct export_single *file)
{
	int err = flush(file);

	if (!err && *file->stop)
		err = ERR_CANCELLED;
	if (!err)
		err = give_name(file);
	export_single_close(file);
	return err;
}

void export_single_close(struct export_single *file)
{
	if (!file)
		return;
	if (file->temporary)
		(void)unlink(file->temporary);	/* or stays, hidden */
	if (file->fd >= 0)
		(void)close(file->fd);	/* synced, or not wanted */
	buf_free(&file->pending);
	free(file->temporary);
	free(file->parent);
	free(file->place);
	free(file);
}
