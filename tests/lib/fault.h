/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes the k-th allocation fail.  Test programs named *_alloc or *_sweep are
 * linked with --wrap for malloc, calloc and realloc, so every call from our
 * own code comes through here (calls inside shared libraries do not).
 *
 * A sweep:   for (int k = 1; fault_again(&k); k++) { fault_arm(k); ... }
 * runs the body with the 1st, 2nd, ... allocation failing until a run goes by
 * in which nothing failed any more.
 */
#ifndef NIANBAO_TESTS_FAULT_H
#define NIANBAO_TESTS_FAULT_H

#include <stdbool.h>

/* The k-th allocation from now on fails, once. */
void fault_arm(int k);
/* No allocation fails. Returns whether the armed one did. */
bool fault_disarm(void);
/* True while the last armed allocation was reached (and for the first call). */
bool fault_again(const int *k);

#endif
