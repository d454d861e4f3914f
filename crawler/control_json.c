/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/control_json.h"

#include "base/err.h"

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const command_names[CONTROL_COMMANDS] = {
	[CONTROL_CRAWL] = "crawl",
	[CONTROL_REFRESH] = "refresh",
	[CONTROL_STATUS] = "status",
};

/* --- numbers of structs, by name -------------------------------------- */

struct field {
	const char *name;
	size_t at;
};

#define TALLY(name) {#name, offsetof(struct tally, name)}
static const struct field tally_fields[] = {
	TALLY(fetched), TALLY(pages), TALLY(stored), TALLY(revisits),
	TALLY(not_modified), TALLY(failed), TALLY(retried), TALLY(not_found),
	TALLY(blocked), TALLY(robots), TALLY(bytes), TALLY(reports),
	TALLY(redirects), TALLY(good), {NULL, 0},
};

static uint64_t *tally_field(struct tally *t, const struct field *f)
{
	return (uint64_t *)(void *)((char *)t + f->at);
}

static void put_number(json_t *o, const char *name, int64_t value)
{
	(void)json_object_set_new(o, name, json_integer(value));
}

/* 0 where it is not there, is no number or is negative. */
static int64_t get_number(const json_t *o, const char *name)
{
	json_int_t value = json_integer_value(json_object_get(o, name));

	return value > 0 ? value : 0;
}

static bool get_bool(const json_t *o, const char *name)
{
	return json_is_true(json_object_get(o, name));
}

static json_t *tally_json(const struct tally *tally)
{
	json_t *o = json_object(), *stops = json_object();
	struct tally t = *tally;

	for (const struct field *f = tally_fields; f->name; f++)
		put_number(o, f->name, (int64_t)*tally_field(&t, f));
	for (size_t i = 0; i < STOP_COUNT; i++)
		if (t.stops[i])
			put_number(stops, stop_name((enum stop)i),
				   (int64_t)t.stops[i]);
	(void)json_object_set_new(o, "stops", stops);
	return o;
}

static void read_tally(const json_t *o, struct tally *t)
{
	const json_t *stops = json_object_get(o, "stops");

	for (const struct field *f = tally_fields; f->name; f++)
		*tally_field(t, f) = (uint64_t)get_number(o, f->name);
	for (size_t i = 0; i < STOP_COUNT; i++)
		t->stops[i] = (uint64_t)get_number(stops, stop_name(
							   (enum stop)i));
}

/* --- lines ------------------------------------------------------------ */

/* Takes value, whose memory may have failed: then nothing is written. */
static int add_line(const char *name, json_t *value, struct buf *out)
{
	json_t *o = name ? json_object() : value;
	char *text = NULL;
	int err = ERR_NOMEM;

	if (name && json_object_set_new(o, name, value) == 0)
		text = json_dumps(o, JSON_COMPACT);
	else if (!name)
		text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	if (text)
		err = buf_addf(out, "%s\n", text);
	free(text);
	return err;
}

static json_t *parse_line(struct slice line)
{
	json_error_t problem;
	json_t *o = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES,
			       &problem);

	if (o && json_is_object(o))
		return o;
	json_decref(o);
	return NULL;
}

/* A copy, owned; NULL where it is not there.  ERR_NOMEM, ERR_INVALID where it
 * is no text. */
static int get_text(const json_t *o, const char *name, char **ret_text)
{
	const json_t *value = json_object_get(o, name);

	*ret_text = NULL;
	if (!value)
		return 0;
	if (!json_is_string(value))
		return ERR_INVALID;
	*ret_text = slice_dup(slice_of(json_string_value(value)));
	return *ret_text ? 0 : ERR_NOMEM;
}

/* --- requests --------------------------------------------------------- */

static int read_command(const json_t *o, struct control_request *r)
{
	const char *name = json_string_value(json_object_get(o, "command"));

	for (int i = 0; i < CONTROL_COMMANDS && name; i++)
		if (strcmp(name, command_names[i]) == 0) {
			r->command = (enum control_command)i;
			return 0;
		}
	return ERR_INVALID;
}

static int read_operands(const json_t *o, struct control_request *r)
{
	const json_t *list = json_object_get(o, "operands");
	size_t count = json_array_size(list);

	if ((list && !json_is_array(list)) || count > CONTROL_OPERANDS_MAX)
		return ERR_INVALID;
	r->operands = calloc(count + 1, sizeof(*r->operands));
	if (!r->operands)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++) {
		const char *text = json_string_value(json_array_get(list, i));

		if (!text || !*text)
			return ERR_INVALID;
		r->operands[i] = slice_dup(slice_of(text));
		if (!r->operands[i])
			return ERR_NOMEM;
		r->operand_count++;
	}
	return 0;
}

