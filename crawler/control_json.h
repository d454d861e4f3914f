/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes over the control socket: one JSON object a line.  A client asks
 * once, and is answered until the connection ends:
 *
 *   {"command":"crawl","operands":["qinghe"],"max_pages":100}
 *   {"command":"refresh","operands":[],"all":true}
 *   {"command":"status"}
 *
 *   {"progress":{…}}       about once a second, where it changed
 *   {"end":{…}}            what came of it; the last line
 *   {"refused":"…"}        the only line
 *   {"status":{…}}         the only line
 *
 * Pure; the only file that sees jansson here is control_json.c.
 */
#ifndef NIANBAO_CRAWLER_CONTROL_JSON_H
#define NIANBAO_CRAWLER_CONTROL_JSON_H

#include "crawler/engine.h"
#include "crawler/progress.h"

enum control_command {
	CONTROL_CRAWL, CONTROL_REFRESH, CONTROL_STATUS, CONTROL_COMMANDS,
};

enum { CONTROL_OPERANDS_MAX = 1000 };

struct control_request {
	enum control_command command;
	const char **operands;	/* owned, and NULL-terminated */
	size_t operand_count;
	char *scope;		/* owned; "reports", "site"; NULL */
	char *contact;		/* owned; NULL: not said */
	bool all, wait;		/* all: of a refresh */
	int64_t max_pages, max_bytes, max_time_ms; /* 0: not said */
};

/* line: bytes from a stranger.  ERR_INVALID: why says what will not do;
 * ERR_NOMEM. */
int control_request_parse(struct slice line, struct control_request *ret,
			  const char **ret_why);
void control_request_clear(struct control_request *r);
/* With its line feed; buf's errors. */
int control_request_write(const struct control_request *r, struct buf *out);

int control_write_progress(const struct progress *p, struct buf *out);
int control_write_end(const struct engine_task_state *state, bool interrupted,
		      struct buf *out);
int control_write_refused(const char *why, struct buf *out);
int control_write_status(const struct engine_status *status, struct buf *out);

/* What the service said. */
enum control_answer_kind {
	CONTROL_PROGRESS, CONTROL_END, CONTROL_REFUSED, CONTROL_STATE,
};
struct control_answer {
	enum control_answer_kind kind;
	struct progress progress; /* of PROGRESS; its tally is … */
	struct tally tally;	/* … this */
	char *refused;		/* owned */
	struct engine_status status;
	bool interrupted;	/* of END: the service stopped before */
	int64_t run, began_ms, elapsed_ms;
	struct site *sites;	/* of END; owned, and their names: id, name,
				 * tally, left, resumed, remark are set */
	size_t site_count;
};
/* ERR_INVALID, ERR_NOMEM. */
int control_answer_parse(struct slice line, struct control_answer *ret);
void control_answer_clear(struct control_answer *a);

#endif
