/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The side of a conversion that asks.  The thread that wants a document read
 * waits for it:
 *
 *   scratch folder ─► request to the converter ─► running ─► folder removed
 *                            │    timeout, answer too large, stop: line shut
 *                            │    down, so that the child is killed
 *                            └ no converter, or it ends: another, once
 *
 * - Both ends are waited for: the line tells how, the answer what.  The child's
 *   tools hold neither.
 * - The first error stays; what happens after a kill is its consequence.
 * - posix_spawn(), not fork(): nothing of our memory is copied, and no thread
 *   waits for malloc's lock meanwhile (the loop stood still for up to 179 ms).
 */
#include "crawler/convert_private.h"

#include "base/err.h"
#include "crawler/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 1 << 16, WAIT_MS = 60 * 1000 };

const struct convert_options convert_defaults = {
	.limits = {
		.text = 16 << 20, .member = 64 << 20, .unpacked = 256 << 20,
		.members = 2000, .pages = 500, .grids = 1000,
		.tool_seconds = 40,
	},
	.timeout = 120 * 1000,
	.cpu_seconds = 60,
	.memory = (size_t)2 << 30,
	.file = 256 << 20,
	.files = 256,
	.result = 64 << 20,
};

/* One document on its way. */
struct run {
	struct convert_request request;
	int answer, line;	/* our ends; -1: closed, it has ended */
	int64_t deadline_ms;	/* INT64_MAX: killed */
	bool told;		/* of the status */
	int err;
	struct buf result;
	char piece[PIECE];
};

/* The one there is. */
static struct {
	pthread_mutex_t lock;
	pid_t pid;		/* 0: none */
	int requests;
} converter = {.lock = PTHREAD_MUTEX_INITIALIZER};

struct convert_options convert_configured(const struct conf_snapshot *conf)
{
	struct convert_options o = convert_defaults;
	int64_t time = conf_number(conf, OPTION_DOCUMENT_TIME);
	int64_t unpacked = conf_number(conf, OPTION_DOCUMENT_UNPACKED);

	o.timeout = (uint64_t)time;
	o.cpu_seconds = (unsigned)(time / 2000 ? time / 2000 : 1);
	o.memory = (size_t)conf_number(conf, OPTION_DOCUMENT_MEMORY);
	o.limits.text = (size_t)conf_number(conf, OPTION_TEXT_MAX);
	o.limits.unpacked = (size_t)unpacked;
	o.limits.member = (size_t)unpacked / 4;
	o.limits.members = (uint32_t)conf_number(conf,
						 OPTION_DOCUMENT_MEMBERS);
	o.limits.pages = (uint32_t)conf_number(conf, OPTION_DOCUMENT_PAGES);
	return o;
}

/* --- the converter -------------------------------------------------------- */

/* The program made for it where it stands beside this one, else this one. */
static const char *find_program(char path[CONVERT_PATH])
{
	static const char self[] = "/proc/self/exe", suffix[] = "-convert";
	ssize_t n = readlink(self, path, CONVERT_PATH - sizeof(suffix));

	if (n < 0 || (size_t)n >= CONVERT_PATH - sizeof(suffix))
		return self;
	memcpy(path + n, suffix, sizeof(suffix));
	return access(path, X_OK) == 0 ? path : self;
}

/* Its standard input is the given socket, and no other file is open; a session
 * of its own, for a ^C is ours to answer. */
static int spawn(int requests, pid_t *ret_pid)
{
	char path[CONVERT_PATH], name[] = "nianbao", word[] = CONVERT_WORD;
	char *const args[] = {name, word, NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none, ours;
	int error;

	(void)sigemptyset(&none);
	(void)sigfillset(&ours);
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawnattr_init(&attributes);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID |
				       POSIX_SPAWN_SETSIGMASK |
				       POSIX_SPAWN_SETSIGDEF);
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	(void)posix_spawnattr_setsigdefault(&attributes, &ours);
	error = posix_spawn_file_actions_adddup2(&files, requests, 0);
	for (int fd = 1; fd <= 2 && !error; fd++)
		error = posix_spawn_file_actions_addopen(&files, fd,
							 "/dev/null",
							 O_RDWR, 0);
	if (!error)	/* it lives long: no pipe waits for it to be shut */
		error = posix_spawn_file_actions_addclosefrom_np(&files, 3);
	if (!error)
		error = posix_spawn(ret_pid, find_program(path), &files,
				    &attributes, args, environ);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&files);
	return error ? err_from_errno(error) : 0;
}

static int begin_converter(void)
{
	int ends[2], err;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return err_from_errno(errno);
	err = spawn(ends[1], &converter.pid);
	(void)close(ends[1]);
	if (err) {
		converter.pid = 0;
		(void)close(ends[0]);
		return err;
	}
	converter.requests = ends[0];
	return 0;
}

