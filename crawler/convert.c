/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parent's side of a conversion.
 *
 *   convert_start ─► running ── exit and end of the answer ──► closing
 *                      │  └ timeout, answer too large, cancel: kill ─┘
 *                      │                                      │
 *   spawn failed ──────┴──────────────────────────────────────┤
 *                                      all handles closed ─► removing
 *                                  scratch folder removed ─► done, freed
 *
 * - Both ends are waited for: the exit tells how, the pipe what.  The child's
 *   tools hold neither.
 * - The child leads a process group; killing means the group, and when the
 *   child has ended whatever is left of the group is killed, too.
 * - The first error stays; what happens after a kill is its consequence.
 * - Handles live in struct convert, which is freed in on_removed() only.
 */
#include "crawler/convert_private.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utlist.h>

enum { PATH_BYTES = 512, NUMBER_BYTES = 24, PIECE = 1 << 16, HANDLES = 3 };

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

enum state { STATE_RUNNING, STATE_CLOSING, STATE_REMOVING };

struct convert {
	enum state state;
	bool inline_removal;	/* the loop has nothing else to do */
	uv_process_t process;
	uv_pipe_t answer;
	uv_timer_t timer;
	uv_work_t removal;
	unsigned open;		/* handles not yet closed */
	int pid;		/* 0: none, or it has ended */
	bool ended;		/* the answer */
	int err;
	struct buf result;
	char piece[PIECE];
	char scratch[PATH_BYTES]; /* "" before it is made */
	convert_fn *done;
	void *ctx;
};

static void on_closed(uv_handle_t *handle);

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

static void fail(struct convert *c, int err)
{
	if (!c->err)
		c->err = err;
}

/* --- the end -------------------------------------------------------------- */

static int remove_entry(const char *path, const struct stat *st, int kind,
			struct FTW *place)
{
	(void)st, (void)kind, (void)place;
	(void)remove(path);	/* what cannot be removed stays */
	return 0;
}

