/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One JSON object as a command prints it.  What is not known is left out; a
 * lack of memory sticks and is told at the end, so that nothing is left out
 * because of it.  Only for cmd_*.c.
 */
#ifndef NIANBAO_CRAWLER_CMD_JSON_H
#define NIANBAO_CRAWLER_CMD_JSON_H

#include "base/buf.h"

#include <stdint.h>

struct json_t;

struct cmd_json {
	struct json_t *json;
	int err;		/* 0 or ERR_NOMEM */
};

void cmd_json_begin(struct cmd_json *o);
/* NULL is left out; bytes that are no UTF-8 become U+FFFD. */
void cmd_json_string(struct cmd_json *o, const char *name, const char *text);
/* The same; an absent one is left out. */
void cmd_json_slice(struct cmd_json *o, const char *name, struct slice s);
bool cmd_json_has(const struct cmd_json *o, const char *name);
void cmd_json_number(struct cmd_json *o, const char *name, int64_t value);
/* Left out where it is negative. */
void cmd_json_known(struct cmd_json *o, const char *name, int64_t value);
void cmd_json_bool(struct cmd_json *o, const char *name, bool value);
/* Milliseconds since 1970 as ISO 8601; 0 is left out. */
void cmd_json_time(struct cmd_json *o, const char *name, int64_t ms);
/* An array that is there even if nothing is appended. */
void cmd_json_list(struct cmd_json *o, const char *name);
/* child becomes the member name, or the last entry of the array name, and is
 * ended. */
void cmd_json_put(struct cmd_json *o, const char *name,
		  struct cmd_json *child);
void cmd_json_append(struct cmd_json *o, const char *name,
		     struct cmd_json *child);
/* Adds a line to out and ends o; buf's errors, or ERR_NOMEM. */
int cmd_json_add(struct cmd_json *o, struct buf *out);
/* Prints one line and ends o. 0 or ERR_NOMEM: then nothing is printed. */
int cmd_json_print(struct cmd_json *o);

#endif
