/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WARC files being written.
 *
 * A file is "<name>.warc.gz.open" from its first byte to its close.  It is only
 * ever appended to, and what is in it is always whole members: an append that
 * fails is cut back.  Where even that fails the file is broken and takes
 * nothing more; its tail is then for store_open() to find, as after a crash.
 *
 *   create ──► open ──append, sync, cut──► open ──close──► "<name>.warc.gz"
 *                │ cutting back or syncing failed
 *                ▼
 *              broken ──close──► stays ".open"
 */
#include "base/err.h"
#include "parsers/httpdate.h"
#include "store/warc_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	COPY = 64 * 1024,	/* bytes at a time out of a spool file */
	NAME_MAX_HOST = 64,	/* of the host's name in a file's name */
	INFO_MAX = 1 << 20,	/* of the warcinfo record's block */
};

#define OPEN_SUFFIX ".open"

struct warc_io warc_io = {
	.write = write,
	.sync = fsync,
	.rename = rename,
	.truncate = ftruncate,
};

struct warc_file {
	char *dir, *name;	/* owned; name without ".open" */
	int fd;
	uint64_t size;
	int broken;		/* 0 or the ERR_* that broke it */
};

/* --- bytes ------------------------------------------------------------ */

int warc_write_all(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n > 0) {
		ssize_t done = warc_io.write(fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_from_errno(errno);
		if (done == 0)
			return ERR_IO;
		at += done;
		n -= (size_t)done;
	}
	return 0;
}

static int sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return err_from_errno(errno);
	if (warc_io.sync(fd))
		err = err_from_errno(errno);
	(void)close(fd);	/* nothing was written through it */
	return err;
}

int warc_sync_folder(const char *path)
{
	return sync_path(path, O_RDONLY | O_DIRECTORY);
}

int warc_sync_file(const char *path)
{
	return sync_path(path, O_RDWR);
}

int warc_pread_all(int fd, void *bytes, size_t n, uint64_t offset)
{
	char *at = bytes;

	while (n > 0) {
		ssize_t done = pread(fd, at, n, (off_t)offset);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return ERR_IO;
		at += done;
		n -= (size_t)done;
		offset += (uint64_t)done;
	}
	return 0;
}

/* --- names ------------------------------------------------------------ */

static char *join(const char *dir, const char *name, const char *suffix)
{
	char *path;

	if (asprintf(&path, "%s/%s%s", dir, name, suffix) < 0)
		return NULL;
	return path;
}

/* Letters, digits, "." and "-"; "_" for the rest. */
static void clean_host(const char *hostname, char out[NAME_MAX_HOST + 1])
{
	size_t n = 0;

	for (; hostname && hostname[n] && n < NAME_MAX_HOST; n++) {
		char c = hostname[n];
		bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			  (c >= '0' && c <= '9') || c == '-' || c == '.';

		out[n] = c;
		if (!ok)
			out[n] = '_';
	}
	out[n] = '\0';
}

static char *make_name(int64_t now_ms, unsigned serial, const char *hostname)
{
	char host[NAME_MAX_HOST + 1];
	char stamp[15];
	char *name;

	httpdate_stamp14(now_ms, stamp);
	clean_host(hostname, host);
	if (asprintf(&name, "nianbao-%s-%05u-%s.warc.gz", stamp, serial,
		     host[0] ? host : "localhost") < 0)
		return NULL;
	return name;
}

int warc_file_rename(const char *dir, const char *name)
{
	char *from = join(dir, name, OPEN_SUFFIX);
	char *to = join(dir, name, "");
	int err = ERR_NOMEM;

	if (!from || !to)
		goto free_paths;
	/* the archive's lock keeps others from making it in between */
	err = access(to, F_OK) == 0 ? ERR_EXISTS : 0;
	if (!err && warc_io.rename(from, to))
		err = err_from_errno(errno);
	if (!err)
		err = warc_sync_folder(dir);
free_paths:
	free(from);
	free(to);
	return err;
}

/* --- warcinfo --------------------------------------------------------- */

static void add_info_fields(const struct warc_info *info, struct buf *out)
{
	warc_head_field(out, "software", info->software);
	warc_head_field(out, "format", "WARC File Format 1.1");
	warc_head_field(out, "conformsTo", "http://iipc.github.io/"
			"warc-specifications/specifications/warc-format/"
			"warc-1.1/");
	warc_head_field(out, "operator", info->contact);
	warc_head_field(out, "hostname", info->hostname);
	warc_head_field(out, "http-header-user-agent", info->user_agent);
	warc_head_field(out, "robots", info->robots);
	warc_head_field(out, "description", info->description);
}

