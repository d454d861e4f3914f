/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sim [--seed N] [--hosts N] [--days N] [--kills N] [--begin YYYY-MM-DD]
 *     [--grain MS] [--fast] [--steady] [--keep] [--dir FOLDER]
 *
 * The service on a simulated country, for a year of nights in minutes.  The
 * engine, its store, its writer and its workers are those of the program; the
 * network and time are not (net.c, clockwork.c).
 *
 *   life ──kill, in the middle of something──► 30 s and more later: life
 *    │  └──SIGTERM─────────────────────────────► the same
 *    └── each month and at the end: verify; at the end: comparison
 *
 * Each life is a process of its own, so that a kill is one; what the portals
 * remember is in memory they share, and the rules of server.h are checked at
 * each request.  The world is a function of the seed.  What the threads of a
 * life do in which order is not, but for what lies behind a moment: time does
 * not go on before they are done with it, and without --fast one thing begins
 * at a time.
 *
 * Exit code 0: no rule was broken; 1: some were; 2: usage.
 */
#include "tests/sim/life.h"

#include "parsers/httpdate.h"
#include "tests/sim/net.h"
#include "tests/sim/server.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct sim {
	uint64_t seed;
	unsigned hosts, kills;
	int64_t days, begin_ms;
	bool fast, steady, keep;
	char *dir;		/* owned; the archive is in it */
	char *archive;		/* owned */
	struct conf_snapshot *conf;
	struct world world;
	uint64_t lives;
};

static void die(const char *what)
{
	fprintf(stderr, "sim: %s\n", what);
	exit(2);
}

/* --- before ----------------------------------------------------------- */

static char *join(const char *dir, const char *name)
{
	struct buf path = BUF_INIT(4096);

	if (buf_addf(&path, "%s/%s", dir, name))
		die("out of memory");
	return buf_take(&path);
}

static void make_dir(struct sim *s)
{
	const char *tmp = getenv("TMPDIR");

	if (!s->dir) {
		s->dir = join(tmp ? tmp : "/tmp", "nianbao-sim-XXXXXX");
		if (!mkdtemp(s->dir))
			die("no folder could be made");
	}
	s->archive = join(s->dir, "archive");
}

static void read_conf(struct sim *s)
{
	struct buf text = BUF_INIT(64 << 20);
	char *path = join(s->dir, "sim.conf");
	struct conf_problem problem = {.line = 0};
	struct conf *conf = conf_new();
	FILE *f = fopen(path, "w");

	(void)buf_adds(&text, "contact = \"sim@example.org\"\n"
		       "commit_time = 0\ndisk_reserve = 0\ngzip_level = 1\n");
	if (world_sites(&s->world, &text) || !f || !conf ||
	    fwrite(text.data, 1, text.len, f) != text.len || fclose(f))
		die("sim.conf cannot be written");
	if (conf_read(conf, path, &problem))
		die(problem.text);
	if (conf_freeze(conf, &s->conf))
		die("out of memory");
	conf_free(conf);
	buf_free(&text);
	free(path);
}

/* --- lives ------------------------------------------------------------ */

static uint64_t roll(struct sim *s, uint64_t what, uint64_t below)
{
	return world_number(&s->world, UINT64_C(1) << 62 | s->lives << 8 |
			    what) % below;
}

static struct ending next_ending(struct sim *s, int64_t now)
{
	int64_t end = s->days * SIM_DAY, month = 30 * SIM_DAY;
	int64_t most = 2 * end / (s->kills + 1);
	struct ending ending = {
		.at = now + SIM_MINUTE + (int64_t)roll(s, 1, (uint64_t)most),
		.kill = roll(s, 2, 4) > 0,
		.steps = (unsigned)roll(s, 3, 40),
		.spin = (unsigned)roll(s, 4, 300000),
	};
	int64_t stop = (now / month + 1) * month;

	if (stop > end)
		stop = end;
	/* at the end of a month it stops in good order */
	if (ending.at < stop && s->kills)
		return ending;
	return (struct ending){.at = stop};
}

static void send_log(const struct sim *s)
{
	char *path = join(s->dir, "log");

	if (!freopen(path, "a", stderr))
		die("no log");
	free(path);
}

