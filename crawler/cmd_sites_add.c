/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao sites add URL: looks at a portal and writes a file for sites.d.
 *
 *   seed ──► a run of LOOK_PAGES_MAX pages, as any crawl: archived, polite
 *        ──► what its captures say (look) ──► the file (site_file)
 *
 * Without a scheme https is tried first; where it gives no answer at all, what
 * the frontier holds of it is dropped and http is tried.  The look is no pass:
 * the first crawl begins with all that is known, under the rules of the file.
 *
 * A portal that blocks or cannot be reached gets its file, too, which says so:
 * it is a site to be reported on all the same.
 */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/clock.h"
#include "crawler/cmd_sites_add.h"
#include "crawler/commands.h"
#include "crawler/crawl_plan.h"
#include "crawler/engine.h"
#include "crawler/limits.h"
#include "crawler/log.h"
#include "crawler/site_file.h"
#include "parsers/httpdate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LOOK_PAGES_MAX = 3,	/* and the robots.txt of their hosts */
	LOOK_TIME_MS = 5 * 60 * 1000,
	RESOLVE_MAX = 256,
	NAME_MAX_BYTES = 100,
	FILE_MAX = 1 << 20,
};

struct add {
	struct command_context *ctx;
	const char *name, *out;	/* as given; NULL */
	bool dry;
	const char *resolve[RESOLVE_MAX + 1];
	struct conf_snapshot *conf;
	struct buf name_text, path; /* what they come to */
	struct site_file file;
	struct look look;
	struct engine_result result;
	int64_t site;		/* its row */
};

/* --- before anything is asked ----------------------------------------- */

static int check_name(const char *name)
{
	size_t n = strlen(name);

	if (n > 0 && n <= NAME_MAX_BYTES && name[0] != '.' && name[0] != '-' &&
	    !name[strcspn(name, "\"\\$/{}\t\r\n ")])
		return -1;
	return usage_error(&cmd_sites, "\"%s\" will not do as a name; expected "
			   "up to %d letters and digits, such as qinghe", name,
			   NAME_MAX_BYTES);
}

/* -o, else NAME.conf in the sites.d of the configuration. */
static int find_path(struct add *a)
{
	const char *conf = a->ctx->conf_file;
	const char *slash = conf ? strrchr(conf, '/') : NULL;
	int stem = slash ? (int)(slash - conf) + 1 : 0;

	if (a->out)
		return buf_adds(&a->path, a->out) ? EXIT_ERROR : -1;
	if (!conf || !slice_ends(slice_of(conf), "nianbao.conf"))
		return usage_error(&cmd_sites, "where to?  Say -o FILE or "
				   "--dry-run; only a file called "
				   "nianbao.conf (-c, $NIANBAO_CONF) has a "
				   "folder sites.d beside it");
	(void)buf_addf(&a->path, "%.*ssites.d", stem, conf);
	if (!a->path.err && mkdir(a->path.data, 0777) && errno != EEXIST) {
		complain("%s: %s", a->path.data, strerror(errno));
		return EXIT_ERROR;
	}
	return buf_addf(&a->path, "/%s.conf", a->file.name) ? EXIT_ERROR : -1;
}

static int refuse_existing(const struct add *a)
{
	complain("%s is there already and is left as it is; say -o FILE, or "
		 "--name for another site", a->path.data);
	return EXIT_ERROR;
}

static int prepare(struct add *a, const struct url *seed)
{
	int code = -1;

	a->file.name = a->name;
	if (!a->name && site_file_name(seed, &a->name_text) == 0)
		a->file.name = a->name_text.data;
	if (!a->file.name)
		return EXIT_ERROR;
	code = check_name(a->file.name);
	if (code < 0 && conf_site_named(a->conf, a->file.name)) {
		complain("there is a site \"%s\" already, in %s; say --name "
			 "for another one", a->file.name,
			 conf_site_named(a->conf, a->file.name)->file);
		return EXIT_ERROR;
	}
	if (code >= 0 || a->dry)
		return code;
	code = find_path(a);
	if (code < 0 && access(a->path.data, F_OK) == 0)
		return refuse_existing(a);
	return code;
}

/* --- the look --------------------------------------------------------- */

/* The host of the seed, and where it likely redirects to: each host more would
 * be asked for its robots.txt. */
static int narrow(struct site *site)
{
	const struct url *seed = &site->seeds[0];
	struct slice domain = url_registered_domain(seed);
	struct buf host = BUF_INIT(1024);
	int err;

	scope_clear(&site->scope);
	site->scope.kind = SCOPE_REPORTS;
	err = buf_addf(&host, "%.*s", SLICE_ARG(seed->host));
	if (!err)
		err = scope_add_host(&site->scope, host.data);
	buf_truncate(&host, 0);
	if (!err && !url_host_is_address(seed))
		err = buf_addf(&host, "www.%.*s", SLICE_ARG(domain));
	if (!err && host.len)
		err = scope_add_host(&site->scope, host.data);
	if (!err && host.len)
		err = scope_add_host(&site->scope, host.data + strlen("www."));
	buf_free(&host);
	return err;
}

