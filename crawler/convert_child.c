/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The child.  It takes its document from standard input, which is a file or
 * memory of the parent's, and answers on standard output.  Both the limits and
 * the filter stand before the first byte of the document is looked at.
 *
 * Tools get neither the document's descriptor nor the answer's.
 */
#include "crawler/convert_private.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
/* Their shadow of the address space is larger than any limit. */
#define MAY_LIMIT_MEMORY 0
#else
#define MAY_LIMIT_MEMORY 1
#endif

enum { CHILD_FAILED = 1 };

static bool limit(int resource, unsigned long long most)
{
	const struct rlimit limits = {.rlim_cur = most, .rlim_max = most};

	return setrlimit((__rlimit_resource_t)resource, &limits) == 0;
}

static bool set_limits(const unsigned long long *numbers)
{
	unsigned long long cpu = numbers[CONVERT_CPU_SECONDS];
	const struct rlimit seconds = {.rlim_cur = cpu, .rlim_max = cpu + 1};

	return limit(RLIMIT_CORE, 0) &&
	       limit(RLIMIT_FSIZE, numbers[CONVERT_FILE]) &&
	       limit(RLIMIT_NOFILE, numbers[CONVERT_FILES]) &&
	       setrlimit(RLIMIT_CPU, &seconds) == 0 &&
	       (!MAY_LIMIT_MEMORY || limit(RLIMIT_AS, numbers[CONVERT_MEMORY]));
}

/* Moves the answer out of the way of tools; the descriptor, or -1. */
static int keep_answer(void)
{
	int answer = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (answer < 0 || null < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    fcntl(STDIN_FILENO, F_SETFD, FD_CLOEXEC) < 0)
		return -1;
	(void)close(null);
	return answer;
}

static int map_document(struct slice *ret_bytes)
{
	struct stat st;
	void *p;

	if (fstat(STDIN_FILENO, &st) != 0 || !S_ISREG(st.st_mode))
		return ERR_IO;
	*ret_bytes = (struct slice)SLICE_LIT("");
	if (st.st_size == 0)
		return 0;
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
		 STDIN_FILENO, 0);
	if (p == MAP_FAILED)
		return err_from_errno(errno);
	*ret_bytes = (struct slice){p, (size_t)st.st_size};
	return 0;
}

/* A tool's limit cannot be above our own. */
static unsigned tool_seconds(const unsigned long long *numbers)
{
	unsigned long long tool = numbers[CONVERT_TOOL_SECONDS];
	unsigned long long own = numbers[CONVERT_CPU_SECONDS];

	return (unsigned)(tool < own ? tool : own);
}

/* To be out of memory is to have reached a limit. */
static int read_document(const unsigned long long *numbers,
			 const char *scratch, struct buf *answer)
{
	const struct document_limits limits = {
		.text = numbers[CONVERT_TEXT],
		.member = numbers[CONVERT_MEMBER],
		.unpacked = numbers[CONVERT_UNPACKED],
		.members = (uint32_t)numbers[CONVERT_MEMBERS],
		.pages = (uint32_t)numbers[CONVERT_PAGES],
		.grids = (uint32_t)numbers[CONVERT_GRIDS],
		.tool_seconds = tool_seconds(numbers),
		.scratch = scratch,
	};
	struct arena *a = arena_new(numbers[CONVERT_MEMORY] / 2);
	const struct document *d;
	struct slice bytes;
	int err = a ? map_document(&bytes) : ERR_NOMEM;

	if (!err)
		err = document_read(bytes, &limits, a, &d);
	if (!err)
		err = document_write(d, answer);
	arena_free(a);
	return err == ERR_NOMEM ? ERR_TOOBIG : err;
}

static bool write_all(int fd, struct slice s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			s = slice_sub(s, (size_t)n, s.n);
	}
	return true;
}

static bool give_answer(int fd, int err, const struct buf *answer)
{
	char head[CONVERT_HEAD];

	memcpy(head, CONVERT_MARK, CONVERT_HEAD - 1);
	head[CONVERT_HEAD - 1] = (char)-err;
	return write_all(fd, (struct slice){head, sizeof(head)}) &&
	       (err || write_all(fd, buf_slice(answer)));
}

static bool read_numbers(char **argv, unsigned long long *numbers)
{
	for (int i = 0; i < CONVERT_NUMBERS; i++)
		if (!slice_u64(slice_of(argv[CONVERT_FIRST_NUMBER + i]),
			       1ull << 62, &numbers[i]))
			return false;
	return true;
}

int convert_child(int argc, char **argv)
{
	unsigned long long numbers[CONVERT_NUMBERS];
	struct buf answer;
	const char *scratch;
	int fd, err;

	if (argc != CONVERT_ARGUMENTS || !read_numbers(argv, numbers))
		return CHILD_FAILED;
	scratch = argv[CONVERT_SCRATCH_ARGUMENT];
	(void)setlocale(LC_CTYPE, "C.UTF-8");	/* names within archives */
	(void)signal(SIGPIPE, SIG_DFL);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || chdir(scratch) != 0)
		return CHILD_FAILED;
	fd = keep_answer();
	if (fd < 0 || close_range((unsigned)fd + 1, ~0U, 0) != 0 ||
	    !set_limits(numbers))
		return CHILD_FAILED;
	buf_init(&answer, numbers[CONVERT_RESULT]);
	err = convert_confine();
	if (!err)
		err = read_document(numbers, scratch, &answer);
	/* nothing is tidied up: it all ends here */
	_exit(give_answer(fd, err, &answer) ? 0 : CHILD_FAILED);
}
