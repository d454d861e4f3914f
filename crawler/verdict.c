/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/verdict.h"

#include "base/err.h"

static enum verdict_kind of_failure(int outcome)
{
	switch (outcome) {
	case ERR_ROBOTS:
		return VERDICT_ROBOTS;
	case ERR_DNS_NOTFOUND:
	case ERR_DNS_FAILED:
	case ERR_CONNECT_REFUSED:
	case ERR_CONNECT_UNREACHABLE:
	case ERR_CONNECT_V6_ONLY:
	case ERR_CONNECT_V4_ONLY:
	case ERR_TIMEOUT:
	case ERR_CLOSED:
	case ERR_NETWORK:
		return VERDICT_UNREACHABLE;
	default:
		return VERDICT_REFUSED;
	}
}

static enum verdict_kind of_status(int status)
{
	if (status == 404 || status == 410)
		return VERDICT_ABSENT;
	if (status == 429 || status == 503)
		return VERDICT_BUSY;
	if (status >= 500)
		return VERDICT_BROKEN;
	if (status >= 400)
		return VERDICT_OTHER;
	if (status >= 300 && status != 304)
		return VERDICT_REDIRECT;
	return VERDICT_GOOD;	/* 0: HTTP/0.9 */
}

static enum verdict_kind kind_of(const struct verdict_input *in)
{
	if (in->outcome)
		return of_failure(in->outcome);
	switch (in->block) {
	case BLOCK_RATE_LIMITED:
		return VERDICT_BUSY;
	case BLOCK_CHALLENGE_JIASULE:
	case BLOCK_CHALLENGE_RUISHU:
	case BLOCK_WAF:
	case BLOCK_EMPTY:
	case BLOCK_FORBIDDEN:
		return VERDICT_BLOCKED;
	case BLOCK_REMOVED:
	case BLOCK_SOFT_404:
		return VERDICT_ABSENT;
	case BLOCK_REDIRECT_SHELL:
	case BLOCK_NONE:
		break;
	}
	if (in->truncated == TRUNCATED_DISCONNECT ||
	    in->truncated == TRUNCATED_TIME)
		return VERDICT_BROKEN;
	return of_status(in->status);
}

struct verdict verdict_of(const struct verdict_input *in)
{
	struct verdict v = {.kind = kind_of(in)};
	bool comes_again = v.kind == VERDICT_BUSY || v.kind == VERDICT_BROKEN ||
			   v.kind == VERDICT_UNREACHABLE;

	v.again = comes_again && in->attempts + 1 < in->attempts_max;
	return v;
}

bool verdict_is_failure(enum verdict_kind kind)
{
	return kind == VERDICT_BUSY || kind == VERDICT_BROKEN ||
	       kind == VERDICT_UNREACHABLE || kind == VERDICT_REFUSED;
}
