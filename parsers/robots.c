/* SPDX-License-Identifier: Apache-2.0 */
/*
 * robots.txt after RFC 9309.  The file is read once into groups: the
 * User-agent lines that stand together, and the rules behind them.  A check
 * takes all groups that name the agent, or else all that name "*", and looks
 * for the longest rule that matches.
 *
 * Decided here, where the RFC leaves room or files differ from it:
 *  - Only the spellings of the RFC count: no "Dissallow", no missing colon, no
 *    "useragent".  Such a line is an unknown one and changes nothing.
 *  - Unknown lines, blank lines, Sitemap and Crawl-delay end neither a group
 *    nor its list of agents (§2.2.4).  A Crawl-delay belongs to the
 *    agents named before it in its group.
 *  - An agent is read up to the first character no product token may have:
 *    "nianbao/1.0" is "nianbao" (§2.2.1).
 *  - A pattern may begin with '*'.  One that begins with neither '/' nor '*'
 *    matches nothing, for no path does.  An empty one has no effect.
 *  - Paths are compared with percent-encoded unreserved characters decoded,
 *    everything else that is not plain or reserved ASCII encoded, and hex
 *    digits in upper case.  So "%7E" is "~", a raw character is its UTF-8
 *    encoding, but "%2F" is not "/".  "%2A" and "%24" mean the characters
 *    '*' and '$' (§2.2.3).
 *  - "Longest" counts the octets of the pattern in that form.
 *  - A line is read up to LINE_MAX_BYTES, as the widest known parser does.
 */
#include "parsers/robots.h"

#include "base/arena.h"
#include "parsers/url.h"

#include <stdlib.h>

enum {
	LINE_MAX_BYTES = 16 * 1024,
	/* the densest file has a rule every eight bytes; each costs a
	 * struct rule and its pattern */
	ARENA_LIMIT = 64 * 1024 * 1024,
};

/* Longest delay kept, in seconds: about three years. */
#define DELAY_MAX 100000000L

struct agent {
	struct slice token;	/* "*", or of letters, '-' and '_' */
	struct agent *next;
};

struct delay {
	long ms;
	size_t agents;		/* applies to the first so many of the group */
	struct delay *next;
};

struct rule {
	struct slice pattern;	/* normalised, without the closing '$' */
	size_t rank;		/* octets of the pattern */
	struct slice text;	/* the line as written */
	unsigned line;
	bool allow;
	bool anchored;		/* ended in '$' */
	struct rule *next;
};

struct group {
	struct agent *agents;
	size_t agent_count;
	struct rule *rules;
	struct delay *delays;	/* newest first */
	bool closed;		/* has a rule: a new agent begins a new group */
	struct group *next;
};

struct robots {
	struct arena *arena;		/* holds everything, text included */
	struct group *groups;
	struct group **groups_end;
	struct slice *sitemaps;
	size_t sitemap_count;
};

struct reader {
	struct robots *robots;
	struct group *group;		/* the open one; NULL before any */
	struct agent **agents_end;
	struct rule **rules_end;
	unsigned line;
};

static struct slice readable_part(struct slice bytes);
static struct slice eat_line(struct slice *rest);
static void read_line(struct reader *r, struct slice line);
static void read_agent(struct reader *r, struct slice value);
static void read_rule(struct reader *r, struct slice line, struct slice value,
		      bool allow);
static void read_delay(struct reader *r, struct slice value);
static bool collect_sitemaps(struct robots *r, struct slice text);

struct robots *robots_parse(struct slice bytes)
{
	struct robots *robots = calloc(1, sizeof(*robots));
	struct reader reader = {.robots = robots};
	struct slice text, rest;

