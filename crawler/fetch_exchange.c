/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One exchange (struct fetch): what goes out, what comes in, and the result
 * made of it.  fetch.c decides when it begins and ends; nothing here touches
 * the multi handle or the loop.  Loop thread only.
 *
 * A callback of curl that wants no more says why by fetch_refuse() and returns
 * what makes curl stop; fetch_result_of() later prefers that reason to curl's.
 * Once the head is complete what arrived is an answer, be it truncated.
 *
 * curl keeps the first of two Content-Lengths or Locations, so on_head_end()
 * looks for contradictions itself (libraries.md 5).
 */
#include "crawler/fetch_private.h"

#include "base/err.h"
#include "parsers/httphead.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADS_MAX = 2 };		/* head_max for the head, and for the rest */

/* --- what arrives --------------------------------------------------------- */

void fetch_refuse(struct fetch *fetch, int err, const char *why)
{
	if (fetch->refused)
		return;
	fetch->refused = err;
	fetch->why = why;
}

static int spool_open(const char *dir)
{
	char path[4096];
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	/* file systems without O_TMPFILE */
	(void)snprintf(path, sizeof(path), "%s/body-XXXXXX", dir);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		(void)unlink(path);	/* at worst a file is left behind */
	return fd;
}

static int write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_from_errno(errno);
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

/* Body bytes so far move from memory to a file. */
static int spool_begin(struct fetch *fetch)
{
	int err;

	fetch->body_fd = spool_open(fetch->limits.spool_dir);
	if (fetch->body_fd < 0)
		return err_from_errno(errno);
	err = write_all(fetch->body_fd, fetch->body.data, fetch->body.len);
	*fetch->bytes -= fetch->body.len;
	buf_free(&fetch->body);
	return err;
}

/* Room for the whole body at once, if its length was said and it stays in
 * memory.  It costs memory only as far as it is filled. */
