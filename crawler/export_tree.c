/* SPDX-License-Identifier: Apache-2.0 */
/*
 *   place's parent/
 *     .nianbao-export-PID-N.part/  grows; removed when anything fails
 *     place/                       only when all is whole
 *
 * One sync of the file system before the rename stands for an fsync a file:
 * an export of ten thousand reports has fifty thousand files.  What kill -9
 * leaves is the hidden folder alone.
 */
#include "crawler/export_tree.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/err.h"
#include "crawler/export_place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PENDING_MAX = 1 << 16,	/* bytes held back for one write */
	MANIFEST_MAX = 1 << 30,
	REMOVE_FILES = 16,	/* descriptors that removing may use */
};

struct export_tree {
	const volatile sig_atomic_t *stop;
	char *place;		/* owned, all three */
	char *parent;
	char *temporary;
	int fd;			/* of temporary */
	int parent_fd;
	int err;
	char *failed;		/* owned */
	struct buf manifest;
	uint64_t bytes;
};

struct export_file {
	struct export_tree *tree;
	int fd;
	struct digest *digest;
	struct buf pending;
	char path[];
};

static int fail(struct export_tree *tree, int err, const char *path)
{
	if (tree->err)
		return tree->err;
	tree->err = err;
	tree->failed = slice_dup(slice_of(path)); /* NULL: not said */
	return err;
}

/* --- begin ---------------------------------------------------------------- */

static int check_empty(const char *place, const char **ret_problem)
{
	DIR *folder = opendir(place);
	struct dirent *entry;
	int count = 0;

	if (!folder) {
		*ret_problem = errno == ENOTDIR ? "is no folder" :
			       "cannot be looked into";
		return errno == ENOTDIR ? ERR_EXISTS : err_from_errno(errno);
	}
	while ((entry = readdir(folder)))
		count += strcmp(entry->d_name, ".") &&
			 strcmp(entry->d_name, "..");
	(void)closedir(folder);	/* was only read */
	*ret_problem = "is not empty";
	return count ? ERR_EXISTS : 0;
}

static bool is_here(const struct stat *place)
{
	struct stat here;

	return stat(".", &here) == 0 && here.st_dev == place->st_dev &&
	       here.st_ino == place->st_ino;
}

/* The name it is to get, links followed; owned by the caller. */
static int find_place(const char *given, char **ret_place,
		      const char **ret_problem)
{
	struct slice name = slice_of(given);
	struct stat st;
	int err;

	*ret_problem = "cannot be made";
	if (lstat(given, &st)) {
		if (errno != ENOENT)
			return err_from_errno(errno);
		while (name.n > 1 && name.p[name.n - 1] == '/')
			name.n--;
		*ret_place = name.n ? slice_dup(name) : NULL;
		return !name.n ? ERR_NOTFOUND : *ret_place ? 0 : ERR_NOMEM;
	}
	if (stat(given, &st)) {
		*ret_problem = "is a link that leads nowhere";
		return ERR_EXISTS;
	}
	err = check_empty(given, ret_problem);
	if (!err && is_here(&st)) {
		*ret_problem = "is the folder you are in; name a new one";
		err = ERR_EXISTS;
	}
	if (err)
		return err;
	*ret_place = realpath(given, NULL);
	return *ret_place ? 0 : err_from_errno(errno);
}

static int make_folder(const char *name)
{
	return mkdir(name, 0777);
}

