/* SPDX-License-Identifier: Apache-2.0 */
/* The DocBook that antiword writes. */
#ifndef NIANBAO_PARSERS_DOCUMENT_DOCBOOK_H
#define NIANBAO_PARSERS_DOCUMENT_DOCBOOK_H

#include "parsers/document/build.h"

int docbook_read(struct slice xml, struct build *b);

#endif
