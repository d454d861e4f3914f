/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/dir.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	abort();
}

char *dir_path(const char *dir, const char *name)
{
	size_t n = strlen(dir) + strlen(name) + 2;
	char *path = malloc(n);

	must(path != NULL, "malloc");
	(void)snprintf(path, n, "%s/%s", dir, name);	/* sized above */
	return path;
}

char *dir_make(void)
{
	const char *root = getenv("TMPDIR");
	char *path = dir_path(root ? root : "/tmp", "nianbao-test-XXXXXX");

	must(mkdtemp(path) != NULL, path);
	return path;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void dir_in_memory(void)
{
	if (access("/dev/shm", W_OK) == 0)
		must(setenv("TMPDIR", "/dev/shm", 1) == 0, "setenv");
}

void dir_remove(char *dir)
{
	if (!dir)
		return;
	must(nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0, dir);
	free(dir);
}

void dir_write(const char *path, const void *bytes, size_t n)
{
	FILE *file = fopen(path, "wb");

	must(file != NULL, path);
	must(fwrite(bytes, 1, n, file) == n, path);
	must(fclose(file) == 0, path);
}

char *dir_read(const char *path, size_t *ret_n)
{
	FILE *file = fopen(path, "rb");
	char *bytes;
	long n;

	must(file != NULL, path);
	must(fseek(file, 0, SEEK_END) == 0, path);
	n = ftell(file);
	must(n >= 0, path);
	rewind(file);
	bytes = malloc((size_t)n + 1);
	must(bytes != NULL, "malloc");
	must(fread(bytes, 1, (size_t)n, file) == (size_t)n, path);
	bytes[n] = '\0';
	(void)fclose(file);	/* read only */
	if (ret_n)
		*ret_n = (size_t)n;
	return bytes;
}
