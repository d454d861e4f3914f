/* SPDX-License-Identifier: Apache-2.0 */
/*
 * V10 of one report: what its sections must not be.
 *
 * A fee that was charged is something to report, so 六 cannot be "无"; and a
 * report without problems says so, so 五 cannot be empty.
 */
#include "parsers/checks_private.h"

#include "parsers/charset.h"

enum {
	NOTHING_MAX = 30,	/* characters of "本年度无其他需要报告的事项。" */
	WORDS_MAX = 6,
};

static const char fee_label[] = "行政事业性收费";

static const char *const topic_words[][WORDS_MAX] = {
	[CHECK_OVERVIEW] = {"总体情况", "概述", "基本情况", "概况"},
	[CHECK_PROBLEMS] = {"主要问题", "存在问题", "存在的问题", "改进措施",
			    "改进情况", "不足"},
	[CHECK_OTHER] = {"其他需要", "需要报告的", "需要说明的"},
};

static bool has_topic(struct slice heading, enum check_topic topic)
{
	const char *const *words = topic_words[topic];

	for (int i = 0; i < WORDS_MAX && words[i]; i++)
		if (slice_finds(heading, words[i], 0) != SIZE_MAX)
			return true;
	return false;
}

const struct report_section *check_section(const struct report *r,
					   enum check_topic topic)
{
	for (uint32_t i = 0; i < r->section_count; i++)
		if (has_topic(r->sections[i].heading, topic))
			return &r->sections[i];
	return NULL;
}

/* The first line that is not blank: a signature may follow. */
static struct slice first_line(struct slice text)
{
	struct slice line = SLICE_NONE;

	while (text.p && !line.n)
		line = slice_trim(slice_cut(&text, '\n'));
	return line;
}

/* "本年度未收取信息处理费" is of another fee and says nothing of this one. */
static bool says_nothing(struct slice line)
{
	size_t at = 0;
	int n = 0;

	for (; at < line.n; n++)
		(void)charset_next(line, &at);
	return n <= NOTHING_MAX &&
	       slice_finds(line, "信息处理费", 0) == SIZE_MAX &&
	       (slice_finds(line, "无", 0) != SIZE_MAX ||
		slice_finds(line, "没有", 0) != SIZE_MAX);
}

/* The fee of a table of 2021; that of 2019 counts projects. */
static const struct report_cell *fee_of(const struct report *r)
{
	for (uint32_t i = 0; i < r->active_count; i++)
		if (!strcmp(r->active[i].label, fee_label) &&
		    r->active[i].count == 1)
			return &r->active[i].cells[0];
	return NULL;
}

static void check_fee(struct checker *c)
{
	const struct report_cell *fee = fee_of(c->report);
	const struct report_section *other = check_section(c->report,
							   CHECK_OTHER);
	struct slice line, detail;
	int64_t value;

	if (!fee || !other)
		return;
	detail = check_shown(fee);
	line = first_line(other->text);
	if (!check_millionths(fee, &value)) {
		check_add(c, "V10", CHECK_UNCERTAIN, slice_of(fee_label),
			  detail);
	} else if (value > 0 && says_nothing(line)) {
		detail = slice_of(arena_printf(c->arena, "%.*s, %.*s",
					       SLICE_ARG(detail),
					       SLICE_ARG(line)));
		check_add(c, "V10", CHECK_WARN, slice_of(fee_label), detail);
	} else {
		check_add(c, "V10", CHECK_PASS, slice_of(fee_label), detail);
	}
}

static void check_problems(struct checker *c)
{
	const struct report_section *problems = check_section(c->report,
							      CHECK_PROBLEMS);

	if (problems)
		check_add(c, "V10", first_line(problems->text).n ? CHECK_PASS
								 : CHECK_WARN,
			  problems->heading, SLICE_NONE);
}

void check_v10(struct checker *c)
{
	check_fee(c);
	check_problems(c);
}
