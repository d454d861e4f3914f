/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao inspect page|robots|url: what do the parsers make of it? */
#include "crawler/cmd_inspect.h"

#include "crawler/commands.h"

#include <string.h>

static const struct {
	const char *name;
	int (*run)(struct inspect *i);
} kinds[] = {
	{"page", inspect_page},
	{"robots", inspect_robots},
	{"url", inspect_url},
};

/* Flags of another kind would be forgotten silently. */
static const char *wrong_flag(const struct inspect *i)
{
	if (i->run != inspect_page && (i->url || i->content_type))
		return i->url ? "--url" : "--content-type";
	if (i->run != inspect_page && (i->status || i->head))
		return i->status ? "--status" : "--head";
	if (i->run != inspect_robots && i->agent)
		return "--agent";
	if (i->run != inspect_url && (i->base || i->charset))
		return i->base ? "--base" : "--charset";
	return NULL;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	struct inspect i = {.ctx = ctx};
	const struct command_flag flags[] = {
		{.name = "--url", .value = &i.url},
		{.name = "--content-type", .value = &i.content_type},
		{.name = "--status", .value = &i.status},
		{.name = "--head", .value = &i.head},
		{.name = "--agent", .value = &i.agent},
		{.name = "--base", .value = &i.base},
		{.name = "--charset", .value = &i.charset},
		{.name = NULL},
	};
	int code = command_flags(&cmd_inspect, ctx, flags, &argc, argv);

	if (code >= 0)
		return code;
	if (argc < 2)
		return usage_error(&cmd_inspect, "a page, robots or a url?");
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
		if (strcmp(argv[1], kinds[k].name) == 0)
			i.run = kinds[k].run;
	if (!i.run)
		return usage_error(&cmd_inspect, "\"%s\" cannot be inspected; "
				   "page, robots and url can", argv[1]);
	if (wrong_flag(&i))
		return usage_error(&cmd_inspect, "%s is not for %s",
				   wrong_flag(&i), argv[1]);
	i.operands = argv + 2;
	i.count = argc - 2;
	return i.run(&i);
}

const struct command cmd_inspect = {
	.name = "inspect",
	.usage = "page FILE [--url URL] [--content-type TYPE]\n"
		 "           [--status NUMBER] [--head FILE]\n"
		 "       nianbao inspect robots FILE --agent NAME [URL...|-]\n"
		 "       nianbao inspect url [--base URL] [--charset NAME] "
		 "[URL...|-]",
	.summary = "Show how a page, a robots.txt or a URL is understood.",
	.help =
"For finding out why a page was or was not understood; no archive is touched.\n"
"FILE \"-\" is standard input.\n"
"\n"
"page prints one JSON object: charset and where it is from, title, base,\n"
"meta, links with the score by which they are followed, what is known of the\n"
"other pages of a list (pager), whether it is a block page, and the text a\n"
"person sees.  --url is the address it was fetched from, against which links\n"
"are resolved; --content-type what the server said.  --status (200 where it\n"
"is not given) and --head, a file with the head of the answer, count for the\n"
"block: its class, what told (block_evidence), and the sign by which two\n"
"hosts blocked in the same way are known (block_sign).\n"
"\n"
"  nianbao cat www.example.gov.cn/xxgknb/ |\n"
"      nianbao inspect page - --url http://www.example.gov.cn/xxgknb/\n"
"\n"
"robots prints for each URL whether the file allows it to the crawler NAME:\n"
"\"allow\" or \"disallow\", number and text of the line that decides (0 and\n"
"nothing where no rule does) and the URL, separated by tabs.\n"
"\n"
"  nianbao inspect robots robots.txt --agent nianbao /zwgk/ /search?q=1\n"
"\n"
"url prints for each URL its canonical form, its SURT and the key of its\n"
"host, or \"error\" and the reason, separated by tabs.  --charset is the\n"
"encoding of the page it stands in, which counts for its query.\n"
"\n"
"  nianbao inspect url --base http://www.example.gov.cn/a/ ../b.html\n"
"\n"
"URLs are taken from the command line, or one a line from standard input\n"
"where that is \"-\" or empty.",
	.run = run,
};
