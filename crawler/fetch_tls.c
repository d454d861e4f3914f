/* SPDX-License-Identifier: Apache-2.0 */
/* What TLS and curl say, in our words: the session's facts, and the one map of
 * curl's codes to ours. */
#include "crawler/fetch_private.h"

#include "base/err.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>

static int add_certificate(struct digest *d, X509 *certificate)
{
	unsigned char *der = NULL;
	int n = i2d_X509(certificate, &der);
	int err;

	if (n < 0)
		return ERR_NOMEM;
	err = digest_add(d, (struct slice){(const char *)der, (size_t)n});
	OPENSSL_free(der);
	return err;
}

/* SHA-256 over the chain as sent, leaf first, each certificate in DER. */
static void note_chain(SSL *ssl, char out[SHA256_HEX_SIZE])
{
	STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ssl);
	struct digest *d = chain ? digest_new() : NULL;
	uint8_t sum[SHA256_BYTES];
	int err = 0;

	if (!d)
		return;
	for (int i = 0; !err && i < sk_X509_num(chain); i++)
		err = add_certificate(d, sk_X509_value(chain, i));
	if (digest_end(d, sum) == 0 && !err)
		digest_hex(sum, out);
}

void fetch_tls_note(void *ssl, struct fetch_tls *ret_tls)
{
	(void)snprintf(ret_tls->version, sizeof(ret_tls->version), "%s",
		       SSL_get_version(ssl));
	(void)snprintf(ret_tls->cipher, sizeof(ret_tls->cipher), "%s",
		       SSL_get_cipher_name(ssl));
	note_chain(ssl, ret_tls->chain_sha256);
}

static int connect_error(int os_error)
{
	switch (os_error) {
	case ECONNREFUSED:
		return ERR_CONNECT_REFUSED;
	case ETIMEDOUT:
		return ERR_TIMEOUT;
	default:
		return ERR_CONNECT_UNREACHABLE;
	}
}

int fetch_error_of(CURLcode code, int os_error)
{
	switch (code) {
	case CURLE_OK:
		return ERR_OK;
	case CURLE_OUT_OF_MEMORY:
		return ERR_NOMEM;
	case CURLE_COULDNT_CONNECT:
		return connect_error(os_error);
	case CURLE_COULDNT_RESOLVE_HOST:
		return ERR_DNS_FAILED;	/* the address was given: no name is
					 * ever looked up here */
	case CURLE_OPERATION_TIMEDOUT:
		return ERR_TIMEOUT;
	case CURLE_PEER_FAILED_VERIFICATION:
		return ERR_TLS_CERT;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return ERR_TLS;
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return ERR_CLOSED;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_FILESIZE_EXCEEDED:
	case CURLE_HTTP2:
		return ERR_PROTOCOL;
	default:
		return ERR_NETWORK;
	}
}