	if (!robots)
		return NULL;
	robots->groups_end = &robots->groups;
	robots->arena = arena_new(ARENA_LIMIT);
	if (!robots->arena)
		goto fail;
	bytes = readable_part(bytes);
	text = arena_slice(robots->arena, bytes);
	rest = text;
	while (rest.n) {
		reader.line++;
		read_line(&reader, eat_line(&rest));
	}
	if (arena_err(robots->arena) || !collect_sitemaps(robots, text))
		goto fail;
	return robots;
fail:
	robots_free(robots);
	return NULL;
}

void robots_free(struct robots *r)
{
	if (!r)
		return;
	arena_free(r->arena);
	free(r);
}

/* Without BOM and what is past the limit.  A line that the limit cuts goes
 * too: "Disallow: /" may have been meant to go on. */
static struct slice readable_part(struct slice bytes)
{
	size_t n = ROBOTS_MAX_BYTES;

	if (bytes.n > n) {
		while (n && bytes.p[n] != '\n' && bytes.p[n] != '\r')
			n--;
		bytes.n = n;
	}
	if (slice_starts(bytes, "\xEF\xBB\xBF"))
		bytes = slice_sub(bytes, 3, bytes.n);
	return bytes;
}

/* Takes the first line off: ended by LF, CR or CR LF. */
static struct slice eat_line(struct slice *rest)
{
	struct slice line;
	size_t n = 0;

	while (n < rest->n && rest->p[n] != '\n' && rest->p[n] != '\r')
		n++;
	line = slice_sub(*rest, 0, n < LINE_MAX_BYTES ? n : LINE_MAX_BYTES);
	if (n + 1 < rest->n && rest->p[n] == '\r' && rest->p[n + 1] == '\n')
		n++;
	*rest = slice_sub(*rest, n + 1, rest->n);
	return line;
}

/* "key: value # remark"; false when there is no colon. */
static bool split(struct slice line, struct slice *ret_key,
		  struct slice *ret_value)
{
	size_t colon = slice_findc(line, ':', 0);

	if (colon >= line.n)
		return false;
	*ret_key = slice_trim(slice_sub(line, 0, colon));
	*ret_value = slice_trim(slice_sub(line, colon + 1, line.n));
	return true;
}

static struct slice without_remark(struct slice line)
{
	return slice_trim(slice_cut(&line, '#'));
}

static void read_line(struct reader *r, struct slice line)
{
	struct slice key, value;

	line = without_remark(line);
	if (!split(line, &key, &value))
		return;
	if (slice_ieqs(key, "user-agent"))
		read_agent(r, value);
	else if (slice_ieqs(key, "allow"))
		read_rule(r, line, value, true);
	else if (slice_ieqs(key, "disallow"))
		read_rule(r, line, value, false);
	else if (slice_ieqs(key, "crawl-delay"))
		read_delay(r, value);
	else if (slice_ieqs(key, "sitemap") && value.n)
		r->robots->sitemap_count++;
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct slice product_token(struct slice value)
{
	size_t n = 0;

	while (n < value.n && (is_alpha(value.p[n]) || value.p[n] == '-' ||
			       value.p[n] == '_'))
		n++;
	return slice_sub(value, 0, n);
}

static void begin_group(struct reader *r)
{
	struct group *group = arena_alloc(r->robots->arena, sizeof(*group));

	if (!group)
		return;
	*r->robots->groups_end = group;
	r->robots->groups_end = &group->next;
	r->group = group;
	r->agents_end = &group->agents;
	r->rules_end = &group->rules;
}

static void read_agent(struct reader *r, struct slice value)
{
	struct agent *agent;

	if (!r->group || r->group->closed)
		begin_group(r);
	agent = arena_alloc(r->robots->arena, sizeof(*agent));
	if (!agent)
		return;
	r->group->agent_count++;
	agent->token = product_token(value);
	if (slice_eqs(value, "*") || slice_starts(value, "* ") ||
	    slice_starts(value, "*\t"))
		agent->token = slice_sub(value, 0, 1);
	*r->agents_end = agent;
	r->agents_end = &agent->next;
}

static bool is_unreserved(char c)
{
	return is_alpha(c) || is_digit(c) || (c && strchr("-._~", c));
}

/* Stands as it is: unreserved, reserved but for the two with a special
 * meaning, or a percent sign on its own. */
static bool is_kept(char c)
{
	return is_unreserved(c) || (c && strchr("%:/?#[]@!&'()+,;=", c));
}

/* The form in which paths are compared; out has room for 3 * in.n.  In a
 * pattern '*' is left alone, in a target it becomes "%2A". */
static size_t normalise(struct slice in, bool pattern, char *out)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		char c = in.p[i];
		bool escaped = c == '%' && i + 2 < in.n &&
			       slice_hex_digit(in.p[i + 1]) >= 0 &&
			       slice_hex_digit(in.p[i + 2]) >= 0;

		if (escaped) {
			c = (char)(slice_hex_digit(in.p[i + 1]) << 4 |
				   slice_hex_digit(in.p[i + 2]));
			i += 2;
		}
		if (escaped ? is_unreserved(c)
			    : is_kept(c) || (pattern && c == '*')) {
			out[n++] = c;
			continue;
		}
		out[n++] = '%';
		out[n++] = hex[(unsigned char)c >> 4];
		out[n++] = hex[c & 15];
	}
	return n;
}

