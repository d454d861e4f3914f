/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include "base/err.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct digest {
	EVP_MD_CTX *ctx;
};

static struct digest *begin(const EVP_MD *kind)
{
	struct digest *d = malloc(sizeof(*d));

	if (!d)
		return NULL;
	d->ctx = EVP_MD_CTX_new();
	if (d->ctx && EVP_DigestInit_ex(d->ctx, kind, NULL))
		return d;
	EVP_MD_CTX_free(d->ctx);
	free(d);
	return NULL;
}

struct digest *digest_new(void)
{
	return begin(EVP_sha256());
}

struct digest *digest_new_sha1(void)
{
	return begin(EVP_sha1());
}

int digest_add(struct digest *d, struct slice bytes)
{
	return EVP_DigestUpdate(d->ctx, bytes.p, bytes.n) ? 0 : ERR_NOMEM;
}

int digest_end(struct digest *d, uint8_t out[SHA256_BYTES])
{
	int ok = 1;

	if (!d)
		return 0;
	if (out)
		ok = EVP_DigestFinal_ex(d->ctx, out, NULL);
	EVP_MD_CTX_free(d->ctx);
	free(d);
	return ok ? 0 : ERR_NOMEM;
}

int digest_sha256(struct slice bytes, uint8_t out[SHA256_BYTES])
{
	return EVP_Digest(bytes.p ? bytes.p : "", bytes.n, out, NULL,
			  EVP_sha256(), NULL) ? 0 : ERR_NOMEM;
}

void digest_hex(const uint8_t bytes[SHA256_BYTES], char out[SHA256_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < SHA256_BYTES; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * SHA256_BYTES] = '\0';
}

int digest_from_hex(struct slice hex, uint8_t out[SHA256_BYTES])
{
	uint8_t bytes[SHA256_BYTES];

	if (hex.n != 2 * SHA256_BYTES)
		return ERR_INVALID;
	for (int i = 0; i < SHA256_BYTES; i++) {
		int high = slice_hex_digit(hex.p[2 * i]);
		int low = slice_hex_digit(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return ERR_INVALID;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	memcpy(out, bytes, sizeof(bytes));
	return 0;
}

static bool is_hex_of(const uint8_t *bytes, size_t n, struct slice text)
{
	for (size_t i = 0; i < n; i++)
		if (slice_hex_digit(text.p[2 * i]) != bytes[i] >> 4 ||
		    slice_hex_digit(text.p[2 * i + 1]) != (bytes[i] & 15))
			return false;
	return true;
}

static bool is_base32_of(const uint8_t *bytes, size_t n, struct slice text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned bits = 0;	/* the last ones, newest lowest */
	int have = 0;
	size_t at = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		char want;

		if (have < 5) {
			bits = bits << 8 | (at < n ? bytes[at] : 0);
			at++;
			have += 8;
		}
		have -= 5;
		want = digits[bits >> have & 31];
		if (c != want && !(c >= 'a' && c <= 'z' && c - 32 == want))
			return false;
	}
	return true;
}

bool digest_is_spelled(const uint8_t *bytes, size_t n, struct slice text)
{
	if (text.n == 2 * n)
		return is_hex_of(bytes, n, text);
	while (text.n > 0 && text.p[text.n - 1] == '=')
		text.n--;
	return text.n == (8 * n + 4) / 5 && is_base32_of(bytes, n, text);
}
