/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conversions.  This program is its own converter, whose children do what a
 * document says that begins with "#!"; and, under the name pdftotext in a
 * folder that PATH names, also a tool that tries what the filter must refuse.
 */
#include "crawler/convert_private.h"

#include "base/err.h"
#include "tests/lib/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>
#include <uv.h>

#include <cmocka.h>

enum { MEMORY = 64 << 20 };

static char *scratch;	/* where children get their folders */
static char *bin;	/* PATH */

/* --- a tool that tries things --------------------------------------------- */

static int try_ptrace(void)
{
	return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int try_socket6(void)
{
	return socket(AF_INET6, SOCK_DGRAM, 0);
}

static int try_local(void)
{
	const struct sockaddr_un log = {
		.sun_family = AF_UNIX, .sun_path = "/dev/log",
	};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return connect(fd, (const struct sockaddr *)&log, sizeof(log));
}

static int try_send(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	return send(fd, "x", 1, 0) < 0 ? -1 : 0;
}

static int try_kill(void)
{
	return kill(getppid(), 0);
}

static int try_mount(void)
{
	return mount("none", "/tmp", "tmpfs", 0, NULL);
}

static int try_unshare(void)
{
	return unshare(CLONE_NEWUSER);
}

static int try_io_uring(void)
{
	return (int)syscall(SYS_io_uring_setup, 1, NULL);
}

static int try_setsid(void)
{
	return setsid() < 0 ? -1 : 0;
}

/* Says it in words on a page, as pdftotext does. */
static int tool_main(void)
{
	static const struct { const char *name; int (*call)(void); } calls[] = {
		{"socket", try_socket}, {"socket6", try_socket6},
		{"local", try_local}, {"send", try_send},
		{"ptrace", try_ptrace}, {"kill", try_kill},
		{"mount", try_mount}, {"unshare", try_unshare},
		{"io_uring", try_io_uring}, {"setsid", try_setsid},
	};
	struct rlimit core, files;

	printf("1\t1\t0\t0\t0\t0\t0\t0\t595\t842\t-1\t###PAGE###\n");
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		errno = 0;
		printf("5\t1\t0\t0\t0\t0\t70\t%zu\t100\t12\t100\t%s:%s\n",
		       100 + 30 * i, calls[i].name,
		       calls[i].call() < 0 && errno == EPERM ? "refused"
							     : "ALLOWED");
	}
	if (getrlimit(RLIMIT_CORE, &core) || getrlimit(RLIMIT_NOFILE, &files))
		return 1;
	printf("5\t1\t0\t0\t0\t0\t70\t500\t100\t12\t100\tcore:%llu,files:%llu"
	       "\n", (unsigned long long)core.rlim_max,
	       (unsigned long long)files.rlim_max);
	(void)fflush(stdout);
	_exit(0);	/* what sanitizers do at the end needs ptrace */
}

/* --- the converter, and children that do as they are told ----------------- */

/* A script is the document, with the answer for its output. */
static int child_main(const struct convert_request *request)
{
	char mark[2];

	if (pread(CONVERT_CHILD_DOCUMENT, mark, sizeof(mark), 0) !=
	    sizeof(mark) || memcmp(mark, "#!", sizeof(mark)) != 0)
		return convert_child(request);
	(void)fcntl(CONVERT_CHILD_DOCUMENT, F_SETFD, 0);
	(void)lseek(CONVERT_CHILD_DOCUMENT, 0, SEEK_SET);
	(void)dup2(CONVERT_CHILD_ANSWER, STDOUT_FILENO);
	(void)execlp("sh", "sh", "-s", NULL);
	return 1;
}

/* --- folders, tools ------------------------------------------------------- */

static struct convert_options options(void)
{
	struct convert_options o = convert_defaults;

	o.scratch = scratch;
	o.timeout = 60 * 1000;
	return o;
}

static void put_script(const char *name, const char *script)
{
	char *path = dir_path(bin, name);

	(void)unlink(path);	/* the one before */
	dir_write(path, script, strlen(script));
	assert_int_equal(chmod(path, 0700), 0);
	free(path);
}

static void put_link(const char *name, const char *target)
{
	char *path = dir_path(bin, name);

	(void)unlink(path);	/* the one before */
	assert_int_equal(symlink(target, path), 0);
	free(path);
}