static int read_request(const json_t *o, struct control_request *r,
			const char **ret_why)
{
	int err;

	*ret_why = "it is of no command the service knows";
	err = read_command(o, r);
	if (err)
		return err;
	*ret_why = "its operands will not do";
	err = read_operands(o, r);
	if (!err && r->command == CONTROL_CRAWL && r->operand_count == 0)
		err = ERR_INVALID;
	if (err)
		return err;
	*ret_why = "its options will not do";
	err = get_text(o, "scope", &r->scope);
	if (!err && r->scope && strcmp(r->scope, "site") != 0 &&
	    strcmp(r->scope, "reports") != 0)
		err = ERR_INVALID;
	if (!err)
		err = get_text(o, "contact", &r->contact);
	r->all = get_bool(o, "all");
	r->wait = get_bool(o, "wait");
	r->max_pages = get_number(o, "max_pages");
	r->max_bytes = get_number(o, "max_bytes");
	r->max_time_ms = get_number(o, "max_time_ms");
	return err;
}

int control_request_parse(struct slice line, struct control_request *ret,
			  const char **ret_why)
{
	json_t *o = parse_line(line);
	int err;

	*ret = (struct control_request){.command = CONTROL_COMMANDS};
	*ret_why = "it is no JSON object";
	if (!o)
		return ERR_INVALID;
	err = read_request(o, ret, ret_why);
	json_decref(o);
	if (err)
		control_request_clear(ret);
	return err;
}

void control_request_clear(struct control_request *r)
{
	for (size_t i = 0; i < r->operand_count; i++)
		free((void *)(uintptr_t)r->operands[i]);
	free(r->operands);
	free(r->scope);
	free(r->contact);
	*r = (struct control_request){.command = CONTROL_COMMANDS};
}

int control_request_write(const struct control_request *r, struct buf *out)
{
	json_t *o = json_object(), *list = json_array();

	for (size_t i = 0; i < r->operand_count; i++)
		if (json_array_append_new(list, json_string(r->operands[i]))) {
			json_decref(list);	/* or it is no UTF-8 */
			json_decref(o);
			return ERR_INVALID;
		}
	(void)json_object_set_new(o, "command", json_string(
					  command_names[r->command]));
	(void)json_object_set_new(o, "operands", list);
	if (r->scope)
		(void)json_object_set_new(o, "scope", json_string(r->scope));
	if (r->contact)
		(void)json_object_set_new(o, "contact",
					  json_string(r->contact));
	(void)json_object_set_new(o, "all", json_boolean(r->all));
	(void)json_object_set_new(o, "wait", json_boolean(r->wait));
	put_number(o, "max_pages", r->max_pages);
	put_number(o, "max_bytes", r->max_bytes);
	put_number(o, "max_time_ms", r->max_time_ms);
	return add_line(NULL, o, out);
}

/* --- answers ---------------------------------------------------------- */

int control_write_progress(const struct progress *p, struct buf *out)
{
	json_t *o = json_object();

	(void)json_object_set_new(o, "tally", tally_json(p->tally));
	put_number(o, "queue", (int64_t)p->queue);
	put_number(o, "hosts", p->hosts);
	put_number(o, "hosts_waiting", p->hosts_waiting);
	put_number(o, "hosts_blocked", p->hosts_blocked);
	put_number(o, "elapsed_ms", p->elapsed_ms);
	return add_line("progress", o, out);
}

static json_t *site_json(const struct engine_task_site *s)
{
	json_t *o = json_object();

	(void)json_object_set_new(o, "name", json_string(s->name));
	put_number(o, "id", s->id);
	put_number(o, "left", (int64_t)s->left);
	(void)json_object_set_new(o, "resumed", json_boolean(s->resumed));
	if (s->remark)
		(void)json_object_set_new(o, "remark",
					  json_string(s->remark));
	(void)json_object_set_new(o, "tally", tally_json(s->tally));
	return o;
}

int control_write_end(const struct engine_task_state *state, bool interrupted,
		      struct buf *out)
{
	json_t *o = json_object(), *list = json_array();

	for (size_t i = 0; i < state->site_count; i++)
		(void)json_array_append_new(list, site_json(&state->sites[i]));
	(void)json_object_set_new(o, "interrupted",
				  json_boolean(interrupted));
	put_number(o, "run", state->run);
	put_number(o, "began_ms", state->began_ms);
	put_number(o, "elapsed_ms", state->elapsed_ms);
	(void)json_object_set_new(o, "sites", list);
	return add_line("end", o, out);
}

int control_write_refused(const char *why, struct buf *out)
{
	return add_line("refused", json_string(why), out);
}

