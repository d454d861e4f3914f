/* SPDX-License-Identifier: Apache-2.0 */
/*
 * classes
 *
 * What is each of many pages, a block or none?  One process for all of them,
 * where `nianbao inspect page` would be started for each.  A line of standard
 * input is
 *
 *   FILE <TAB> URL <TAB> STATUS <TAB> CONTENT-TYPE
 *
 * of which all but FILE may be empty or left out.  Prints "CLASS <TAB> " and
 * the line, for each.  Ends with 1 where a file could not be read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "crawler/input.h"
#include "parsers/page.h"

enum { BODY_MAX = 32 << 20, TEXT_MAX = 64 << 20, LINKS_MAX = 20000 };

static const char nowhere[] = "http://localhost/";

/* The fields of a line that are there; the rest stays "". */
static void split(char *line, const char *fields[], size_t count)
{
	for (size_t i = 0; i < count && line; i++)
		fields[i] = strsep(&line, "\t");
}

static int class_of(struct slice body, const char *fields[4],
		    const char **ret_class)
{
	const char *address = *fields[1] ? fields[1] : nowhere;
	struct url url;
	struct page_input in = {
		.status = (int)strtol(fields[2], NULL, 10),
		.body = body,
		.content_type = *fields[3] ? slice_of(fields[3]) : SLICE_NONE,
		.url = &url,
		.limits = {.memory = 256 << 20, .nodes = 1000000},
		.max_text = TEXT_MAX,
		.max_links = LINKS_MAX,
	};
	struct page *page = NULL;
	int err = url_parse(slice_of(address), NULL, NULL, &url, NULL);

	if (err)
		return err;
	err = page_read(&in, &page);
	if (!err)
		err = page->err;
	if (!err)
		*ret_class = block_name(page->block.class);
	page_free(page);
	url_free(&url);
	return err;
}

static int print_class(char *line)
{
	const char *fields[4] = {"", "", "", ""}, *class = "?";
	struct buf body = BUF_INIT(BODY_MAX);
	char *whole = strdup(line);
	int err = whole ? 0 : ERR_NOMEM;

	split(line, fields, 4);
	if (!err)
		err = input_load(fields[0], &body);
	if (!err)
		err = class_of(buf_slice(&body), fields, &class);
	if (err)
		fprintf(stderr, "%s: %s\n", fields[0], err_text(err));
	else
		printf("%s\t%s\n", class, whole);
	buf_free(&body);
	free(whole);
	return err;
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	int code = 0;

	while ((n = getline(&line, &room, stdin)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		if (print_class(line))
			code = 1;
	}
	free(line);
	return code;
}
