/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration in force: options with their values, and sites.  Read from
 * nianbao.conf and sites.d/ by libconfuse (fenced in conf.c), overlaid
 * by the command line, then frozen: a snapshot is immutable, refcounted, and
 * may be read by any thread.  An unknown key is an error.
 */
#ifndef NIANBAO_CONF_CONF_H
#define NIANBAO_CONF_CONF_H

#include "conf/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct conf;		/* being made */
struct conf_snapshot;	/* frozen */

/* What is wrong, where, and what was expected. */
struct conf_problem {
	char file[512];
	int line;		/* 0: the file as a whole */
	char text[512];		/* "delay: 5h is not a duration; …" */
};

struct conf_site {
	const char *name;
	const char *const *seeds;	size_t seed_count;
	const char *const *hosts;	size_t host_count; /* extra, with
				 * the site: "name" or "name:port" */
	const char *const *resolve;	size_t resolve_count;
	const char *const *organs;	size_t organ_count; /* that have to
				 * report, besides those that are seen */
	const char *scope;	/* "reports" or "site"; NULL: the option's */
	const char *division;	/* code; NULL */
	int official;		/* 1, 0; -1: not said */
	bool tls_relaxed;
	int64_t delay_ms;	/* -1: the option's */
	int64_t max_pages, max_bytes, max_time_ms; /* -1: the option's */
	int64_t window;		/* window.h's hours; -1: the option's */
	int64_t budget;		/* requests a day; 0: no limit; -1 */
	const char *drop_parameters; /* "": none; NULL: the option's */
	const char *file;	/* where it stands */
};

struct conf *conf_new(void);	/* all defaults; NULL: out of memory */
void conf_free(struct conf *c);
/* Reads a file and, if it is a nianbao.conf, the sites.d beside it.
 * ERR_NOTFOUND, ERR_INVALID, ERR_NOMEM, ERR_IO; ret_problem says where, and
 * what the first problem is. */
int conf_read(struct conf *c, const char *path,
	      struct conf_problem *ret_problem);
/* The same to the end: a file that is wrong does not hide the next one.  Each
 * one's first problem is told.  Returns the first error; ERR_NOMEM ends it. */
typedef void (*conf_problem_fn)(void *ctx, const struct conf_problem *problem);
int conf_read_all(struct conf *c, const char *path, conf_problem_fn fn,
		  void *ctx);
/* One option from the command line: text as in a file. ERR_NOTFOUND (no such
 * option), ERR_INVALID, ERR_RANGE; ret_problem->text says what was expected. */
int conf_set(struct conf *c, const char *name, const char *text,
	     struct conf_problem *ret_problem);
/* The archive's folder as it stands now, lent until the next conf_…() on c;
 * NULL: nothing is said of it. */
const char *conf_archive(const struct conf *c);
/* Freezes; c is empty afterwards.  Refcount 1. */
int conf_freeze(struct conf *c, struct conf_snapshot **ret_snapshot);
struct conf_snapshot *conf_ref(struct conf_snapshot *s);
void conf_unref(struct conf_snapshot *s);	/* NULL ok */

int64_t conf_number(const struct conf_snapshot *s, enum option_id id);
bool conf_bool(const struct conf_snapshot *s, enum option_id id);
/* Of a TEXT, CHOICE or PARAMETERS option; NULL where it is empty. */
const char *conf_text(const struct conf_snapshot *s, enum option_id id);
size_t conf_site_count(const struct conf_snapshot *s);
const struct conf_site *conf_site(const struct conf_snapshot *s, size_t i);
const struct conf_site *conf_site_named(const struct conf_snapshot *s,
					const char *name);
/* SHA-256 (hex) over every option and site, normalised: two configurations
 * that mean the same have the same digest. */
const char *conf_sha256(const struct conf_snapshot *s);

#endif
