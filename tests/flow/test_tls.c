/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Servers that do one thing of TLS wrong: by what name it fails, and what the
 * answer says where tls = relaxed takes it all the same.
 */
#include "base/err.h"
#include "crawler/fetch.h"
#include "crawler/fetch_private.h"
#include "tests/lib/dir.h"
#include "tests/lib/tls_origin.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct fetch_limits limits = {
	.connect_ms = 5000, .first_byte_ms = 5000, .stall_ms = 5000,
	.total_ms = 10000, .head_max = 8192, .body_max = 100000,
	.spool_above = 20000,
};

static const struct row {
	const char *what;
	enum tls_fault fault;
	int verified;		/* outcome; 0: it is taken */
	int relaxed;
	const char *needed;
	bool no_authority;	/* the test's is not trusted */
} rows[] = {
	{"well", TLS_WELL, 0, 0, ""},
	{"expired", TLS_EXPIRED, ERR_TLS_EXPIRED, 0, "expired"},
	{"not valid yet", TLS_NOT_YET, ERR_TLS_EXPIRED, 0, "expired"},
	{"self-signed", TLS_SELF_SIGNED, ERR_TLS_SELF_SIGNED, 0,
	 "self_signed"},
	{"incomplete chain", TLS_NO_CHAIN, ERR_TLS_CHAIN, 0,
	 "incomplete_chain"},
	{"authority not known", TLS_WELL, ERR_TLS_CHAIN, 0,
	 "incomplete_chain", true},
	{"another name", TLS_OTHER_NAME, ERR_TLS_NAME, 0, "name_mismatch"},
	{"weak key", TLS_WEAK_KEY, ERR_TLS_CIPHER, 0, "weak_cipher"},
	{"old protocol", TLS_OLD_PROTOCOL, ERR_TLS_PROTOCOL, 0,
	 "old_protocol"},
	{"no cipher in common", TLS_NO_CIPHER, ERR_TLS_CIPHER, ERR_TLS_CIPHER,
	 ""},
	{"no renegotiation", TLS_NO_RENEGOTIATION, ERR_TLS_RENEGOTIATION,
	 ERR_TIMEOUT, ""},
	{"bad point", TLS_BAD_POINT, ERR_TLS_ECPOINT, ERR_TLS_ECPOINT, ""},
};

struct world {
	uv_loop_t loop;
	struct fetcher *fetcher;
	struct fetch_result *result;
};

static void on_done(void *ctx, struct fetch_result *result)
{
	((struct world *)ctx)->result = result;
}

static struct fetch_result *get(const struct tls_origin *o,
				const char *ca_file, bool relaxed)
{
	struct fetch_limits l = limits;
	struct fetch_request request = {
		.address = "127.0.0.1", .method = "GET",
		.user_agent = "nianbao-test", .guard.allow_local = true,
		.limits = &l, .ca_file = ca_file, .tls_relaxed = relaxed,
	};
	struct world w = {.result = NULL};
	char text[64];
	struct url url;

	assert_int_equal(uv_loop_init(&w.loop), 0);
	w.fetcher = fetch_new(&w.loop);
	(void)snprintf(text, sizeof(text), "https://localhost:%u/",
		       (unsigned)tls_origin_port(o));
	assert_int_equal(url_parse(slice_of(text), NULL, NULL, &url, NULL), 0);
	request.url = &url;
	assert_int_equal(fetch_start(w.fetcher, &request, on_done, &w, NULL),
			 0);
	while (!w.result)
		(void)uv_run(&w.loop, UV_RUN_ONCE);
	url_free(&url);
	fetch_close(w.fetcher, NULL, NULL);
	(void)uv_run(&w.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&w.loop), 0);
	return w.result;
}

static bool says(const struct fetch_result *r, const char *text)
{
	return r->error && strstr(r->error, text);
}

static bool check(const struct row *row, const struct fetch_result *r,
		  bool relaxed)
{
	int wanted = relaxed ? row->relaxed : row->verified;
	bool ok = r->outcome == wanted;

	if (relaxed && wanted == 0)
		ok = ok && strcmp(r->tls_needed, row->needed) == 0;
	if (!relaxed)
		ok = ok && says(r, "tls = relaxed") ==
			   (wanted && wanted != ERR_TLS_ECPOINT);
	if (!ok)
		print_error("%s, %s\n  got    %s, needed \"%s\": %s\n"
			    "  wanted %s, needed \"%s\"\n", row->what,
			    relaxed ? "relaxed" : "verified",
			    err_name(r->outcome), r->tls_needed,
			    r->error ? r->error : "", err_name(wanted),
			    row->needed);
	return ok;
}

static void faults(void **state)
{
	bool bad = false;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		char *dir = dir_make();
		struct tls_origin *o = tls_origin_start(row->fault, dir);

		for (int relaxed = 0; relaxed < 2; relaxed++) {
			struct fetch_result *r = get(o, row->no_authority ?
				NULL : tls_origin_authority(o), relaxed);

			bad |= !check(row, r, relaxed);
			fetch_result_free(r);
		}
		tls_origin_stop(o);
		dir_remove(dir);
	}
	assert_false(bad);
}

/* What no server here does. */
static void numbers(void **state)
{
	static const struct {
		int reason, wanted;
	} reasons[] = {
		{SSL_R_DH_KEY_TOO_SMALL, ERR_TLS_CIPHER},
		{SSL_R_UNSUPPORTED_PROTOCOL, ERR_TLS_PROTOCOL},
		{SSL_R_WRONG_VERSION_NUMBER, ERR_TLS},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		char text[80];

		(void)snprintf(text, sizeof(text), "OpenSSL/3.0: error:%08lX:"
			       "SSL routines::x", ERR_PACK(
			       (unsigned long)ERR_LIB_SSL, 0,
			       (unsigned long)reasons[i].reason));
		assert_int_equal(fetch_tls_error(ERR_TLS, X509_V_OK, text),
				 reasons[i].wanted);
	}
	assert_int_equal(fetch_tls_error(ERR_TLS, X509_V_OK, ""), ERR_TLS);
	assert_int_equal(fetch_tls_error(ERR_TLS, X509_V_OK, "error:"),
			 ERR_TLS);
	assert_int_equal(fetch_tls_error(ERR_TLS, X509_V_ERR_CA_MD_TOO_WEAK,
					 ""), ERR_TLS_CIPHER);
	assert_int_equal(fetch_tls_error(ERR_TLS_CERT, X509_V_ERR_CERT_REVOKED,
					 ""), ERR_TLS_CERT);
}

/* A file that is none is no reason to trust more, or nobody. */
static void no_ca_file(void **state)
{
	char *dir = dir_make();
	struct tls_origin *o = tls_origin_start(TLS_WELL, dir);
	struct fetch_result *r = get(o, "/nowhere/ca.pem", false);

	(void)state;
	assert_int_equal(r->outcome, ERR_TLS);
	fetch_result_free(r);
	tls_origin_stop(o);
	dir_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults),
		cmocka_unit_test(numbers),
		cmocka_unit_test(no_ca_file),
	};

	if (fetch_global_init())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
