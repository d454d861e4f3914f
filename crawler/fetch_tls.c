/* SPDX-License-Identifier: Apache-2.0 */
/* What TLS and curl say, in our words: the session's facts, and the one map of
 * curl's codes to ours. */
#include "crawler/fetch_private.h"

#include "base/err.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	/* What OpenSSL asks for at its security level 2, the level of Debian:
	 * a weaker key or cipher needs another. */
	STRENGTH_BITS = 112,
};

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

/* --- what is wrong -------------------------------------------------------- */

static int verify_error(long verify)
{
	switch (verify) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return ERR_TLS_EXPIRED;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return ERR_TLS_SELF_SIGNED;
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		return ERR_TLS_CHAIN;
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return ERR_TLS_NAME;
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK:
		return ERR_TLS_CIPHER;
	default:
		return ERR_TLS_CERT;
	}
}

static int handshake_error(unsigned long number)
{
	if (ERR_GET_LIB(number) == ERR_LIB_EC)
		return ERR_TLS_ECPOINT;	/* "point is not on curve" */
	switch (ERR_GET_REASON(number)) {
	case SSL_R_UNSUPPORTED_PROTOCOL:
	case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
	case SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED: /* TLS 1.1 */
		return ERR_TLS_PROTOCOL;
	case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE: /* nothing in common */
	case SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY:
	case SSL_R_DH_KEY_TOO_SMALL:
	case SSL_R_EE_KEY_TOO_SMALL:
	case SSL_R_CA_KEY_TOO_SMALL:
	case SSL_R_CA_MD_TOO_WEAK:
	case SSL_R_WRONG_SIGNATURE_TYPE:
	case SSL_R_WRONG_CIPHER_RETURNED:
		return ERR_TLS_CIPHER;
	case SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED:
		return ERR_TLS_RENEGOTIATION;
	case SSL_R_BAD_ECPOINT:
		return ERR_TLS_ECPOINT;
	default:
		return ERR_TLS;
	}
}

int fetch_tls_error(int err, long verify, const char *text)
{
	const char *number = strstr(text, "error:");

	/* curl begins with "unspecified", and compares names itself */
	if (verify != X509_V_OK && verify != X509_V_ERR_UNSPECIFIED)
		return verify_error(verify);
	if (err == ERR_TLS_CERT && strstr(text, "subject name"))
		return ERR_TLS_NAME;
	if (err != ERR_TLS || !number)
		return err;
	/* "error:0A000152:SSL routines::unsafe legacy renegotiation …" */
	return handshake_error(strtoul(number + strlen("error:"), NULL, 16));
}

bool fetch_tls_is_relaxable(int err)
{
	switch (err) {
	case ERR_TLS_CERT:
	case ERR_TLS_EXPIRED:
	case ERR_TLS_SELF_SIGNED:
	case ERR_TLS_CHAIN:
	case ERR_TLS_NAME:
	case ERR_TLS_PROTOCOL:
	case ERR_TLS_CIPHER:
	case ERR_TLS_RENEGOTIATION:
		return true;
	default:
		return false;
	}
}

/* --- what was needed ------------------------------------------------------ */

static void add_needed(struct fetch_tls *tls, int err)
{
	const char *name = err_name(err) + strlen("tls_");
	size_t n = strlen(tls->needed);

	(void)snprintf(tls->needed + n, sizeof(tls->needed) - n, "%s%s",
		       n ? " " : "", name);
}

static bool is_for(X509 *certificate, struct slice name)
{
	char text[256];

	if (name.n == 0 || name.n >= sizeof(text))
		return false;
	(void)snprintf(text, sizeof(text), "%.*s", SLICE_ARG(name));
	if (text[0] == '[')	/* an IPv6 address */
		text[name.n - 1] = '\0';
	return X509_check_host(certificate, text, 0, 0, NULL) == 1 ||
	       X509_check_ip_asc(certificate, text + (text[0] == '['), 0) == 1;
}

static bool is_weak(SSL *ssl, X509 *certificate)
{
	EVP_PKEY *key = certificate ? X509_get0_pubkey(certificate) : NULL;

	return SSL_get_cipher_bits(ssl, NULL) < STRENGTH_BITS ||
	       (key && EVP_PKEY_get_security_bits(key) < STRENGTH_BITS);
}

/* Unverified, OpenSSL verifies all the same and keeps what it found. */
static void note_needed(SSL *ssl, struct slice name, struct fetch_tls *tls)
{
	X509 *certificate = SSL_get0_peer_certificate(ssl);
	long verify = SSL_get_verify_result(ssl);
	int version = SSL_version(ssl);
	int err = verify == X509_V_OK ? 0 : verify_error(verify);

	if (err && err != ERR_TLS_NAME && err != ERR_TLS_CIPHER)
		add_needed(tls, err);
	if (certificate && !is_for(certificate, name))
		add_needed(tls, ERR_TLS_NAME);
	if (version < TLS1_2_VERSION)
		add_needed(tls, ERR_TLS_PROTOCOL);
	if (is_weak(ssl, certificate))
		add_needed(tls, ERR_TLS_CIPHER);
	/* TLS 1.3 has none */
	if (version < TLS1_3_VERSION &&
	    !SSL_get_secure_renegotiation_support(ssl))
		add_needed(tls, ERR_TLS_RENEGOTIATION);
}

void fetch_tls_note(void *ssl, struct slice name, struct fetch_tls *ret_tls)
{
	(void)snprintf(ret_tls->version, sizeof(ret_tls->version), "%s",
		       SSL_get_version(ssl));
	(void)snprintf(ret_tls->cipher, sizeof(ret_tls->cipher), "%s",
		       SSL_get_cipher_name(ssl));
	note_chain(ssl, ret_tls->chain_sha256);
	note_needed(ssl, name, ret_tls);
}

CURLcode fetch_tls_setup(CURL *easy, void *ctx, void *data)
{
	const struct fetch *fetch = data;

	(void)easy;
	if (fetch->tls_relaxed)
		(void)SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT);
	if (fetch->ca_file &&
	    SSL_CTX_load_verify_file(ctx, fetch->ca_file) != 1)
		return CURLE_SSL_CACERT_BADFILE;
	return CURLE_OK;
}

/* --- codes ---------------------------------------------------------------- */

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
	case CURLE_SSL_CACERT_BADFILE:
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
