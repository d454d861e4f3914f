/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything archived is read again, on all processors (store/mend_reread.h).
 * SIGINT and SIGTERM end it between two captures; the next call goes on.
 */
#ifndef NIANBAO_CRAWLER_REREAD_H
#define NIANBAO_CRAWLER_REREAD_H

#include "conf/conf.h"
#include "store/mend_reread.h"

struct reread_result {
	struct reread_state state; /* done and total: at its end */
	uint64_t reports;	/* there are now */
	uint64_t damaged;	/* captures that could not be read */
	int64_t elapsed_ms;
};

/* terminal: progress on stderr each second, else each ten.  Loop thread; sets
 * UV_THREADPOOL_SIZE where it is not set.  ERR_CANCELLED: a signal; else as
 * reread_begin(). */
int reread_run(const char *dir, const struct conf_snapshot *conf,
	       bool terminal, struct reread_result *ret_result);

#endif