/* It ends with the last request. */
static void end_converter(void)
{
	(void)close(converter.requests);
	while (waitpid(converter.pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	converter.pid = 0;
}

static int send_request(const struct convert_request *request, const int *fds)
{
	enum { BYTES = CONVERT_DESCRIPTORS * sizeof(int) };
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(BYTES)];
	} control;
	struct iovec bytes = {(void *)(uintptr_t)request, sizeof(*request)};
	const struct msghdr message = {
		.msg_iov = &bytes, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};

	memset(&control, 0, sizeof(control));
	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = CMSG_LEN(BYTES);
	memcpy(CMSG_DATA(&control.head), fds, BYTES);
	while (sendmsg(converter.requests, &message, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return err_from_errno(errno);
	return 0;
}

/* Of a converter that has ended the first request is told; the second goes to
 * the next one. */
static int ask(const struct convert_request *request, const int *fds)
{
	int err = 0;

	(void)pthread_mutex_lock(&converter.lock);
	for (int tries = 0; tries < 2; tries++) {
		if (!converter.pid)
			err = begin_converter();
		if (!converter.pid)
			break;
		err = send_request(request, fds);
		if (!err)
			break;
		end_converter();
	}
	(void)pthread_mutex_unlock(&converter.lock);
	return err;
}

void convert_end(void)
{
	(void)pthread_mutex_lock(&converter.lock);
	if (converter.pid)
		end_converter();
	(void)pthread_mutex_unlock(&converter.lock);
}

/* --- the scratch folder, the document ------------------------------------- */

static int make_scratch(struct run *run, const struct convert_options *o)
{
	const char *parent = o->scratch ? o->scratch : getenv("TMPDIR");
	int n = snprintf(run->request.scratch, sizeof(run->request.scratch),
			 "%s/nianbao-convert-XXXXXX",
			 parent && *parent ? parent : "/tmp");

	if (n < 0 || (size_t)n >= sizeof(run->request.scratch)) {
		run->request.scratch[0] = '\0';
		return ERR_TOOBIG;
	}
	if (!mkdtemp(run->request.scratch)) {
		int err = err_from_errno(errno);

		run->request.scratch[0] = '\0';
		return err;
	}
	return 0;
}

static int remove_entry(const char *path, const struct stat *st, int kind,
			struct FTW *place)
{
	(void)st, (void)kind, (void)place;
	(void)remove(path);	/* what cannot be removed stays */
	return 0;
}

static void remove_scratch(struct run *run)
{
	(void)nftw(run->request.scratch, remove_entry, 16,
		   FTW_DEPTH | FTW_PHYS);
}

static int write_memory(int fd, struct slice s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno != EINTR)
			return err_from_errno(errno);
		if (n > 0)
			s = slice_sub(s, (size_t)n, s.n);
	}
	return 0;
}

/* A descriptor that holds the document and is ours to close. */
static int open_input(const struct convert_input *in, int *ret_fd)
{
	int fd = in->fd >= 0 ? fcntl(in->fd, F_DUPFD_CLOEXEC, 3)
			     : memfd_create("document", MFD_CLOEXEC);
	int err;

	if (fd < 0)
		return err_from_errno(errno);
	err = in->fd >= 0 ? 0 : write_memory(fd, in->bytes);
	if (err) {
		(void)close(fd);
		return err;
	}
	*ret_fd = fd;
	return 0;
}

/* --- to stop them all ----------------------------------------------------- */

static pthread_once_t stop_once = PTHREAD_ONCE_INIT;
static int stop = -1;		/* readable: all are to end */

