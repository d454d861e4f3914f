/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One HTTP exchange, from address to result.
 *
 * Objects: a struct fetcher per loop holds curl's multi handle, a watcher for
 * each socket curl wants watched, and two timers: curl's own, and a ticker
 * that ends exchanges whose time is up (curl has no limit for "no first byte"
 * and counts stalls in seconds only).  A struct fetch is one exchange; it dies
 * when its callback has run.  All on the loop thread.
 *
 * Happy path: fetch_start() → curl calls on_header per line, on_body per piece
 * → curl_multi_info_read() says done → finish() builds the result → done().
 *
 * Ways it can end otherwise, all through finish():
 *  - curl's code: refused, unreachable, TLS, closed, not HTTP …
 *  - a callback of the exchange refuses more (fetch_exchange.c), which makes
 *    curl stop;
 *  - the ticker finds the time is up, or somebody cancelled: the handle is
 *    taken out of the multi.
 *
 * Fairness: while bytes come faster than they are read, curl reads on (100
 * buffers in one call, then "at once" again), and nobody else has a turn.
 * After TURN_MS an exchange is paused (fetch_end_turn) and goes on, in order,
 * in a later turn (on_soon); sockets that are ready meanwhile are passed over,
 * libuv tells of them again.  What is to happen at once is an idle handle's:
 * libuv runs a timer of 0 ms that starts itself for ever.
 *
 * Traps (libraries.md 3): info_read is drained after every socket action;
 * CURLOPT_CONNECT_TO and not CURLOPT_RESOLVE pins the address, since the
 * latter's entries are shared by all handles of the multi.
 */
#include "crawler/fetch.h"

#include "base/err.h"
#include "crawler/fetch_private.h"

#include <stdlib.h>
#include <utlist.h>

enum {
	TICK_MS = 100,		/* how late a time limit may be noticed */
	TURN_MS = 10,		/* of reading, in one turn of the loop */
	IDLE_CONNECTIONS = 4096, /* kept open; one a host at most */
};

struct watch {			/* a socket curl wants to hear about */
	uv_poll_t poll;
	struct fetcher *fetcher;
	curl_socket_t fd;
};

struct fetcher {
	uv_loop_t *loop;
	CURLM *multi;
	uv_timer_t curl_timer, ticker;
	uv_idle_t soon;		/* the next turn of the loop */
	struct fetch *fetches;
	struct fetch *paused;	/* by turn_prev, turn_next; first come first */
	unsigned running;
	size_t bytes;		/* of bodies in memory */
	unsigned handles;	/* libuv handles not yet closed */
	bool closing;
	void (*closed)(void *ctx);
	void *closed_ctx;
};

static void drain(struct fetcher *f);
static void on_soon(uv_idle_t *idle);

/* --- process-wide --------------------------------------------------------- */

int fetch_global_init(void)
{
	return curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK ? 0 : ERR_NOMEM;
}

const char *fetch_versions(void)
{
	return curl_version();
}

struct fetch_jar *fetch_jar_new(void)
{
	struct fetch_jar *jar = malloc(sizeof(*jar));

	if (!jar)
		return NULL;
	jar->share = curl_share_init();
	if (jar->share &&
	    curl_share_setopt(jar->share, CURLSHOPT_SHARE,
			      CURL_LOCK_DATA_COOKIE) == CURLSHE_OK)
		return jar;
	fetch_jar_free(jar);
	return NULL;
}

void fetch_jar_free(struct fetch_jar *jar)
{
	if (!jar)
		return;
	/* fails only while an exchange uses it, which callers prevent */
	(void)curl_share_cleanup(jar->share);
	free(jar);
}

/* --- sockets and timers, for curl ----------------------------------------- */

static void on_fetcher_handle_closed(struct fetcher *f)
{
	if (--f->handles > 0 || !f->closing)
		return;
	if (f->closed)
		f->closed(f->closed_ctx);
	free(f);
}

static void on_watch_closed(uv_handle_t *handle)
{
	struct watch *watch = handle->data;
	struct fetcher *f = watch->fetcher;

	free(watch);
	on_fetcher_handle_closed(f);
}

static void on_own_closed(uv_handle_t *handle)
{
	on_fetcher_handle_closed(handle->data);
}

static void act(struct fetcher *f, curl_socket_t fd, int flags)
{
	int running;

	/* errors are those of single exchanges and come out by drain() */
	(void)curl_multi_socket_action(f->multi, fd, flags, &running);
	drain(f);
}

/* The loop's time is that of the last poll's return, or of the begin of the
 * timers: this turn has had what it may. */
