/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/journal.h"

#include "base/buf.h"
#include "base/err.h"

#define SD_JOURNAL_SUPPRESS_LOCATION	/* this file says nothing to a reader */
#include <systemd/sd-journal.h>
#include <unistd.h>

enum { ENTRY_MAX_BYTES = 64 << 10 };

bool journal_is_there(void)
{
	return access("/run/systemd/journal/socket", W_OK) == 0;
}

/* All fields stand in one buffer, which moves while it grows: where each
 * begins is kept, not its address. */
int journal_send(const struct journal_field *fields)
{
	struct buf text = BUF_INIT(ENTRY_MAX_BYTES);
	struct iovec parts[JOURNAL_FIELDS_MAX];
	size_t ends[JOURNAL_FIELDS_MAX];
	int count = 0, err;

	for (; fields->name && count < JOURNAL_FIELDS_MAX; fields++) {
		if (!fields->value)
			continue;
		(void)buf_addf(&text, "%s=%s", fields->name, fields->value);
		ends[count++] = text.len;
	}
	for (int i = 0; i < count; i++) {
		size_t begin = i ? ends[i - 1] : 0;

		parts[i] = (struct iovec){.iov_base = text.data + begin,
					  .iov_len = ends[i] - begin};
	}
	err = text.err;
	if (!err && sd_journal_sendv(parts, count) < 0)
		err = ERR_IO;
	buf_free(&text);
	return err;
}