static void put_real_tools(void)
{
	put_link("pdftotext", "/usr/bin/pdftotext");
	put_link("pdftoppm", "/usr/bin/pdftoppm");
}

static void assert_no_leftovers(const char *where)
{
	DIR *dir = opendir(scratch);
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			fail_msg("%s: %s was left behind", where,
				 entry->d_name);
	(void)closedir(dir);
}

struct outcome {
	struct arena *arena;
	const struct document *d;	/* NULL where err is set */
	int err;
};

static struct outcome convert_bytes(struct slice bytes,
				    const struct convert_options *o)
{
	const struct convert_input in = {.bytes = bytes, .fd = -1};
	struct outcome r = {.arena = arena_new(MEMORY)};

	r.err = convert_run(&in, o, r.arena, &r.d);
	if (!r.err)
		r.err = r.d->err;
	assert_no_leftovers("convert_run");
	return r;
}

static char *golden(const char *name, size_t *ret_n)
{
	char *path = dir_path(TESTS_DIR "/golden/document", name);
	char *bytes = dir_read(path, ret_n);

	free(path);
	return bytes;
}

static struct outcome convert_file(const char *name,
				   const struct convert_options *o)
{
	size_t n;
	char *bytes = golden(name, &n);
	struct outcome r = convert_bytes((struct slice){bytes, n}, o);

	free(bytes);
	return r;
}

/* --- what goes well ------------------------------------------------------- */

static void test_reads(void **state)
{
	static const char *const names[] = {"report.docx", "report.pdf"};
	struct convert_options o = options();

	(void)state;
	put_real_tools();
	for (size_t i = 0; i < 2; i++) {
		struct outcome r = convert_file(names[i], &o);

		if (r.err)
			fail_msg("%s: %s", names[i], err_name(r.err));
		assert_int_equal(r.d->grid_count, 1);
		assert_int_equal(r.d->grids[0]->rows, 6);
		assert_int_equal(r.d->text.n, 362);
		arena_free(r.arena);
	}
}

static void test_descriptor(void **state)
{
	struct convert_options o = options();
	struct convert_input in = {
		.fd = open(TESTS_DIR "/golden/document/report.docx",
			   O_RDONLY | O_CLOEXEC),
	};
	struct arena *a = arena_new(MEMORY);
	const struct document *d;

	(void)state;
	assert_true(in.fd >= 0);
	assert_int_equal(convert_run(&in, &o, a, &d), 0);
	assert_int_equal(d->text.n, 362);
	assert_int_equal(close(in.fd), 0);	/* still ours */
	arena_free(a);
}

/* --- bad documents -------------------------------------------------------- */

static void test_bombs(void **state)
{
	static const struct { const char *name; int err; } bombs[] = {
		{"bomb.docx", ERR_TOOBIG}, {"laughs.docx", ERR_UNSUPPORTED},
		{"deep.docx", ERR_TOOBIG},
	};
	struct convert_options o = options();

	(void)state;
	o.limits.member = 4 << 20;
	for (size_t i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++) {
		struct outcome r = convert_file(bombs[i].name, &o);

		if (r.err != bombs[i].err)
			fail_msg("%s: got %s, wanted %s", bombs[i].name,
				 err_name(r.err), err_name(bombs[i].err));
		arena_free(r.arena);
	}
}

static void test_nested(void **state)
{
	static const struct { const char *head, *unit; int err; } cases[] = {
		{"{\\rtf1 ", "{", ERR_TOOBIG},
		{"<html>", "<div>", 0},
		{"<html>", "<table><tr><td>", 0},
	};
	struct convert_options o = options();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf bytes = BUF_INIT(1 << 20);
		struct outcome r;

		(void)buf_adds(&bytes, cases[i].head);
		for (int n = 0; n < 10000; n++)
			assert_int_equal(buf_adds(&bytes, cases[i].unit), 0);
		r = convert_bytes(buf_slice(&bytes), &o);
		/* to run into the limit is as good as to get through */
		if (r.err != cases[i].err && r.err != ERR_TOOBIG)
			fail_msg("10,000 %s: got %s, wanted %s",
				 cases[i].unit, err_name(r.err),
				 err_name(cases[i].err));
		arena_free(r.arena);
		buf_free(&bytes);
	}
}

