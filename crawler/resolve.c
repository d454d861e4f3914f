/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names to addresses.  Objects:
 *
 *  entry   one host name: its answer, or the waiters for it.  Lives in a hash
 *          until the resolver closes; its answer has an expiry.
 *  waiter  one resolve_start().  Waits in an entry, then in `ready`, from which
 *          a zero timer calls it back: never inside resolve_start().
 *  socket  a descriptor of c-ares that libuv watches.
 *
 * States of an entry: IDLE → QUEUED (too many queries run) → RUNNING → IDLE
 * with an answer.  ENTRIES_MAX bounds the cache: expired entries are dropped
 * when it is full.
 */
#include "crawler/resolve.h"

#include "base/err.h"
#include "base/slice.h"
#include "crawler/clock.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>
#include <utlist.h>

enum {
	TTL_MIN_MS = 60 * 1000,		/* failures stay as long */
	TTL_MAX_MS = 3600 * 1000,
	NAME_MAX_BYTES = 254,		/* RFC 1035 §2.3.4, and the NUL */
	ENTRIES_MAX = 100000,
	TRIES = 2,
};

struct waiter {
	resolve_done_fn done;
	void *ctx;
	struct resolve_answer answer;	/* once ready */
	int64_t since_ms;
	struct waiter *next;
};

enum entry_state { ENTRY_IDLE, ENTRY_QUEUED, ENTRY_RUNNING };

struct entry {
	char name[NAME_MAX_BYTES];
	enum entry_state state;
	bool known;
	struct resolve_answer answer;
	int64_t expires_ms;		/* clock_mono_ms() */
	struct waiter *waiters;
	struct resolver *resolver;
	struct entry *prev, *next;	/* in the queue */
	UT_hash_handle hh;
};

struct fixed {
	char key[NAME_MAX_BYTES + 8];	/* "name:port" */
	struct resolve_answer answer;
	UT_hash_handle hh;
};

struct socket_watch {
	uv_poll_t poll;
	struct resolver *resolver;
	ares_socket_t fd;
	struct socket_watch *prev, *next;
};