static bool turn_is_over(const struct fetcher *f)
{
	return uv_hrtime() / 1000000 >= uv_now(f->loop) + TURN_MS;
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
	struct watch *watch = poll->data;
	int flags = 0;

	if (watch->fetcher->closing || turn_is_over(watch->fetcher))
		return;
	if (status < 0)
		flags = CURL_CSELECT_ERR;
	if (events & UV_READABLE)
		flags |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		flags |= CURL_CSELECT_OUT;
	act(watch->fetcher, watch->fd, flags);
}

static struct watch *watch_new(struct fetcher *f, curl_socket_t fd)
{
	struct watch *watch = calloc(1, sizeof(*watch));

	if (!watch)
		return NULL;
	watch->fetcher = f;
	watch->fd = fd;
	if (uv_poll_init_socket(f->loop, &watch->poll, fd)) {
		free(watch);
		return NULL;
	}
	watch->poll.data = watch;
	f->handles++;
	return watch;
}

/* curl: watch this socket for these events, or no longer. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx,
		     void *assigned)
{
	struct fetcher *f = ctx;
	struct watch *watch = assigned;
	int events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (watch)
			uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
		(void)curl_multi_assign(f->multi, fd, NULL);
		return 0;
	}
	if (f->closing)
		return -1;
	if (!watch)
		watch = watch_new(f, fd);
	if (!watch)
		return -1;	/* curl then fails the exchange */
	(void)curl_multi_assign(f->multi, fd, watch);
	if (what != CURL_POLL_IN)
		events |= UV_WRITABLE;
	if (what != CURL_POLL_OUT)
		events |= UV_READABLE;
	return uv_poll_start(&watch->poll, events, on_poll) ? -1 : 0;
}

static void on_curl_timer(uv_timer_t *timer)
{
	struct fetcher *f = timer->data;

	act(f, CURL_SOCKET_TIMEOUT, 0);
}

/* curl: call me in so many milliseconds; -1: no more. */
static int on_timeout(CURLM *multi, long timeout_ms, void *ctx)
{
	struct fetcher *f = ctx;

	(void)multi;
	(void)uv_timer_stop(&f->curl_timer);	/* cannot fail */
	if (timeout_ms < 0 || f->closing)
		return 0;
	if (timeout_ms == 0)
		return uv_idle_start(&f->soon, on_soon);
	return uv_timer_start(&f->curl_timer, on_curl_timer,
			      (uint64_t)timeout_ms, 0);
}

/* --- turns ---------------------------------------------------------------- */

static void go_on(struct fetch *fetch)
{
	DL_DELETE2(fetch->fetcher->paused, fetch, turn_prev, turn_next);
	fetch->is_paused = false;
}

/* At least one, so that all have their turn in the end. */
static void resume(struct fetcher *f)
{
	do {
		struct fetch *fetch = f->paused;

		if (!fetch)
			return;
		go_on(fetch);
		/* fails where the connection is gone, and act() sees it */
		(void)curl_easy_pause(fetch->easy, CURLPAUSE_CONT);
		act(f, CURL_SOCKET_TIMEOUT, 0);
	} while (!f->closing && !turn_is_over(f));
}

static void on_soon(uv_idle_t *idle)
{
	struct fetcher *f = idle->data;

	(void)uv_idle_stop(idle);	/* cannot fail */
	act(f, CURL_SOCKET_TIMEOUT, 0);
	if (f->closing)
		return;
	resume(f);
	if (f->paused && !f->closing)
		(void)uv_idle_start(idle, on_soon);
}

/* Pauses both directions and not only one: else curl has the handle run again
 * at once. */
void fetch_end_turn(struct fetch *fetch)
{
	struct fetcher *f = fetch->fetcher;

	if (!f || f->closing || fetch->is_paused || !turn_is_over(f) ||
	    curl_easy_pause(fetch->easy, CURLPAUSE_ALL) != CURLE_OK)
		return;		/* the last: it is not connected yet */
	fetch->is_paused = true;
	DL_APPEND2(f->paused, fetch, turn_prev, turn_next);
	(void)uv_idle_start(&f->soon, on_soon);
}

/* curl: after each round of reading, whatever came of it. */
static int on_progress(void *ctx, curl_off_t wanted, curl_off_t got,
		       curl_off_t sending, curl_off_t sent)
{
	(void)wanted;
	(void)got;
	(void)sending;
	(void)sent;
	fetch_end_turn(ctx);
	return 0;
}

static bool watch_progress(struct fetch *fetch)
{
	return !curl_easy_setopt(fetch->easy, CURLOPT_XFERINFOFUNCTION,
				 on_progress) &&
	       !curl_easy_setopt(fetch->easy, CURLOPT_XFERINFODATA, fetch) &&
	       !curl_easy_setopt(fetch->easy, CURLOPT_NOPROGRESS, 0L);
}

