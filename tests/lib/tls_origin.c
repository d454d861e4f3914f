/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates are made anew for each server: authority ► between ► server.
 * What OpenSSL would not do wrong, TLS_NO_RENEGOTIATION and TLS_BAD_POINT, is
 * said byte by byte instead (RFC 5246 §7.4).
 */
#include "tests/lib/tls_origin.h"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DAY = 24 * 3600, POLL_MS = 50, WAIT_S = 5 };

struct tls_origin {
	enum tls_fault fault;
	SSL_CTX *ctx;
	X509 *certificate, *between;
	int fd;
	uint16_t port;
	char authority[4096];
	pthread_t thread;
	atomic_bool stopped;
};

/* --- certificates --------------------------------------------------------- */

struct signer {
	EVP_PKEY *key;
	X509 *certificate;
};

static void add_extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *extension;

	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(x, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

/* From and to: seconds from now.  by NULL: signs itself. */
static struct signer make(const char *name, EVP_PKEY *key,
			  const struct signer *by, long from, long to)
{
	struct signer made = {.key = key, .certificate = X509_new()};
	X509 *x = made.certificate;
	X509_NAME *subject = X509_get_subject_name(x);

	assert_non_null(key);
	(void)X509_set_version(x, X509_VERSION_3);
	(void)ASN1_INTEGER_set(X509_get_serialNumber(x), 1 + rand());
	(void)X509_gmtime_adj(X509_getm_notBefore(x), from);
	(void)X509_gmtime_adj(X509_getm_notAfter(x), to);
	(void)X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
					 (const unsigned char *)name, -1, -1,
					 0);
	(void)X509_set_issuer_name(x, by ?
				   X509_get_subject_name(by->certificate) :
				   subject);
	(void)X509_set_pubkey(x, key);
	return made;
}

static void sign(struct signer *s, const struct signer *by)
{
	assert_true(X509_sign(s->certificate, by->key, EVP_sha256()) > 0);
}

static struct signer make_authority(const char *name, const struct signer *by)
{
	struct signer s = make(name, EVP_EC_gen("P-256"), by, -DAY, 10 * DAY);

	add_extension(s.certificate, s.certificate, NID_basic_constraints,
		      "critical,CA:TRUE");
	sign(&s, by ? by : &s);
	return s;
}

static struct signer make_leaf(enum tls_fault fault, const struct signer *by)
{
	EVP_PKEY *key = fault == TLS_WEAK_KEY ? EVP_RSA_gen(1024) :
			EVP_EC_gen("P-256");
	long from = fault == TLS_NOT_YET ? DAY : -2 * DAY;
	long to = fault == TLS_EXPIRED ? -DAY : 9 * DAY;
	struct signer s = make("server", key,
			       fault == TLS_SELF_SIGNED ? NULL : by, from, to);

	add_extension(s.certificate, by->certificate, NID_subject_alt_name,
		      fault == TLS_OTHER_NAME ? "DNS:www.b.test" :
		      "DNS:localhost,IP:127.0.0.1");
	sign(&s, fault == TLS_SELF_SIGNED ? &s : by);
	return s;
}

static void write_authority(struct tls_origin *o, const char *dir, X509 *x)
{
	FILE *file;

	(void)snprintf(o->authority, sizeof(o->authority), "%s/authority.pem",
		       dir);
	file = fopen(o->authority, "w");
	assert_non_null(file);
	assert_int_equal(PEM_write_X509(file, x), 1);
	assert_int_equal(fclose(file), 0);
}

static void set_up(struct tls_origin *o, const char *dir)
{
	struct signer root = make_authority("root", NULL);
	struct signer between = make_authority("between", &root);
	struct signer leaf = make_leaf(o->fault, &between);

	write_authority(o, dir, root.certificate);
	o->ctx = SSL_CTX_new(TLS_server_method());
	assert_non_null(o->ctx);
	SSL_CTX_set_security_level(o->ctx, 0);
	assert_int_equal(SSL_CTX_use_certificate(o->ctx, leaf.certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(o->ctx, leaf.key), 1);
	if (o->fault != TLS_NO_CHAIN)
		(void)SSL_CTX_add1_chain_cert(o->ctx, between.certificate);
	if (o->fault == TLS_OLD_PROTOCOL) {
		(void)SSL_CTX_set_min_proto_version(o->ctx, TLS1_VERSION);
		(void)SSL_CTX_set_max_proto_version(o->ctx, TLS1_1_VERSION);
	}
	if (o->fault == TLS_NO_CIPHER) {
		(void)SSL_CTX_set_max_proto_version(o->ctx, TLS1_2_VERSION);
		assert_int_equal(SSL_CTX_set_cipher_list(o->ctx,
				 "AECDH-AES128-SHA:@SECLEVEL=0"), 1);
	}
	o->certificate = leaf.certificate;
	o->between = between.certificate;
	X509_free(root.certificate);
	EVP_PKEY_free(root.key);
	EVP_PKEY_free(between.key);
	EVP_PKEY_free(leaf.key);
}

/* --- by hand -------------------------------------------------------------- */

struct bytes {
	unsigned char at[4096];
	size_t n;
};

static void put(struct bytes *b, const void *p, size_t n)
{
	assert_true(b->n + n <= sizeof(b->at));
	memcpy(b->at + b->n, p, n);
	b->n += n;
}

static void put_number(struct bytes *b, size_t value, unsigned size)
{
	while (size-- > 0) {
		unsigned char c = (unsigned char)(value >> 8 * size);

		put(b, &c, 1);
	}
}

/* A handshake message in a record of its own. */
static void put_message(struct bytes *b, unsigned type, const struct bytes *m)
{
	put(b, "\x16\x03\x03", 3);
	put_number(b, m->n + 4, 2);
	put_number(b, type, 1);
	put_number(b, m->n, 3);
	put(b, m->at, m->n);
}

/* TLS 1.2, ECDHE-ECDSA-AES128-GCM-SHA256. */
static void put_hello(struct bytes *b, bool renegotiation)
{
	struct bytes m = {.n = 0};
	static const unsigned char random[32] = {7};

	put(&m, "\x03\x03", 2);
	put(&m, random, sizeof(random));
	put(&m, "\0\xc0\x2b\0", 4);
	if (renegotiation)
		put(&m, "\0\x05\xff\x01\0\x01\0", 7);
	put_message(b, 2, &m);
}

static void put_certificate(struct bytes *list, X509 *x)
{
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);

	assert_true(n > 0);
	put_number(list, (size_t)n, 3);
	put(list, der, (size_t)n);
	OPENSSL_free(der);
}

