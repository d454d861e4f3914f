/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers
 *
 * RTF, from its first group on. */
#include "tests/fuzz/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	fuzz_reader(document_rtf, (struct slice){(const char *)data, n});
	return 0;
}