static int make_room(struct fetch *fetch)
{
	curl_off_t length = -1;

	(void)curl_easy_getinfo(fetch->easy,
				CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	if (length <= 0 || (uint64_t)length > fetch->limits.body_max ||
	    (uint64_t)length > fetch->limits.spool_above)
		return 0;
	return buf_reserve(&fetch->body, (size_t)length);
}

static int keep(struct fetch *fetch, const char *p, size_t n)
{
	int err = digest_add(fetch->digest, (struct slice){p, n});

	if (!err && fetch->body_fd < 0 && fetch->limits.spool_dir &&
	    fetch->body_length + n > fetch->limits.spool_above)
		err = spool_begin(fetch);
	if (!err && fetch->body_fd < 0 && fetch->body_length == 0)
		err = make_room(fetch);
	if (!err && fetch->body_fd >= 0)
		err = write_all(fetch->body_fd, p, n);
	else if (!err)
		err = buf_add(&fetch->body, p, n);
	if (err)
		return err;
	fetch->body_length += n;
	if (fetch->body_fd < 0)
		*fetch->bytes += n;
	return 0;
}

static size_t on_body(char *p, size_t size, size_t count, void *ctx)
{
	struct fetch *fetch = ctx;
	uint64_t room = fetch->limits.body_max - fetch->body_length;
	size_t n = size * count;
	int err;

	fetch->last_ms = uv_now(fetch->loop);
	fetch->body_begun = true;
	if (fetch->refused)
		return 0;
	err = keep(fetch, p, n < room ? n : (size_t)room);
	if (err) {
		fetch_refuse(fetch, err, "the body could not be kept");
		return 0;
	}
	if (n > room) {
		fetch_refuse(fetch, ERR_BODY_TOOBIG, "");
		return 0;
	}
	fetch_end_turn(fetch);
	return n;
}

/* --- the head ------------------------------------------------------------- */

/* Two fields of the name that say different things. */
static bool contradicts(struct slice head, const char *name)
{
	struct slice first = httphead_field(head, name, NULL);
	struct slice line;

	(void)slice_cut(&head, '\n');	/* the status line */
	while ((line = slice_cut(&head, '\n')).p) {
		struct slice rest = line;
		struct slice field = slice_cut(&rest, ':');

		if (rest.p && slice_ieqs(field, name) &&
		    !slice_eq(slice_trim(rest), first))
			return true;
	}
	return false;
}

/* The TLS session is asked while it is there: at the first line. */
static void note_tls(struct fetch *fetch)
{
	struct curl_tlssessioninfo *info = NULL;

	if (!slice_eqs(fetch->url.scheme, "https") || fetch->tls.version[0])
		return;
	if (curl_easy_getinfo(fetch->easy, CURLINFO_TLS_SSL_PTR, &info) ==
	    CURLE_OK && info && info->internals)
		fetch_tls_note(info->internals, fetch->url.host, &fetch->tls);
}

static bool on_head_end(struct fetch *fetch)
{
	struct slice head = buf_slice(&fetch->head);
	long status = 0;

	(void)curl_easy_getinfo(fetch->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 100 && status < 200 && status != 101)
		return true;	/* the final head is still to come */
	/* curl takes "HTTP/2 200" without TLS; no reader of archives does */
	if (!httphead_has_status(head)) {
		fetch_refuse(fetch, ERR_PROTOCOL,
		       "the answer has no status line of HTTP/1");
		return false;
	}
	if (contradicts(head, "content-length")) {
		fetch_refuse(fetch, ERR_PROTOCOL,
		       "the answer has two different Content-Length fields");
		return false;
	}
	if (contradicts(head, "location")) {
		fetch_refuse(fetch, ERR_PROTOCOL,
		       "the answer has two different Location fields");
		return false;
	}
	fetch->head_done = true;
	return true;
}

/* One line, with its end made CRLF and Transfer-Encoding renamed. */
static int add_line(struct fetch *fetch, struct slice line)
{
	if (slice_istarts(line, "transfer-encoding") &&
	    slice_findc(line, ':', 0) != SIZE_MAX)
		(void)buf_adds(&fetch->head, "X-Crawler-");
	(void)buf_add_slice(&fetch->head, line);
	return buf_adds(&fetch->head, "\r\n");	/* errors stick */
}

/* 1xx answers and trailers without end: none of them is kept, and each is
 * short. */
static bool has_room(struct fetch *fetch, size_t n)
{
	fetch->lines += n;
	if (fetch->lines <= HEADS_MAX * fetch->limits.head_max)
		return true;
	fetch_refuse(fetch, ERR_HEAD_TOOBIG,
		     "early answers and trailers are longer than head_max");
	return false;
}

/* False: no more is wanted. */
static bool take_line(struct fetch *fetch, struct slice line)
{
	bool first = slice_starts(line, "HTTP/");

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (first && !fetch->head_done)
		buf_clear(&fetch->head);	/* a 1xx went before */
	else if (fetch->head_done)
		return true;			/* a trailer */
	if (first)
		note_tls(fetch);
	if (add_line(fetch, line)) {
		fetch_refuse(fetch, fetch->head.err == ERR_TOOBIG ?
				    ERR_HEAD_TOOBIG : ERR_NOMEM,
		       "the head of the answer is longer than head_max");
		return false;
	}
	return line.n > 0 || on_head_end(fetch);
}

/* One line, or several where they came while the exchange was paused. */
static size_t on_header(char *p, size_t size, size_t count, void *ctx)
{
	struct fetch *fetch = ctx;
	struct slice rest = {p, size * count};

	fetch->last_ms = uv_now(fetch->loop);
	if (fetch->refused || !has_room(fetch, rest.n))
		return 0;
	while (rest.p && rest.n > 0)
		if (!take_line(fetch, slice_cut(&rest, '\n')))
			return 0;
	return size * count;
}

/* --- what goes out -------------------------------------------------------- */

static int on_debug(CURL *easy, curl_infotype type, char *p, size_t n,
		    void *ctx)
{
	struct fetch *fetch = ctx;

	(void)easy;
	if (type != CURLINFO_HEADER_OUT)
		return 0;
	/* again when a kept connection turned out dead: the last one counts */
	buf_clear(&fetch->request);
	(void)buf_add(&fetch->request, p, n);	/* NULL then: "not known" */
	(void)buf_add_slice(&fetch->request, fetch->post);
	fetch->sent_ms = uv_now(fetch->loop);
	fetch->last_ms = fetch->sent_ms;
	return 0;
}

static curl_socket_t on_open_socket(void *ctx, curlsocktype purpose,
				    struct curl_sockaddr *address)
{
	struct fetch *fetch = ctx;
	enum guard_zone zone = guard_zone_of(&address->addr);

	(void)purpose;
	if (guard_allows(&fetch->guard, zone))
		return socket(address->family,
			      address->socktype | SOCK_CLOEXEC,
			      address->protocol);
	fetch_refuse(fetch, ERR_FORBIDDEN_ADDRESS, zone == GUARD_PUBLIC
	       ? "a public address needs a contact (--contact)"
	       : "the address is not a public one");
	return CURL_SOCKET_BAD;
}

/* The curl options every exchange has alike; CURLOPT codes for tests only. */
static CURLcode set_common(CURL *easy, struct fetch *fetch)
{
	CURLcode code = CURLE_OK;

#define SET(option, value)						\
	do {								\
		if (code == CURLE_OK)					\
			code = curl_easy_setopt(easy, option, value);	\
	} while (0)
	SET(CURLOPT_PRIVATE, fetch);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_PROXY, "");		/* whatever the environment says */
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_HTTP09_ALLOWED, 1L);
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PATH_AS_IS, 1L);
	SET(CURLOPT_VERBOSE, 1L);	/* for the debug function */
	SET(CURLOPT_DEBUGFUNCTION, on_debug);
	SET(CURLOPT_DEBUGDATA, fetch);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, fetch);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, fetch);
	SET(CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
	SET(CURLOPT_OPENSOCKETDATA, fetch);
	SET(CURLOPT_ERRORBUFFER, fetch->error);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)fetch->limits.connect_ms);
	return code;
}

