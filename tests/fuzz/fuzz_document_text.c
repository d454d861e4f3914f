/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers
 *
 * Documents that are text: the first byte chooses the reader, so that no magic
 * stands before it.  'h' HTML, ',' and TAB fields, else text that may be CSV.
 */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int read_fields(struct document_reading *r, struct slice bytes,
		       struct build *b, struct document *d)
{
	(void)r;
	d->kind = DOCUMENT_CSV;
	document_csv(b, slice_sub(bytes, 1, bytes.n), bytes.p[0]);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice bytes = {(const char *)data, n};

	if (!n)
		return 0;
	if (data[0] == 'h')
		fuzz_reader(document_html, slice_sub(bytes, 1, n));
	else if (data[0] == ',' || data[0] == '\t')
		fuzz_reader(read_fields, bytes);
	else
		fuzz_reader(document_text, slice_sub(bytes, 1, n));
	return 0;
}
