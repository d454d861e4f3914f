/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration.  struct conf is filled from defaults, files and the
 * command line, in that order, then frozen into a snapshot.  All its memory is
 * one arena, which moves into the snapshot and dies with its last reference.
 *
 * libconfuse reads the files (this is its fence).  Every option is a string to
 * it; types, units and ranges are ours (options.c), checked by a validating
 * callback while the parser still knows the line.  It has no place for a
 * pointer of ours in its callbacks, so the reading under way is found through
 * one thread-local pointer, set for the length of a cfg_parse().
 */
#include "conf/conf.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/err.h"
#include "conf/site.h"
#include "parsers/charset.h"

#include <confuse.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	CONF_MEMORY = 64 << 20,	/* all files; 100,000 sites fit */
	SITES_MAX = 100000,
	FILE_MAX = 16 << 20,
};

struct conf_body {
	struct arena *arena;
	int64_t numbers[OPTION_COUNT];
	const char *texts[OPTION_COUNT]; /* TEXT, CHOICE, PARAMETERS; NULL if
				 * empty */
	struct conf_site *sites;
	size_t site_count, site_cap;
	char sha256[SHA256_HEX_SIZE];
};

struct conf {
	struct conf_body body;
	const char *usual_archive; /* the default, in the arena: known from
				    * one that is written by its address */
};

struct conf_snapshot {
	atomic_int refs;
	struct conf_body body;
};

/* libconfuse takes the end of a file for the end of every open section.  So a
 * key is put behind the file that only the top level knows. */
static const char end_mark[] = "end_of_this_file";

/* The file being read, for libconfuse's callbacks. */
struct reading {
	struct conf *conf;
	struct conf_problem *problem;
};
static _Thread_local struct reading *reading;

/* Keys of a site that are options of the same name. */
static const enum option_id site_options_of_all[] = {
	OPTION_SCOPE, OPTION_DELAY, OPTION_MAX_PAGES, OPTION_MAX_BYTES,
	OPTION_MAX_TIME, OPTION_WINDOW, OPTION_BUDGET, OPTION_DROP_PARAMETERS,
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* --- making ------------------------------------------------------------- */

static int set_option(struct conf_body *body, const struct option_row *row,
		      const char *text)
{
	int err = option_parse(row, text, &body->numbers[row->id]);

	if (err || (row->type != OPTION_TYPE_TEXT &&
		    row->type != OPTION_TYPE_CHOICE &&
		    row->type != OPTION_TYPE_PARAMETERS))
		return err;
	body->texts[row->id] = NULL;
	if (*text) {
		body->texts[row->id] = arena_strndup(body->arena, text,
						     strlen(text));
		if (!body->texts[row->id])
			return arena_err(body->arena);
	}
	return 0;
}

struct conf *conf_new(void)
{
	struct conf *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->body.arena = arena_new(CONF_MEMORY);
	if (!c->body.arena)
		goto free_conf;
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (set_option(&c->body, &option_rows[i],
			       option_rows[i].standard))
			goto free_conf;
	c->usual_archive = c->body.texts[OPTION_ARCHIVE];
	return c;
free_conf:
	conf_free(c);
	return NULL;
}

static void body_free(struct conf_body *body)
{
	free(body->sites);
	arena_free(body->arena);
}

void conf_free(struct conf *c)
{
	if (!c)
		return;
	body_free(&c->body);
	free(c);
}

/* A file that is no text at all is quoted in messages, too. */
static void make_printable(char *text)
{
	bool utf8 = charset_is_utf8(slice_of(text));

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7F || (c >= 0x80 && !utf8))
			*text = '?';
	}
}

__attribute__((format(printf, 4, 5)))
static void say(struct conf_problem *p, const char *file, int line,
		const char *format, ...)
{
	va_list args;

	if (p->text[0])
		return;		/* the first problem is the one to mend */
	(void)snprintf(p->file, sizeof(p->file), "%s", file ? file : "");
	p->line = line;
	va_start(args, format);
	(void)vsnprintf(p->text, sizeof(p->text), format, args);
	va_end(args);
	make_printable(p->text);
}