struct resolver {
	uv_loop_t *loop;
	ares_channel channel;
	uv_timer_t timer;		/* c-ares' time-outs */
	uv_timer_t ready_timer;		/* delivers `ready` */
	struct entry *entries, *queue;
	struct fixed *fixed;
	struct waiter *ready;
	struct socket_watch *sockets;
	int running, parallel;
	unsigned handles;
	bool closing;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

static void pump(struct resolver *r);

/* --- handles -------------------------------------------------------------- */

static void on_handle_closed(struct resolver *r)
{
	if (--r->handles > 0)
		return;
	if (r->closed)
		r->closed(r->closed_ctx);
	free(r);
}

static void on_socket_closed(uv_handle_t *handle)
{
	struct socket_watch *watch = handle->data;
	struct resolver *r = watch->resolver;

	free(watch);
	on_handle_closed(r);
}

static void on_timer_closed(uv_handle_t *handle)
{
	on_handle_closed(handle->data);
}

static void arm(struct resolver *r);

static void on_timer(uv_timer_t *timer)
{
	struct resolver *r = timer->data;

	ares_process_fd(r->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	arm(r);
	pump(r);
}

/* c-ares is called again when its next time-out is due. */
static void arm(struct resolver *r)
{
	struct timeval storage;
	struct timeval *wait;

	if (r->closing)
		return;
	wait = ares_timeout(r->channel, NULL, &storage);
	if (!wait)
		(void)uv_timer_stop(&r->timer);		/* cannot fail */
	else	/* one more millisecond: c-ares counts in microseconds */
		(void)uv_timer_start(&r->timer, on_timer,
				     (uint64_t)(wait->tv_sec * 1000 +
						wait->tv_usec / 1000 + 1), 0);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
	struct socket_watch *watch = poll->data;
	struct resolver *r = watch->resolver;
	ares_socket_t fd = watch->fd;
	bool readable = status < 0 || events & UV_READABLE;
	bool writable = status < 0 || events & UV_WRITABLE;

	ares_process_fd(r->channel, readable ? fd : ARES_SOCKET_BAD,
			writable ? fd : ARES_SOCKET_BAD);
	arm(r);
	pump(r);
}

static struct socket_watch *watch_of(struct resolver *r, ares_socket_t fd)
{
	struct socket_watch *watch;

	DL_SEARCH_SCALAR(r->sockets, watch, fd, fd);
	if (watch)
		return watch;
	watch = calloc(1, sizeof(*watch));
	if (!watch)
		return NULL;
	watch->resolver = r;
	watch->fd = fd;
	if (uv_poll_init_socket(r->loop, &watch->poll, fd)) {
		free(watch);
		return NULL;
	}
	watch->poll.data = watch;
	r->handles++;
	DL_APPEND(r->sockets, watch);
	return watch;
}

/* c-ares: watch fd for these, or (neither) it is about to be closed. */
static void on_socket_state(void *ctx, ares_socket_t fd, int readable,
			    int writable)
{
	struct resolver *r = ctx;
	struct socket_watch *watch = watch_of(r, fd);
	int events = (readable ? UV_READABLE : 0) |
		     (writable ? UV_WRITABLE : 0);

	if (!watch)
		return;		/* the query then ends by its time-out */
	if (events) {
		(void)uv_poll_start(&watch->poll, events, on_poll);
		return;		/* a failure ends by the time-out, too */
	}
	DL_DELETE(r->sockets, watch);
	uv_close((uv_handle_t *)&watch->poll, on_socket_closed);
}

/* --- answers -------------------------------------------------------------- */

static void on_ready(uv_timer_t *timer)
{
	struct resolver *r = timer->data;
	struct waiter *list = r->ready;
	struct waiter *waiter, *next;

	r->ready = NULL;
	LL_FOREACH_SAFE(list, waiter, next) {
		waiter->answer.took_ms =
			(int32_t)(clock_mono_ms() - waiter->since_ms);
		waiter->done(waiter->ctx, &waiter->answer);
		free(waiter);
	}
}

static void make_ready(struct resolver *r, struct waiter *waiter,
		       const struct resolve_answer *answer)
{
	waiter->answer = *answer;
	LL_APPEND(r->ready, waiter);
	if (!r->closing)	/* resolve_close() delivers by itself */
		(void)uv_timer_start(&r->ready_timer, on_ready, 0, 0);
}

static void settle(struct entry *entry)
{
	struct waiter *waiter, *next;

	LL_FOREACH_SAFE(entry->waiters, waiter, next)
		make_ready(entry->resolver, waiter, &entry->answer);
	entry->waiters = NULL;
}

static bool add_address(struct resolve_answer *answer,
			const struct sockaddr *sa)
{
	char *out = answer->address[answer->count];
	const void *bytes;

	if (sa->sa_family == AF_INET)
		bytes = &((const struct sockaddr_in *)sa)->sin_addr;
	else if (sa->sa_family == AF_INET6)
		bytes = &((const struct sockaddr_in6 *)sa)->sin6_addr;
	else
		return false;
	if (!inet_ntop(sa->sa_family, bytes, out, RESOLVE_ADDRESS_SIZE))
		return false;
	answer->count++;
	return true;
}

static int error_of(int status)
{
	switch (status) {
	case ARES_SUCCESS:
		return 0;
	case ARES_ENODATA:
	case ARES_ENOTFOUND:
	case ARES_EBADNAME:
		return ERR_DNS_NOTFOUND;
	case ARES_ECANCELLED:
	case ARES_EDESTRUCTION:
		return ERR_CANCELLED;
	default:
		return ERR_DNS_FAILED;
	}
}

static void on_addrinfo(void *ctx, int status, int timeouts,
			struct ares_addrinfo *info)
{
	struct entry *entry = ctx;
	int64_t ttl_ms = TTL_MAX_MS;

	(void)timeouts;
	entry->answer = (struct resolve_answer){.err = error_of(status)};
	for (struct ares_addrinfo_node *n = info ? info->nodes : NULL;
	     n && entry->answer.count < RESOLVE_MAX_ADDRESSES;
	     n = n->ai_next)
		if (add_address(&entry->answer, n->ai_addr) &&
		    n->ai_ttl * INT64_C(1000) < ttl_ms)
			ttl_ms = n->ai_ttl * INT64_C(1000);
	if (!entry->answer.err && entry->answer.count == 0)
		entry->answer.err = ERR_DNS_NOTFOUND;
	if (entry->answer.err || ttl_ms < TTL_MIN_MS)
		ttl_ms = TTL_MIN_MS;
	ares_freeaddrinfo(info);
	entry->state = ENTRY_IDLE;
	entry->known = entry->answer.err != ERR_CANCELLED;
	entry->expires_ms = clock_mono_ms() + ttl_ms;
	entry->resolver->running--;
	settle(entry);
}

/* Starts queued queries while there is room.  c-ares may answer inside
 * ares_getaddrinfo() (from its hosts file): settle() is made for it. */
static void pump(struct resolver *r)
{
	static const struct ares_addrinfo_hints hints = {
		.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
	};

	while (!r->closing && r->queue && r->running < r->parallel) {
		struct entry *entry = r->queue;

		DL_DELETE(r->queue, entry);
		entry->state = ENTRY_RUNNING;
		r->running++;
		ares_getaddrinfo(r->channel, entry->name, NULL, &hints,
				 on_addrinfo, entry);
	}
	arm(r);
}

/* --- the door ------------------------------------------------------------- */

struct resolver *resolve_new(uv_loop_t *loop, int parallel,
			     int32_t timeout_ms)
{
	struct resolver *r = calloc(1, sizeof(*r));
	/* the second try waits twice as long: three parts in all */
	struct ares_options options = {
		.timeout = timeout_ms / 3, .tries = TRIES,
		.sock_state_cb = on_socket_state, .sock_state_cb_data = r,
	};
	int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;

	if (!r)
		return NULL;
	r->loop = loop;
	r->parallel = parallel;
	if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
		goto free_resolver;
	if (ares_init_options(&r->channel, &options, mask) != ARES_SUCCESS)
		goto end_library;
	(void)uv_timer_init(loop, &r->timer);		/* cannot fail */
	(void)uv_timer_init(loop, &r->ready_timer);	/* cannot fail */
	r->timer.data = r;
	r->ready_timer.data = r;
	r->handles = 2;
	return r;
end_library:
	ares_library_cleanup();
free_resolver:
	free(r);
	return NULL;
}

static bool is_address(const char *text)
{
	struct in6_addr bytes;

	return inet_pton(AF_INET, text, &bytes) == 1 ||
	       inet_pton(AF_INET6, text, &bytes) == 1;
}

/* "[::1]" → "::1", anything else as it is; false if it does not fit. */
static bool strip_brackets(struct slice s, char *out, size_t size)
{
	if (s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = slice_sub(s, 1, s.n - 1);
	if (s.n == 0 || s.n >= size)
		return false;
	memcpy(out, s.p, s.n);
	out[s.n] = '\0';
	return true;
}

/* Where the host of "host:port:addr" ends: brackets may hold colons. */
static size_t host_end(struct slice s)
{
	size_t from = 0;

	if (s.n > 0 && s.p[0] == '[')
		from = slice_findc(s, ']', 0);
	return from == SIZE_MAX ? SIZE_MAX : slice_findc(s, ':', from);
}

/* "192.0.2.1,[2001:db8::1]" */
static bool take_addresses(struct slice list, struct resolve_answer *answer)
{
	char *out;

	do {
		if (answer->count == RESOLVE_MAX_ADDRESSES)
			return false;
		out = answer->address[answer->count++];
		if (!strip_brackets(slice_cut(&list, ','), out,
				    RESOLVE_ADDRESS_SIZE) || !is_address(out))
			return false;
	} while (list.p);
	return true;
}

int resolve_fix(struct resolver *r, const char *host_port_addr)
{
	struct slice all = slice_of(host_port_addr);
	size_t colon = host_end(all);
	unsigned long long port;
	struct fixed *fixed, *old;
	struct slice rest, digits;

	if (colon == SIZE_MAX || colon == 0 || colon >= NAME_MAX_BYTES)
		return ERR_INVALID;
	rest = slice_sub(all, colon + 1, all.n);
	digits = slice_cut(&rest, ':');
	if (!slice_u64(digits, 65535, &port) || port == 0 || !rest.p)
		return ERR_INVALID;
	fixed = calloc(1, sizeof(*fixed));
	if (!fixed)
		return ERR_NOMEM;
	if (!take_addresses(rest, &fixed->answer)) {
		free(fixed);
		return ERR_INVALID;
	}
	(void)snprintf(fixed->key, sizeof(fixed->key), "%.*s:%u", (int)colon,
		       all.p, (unsigned)port);
	HASH_FIND_STR(r->fixed, fixed->key, old);
	if (old) {
		HASH_DEL(r->fixed, old);
		free(old);
	}
	HASH_ADD_STR(r->fixed, key, fixed);
	return 0;
}

/* Answers that need no query. */
static bool answer_at_once(struct resolver *r, const char *host, uint16_t port,
			   struct resolve_answer *ret_answer)
{
	char key[NAME_MAX_BYTES + 8];
	char bare[RESOLVE_ADDRESS_SIZE];
	struct fixed *fixed;

	(void)snprintf(key, sizeof(key), "%s:%u", host, (unsigned)port);
	HASH_FIND_STR(r->fixed, key, fixed);
	if (fixed) {
		*ret_answer = fixed->answer;
		return true;
	}
	*ret_answer = (struct resolve_answer){.err = ERR_DNS_NOTFOUND};
	if (strlen(host) >= NAME_MAX_BYTES)
		return true;
	if (!strip_brackets(slice_of(host), bare, sizeof(bare)) ||
	    !is_address(bare))
		return false;
	ret_answer->err = 0;
	ret_answer->count = 1;
	memcpy(ret_answer->address[0], bare, sizeof(bare));
	return true;
}

static void drop_expired(struct resolver *r)
{
	int64_t now = clock_mono_ms();
	struct entry *entry, *next;

	HASH_ITER(hh, r->entries, entry, next) {
		if (entry->state != ENTRY_IDLE || entry->expires_ms > now)
			continue;
		HASH_DEL(r->entries, entry);
		free(entry);
	}
}

static struct entry *entry_of(struct resolver *r, const char *host)
{
	struct entry *entry;

	HASH_FIND_STR(r->entries, host, entry);
	if (entry)
		return entry;
	if (HASH_COUNT(r->entries) >= ENTRIES_MAX)
		drop_expired(r);
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return NULL;
	(void)snprintf(entry->name, sizeof(entry->name), "%s", host);
	entry->resolver = r;
	HASH_ADD_STR(r->entries, name, entry);
	return entry;
}

int resolve_start(struct resolver *r, const char *host, uint16_t port,
		  resolve_done_fn done, void *ctx)
{
	struct waiter *waiter = calloc(1, sizeof(*waiter));
	struct resolve_answer answer;
	struct entry *entry;

	if (!waiter)
		return ERR_NOMEM;
	waiter->done = done;
	waiter->ctx = ctx;
	waiter->since_ms = clock_mono_ms();
	if (answer_at_once(r, host, port, &answer)) {
		make_ready(r, waiter, &answer);
		return 0;
	}
	entry = entry_of(r, host);
	if (!entry) {
		free(waiter);
		return ERR_NOMEM;
	}
	if (entry->known && entry->expires_ms > clock_mono_ms()) {
		make_ready(r, waiter, &entry->answer);
		return 0;
	}
	LL_APPEND(entry->waiters, waiter);
	if (entry->state == ENTRY_IDLE) {
		entry->state = ENTRY_QUEUED;
		DL_APPEND(r->queue, entry);
	}
	pump(r);
	return 0;
}

void resolve_close(struct resolver *r, void (*closed)(void *ctx), void *ctx)
{
	static const struct resolve_answer cancelled = {.err = ERR_CANCELLED};
	struct entry *entry, *next;
	struct fixed *fixed, *after;

	r->closed = closed;
	r->closed_ctx = ctx;
	r->closing = true;
	ares_destroy(r->channel);	/* running queries end in on_addrinfo */
	ares_library_cleanup();
	HASH_ITER(hh, r->entries, entry, next) {
		entry->answer = cancelled;
		settle(entry);
		HASH_DEL(r->entries, entry);
		free(entry);
	}
	HASH_ITER(hh, r->fixed, fixed, after) {
		HASH_DEL(r->fixed, fixed);
		free(fixed);
	}
	on_ready(&r->ready_timer);
	uv_close((uv_handle_t *)&r->timer, on_timer_closed);
	uv_close((uv_handle_t *)&r->ready_timer, on_timer_closed);
}