static int build_info(const char *name, int64_t now_ms,
		      const struct warc_info *info, struct buf *out)
{
	struct buf fields = BUF_INIT(INFO_MAX);
	struct buf head = BUF_INIT(INFO_MAX);
	struct warc_block block = WARC_BLOCK_NONE;
	struct warc_packer packer = {0};
	uint8_t seed[WARC_SEED_BYTES];
	uint8_t sha256[SHA256_BYTES];
	char id[WARC_ID_SIZE];
	int err;

	/* up to 256 bytes come whole or not at all (getrandom(2)) */
	if (getrandom(seed, sizeof(seed), 0) != sizeof(seed))
		return ERR_IO;
	err = warc_make_id(seed, 0, id);
	add_info_fields(info, &fields);
	if (!err)
		err = fields.err;
	block.head = buf_slice(&fields);
	if (!err)
		err = warc_block_digest(&block, sha256);
	if (err)
		goto free_all;
	warc_head_begin(&head, "warcinfo", id, now_ms);
	warc_head_field(&head, "WARC-Filename", name);
	warc_head_digest(&head, "WARC-Block-Digest", sha256);
	warc_head_end(&head, WARC_TYPE_FIELDS, fields.len);
	err = head.err;
	if (!err)
		err = warc_pack(&packer, 6, buf_slice(&head), &block, out);
free_all:
	warc_packer_free(&packer);
	buf_free(&fields);
	buf_free(&head);
	return err;
}

/* --- create, close ---------------------------------------------------- */

static void file_free(struct warc_file *file)
{
	if (!file)
		return;
	if (file->fd >= 0)
		(void)close(file->fd);	/* synced, or given up */
	free(file->dir);
	free(file->name);
	free(file);
}

/* Makes the file, warcinfo in it, durable.  On failure nothing stays. */
static int start(struct warc_file *file, const char *path, struct slice info)
{
	int err;

	file->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND |
			O_CLOEXEC, 0644);
	if (file->fd < 0)
		return err_from_errno(errno);
	err = warc_write_all(file->fd, info.p, info.n);
	if (!err && warc_io.sync(file->fd))
		err = err_from_errno(errno);
	if (!err)
		err = warc_sync_folder(file->dir);
	if (err)
		(void)unlink(path);	/* an empty file at worst */
	file->size = info.n;
	return err;
}

int warc_file_create(const char *dir, int64_t now_ms, unsigned serial,
		     const struct warc_info *info, struct warc_file **ret_file)
{
	struct warc_file *file = calloc(1, sizeof(*file));
	struct buf bytes = BUF_INIT(2 * INFO_MAX);
	char *path = NULL, *final = NULL;
	int err = ERR_NOMEM;

	if (!file)
		return ERR_NOMEM;
	file->fd = -1;
	file->dir = strdup(dir);
	file->name = make_name(now_ms, serial, info->hostname);
	if (!file->dir || !file->name)
		goto free_all;
	path = join(dir, file->name, OPEN_SUFFIX);
	final = join(dir, file->name, "");
	if (!path || !final)
		goto free_all;
	err = build_info(file->name, now_ms, info, &bytes);
	if (!err && access(final, F_OK) == 0)
		err = ERR_EXISTS;
	if (!err)
		err = start(file, path, buf_slice(&bytes));
free_all:
	buf_free(&bytes);
	free(path);
	free(final);
	if (err)
		file_free(file);
	else
		*ret_file = file;
	return err;
}

int warc_file_close(struct warc_file *file)
{
	int err;

	if (!file)
		return 0;
	err = warc_file_sync(file);
	if (!err)
		err = warc_file_rename(file->dir, file->name);
	file_free(file);
	return err;
}

void warc_file_abandon(struct warc_file *file)
{
	file_free(file);
}

/* --- append, sync, cut ------------------------------------------------ */

static int copy_spool(int from, uint64_t n, int to)
{
	char *bytes = malloc(COPY);
	int err = 0;

	if (!bytes)
		return ERR_NOMEM;
	for (uint64_t at = 0; !err && at < n; at += COPY) {
		size_t piece = n - at < COPY ? (size_t)(n - at) : COPY;

		err = warc_pread_all(from, bytes, piece, at);
		if (!err)
			err = warc_write_all(to, bytes, piece);
	}
	free(bytes);
	return err;
}

/* O_APPEND: the next write goes to the new end by itself. */
static int cut_back(struct warc_file *file)
{
	if (warc_io.truncate(file->fd, (off_t)file->size) == 0)
		return 0;
	file->broken = err_from_errno(errno);
	return file->broken;
}

int warc_file_append(struct warc_file *file, const struct warc_bundle *bundle,
		     uint64_t *ret_offset)
{
	int err;

	if (file->broken)
		return file->broken;
	if (bundle->fd >= 0)
		err = copy_spool(bundle->fd, bundle->size, file->fd);
	else
		err = warc_write_all(file->fd, bundle->bytes.data,
				     bundle->bytes.len);
	if (err) {
		(void)cut_back(file);	/* marks the file; err says why */
		return err;
	}
	*ret_offset = file->size;
	file->size += bundle->size;
	return 0;
}

int warc_file_sync(struct warc_file *file)
{
	if (file->broken)
		return file->broken;
	if (warc_io.sync(file->fd))
		file->broken = err_from_errno(errno);
	return file->broken;
}

int warc_file_cut(struct warc_file *file, uint64_t size)
{
	if (file->broken)
		return file->broken;
	if (size > file->size)
		return ERR_RANGE;
	file->size = size;
	return cut_back(file);
}

uint64_t warc_file_size(const struct warc_file *file)
{
	return file->size;
}

const char *warc_file_name(const struct warc_file *file)
{
	return file->name;
}
