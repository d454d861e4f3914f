/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A job's capture: everything DESIGN.md lists under "Provenance of one
 * capture", put together from lease, exchange and refusal.  Pure; a worker.
 */
#ifndef NIANBAO_CRAWLER_PROVENANCE_H
#define NIANBAO_CRAWLER_PROVENANCE_H

#include "crawler/job.h"

/* Fills job->capture but for what reading finds out (block, sniffed, title,
 * redirect_to, kind, refers_to) and for program and config_sha256.  Strings
 * borrow from lease and result or are in job->arena. */
void provenance_fill(struct job *job);
/* A field of the response head as a string in job->arena; NULL if absent. */
const char *provenance_header(struct job *job, const char *name);

#endif
