/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clients of the control socket.  Each asks once, in one line, and is answered
 * until it has all; then the connection ends.
 *
 *   connected ──line──► refused, status: one answer ──► written ──► closed
 *       │         └───► waiting for a task: progress … end ──┘        ▲
 *       └── says nothing for ASK_MS, or a line too long ──────────────┘
 *
 * What they send is a stranger's: a line is at most control_request long, more
 * than control_clients at a time are turned away, and one that does not read
 * what it is told is dropped.  A client that goes takes no work with it.
 */
#include "crawler/control.h"

#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/control_json.h"
#include "crawler/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utlist.h>

enum {
	TICK_MS = 1000,
	ASK_MS = 10000,		/* for the request to come */
	BACKLOG = 16,
	PIECE = 4096,
	UNREAD_MAX = 8 << 20,	/* bytes a client has not read yet */
	ANSWER_MAX = 64 << 20,
};

struct client {
	struct client *prev, *next;
	struct control *control;
	uv_pipe_t pipe;
	char piece[PIECE];
	struct buf line;	/* what came so far */
	bool asked;		/* the line is complete */
	bool last;		/* closed when all is written */
	struct engine_task *task; /* NULL: waits for none */
	uint64_t fetched;	/* as told last */
	int64_t since_ms;	/* mono */
};

struct control {
	struct engine *e;
	uv_pipe_t listener;
	uv_timer_t tick;
	unsigned handles;	/* not closed yet */
	struct client *clients;
	size_t count, clients_max, line_max;
	char path[CONTROL_PATH_SIZE];
	int dir_fd;		/* what path goes by; -1 */
	bool closing;
};

struct answer {
	uv_write_t request;
	struct client *client;
	char *text;		/* owned */
};

/* --- the end ---------------------------------------------------------- */

static void handle_gone(struct control *c)
{
	if (--c->handles > 0)
		return;
	if (c->dir_fd >= 0)
		(void)close(c->dir_fd);	/* nothing was written */
	free(c);
}

static void on_client_closed(uv_handle_t *handle)
{
	struct client *client = handle->data;
	struct control *c = client->control;

	buf_free(&client->line);
	free(client);
	handle_gone(c);
}

static void drop_client(struct client *client)
{
	struct control *c = client->control;

	if (uv_is_closing((uv_handle_t *)&client->pipe))
		return;
	if (client->task)
		engine_task_end(c->e, client->task);
	client->task = NULL;
	DL_DELETE(c->clients, client);
	c->count--;
	uv_close((uv_handle_t *)&client->pipe, on_client_closed);
}

static void on_closed(uv_handle_t *handle)
{
	handle_gone(handle->data);
}

void control_close(struct control *c)
{
	struct client *client, *next;

	if (!c || c->closing)
		return;
	c->closing = true;
	DL_FOREACH_SAFE(c->clients, client, next)
		drop_client(client);
	(void)unlink(c->path);	/* else the next start does */
	uv_close((uv_handle_t *)&c->listener, on_closed);
	uv_close((uv_handle_t *)&c->tick, on_closed);
}

/* --- answers ---------------------------------------------------------- */

static void on_written(uv_write_t *request, int status)
{
	struct answer *answer = request->data;
	struct client *client = answer->client;
	bool over = status < 0 || (client->last &&
		uv_stream_get_write_queue_size((uv_stream_t *)&client->pipe) ==
			0);

	free(answer->text);
	free(answer);
	if (over)
		drop_client(client);
}

/* Takes the text. */
static void send_text(struct client *client, struct buf *text, int err)
{
	struct answer *answer = err ? NULL : calloc(1, sizeof(*answer));
	uv_stream_t *stream = (uv_stream_t *)&client->pipe;
	uv_buf_t piece = uv_buf_init(text->data, (unsigned)text->len);

	if (!answer || uv_stream_get_write_queue_size(stream) > UNREAD_MAX) {
		buf_free(text);
		free(answer);
		drop_client(client);
		return;
	}
	answer->client = client;
	answer->text = buf_take(text);
	answer->request.data = answer;
	if (uv_write(&answer->request, stream, &piece, 1, on_written) == 0)
		return;
	free(answer->text);
	free(answer);
	drop_client(client);
}