static CURLcode set_tls(CURL *easy, struct fetch *fetch)
{
	bool relaxed = fetch->tls_relaxed;
	CURLcode code = CURLE_OK;

	SET(CURLOPT_SSL_CTX_FUNCTION, fetch_tls_setup);
	SET(CURLOPT_SSL_CTX_DATA, fetch);
	SET(CURLOPT_SSL_VERIFYPEER, relaxed ? 0L : 1L);
	SET(CURLOPT_SSL_VERIFYHOST, relaxed ? 0L : 2L);
	if (relaxed) {
		/* old portals: old protocols and short keys */
		SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1);
		SET(CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0");
	}
	return code;
}

static CURLcode set_request(CURL *easy, struct fetch *fetch,
			    const struct fetch_request *r)
{
	CURLcode code = CURLE_OK;

	SET(CURLOPT_URL, fetch->where.data);
	SET(CURLOPT_REQUEST_TARGET, fetch->target.data);
	SET(CURLOPT_CONNECT_TO, fetch->pin);
	/* where that is an address, which needs no looking up; of those it
	 * keeps it goes through all, hosts of hours ago, for each exchange */
	SET(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	SET(CURLOPT_HTTPHEADER, fetch->headers);
	SET(CURLOPT_USERAGENT, r->user_agent);
	if (r->referer)
		SET(CURLOPT_REFERER, r->referer);
	if (r->jar) {
		SET(CURLOPT_SHARE, r->jar->share);
		SET(CURLOPT_COOKIEFILE, "");
	}
	if (strcmp(r->method, "POST") == 0) {
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)fetch->post.n);
		SET(CURLOPT_POSTFIELDS, fetch->post.p ? fetch->post.p : "");
	}
	return code;
}
#undef SET

