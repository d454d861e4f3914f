/* SPDX-License-Identifier: Apache-2.0 */
/* JSON as a query: see post_key.c. Walked with a stack of its own. */
#include "parsers/post_key_private.h"

#include "base/err.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	DEEP = 32,		/* levels; deeper ones are left out */
	NAMES_MAX = 1000,
};

struct level {
	json_t *value;
	void *iter;		/* of an object */
	size_t index;		/* of an array */
	const char *name;	/* that an array's values go by */
};

struct flat {
	struct level levels[DEEP];
	size_t depth;
	json_t *seen;		/* name → how often */
	size_t names;
	struct buf *out;
};

/* Python's quote_plus(). */
static void add_quoted(const char *s, struct buf *out)
{
	for (; *s; s++) {
		char c = *s;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || strchr("_.-~", c))
			(void)buf_addc(out, c);
		else if (c == ' ')
			(void)buf_addc(out, '+');
		else
			(void)buf_addf(out, "%%%02X", (unsigned char)c);
	}
}

/* As Python's repr(): the shortest that reads back, and never an integer. */
static void add_real(double value, struct buf *out)
{
	char text[40];

	for (int digits = 1; digits <= 17; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	if (strchr(text, 'e') && value > -1e16 && value < 1e16 &&
	    value == (double)(int64_t)value)
		(void)snprintf(text, sizeof(text), "%.1f", value);
	add_quoted(text, out);
	if (!strpbrk(text, ".en"))
		(void)buf_adds(out, ".0");
}

static void add_value(json_t *value, struct buf *out)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		add_quoted(json_string_value(value), out);
		return;
	case JSON_INTEGER:
		(void)buf_addf(out, "%lld",
			       (long long)json_integer_value(value));
		return;
	case JSON_REAL:
		add_real(json_real_value(value), out);
		return;
	case JSON_TRUE:
		(void)buf_adds(out, "True");
		return;
	case JSON_FALSE:
		(void)buf_adds(out, "False");
		return;
	default:
		(void)buf_adds(out, "None");
	}
}

/* "page", and where it came before "page.2_", "page.3_", ... */
static void add_pair(struct flat *f, const char *name, json_t *value)
{
	json_t *count = json_object_get(f->seen, name);
	json_int_t times = json_integer_value(count) + 1;

	if (f->names == NAMES_MAX)
		return;
	if (f->names++)
		(void)buf_addc(f->out, '&');
	add_quoted(name, f->out);
	if (times > 1)
		(void)buf_addf(f->out, ".%lld_", (long long)times);
	(void)buf_addc(f->out, '=');
	add_value(value, f->out);
	if (json_object_set_new_nocheck(f->seen, name, json_integer(times)))
		f->out->err = ERR_NOMEM;
}

static void take(struct flat *f, json_t *value, const char *name)
{
	if (!json_is_object(value) && !json_is_array(value)) {
		if (*name)
			add_pair(f, name, value);
		return;
	}
	if (f->depth < DEEP)
		f->levels[f->depth++] = (struct level){
			.value = value, .iter = json_object_iter(value),
			.name = name,
		};
}

static void walk(struct flat *f)
{
	while (f->depth > 0 && !f->out->err) {
		struct level *l = &f->levels[f->depth - 1];
		json_t *value = NULL;
		const char *name = l->name;

		if (l->iter) {
			name = json_object_iter_key(l->iter);
			value = json_object_iter_value(l->iter);
			l->iter = json_object_iter_next(l->value, l->iter);
		} else if (json_is_array(l->value)) {
			value = json_array_get(l->value, l->index++);
		}
		if (value)
			take(f, value, name);
		else
			f->depth--;
	}
}

bool post_key_json(struct slice body, struct buf *out)
{
	json_t *root = json_loadb(body.p ? body.p : "", body.n,
				  JSON_DECODE_ANY, NULL);
	struct flat f = {.seen = json_object(), .out = out};

	if (root && !f.seen)
		out->err = ERR_NOMEM;
	if (root && f.seen) {
		take(&f, root, "");
		walk(&f);
	}
	json_decref(f.seen);
	json_decref(root);
	return root != NULL;
}