static void say_expected(struct conf_problem *p, const char *file, int line,
			 const struct option_row *row, const char *text)
{
	char expects[256];

	option_expects(row, expects, sizeof(expects));
	say(p, file, line, "%s: \"%s\" will not do; expected %s", row->name,
	    text, expects);
}

int conf_set(struct conf *c, const char *name, const char *text,
	     struct conf_problem *ret_problem)
{
	const struct option_row *row = option_find(name);
	int err;

	*ret_problem = (struct conf_problem){.line = 0};
	if (!row) {
		say(ret_problem, NULL, 0, "there is no option \"%s\"", name);
		return ERR_NOTFOUND;
	}
	err = set_option(&c->body, row, text);
	if (err == ERR_INVALID || err == ERR_RANGE)
		say_expected(ret_problem, NULL, 0, row, text);
	return err;
}

const char *conf_archive(const struct conf *c)
{
	const char *dir = c->body.texts[OPTION_ARCHIVE];

	return dir == c->usual_archive ? NULL : dir;
}

/* --- what libconfuse calls ---------------------------------------------- */

__attribute__((format(printf, 2, 0)))
static void on_error(cfg_t *cfg, const char *format, va_list args)
{
	char text[256];

	(void)vsnprintf(text, sizeof(text), format, args);
	if (strstr(text, end_mark))
		say(reading->problem, cfg->filename, cfg->line,
		    "the file ends inside a section; expected a \"}\"");
	say(reading->problem, cfg->filename, cfg->line, "%s", text);
}

static int check_option(cfg_t *cfg, cfg_opt_t *opt)
{
	const struct option_row *row = option_find(cfg_opt_name(opt));
	const char *text = cfg_opt_getstr(opt);
	int64_t value;

	if (!option_parse(row, text, &value))
		return 0;
	say_expected(reading->problem, cfg->filename, cfg->line, row, text);
	return -1;
}

/* What each value of a list, or a text of a site, has to be. */
static const struct site_check {
	const char *name;
	bool (*is_right)(const char *text);
	const char *expected;
} site_checks[] = {
	{"seeds", site_is_seed, "a URL that begins with http:// or https://"},
	{"hosts", site_is_host, "the name of a host, or name:port"},
	{"resolve", site_is_resolve,
	 "name:port:address, such as www.qinghe.gov.example:80:192.0.2.7"},
	{"organs", site_is_name, "the name of an organ"},
	{"division", site_is_division, "a division code of 6 to 12 digits"},
};

static int check_values(cfg_t *cfg, cfg_opt_t *opt)
{
	const struct site_check *check = site_checks;

	while (strcmp(check->name, cfg_opt_name(opt)))
		check++;	/* it is registered for these alone */
	for (unsigned i = 0; i < cfg_opt_size(opt); i++) {
		const char *text = cfg_opt_getnstr(opt, i);

		if (check->is_right(text))
			continue;
		say(reading->problem, cfg->filename, cfg->line,
		    "%s: \"%s\" will not do; expected %s", check->name, text,
		    check->expected);
		return -1;
	}
	return 0;
}

static int check_word(cfg_t *cfg, cfg_opt_t *opt, const char *one,
		      const char *two)
{
	const char *text = cfg_opt_getstr(opt);

	if (strcmp(text, one) == 0 || strcmp(text, two) == 0)
		return 0;
	say(reading->problem, cfg->filename, cfg->line,
	    "%s: \"%s\" will not do; expected %s or %s", cfg_opt_name(opt),
	    text, one, two);
	return -1;
}

static int check_tls(cfg_t *cfg, cfg_opt_t *opt)
{
	return check_word(cfg, opt, "verified", "relaxed");
}

static int check_official(cfg_t *cfg, cfg_opt_t *opt)
{
	return check_word(cfg, opt, "yes", "no");
}

