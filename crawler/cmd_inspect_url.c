/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao inspect robots|url: a line of answer for each URL. */
#include "base/err.h"
#include "crawler/cmd_inspect.h"
#include "crawler/commands.h"
#include "crawler/input.h"
#include "parsers/charset.h"
#include "parsers/robots.h"
#include "parsers/url.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Longer than any URL that is read; the rest of a line does not matter. */
enum { LINE_BYTES = 8 * URL_MAX };

/* Prints the answer for one URL; 0 or ERR_NOMEM. */
typedef int (*answer_fn)(const void *ctx, struct slice url);

static int answer_lines(answer_fn answer, const void *ctx)
{
	struct buf line = BUF_INIT(LINE_BYTES);
	int err = 0;

	while (!err && input_line(&line))
		err = line.err == ERR_NOMEM ? ERR_NOMEM :
					      answer(ctx, buf_slice(&line));
	buf_free(&line);
	return err;
}

/* For each URL of the operands, or each line of standard input. */
static int answer_all(char **urls, int count, answer_fn answer,
		      const void *ctx)
{
	bool from_lines = count == 0 ||
			  (count == 1 && strcmp(urls[0], "-") == 0);
	int err = 0;

	if (count == 0 && isatty(STDIN_FILENO))
		return usage_error(&cmd_inspect, "which URLs?  \"-\" reads "
				   "them from standard input");
	if (from_lines)
		err = answer_lines(answer, ctx);
	for (int i = 0; i < count && !from_lines && !err; i++)
		err = answer(ctx, slice_of(urls[i]));
	if (err)
		complain("%s", err_text(err));
	return err ? EXIT_ERROR : EXIT_DONE;
}

/* A field of a line: what would end it is shown as a space. */
static void print_field(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		putchar((unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
}

/* --- robots --------------------------------------------------------------- */

struct rules {
	const struct robots *robots;
	const char *agent;
	struct url any;		/* a host for paths without one */
};

static int answer_robots(const void *ctx, struct slice text)
{
	const struct rules *rules = ctx;
	struct robots_verdict verdict;
	const char *why = "";
	struct url url;
	int err = url_parse(text, &rules->any, NULL, &url, &why);

	if (err == ERR_NOMEM)
		return err;
	if (err) {
		printf("error\t0\t%s\t", *why ? why : err_text(err));
	} else {
		verdict = robots_check(rules->robots, rules->agent,
				       url_target(&url));
		printf("%s\t%u\t", verdict.allowed ? "allow" : "disallow",
		       verdict.line);
		print_field(verdict.rule);
		putchar('\t');
		url_free(&url);
	}
	print_field(text);
	putchar('\n');
	return 0;
}

static int ask_robots(struct inspect *i, struct slice bytes)
{
	struct rules rules = {.agent = i->agent};
	struct robots *robots = robots_parse(bytes);
	int code = EXIT_ERROR;

	rules.robots = robots;
	if (!robots || url_parse(slice_of("http://any.invalid/"), NULL, NULL,
				 &rules.any, NULL))
		complain("%s", err_text(ERR_NOMEM));
	else
		code = answer_all(i->operands + 1, i->count - 1,
				  answer_robots, &rules);
	url_free(&rules.any);
	robots_free(robots);
	return code;
}

int inspect_robots(struct inspect *i)
{
	/* what comes behind its limit is not read, see robots.h */
	struct buf bytes = BUF_INIT(64 << 20);
	int code;

	if (i->count < 1)
		return usage_error(&cmd_inspect, "which robots.txt?");
	if (!i->agent || !*i->agent)
		return usage_error(&cmd_inspect, "--agent is missing: for "
				   "which crawler?");
	if (strcmp(i->operands[0], "-") == 0 &&
	    (i->count == 1 || strcmp(i->operands[1], "-") == 0))
		return usage_error(&cmd_inspect, "robots.txt and URLs cannot "
				   "both come from standard input");
	code = input_read(i->operands[0], &bytes);
	if (code < 0)
		code = ask_robots(i, buf_slice(&bytes));
	buf_free(&bytes);
	return code;
}

/* --- url ------------------------------------------------------------------ */

struct resolver {
	const struct url *base;	/* NULL: none */
	const char *charset;
};

static int answer_url(const void *ctx, struct slice text)
{
	const struct resolver *resolver = ctx;
	/* a SURT is longer by commas, never twice as long */
	struct buf line = BUF_INIT(8 * URL_MAX);
	const char *why = "";
	struct url url;
	int err = url_parse(text, resolver->base, resolver->charset, &url,
			    &why);

	if (err == ERR_NOMEM)
		return err;
	if (err) {
		printf("error\t%s\n", *why ? why : err_text(err));
		return 0;
	}
	(void)url_canonical(&url, &line);
	(void)buf_addc(&line, '\t');
	(void)url_surt(&url, &line);
	(void)buf_addc(&line, '\t');
	(void)url_host_key(&url, &line);
	err = line.err;
	if (!err)
		puts(line.data);
	buf_free(&line);
	url_free(&url);
	return err;
}

int inspect_url(struct inspect *i)
{
	struct resolver resolver = {.charset = i->charset};
	const char *why = "";
	struct url base;
	int code;
	int err;

	if (i->charset && !charset_of_label(slice_of(i->charset)))
		return usage_error(&cmd_inspect, "there is no charset \"%s\"",
				   i->charset);
	if (!i->base)
		return answer_all(i->operands, i->count, answer_url,
				  &resolver);
	err = url_parse(slice_of(i->base), NULL, NULL, &base, &why);
	if (err)
		return usage_error(&cmd_inspect, "--base \"%s\" is no URL: %s",
				   i->base, *why ? why : err_text(err));
	resolver.base = &base;
	code = answer_all(i->operands, i->count, answer_url, &resolver);
	url_free(&base);
	return code;
}
