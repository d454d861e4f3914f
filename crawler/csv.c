/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/csv.h"

static bool needs_quotes(struct slice text)
{
	for (size_t i = 0; i < text.n; i++)
		if (strchr(",\"\r\n", text.p[i]) && text.p[i])
			return true;
	return false;
}

int csv_field(struct buf *out, struct slice text, bool last)
{
	bool quoted = needs_quotes(text);

	if (quoted)
		(void)buf_addc(out, '"');
	while (quoted && text.n) {
		size_t quote = slice_findc(text, '"', 0);
		size_t end = quote < text.n ? quote + 1 : text.n;

		(void)buf_add(out, text.p, end);
		if (quote < text.n)
			(void)buf_addc(out, '"');
		text = slice_sub(text, end, text.n);
	}
	(void)buf_add_slice(out, text);
	if (quoted)
		(void)buf_addc(out, '"');
	return buf_adds(out, last ? "\r\n" : ",");
}