static void refuse(struct client *client, const char *why)
{
	struct buf text = BUF_INIT(ANSWER_MAX);

	client->last = true;
	send_text(client, &text, control_write_refused(why, &text));
}

static void tell_status(struct client *client)
{
	struct buf text = BUF_INIT(ANSWER_MAX);
	struct engine_status status;

	engine_status(client->control->e, &status);
	client->last = true;
	send_text(client, &text, control_write_status(&status, &text));
}

static void tell_end(struct client *client,
		     const struct engine_task_state *state)
{
	struct buf text = BUF_INIT(ANSWER_MAX);

	client->last = true;
	send_text(client, &text, control_write_end(state, !state->over,
						   &text));
}

static void tell_progress(struct client *client,
			  const struct engine_task_state *state)
{
	struct buf text = BUF_INIT(ANSWER_MAX);
	struct tally sum = {.fetched = 0};
	struct engine_status status;
	struct progress p;

	for (size_t i = 0; i < state->site_count; i++)
		tally_add(&sum, state->sites[i].tally);
	if (sum.fetched == client->fetched)
		return;
	client->fetched = sum.fetched;
	engine_status(client->control->e, &status);
	p = (struct progress){
		.tally = &sum, .queue = status.queued,
		.hosts = status.hosts, .hosts_waiting = status.waiting,
		.hosts_blocked = status.blocked,
		.elapsed_ms = state->elapsed_ms,
	};
	send_text(client, &text, control_write_progress(&p, &text));
}

/* --- requests --------------------------------------------------------- */

static bool is_contact(const struct client *client, const char *contact)
{
	const char *ours = conf_text(engine_conf(client->control->e),
				     OPTION_CONTACT);

	return !contact || (ours && strcmp(contact, ours) == 0);
}

static void begin_task(struct client *client,
		       const struct control_request *r)
{
	struct engine_task_options options = {
		.refresh = r->command == CONTROL_REFRESH,
		.refresh_ms = r->all ? INT64_MAX : clock_wall_ms(),
		.wait = r->wait, .operands = r->operands,
		.operand_count = r->operand_count, .scope = r->scope,
		.max_pages = r->max_pages, .max_bytes = r->max_bytes,
		.max_time_ms = r->max_time_ms,
	};
	char why[256] = "out of memory";

	if (!is_contact(client, r->contact)) {
		refuse(client, "the service crawls with another contact; leave "
			       "--contact out, or write \"contact = ...\" into "
			       "its configuration and reload it");
		return;
	}
	if (engine_task_begin(client->control->e, &options, &client->task, why,
			      sizeof(why)))
		refuse(client, why);
}

static void on_line(struct client *client, struct slice line)
{
	struct control_request request;
	const char *why;

	client->asked = true;
	if (control_request_parse(line, &request, &why)) {
		refuse(client, why);
		return;
	}
	if (request.command == CONTROL_STATUS)
		tell_status(client);
	else
		begin_task(client, &request);
	control_request_clear(&request);
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
	struct client *client = handle->data;

	(void)suggested;
	*room = uv_buf_init(client->piece, sizeof(client->piece));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *room)
{
	struct client *client = stream->data;
	size_t end;

	if (n < 0) {
		drop_client(client);
		return;
	}
	if (client->asked || n == 0)
		return;		/* nothing more is expected */
	if (buf_add(&client->line, room->base, (size_t)n)) {
		client->asked = true;
		refuse(client, "the request is too long");
		return;
	}
	end = slice_findc(buf_slice(&client->line), '\n', 0);
	if (end != SIZE_MAX)
		on_line(client, slice_sub(buf_slice(&client->line), 0, end));
}

