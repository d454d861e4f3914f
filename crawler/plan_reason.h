/* SPDX-License-Identifier: Apache-2.0 */
/* Why a URL is to be fetched.  Pure. */
#ifndef NIANBAO_CRAWLER_PLAN_REASON_H
#define NIANBAO_CRAWLER_PLAN_REASON_H

#include "base/buf.h"
#include "store/plan.h"

/* "robots", "retry", "again" (it was captured before), "seed", "column",
 * "redirect" or "link": the first that holds. */
const char *plan_reason(const struct store_plan_url *u);
/* The same in words, added to out: "try 2: page 3 of 年报".  buf's errors. */
int plan_reason_text(const struct store_plan_url *u, struct buf *out);

#endif
