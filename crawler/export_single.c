/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_single.h"

#include "base/buf.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PENDING_MAX = 1 << 16,	/* bytes held back for one write */
	NAMES_TRIED = 100,	/* leftovers of dead processes */
};

struct export_single {
	const volatile sig_atomic_t *stop;
	char *place, *parent, *temporary; /* owned */
	int fd;
	int err;
	uint64_t bytes;
	struct buf pending;
};

static char *parent_of(const char *place)
{
	const char *slash = strrchr(place, '/');

	if (!slash)
		return strdup(".");
	return slice_dup((struct slice){
		place, slash == place ? 1 : (size_t)(slash - place)});
}

static int make_temporary(struct export_single *file)
{
	for (int i = 0; i < NAMES_TRIED; i++) {
		free(file->temporary);
		if (asprintf(&file->temporary, "%s/.nianbao-export-%ld-%d"
			     ".part", file->parent, (long)getpid(), i) < 0) {
			file->temporary = NULL;
			return ERR_NOMEM;
		}
		file->fd = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL |
				O_CLOEXEC, 0666);
		if (file->fd >= 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	free(file->temporary);
	file->temporary = NULL;	/* not ours to remove */
	return err_from_errno(errno);
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
				       .parent = parent_of(place),
				       .pending = BUF_INIT(PENDING_MAX)};
	if (!file->place || !file->parent)
		goto close;
	err = ERR_EXISTS;
	*ret_problem = "is there already";
	if (lstat(place, &st) == 0)
		goto close;
	*ret_problem = "would stand in a folder that cannot be written to";
	err = make_temporary(file);
	if (err == ERR_NOTFOUND)
		*ret_problem = "would stand in a folder that is not there";
	if (err)
		goto close;
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
