/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

struct err_row {
	int code;
	const char *name;
	const char *sentence;
};

static const struct err_row rows[] = {
#define X(code, suffix, name, sentence) {(code), (name), (sentence)},
	ERR_TABLE(X)
#undef X
};

static const struct err_row *row_of(int err)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].code == err)
			return &rows[i];
	return NULL;
}

const char *err_name(int err)
{
	const struct err_row *row = row_of(err);

	if (err == ERR_OK)
		return "ok";
	return row ? row->name : "unknown";
}

const char *err_text(int err)
{
	const struct err_row *row = row_of(err);

	if (err == ERR_OK)
		return "done";
	return row ? row->sentence : "an error without a name";
}

int err_from_name(const char *name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].code;
	return ERR_OK;
}

int err_from_errno(int error)
{
	switch (error) {
	case ENOMEM:
		return ERR_NOMEM;
	case ENOSPC:
	case EDQUOT:
		return ERR_NOSPACE;
	case EROFS:
	case EACCES:
	case EPERM:
		return ERR_READONLY;
	case ENOENT:
		return ERR_NOTFOUND;
	case EEXIST:
		return ERR_EXISTS;
	case EFBIG:
		return ERR_TOOBIG;
	default:
		return ERR_IO;
	}
}
