/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/county/loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BACKLOG = 128, PORT_TRIES = 50 };

/* --- sockets -------------------------------------------------------------- */

/* A listening socket, or -1. */
static int bind_one(const char *where, unsigned port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			0);
	int on = 1;

	if (fd < 0)
		return -1;
	(void)inet_pton(AF_INET, where, &address.sin_addr);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0
	    && listen(fd, BACKLOG) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

unsigned loopback_port(int socket)
{
	struct sockaddr_in address;
	socklen_t length = sizeof(address);

	if (getsockname(socket, (struct sockaddr *)&address, &length) < 0)
		return 0;
	return ntohs(address.sin_port);
}

void loopback_close(const int *sockets, unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++)
		if (sockets[i] >= 0)
			(void)close(sockets[i]);
}

/* All addresses on one port, or none. */
static bool try_port(const char *const *addresses, unsigned count,
		     unsigned port, int *sockets)
{
	unsigned i;

	for (i = 0; i < count; i++)
		sockets[i] = -1;
	for (i = 0; i < count; i++) {
		int fd = bind_one(addresses[i], port);

		sockets[i] = fd;
		if (fd < 0) {
			int error = errno;

			loopback_close(sockets, count);
			errno = error;
			return false;
		}
		port = loopback_port(fd);
	}
	return true;
}

bool loopback_listen(const char *const *addresses, unsigned count,
		     unsigned port, int *ret_sockets)
{
	unsigned i;

	for (i = 0; i < (port ? 1 : PORT_TRIES); i++)
		if (try_port(addresses, count, port, ret_sockets))
			return true;
	(void)fprintf(stderr, "county: cannot listen on %s port %u: %s\n",
		      addresses[0], port, strerror(errno));
	return false;
}

/* --- ready ---------------------------------------------------------------- */

void loopback_add_host(struct buf *lines, const char *name,
		       const char *address, unsigned port)
{
	(void)buf_addf(lines, "HOST %s %s %u\n", name, address, port);
}

void loopback_add_resolve(struct buf *lines, const char *name,
			  const char *address, unsigned port)
{
	(void)buf_addf(lines, "RESOLVE %s:%u:%s\n", name, port, address);
}

/* Whoever sees the file sees all of it. */
static bool write_ready(const char *path, const struct buf *lines)
{
	struct buf temporary = BUF_INIT(LOOPBACK_LINES_MAX);
	bool ok = false;
	FILE *f;

	(void)buf_addf(&temporary, "%s.new", path);
	f = temporary.err ? NULL : fopen(temporary.data, "w");
	if (f) {
		ok = fwrite(lines->data, 1, lines->len, f) == lines->len;
		ok = fclose(f) == 0 && ok;
		ok = ok && rename(temporary.data, path) == 0;
	}
	if (!ok)
		(void)fprintf(stderr, "county: cannot write %s: %s\n", path,
			      strerror(errno));
	buf_free(&temporary);
	return ok;
}

bool loopback_announce(const struct buf *lines, const char *ready_file)
{
	bool ok = !ready_file || write_ready(ready_file, lines);

	(void)fputs(lines->data, stdout);
	(void)fflush(stdout);
	return ok;
}

/* --- the end -------------------------------------------------------------- */

void loopback_block(sigset_t *ret_signals)
{
	(void)sigemptyset(ret_signals);
	(void)sigaddset(ret_signals, SIGTERM);
	(void)sigaddset(ret_signals, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, ret_signals, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

void loopback_wait(const sigset_t *signals, unsigned seconds)
{
	struct timespec most = {.tv_sec = seconds};
	int got;

	do {
		got = seconds ? sigtimedwait(signals, NULL, &most)
			      : sigwaitinfo(signals, NULL);
	} while (got < 0 && errno == EINTR);
}
