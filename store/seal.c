/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pieces are small enough to name a place, and large enough that the seal of
 * a catalog of 1 GB has 1 MB.
 */
#include "store/seal.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/err.h"
#include "store/warc_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PIECE = 64 * 1024,
	SEAL_MAX = 1 << 30,	/* bytes of a seal: a catalog of 1 TB */
	HEAD_MAX = 64,
	WHAT_MAX = 256,
};

#define HEAD "nianbao seal 1 "

/* A catalog that is read piece by piece. */
struct pieces {
	int fd;
	uint64_t size, at;
	char bytes[PIECE];
};

static char *beside(const char *path, const char *suffix)
{
	char *name;

	return asprintf(&name, "%s%s", path, suffix) < 0 ? NULL : name;
}

/* The folder that holds the file. */
static int sync_folder_of(const char *path)
{
	struct slice all = slice_of(path);
	size_t n = all.n;
	char *folder;
	int err;

	while (n > 0 && path[n - 1] != '/')
		n--;
	folder = n > 0 ? slice_dup(slice_sub(all, 0, n)) :
			 slice_dup(slice_of("."));
	err = folder ? warc_sync_folder(folder) : ERR_NOMEM;
	free(folder);
	return err;
}

static int pieces_open(const char *path, struct pieces **ret_pieces)
{
	struct pieces *p = malloc(sizeof(*p));
	struct stat st;
	int err;

	if (!p)
		return ERR_NOMEM;
	p->at = 0;
	p->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (p->fd >= 0 && !fstat(p->fd, &st)) {
		p->size = (uint64_t)st.st_size;
		*ret_pieces = p;
		return 0;
	}
	err = err_from_errno(errno);
	if (p->fd >= 0)
		(void)close(p->fd);	/* only read */
	free(p);
	return err;
}

static void pieces_close(struct pieces *p)
{
	if (!p)
		return;
	(void)close(p->fd);	/* only read */
	free(p);
}

static int next_piece(struct pieces *p, char hex[SHA256_HEX_SIZE])
{
	uint64_t left = p->size - p->at;
	size_t n = left < PIECE ? (size_t)left : PIECE;
	uint8_t digest[SHA256_BYTES];
	int err = warc_pread_all(p->fd, p->bytes, n, p->at);

	if (!err)
		err = digest_sha256((struct slice){p->bytes, n}, digest);
	if (err)
		return err;
	digest_hex(digest, hex);
	p->at += n;
	return 0;
}

/* --- making ----------------------------------------------------------- */

static int write_seal(const char *path, struct pieces *p, struct buf *out)
{
	int err = buf_addf(out, HEAD "%d %llu\n", PIECE,
			   (unsigned long long)p->size);

	while (!err && p->at < p->size) {
		char hex[SHA256_HEX_SIZE];

		err = next_piece(p, hex);
		if (!err)
			err = buf_addf(out, "%s\n", hex);
	}
	if (!err) {
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			      0644);

		if (fd < 0)
			return err_from_errno(errno);
		err = warc_write_all(fd, out->data, out->len);
		if (!err && warc_io.sync(fd))
			err = err_from_errno(errno);
		if (close(fd) && !err)
			err = err_from_errno(errno);
	}
	return err;
}

/* Rows in a log are not in the file yet. */
static bool is_in_use(const char *path)
{
	char *log = beside(path, "-wal");
	bool is = !log || access(log, F_OK) == 0;

	free(log);
	return is;
}

int seal_make(const char *path)
{
	char *seal = beside(path, SEAL_SUFFIX);
	char *fresh = beside(path, SEAL_SUFFIX ".new");
	struct buf out = BUF_INIT(SEAL_MAX);
	struct pieces *p = NULL;
	int err = seal && fresh ? 0 : ERR_NOMEM;

	if (err || is_in_use(path))
		goto free_paths;
	err = pieces_open(path, &p);
	if (!err)
		err = write_seal(fresh, p, &out);
	if (!err && warc_io.rename(fresh, seal))
		err = err_from_errno(errno);
	if (err)
		(void)unlink(fresh);	/* it says nothing */
	else
		err = sync_folder_of(path);
	pieces_close(p);
	buf_free(&out);
free_paths:
	free(seal);
	free(fresh);
	return err;
}

