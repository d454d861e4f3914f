/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names for files and folders, made of what strangers wrote: fit for Linux,
 * Windows and macOS alike, and never a way out of the folder.  Pure.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_NAME_H
#define NIANBAO_CRAWLER_EXPORT_NAME_H

#include "base/buf.h"

/* Bytes; what file systems allow, and room for " (2)". */
enum { EXPORT_NAME_MAX = 255, EXPORT_NAME_ROOM = 32 };

/*
 * Adds name as one folder or file may be called, of at most max bytes
 * (EXPORT_NAME_ROOM … EXPORT_NAME_MAX), cut between characters; an extension
 * stays.  What no name may have becomes "_": separators, control characters,
 * <>:"|?*, bytes that are no UTF-8, a dot or hyphen at the head; white space is
 * one space, none at the ends; what cannot be seen is dropped; a device of
 * Windows (CON, COM1 ...) gets "_" before it.  Where nothing is left it is
 * fallback, which is a name already.  buf's errors.
 */
int export_name(struct slice name, const char *fallback, size_t max,
		struct buf *out);

/* Names that are taken, so that none comes twice; they differ in more than the
 * case of ASCII letters. */
struct export_names;
struct export_names *export_names_new(void); /* NULL: no memory */
void export_names_free(struct export_names *names); /* NULL allowed */
/*
 * Adds name to out where it is not taken yet within folder (any text), else
 * "name (2)", "name (3).pdf": for files before the extension.  It is taken from
 * then on, and at most EXPORT_NAME_MAX bytes long.  name is one of
 * export_name(), out another buffer.  ERR_NOMEM, buf's errors.
 */
int export_names_take(struct export_names *names, struct slice folder,
		      struct slice name, bool is_file, struct buf *out);

#endif