static void work_remove(uv_work_t *work)
{
	struct convert *c = work->data;

	(void)nftw(c->scratch, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void on_removed(uv_work_t *work, int status)
{
	struct convert *c = work->data;

	(void)status;	/* never cancelled by us */
	c->done(c->ctx, c->err, &c->result);
	buf_free(&c->result);
	free(c);
}

static void on_closed(uv_handle_t *handle)
{
	struct convert *c = handle->data;

	if (--c->open)
		return;
	c->state = STATE_REMOVING;
	c->removal.data = c;
	if (c->inline_removal) {
		work_remove(&c->removal);
		on_removed(&c->removal, 0);
		return;
	}
	/* fails only without a callback */
	(void)uv_queue_work(handle->loop, &c->removal, work_remove,
			    on_removed);
}

static void close_all(struct convert *c)
{
	if (c->state != STATE_RUNNING)
		return;
	c->state = STATE_CLOSING;
	uv_close((uv_handle_t *)&c->answer, on_closed);
	uv_close((uv_handle_t *)&c->timer, on_closed);
	uv_close((uv_handle_t *)&c->process, on_closed);
}

/* Takes the head off the answer; the rest is the document. */
static int check_answer(struct convert *c)
{
	struct slice s = buf_slice(&c->result);
	int err;

	if (!slice_starts(s, CONVERT_MARK) || s.n < CONVERT_HEAD)
		return ERR_DAMAGED;
	err = -(int)(unsigned char)s.p[CONVERT_HEAD - 1];
	if (err)
		return strcmp(err_name(err), "unknown") == 0 ? ERR_DAMAGED
							     : err;
	memmove(c->result.data, s.p + CONVERT_HEAD, s.n - CONVERT_HEAD);
	buf_truncate(&c->result, s.n - CONVERT_HEAD);
	return 0;
}

static void end_if_complete(struct convert *c)
{
	if (c->pid || !c->ended)
		return;
	if (!c->err)
		c->err = check_answer(c);
	close_all(c);
}

/* --- while it runs -------------------------------------------------------- */

static void kill_all(struct convert *c, int err)
{
	fail(c, err);
	if (c->pid)
		(void)kill(-c->pid, SIGKILL);	/* it may have ended already */
}

static void on_exit_of_child(uv_process_t *process, int64_t status, int signal)
{
	struct convert *c = process->data;

	kill_all(c, 0);		/* tools that are left */
	c->pid = 0;
	if (signal == SIGXCPU)
		fail(c, ERR_EXPIRED);
	else if (signal == SIGKILL)	/* not by us, or there is an error */
		fail(c, ERR_TOOBIG);
	else if (signal || status)
		fail(c, ERR_DAMAGED);
	end_if_complete(c);
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
	struct convert *c = handle->data;

	(void)suggested;
	*room = uv_buf_init(c->piece, sizeof(c->piece));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *room)
{
	struct convert *c = stream->data;
	int err = 0;

	if (n > 0)
		err = buf_add(&c->result, room->base, (size_t)n);
	if (n >= 0 && !err)
		return;
	if (err)
		kill_all(c, err);
	else if (n != UV_EOF)
		kill_all(c, ERR_IO);
	(void)uv_read_stop(stream);
	c->ended = true;
	end_if_complete(c);
}

static void on_timeout(uv_timer_t *timer)
{
	kill_all(timer->data, ERR_EXPIRED);
}

void convert_cancel(struct convert *c)
{
	if (c->state == STATE_RUNNING)
		kill_all(c, ERR_CANCELLED);
}

/* --- the start ------------------------------------------------------------ */

static int make_scratch(struct convert *c, const struct convert_options *o)
{
	const char *parent = o->scratch ? o->scratch : getenv("TMPDIR");
	int n = snprintf(c->scratch, sizeof(c->scratch),
			 "%s/nianbao-convert-XXXXXX",
			 parent && *parent ? parent : "/tmp");

	if (n < 0 || (size_t)n >= sizeof(c->scratch)) {
		c->scratch[0] = '\0';
		return ERR_TOOBIG;
	}
	if (!mkdtemp(c->scratch)) {
		int err = err_from_errno(errno);

		c->scratch[0] = '\0';
		return err;
	}
	return 0;
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

static void fill_numbers(const struct convert_options *o,
			 char numbers[CONVERT_NUMBERS][NUMBER_BYTES])
{
	const unsigned long long values[CONVERT_NUMBERS] = {
		[CONVERT_TEXT] = o->limits.text,
		[CONVERT_MEMBER] = o->limits.member,
		[CONVERT_UNPACKED] = o->limits.unpacked,
		[CONVERT_MEMBERS] = o->limits.members,
		[CONVERT_PAGES] = o->limits.pages,
		[CONVERT_GRIDS] = o->limits.grids,
		[CONVERT_TOOL_SECONDS] = o->limits.tool_seconds,
		[CONVERT_CPU_SECONDS] = o->cpu_seconds,
		[CONVERT_MEMORY] = o->memory,
		[CONVERT_FILE] = o->file,
		[CONVERT_FILES] = o->files,
		[CONVERT_RESULT] = o->result,
	};

	for (int i = 0; i < CONVERT_NUMBERS; i++)
		(void)snprintf(numbers[i], NUMBER_BYTES, "%llu", values[i]);
}

/* The program made for it where it stands beside this one, else this one. */
static const char *find_program(char path[PATH_BYTES])
{
	static const char self[] = "/proc/self/exe", suffix[] = "-convert";
	ssize_t n = readlink(self, path, PATH_BYTES - sizeof(suffix));

	if (n < 0 || (size_t)n >= PATH_BYTES - sizeof(suffix))
		return self;
	memcpy(path + n, suffix, sizeof(suffix));
	return access(path, X_OK) == 0 ? path : self;
}

static int spawn(struct convert *c, uv_loop_t *loop, int input,
		 const struct convert_options *o)
{
	char numbers[CONVERT_NUMBERS][NUMBER_BYTES], path[PATH_BYTES];
	char word[] = CONVERT_WORD, name[] = "nianbao";
	char *args[CONVERT_ARGUMENTS + 1] = {name, word, c->scratch};
	uv_stdio_container_t streams[] = {
		{.flags = UV_INHERIT_FD, .data.fd = input},
		{.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
		 .data.stream = (uv_stream_t *)&c->answer},
		{.flags = UV_IGNORE},
	};
	const uv_process_options_t options = {
		.exit_cb = on_exit_of_child,
		.file = o->program ? o->program : find_program(path),
		.args = args,
		.flags = UV_PROCESS_DETACHED,	/* leads its own group */
		.stdio = streams, .stdio_count = 3,
	};
	int status;

	fill_numbers(o, numbers);
	for (int i = 0; i < CONVERT_NUMBERS; i++)
		args[CONVERT_FIRST_NUMBER + i] = numbers[i];
	status = uv_spawn(loop, &c->process, &options);
	if (status)
		return err_from_errno(-status);
	c->pid = c->process.pid;
	return 0;
}

static void init_handles(struct convert *c, uv_loop_t *loop)
{
	(void)uv_pipe_init(loop, &c->answer, 0);	/* both cannot fail */
	(void)uv_timer_init(loop, &c->timer);
	c->answer.data = c->timer.data = c->process.data = c;
	c->open = HANDLES;
}

int convert_start(uv_loop_t *loop, const struct convert_input *in,
		  const struct convert_options *options, convert_fn *done,
		  void *ctx, struct convert **ret_convert)
{
	struct convert *c = calloc(1, sizeof(*c));
	int input, err;

	if (!c)
		return ERR_NOMEM;
	c->done = done;
	c->ctx = ctx;
	buf_init(&c->result, options->result);
	err = open_input(in, &input);
	if (err)
		goto err_free;
	err = make_scratch(c, options);
	if (err)
		goto err_close;
	init_handles(c, loop);
	err = spawn(c, loop, input, options);
	(void)close(input);
	*ret_convert = c;
	if (err) {
		/* libuv made a handle of the process all the same */
		fail(c, err);
		close_all(c);
		return 0;
	}
	if (uv_read_start((uv_stream_t *)&c->answer, on_room, on_read)) {
		c->ended = true;
		kill_all(c, ERR_IO);
	}
	/* fails only without a callback */
	(void)uv_timer_start(&c->timer, on_timeout, options->timeout, 0);
	return 0;

err_close:
	(void)close(input);
err_free:
	free(c);
	return err;
}

/* --- the whole of it ------------------------------------------------------ */

/* One under way; the lock guards the list, for threads that stop them all. */
struct run {
	struct run *prev, *next;
	struct convert *convert; /* NULL: it is done */
	uv_async_t stop;
	int err;
	struct buf result;
};

static pthread_mutex_t runs_lock = PTHREAD_MUTEX_INITIALIZER;
static struct run *runs;
static bool runs_stop;

void convert_stop_all(bool on)
{
	struct run *run;

	(void)pthread_mutex_lock(&runs_lock);
	runs_stop = on;
	if (on)
		DL_FOREACH(runs, run)
			(void)uv_async_send(&run->stop);
	(void)pthread_mutex_unlock(&runs_lock);
}

static void on_stop(uv_async_t *async)
{
	struct run *run = async->data;

	if (run->convert)
		convert_cancel(run->convert);
}

/* False: all are stopped. */
static bool enlist(struct run *run, uv_loop_t *loop)
{
	bool may;

	(void)pthread_mutex_lock(&runs_lock);
	may = !runs_stop && uv_async_init(loop, &run->stop, on_stop) == 0;
	if (may) {
		run->stop.data = run;
		uv_unref((uv_handle_t *)&run->stop);
		DL_APPEND(runs, run);
	}
	(void)pthread_mutex_unlock(&runs_lock);
	return may;
}

static void leave(struct run *run)
{
	(void)pthread_mutex_lock(&runs_lock);
	DL_DELETE(runs, run);
	(void)pthread_mutex_unlock(&runs_lock);
	uv_close((uv_handle_t *)&run->stop, NULL);
}

static void on_run_done(void *ctx, int err, struct buf *result)
{
	struct run *run = ctx;

	run->convert = NULL;
	run->err = err;
	run->result = *result;
	*result = (struct buf)BUF_INIT(0);	/* moved */
}

int convert_run(const struct convert_input *in,
		const struct convert_options *options, struct arena *a,
		const struct document **ret_document)
{
	struct run run = {.err = ERR_IO, .result = BUF_INIT(0)};
	uv_loop_t loop;
	int err;

	if (uv_loop_init(&loop))
		return ERR_NOMEM;
	if (!enlist(&run, &loop)) {
		(void)uv_loop_close(&loop);
		return ERR_CANCELLED;
	}
	err = convert_start(&loop, in, options, on_run_done, &run,
			    &run.convert);
	/* workers that convert must not wait for a thread of their own pool */
	if (!err)
		run.convert->inline_removal = true;
	(void)uv_run(&loop, UV_RUN_DEFAULT);	/* until nothing is left */
	leave(&run);
	(void)uv_run(&loop, UV_RUN_DEFAULT);	/* to close that one, too */
	(void)uv_loop_close(&loop);
	if (!err)
		err = run.err;
	if (!err)
		err = document_parse(buf_slice(&run.result), a, ret_document);
	buf_free(&run.result);
	return err;
}