static int add_header(struct fetch *fetch, const char *name,
		      const char *value)
{
	struct curl_slist *longer;
	struct buf line = BUF_INIT(URL_MAX + 256);
	int err;

	if (!value)
		return 0;
	err = buf_addf(&line, "%s: %s", name, value);
	if (!err) {
		longer = curl_slist_append(fetch->headers, line.data);
		if (longer)
			fetch->headers = longer;
		else
			err = ERR_NOMEM;
	}
	buf_free(&line);
	return err;
}

static int add_headers(struct fetch *fetch, const struct fetch_request *r)
{
	bool post = strcmp(r->method, "POST") == 0;
	const struct {
		const char *name, *value;
	} fields[] = {
		{"Accept", "text/html,application/xhtml+xml,"
			   "application/xml;q=0.9,*/*;q=0.8"},
		{"Accept-Encoding", "identity"},
		{"Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5"},
		{"From", r->from},
		{"If-None-Match", r->if_none_match},
		{"If-Modified-Since", r->if_modified_since},
		{"Content-Type", post ? r->content_type : NULL},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		int err = add_header(fetch, fields[i].name, fields[i].value);

		if (err)
			return err;
	}
	return 0;
}

/* "::ADDRESS:PORT": any name and port of this handle goes there. */
static int add_pin(struct fetch *fetch, const struct fetch_request *r)
{
	bool six = strchr(r->address, ':') != NULL;
	char line[128];

	(void)snprintf(line, sizeof(line), "::%s%s%s:%u", six ? "[" : "",
		       r->address, six ? "]" : "", (unsigned)r->url->port);
	fetch->pin = curl_slist_append(NULL, line);
	return fetch->pin ? 0 : ERR_NOMEM;
}

/* Everything the exchange needs of the request, copied. */
static int prepare(struct fetch *fetch, const struct fetch_request *r)
{
	struct slice target = url_target(r->url);
	int err = url_copy(r->url, &fetch->url);

	if (err)
		return err;
	(void)buf_addf(&fetch->where, "%.*s://%.*s:%u/",
		       SLICE_ARG(fetch->url.scheme),
		       SLICE_ARG(fetch->url.host), (unsigned)fetch->url.port);
	(void)buf_add_slice(&fetch->target, target);
	if (fetch->where.err || fetch->target.err)
		return ERR_NOMEM;
	if (r->body.n) {
		fetch->post_copy = slice_dup(r->body);
		if (!fetch->post_copy)
			return ERR_NOMEM;
		fetch->post = (struct slice){fetch->post_copy, r->body.n};
	}
	err = add_headers(fetch, r);
	return err ? err : add_pin(fetch, r);
}

void fetch_free(struct fetch *fetch)
{
	if (fetch->easy)
		curl_easy_cleanup(fetch->easy);
	curl_slist_free_all(fetch->headers);
	curl_slist_free_all(fetch->pin);
	if (fetch->body_fd >= 0)
		(void)close(fetch->body_fd);	/* unlinked, nothing to lose */
	(void)digest_end(fetch->digest, NULL);	/* thrown away */
	buf_free(&fetch->where);
	buf_free(&fetch->target);
	buf_free(&fetch->request);
	buf_free(&fetch->head);
	*fetch->bytes -= fetch->body.len;
	buf_free(&fetch->body);
	fetch_result_free(fetch->result);
	url_free(&fetch->url);
	free(fetch->post_copy);
	free(fetch);
}