/* Takes the exchange out, tells its owner, frees it. */
static void finish(struct fetch *fetch, CURLcode code)
{
	struct fetcher *f = fetch->fetcher;
	struct fetch_result *result = fetch_result_of(fetch, code);
	fetch_done_fn done = fetch->done;
	void *ctx = fetch->ctx;

	/* fails only where the handle is not in it, and it is */
	(void)curl_multi_remove_handle(f->multi, fetch->easy);
	DL_DELETE(f->fetches, fetch);
	if (fetch->is_paused)
		go_on(fetch);
	if (--f->running == 0 && !f->closing)
		(void)uv_timer_stop(&f->ticker);	/* cannot fail */
	fetch_free(fetch);
	done(ctx, result);
}

/* All exchanges that curl has finished with. */
static void drain(struct fetcher *f)
{
	CURLMsg *message;
	int left;

	while (!f->closing &&
	       (message = curl_multi_info_read(f->multi, &left))) {
		struct fetch *fetch = NULL;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
					&fetch);
		finish(fetch, code);
	}
}

/* --- time limits ---------------------------------------------------------- */

static void on_tick(uv_timer_t *timer)
{
	struct fetcher *f = timer->data;
	uint64_t now = uv_now(f->loop);
	struct fetch *fetch, *next;

	DL_FOREACH_SAFE(f->fetches, fetch, next) {
		const char *why = fetch_time_is_up(fetch, now);

		if (why)
			fetch_refuse(fetch, ERR_TIMEOUT, why);
		/* a body callback's refusal ends by curl, in drain() */
		if (why || fetch->cancelled)
			finish(fetch, CURLE_OK);
		if (f->closing)
			return;		/* the list is gone */
	}
}

/* --- the door ------------------------------------------------------------- */

struct fetcher *fetch_new(uv_loop_t *loop)
{
	struct fetcher *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->loop = loop;
	f->multi = curl_multi_init();
	if (!f->multi)
		goto free_fetcher;
	if (curl_multi_setopt(f->multi, CURLMOPT_SOCKETFUNCTION, on_socket) ||
	    curl_multi_setopt(f->multi, CURLMOPT_SOCKETDATA, f) ||
	    curl_multi_setopt(f->multi, CURLMOPT_TIMERFUNCTION, on_timeout) ||
	    curl_multi_setopt(f->multi, CURLMOPT_TIMERDATA, f) ||
	    curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS,
			      (long)IDLE_CONNECTIONS))
		goto free_multi;
	(void)uv_timer_init(loop, &f->curl_timer);	/* cannot fail */
	(void)uv_timer_init(loop, &f->ticker);		/* cannot fail */
	(void)uv_idle_init(loop, &f->soon);		/* cannot fail */
	f->curl_timer.data = f;
	f->ticker.data = f;
	f->soon.data = f;
	f->handles = 3;
	return f;
free_multi:
	(void)curl_multi_cleanup(f->multi);	/* it holds nothing yet */
free_fetcher:
	free(f);
	return NULL;
}

int fetch_start(struct fetcher *f, const struct fetch_request *request,
		fetch_done_fn done, void *ctx, struct fetch **ret_fetch)
{
	struct fetch *fetch = fetch_make(f->loop, &f->bytes, request);

	if (!fetch)
		return ERR_NOMEM;
	fetch->fetcher = f;
	fetch->done = done;
	fetch->ctx = ctx;
	if (!watch_progress(fetch) ||
	    curl_multi_add_handle(f->multi, fetch->easy) != CURLM_OK) {
		fetch_free(fetch);
		return ERR_NOMEM;
	}
	DL_APPEND(f->fetches, fetch);
	if (f->running++ == 0)
		(void)uv_timer_start(&f->ticker, on_tick, TICK_MS, TICK_MS);
	if (ret_fetch)
		*ret_fetch = fetch;
	return 0;
}

void fetch_cancel(struct fetch *fetch)
{
	fetch->cancelled = true;	/* the next tick ends it */
	fetch_refuse(fetch, ERR_CANCELLED, NULL);
}

unsigned fetch_running(const struct fetcher *f)
{
	return f->running;
}

size_t fetch_bytes(const struct fetcher *f)
{
	return f->bytes;
}

void fetch_close(struct fetcher *f, void (*closed)(void *ctx), void *ctx)
{
	struct fetch *fetch, *next;

	f->closed = closed;
	f->closed_ctx = ctx;
	f->closing = true;
	DL_FOREACH_SAFE(f->fetches, fetch, next) {
		fetch_refuse(fetch, ERR_CANCELLED, NULL);
		finish(fetch, CURLE_OK);
	}
	/* asks on_socket to let go of the idle connections' watchers */
	(void)curl_multi_cleanup(f->multi);
	uv_close((uv_handle_t *)&f->curl_timer, on_own_closed);
	uv_close((uv_handle_t *)&f->ticker, on_own_closed);
	uv_close((uv_handle_t *)&f->soon, on_own_closed);
}
