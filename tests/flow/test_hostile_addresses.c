/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Public sites that lead to where they must not: loopback, private,
 * link-local and reserved addresses, by links, redirects, robots.txt and by
 * names that come to mean another address.  What is refused is recorded, and
 * never asked.
 *
 * In a network of its own, where public addresses are the loopback
 * interface's: a server listens on all of them, so that a probe would be
 * answered and seen.  Skipped where such a network may not be made.
 */
#include "tests/lib/hostile.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* Each needs a second between its requests, so they run side by side. */
#define LEADS(to) {{.path = "/", .script = leads, .ctx = to}}
#define MOVES(to) {{.path = "/", .script = moves, .ctx = to}}
#define REFUSED "/ 200 * ok *\n/x 0 failed forbidden_address 0\n"
#define MOVED "/ 302 * ok 0\n/x 0 failed forbidden_address 0\n"

/* "WHERE.HOST:PORT" of the request's own host. */
static void place_of(const char *request, const char *where, char *out,
		     size_t size)
{
	const char *host = strcasestr(request, "\r\nhost: ") + 8;

	(void)snprintf(out, size, "%s.%.*s", where,
		       (int)strcspn(host, "\r"), host);
}

static HOSTILE_SCRIPT(leads)
{
	char place[256];

	(void)path;
	place_of(request, ctx, place, sizeof(place));
	(void)origin_sendf(client, HOSTILE_HTML "Connection: close\r\n\r\n"
			   HOSTILE_WORDS "<a href='//%s/x'>x</a>", place);
	origin_close(client, false);
}

static HOSTILE_SCRIPT(moves)
{
	char place[256];

	(void)path;
	place_of(request, ctx, place, sizeof(place));
	(void)origin_sendf(client, "HTTP/1.1 302 Found\r\nContent-Length: 0"
			   "\r\nLocation: //%s/x\r\n\r\n", place);
}

static const struct hostile rows[] = {
	{.name = "link-to-loopback", .pages = LEADS("in"),
	 .names = {"in 127.0.0.1"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-other-loopback", .pages = LEADS("in"),
	 .names = {"in 127.8.8.8"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-private-10", .pages = LEADS("in"),
	 .names = {"in 10.1.2.3"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-private-172", .pages = LEADS("in"),
	 .names = {"in 172.16.0.1"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-private-192", .pages = LEADS("in"),
	 .names = {"in 192.168.1.1"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-metadata", .pages = LEADS("in"),
	 .names = {"in 169.254.169.254"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-zero", .pages = LEADS("in"),
	 .names = {"in 0.0.0.0"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-carrier", .pages = LEADS("in"),
	 .names = {"in 100.64.0.1"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-multicast", .pages = LEADS("in"),
	 .names = {"in 224.0.0.1"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-loopback-6", .pages = LEADS("in"),
	 .names = {"in [::1]"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-mapped-loopback", .pages = LEADS("in"),
	 .names = {"in [::ffff:127.0.0.1]"}, .wanted = REFUSED,
	 .never = "/x"},
	{.name = "link-to-nat64-of-private", .pages = LEADS("in"),
	 .names = {"in [64:ff9b::10.1.2.3]"}, .wanted = REFUSED,
	 .never = "/x"},
	{.name = "link-to-unique-local-6", .pages = LEADS("in"),
	 .names = {"in [fd00::1]"}, .wanted = REFUSED, .never = "/x"},
	{.name = "link-to-link-local-6", .pages = LEADS("in"),
	 .names = {"in [fe80::1]"}, .wanted = REFUSED, .never = "/x"},
	{.name = "moved-to-loopback", .pages = MOVES("in"),
	 .names = {"in 127.0.0.1"}, .wanted = MOVED, .never = "/x"},
	{.name = "moved-to-private", .pages = MOVES("in"),
	 .names = {"in 10.1.2.3"}, .wanted = MOVED, .never = "/x"},
	{.name = "moved-to-metadata", .pages = MOVES("in"),
	 .names = {"in 169.254.169.254"}, .wanted = MOVED, .never = "/x"},
	{.name = "robots-moved-to-loopback",
	 .pages = {{.path = "/robots.txt", .script = moves, .ctx = "in"},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS}},
	 .names = {"in 127.0.0.1"}, .never = "/",
	 .wanted = "/robots.txt 302 * ok 0\n"
		   "/x 0 failed forbidden_address 0\n"},
	/* a name that means both: the public one is asked alone */
	{.name = "link-to-private-and-public", .pages = LEADS("in"),
	 .names = {"in 10.1.2.3,93.184.217.1"},
	 .wanted = "/ 200 * ok *\n/x 404 * ok 9\n"},
	{.name = "link-to-private-twice", .pages = LEADS("in"),
	 .names = {"in 10.1.2.3,169.254.169.254"}, .wanted = REFUSED,
	 .never = "/x"},
	{.name = "link-to-public", .pages = LEADS("in"),
	 .names = {"in 93.184.217.1"},
	 .wanted = "/ 200 * ok *\n/x 404 * ok 9\n"},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const char *const options[] = {
	"contact", "you@example.org", "delay", "1 s", "max_attempts", "1",
	"connect_timeout", "5 s", NULL,
};

static void public_sites_lead_nowhere_private(void **state)
{
	struct hostile_sum sum = {.rows = 0};

	(void)state;
	hostile_crawl_at("93.184.216", rows, ROWS, options, &sum);
	hostile_end("addresses", &sum);
}

/* The name of a seed was a public address in the first run; in the second it
 * is one of ours. */
static void names_do_not_come_home(void **state)
{
	static const struct hostile row = {
		.name = "rebound",
		.pages = {{.path = "/", .script = hostile_page,
			   .ctx = HOSTILE_WORDS}},
		.again = "127.0.0.1",
		.wanted = "/ 0 failed forbidden_address 0\n/ 200 * ok *\n"};
	struct hostile_sum sum = {.rows = 0};

	(void)state;
	hostile_crawl_at("93.184.216", &row, 1, options, &sum);
	hostile_end("rebinding", &sum);
}

/* --- the network ---------------------------------------------------------- */

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 &&
		  write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		(void)close(fd);
	return ok;
}

/* n: of the alias of the loopback interface. */
static bool add_address(int fd, int n, const char *address)
{
	struct ifreq r = {.ifr_addr.sa_family = AF_INET};
	struct sockaddr_in *in = (struct sockaddr_in *)&r.ifr_addr;

	(void)snprintf(r.ifr_name, sizeof(r.ifr_name), "lo:%d", n);
	return inet_pton(AF_INET, address, &in->sin_addr) == 1 &&
	       ioctl(fd, SIOCSIFADDR, &r) == 0;
}

static bool make_network(void)
{
	int fd, uid = (int)getuid();
	struct ifreq r = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	char map[32], address[32];
	bool ok;

	(void)snprintf(map, sizeof(map), "0 %d 1", uid);
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) ||
	    !write_file("/proc/self/uid_map", map))
		return false;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ok = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &r) == 0 &&
	     add_address(fd, 1, "93.184.217.1") &&
	     add_address(fd, 2, "10.1.2.3") &&
	     add_address(fd, 3, "169.254.169.254");
	for (int i = 1; ok && i <= ROWS; i++) {
		(void)snprintf(address, sizeof(address), "93.184.216.%d", i);
		ok = add_address(fd, 3 + i, address);
	}
	if (fd >= 0)
		(void)close(fd);
	return ok;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(public_sites_lead_nowhere_private),
		cmocka_unit_test(names_do_not_come_home),
	};

	if (!make_network()) {
		perror("skipped: no network of its own may be made");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
