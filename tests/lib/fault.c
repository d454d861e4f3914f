/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/fault.h"

#include <stdatomic.h>
#include <stddef.h>

static atomic_int left;		/* allocations until the failing one; 0: none */
static atomic_bool reached;

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);

void fault_arm(int k)
{
	atomic_store(&reached, false);
	atomic_store(&left, k);
}

bool fault_disarm(void)
{
	atomic_store(&left, 0);
	return atomic_load(&reached);
}

bool fault_again(const int *k)
{
	return fault_disarm() || *k == 1;
}

static bool fails(void)
{
	int before = atomic_load(&left);

	while (before > 0)
		if (atomic_compare_exchange_weak(&left, &before, before - 1))
			break;
	if (before != 1)
		return false;
	atomic_store(&reached, true);
	return true;
}

/* weak: programs that are not linked with --wrap have no __real_*. */
#pragma weak __real_malloc
#pragma weak __real_calloc
#pragma weak __real_realloc

void *__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t n)
{
	return fails() ? NULL : __real_calloc(count, n);
}

void *__wrap_realloc(void *p, size_t n)
{
	return fails() ? NULL : __real_realloc(p, n);
}
