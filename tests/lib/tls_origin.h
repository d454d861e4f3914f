/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A TLS server on loopback for tests that does one thing wrong, and the
 * authority that signed for it.  It answers any request with 200 and a page.
 * One thread; failures to set it up end the test.
 */
#ifndef NIANBAO_TESTS_TLS_ORIGIN_H
#define NIANBAO_TESTS_TLS_ORIGIN_H

#include <stdint.h>

enum tls_fault {
	TLS_WELL,
	TLS_EXPIRED,
	TLS_NOT_YET,		/* valid from tomorrow on */
	TLS_SELF_SIGNED,
	TLS_NO_CHAIN,		/* the certificate between is not sent */
	TLS_OTHER_NAME,
	TLS_WEAK_KEY,		/* RSA of 1024 bits */
	TLS_OLD_PROTOCOL,	/* TLS 1.1 at most */
	TLS_NO_CIPHER,		/* none that is common */
	TLS_NO_RENEGOTIATION,	/* says nothing about secure renegotiation */
	TLS_BAD_POINT,		/* of its key exchange */
	TLS_FAULTS,
};

struct tls_origin;

/* For the name "localhost" and 127.0.0.1; dir: where its files go. */
struct tls_origin *tls_origin_start(enum tls_fault fault, const char *dir);
void tls_origin_stop(struct tls_origin *o);
uint16_t tls_origin_port(const struct tls_origin *o);
/* A PEM file with the certificate of the authority. */
const char *tls_origin_authority(const struct tls_origin *o);

#endif
