/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/document/tool.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 1 << 16, EXIT_NO_TOOL = 127, ENVIRONMENT_MAX = 5 };

static int write_all(int fd, struct slice s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_from_errno(errno);
		s = slice_sub(s, (size_t)n, s.n);
	}
	return 0;
}

int tool_file(struct document_reading *r, struct slice bytes,
	      const char *suffix, const char **ret_path)
{
	char *path;
	int fd, err;

	if (!r->limits->scratch)
		return ERR_UNSUPPORTED;
	path = arena_printf(r->arena, "%s/in%u%s", r->limits->scratch,
			    r->tools++, suffix);
	if (!path)
		return arena_err(r->arena);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_from_errno(errno);
	err = write_all(fd, bytes);
	if (close(fd) != 0 && !err)
		err = ERR_IO;
	if (err)
		return err;
	*ret_path = path;
	return 0;
}

/* In the new process, until it is the tool.  Only what may be done between
 * fork and exec is done here. */
static void become_tool(const struct document_reading *r,
			const struct tool *tool, char *const *environment,
			int out)
{
	unsigned seconds = tool->seconds ? tool->seconds
					 : r->limits->tool_seconds;
	const struct rlimit cpu = {.rlim_cur = seconds,
				   .rlim_max = seconds + 1};
	const struct rlimit space = {.rlim_cur = tool->memory,
				     .rlim_max = tool->memory};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(out, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0 ||
	    setrlimit(RLIMIT_CPU, &cpu) != 0 ||
	    (tool->memory && setrlimit(RLIMIT_AS, &space) != 0) ||
	    chdir(r->limits->scratch) != 0)
		_exit(EXIT_NO_TOOL - 1);
	(void)execvpe(tool->argv[0], (char *const *)tool->argv, environment);
	_exit(EXIT_NO_TOOL);
}

/* A tool finds programs and fonts, writes UTF-8, and keeps what it must keep in
 * the scratch folder. */
static bool make_environment(struct document_reading *r, char **environment)
{
	const char *path = getenv("PATH");
	const char *scratch = r->limits->scratch;

	environment[0] = arena_printf(r->arena, "PATH=%s",
				      path ? path : "/usr/bin:/bin");
	environment[1] = arena_printf(r->arena, "HOME=%s", scratch);
	environment[2] = arena_printf(r->arena, "TMPDIR=%s", scratch);
	environment[3] = arena_printf(r->arena, "LC_ALL=C.UTF-8");
	environment[4] = NULL;
	return !arena_err(r->arena);
}

static int result_of(int status)
{
	if (WIFEXITED(status)) {
		if (WEXITSTATUS(status) == EXIT_NO_TOOL)
			return ERR_UNSUPPORTED;
		return WEXITSTATUS(status) == 0 ? 0 : ERR_DAMAGED;
	}
	if (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)
		return ERR_EXPIRED;
	return ERR_DAMAGED;
}

static int read_pipe(int fd, int (*take)(void *ctx, struct slice piece),
		     void *ctx)
{
	char *piece = malloc(PIECE);
	ssize_t n = 1;
	int err = piece ? 0 : ERR_NOMEM;

	while (!err && n != 0) {
		n = read(fd, piece, PIECE);
		if (n > 0)
			err = take(ctx, (struct slice){piece, (size_t)n});
		else if (n < 0 && errno != EINTR)
			err = ERR_IO;
	}
	free(piece);
	return err;
}

int tool_run(struct document_reading *r, const struct tool *tool,
	     int (*take)(void *ctx, struct slice piece), void *ctx)
{
	char *environment[ENVIRONMENT_MAX];
	int ends[2], status, err;
	pid_t pid;

	if (!r->limits->scratch)
		return ERR_UNSUPPORTED;
	if (!make_environment(r, environment))
		return arena_err(r->arena);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_from_errno(errno);
	pid = fork();
	if (pid == 0)
		become_tool(r, tool, environment, ends[1]);
	(void)close(ends[1]);
	if (pid < 0) {
		(void)close(ends[0]);
		return err_from_errno(errno);
	}
	err = read_pipe(ends[0], take, ctx);
	/* a tool that is not listened to any more ends by SIGPIPE */
	(void)close(ends[0]);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return ERR_IO;
	return err ? err : result_of(status);
}

static int take_bytes(void *ctx, struct slice piece)
{
	return buf_add_slice(ctx, piece);
}

int tool_read(struct document_reading *r, const struct tool *tool,
	      struct buf *out)
{
	return tool_run(r, tool, take_bytes, out);
}