static void make_stop(void)
{
	stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

/* -1: there can be none, and nobody is stopped. */
static int stop_descriptor(void)
{
	(void)pthread_once(&stop_once, make_stop);
	return stop;
}

void convert_stop_all(bool on)
{
	int fd = stop_descriptor();
	eventfd_t count;

	if (on)
		(void)eventfd_write(fd, 1);
	else
		(void)eventfd_read(fd, &count);	/* fails if it was not on */
}

/* --- while it runs -------------------------------------------------------- */

static void fail(struct run *run, int err)
{
	if (!run->err)
		run->err = err;
}

static void kill_child(struct run *run, int err)
{
	fail(run, err);
	run->deadline_ms = INT64_MAX;
	(void)shutdown(run->line, SHUT_WR);	/* it may have ended already */
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static void read_answer(struct run *run)
{
	ssize_t n = read(run->answer, run->piece, sizeof(run->piece));
	int err = 0;

	if (n < 0 && errno == EINTR)
		return;
	if (n > 0)
		err = buf_add(&run->result, run->piece, (size_t)n);
	if (n > 0 && !err)
		return;
	if (n < 0)
		err = ERR_IO;
	if (err)
		kill_child(run, err);
	close_end(&run->answer);
}

static void read_line(struct run *run)
{
	int status;
	ssize_t n = recv(run->line, &status, sizeof(status), 0);

	if (n < 0 && errno == EINTR)
		return;
	close_end(&run->line);
	if (n != sizeof(status))
		return;
	run->told = true;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		fail(run, ERR_EXPIRED);
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		fail(run, ERR_TOOBIG);	/* not by us, or there is an error */
	else if (status)
		fail(run, ERR_DAMAGED);
}

static int patience(const struct run *run)
{
	int64_t left = run->deadline_ms - clock_mono_ms();

	if (left > WAIT_MS)
		return WAIT_MS;
	return left > 0 ? (int)left : 0;
}

static void wait_for(struct run *run)
{
	while (run->answer >= 0 || run->line >= 0) {
		bool killed = run->deadline_ms == INT64_MAX;
		struct pollfd fds[] = {
			{.fd = run->answer, .events = POLLIN},
			{.fd = run->line, .events = POLLIN},
			{.fd = killed ? -1 : stop_descriptor(),
			 .events = POLLIN},
		};
		int n = poll(fds, 3, patience(run));

		if (n < 0)
			continue;	/* a signal */
		if (fds[2].revents)
			kill_child(run, ERR_CANCELLED);
		else if (!killed && clock_mono_ms() >= run->deadline_ms)
			kill_child(run, ERR_EXPIRED);
		if (fds[0].revents)
			read_answer(run);
		if (fds[1].revents)
			read_line(run);
	}
}

/* --- all of it ------------------------------------------------------------ */

/* Takes the head off the answer; the rest is the document. */
static int check_answer(struct buf *result)
{
	struct slice s = buf_slice(result);
	int err;

	if (!slice_starts(s, CONVERT_MARK) || s.n < CONVERT_HEAD)
		return ERR_DAMAGED;
	err = -(int)(unsigned char)s.p[CONVERT_HEAD - 1];
	if (err)
		return strcmp(err_name(err), "unknown") == 0 ? ERR_DAMAGED
							     : err;
	memmove(result->data, s.p + CONVERT_HEAD, s.n - CONVERT_HEAD);
	buf_truncate(result, s.n - CONVERT_HEAD);
	return 0;
}

/* Both ends of what the child answers by; ours into run. */
static int open_ends(struct run *run, int *fds)
{
	int answer[2], line[2];

	if (pipe2(answer, O_CLOEXEC) != 0)
		return err_from_errno(errno);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line) != 0) {
		int err = err_from_errno(errno);

		(void)close(answer[0]);
		(void)close(answer[1]);
		return err;
	}
	run->answer = answer[0];
	run->line = line[0];
	fds[CONVERT_ANSWER] = answer[1];
	fds[CONVERT_LINE] = line[1];
	return 0;
}

/* told stays false where the converter ended meanwhile. */
static int run_once(struct run *run, int document)
{
	int fds[CONVERT_DESCRIPTORS] = {[CONVERT_DOCUMENT] = document};
	int err = open_ends(run, fds);

	if (err)
		return err;
	run->err = 0;
	run->deadline_ms = clock_mono_ms() +
			   (int64_t)run->request.options.timeout;
	buf_clear(&run->result);
	err = ask(&run->request, fds);
	(void)close(fds[CONVERT_ANSWER]);
	(void)close(fds[CONVERT_LINE]);
	if (!err)
		wait_for(run);
	close_end(&run->answer);
	close_end(&run->line);
	return err ? err : run->err;
}

static int convert(struct run *run, const struct convert_input *in)
{
	int document, err = open_input(in, &document);

	if (err)
		return err;
	err = make_scratch(run, &run->request.options);
	if (err)
		goto close_document;
	for (int tries = 0; tries < 2 && !err && !run->told; tries++)
		err = run_once(run, document);
	if (!err)
		err = run->told ? check_answer(&run->result) : ERR_IO;
	remove_scratch(run);
close_document:
	(void)close(document);
	return err;
}

int convert_run(const struct convert_input *in,
		const struct convert_options *options, struct arena *a,
		const struct document **ret_document)
{
	struct run *run = calloc(1, sizeof(*run));
	int err;

	if (!run)
		return ERR_NOMEM;
	run->request.options = *options;
	run->answer = run->line = -1;
	buf_init(&run->result, options->result);
	err = convert(run, in);
	if (!err)
		err = document_parse(buf_slice(&run->result), a, ret_document);
	buf_free(&run->result);
	free(run);
	return err;
}