static void put_certificates(struct bytes *b, const struct tls_origin *o)
{
	struct bytes list = {.n = 0}, m = {.n = 0};

	put_certificate(&list, o->certificate);
	put_certificate(&list, o->between);
	put_number(&m, list.n, 3);
	put(&m, list.at, list.n);
	put_message(b, 11, &m);
}

/* A point of P-256 that is none, and a signature nobody gets to. */
static void put_point(struct bytes *b)
{
	static const unsigned char nothing[72] = {4, 1};
	struct bytes m = {.n = 0};

	put(&m, "\x03\0\x17\x41", 4);
	put(&m, nothing, 65);
	put(&m, "\x04\x03\0\x08", 4);
	put(&m, nothing, 8);
	put_message(b, 12, &m);
}

static void by_hand(const struct tls_origin *o, int fd)
{
	struct bytes b = {.n = 0};
	char hello[4096];

	if (read(fd, hello, sizeof(hello)) <= 0)
		return;
	put_hello(&b, o->fault == TLS_BAD_POINT);
	if (o->fault == TLS_BAD_POINT) {
		put_certificates(&b, o);
		put_point(&b);
	}
	if (write(fd, b.at, b.n) == (ssize_t)b.n)
		(void)read(fd, hello, sizeof(hello));	/* its alert */
}

/* --- the server ----------------------------------------------------------- */

static void answer(SSL *ssl)
{
	static const char page[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html"
				   "\r\nContent-Length: 5\r\n"
				   "Connection: close\r\n\r\n<p>ok";
	char request[4096];

	if (SSL_accept(ssl) == 1 &&
	    SSL_read(ssl, request, sizeof(request)) > 0) {
		(void)SSL_write(ssl, page, sizeof(page) - 1);
		(void)SSL_shutdown(ssl);
	}
}

static void serve(struct tls_origin *o, int fd)
{
	static const struct timeval wait = {.tv_sec = WAIT_S};
	SSL *ssl;

	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	if (o->fault == TLS_NO_RENEGOTIATION || o->fault == TLS_BAD_POINT) {
		by_hand(o, fd);
	} else {
		ssl = SSL_new(o->ctx);
		(void)SSL_set_fd(ssl, fd);
		answer(ssl);
		SSL_free(ssl);
	}
	(void)close(fd);
}

static void *run(void *ctx)
{
	struct tls_origin *o = ctx;

	while (!atomic_load(&o->stopped)) {
		struct pollfd p = {.fd = o->fd, .events = POLLIN};
		int fd;

		if (poll(&p, 1, POLL_MS) <= 0)
			continue;
		fd = accept(o->fd, NULL, NULL);
		if (fd >= 0)
			serve(o, fd);
	}
	return NULL;
}

static void listen_on(struct tls_origin *o)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t size = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	o->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(o->fd >= 0);
	assert_int_equal(bind(o->fd, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(o->fd, 8), 0);
	assert_int_equal(getsockname(o->fd, (struct sockaddr *)&at, &size), 0);
	o->port = ntohs(at.sin_port);
}

struct tls_origin *tls_origin_start(enum tls_fault fault, const char *dir)
{
	struct tls_origin *o = calloc(1, sizeof(*o));

	assert_non_null(o);
	/* whom it refuses hangs up while it still writes */
	(void)signal(SIGPIPE, SIG_IGN);
	o->fault = fault;
	set_up(o, dir);
	listen_on(o);
	assert_int_equal(pthread_create(&o->thread, NULL, run, o), 0);
	return o;
}

void tls_origin_stop(struct tls_origin *o)
{
	atomic_store(&o->stopped, true);
	assert_int_equal(pthread_join(o->thread, NULL), 0);
	(void)close(o->fd);
	SSL_CTX_free(o->ctx);
	X509_free(o->certificate);
	X509_free(o->between);
	free(o);
}

uint16_t tls_origin_port(const struct tls_origin *o)
{
	return o->port;
}

const char *tls_origin_authority(const struct tls_origin *o)
{
	return o->authority;
}