static int open_folders(struct export_tree *tree, const char **ret_problem)
{
	int err;

	tree->parent_fd = open(tree->parent, O_RDONLY | O_DIRECTORY |
			       O_CLOEXEC);
	if (tree->parent_fd < 0) {
		*ret_problem = "would stand in a folder that is not there";
		return err_from_errno(errno);
	}
	*ret_problem = "would stand in a folder that cannot be written to";
	err = export_place_temporary(tree->parent, make_folder,
				     &tree->temporary);
	if (err)
		return err;
	tree->fd = open(tree->temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return tree->fd < 0 ? err_from_errno(errno) : 0;
}

int export_tree_open(const char *place, const volatile sig_atomic_t *stop,
		     struct export_tree **ret_tree, const char **ret_problem)
{
	struct export_tree *tree = calloc(1, sizeof(*tree));
	int err;

	*ret_problem = "lacks memory";
	if (!tree)
		return ERR_NOMEM;
	tree->stop = stop;
	tree->fd = tree->parent_fd = -1;
	buf_init(&tree->manifest, MANIFEST_MAX);
	err = find_place(place, &tree->place, ret_problem);
	if (!err) {
		tree->parent = export_place_parent(tree->place);
		err = tree->parent ? open_folders(tree, ret_problem) :
		      ERR_NOMEM;
	}
	if (err) {
		export_tree_close(tree);
		return err;
	}
	*ret_tree = tree;
	return 0;
}

/* --- folders and files ---------------------------------------------------- */

int export_tree_err(const struct export_tree *tree)
{
	return tree->err;
}

const char *export_tree_failed(const struct export_tree *tree)
{
	return tree->failed ? tree->failed : "";
}

uint64_t export_tree_bytes(const struct export_tree *tree)
{
	return tree->bytes;
}

/* What every function begins with. */
static int check(struct export_tree *tree)
{
	if (*tree->stop)
		return fail(tree, ERR_CANCELLED, "");
	return tree->err;
}

int export_tree_folder(struct export_tree *tree, const char *path)
{
	char *part = check(tree) ? NULL : strdup(path);

	if (!part)
		return fail(tree, ERR_NOMEM, path);
	for (char *slash = part; slash; ) {
		slash = strchr(slash + 1, '/');
		if (slash)
			*slash = '\0';
		if (mkdirat(tree->fd, part, 0777) && errno != EEXIST)
			(void)fail(tree, err_from_errno(errno), part);
		if (slash)
			*slash = '/';
	}
	free(part);
	return tree->err;
}

int export_file_open(struct export_tree *tree, const char *path,
		     struct export_file **ret_file)
{
	size_t size = strlen(path) + 1;
	struct export_file *file;

	*ret_file = NULL;
	if (check(tree))
		return tree->err;
	file = malloc(sizeof(*file) + size);
	if (!file)
		return fail(tree, ERR_NOMEM, path);
	*file = (struct export_file){.tree = tree, .fd = -1,
				     .pending = BUF_INIT(PENDING_MAX)};
	memcpy(file->path, path, size);
	file->digest = digest_new();
	if (!file->digest)
		(void)fail(tree, ERR_NOMEM, path);
	else
		file->fd = openat(tree->fd, path, O_WRONLY | O_CREAT | O_EXCL |
				  O_NOFOLLOW | O_CLOEXEC, 0666);
	if (file->digest && file->fd < 0)
		(void)fail(tree, err_from_errno(errno), path);
	if (!tree->err) {
		*ret_file = file;
		return 0;
	}
	(void)digest_end(file->digest, NULL);
	free(file);
	return tree->err;
}

static void write_out(struct export_file *file, struct slice bytes)
{
	struct export_tree *tree = file->tree;

	while (!check(tree) && bytes.n) {
		ssize_t n = write(file->fd, bytes.p, bytes.n);

		if (n == 0)
			(void)fail(tree, ERR_IO, file->path);
		if (n < 0 && errno != EINTR)
			(void)fail(tree, err_from_errno(errno), file->path);
		if (n > 0) {
			bytes = slice_sub(bytes, (size_t)n, bytes.n);
			tree->bytes += (uint64_t)n;
		}
	}
}

static void flush(struct export_file *file)
{
	write_out(file, buf_slice(&file->pending));
	buf_clear(&file->pending);
}

int export_file_add(struct export_file *file, struct slice bytes)
{
	if (!file)
		return ERR_IO;
	if (digest_add(file->digest, bytes))
		return fail(file->tree, ERR_NOMEM, file->path);
	if (bytes.n > PENDING_MAX - file->pending.len)
		flush(file);
	if (bytes.n > PENDING_MAX)
		write_out(file, bytes);
	else if (buf_add_slice(&file->pending, bytes))
		(void)fail(file->tree, ERR_NOMEM, file->path);
	return file->tree->err;
}

int export_file_close(struct export_file *file)
{
	struct export_tree *tree;
	uint8_t sha256[SHA256_BYTES];
	char hex[SHA256_HEX_SIZE];

	if (!file)
		return ERR_IO;
	tree = file->tree;
	flush(file);
	if (close(file->fd))
		(void)fail(tree, err_from_errno(errno), file->path);
	if (digest_end(file->digest, sha256))
		(void)fail(tree, ERR_NOMEM, file->path);
	if (!tree->err) {
		digest_hex(sha256, hex);
		if (buf_addf(&tree->manifest, "%s  %s\n", hex, file->path))
			(void)fail(tree, tree->manifest.err, EXPORT_MANIFEST);
	}
	buf_free(&file->pending);
	free(file);
	return tree->err;
}

int export_tree_put(struct export_tree *tree, const char *path,
		    struct slice bytes)
{
	struct export_file *file;

	if (export_file_open(tree, path, &file))
		return tree->err;
	(void)export_file_add(file, bytes);
	return export_file_close(file);
}

/* --- end ------------------------------------------------------------------ */

static int give_name(struct export_tree *tree)
{
	if (syncfs(tree->fd))
		return fail(tree, err_from_errno(errno), "");
	if (check(tree))
		return tree->err;
	if (rename(tree->temporary, tree->place))
		return fail(tree, errno == ENOTEMPTY ? ERR_EXISTS :
			    err_from_errno(errno), "");
	free(tree->temporary);
	tree->temporary = NULL;	/* has become the place */
	if (fsync(tree->parent_fd))
		return fail(tree, err_from_errno(errno), "");
	return 0;
}

int export_tree_finish(struct export_tree *tree)
{
	struct buf manifest = tree->manifest;
	int err;

	/* the manifest is not in itself */
	buf_init(&tree->manifest, MANIFEST_MAX);
	err = export_tree_put(tree, EXPORT_MANIFEST, buf_slice(&manifest));
	if (!err)
		err = give_name(tree);
	buf_free(&manifest);
	export_tree_close(tree);
	return err;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *where)
{
	(void)st, (void)type, (void)where;
	(void)remove(path);	/* what stays is under no name of ours */
	return 0;
}

void export_tree_close(struct export_tree *tree)
{
	if (!tree)
		return;
	if (tree->temporary)
		(void)nftw(tree->temporary, remove_one, REMOVE_FILES,
			   FTW_DEPTH | FTW_PHYS);
	if (tree->fd >= 0)
		(void)close(tree->fd);	/* was only read */
	if (tree->parent_fd >= 0)
		(void)close(tree->parent_fd);
	buf_free(&tree->manifest);
	free(tree->failed);
	free(tree->temporary);
	free(tree->parent);
	free(tree->place);
	free(tree);
}