static void test_truncated(void **state)
{
	struct convert_options o = options();
	size_t n;
	char *bytes = golden("report.pdf", &n);

	(void)state;
	put_real_tools();
	for (size_t cut = 10; cut < n; cut += n / 6) {
		struct outcome r = convert_bytes((struct slice){bytes, cut},
						 &o);

		if (r.err && r.err != ERR_DAMAGED)
			fail_msg("cut at %zu: %s", cut, err_name(r.err));
		arena_free(r.arena);
	}
	free(bytes);
}

/* --- bad tools ------------------------------------------------------------ */

static const struct {
	const char *script;
	uint64_t timeout;
	int err;
} tools[] = {
	{"#!/bin/sh\nwhile :; do :; done\n", 60000, ERR_EXPIRED},
	{"#!/bin/sh\nsleep 1000\n", 1000, ERR_EXPIRED},
	/* it is gone, but somebody else still holds its output */
	{"#!/bin/sh\nsleep 1000 &\nexit 1\n", 1000, ERR_EXPIRED},
	{"#!/bin/sh\nexit 3\n", 60000, ERR_DAMAGED},
	{"#!/bin/sh\nulimit -c 1 || exit 3\n", 60000, ERR_DAMAGED},
	{"#!/bin/sh\nprintf 'gibber\\tish\\n5\\t\\n1\\t\\t\\n'\n", 60000, 0},
};

static void test_tools(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
		struct convert_options o = options();
		struct outcome r;

		o.timeout = tools[i].timeout;
		o.limits.tool_seconds = 1;
		put_script("pdftotext", tools[i].script);
		r = convert_file("report.pdf", &o);
		if (r.err != tools[i].err)
			fail_msg("%s: got %s, wanted %s", tools[i].script,
				 err_name(r.err), err_name(tools[i].err));
		arena_free(r.arena);
	}
}

/* Sockets and the rest are refused to tools, and so to the child. */
static void test_refused(void **state)
{
	struct convert_options o = options();
	struct outcome r;
	char self[512];
	ssize_t n;

	(void)state;
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	assert_true(n > 0);
	self[n] = '\0';
	put_link("pdftotext", self);
	r = convert_file("report.pdf", &o);
	assert_int_equal(r.err, 0);
	if (slice_finds(r.d->text, "ALLOWED", 0) != SIZE_MAX ||
	    slice_finds(r.d->text, "socket:refused", 0) == SIZE_MAX ||
	    slice_finds(r.d->text, "core:0,files:256", 0) == SIZE_MAX)
		fail_msg("%.*s", SLICE_ARG(r.d->text));
	arena_free(r.arena);
}

/* --- bad children --------------------------------------------------------- */

static const struct {
	const char *script;
	int err;
} children[] = {
	{"#!\nkill -SEGV $$\n", ERR_DAMAGED},
	{"#!\nkill -XCPU $$\n", ERR_EXPIRED},
	{"#!\nkill -KILL $$\n", ERR_TOOBIG},
	{"#!\nexit 1\n", ERR_DAMAGED},
	{"#!\nprintf nonsense\n", ERR_DAMAGED},
	{"#!\nprintf 'nbc1\\000nonsense'\n", ERR_DAMAGED},
	{"#!\nprintf 'nbc1\\377'\n", ERR_DAMAGED},
	{"#!\nprintf 'nbc1\\375'\n", ERR_DAMAGED},
	{"#!\nprintf 'nbc1\\003'\n", ERR_INVALID},
	{"#!\nprintf 'nbc1\\003'\nexit 1\n", ERR_DAMAGED},
	{"#!\nexec cat /dev/zero\n", ERR_TOOBIG},
	{"#!\nexec sleep 1000\n", ERR_EXPIRED},
	/* one that it leaves behind, with its output */
	{"#!\nsleep 1000 &\nprintf 'nbc1\\003'\n", ERR_INVALID},
	/* its own parent; the second converter ends the same way */
	{"#!\nkill -KILL $PPID\n", ERR_IO},
};

static void test_children(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(children) / sizeof(children[0]); i++) {
		struct convert_options o = options();
		struct outcome r;

		o.timeout = children[i].err == ERR_EXPIRED ? 300 : 60000;
		r = convert_bytes(slice_of(children[i].script), &o);
		if (r.err != children[i].err)
			fail_msg("%s: got %s, wanted %s", children[i].script,
				 err_name(r.err), err_name(children[i].err));
		arena_free(r.arena);
	}
}