struct fetch *fetch_make(uv_loop_t *loop, size_t *bytes,
			 const struct fetch_request *r)
{
	struct fetch *fetch = calloc(1, sizeof(*fetch));

	if (!fetch)
		return NULL;
	*fetch = (struct fetch){
		.loop = loop, .bytes = bytes,
		.limits = *r->limits, .guard = r->guard, .body_fd = -1,
		.tls_relaxed = r->tls_relaxed, .ca_file = r->ca_file,
		.where = BUF_INIT(URL_MAX), .target = BUF_INIT(URL_MAX),
		.request = BUF_INIT(2 * URL_MAX + r->limits->head_max +
				    r->body.n),
		.head = BUF_INIT(r->limits->head_max),
		.body = BUF_INIT(r->limits->body_max),
		.started_ms = uv_now(loop), .last_ms = uv_now(loop),
		.digest = digest_new(), .easy = curl_easy_init(),
		.result = calloc(1, sizeof(*fetch->result)),
	};
	if (fetch->result)
		fetch->result->body_fd = -1;
	if (fetch->result && fetch->digest && fetch->easy &&
	    !prepare(fetch, r) &&
	    set_common(fetch->easy, fetch) == CURLE_OK &&
	    set_tls(fetch->easy, fetch) == CURLE_OK &&
	    set_request(fetch->easy, fetch, r) == CURLE_OK)
		return fetch;
	fetch_free(fetch);
	return NULL;
}

/* --- the end -------------------------------------------------------------- */

/* May a failure after the head still count as an answer? */
static enum capture_truncated truncation(int err)
{
	switch (err) {
	case ERR_BODY_TOOBIG:
	case ERR_HEAD_TOOBIG:	/* trailers without end */
		return TRUNCATED_LENGTH;
	case ERR_TIMEOUT:
		return TRUNCATED_TIME;
	case ERR_CLOSED:
	case ERR_NETWORK:
	case ERR_PROTOCOL:
		return TRUNCATED_DISCONNECT;
	default:
		return TRUNCATED_NO;
	}
}

static int outcome_of(struct fetch *fetch, CURLcode code)
{
	long os_error = 0, verify = 0;
	int err;

	if (fetch->refused)
		return fetch->refused;
	(void)curl_easy_getinfo(fetch->easy, CURLINFO_OS_ERRNO, &os_error);
	(void)curl_easy_getinfo(fetch->easy, CURLINFO_SSL_VERIFYRESULT,
				&verify);
	if (code == CURLE_OK && !fetch->head_done && !fetch->body_begun)
		return ERR_CLOSED;
	/* curl's word for a line of more than 100 kB (libraries.md 5), too */
	if (code == CURLE_OUT_OF_MEMORY && fetch->sent_ms && !fetch->head_done)
		return ERR_HEAD_TOOBIG;
	err = fetch_error_of(code, (int)os_error);
	if (err == ERR_TLS || err == ERR_TLS_CERT)
		return fetch_tls_error(err, verify, fetch->error);
	return err;
}

static void fill_times(struct fetch *fetch, struct fetch_result *result)
{
	curl_off_t connect = 0, tls = 0, first = 0;
	uint64_t now = uv_now(fetch->loop);

	(void)curl_easy_getinfo(fetch->easy, CURLINFO_CONNECT_TIME_T, &connect);
	(void)curl_easy_getinfo(fetch->easy, CURLINFO_APPCONNECT_TIME_T, &tls);
	(void)curl_easy_getinfo(fetch->easy, CURLINFO_STARTTRANSFER_TIME_T,
				&first);
	result->connect_ms = connect ? (int32_t)(connect / 1000) : -1;
	result->tls_ms = tls > connect ? (int32_t)((tls - connect) / 1000) : -1;
	result->first_byte_ms = first ? (int32_t)(first / 1000) : -1;
	result->total_ms = (int32_t)(now - fetch->started_ms);
}

static void fill_peer(struct fetch *fetch, struct fetch_result *result)
{
	char *address = NULL;
	long port = 0;

	(void)curl_easy_getinfo(fetch->easy, CURLINFO_PRIMARY_IP, &address);
	(void)curl_easy_getinfo(fetch->easy, CURLINFO_PRIMARY_PORT, &port);
	if (address)
		(void)snprintf(result->address, sizeof(result->address), "%s",
			       address);
	result->port = (uint16_t)port;
	(void)snprintf(result->tls_version, sizeof(result->tls_version), "%s",
		       fetch->tls.version);
	(void)snprintf(result->tls_cipher, sizeof(result->tls_cipher), "%s",
		       fetch->tls.cipher);
	(void)snprintf(result->tls_needed, sizeof(result->tls_needed), "%s",
		       fetch->tls.needed);
	(void)snprintf(result->tls_chain_sha256,
		       sizeof(result->tls_chain_sha256), "%s",
		       fetch->tls.chain_sha256);
}