static void crawl(struct add *a, struct store *store, struct crawl_plan *plan)
{
	struct engine_options options = {
		.store = store,
		.dir = a->ctx->archive,
		.conf = a->conf,
		.sites = plan->sites,
		.site_count = plan->count,
		.resolve = a->resolve,
		.command = "sites add",
		.quiet = true,
	};
	struct site *site = &plan->sites[0];

	while (a->resolve[options.resolve_count])
		options.resolve_count++;
	site->name = a->file.name;
	site->foreign = false;
	site->max_pages = LOOK_PAGES_MAX;
	site->max_time_ms = LOOK_TIME_MS;
	a->result = (struct engine_result){.err = narrow(site)};
	if (!a->result.err)
		engine_run(&options, &a->result);
	a->site = site->id;
}

static int make_plan(struct add *a, const struct url *seed,
		     struct crawl_plan *plan)
{
	static const struct crawl_overrides none = {.scope = false};
	const char *why = "";
	int err = crawl_plan_add(plan, a->conf, &none, seed->href, &why);

	if (err) {
		complain("%s: %s", seed->href, why[0] ? why : err_text(err));
		return EXIT_ERROR;
	}
	if (conf_site_named(a->conf, plan->sites[0].name)) {
		complain("%s belongs to the site \"%s\" already, in %s",
			 seed->href, plan->sites[0].name,
			 conf_site_named(a->conf, plan->sites[0].name)->file);
		return EXIT_ERROR;
	}
	return -1;
}

static int end_look(struct add *a, struct store *store)
{
	int code = -1, err = 0;

	if (a->result.problem[0]) {
		complain("%s", a->result.problem);
		code = EXIT_USAGE;
	} else if (a->result.outcome == ENGINE_INTERRUPTED) {
		code = EXIT_INTERRUPTED;
	} else if (a->result.err) {
		complain("%s: %s", a->ctx->archive,
			 store_problem(store)[0] ? store_problem(store) :
			 err_text(a->result.err));
		code = exit_code_of(a->result.err);
	}
	if (a->site)
		err = store_pass_forget(store, a->site);
	return code < 0 && err ? exit_code_of(err) : code;
}

static int look_at(struct add *a, const struct url *seed)
{
	static struct archive_writing writing; /* the store lends from it */
	struct crawl_plan plan = {.sites = NULL};
	struct store_recovery found;
	struct store *store;
	int code = make_plan(a, seed, &plan);
	int err;

	if (code >= 0)
		goto free_plan;
	archive_writing(&writing, a->conf);
	err = store_open(a->ctx->archive, &writing.options, &store, &found);
	if (err) {
		code = archive_refused(a->ctx->archive, err);
		goto free_plan;
	}
	crawl(a, store, &plan);
	code = end_look(a, store);
	err = store_close(store);
	if (err)
		code = exit_code_of(err);
free_plan:
	crawl_plan_free(&plan);
	return code;
}

/* --- what came of it -------------------------------------------------- */

struct attempts {
	struct add *add;
	struct store_reader *reader;
	struct arena *arena;
	int64_t ids[LOOK_PAGES];
	bool home[LOOK_PAGES], robots[LOOK_PAGES];
	size_t count;
	bool came;		/* a page of its own */
	bool blocked;
	const char *tls;	/* why TLS failed; NULL */
	int64_t deadline_ms;
};

/* The seed, or where it was redirected to. */
static bool is_home(const struct store_url *u)
{
	return u->hops && u->hops[strspn(u->hops, "R")] == '\0';
}

static int on_url(void *ctx, const struct store_url_state *u)
{
	struct attempts *t = ctx;

	if (!u->last_capture || t->count == LOOK_PAGES)
		return 0;
	t->ids[t->count] = u->last_capture;
	t->home[t->count] = is_home(&u->url) && !u->url.is_robots;
	t->robots[t->count++] = u->url.is_robots;
	return 0;
}

static bool expired(void *ctx)
{
	return clock_mono_ms() >= *(int64_t *)ctx;
}