/* --- files --------------------------------------------------------------- */

static cfg_opt_t site_options[] = {
	CFG_STR_LIST("seeds", 0, CFGF_NODEFAULT),
	CFG_STR_LIST("hosts", 0, CFGF_NONE),
	CFG_STR_LIST("resolve", 0, CFGF_NONE),
	CFG_STR_LIST("organs", 0, CFGF_NONE),
	CFG_STR("scope", 0, CFGF_NODEFAULT),
	CFG_STR("division", 0, CFGF_NODEFAULT),
	CFG_STR("official", 0, CFGF_NODEFAULT),
	CFG_STR("tls", 0, CFGF_NODEFAULT),
	CFG_STR("delay", 0, CFGF_NODEFAULT),
	CFG_STR("max_pages", 0, CFGF_NODEFAULT),
	CFG_STR("max_bytes", 0, CFGF_NODEFAULT),
	CFG_STR("max_time", 0, CFGF_NODEFAULT),
	CFG_STR("window", 0, CFGF_NODEFAULT),
	CFG_STR("budget", 0, CFGF_NODEFAULT),
	CFG_STR("drop_parameters", 0, CFGF_NODEFAULT),
	CFG_END(),
};

static void check_of_site(cfg_t *cfg, const char *name,
			  cfg_validate_callback_t check)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "site|%s", name);
	cfg_set_validate_func(cfg, path, check);
}

static cfg_t *new_parser(void)
{
	cfg_opt_t top[OPTION_COUNT + 3];
	cfg_t *cfg;

	for (size_t i = 0; i < OPTION_COUNT; i++)
		top[i] = (cfg_opt_t)CFG_STR(option_rows[i].name, 0,
					    CFGF_NODEFAULT);
	top[OPTION_COUNT] = (cfg_opt_t)CFG_SEC("site", site_options,
		CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES);
	top[OPTION_COUNT + 1] = (cfg_opt_t)CFG_STR(end_mark, 0,
						   CFGF_NODEFAULT);
	top[OPTION_COUNT + 2] = (cfg_opt_t)CFG_END();
	cfg = cfg_init(top, CFGF_NONE);
	if (!cfg)
		return NULL;
	(void)cfg_set_error_function(cfg, on_error);	/* gives the old one */
	for (size_t i = 0; i < OPTION_COUNT; i++)
		cfg_set_validate_func(cfg, option_rows[i].name, check_option);
	for (size_t i = 0; i < COUNT_OF(site_checks); i++)
		check_of_site(cfg, site_checks[i].name, check_values);
	for (size_t i = 0; i < COUNT_OF(site_options_of_all); i++)
		check_of_site(cfg, option_rows[site_options_of_all[i]].name,
			      check_option);
	check_of_site(cfg, "official", check_official);
	check_of_site(cfg, "tls", check_tls);
	return cfg;
}

static const char *copy_text(struct conf_body *body, const char *text)
{
	return text && *text ? arena_strndup(body->arena, text, strlen(text))
			     : NULL;
}

/* "" is one, too. */
static const char *copy_if_said(struct conf_body *body, const char *text)
{
	return text ? arena_strndup(body->arena, text, strlen(text)) : NULL;
}

static size_t copy_list(struct conf_body *body, cfg_t *sec, const char *name,
			const char *const **ret_list)
{
	unsigned count = cfg_size(sec, name);
	const char **list = arena_array(body->arena, count, sizeof(*list));

	*ret_list = list;
	if (!list)
		return 0;
	for (unsigned i = 0; i < count; i++)
		list[i] = copy_text(body, cfg_getnstr(sec, name, i));
	return count;
}

/* -1 where the site does not say. */
static int64_t site_number(cfg_t *sec, enum option_id option)
{
	const char *text = cfg_getstr(sec, option_rows[option].name);
	int64_t value = -1;

	if (text)	/* its validator has been through */
		(void)option_parse(&option_rows[option], text, &value);
	return value;
}

