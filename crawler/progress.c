/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/progress.h"

#include <inttypes.h>
#include <stdio.h>

int progress_bytes(uint64_t bytes, struct buf *out)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
	double value = (double)bytes / 1024;
	size_t u = 0;

	if (bytes < 1024)
		return buf_addf(out, "%" PRIu64 " B", bytes);
	for (; value >= 1024 && u < 3; u++)
		value /= 1024;
	return buf_addf(out, "%.1f %s", value, units[u]);
}

int progress_time(int64_t ms, struct buf *out)
{
	int64_t s = ms / 1000;

	if (s < 3600)
		return buf_addf(out, "%" PRId64 ":%02d", s / 60,
				(int)(s % 60));
	return buf_addf(out, "%" PRId64 ":%02d:%02d", s / 3600,
			(int)(s / 60 % 60), (int)(s % 60));
}

int progress_line(const struct progress *p, unsigned columns, struct buf *out)
{
	size_t from = out->len;

	(void)progress_time(p->elapsed_ms, out);
	(void)buf_addf(out, "  %" PRIu64 " pages  queue %" PRIu64 "  ",
		       p->tally->fetched, p->queue);
	(void)progress_bytes(p->tally->bytes, out);
	(void)buf_addf(out, "  reports %" PRIu64 "  hosts %u (%u waiting",
		       p->tally->reports, p->hosts, p->hosts_waiting);
	if (p->hosts_blocked)
		(void)buf_addf(out, ", %u blocked", p->hosts_blocked);
	(void)buf_addf(out, ")  blocked %" PRIu64 "  failed %" PRIu64,
		       p->tally->blocked, p->tally->failed);
	if (p->state)
		(void)buf_addf(out, "  [%s]", p->state);
	/* The text is ASCII, so bytes are columns. */
	if (columns && !out->err && out->len - from > columns)
		buf_truncate(out, from + columns);
	return out->err;
}

static void sum_of(const struct progress_end *end, struct tally *sum,
		   uint64_t *left)
{
	*sum = (struct tally){.fetched = 0};
	*left = 0;
	for (size_t i = 0; i < end->site_count; i++) {
		tally_add(sum, end->sites[i].tally);
		*left += end->sites[i].left;
	}
}

static void row(struct buf *out, const char *name, uint64_t value,
		const char *remark)
{
	if (value || !remark)
		(void)buf_addf(out, "  %-14s%10" PRIu64 "%s%s\n", name, value,
			       remark ? "  " : "", remark ? remark : "");
}

static void counts(const struct tally *sum, uint64_t left, struct buf *out)
{
	row(out, "fetched", sum->fetched, NULL);
	row(out, "stored", sum->stored, NULL);
	row(out, "revisits", sum->revisits, "the same bytes as before");
	row(out, "not modified", sum->not_modified, "the server says");
	row(out, "redirects", sum->redirects, "");
	row(out, "not found", sum->not_found, "404 and 410");
	row(out, "failed", sum->failed, "given up after all tries");
	row(out, "blocked", sum->blocked, "challenges, bans, robots.txt");
	row(out, "reports", sum->reports, NULL);
	row(out, "queued", left, "for the next run");
	for (size_t i = 0; i < STOP_COUNT; i++)
		if (sum->stops[i])
			(void)buf_addf(out, "  stopped: %s (%" PRIu64 ")\n",
				       stop_text((enum stop)i),
				       sum->stops[i]);
}

static void sites(const struct progress_end *end, struct buf *out)
{
	for (size_t i = 0; i < end->site_count; i++) {
		const struct progress_site *s = &end->sites[i];

		(void)buf_addf(out, "  %-32s fetched %" PRIu64 ", reports %"
			       PRIu64 ", queued %" PRIu64 "%s%s\n", s->name,
			       s->tally->fetched, s->tally->reports, s->left,
			       s->remark ? ": " : "",
			       s->remark ? s->remark : "");
	}
}

