/* SPDX-License-Identifier: Apache-2.0 */
/* What a server on loopback addresses needs, whatever it serves: sockets on
 * one port, the lines that say where, and waiting for the end. */
#ifndef COUNTY_LOOPBACK_H
#define COUNTY_LOOPBACK_H

#include "base/buf.h"

#include <signal.h>
#include <stdbool.h>

enum { LOOPBACK_MOST = 64, LOOPBACK_LINES_MAX = 16384 };

/* Listening sockets on all addresses (at most LOOPBACK_MOST) with one port,
 * any free one where port is 0; or none, and an error printed.  ret_sockets
 * has room for count. */
bool loopback_listen(const char *const *addresses, unsigned count,
		     unsigned port, int *ret_sockets);
unsigned loopback_port(int socket);
/* Those that are not -1. */
void loopback_close(const int *sockets, unsigned count);

/* Lines of one host: see county --help. */
void loopback_add_host(struct buf *lines, const char *name,
		       const char *address, unsigned port);
void loopback_add_resolve(struct buf *lines, const char *name,
			  const char *address, unsigned port);
/* Prints the lines, and writes them to ready_file, if any, at once. */
bool loopback_announce(const struct buf *lines, const char *ready_file);

/* Blocks SIGTERM and SIGINT here and in threads made later. */
void loopback_block(sigset_t *ret_signals);
/* Until one of them comes, or seconds have passed (0: never). */
void loopback_wait(const sigset_t *signals, unsigned seconds);

#endif
