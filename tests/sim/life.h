/* SPDX-License-Identifier: Apache-2.0 */
/* One life of the service, and what is looked at between lives.  Each in a
 * process of its own: the caller has forked. */
#ifndef NIANBAO_TESTS_SIM_LIFE_H
#define NIANBAO_TESTS_SIM_LIFE_H

#include "conf/conf.h"
#include "tests/sim/clockwork.h"

/* Until ending. */
void life_live(const char *dir, const struct conf_snapshot *conf);
void life_verify(const char *dir);
/* Holds the archive against what the portals remember. */
void life_compare(const char *dir);

#endif
