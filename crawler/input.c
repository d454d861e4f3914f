/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/input.h"

#include "base/err.h"
#include "crawler/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CHUNK = 64 * 1024 };

static int fill(FILE *file, struct buf *out)
{
	char chunk[CHUNK];
	size_t n;

	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		if (buf_add(out, chunk, n))
			return out->err;
	return ferror(file) ? ERR_IO : 0;
}

int input_load(const char *name, struct buf *out)
{
	bool standard = strcmp(name, "-") == 0;
	FILE *file = standard ? stdin : fopen(name, "rb");
	int err, error;

	if (!file)
		return err_from_errno(errno);
	errno = 0;
	err = fill(file, out);
	error = errno;
	if (!standard)
		(void)fclose(file);	/* was only read */
	errno = error;
	return err == ERR_IO ? err_from_errno(error) : err;
}

int input_read(const char *name, struct buf *out)
{
	int err;

	errno = 0;
	err = input_load(name, out);
	if (!err)
		return -1;
	if (strcmp(name, "-") == 0)
		name = "standard input";
	if (err == ERR_TOOBIG)
		complain("%s is longer than %zu bytes", name, out->max);
	else
		complain("%s: %s", name, err == ERR_NOMEM || !errno ?
			 err_text(err) : strerror(errno));
	return EXIT_ERROR;
}

bool input_line(struct buf *line)
{
	int c = getc(stdin);

	buf_clear(line);
	if (c == EOF)
		return false;
	for (; c != EOF && c != '\n'; c = getc(stdin))
		(void)buf_addc(line, (char)c);	/* the rest is not kept */
	return true;
}