/* --- connections ------------------------------------------------------ */

static void on_connection(uv_stream_t *listener, int status)
{
	struct control *c = listener->data;
	struct client *client = status < 0 ? NULL : calloc(1, sizeof(*client));

	if (!client)
		return;		/* it waits, or goes */
	client->control = c;
	client->since_ms = clock_mono_ms();
	buf_init(&client->line, c->line_max);
	(void)uv_pipe_init(listener->loop, &client->pipe, 0); /* cannot fail */
	client->pipe.data = client;
	c->handles++;
	c->count++;
	DL_APPEND(c->clients, client);
	if (uv_accept(listener, (uv_stream_t *)&client->pipe) ||
	    uv_read_start((uv_stream_t *)&client->pipe, on_room, on_read))
		drop_client(client);
	else if (c->count > c->clients_max) {
		client->asked = true;
		refuse(client, "too many ask at a time");
	}
}

static void tick_client(struct client *client, int64_t now)
{
	struct engine_task_state state;

	if (!client->asked && now - client->since_ms > ASK_MS) {
		drop_client(client);
		return;
	}
	if (!client->task || client->last)
		return;
	engine_task_look(client->control->e, client->task, &state);
	if (state.over)
		tell_end(client, &state);
	else
		tell_progress(client, &state);
}

static void on_tick(uv_timer_t *timer)
{
	struct control *c = timer->data;
	struct client *client, *next;

	DL_FOREACH_SAFE(c->clients, client, next)
		tick_client(client, clock_mono_ms());
}

void control_stop(struct control *c)
{
	struct client *client, *next;

	if (!c)
		return;
	DL_FOREACH_SAFE(c->clients, client, next) {
		struct engine_task_state state;

		if (!client->task || client->last)
			continue;
		engine_task_look(c->e, client->task, &state);
		tell_end(client, &state);
	}
}

/* --- the begin -------------------------------------------------------- */

int control_path(const char *dir, char path[CONTROL_PATH_SIZE], int *ret_fd)
{
	int n = snprintf(path, CONTROL_PATH_SIZE, "%s/control", dir);
	int fd;

	*ret_fd = -1;
	if (n > 0 && n < CONTROL_PATH_SIZE)
		return 0;
	fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	(void)snprintf(path, CONTROL_PATH_SIZE, "/proc/self/fd/%d/control",
		       fd);
	*ret_fd = fd;
	return 0;
}

/* Of the mode from the moment it is there.  The mask is the process's, but
 * nothing else is on its way that could make a file. */
static int bind_listener(struct control *c)
{
	mode_t before = umask(0117);
	int status;

	(void)unlink(c->path);
	status = uv_pipe_bind(&c->listener, c->path);
	(void)umask(before);
	if (!status)
		status = uv_listen((uv_stream_t *)&c->listener, BACKLOG,
				   on_connection);
	return status ? err_from_errno(-status) : 0;
}

int control_open(struct engine *e, const char *dir,
		 const struct conf_snapshot *conf,
		 struct control **ret_control)
{
	struct control *c = calloc(1, sizeof(*c));
	int err;

	if (!c)
		return ERR_NOMEM;
	c->e = e;
	c->clients_max = (size_t)conf_number(conf, OPTION_CONTROL_CLIENTS);
	c->line_max = (size_t)conf_number(conf, OPTION_CONTROL_REQUEST);
	err = control_path(dir, c->path, &c->dir_fd);
	if (err) {
		free(c);
		return err;
	}
	(void)uv_pipe_init(engine_loop(e), &c->listener, 0); /* cannot fail */
	(void)uv_timer_init(engine_loop(e), &c->tick);
	c->listener.data = c->tick.data = c;
	c->handles = 2;
	err = bind_listener(c);
	if (err) {
		control_close(c);
		return err;
	}
	(void)uv_timer_start(&c->tick, on_tick, TICK_MS, TICK_MS);
	*ret_control = c;
	return 0;
}
