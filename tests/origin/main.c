/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin FOLDER
 *
 * Serves the files of a folder, none below it, on 127.0.0.1 until SIGTERM or
 * SIGINT.  "/" is a page that links them all.  Prints the address of it when
 * ready.  HTML is sent without a charset, so that the bytes must tell.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

enum { INDEX_MAX = 1 << 20 };

static const struct {
	const char *suffix, *type;
} types[] = {
	{".html", "text/html"}, {".txt", "text/plain"},
	{".pdf", "application/pdf"}, {".doc", "application/msword"},
	{".zip", "application/zip"}, {".json", "application/json"},
};

static const char *type_of(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (slice_ends(slice_of(name), types[i].suffix))
			return types[i].type;
	return "application/octet-stream";
}

static enum MHD_Result send_all(struct MHD_Connection *c, unsigned status,
				struct MHD_Response *r, const char *type)
{
	enum MHD_Result result;

	if (!r)
		return MHD_NO;
	(void)MHD_add_response_header(r, "Content-Type", type);
	result = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return result;
}

static enum MHD_Result send_index(struct MHD_Connection *c, const char *folder)
{
	struct buf page = BUF_INIT(INDEX_MAX);
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t n;

	(void)buf_adds(&page, "<!DOCTYPE html><title>files</title>\n<ul>\n");
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			(void)buf_addf(&page, "<li><a href=\"/%s\">%s</a>\n",
				       entry->d_name, entry->d_name);
	if (dir)
		(void)closedir(dir);
	(void)buf_adds(&page, "</ul>\n");
	n = page.len;
	return send_all(c, MHD_HTTP_OK, MHD_create_response_from_buffer(
			n, buf_take(&page), MHD_RESPMEM_MUST_FREE),
			"text/html; charset=utf-8");
}

static enum MHD_Result send_file(struct MHD_Connection *c, int folder,
				 const char *name)
{
	static char missing[] = "not here\n";
	int fd = strchr(name, '/') ? -1 :
		 openat(folder, name, O_RDONLY | O_NOFOLLOW);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return send_all(c, MHD_HTTP_OK,
				MHD_create_response_from_fd64(
					(uint64_t)st.st_size, fd),
				type_of(name));
	if (fd >= 0)
		(void)close(fd);
	return send_all(c, MHD_HTTP_NOT_FOUND,
			MHD_create_response_from_buffer(
				sizeof(missing) - 1, missing,
				MHD_RESPMEM_PERSISTENT), "text/plain");
}

struct place {
	const char *path;
	int fd;
};

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c,
				  const char *url, const char *method,
				  const char *version, const char *body,
				  size_t *body_size, void **state)
{
	const struct place *folder = ctx;

	(void)version;
	(void)body;
	(void)body_size;
	(void)state;
	if (strcmp(method, "GET") != 0)
		return MHD_NO;
	if (strcmp(url, "/") == 0)
		return send_index(c, folder->path);
	return send_file(c, folder->fd, url + 1);
}

static struct MHD_Daemon *start(struct place *folder)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL,
				on_request, folder, MHD_OPTION_SOCK_ADDR,
				(struct sockaddr *)&address, MHD_OPTION_END);
}

int main(int argc, char **argv)
{
	struct place folder = {.path = argc == 2 ? argv[1] : NULL, .fd = -1};
	struct MHD_Daemon *daemon;
	sigset_t ends;
	int signal;

	if (folder.path)
		folder.fd = open(folder.path, O_RDONLY | O_DIRECTORY);
	if (folder.fd < 0) {
		fprintf(stderr, "usage: origin FOLDER\n");
		return 2;
	}
	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &ends, NULL);
	daemon = start(&folder);
	if (!daemon) {
		fprintf(stderr, "origin: cannot listen\n");
		return 1;
	}
	printf("http://127.0.0.1:%u/\n", MHD_get_daemon_info(
		       daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	(void)sigwait(&ends, &signal);
	MHD_stop_daemon(daemon);
	return 0;
}
