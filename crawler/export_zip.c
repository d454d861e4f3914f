/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_zip.h"

#include "base/err.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

struct export_zip {
	struct export_single *file;
	struct archive *archive; /* owned */
	struct archive_entry *entry; /* owned; used again for each */
	struct digest *digest;	/* of the file at hand; NULL: there is none */
	int64_t now_ms;
	int64_t left;		/* of what was announced; -1 nothing was */
	uint64_t bytes;
	int err;
};

/* What libarchive itself can fail at is memory. */
static int fail(struct export_zip *zip, int err)
{
	if (!zip->err)
		zip->err = err;
	return zip->err;
}

/* A failure is kept here and libarchive not told: 3.6.2 leaks what it has
 * open once a write failed. */
static la_ssize_t on_bytes(struct archive *a, void *ctx, const void *bytes,
			   size_t n)
{
	struct export_zip *zip = ctx;

	(void)a;
	if (!zip->err)
		zip->err = export_single_add(zip->file,
					     (struct slice){bytes, n});
	return (la_ssize_t)n;
}

int export_zip_open(struct export_single *file, int64_t now_ms,
		    struct export_zip **ret_zip)
{
	struct export_zip *zip = calloc(1, sizeof(*zip));

	if (!zip)
		return ERR_NOMEM;
	*zip = (struct export_zip){
		.file = file, .now_ms = now_ms,
		.archive = archive_write_new(), .entry = archive_entry_new(),
	};
	/* no blocks: it is no tape */
	if (!zip->archive || !zip->entry ||
	    archive_write_set_format_zip(zip->archive) ||
	    archive_write_zip_set_compression_store(zip->archive) ||
	    archive_write_set_bytes_per_block(zip->archive, 0) ||
	    archive_write_open(zip->archive, zip, NULL, on_bytes, NULL)) {
		export_zip_close(zip);
		return ERR_NOMEM;
	}
	*ret_zip = zip;
	return 0;
}

int export_zip_begin(struct export_zip *zip, const char *path, int64_t size)
{
	if (zip->err)
		return zip->err;
	zip->digest = digest_new();
	if (!zip->digest)
		return fail(zip, ERR_NOMEM);
	zip->bytes = 0;
	zip->left = size;
	archive_entry_clear(zip->entry);
	archive_entry_set_pathname(zip->entry, path);
	archive_entry_set_filetype(zip->entry, AE_IFREG);
	archive_entry_set_perm(zip->entry, 0644);
	archive_entry_set_mtime(zip->entry, zip->now_ms / 1000, 0);
	if (size >= 0)
		archive_entry_set_size(zip->entry, size);
	if (archive_write_header(zip->archive, zip->entry) != ARCHIVE_OK)
		(void)fail(zip, ERR_NOMEM);
	return zip->err;
}

int export_zip_add(struct export_zip *zip, struct slice bytes)
{
	if (zip->err)
		return zip->err;
	if (zip->left >= 0 && bytes.n > (uint64_t)zip->left)
		return fail(zip, ERR_RANGE);
	if (zip->left >= 0)
		zip->left -= (int64_t)bytes.n;
	zip->bytes += bytes.n;
	if (digest_add(zip->digest, bytes))
		return fail(zip, ERR_NOMEM);
	if (bytes.n && archive_write_data(zip->archive, bytes.p, bytes.n) !=
	    (la_ssize_t)bytes.n)
		(void)fail(zip, ERR_NOMEM);
	return zip->err;
}

int export_zip_end(struct export_zip *zip, struct export_zipped *ret_zipped)
{
	struct export_zipped zipped = {.bytes = zip->bytes};
	uint8_t sha256[SHA256_BYTES];

	if (zip->err)
		return zip->err;
	if (zip->left > 0)
		return fail(zip, ERR_RANGE);
	if (archive_write_finish_entry(zip->archive) != ARCHIVE_OK)
		(void)fail(zip, ERR_NOMEM);
	if (digest_end(zip->digest, sha256))
		(void)fail(zip, ERR_NOMEM);
	zip->digest = NULL;
	if (zip->err)
		return zip->err;
	digest_hex(sha256, zipped.sha256);
	*ret_zipped = zipped;
	return 0;
}

int export_zip_finish(struct export_zip *zip)
{
	int err;

	if (!zip->err && archive_write_close(zip->archive) != ARCHIVE_OK)
		(void)fail(zip, ERR_NOMEM);
	err = zip->err;
	export_zip_close(zip);
	return err;
}

void export_zip_close(struct export_zip *zip)
{
	if (!zip)
		return;
	/* freeing writes the directory; nothing is to come of it */
	(void)fail(zip, ERR_CANCELLED);
	(void)archive_write_free(zip->archive);
	archive_entry_free(zip->entry);
	(void)digest_end(zip->digest, NULL);
	free(zip);
}