/* --- in threads ----------------------------------------------------------- */

struct flight {
	uv_thread_t thread;
	struct slice bytes;
	struct outcome r;
};

/* In a thread of its own; cmocka's is the main thread. */
static void run_thread(void *arg)
{
	struct flight *f = arg;
	const struct convert_input in = {.bytes = f->bytes, .fd = -1};
	struct convert_options o = options();

	f->r.err = convert_run(&in, &o, f->r.arena, &f->r.d);
}

/* The child says by a pipe that it has begun. */
static void test_stop_all(void **state)
{
	struct flight f = {.r = {.arena = arena_new(MEMORY)}};
	char *pipe_path = dir_path(bin, "begun");
	char script[256], begun;
	int fd;

	(void)state;
	(void)snprintf(script, sizeof(script), "#!\necho >'%s'\n"
		       "exec sleep 1000\n", pipe_path);
	f.bytes = slice_of(script);
	assert_int_equal(mkfifo(pipe_path, 0600), 0);
	assert_int_equal(uv_thread_create(&f.thread, run_thread, &f), 0);
	fd = open(pipe_path, O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, &begun, 1), 1);
	convert_stop_all(true);
	assert_int_equal(uv_thread_join(&f.thread), 0);
	assert_int_equal(f.r.err, ERR_CANCELLED);
	run_thread(&f);		/* none is begun, either */
	assert_int_equal(f.r.err, ERR_CANCELLED);
	convert_stop_all(false);
	assert_no_leftovers("stop");
	(void)close(fd);
	(void)unlink(pipe_path);
	free(pipe_path);
	arena_free(f.r.arena);
}

/* Several at once; one that fails does not touch the others. */
static void test_many(void **state)
{
	static const char good[] = "a text", bad[] = "#!\nkill -SEGV $$\n";
	struct flight f[4];

	(void)state;
	for (int i = 0; i < 4; i++) {
		f[i] = (struct flight){
			.bytes = slice_of(i == 2 ? bad : good),
			.r = {.arena = arena_new(MEMORY)},
		};
		assert_int_equal(uv_thread_create(&f[i].thread, run_thread,
						  &f[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(uv_thread_join(&f[i].thread), 0);
		assert_int_equal(f[i].r.err, i == 2 ? ERR_DAMAGED : 0);
		arena_free(f[i].r.arena);
	}
	assert_no_leftovers("many");
}

/* The last document cost its converter, too; the next has another. */
static void test_again(void **state)
{
	struct convert_options o = options();
	struct outcome r = convert_bytes(slice_of("#!\nkill -KILL $PPID\n"),
					 &o);

	(void)state;
	arena_free(r.arena);
	for (int i = 0; i < 2; i++) {
		r = convert_bytes((struct slice)SLICE_LIT("a text"), &o);
		assert_int_equal(r.err, 0);
		arena_free(r.arena);
		convert_end();
	}
}

static void test_no_scratch(void **state)
{
	const struct convert_input in = {.bytes = SLICE_LIT("x"), .fd = -1};
	struct convert_options o = options();
	struct arena *a = arena_new(MEMORY);
	const struct document *d;

	(void)state;
	o.scratch = "/nonexistent";
	assert_int_equal(convert_run(&in, &o, a, &d), ERR_NOTFOUND);
	arena_free(a);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_descriptor),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_tools),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_children),
		cmocka_unit_test(test_stop_all),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_no_scratch),
	};
	const char *name = strrchr(argv[0], '/');
	int failed;

	if (argc > 1 && strcmp(argv[1], CONVERT_WORD) == 0)
		return convert_serve_with(child_main);
	if (strcmp(name ? name + 1 : argv[0], "pdftotext") == 0)
		return tool_main();
	scratch = dir_make();
	bin = dir_make();
	put_link("sh", "/bin/sh");
	put_link("sleep", "/bin/sleep");
	put_link("cat", "/bin/cat");
	assert_int_equal(setenv("PATH", bin, 1), 0);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	convert_end();
	dir_remove(scratch);
	dir_remove(bin);
	return failed;
}