static int read_page(struct attempts *t, const struct capture *c, bool home)
{
	const struct conf_snapshot *conf = t->add->conf;
	struct buf body = BUF_INIT((size_t)conf_number(conf, OPTION_TEXT_MAX));
	struct page *page = NULL;
	struct url url;
	int err = url_parse(slice_of(c->url), NULL, NULL, &url, NULL);

	if (err)
		return err;
	t->deadline_ms = clock_mono_ms() + conf_number(conf, OPTION_HTML_TIME);
	err = archive_content(t->reader, c, t->arena, &body);
	if (!err || err == ERR_EOF)
		err = page_read(&(struct page_input){
			.status = c->status,
			.body = buf_slice(&body),
			.content_type = slice_of(c->content_type),
			.url = &url,
			.limits = limits_configured(conf, expired,
						    &t->deadline_ms),
			.max_text = (size_t)conf_number(conf, OPTION_TEXT_MAX),
			.max_links = (size_t)conf_number(conf,
							 OPTION_LINKS_MAX),
		}, &page);
	if (!err)
		err = look_take(&t->add->look, page, home);
	page_free(page);
	url_free(&url);
	buf_free(&body);
	return err == ERR_TOOBIG ? 0 : err;
}

static bool is_tls_error(int outcome)
{
	return strncmp(err_name(outcome), "tls", 3) == 0;
}

static int take_attempt(struct attempts *t, size_t i)
{
	struct capture c;
	char status[16];
	struct look_page attempt;
	int err = store_find_capture(t->reader, t->ids[i], t->arena, &c);

	if (err)
		return err;
	(void)snprintf(status, sizeof(status), "%d", c.status);
	attempt = (struct look_page){
		.url = c.url,
		.outcome = !c.outcome ? status : c.error ? c.error :
			   err_text(c.outcome),
		.block = c.block ? block_text(block_from_name(c.block)) : NULL,
		.is_robots = t->robots[i],
	};
	err = look_attempt(&t->add->look, &attempt);
	if (is_tls_error(c.outcome) && !t->tls)
		t->tls = attempt.outcome;
	t->blocked |= c.outcome == ERR_ROBOTS ||
		      (c.block && block_is_host_wide(block_from_name(c.block)));
	if (err || t->robots[i] || c.block || c.status / 100 != 2)
		return err;
	t->came |= t->home[i];
	return read_page(t, &c, t->home[i]);
}

static int read_look(struct add *a, const struct url *seed)
{
	struct attempts t = {.add = a};
	int err = store_reader_open(a->ctx->archive, &t.reader);

	look_clear(&a->look);
	if (!err)
		err = look_init(&a->look, seed);
	t.arena = arena_new(64 << 20);
	if (!t.arena)
		err = ERR_NOMEM;
	if (!err)
		err = store_each_url(t.reader, a->site, on_url, &t);
	for (size_t i = 0; i < t.count && !err; i++)
		err = take_attempt(&t, i);
	a->file.state = t.came ? SITE_SEEN : t.blocked ? SITE_BLOCKED :
			SITE_UNREACHABLE;
	a->file.tls_error = t.tls && !t.came;
	arena_free(t.arena);
	store_reader_close(t.reader);
	if (err)
		complain("%s: %s", a->ctx->archive, err_text(err));
	return err ? exit_code_of(err) : -1;
}

/* --- https, then http ------------------------------------------------- */

/* What was tried of https goes; its captures stay. */
static int drop_https(struct add *a, const struct url *seed)
{
	static struct archive_writing writing;
	struct buf key = BUF_INIT(URL_MAX);
	struct store_recovery found;
	struct store *store;
	int err;

	archive_writing(&writing, a->conf);
	err = store_open(a->ctx->archive, &writing.options, &store, &found);
	if (err)
		return archive_refused(a->ctx->archive, err);
	err = url_host_key(seed, &key);
	if (!err)
		err = store_site_host_drop(store, a->site, key.data);
	buf_free(&key);
	if (store_close(store) || err)
		return EXIT_ERROR;
	return -1;
}

static int look_and_read(struct add *a, const struct url *seed)
{
	int code = look_at(a, seed);

	return code < 0 ? read_look(a, seed) : code;
}

static int try_http(struct add *a, const char *operand, struct url *seed)
{
	struct buf text = BUF_INIT(URL_MAX), why = BUF_INIT(512);
	int code = drop_https(a, seed);
	const struct look *look = &a->look;

	if (code >= 0)
		return code;
	if (look->page_count)
		(void)buf_adds(&why, look->pages[look->page_count - 1].outcome);
	url_free(seed);
	(void)buf_addf(&text, "http://%s", operand);
	if (text.err || url_parse(buf_slice(&text), NULL, NULL, seed, NULL))
		return EXIT_ERROR;
	log_note("https gave no answer (%s); trying %s", why.data ? why.data :
		 "nothing", seed->href);
	code = look_and_read(a, seed);
	a->file.https_failed = a->file.state == SITE_SEEN ||
			       a->file.state == SITE_BLOCKED;
	if (code < 0 && why.data)
		a->file.https_error = arena_strndup(a->look.arena, why.data,
						    why.len);
	buf_free(&text);
	buf_free(&why);
	return code;
}

/* --- the file --------------------------------------------------------- */