static struct conf_site *new_site(struct conf_body *body)
{
	if (body->site_count == body->site_cap) {
		size_t cap = body->site_cap ? body->site_cap * 2 : 16;
		struct conf_site *sites = realloc(body->sites,
						  cap * sizeof(*sites));

		if (!sites)
			return NULL;
		body->sites = sites;
		body->site_cap = cap;
	}
	return &body->sites[body->site_count];
}

static int take_site(struct conf_body *body, cfg_t *sec, const char *file,
		     struct conf_problem *problem)
{
	const char *official = cfg_getstr(sec, "official");
	const char *tls = cfg_getstr(sec, "tls");
	struct conf_site *site;

	if (!site_is_name(cfg_title(sec))) {
		say(problem, file, sec->line,
		    "site \"%s\": expected a name between the quotes",
		    cfg_title(sec));
		return ERR_INVALID;
	}
	if (cfg_size(sec, "seeds") == 0) {
		say(problem, file, sec->line,
		    "site \"%s\": seeds is missing; expected at least one URL",
		    cfg_title(sec));
		return ERR_INVALID;
	}
	if (body->site_count >= SITES_MAX)
		return ERR_TOOBIG;
	site = new_site(body);
	if (!site)
		return ERR_NOMEM;
	*site = (struct conf_site){
		.name = copy_text(body, cfg_title(sec)),
		.scope = copy_text(body, cfg_getstr(sec, "scope")),
		.division = copy_text(body, cfg_getstr(sec, "division")),
		.official = official ? strcmp(official, "yes") == 0 : -1,
		.tls_relaxed = tls && strcmp(tls, "relaxed") == 0,
		.delay_ms = site_number(sec, OPTION_DELAY),
		.max_pages = site_number(sec, OPTION_MAX_PAGES),
		.max_bytes = site_number(sec, OPTION_MAX_BYTES),
		.max_time_ms = site_number(sec, OPTION_MAX_TIME),
		.window = site_number(sec, OPTION_WINDOW),
		.budget = site_number(sec, OPTION_BUDGET),
		.drop_parameters = copy_if_said(body, cfg_getstr(
			sec, "drop_parameters")),
		.file = copy_text(body, file),
	};
	site->seed_count = copy_list(body, sec, "seeds", &site->seeds);
	site->host_count = copy_list(body, sec, "hosts", &site->hosts);
	site->resolve_count = copy_list(body, sec, "resolve", &site->resolve);
	site->organ_count = copy_list(body, sec, "organs", &site->organs);
	body->site_count++;
	return arena_err(body->arena);
}

static bool site_is_known(const struct conf_body *body, const char *name)
{
	for (size_t i = 0; i < body->site_count; i++)
		if (strcmp(body->sites[i].name, name) == 0)
			return true;
	return false;
}

static int take_all(struct conf_body *body, cfg_t *cfg, const char *file,
		    struct conf_problem *problem)
{
	int err;

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const char *text = cfg_getstr(cfg, option_rows[i].name);

		err = text ? set_option(body, &option_rows[i], text) : 0;
		if (err)
			return err;
	}
	for (unsigned i = 0; i < cfg_size(cfg, "site"); i++) {
		cfg_t *sec = cfg_getnsec(cfg, "site", i);

		if (site_is_known(body, cfg_title(sec))) {
			say(problem, file, sec->line,
			    "site \"%s\" is there already; give each site a "
			    "name of its own", cfg_title(sec));
			return ERR_EXISTS;
		}
		err = take_site(body, sec, file, problem);
		if (err)
			return err;
	}
	return 0;
}

