/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scripted HTTP origin server on loopback, for tests: it may lie, cut and
 * stall.  One thread accepts, one thread serves each connection, so a script
 * is straight-line code that sends whatever bytes it likes.
 *
 * Every request is logged with its time, so that a test can ask afterwards
 * what was asked, in which order, and how far apart.
 */
#ifndef NIANBAO_TESTS_ORIGIN_H
#define NIANBAO_TESTS_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct origin;
struct origin_client;	/* one connection, in its own thread */

/* Answers one request by origin_send() and friends. request: head as
 * received, and the body behind it. The connection is kept open afterwards
 * unless origin_close(). */
typedef void (*origin_script)(struct origin_client *client, const char *path,
			      const char *request, const void *ctx);

struct origin_page {
	const char *path;	/* path and query; ends with "*": a prefix */
	const char *answer;	/* the whole answer, sent as it is; or NULL … */
	size_t length;		/* of answer; 0: strlen() */
	origin_script script;	/* … and this is called */
	const void *ctx;
};

/*
 * address: "127.0.0.1" or another; "0.0.0.0": all there are.  pages: ended by
 * .path == NULL, borrowed until origin_stop(); what is not there is a 404.
 * Ends the test on failure.
 */
struct origin *origin_start(const char *address,
			    const struct origin_page *pages);
/* Cuts all connections, wakes stalled scripts, joins all threads, frees. */
void origin_stop(struct origin *o);
uint16_t origin_port(const struct origin *o);

/* For scripts.  false: the connection is gone or the origin stops. */
bool origin_send(struct origin_client *client, const void *bytes, size_t n);
bool origin_sends(struct origin_client *client, const char *text);
bool origin_sendf(struct origin_client *client, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Waits until the peer closes or the origin stops. */
void origin_stall(struct origin_client *client);
/* Waits until somebody has asked for path so often.  false: the origin stops
 * before. */
bool origin_await(struct origin_client *client, const char *path,
		  size_t times);
/* As of the pages given to origin_start(), for a script that chooses among
 * several sets. */
void origin_answer(struct origin_client *client,
		   const struct origin_page *pages, const char *path,
		   const char *request);
/* The connection ends when the script returns; cut: by a reset. */
void origin_close(struct origin_client *client, bool cut);
/* 200 with a type, a body and its length. */
bool origin_reply(struct origin_client *client, const char *type,
		  const char *body);

/* --- the log --- */
struct origin_request {
	char path[512];
	char head[4096];	/* and body */
	int64_t begun_ms;	/* monotonic: its first line was read */
	int64_t ended_ms;	/* the answer was sent; 0: not yet */
	int connection;		/* number of the connection, from 1 */
};
size_t origin_count(struct origin *o);
/* A copy of request i. false: there is none. */
bool origin_request(struct origin *o, size_t i, struct origin_request *ret);
/* How often this path was asked. */
size_t origin_asked(struct origin *o, const char *path);
/* Most connections that were open at a time. */
int origin_most_connections(struct origin *o);

#endif
