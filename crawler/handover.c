/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/handover.h"

#include "base/err.h"
#include "conf/options.h"
#include "crawler/clock.h"
#include "crawler/control.h"
#include "crawler/log.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	LINE_MAX_BYTES = 64 << 20, /* the end of a refresh of all sites */
	PIECE = 65536,
	STATUS_MS = 2000,	/* for an answer about its state */
};

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

/* --- the wire --------------------------------------------------------- */

static int connect_to(const char *dir, int *ret_fd)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char path[CONTROL_PATH_SIZE];
	int dir_fd, fd;
	int err = control_path(dir, path, &dir_fd);

	if (err)
		return err;
	memcpy(address.sun_path, path, sizeof(address.sun_path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address,
			      sizeof(address)))
		err = err_from_errno(errno);
	if (dir_fd >= 0)
		(void)close(dir_fd);	/* nothing was written */
	if (err && fd >= 0)
		(void)close(fd);
	if (!err)
		*ret_fd = fd;
	return err;
}

static int send_all(int fd, struct slice s)
{
	while (s.n) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return err_from_errno(errno);
		if (n > 0)
			s = slice_sub(s, (size_t)n, s.n);
	}
	return 0;
}

static int ask(const char *dir, const struct control_request *request,
	       int *ret_fd)
{
	struct buf line = BUF_INIT(LINE_MAX_BYTES);
	int fd = -1;
	int err = control_request_write(request, &line);

	if (!err)
		err = connect_to(dir, &fd);
	if (!err)
		err = send_all(fd, buf_slice(&line));
	buf_free(&line);
	if (!err)
		*ret_fd = fd;
	else if (fd >= 0)
		(void)close(fd);
	return err;
}

/* One more piece of what is said.  ERR_EOF, ERR_CANCELLED (a signal),
 * ERR_TIMEOUT (wait_ms, -1: for ever). */
static int read_piece(int fd, int wait_ms, struct buf *in)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	char piece[PIECE];
	int ready = poll(&poll_fd, 1, wait_ms);
	ssize_t n;

	if (interrupted)
		return ERR_CANCELLED;
	if (ready == 0)
		return ERR_TIMEOUT;
	n = ready < 0 ? -1 : recv(fd, piece, sizeof(piece), 0);
	if (n < 0 && errno == EINTR)
		return 0;
	if (n <= 0)
		return n == 0 ? ERR_EOF : err_from_errno(errno);
	return buf_add(in, piece, (size_t)n);
}

/* The next answer; `in` keeps what came behind it. */
static int next_answer(int fd, int wait_ms, struct buf *in,
		       struct control_answer *ret_answer)
{
	struct slice rest;
	size_t end, from = 0;
	int err = 0;

	while ((end = slice_findc(buf_slice(in), '\n', from)) == SIZE_MAX) {
		from = in->len;
		err = read_piece(fd, wait_ms, in);
		if (err)
			return err;
	}
	err = control_answer_parse(slice_sub(buf_slice(in), 0, end),
				   ret_answer);
	rest = slice_sub(buf_slice(in), end + 1, in->len);
	memmove(in->data, rest.p, rest.n);
	buf_truncate(in, rest.n);
	return err;
}

/* --- a crawl or a refresh --------------------------------------------- */

/* What a service does for all, or not at all: the option that says so for a
 * site or for all; NULL: nothing of it is wanted. */
static const char *not_taken(const struct one_shot_args *args)
{
	if (args->delay)
		return "delay";
	if (args->connections)
		return "connections";
	return args->resolve[0] ? "resolve" : NULL;
}

static int64_t number_of(const char *text, enum option_id id)
{
	int64_t value = 0;

	/* it was read once before: it is right */
	if (text && option_parse(&option_rows[id], text, &value))
		return 0;
	return value;
}

static unsigned width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || size.ws_col < 20)
		return 80;
	return size.ws_col - 1u;	/* a full line would wrap */
}

static void show(const struct progress *p, bool terminal, int64_t *shown_ms)
{
	struct buf line = BUF_INIT(1024);
	int64_t now = clock_mono_ms();

	if (terminal && progress_line(p, width(), &line) == 0) {
		log_status(line.data);
	} else if (!terminal && now - *shown_ms >= PROGRESS_LINE_MS &&
		   progress_line(p, 0, &line) == 0) {
		log_note("%s", line.data);
		*shown_ms = now;
	}
	buf_free(&line);
}

