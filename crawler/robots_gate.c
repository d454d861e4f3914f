/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/robots_gate.h"

#include <stdlib.h>

const char robots_agent[] = "nianbao";

void robots_gate_init(struct robots_gate *g)
{
	*g = (struct robots_gate){.crawl_delay_ms = -1};
}

void robots_gate_clear(struct robots_gate *g)
{
	robots_free(g->rules);
	free(g->record);
	robots_gate_init(g);
}

static void keep_record(struct robots_gate *g, const char *record)
{
	free(g->record);
	/* Without memory the provenance lacks the name, not the row. */
	g->record = record ? slice_dup(slice_of(record)) : NULL;
}

void robots_gate_load(struct robots_gate *g, const struct store_host *row)
{
	g->at_ms = row->robots_at_ms;
	g->status = row->robots_status;
	g->capture = row->robots_capture;
	g->tried_ms = row->robots_tried_ms;
	g->crawl_delay_ms = row->crawl_delay_ms;
	keep_record(g, row->robots_record);
}

void robots_gate_save(const struct robots_gate *g, struct store_host *row)
{
	row->robots_at_ms = g->at_ms;
	row->robots_status = g->status;
	row->robots_capture = g->capture;
	row->robots_record = g->record;
	row->robots_tried_ms = g->tried_ms;
	row->crawl_delay_ms = g->crawl_delay_ms;
}

static void take_rules(struct robots_gate *g, struct robots *rules,
		       const struct robots_limits *limits)
{
	robots_free(g->rules);
	g->rules = rules;
	g->crawl_delay_ms = -1;
	if (rules)
		g->crawl_delay_ms = (int32_t)robots_delay_ms(
			rules, robots_agent, (long)limits->crawl_delay_max_ms);
}

void robots_gate_rules(struct robots_gate *g, struct robots *rules,
		       const struct robots_limits *limits)
{
	bool allows_all = g->status >= 300 && g->status < 500;

	take_rules(g, rules, limits);
	if (!rules && !allows_all)
		g->at_ms = 0;
}

struct gate_answer robots_gate_ask(const struct robots_gate *g,
				   const struct robots_limits *limits,
				   struct slice target, int64_t now_ms)
{
	int64_t age = now_ms - g->at_ms;
	/* One from the future is of a clock that was wrong: of unknown age. */
	bool dated = g->at_ms && age >= 0;
	bool fresh = dated && age < limits->ttl_ms;
	/* A copy past its time serves only after an attempt to renew it. */
	bool stale = dated && g->tries > 0 && age < limits->stale_max_ms;
	struct robots_verdict v;

	if (!fresh && !stale)
		return (struct gate_answer){.verdict = GATE_FETCH};
	if (!g->rules)
		return (struct gate_answer){.verdict = GATE_ALLOWED};
	v = robots_check(g->rules, robots_agent, target);
	return (struct gate_answer){
		.verdict = v.allowed ? GATE_ALLOWED : GATE_REFUSED,
		.line = v.line,
		.rule = v.rule,
	};
}

void robots_gate_answer(struct robots_gate *g, int status,
			struct robots *rules,
			const struct robots_limits *limits, int64_t capture,
			const char *record, int64_t now_ms)
{
	take_rules(g, rules, limits);
	g->status = status;
	g->at_ms = g->tried_ms = now_ms;
	g->tries = 0;
	g->capture = capture;
	keep_record(g, record);
}

void robots_gate_failed(struct robots_gate *g, int64_t now_ms)
{
	g->tried_ms = now_ms;
	g->tries++;
}
