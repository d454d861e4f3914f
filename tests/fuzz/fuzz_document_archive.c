/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers
 *
 * Archives as they come: ZIP, RAR, RAR 5 and 7z.  Members that are documents
 * are read.  (Packages with whole XML in them: fuzz_document_package.c.) */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	fuzz_reader(document_archive, (struct slice){(const char *)data, n});
	return 0;
}