int progress_table(const struct progress_end *end, struct buf *out)
{
	struct tally sum;
	uint64_t left;

	sum_of(end, &sum, &left);
	(void)buf_adds(out, end->interrupted ? "interrupted after " :
		       "done in ");
	(void)progress_time(end->elapsed_ms, out);
	(void)buf_adds(out, ", ");
	(void)progress_bytes(sum.bytes, out);
	(void)buf_adds(out, end->resumed ? ", went on where it was\n" : "\n");
	counts(&sum, left, out);
	sites(end, out);
	(void)progress_columns_table(end, out);
	if (end->reports)
		(void)buf_addf(out, "reports: %" PRIu64 " new, %" PRIu64
			       " changed, %" PRIu64 " gone, %" PRIu64
			       " moved, %" PRIu64 " unchanged\n",
			       end->reports->fresh, end->reports->changed,
			       end->reports->gone, end->reports->moved,
			       end->reports->unchanged);
	if (end->interrupted)
		(void)buf_adds(out, "state saved; run the same command to go "
			       "on\n");
	else if (end->reports && end->reports->fresh + end->reports->changed +
		 end->reports->gone + end->reports->moved)
		(void)buf_addf(out, "see what changed with: nianbao -C %s "
			       "changes\n", end->archive);
	else if (sum.reports)
		(void)buf_addf(out, "see them with: nianbao -C %s reports\n",
			       end->archive);
	return out->err;
}

static void stops_json(const struct tally *sum, struct buf *out)
{
	const char *comma = "";

	(void)buf_adds(out, ",\"stopped\":{");
	for (size_t i = 0; i < STOP_COUNT; i++) {
		if (!sum->stops[i])
			continue;
		(void)buf_addf(out, "%s\"%s\":%" PRIu64, comma,
			       stop_name((enum stop)i), sum->stops[i]);
		comma = ",";
	}
	(void)buf_addc(out, '}');
}

int progress_json(const struct progress_end *end, struct buf *out)
{
	struct tally sum;
	uint64_t left;

	sum_of(end, &sum, &left);
	(void)buf_addf(out, "{\"run\":%" PRId64 ",\"sites\":%zu,\"fetched\":%"
		       PRIu64 ",\"stored\":%" PRIu64 ",\"revisits\":%" PRIu64
		       ",\"not_modified\":%" PRIu64 ",\"failed\":%" PRIu64
		       ",\"blocked\":%" PRIu64 ",\"bytes\":%" PRIu64
		       ",\"reports\":%" PRIu64 ",\"columns\":",
		       end->run, end->site_count, sum.fetched, sum.stored,
		       sum.revisits, sum.not_modified, sum.failed,
		       sum.blocked, sum.bytes, sum.reports);
	(void)progress_columns_json(end, out);
	(void)buf_addf(out, ",\"robots\":%" PRIu64 ",\"not_found\":%" PRIu64
		       ",\"redirects\":%" PRIu64 ",\"queued\":%" PRIu64,
		       sum.robots, sum.not_found, sum.redirects, left);
	stops_json(&sum, out);
	if (end->reports)
		(void)buf_addf(out, ",\"new\":%" PRIu64 ",\"changed\":%" PRIu64
			       ",\"gone\":%" PRIu64 ",\"moved\":%" PRIu64
			       ",\"unchanged\":%" PRIu64,
			       end->reports->fresh, end->reports->changed,
			       end->reports->gone, end->reports->moved,
			       end->reports->unchanged);
	return buf_addf(out, ",\"resumed\":%s,\"interrupted\":%s,"
			"\"loop_stall_ms\":%" PRId64
			",\"loop_stall_cpu_ms\":%" PRId64
			",\"seconds\":%.3f}",
			end->resumed ? "true" : "false",
			end->interrupted ? "true" : "false", end->stall_ms,
			end->stall_cpu_ms, (double)end->elapsed_ms / 1000);
}