/* The whole file with the end mark behind it. */
static int load_file(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "re");
	char chunk[4096];
	size_t n;
	int err = 0;

	if (!file)
		return err_from_errno(errno);
	while (!err && (n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		err = buf_add(out, chunk, n);
	if (!err && ferror(file))
		err = ERR_IO;
	(void)fclose(file);	/* only read */
	if (!err)
		err = buf_addf(out, "\n%s=1\n", end_mark);
	return err;
}

static int parse_text(struct conf *c, cfg_t *cfg, const char *path,
		      struct buf *text, struct conf_problem *problem)
{
	struct reading now = {.conf = c, .problem = problem};
	FILE *file = fmemopen(text->data, text->len, "r");
	int code;

	if (!file)
		return ERR_NOMEM;
	cfg->filename = strdup(path);	/* cfg_free() frees it */
	reading = &now;
	code = cfg_parse_fp(cfg, file);
	reading = NULL;
	(void)fclose(file);	/* memory */
	if (code != CFG_SUCCESS)
		return ERR_INVALID;
	return take_all(&c->body, cfg, path, problem);
}

static int read_file(struct conf *c, const char *path,
		     struct conf_problem *problem)
{
	struct buf text = BUF_INIT(FILE_MAX);
	cfg_t *cfg = new_parser();
	int err;

	if (!cfg)
		return ERR_NOMEM;
	err = load_file(path, &text);
	if (err)
		say(problem, path, 0, "%s", err_text(err));
	else
		err = parse_text(c, cfg, path, &text, problem);
	buf_free(&text);
	cfg_free(cfg);
	return err;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_conf(const struct dirent *entry)
{
	struct slice name = slice_of(entry->d_name);

	return entry->d_name[0] != '.' && slice_ends(name, ".conf");
}

/* How problems are told while files are read. */
struct telling {
	conf_problem_fn fn;
	void *ctx;
	bool all;		/* go on behind a file that is wrong */
};

static int read_and_tell(struct conf *c, const char *path,
			 const struct telling *t)
{
	struct conf_problem problem = {.line = 0};
	int err = read_file(c, path, &problem);

	if (!err)
		return 0;
	if (!problem.file[0])
		say(&problem, path, 0, "%s", err_text(err));
	t->fn(t->ctx, &problem);
	return err;
}

static bool goes_on(const struct telling *t, int err)
{
	return !err || (t->all && err != ERR_NOMEM);
}

/* "…/nianbao.conf" → "…/sites.d", and every *.conf in it, by name. */
static int read_sites(struct conf *c, const char *path,
		      const struct telling *t)
{
	const char *slash = strrchr(path, '/');
	int stem = slash ? (int)(slash - path) + 1 : 0;
	struct dirent **names;
	char file[4096];
	int err = 0;
	int count;

	(void)snprintf(file, sizeof(file), "%.*ssites.d", stem, path);
	count = scandir(file, &names, is_conf, by_name);
	if (count < 0)
		return 0;	/* no such folder: no sites */
	for (int i = 0; i < count; i++) {
		(void)snprintf(file, sizeof(file), "%.*ssites.d/%s", stem,
			       path, names[i]->d_name);
		if (goes_on(t, err)) {
			int bad = read_and_tell(c, file, t);

			err = err ? err : bad;
		}
		free(names[i]);
	}
	free(names);
	return err;
}

static int read_tree(struct conf *c, const char *path, const struct telling *t)
{
	struct conf_problem problem = {.line = 0};
	struct stat st;
	int err, bad = 0;

	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		say(&problem, path, 0,
		    "is a folder; expected a configuration file");
		t->fn(t->ctx, &problem);
		return ERR_INVALID;
	}
	err = read_and_tell(c, path, t);
	if (goes_on(t, err) && slice_ends(slice_of(path), "nianbao.conf"))
		bad = read_sites(c, path, t);
	return err ? err : bad;
}

static void keep_problem(void *ctx, const struct conf_problem *problem)
{
	*(struct conf_problem *)ctx = *problem;
}

int conf_read(struct conf *c, const char *path,
	      struct conf_problem *ret_problem)
{
	const struct telling first = {keep_problem, ret_problem, false};

	*ret_problem = (struct conf_problem){.line = 0};
	return read_tree(c, path, &first);
}

int conf_read_all(struct conf *c, const char *path, conf_problem_fn fn,
		  void *ctx)
{
	return read_tree(c, path, &(struct telling){fn, ctx, true});
}

/* --- freezing ------------------------------------------------------------ */

static int add_list(struct buf *out, const char *name,
		    const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)buf_addf(out, " %s=%s", name, list[i]);
	return out->err;	/* sticky: the last look covers all */
}