#define STATUS(s) \
	{"pages", (int64_t)(s)->pages}, {"reports", (int64_t)(s)->reports}, \
	{"sites", (int64_t)(s)->sites}, {"passes", (int64_t)(s)->passes}, \
	{"running", (s)->running}, {"hosts", (s)->hosts}, \
	{"waiting", (s)->waiting}, {"blocked", (s)->blocked}, \
	{"queued", (int64_t)(s)->queued}

int control_write_status(const struct engine_status *status, struct buf *out)
{
	const struct {
		const char *name;
		int64_t value;
	} rows[] = {STATUS(status)};
	json_t *o = json_object();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		put_number(o, rows[i].name, rows[i].value);
	(void)json_object_set_new(o, "disk_full",
				  json_boolean(status->disk_full));
	return add_line("status", o, out);
}

/* --- answers, read ---------------------------------------------------- */

static void read_progress(const json_t *o, struct control_answer *a)
{
	read_tally(json_object_get(o, "tally"), &a->tally);
	a->progress = (struct progress){
		.tally = &a->tally,
		.queue = (uint64_t)get_number(o, "queue"),
		.hosts = (unsigned)get_number(o, "hosts"),
		.hosts_waiting = (unsigned)get_number(o, "hosts_waiting"),
		.hosts_blocked = (unsigned)get_number(o, "hosts_blocked"),
		.elapsed_ms = get_number(o, "elapsed_ms"),
	};
}

static void read_status(const json_t *o, struct control_answer *a)
{
	a->status = (struct engine_status){
		.pages = (uint64_t)get_number(o, "pages"),
		.reports = (uint64_t)get_number(o, "reports"),
		.sites = (size_t)get_number(o, "sites"),
		.passes = (size_t)get_number(o, "passes"),
		.running = (unsigned)get_number(o, "running"),
		.hosts = (unsigned)get_number(o, "hosts"),
		.waiting = (unsigned)get_number(o, "waiting"),
		.blocked = (unsigned)get_number(o, "blocked"),
		.queued = (uint64_t)get_number(o, "queued"),
		.disk_full = get_bool(o, "disk_full"),
	};
}

static int read_site(const json_t *o, struct site *site)
{
	const char *remark = json_string_value(json_object_get(o, "remark"));
	char *name;
	int err = get_text(o, "name", &name);

	if (err || !name)
		return err ? err : ERR_INVALID;
	*site = (struct site){
		.name = name, .id = get_number(o, "id"),
		.left = (uint64_t)get_number(o, "left"),
		.resumed = get_bool(o, "resumed"), .stopped = STOP_COUNT,
	};
	read_tally(json_object_get(o, "tally"), &site->tally);
	if (remark) {
		(void)snprintf(site->remark_text, sizeof(site->remark_text),
			       "%s", remark);
		site->remark = site->remark_text;
	}
	return 0;
}

static int read_end(const json_t *o, struct control_answer *a)
{
	const json_t *list = json_object_get(o, "sites");
	size_t count = json_array_size(list);
	int err = 0;

	a->interrupted = get_bool(o, "interrupted");
	a->run = get_number(o, "run");
	a->began_ms = get_number(o, "began_ms");
	a->elapsed_ms = get_number(o, "elapsed_ms");
	a->sites = calloc(count + 1, sizeof(*a->sites));
	if (!a->sites)
		return ERR_NOMEM;
	for (size_t i = 0; i < count && !err; i++) {
		err = read_site(json_array_get(list, i), &a->sites[i]);
		a->site_count += !err;
	}
	return err;
}

static int read_answer(const json_t *o, struct control_answer *a)
{
	const json_t *value;

	value = json_object_get(o, "progress");
	if (value) {
		a->kind = CONTROL_PROGRESS;
		read_progress(value, a);
		return 0;
	}
	value = json_object_get(o, "status");
	if (value) {
		a->kind = CONTROL_STATE;
		read_status(value, a);
		return 0;
	}
	value = json_object_get(o, "end");
	if (value) {
		a->kind = CONTROL_END;
		return read_end(value, a);
	}
	a->kind = CONTROL_REFUSED;
	if (!json_object_get(o, "refused"))
		return ERR_INVALID;
	return get_text(o, "refused", &a->refused);
}

int control_answer_parse(struct slice line, struct control_answer *ret)
{
	json_t *o = parse_line(line);
	int err;

	*ret = (struct control_answer){.kind = CONTROL_REFUSED};
	if (!o)
		return ERR_INVALID;
	err = read_answer(o, ret);
	json_decref(o);
	if (err)
		control_answer_clear(ret);
	return err;
}

void control_answer_clear(struct control_answer *a)
{
	for (size_t i = 0; i < a->site_count; i++)
		free((void *)(uintptr_t)a->sites[i].name);
	free(a->sites);
	free(a->refused);
	*a = (struct control_answer){.kind = CONTROL_REFUSED};
}
