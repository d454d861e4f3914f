/* SPDX-License-Identifier: Apache-2.0 */
/* The host part of a URL; only the parsers/url*.c files look in here. */
#ifndef NIANBAO_PARSERS_URL_HOST_H
#define NIANBAO_PARSERS_URL_HOST_H

#include "base/buf.h"
#include "base/slice.h"

/*
 * The WHATWG host parser and serialiser.  in is what stands between
 * credentials and port, not empty.  special: a domain or an address, as http
 * has it; else an opaque host, which is only checked and added as it stands.
 * Returns 0, ERR_INVALID (*ret_why says why), or buf's errors.
 */
int url_host_parse(struct slice in, bool special, struct buf *out,
		   const char **ret_why);

/*
 * Domain to ASCII (UTS 46, not transitional; CheckBidi and CheckJoiners on;
 * CheckHyphens, VerifyDnsLength and UseSTD3ASCIIRules off): domain is valid
 * UTF-8 without NUL.  Adds the lower-case ASCII form.  The caller still has to
 * look for forbidden characters in it.  Returns 0, ERR_INVALID, ERR_NOMEM or
 * ERR_TOOBIG.
 */
int url_idn_to_ascii(struct slice domain, struct buf *out);

#endif
