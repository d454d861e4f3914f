/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host names to addresses, by c-ares on the loop, so that the address is known
 * before a job is scheduled.  Loop thread only.
 *
 * Numeric hosts answer at once (in the next turn of the loop); fixed entries
 * (--resolve HOST:PORT:ADDR) come before everything.  Answers are cached for
 * their TTL (60 s … 1 h), failures for 60 s.  At most `parallel` queries run.
 */
#ifndef NIANBAO_CRAWLER_RESOLVE_H
#define NIANBAO_CRAWLER_RESOLVE_H

#include "conf/site.h"

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

enum { RESOLVE_MAX_ADDRESSES = SITE_ADDRESSES_MAX, RESOLVE_ADDRESS_SIZE = 46 };

struct resolver;

struct resolve_answer {
	int err;	/* 0, ERR_DNS_NOTFOUND, ERR_DNS_FAILED, ERR_CANCELLED */
	int count;
	char address[RESOLVE_MAX_ADDRESSES][RESOLVE_ADDRESS_SIZE]; /* numeric,
			 * RFC 5952, in the order they should be tried */
	int32_t took_ms;
};

/* Called once for each resolve_start(), never inside it. */
typedef void (*resolve_done_fn)(void *ctx, const struct resolve_answer *answer);

/* NULL when out of memory or c-ares fails. */
struct resolver *resolve_new(uv_loop_t *loop, int parallel,
			     int32_t timeout_ms);
/* "www.qinghe.test:8080:127.0.20.1"; IPv6 in brackets; several addresses with
 * commas between them.  ERR_INVALID, ERR_NOMEM. */
int resolve_fix(struct resolver *r, const char *host_port_addr);
/* host: as in url.host (IPv6 in brackets).  0 or ERR_NOMEM. */
int resolve_start(struct resolver *r, const char *host, uint16_t port,
		  resolve_done_fn done, void *ctx);
/* Cancels all (their callbacks run with ERR_CANCELLED), closes its handles,
 * then frees and calls closed, which may be NULL. */
void resolve_close(struct resolver *r, void (*closed)(void *ctx), void *ctx);

#endif