int seal_break(const char *path)
{
	char *seal = beside(path, SEAL_SUFFIX);
	int err = 0;

	if (!seal)
		return ERR_NOMEM;
	if (!unlink(seal))
		err = sync_folder_of(path);
	else if (errno != ENOENT)
		err = err_from_errno(errno);
	free(seal);
	return err;
}

/* --- checking --------------------------------------------------------- */

/* All of it; *ret_file tells it from a later one. */
static int read_seal(const char *path, struct buf *out, struct stat *ret_file)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return err_from_errno(errno);
	if (fstat(fd, ret_file))
		err = err_from_errno(errno);
	else if (ret_file->st_size > SEAL_MAX)
		err = ERR_TOOBIG;
	if (!err)
		err = buf_reserve(out, (size_t)ret_file->st_size + 1);
	if (!err)
		err = warc_pread_all(fd, out->data, (size_t)ret_file->st_size,
				     0);
	if (!err)
		out->len = (size_t)ret_file->st_size;
	(void)close(fd);	/* only read */
	return err;
}

static bool is_still(const char *path, const struct stat *seal)
{
	struct stat now;

	return !stat(path, &now) && now.st_ino == seal->st_ino &&
	       now.st_size == seal->st_size;
}

/* What is compared. */
struct comparison {
	const char *seal;	/* path */
	struct stat file;	/* of the seal as it was read */
	seal_fn *on_damage;
	void *ctx;
};

/* Says it, but for a seal that was broken meanwhile; false then. */
__attribute__((format(printf, 2, 3)))
static bool say(const struct comparison *c, const char *format, ...)
{
	char what[WHAT_MAX];
	va_list args;

	if (!is_still(c->seal, &c->file))
		return false;
	va_start(args, format);
	(void)vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	c->on_damage(c->ctx, what);
	return true;
}

/* "nianbao seal 1 PIECE SIZE" */
static bool read_head(struct slice line, uint64_t *ret_size)
{
	char head[HEAD_MAX];
	unsigned long long size;
	int n = snprintf(head, sizeof(head), HEAD "%d ", PIECE);

	if (!slice_starts(line, head) ||
	    !slice_u64(slice_sub(line, (size_t)n, line.n), INT64_MAX, &size))
		return false;
	*ret_size = size;
	return true;
}

static int compare(const struct comparison *c, struct slice text,
		   struct pieces *p)
{
	uint64_t sealed;
	int err = 0;

	if (!read_head(slice_cut(&text, '\n'), &sealed)) {
		(void)say(c, "its seal is damaged");
		return 0;
	}
	if (sealed != p->size)
		(void)say(c, "it has %llu bytes, and %llu when it was sealed",
			  (unsigned long long)p->size,
			  (unsigned long long)sealed);
	if (p->size > sealed)
		p->size = sealed;
	while (!err && p->at < p->size) {
		char hex[SHA256_HEX_SIZE];
		uint64_t from = p->at;

		err = next_piece(p, hex);
		if (err || slice_eqs(slice_cut(&text, '\n'), hex))
			continue;
		if (!say(c, "among the bytes %llu to %llu one is not as it "
			 "was sealed: damage, or another program wrote it",
			 (unsigned long long)from,
			 (unsigned long long)p->at - 1))
			break;
	}
	return is_still(c->seal, &c->file) ? err : 0;
}

int seal_check(const char *path, seal_fn *on_damage, void *ctx)
{
	char *seal = beside(path, SEAL_SUFFIX);
	struct buf text = BUF_INIT(SEAL_MAX + 1);
	struct comparison c = {seal, .on_damage = on_damage, .ctx = ctx};
	struct pieces *p = NULL;
	int err = seal ? read_seal(seal, &text, &c.file) : ERR_NOMEM;

	if (err == ERR_NOTFOUND) {
		err = 0;
		goto free_text;
	}
	if (!err)
		err = pieces_open(path, &p);
	if (!err)
		err = compare(&c, buf_slice(&text), p);
	pieces_close(p);
free_text:
	buf_free(&text);
	free(seal);
	return err;
}
