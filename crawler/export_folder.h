/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `export folder`: 地区/单位/年份 with the page, its attachments under their
 * names, and what was read; at the top an index.html of organs and years.  One
 * thread.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_FOLDER_H
#define NIANBAO_CRAWLER_EXPORT_FOLDER_H

#include "crawler/export_tree.h"
#include "store/store.h"

struct export_folder;

/* Borrows tree and reader.  max: bytes of one content (option body_max).
 * ERR_NOMEM. */
int export_folder_open(struct export_tree *tree, struct store_reader *reader,
		       size_t max, struct export_folder **ret_folder);
/*
 * One report.  Content that the archive cannot give (damaged, too long) is left
 * out, noted and counted.  The tree's sticky error, ERR_NOMEM, or one of the
 * store that is none of a single content.
 */
int export_folder_add(struct export_folder *folder,
		      const struct store_report *s);
/* How many contents were left out because they are damaged. */
unsigned export_folder_damaged(const struct export_folder *folder);
/* Writes the index, and frees; NULL: nothing.  Errors as above. */
int export_folder_close(struct export_folder *folder);

#endif
