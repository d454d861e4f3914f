/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NIANBAO_TESTS_SIM_NET_H
#define NIANBAO_TESTS_SIM_NET_H

#include <stdint.h>

/* A head has it where the answer says what the page is: its version. */
#define NET_MARK "X-Sim-Version"

/* Answers come at multiples of this, in milliseconds. */
extern int64_t net_grain;

#endif
