/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The converter: makes a child for each document, and sees to its end.
 *
 *   request ─► fork ─► running ── ended ─────────────► status on its line
 *                         └ line shut down: kill ─┘
 *
 * - One thread, which waits in poll() for requests, lines, and the signal that
 *   a child has ended; it reads no byte of a document or an answer.
 * - It was started by exec and stays small, so that a fork copies little, where
 *   after a fork of the crawler all of its memory is copied page by page as it
 *   is written to; nor does a child load libraries.  A short DOCX takes 11 ms
 *   of processor time instead of 27, the reading of it included.
 * - A child leads a process group; when it has ended whatever is left of the
 *   group (tools) is killed.  The id is free for others only after that.
 * - The end of requests is ours; children die with us.
 * - Children share the layout of our memory.  What one learns of it helps in
 *   another only to get into the same confinement.
 */
#include "crawler/convert_private.h"

#include "base/err.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	REQUESTS = STDIN_FILENO,
	CHILDREN = 256,		/* more have to wait */
	SERVE_FAILED = 1,
};

struct child {
	pid_t pid;
	int line;
	bool killed;
};

struct server {
	convert_child_fn *run;
	int ended;		/* readable: a child has ended */
	struct child children[CHILDREN];
	size_t count;
};

/* --- in the child --------------------------------------------------------- */

/* Ends us, too, where the converter has ended before we asked to be told. */
static bool enter(const struct convert_request *request, pid_t converter,
		  const int *fds)
{
	sigset_t none;

	(void)setpgid(0, 0);	/* the converter does it, too: who is first */
	(void)sigemptyset(&none);
	(void)signal(SIGPIPE, SIG_DFL);
	return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
	       getppid() == converter &&
	       dup3(fds[CONVERT_DOCUMENT], CONVERT_CHILD_DOCUMENT,
		    O_CLOEXEC) >= 0 &&
	       dup3(fds[CONVERT_ANSWER], CONVERT_CHILD_ANSWER,
		    O_CLOEXEC) >= 0 &&
	       close_range(CONVERT_CHILD_ANSWER + 1, ~0U, 0) == 0 &&
	       sigprocmask(SIG_SETMASK, &none, NULL) == 0 &&
	       chdir(request->scratch) == 0;
}

/* --- in the converter ----------------------------------------------------- */

static void close_two(const int *fds)
{
	(void)close(fds[CONVERT_DOCUMENT]);
	(void)close(fds[CONVERT_ANSWER]);
}

static void begin(struct server *s, const struct convert_request *request,
		  const int *fds)
{
	pid_t converter = getpid();
	pid_t pid = fork();

	if (pid == 0)
		_exit(enter(request, converter, fds) ? s->run(request)
						     : SERVE_FAILED);
	close_two(fds);
	if (pid < 0) {	/* UNTESTED: a line that ends without a status */
		(void)close(fds[CONVERT_LINE]);
		return;
	}
	(void)setpgid(pid, pid);
	s->children[s->count++] = (struct child){
		.pid = pid, .line = fds[CONVERT_LINE],
	};
}

/* False: there will be no more. */
static bool take_request(struct server *s)
{
	struct convert_request request;
	int fds[CONVERT_DESCRIPTORS];
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(sizeof(fds))];
	} control;
	struct iovec room = {&request, sizeof(request)};
	struct msghdr message = {
		.msg_iov = &room, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	ssize_t n = recvmsg(REQUESTS, &message, MSG_CMSG_CLOEXEC);
	const struct cmsghdr *head = CMSG_FIRSTHDR(&message);

	if (n != sizeof(request) || !head ||
	    head->cmsg_type != SCM_RIGHTS ||
	    head->cmsg_len != CMSG_LEN(sizeof(fds)))
		return false;
	memcpy(fds, CMSG_DATA(head), sizeof(fds));
	request.scratch[CONVERT_PATH - 1] = '\0';
	begin(s, &request, fds);
	return true;
}

static void finish(struct server *s, pid_t pid)
{
	struct child *child = NULL;
	int status;

	(void)kill(-pid, SIGKILL);	/* tools that are left */
	if (waitpid(pid, &status, 0) != pid)
		return;
	for (size_t i = 0; i < s->count; i++)
		if (s->children[i].pid == pid)
			child = &s->children[i];
	if (!child)
		return;
	/* who does not listen any more need not know */
	(void)send(child->line, &status, sizeof(status),
		   MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)close(child->line);
	*child = s->children[--s->count];
}

static void finish_all(struct server *s)
{
	struct signalfd_siginfo signal;

	(void)read(s->ended, &signal, sizeof(signal));	/* one may mean many */
	for (;;) {
		siginfo_t info = {.si_pid = 0};

		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) ||
		    info.si_pid == 0)
			return;
		finish(s, info.si_pid);
	}
}

/* Lines first: finish() and begin() move children about. */
static bool turn(struct server *s)
{
	struct pollfd fds[CHILDREN + 2];
	size_t count = s->count;

	for (size_t i = 0; i < count; i++)
		fds[i] = (struct pollfd){
			.fd = s->children[i].killed ? -1 : s->children[i].line,
			.events = POLLRDHUP,
		};
	fds[count] = (struct pollfd){.fd = s->ended, .events = POLLIN};
	fds[count + 1] = (struct pollfd){
		.fd = count < CHILDREN ? REQUESTS : -1, .events = POLLIN,
	};
	if (poll(fds, count + 2, -1) < 0)
		return true;	/* a signal */
	for (size_t i = 0; i < count; i++) {
		if (!fds[i].revents)
			continue;
		s->children[i].killed = true;
		(void)kill(-s->children[i].pid, SIGKILL);
	}
	if (fds[count].revents)
		finish_all(s);
	return !fds[count + 1].revents || take_request(s);
}

int convert_serve_with(convert_child_fn *child)
{
	struct server s = {.run = child};
	sigset_t ended;

	(void)setlocale(LC_CTYPE, "C.UTF-8");	/* names within archives */
	(void)sigemptyset(&ended);
	(void)sigaddset(&ended, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &ended, NULL) != 0 ||
	    convert_confine_prepare() != 0)
		return SERVE_FAILED;
	s.ended = signalfd(-1, &ended, SFD_CLOEXEC);
	if (s.ended < 0)
		return SERVE_FAILED;
	while (turn(&s))
		continue;
	return 0;
}

int convert_serve(void)
{
	return convert_serve_with(convert_child);
}