/* Moves head and body over. */
static int fill_answer(struct fetch *fetch, struct fetch_result *result)
{
	long status = 0;
	int err = digest_end(fetch->digest, result->body_sha256);

	fetch->digest = NULL;
	(void)curl_easy_getinfo(fetch->easy, CURLINFO_RESPONSE_CODE, &status);
	result->http09 = !fetch->head_done;
	result->status = fetch->head_done ? (int)status : 0;
	result->head_length = fetch->head.len;
	if (fetch->head_done)
		result->head = buf_take(&fetch->head);
	result->body_length = fetch->body_length;
	result->body_fd = fetch->body_fd;
	fetch->body_fd = -1;
	if (result->body_fd >= 0)
		return err;
	*fetch->bytes -= fetch->body.len;
	result->body = buf_take(&fetch->body);
	return result->body ? err : ERR_NOMEM;
}

static char *sentence(const struct fetch *fetch, int outcome)
{
	const char *detail = fetch->why ? fetch->why : fetch->error;
	struct buf text = BUF_INIT(1024);

	(void)buf_adds(&text, err_text(outcome));
	if (*detail)
		(void)buf_addf(&text, ": %s", detail);
	if (!fetch->tls_relaxed && fetch_tls_is_relaxable(outcome))
		(void)buf_adds(&text, outcome == ERR_TLS_CHAIN ?
			       "; a ca_file with the certificates that lack, "
			       "or tls = relaxed in the site's file, may help" :
			       "; tls = relaxed in the site's file may help");
	return buf_take(&text);
}

/* Of the family of the address, whatever the host. */
static bool has_no_route(const struct fetch *fetch)
{
	long os_error = 0;

	(void)curl_easy_getinfo(fetch->easy, CURLINFO_OS_ERRNO, &os_error);
	return os_error == ENETUNREACH || os_error == EADDRNOTAVAIL ||
	       os_error == EAFNOSUPPORT;
}

struct fetch_result *fetch_result_of(struct fetch *fetch, CURLcode code)
{
	struct fetch_result *result = fetch->result;
	int outcome = outcome_of(fetch, code);

	fetch->result = NULL;
	fill_times(fetch, result);
	fill_peer(fetch, result);
	result->request_length = fetch->request.len;
	if (fetch->request.len)
		result->request = buf_take(&fetch->request);
	if (outcome && (fetch->head_done || fetch->body_begun) &&
	    truncation(outcome) != TRUNCATED_NO) {
		result->truncated = truncation(outcome);
		outcome = 0;
	}
	if (!outcome)
		outcome = fill_answer(fetch, result);
	result->outcome = outcome;
	result->no_route = outcome == ERR_CONNECT_UNREACHABLE &&
			   has_no_route(fetch);
	if (outcome)
		result->error = sentence(fetch, outcome);
	return result;
}

void fetch_result_free(struct fetch_result *result)
{
	if (!result)
		return;
	if (result->body_fd >= 0)
		(void)close(result->body_fd);	/* unlinked */
	free(result->error);
	free(result->request);
	free(result->head);
	free(result->body);
	free(result);
}

/* Which limit is passed? NULL: none. */
const char *fetch_time_is_up(const struct fetch *fetch, uint64_t now)
{
	const struct fetch_limits *l = &fetch->limits;

	if (now - fetch->started_ms > (uint64_t)l->total_ms)
		return "longer than total_timeout";
	if (fetch->head.len == 0 && !fetch->body_begun)
		return fetch->sent_ms && now - fetch->sent_ms >
		       (uint64_t)l->first_byte_ms
		       ? "no byte within first_byte_timeout" : NULL;
	if (now - fetch->last_ms > (uint64_t)l->stall_ms)
		return "no byte for longer than stall_timeout";
	return NULL;
}