static void read_rule(struct reader *r, struct slice line, struct slice value,
		      bool allow)
{
	struct rule *rule;
	char *pattern;
	bool anchored = slice_ends(value, "$");

	if (!r->group)
		return;		/* before any User-agent: of no one */
	r->group->closed = true;
	if (!value.n)
		return;
	if (anchored)
		value.n--;
	rule = arena_alloc(r->robots->arena, sizeof(*rule));
	pattern = arena_array(r->robots->arena, value.n, 3);
	if (!rule || !pattern)
		return;		/* the arena remembers */
	rule->pattern.p = pattern;
	rule->pattern.n = normalise(value, true, pattern);
	rule->rank = rule->pattern.n + anchored;
	rule->text = line;
	rule->line = r->line;
	rule->allow = allow;
	rule->anchored = anchored;
	*r->rules_end = rule;
	r->rules_end = &rule->next;
}

/* Seconds, perhaps with a fraction; -1 when it is no number.  What follows
 * the number ("10s", "5 # five") is not looked at. */
static long parse_delay(struct slice value)
{
	long seconds = 0;
	long millis = 0;
	size_t i = 0;

	if (!value.n || (!is_digit(value.p[0]) && value.p[0] != '.'))
		return -1;
	for (; i < value.n && is_digit(value.p[i]); i++)
		if (seconds < DELAY_MAX)
			seconds = seconds * 10 + (value.p[i] - '0');
	if (i < value.n && value.p[i] == '.') {
		long unit = 100;

		if (!i && (value.n == 1 || !is_digit(value.p[1])))
			return -1;
		for (i++; i < value.n && is_digit(value.p[i]); i++) {
			millis += unit * (value.p[i] - '0');
			unit /= 10;
		}
	}
	if (seconds > DELAY_MAX)
		seconds = DELAY_MAX;
	return seconds * 1000 + millis;
}

static void read_delay(struct reader *r, struct slice value)
{
	long ms = parse_delay(value);
	struct delay *delay;

	if (!r->group || ms < 0)
		return;
	delay = arena_alloc(r->robots->arena, sizeof(*delay));
	if (!delay)
		return;
	delay->ms = ms;
	delay->agents = r->group->agent_count;
	delay->next = r->group->delays;
	r->group->delays = delay;
}

/* A second pass, now that their number is known. */
static bool collect_sitemaps(struct robots *r, struct slice text)
{
	struct slice rest = text;
	struct slice key, value;
	size_t n = 0;

	r->sitemaps = arena_array(r->arena, r->sitemap_count,
				  sizeof(*r->sitemaps));
	if (!r->sitemaps)
		return false;
	while (rest.n && n < r->sitemap_count)
		if (split(without_remark(eat_line(&rest)), &key, &value) &&
		    slice_ieqs(key, "sitemap") && value.n)
			r->sitemaps[n++] = value;
	return true;
}

