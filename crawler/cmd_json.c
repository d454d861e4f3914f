/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/cmd_json.h"

#include "base/buf.h"
#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/httpdate.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

void cmd_json_begin(struct cmd_json *o)
{
	o->json = json_object();
	o->err = o->json ? 0 : ERR_NOMEM;
}

/* Takes value. */
static void set(struct cmd_json *o, const char *name, json_t *value)
{
	if (!value || json_object_set_new(o->json, name, value))
		o->err = ERR_NOMEM;
}

void cmd_json_string(struct cmd_json *o, const char *name, const char *text)
{
	cmd_json_slice(o, name, slice_of(text));
}

void cmd_json_slice(struct cmd_json *o, const char *name, struct slice s)
{
	struct buf clean = BUF_INIT(s.n * 3 + 1);

	if (!s.p)
		return;
	if (!charset_is_utf8(s)) {
		if (charset_decode("UTF-8", s, &clean))
			o->err = ERR_NOMEM;
		s = buf_slice(&clean);
	}
	set(o, name, json_stringn(s.p, s.n));
	buf_free(&clean);
}

bool cmd_json_has(const struct cmd_json *o, const char *name)
{
	return json_object_get(o->json, name) != NULL;
}

void cmd_json_number(struct cmd_json *o, const char *name, int64_t value)
{
	set(o, name, json_integer(value));
}

void cmd_json_known(struct cmd_json *o, const char *name, int64_t value)
{
	if (value >= 0)
		cmd_json_number(o, name, value);
}

void cmd_json_bool(struct cmd_json *o, const char *name, bool value)
{
	set(o, name, json_boolean(value));
}

void cmd_json_time(struct cmd_json *o, const char *name, int64_t ms)
{
	char iso[HTTPDATE_ISO_SIZE];

	if (ms == 0)
		return;
	httpdate_iso(ms, iso);
	cmd_json_string(o, name, iso);
}

static void end_child(struct cmd_json *o, struct cmd_json *child)
{
	if (child->err)
		o->err = child->err;
	child->json = NULL;
}

void cmd_json_put(struct cmd_json *o, const char *name,
		  struct cmd_json *child)
{
	set(o, name, child->json);
	end_child(o, child);
}

void cmd_json_list(struct cmd_json *o, const char *name)
{
	set(o, name, json_array());
}

void cmd_json_append(struct cmd_json *o, const char *name,
		     struct cmd_json *child)
{
	json_t *array = json_object_get(o->json, name);

	if (!array) {
		cmd_json_list(o, name);
		array = json_object_get(o->json, name);
	}
	if (json_array_append_new(array, child->json))
		o->err = ERR_NOMEM;
	end_child(o, child);
}

/* The text of o, which is ended; NULL: memory lacked. */
static char *take_text(struct cmd_json *o)
{
	char *text = o->err ? NULL : json_dumps(o->json, JSON_COMPACT);

	json_decref(o->json);
	o->json = NULL;
	return text;
}

int cmd_json_add(struct cmd_json *o, struct buf *out)
{
	char *text = take_text(o);
	int err = text ? buf_addf(out, "%s\n", text) : ERR_NOMEM;

	free(text);
	return err;
}

int cmd_json_print(struct cmd_json *o)
{
	char *text = take_text(o);

	if (!text)
		return ERR_NOMEM;
	puts(text);
	free(text);
	return 0;
}
