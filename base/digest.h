/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 and SHA-1 by OpenSSL's EVP, and their spellings. Any thread. */
#ifndef NIANBAO_BASE_DIGEST_H
#define NIANBAO_BASE_DIGEST_H

#include "base/slice.h"

#include <stdint.h>

enum { SHA256_BYTES = 32, SHA256_HEX_SIZE = 65 };
enum { SHA1_BYTES = 20 };	/* only to check what others wrote */

struct digest;	/* a running SHA-256, or SHA-1 */

/* NULL when out of memory. */
struct digest *digest_new(void);
/* The same with SHA-1, of which digest_end() gives SHA1_BYTES. */
struct digest *digest_new_sha1(void);
/* ERR_NOMEM on failure of the library, else 0. */
int digest_add(struct digest *d, struct slice bytes);
/* Ends and frees; out may be NULL to throw it away. NULL d is allowed. */
int digest_end(struct digest *d, uint8_t out[SHA256_BYTES]);

/* In one go. Returns 0 or ERR_NOMEM. */
int digest_sha256(struct slice bytes, uint8_t out[SHA256_BYTES]);
/* Lower hex, NUL-terminated. */
void digest_hex(const uint8_t bytes[SHA256_BYTES], char out[SHA256_HEX_SIZE]);
/* The reverse, any case; ERR_INVALID unless it is 64 hex digits. */
int digest_from_hex(struct slice hex, uint8_t out[SHA256_BYTES]);
/* Whether text spells these bytes: hex in any case or Base32 (RFC 4648, any
 * case, with or without padding), whichever has its length. */
bool digest_is_spelled(const uint8_t *bytes, size_t n, struct slice text);

#endif