const struct slice *robots_sitemaps(const struct robots *r, size_t *ret_count)
{
	*ret_count = r->sitemap_count;
	return r->sitemaps;
}

/* 1 for the first agent of the group, ...; 0 when it does not name it. */
static size_t named_in(const struct group *g, struct slice token)
{
	size_t n = 0;

	for (const struct agent *a = g->agents; a; a = a->next) {
		n++;
		if (a->token.n && slice_ieq(a->token, token))
			return n;
	}
	return 0;
}

/* The token whose groups rule this agent: its own or "*". */
static struct slice ruling_token(const struct robots *r, const char *agent)
{
	struct slice token = product_token(slice_of(agent));

	for (const struct group *g = r->groups; g && token.n; g = g->next)
		if (named_in(g, token))
			return token;
	return (struct slice)SLICE_LIT("*");
}

/*
 * The pieces between stars are sought from left to right, each at the first
 * place it occurs; no other choice could do better, so the cost is linear.
 */
static bool matches(const struct rule *rule, struct slice target)
{
	struct slice rest = rule->pattern;
	struct slice piece = slice_cut(&rest, '*');

	if (piece.n > target.n || memcmp(piece.p, target.p, piece.n))
		return false;
	target = slice_sub(target, piece.n, target.n);
	if (!rest.p)
		return !rule->anchored || !target.n;
	for (piece = slice_cut(&rest, '*'); rest.p;
	     piece = slice_cut(&rest, '*')) {
		const char *at = memmem(target.p, target.n, piece.p, piece.n);

		if (!at)
			return false;
		target = slice_sub(target,
				   (size_t)(at - target.p) + piece.n, target.n);
	}
	/* the last piece, behind the last star */
	if (!rule->anchored)
		return memmem(target.p, target.n, piece.p, piece.n) != NULL;
	return piece.n <= target.n &&
	       !memcmp(target.p + target.n - piece.n, piece.p, piece.n);
}

static const struct rule *best_rule(const struct robots *r,
				    struct slice token, struct slice target)
{
	const struct rule *best = NULL;

	for (const struct group *g = r->groups; g; g = g->next) {
		if (!named_in(g, token))
			continue;
		for (const struct rule *x = g->rules; x; x = x->next) {
			if (best && (x->rank < best->rank ||
				     (x->rank == best->rank &&
				      (best->allow || !x->allow))))
				continue;
			if (matches(x, target))
				best = x;
		}
	}
	return best;
}

struct robots_verdict robots_check(const struct robots *r, const char *agent,
				   struct slice target)
{
	struct robots_verdict verdict = {.allowed = true};
	const struct rule *rule;
	char text[3 * URL_MAX];

	if (slice_eqs(target, "/robots.txt") || !r->groups)
		return verdict;
	if (target.n > URL_MAX) {
		verdict.allowed = false;
		return verdict;
	}
	target = (struct slice){text, normalise(target, false, text)};
	rule = best_rule(r, ruling_token(r, agent), target);
	if (!rule)
		return verdict;
	verdict.allowed = rule->allow;
	verdict.line = rule->line;
	verdict.rule = rule->text;
	return verdict;
}

long robots_delay_ms(const struct robots *r, const char *agent, long cap_ms)
{
	struct slice token = ruling_token(r, agent);
	long delay = -1;

	for (const struct group *g = r->groups; g; g = g->next) {
		size_t n = named_in(g, token);

		for (const struct delay *d = g->delays; n && d; d = d->next)
			if (d->agents >= n && d->ms > delay)
				delay = d->ms;
	}
	return delay > cap_ms ? cap_ms : delay;
}