static int write_all(int fd, struct slice text)
{
	while (text.n > 0) {
		ssize_t n = write(fd, text.p, text.n);

		if (n < 0 && errno != EINTR)
			return err_from_errno(errno);
		if (n > 0)
			text = slice_sub(text, (size_t)n, text.n);
	}
	return fsync(fd) ? err_from_errno(errno) : 0;
}

static int write_file(const struct add *a, struct slice text)
{
	int fd = open(a->path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		      0666);
	int err;

	if (fd < 0 && errno == EEXIST)
		return refuse_existing(a);
	if (fd < 0) {
		complain("%s: %s", a->path.data, strerror(errno));
		return EXIT_ERROR;
	}
	err = write_all(fd, text);
	if (close(fd) && !err)
		err = err_from_errno(errno);
	if (!err)
		return -1;
	(void)unlink(a->path.data);	/* half a file is none */
	complain("%s: %s", a->path.data, err_text(err));
	return EXIT_ERROR;
}

static void say_result(const struct add *a)
{
	const struct site_file *f = &a->file;

	if (f->state == SITE_BLOCKED)
		log_note("%s blocked us, or its robots.txt keeps us out; the "
			 "file is a guess", a->look.seed.href);
	else if (f->state == SITE_UNREACHABLE)
		log_note("%s could not be reached; the file is a guess",
			 a->look.seed.href);
	if (a->dry)
		return;
	printf("%s is written; look through it, then: nianbao crawl %s\n",
	       a->path.data, f->name);
}

static int finish(struct add *a)
{
	struct buf text = BUF_INIT(FILE_MAX);
	char date[HTTPDATE_ISO_SIZE];
	int code = -1;

	httpdate_iso(clock_wall_ms(), date);
	date[sizeof("2026-11-26") - 1] = '\0';
	a->file.date = date;
	if (site_file_write(&a->file, &a->look, &text)) {
		complain("%s", err_text(text.err));
		code = EXIT_ERROR;
	} else if (a->dry) {
		fputs(text.data, stdout);
	} else {
		code = write_file(a, buf_slice(&text));
	}
	if (code < 0) {
		say_result(a);
		code = a->file.state == SITE_SEEN ? EXIT_DONE : EXIT_BLOCKED;
	}
	buf_free(&text);
	return code;
}

/* --- the command ------------------------------------------------------ */

static int add(struct add *a, const char *operand)
{
	bool bare = !strstr(operand, "://");
	struct buf text = BUF_INIT(URL_MAX);
	const char *why = "it is too long";
	struct url seed = {.href = NULL};
	int code;

	(void)buf_addf(&text, "%s%s", bare ? "https://" : "", operand);
	if (text.err || url_parse(buf_slice(&text), NULL, NULL, &seed, &why)) {
		buf_free(&text);
		return usage_error(&cmd_sites, "\"%s\" is not a URL: %s",
				   operand, why);
	}
	code = prepare(a, &seed);
	if (code < 0)
		code = look_and_read(a, &seed);
	if (code < 0 && bare && a->file.state == SITE_UNREACHABLE)
		code = try_http(a, operand, &seed);
	if (code < 0)
		code = finish(a);
	url_free(&seed);
	buf_free(&text);
	return code;
}

/* command_flags() knows long flags only. */
static void spell_out(int argc, char **argv)
{
	static char out[] = "--out";

	for (int i = 1; i < argc && strcmp(argv[i], "--"); i++)
		if (strcmp(argv[i], "-o") == 0)
			argv[i] = out;
}

int cmd_sites_add(struct command_context *ctx, int argc, char **argv)
{
	struct add a = {
		.ctx = ctx,
		.name_text = BUF_INIT(512), .path = BUF_INIT(4096),
	};
	const struct command_flag flags[] = {
		{.name = "--name", .value = &a.name},
		{.name = "--out", .value = &a.out},
		{.name = "--dry-run", .present = &a.dry},
		{.name = "--contact", .option = "contact"},
		{.name = "--delay", .option = "delay"},
		{.name = "--resolve", .list = a.resolve,
		 .list_max = RESOLVE_MAX},
		{.name = NULL},
	};
	struct conf_problem problem;
	int code;

	spell_out(argc, argv);
	code = command_flags(&cmd_sites, ctx, flags, &argc, argv);
	if (code >= 0)
		return code;
	if (argc != 2)
		return usage_error(&cmd_sites, "which portal?  Give its "
				   "address: nianbao sites add "
				   "www.example.gov.cn");
	if (conf_set(ctx->conf, "max_attempts", "1", &problem) ||
	    conf_freeze(ctx->conf, &a.conf)) {
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	code = add(&a, argv[1]);
	look_clear(&a.look);
	buf_free(&a.name_text);
	buf_free(&a.path);
	conf_unref(a.conf);
	return code;
}