/* Until the end, or what takes its place. */
static int follow(int fd, bool terminal, struct control_answer *ret_answer)
{
	struct buf in = BUF_INIT(LINE_MAX_BYTES);
	int64_t shown_ms = clock_mono_ms();
	int err;

	do {
		err = next_answer(fd, -1, &in, ret_answer);
		if (!err && ret_answer->kind == CONTROL_PROGRESS)
			show(&ret_answer->progress, terminal, &shown_ms);
	} while (!err && ret_answer->kind == CONTROL_PROGRESS);
	if (terminal)
		log_status("");
	buf_free(&in);
	return err;
}

/* The exit code; -1: it is the end that was waited for. */
static int judge(struct command_context *ctx, int err,
		 struct control_answer *answer)
{
	int code = EXIT_HELD;

	if (err == ERR_CANCELLED) {
		complain("no longer waiting; the service goes on with it "
			 "(\"nianbao status\")");
		return EXIT_INTERRUPTED;
	}
	if (err) {
		complain("%s: the service hung up: %s", ctx->archive,
			 err_text(err));
		return EXIT_ERROR;
	}
	if (answer->kind == CONTROL_END)
		return -1;
	complain("%s: the service does not take it: %s", ctx->archive,
		 answer->refused ? answer->refused : "it did not say why");
	control_answer_clear(answer);
	return code;
}

static void catch_signals(void)
{
	const struct sigaction action = {.sa_handler = on_signal};

	(void)sigaction(SIGINT, &action, NULL);	/* cannot fail */
	(void)sigaction(SIGTERM, &action, NULL);
}

int handover_run(struct command_context *ctx, const struct one_shot_args *args,
		 bool refresh, struct control_answer *ret_end)
{
	const char *option = not_taken(args);
	const struct control_request request = {
		.command = refresh ? CONTROL_REFRESH : CONTROL_CRAWL,
		.operands = (const char **)(uintptr_t)args->operands,
		.operand_count = args->operand_count,
		.scope = (char *)(uintptr_t)args->scope,
		.contact = (char *)(uintptr_t)args->contact,
		.all = args->all, .wait = args->wait,
		.max_pages = number_of(args->max_pages, OPTION_MAX_PAGES),
		.max_bytes = number_of(args->max_bytes, OPTION_MAX_BYTES),
		.max_time_ms = number_of(args->max_time, OPTION_MAX_TIME),
	};
	int fd, err;

	if (option) {
		complain("the service, or another process, has %s; it takes "
			 "no --%s.  Leave that out; or write \"%s = ...\" into "
			 "the configuration of the service and reload it "
			 "(systemctl reload nianbao); or stop the service, or "
			 "crawl into another archive (-C)", ctx->archive,
			 option, option);
		return EXIT_HELD;
	}
	err = ask(ctx->archive, &request, &fd);
	if (err) {
		complain("another process has %s, and takes no work (%s)",
			 ctx->archive, err_text(err));
		return EXIT_HELD;
	}
	log_note("the service has %s, and takes the work over; Ctrl-C ends "
		 "the waiting, not the work", ctx->archive);
	catch_signals();
	err = follow(fd, ctx->terminal_err, ret_end);
	(void)close(fd);	/* nothing is left to be written */
	return judge(ctx, err, ret_end);
}

/* --- its state -------------------------------------------------------- */

int handover_status(const char *dir, struct engine_status *ret_status)
{
	const struct control_request request = {.command = CONTROL_STATUS};
	struct buf in = BUF_INIT(LINE_MAX_BYTES);
	struct control_answer answer;
	int fd;
	int err = ask(dir, &request, &fd);

	if (err)
		return ERR_NOTFOUND;
	err = next_answer(fd, STATUS_MS, &in, &answer);
	(void)close(fd);
	buf_free(&in);
	if (err)
		return ERR_NOTFOUND;
	*ret_status = answer.status;
	err = answer.kind == CONTROL_STATE ? 0 : ERR_NOTFOUND;
	control_answer_clear(&answer);
	return err;
}