/* In a process of its own; its exit code, -1 where a signal ended it. */
static int in_child(const struct sim *s, void (*work)(const struct sim *s))
{
	int status;
	pid_t pid;

	(void)fflush(NULL);
	pid = fork();
	if (pid < 0)
		die("no process could be made");
	if (pid == 0) {
		send_log(s);
		work(s);
		(void)fflush(NULL);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		die("a process was lost");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void live(const struct sim *s)
{
	life_live(s->archive, s->conf);
}

static void verify(const struct sim *s)
{
	life_verify(s->archive);
}

static void compare(const struct sim *s)
{
	life_compare(s->archive);
}

static void check(struct sim *s, void (*work)(const struct sim *s))
{
	int code = in_child(s, work);

	if (code)
		server_broken(RULE_FAILED, NULL, -1, "a check ended with %d",
			      code);
}

/* false: it cannot go on. */
static bool one_life(struct sim *s)
{
	int64_t *now = &server.totals->now;
	struct ending ending = next_ending(s, *now);
	int code;

	clockwork_begin(&s->world, s->fast, &ending);
	code = in_child(s, live);
	s->lives++;
	if (code != 0 && code != CLOCKWORK_KILLED) {
		server_broken(RULE_FAILED, NULL, -1, "the service ended with "
			      "%d; see %s/log", code, s->dir);
		return false;
	}
	server.totals->kills += code == CLOCKWORK_KILLED;
	server.totals->stops += code == 0;
	server_life_over();
	if (code == 0 && !ending.kill)
		check(s, verify);
	/* RestartSec of nianbao.service, or as long as an update takes */
	*now += 30 * SIM_SECOND + (int64_t)roll(s, 5, SIM_HOUR);
	return true;
}

/* --- after ------------------------------------------------------------ */

static void report(const struct sim *s, double real)
{
	const struct totals *t = server.totals;

	printf("seed %" PRIu64 ": %u hosts, %" PRId64 " days, %" PRIu64
	       " requests (%" PRIu64 " stored, %" PRIu64 " unchanged, %" PRIu64
	       " given up), %u kills (%" PRIu64 " exchanges lost), %u stops, "
	       "verified %u times, clock set %u times\n", s->seed, s->hosts,
	       t->now / SIM_DAY, t->requests, t->stored, t->unchanged,
	       t->given_up, t->kills, t->excused, t->stops, t->verified,
	       s->world.jump_count);
	printf("ills:");
	for (int i = 1; i < ILL_COUNT; i++)
		printf(" %s %" PRIu64 "%s", ill_names[i], t->ills[i],
		       i + 1 < ILL_COUNT ? "," : "\n");
	for (int i = 0; i < RULE_COUNT; i++)
		if (t->broken[i])
			printf("broken %" PRIu64 " times: %s\n", t->broken[i],
			       rule_texts[i]);
	printf("%" PRIu64 " moments in %.1f s of real time: a day in %.0f ms; "
	       "broken: %" PRIu64 "\n", t->moments, real,
	       real * 1000 / (double)s->days, server_broken_count());
}

static void tidy(struct sim *s)
{
	struct buf command = BUF_INIT(8192);

	if (s->keep || server_broken_count())
		printf("kept: %s\n", s->dir);
	else if (buf_addf(&command, "rm -rf '%s'", s->dir) == 0 &&
		 system(command.data))
		printf("not removed: %s\n", s->dir);
	buf_free(&command);
	conf_unref(s->conf);
	world_free(&s->world);
	free(s->dir);
	free(s->archive);
}

static int64_t clock_real_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static int run(struct sim *s)
{
	int64_t began = clock_real_ms();
	bool fine = true;
	int code;

	make_dir(s);
	if (!world_make(&s->world, s->seed, s->hosts, s->begin_ms, s->days,
			!s->steady) || !server_make(&s->world))
		die("out of memory");
	clockwork_time = &server.totals->now;
	read_conf(s);
	while (fine && server.totals->now < s->days * SIM_DAY)
		fine = one_life(s);
	if (fine)
		check(s, compare);
	report(s, (double)(clock_real_ms() - began) / 1000);
	code = server_broken_count() ? 1 : 0;
	tidy(s);
	server_free();
	return code;
}

static uint64_t number(const char *text)
{
	unsigned long long n;

	if (!slice_u64(slice_of(text), INT32_MAX, &n))
		die("a number was expected");
	return n;
}

static int64_t date(const char *text)
{
	char iso[HTTPDATE_ISO_SIZE];
	int64_t ms;

	(void)snprintf(iso, sizeof(iso), "%.10sT00:00:00Z", text);
	if (httpdate_from_iso(slice_of(iso), &ms))
		die("a date was expected: 2026-12-01");
	return ms;
}

int main(int argc, char **argv)
{
	enum { SEED = 1, HOSTS, DAYS, KILLS, BEGIN, GRAIN, DIR };
	struct sim s = {.seed = 1, .hosts = 24, .days = 90, .kills = 8,
			.begin_ms = date("2026-12-01")};
	const struct option options[] = {
		{"seed", 1, NULL, SEED}, {"hosts", 1, NULL, HOSTS},
		{"days", 1, NULL, DAYS}, {"kills", 1, NULL, KILLS},
		{"begin", 1, NULL, BEGIN}, {"grain", 1, NULL, GRAIN},
		{"dir", 1, NULL, DIR}, {"fast", 0, NULL, 'f'},
		{"steady", 0, NULL, 's'}, {"keep", 0, NULL, 'k'}, {NULL},
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case SEED:	s.seed = number(optarg); break;
		case HOSTS:	s.hosts = (unsigned)number(optarg); break;
		case DAYS:	s.days = (int64_t)number(optarg); break;
		case KILLS:	s.kills = (unsigned)number(optarg); break;
		case BEGIN:	s.begin_ms = date(optarg); break;
		case GRAIN:	net_grain = (int64_t)number(optarg); break;
		case DIR:	s.dir = slice_dup(slice_of(optarg)); break;
		case 'f':	s.fast = true; break;
		case 's':	s.steady = true; break;
		case 'k':	s.keep = true; break;
		default:	return 2;
		}
	}
	if (s.hosts < 1 || s.hosts > 90000 || s.days < 1 || net_grain < 1)
		die("hosts: 1 to 90000; days and grain: 1 and more");
	return run(&s);
}