/* One line an option and a site, as values and not as they were written. */
static int describe(const struct conf_body *body, struct buf *out)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		(void)buf_addf(out, "%s=%" PRId64 " %s\n",
			       option_rows[i].name, body->numbers[i],
			       body->texts[i] ? body->texts[i] : "");
	for (size_t i = 0; i < body->site_count; i++) {
		const struct conf_site *s = &body->sites[i];

		(void)buf_addf(out, "site %s scope=%s division=%s official=%d "
			       "tls_relaxed=%d delay=%" PRId64 " pages=%" PRId64
			       " bytes=%" PRId64 " time=%" PRId64 " window=%"
			       PRId64 " budget=%" PRId64, s->name,
			       s->scope ? s->scope : "",
			       s->division ? s->division : "", s->official,
			       s->tls_relaxed, s->delay_ms, s->max_pages,
			       s->max_bytes, s->max_time_ms, s->window,
			       s->budget);
		if (s->drop_parameters)
			(void)buf_addf(out, " drop=%s", s->drop_parameters);
		(void)add_list(out, "seed", s->seeds, s->seed_count);
		(void)add_list(out, "host", s->hosts, s->host_count);
		(void)add_list(out, "resolve", s->resolve, s->resolve_count);
		(void)add_list(out, "organ", s->organs, s->organ_count);
		(void)buf_addc(out, '\n');
	}
	return out->err;	/* sticky: the one look for all of the above */
}

int conf_freeze(struct conf *c, struct conf_snapshot **ret_snapshot)
{
	struct buf text = BUF_INIT(CONF_MEMORY);
	uint8_t digest[SHA256_BYTES];
	struct conf_snapshot *s;
	int err = describe(&c->body, &text);

	if (!err)
		err = digest_sha256(buf_slice(&text), digest);
	buf_free(&text);
	if (err)
		return err;
	s = calloc(1, sizeof(*s));
	if (!s)
		return ERR_NOMEM;
	digest_hex(digest, c->body.sha256);
	atomic_init(&s->refs, 1);
	s->body = c->body;
	c->body = (struct conf_body){.arena = NULL};
	*ret_snapshot = s;
	return 0;
}

struct conf_snapshot *conf_ref(struct conf_snapshot *s)
{
	(void)atomic_fetch_add(&s->refs, 1);	/* the old count says nothing */
	return s;
}

void conf_unref(struct conf_snapshot *s)
{
	if (!s || atomic_fetch_sub(&s->refs, 1) > 1)
		return;
	body_free(&s->body);
	free(s);
}

/* --- asking -------------------------------------------------------------- */

int64_t conf_number(const struct conf_snapshot *s, enum option_id id)
{
	return s->body.numbers[id];
}

bool conf_bool(const struct conf_snapshot *s, enum option_id id)
{
	return s->body.numbers[id] != 0;
}

const char *conf_text(const struct conf_snapshot *s, enum option_id id)
{
	return s->body.texts[id];
}

size_t conf_site_count(const struct conf_snapshot *s)
{
	return s->body.site_count;
}

const struct conf_site *conf_site(const struct conf_snapshot *s, size_t i)
{
	return i < s->body.site_count ? &s->body.sites[i] : NULL;
}

const struct conf_site *conf_site_named(const struct conf_snapshot *s,
					const char *name)
{
	for (size_t i = 0; i < s->body.site_count; i++)
		if (strcmp(s->body.sites[i].name, name) == 0)
			return &s->body.sites[i];
	return NULL;
}

const char *conf_sha256(const struct conf_snapshot *s)
{
	return s->body.sha256;
}
