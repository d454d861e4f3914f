/* SPDX-License-Identifier: Apache-2.0 */
/* county serve | truth | list: see the help text below and README.md. */
#include "tests/county/plan.h"
#include "tests/county/portal.h"
#include "tests/county/serve.h"
#include "tests/county/truth.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum {
	EXIT_USAGE = 2,
	PORT_MOST = 65535, SLOW_MOST = 60000, SECONDS_MOST = 86400,
	TIMES_MOST = 1000, PAGES_USUAL = 60, PORT_USUAL = 8421,
};

static const char help[] =
"county - 青禾县, a county that does not exist, as small web portals\n"
"\n"
"  county serve [options]   serve it on 127.0.20.1 ... 127.0.20.5\n"
"  county truth [options]   print what a correct reading finds, as JSON lines\n"
"  county list  [options]   print every address of a complete polite crawl:\n"
"                           URL, status and kind, separated by tabs\n"
"\n"
"Options of all three (same values, same county, byte for byte):\n"
"  --seed N          another county of the same shape (default 1)\n"
"  --pages N         filler news articles, 1 to 20000 (default 60)\n"
"  --port P          port of all hosts (default 8421; serve: 0 = any free)\n"
"  --edition 1|2|3   2: the same county some weeks later; one report is new,\n"
"                    one has a corrected cell, one is gone; 3: three more\n"
"                    are at other addresses (default 1)\n"
"  --portals         instead of it its neighbours: a portal for each family\n"
"                    of systems, on 127.0.21.1 ...; --pages counts the news\n"
"                    of each\n"
"  --only FAMILY     just that one of them\n"
"Options of serve:\n"
"  --ready-file F    write the lines below to F, at once, when ready\n"
"  --for-seconds N   end after N seconds (default: on SIGTERM or SIGINT)\n"
"  --slow-ms N       how long slow.qinghe.test takes to answer (default 300)\n"
"  --retry-after N   seconds of Retry-After at busy.qinghe.test (default 2)\n"
"  --busy-times N    how often it says 503 before an address is served (2)\n"
"  --log F           append a line a request: ms host method target status\n"
"\n"
"When ready, serve prints\n"
"  HOST name address port       one line a host\n"
"  SEED url                     where to begin\n"
"  RESOLVE name:port:address    as `nianbao crawl --resolve` and curl take it\n"
"\n"
"Try it:\n"
"  county serve --port 8421 &\n"
"  nianbao crawl http://www.qinghe.test:8421/ --delay 0 \\\n"
"    --resolve www.qinghe.test:8421:127.0.20.1 (and so on)\n"
"  county truth --port 8421 | head -1\n";

enum {
	OPT_SEED = 256, OPT_PAGES, OPT_PORT, OPT_EDITION, OPT_READY,
	OPT_SECONDS, OPT_SLOW, OPT_RETRY, OPT_TIMES, OPT_LOG, OPT_HELP,
	OPT_PORTALS, OPT_ONLY,
};

static const struct option long_options[] = {
	{"seed", required_argument, NULL, OPT_SEED},
	{"pages", required_argument, NULL, OPT_PAGES},
	{"port", required_argument, NULL, OPT_PORT},
	{"edition", required_argument, NULL, OPT_EDITION},
	{"portals", no_argument, NULL, OPT_PORTALS},
	{"only", required_argument, NULL, OPT_ONLY},
	{"ready-file", required_argument, NULL, OPT_READY},
	{"for-seconds", required_argument, NULL, OPT_SECONDS},
	{"slow-ms", required_argument, NULL, OPT_SLOW},
	{"retry-after", required_argument, NULL, OPT_RETRY},
	{"busy-times", required_argument, NULL, OPT_TIMES},
	{"log", required_argument, NULL, OPT_LOG},
	{"help", no_argument, NULL, OPT_HELP},
	{NULL, 0, NULL, 0},
};

static bool number(const char *text, unsigned least, unsigned most,
		   unsigned *ret_value)
{
	unsigned long long value;

	if (!slice_u64(slice_of(text), most, &value) || value < least) {
		(void)fprintf(stderr, "county: \"%s\" is not a number from %u "
			      "to %u\n", text, least, most);
		return false;
	}
	*ret_value = (unsigned)value;
	return true;
}

static bool seed(const char *text, uint64_t *ret_seed)
{
	unsigned long long value;

	if (!slice_u64(slice_of(text), UINT64_MAX, &value)) {
		(void)fprintf(stderr, "county: \"%s\" is not a seed; give a "
			      "whole number\n", text);
		return false;
	}
	*ret_seed = value;
	return true;
}

static bool take_option(int option, struct serve_options *o)
{
	switch (option) {
	case OPT_SEED: return seed(optarg, &o->seed);
	case OPT_PAGES: return number(optarg, 1, PAGES_MAX, &o->pages);
	case OPT_PORT: return number(optarg, 0, PORT_MOST, &o->port);
	case OPT_EDITION: return number(optarg, 1, EDITIONS, &o->edition);
	case OPT_PORTALS: o->portals = true; return true;
	case OPT_ONLY: o->only = optarg; return true;
	case OPT_READY: o->ready_file = optarg; return true;
	case OPT_SECONDS:
		return number(optarg, 0, SECONDS_MOST, &o->for_seconds);
	case OPT_SLOW: return number(optarg, 0, SLOW_MOST, &o->slow_ms);
	case OPT_RETRY:
		return number(optarg, 0, SECONDS_MOST, &o->retry_after);
	case OPT_TIMES: return number(optarg, 0, TIMES_MOST, &o->busy_times);
	case OPT_LOG: o->log_file = optarg; return true;
	default: return false;
	}
}

static int usage(void)
{
	(void)fputs("county: say serve, truth or list; county --help tells "
		    "more\n", stderr);
	return EXIT_USAGE;
}

static int print_plan(const struct serve_options *o,
		      bool (*print)(const struct plan *, FILE *))
{
	struct plan *plan = plan_new(o->seed, o->pages, o->port,
				     o->edition);
	bool ok = plan && print(plan, stdout);

	plan_free(plan);
	if (!ok)
		(void)fputs("county: cannot print\n", stderr);
	return ok ? 0 : 1;
}

static int print_portals(const struct serve_options *o,
			 bool (*print)(const struct portals *, FILE *))
{
	struct portals portals;
	bool ok = portals_new(o->seed, o->pages, o->port, o->only, &portals);

	if (!ok)
		(void)fputs("county: no such family\n", stderr);
	else
		ok = print(&portals, stdout);
	portals_free(&portals);
	return ok ? 0 : 1;
}

/* What the command says, of the county or of its neighbours. */
static int run(const char *command, const struct serve_options *o)
{
	if (!strcmp(command, "serve"))
		return o->portals ? serve_portals(o) : serve(o);
	if (!strcmp(command, "truth"))
		return o->portals ? print_portals(o, portal_truth_print)
				  : print_plan(o, truth_print);
	if (!strcmp(command, "list"))
		return o->portals ? print_portals(o, portal_list_print)
				  : print_plan(o, list_print);
	return usage();
}

int main(int argc, char **argv)
{
	struct serve_options o = {
		.seed = 1, .pages = PAGES_USUAL, .port = PORT_USUAL,
		.edition = 1, .slow_ms = 300, .retry_after = 2,
		.busy_times = 2,
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL))
	       != -1) {
		if (option == OPT_HELP || option == 'h') {
			(void)fputs(help, stdout);
			return 0;
		}
		if (!take_option(option, &o))
			return EXIT_USAGE;
	}
	if (optind + 1 != argc)
		return usage();
	return run(argv[optind], &o);
}
