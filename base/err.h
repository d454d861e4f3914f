/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors are values: 0 is success, everything else one of the negative
 * codes below.  Foreign codes (errno, SQLite, curl, OpenSSL) are mapped to
 * these once, in the file that includes the foreign header.
 *
 * The table is the only list of errors in the program: a code, the name that
 * machine output prints, and the sentence people read.  Names are stable.
 */
#ifndef NIANBAO_BASE_ERR_H
#define NIANBAO_BASE_ERR_H

/* X(code, SUFFIX, "name", sentence) */
#define ERR_TABLE(X)							 \
	X(-1, NOMEM, "nomem",						 \
	  "out of memory")						 \
	X(-2, TOOBIG, "toobig",						 \
	  "larger than the limit allows")				 \
	X(-3, INVALID, "invalid",					 \
	  "not well-formed")						 \
	X(-4, RANGE, "range",						 \
	  "outside the permitted range")				 \
	X(-5, EXPIRED, "expired",					 \
	  "took longer than allowed")					 \
	X(-6, IO, "io",							 \
	  "reading or writing failed")					 \
	X(-7, NOSPACE, "nospace",					 \
	  "no space left on the disk")					 \
	X(-8, NOTFOUND, "notfound",					 \
	  "not found")							 \
	X(-9, EXISTS, "exists",						 \
	  "exists already")						 \
	X(-10, LOCKED, "locked",					 \
	  "held by another process")					 \
	X(-11, DAMAGED, "damaged",					 \
	  "damaged")							 \
	X(-12, UNSUPPORTED, "unsupported",				 \
	  "not supported")						 \
	X(-13, EOF, "eof",						 \
	  "ended early")						 \
	X(-14, READONLY, "readonly",					 \
	  "not writable")						 \
	X(-15, CANCELLED, "cancelled",					 \
	  "stopped before it was finished")				 \
	X(-16, VERSION, "version",					 \
	  "made by a newer version")					 \
	X(-20, DNS_NOTFOUND, "dns_notfound",				 \
	  "the host name does not exist")				 \
	X(-21, DNS_FAILED, "dns_failed",				 \
	  "the host name could not be resolved")			 \
	X(-22, CONNECT_REFUSED, "connect_refused",			 \
	  "the connection was refused")					 \
	X(-23, CONNECT_UNREACHABLE, "connect_unreachable",		 \
	  "the host cannot be reached")					 \
	X(-24, TIMEOUT, "timeout",					 \
	  "the server did not answer in time")				 \
	X(-25, TLS, "tls",						 \
	  "the TLS handshake failed")					 \
	X(-26, TLS_CERT, "tls_cert",					 \
	  "the TLS certificate could not be verified")			 \
	X(-27, CLOSED, "closed",					 \
	  "the server closed the connection early")			 \
	X(-28, PROTOCOL, "protocol",					 \
	  "the answer is not HTTP")					 \
	X(-29, HEAD_TOOBIG, "head_toobig",				 \
	  "the response head is larger than the limit")			 \
	X(-30, BODY_TOOBIG, "body_toobig",				 \
	  "the body is larger than the limit")				 \
	X(-31, FORBIDDEN_ADDRESS, "forbidden_address",			 \
	  "the address may not be crawled")				 \
	X(-32, ROBOTS, "robots",					 \
	  "robots.txt does not allow it")				 \
	X(-33, ROBOTS_UNKNOWN, "robots_unknown",			 \
	  "robots.txt could not be fetched")				 \
	X(-34, REDIRECTS, "redirects",					 \
	  "too many redirects")						 \
	X(-35, NETWORK, "network",					 \
	  "the network failed")						 \
	X(-36, TLS_EXPIRED, "tls_expired",				 \
	  "the TLS certificate is out of date")				 \
	X(-37, TLS_SELF_SIGNED, "tls_self_signed",			 \
	  "the TLS certificate is signed by itself")			 \
	X(-38, TLS_CHAIN, "tls_incomplete_chain",			 \
	  "the issuer of the TLS certificate is not known")		 \
	X(-39, TLS_NAME, "tls_name_mismatch",				 \
	  "the TLS certificate is for another name")			 \
	X(-40, TLS_PROTOCOL, "tls_old_protocol",			 \
	  "the server knows old versions of TLS only")			 \
	X(-41, TLS_CIPHER, "tls_weak_cipher",				 \
	  "the TLS keys or ciphers are too weak")			 \
	X(-42, TLS_RENEGOTIATION, "tls_legacy_renegotiation",		 \
	  "the server knows no secure renegotiation")			 \
	X(-43, TLS_ECPOINT, "tls_bad_ecpoint",				 \
	  "the server sends a broken TLS key")				 \
	X(-44, CONNECT_V6_ONLY, "connect_v6_only",			 \
	  "the host has IPv6 addresses alone, and we have none")	 \
	X(-45, CONNECT_V4_ONLY, "connect_v4_only",			 \
	  "the host has IPv4 addresses alone, and we have none")
enum err {
	ERR_OK = 0,
#define X(code, suffix, name, sentence) ERR_##suffix = (code),
	ERR_TABLE(X)
#undef X
};

/* Stable lower-case name, e.g. "timeout"; "ok" for 0, "unknown" for a code
 * not in the table.  Static memory, any thread. */
const char *err_name(int err);

/* One English sentence without capital and full stop.  Static, any thread. */
const char *err_text(int err);

/* The code with this name, or 0 when there is none ("ok" gives 0 too). */
int err_from_name(const char *name);

/* errno value (positive) → ERR_*: ENOMEM, ENOSPC/EDQUOT, EROFS/EACCES/EPERM,
 * ENOENT, EEXIST, EFBIG; everything else is ERR_IO. */
int err_from_errno(int error);

#endif
