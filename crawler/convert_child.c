/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The child.  It maps its document, which is a file or memory of the one who
 * asked, and answers.  Both the limits and the filter stand before the first
 * byte of the document is looked at.
 *
 * Tools get neither the document's descriptor nor the answer's.
 */
#include "crawler/convert_private.h"

#include "base/err.h"

#include <errno.h>
#include <sys/mman.h>
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

static bool set_limits(const struct convert_options *o)
{
	unsigned long long cpu = o->cpu_seconds;
	const struct rlimit seconds = {.rlim_cur = cpu, .rlim_max = cpu + 1};

	return limit(RLIMIT_CORE, 0) &&
	       limit(RLIMIT_FSIZE, o->file) &&
	       limit(RLIMIT_NOFILE, o->files) &&
	       setrlimit(RLIMIT_CPU, &seconds) == 0 &&
	       (!MAY_LIMIT_MEMORY || limit(RLIMIT_AS, o->memory));
}

static int map_document(struct slice *ret_bytes)
{
	struct stat st;
	void *p;

	if (fstat(CONVERT_CHILD_DOCUMENT, &st) != 0 || !S_ISREG(st.st_mode))
		return ERR_IO;
	*ret_bytes = (struct slice)SLICE_LIT("");
	if (st.st_size == 0)
		return 0;
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
		 CONVERT_CHILD_DOCUMENT, 0);
	if (p == MAP_FAILED)
		return err_from_errno(errno);
	*ret_bytes = (struct slice){p, (size_t)st.st_size};
	return 0;
}

/* A tool's limit cannot be above our own; to be out of memory is to have
 * reached a limit. */
static int read_document(const struct convert_request *request,
			 struct buf *answer)
{
	const struct convert_options *o = &request->options;
	struct document_limits limits = o->limits;
	struct arena *a = arena_new(o->memory / 2);
	const struct document *d;
	struct slice bytes;
	int err = a ? map_document(&bytes) : ERR_NOMEM;

	limits.scratch = request->scratch;
	if (limits.tool_seconds > o->cpu_seconds)
		limits.tool_seconds = o->cpu_seconds;
	if (!err)
		err = document_read(bytes, &limits, a, &d);
	if (!err)
		err = document_write(d, answer);
	arena_free(a);
	return err == ERR_NOMEM ? ERR_TOOBIG : err;
}

static bool write_all(struct slice s)
{
	while (s.n) {
		ssize_t n = write(CONVERT_CHILD_ANSWER, s.p, s.n);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			s = slice_sub(s, (size_t)n, s.n);
	}
	return true;
}

static bool give_answer(int err, const struct buf *answer)
{
	char head[CONVERT_HEAD];

	memcpy(head, CONVERT_MARK, CONVERT_HEAD - 1);
	head[CONVERT_HEAD - 1] = (char)-err;
	return write_all((struct slice){head, sizeof(head)}) &&
	       (err || write_all(buf_slice(answer)));
}

/* Nothing is tidied up: it all ends with the process. */
int convert_child(const struct convert_request *request)
{
	struct buf answer = BUF_INIT(request->options.result);
	int err;

	if (!set_limits(&request->options))
		return CHILD_FAILED;
	err = convert_confine();
	if (!err)
		err = read_document(request, &answer);
	return give_answer(err, &answer) ? 0 : CHILD_FAILED;
}
