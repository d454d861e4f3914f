/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void every_kind_of_address_has_its_zone(void **state)
{
	static const struct {
		const char *address;
		enum guard_zone wanted;
	} cases[] = {
		{"127.0.0.1", GUARD_LOOPBACK},
		{"127.255.255.254", GUARD_LOOPBACK},
		{"::1", GUARD_LOOPBACK},
		{"::ffff:127.0.0.1", GUARD_LOOPBACK},
		{"10.1.2.3", GUARD_PRIVATE},
		{"172.16.0.1", GUARD_PRIVATE},
		{"172.31.255.255", GUARD_PRIVATE},
		{"172.32.0.1", GUARD_PUBLIC},
		{"192.168.1.1", GUARD_PRIVATE},
		{"fd00::1", GUARD_PRIVATE},
		{"::ffff:10.0.0.1", GUARD_PRIVATE},
		{"64:ff9b::10.0.0.1", GUARD_PRIVATE},
		{"2002:a00:1::1", GUARD_PRIVATE},
		{"169.254.169.254", GUARD_LINK_LOCAL},
		{"fe80::1", GUARD_LINK_LOCAL},
		{"febf::1", GUARD_LINK_LOCAL},
		{"0.0.0.0", GUARD_RESERVED},
		{"100.64.0.1", GUARD_RESERVED},
		{"100.128.0.1", GUARD_PUBLIC},
		{"224.0.0.1", GUARD_RESERVED},
		{"255.255.255.255", GUARD_RESERVED},
		{"240.0.0.1", GUARD_RESERVED},
		{"192.0.2.1", GUARD_RESERVED},
		{"198.18.0.1", GUARD_RESERVED},
		{"::", GUARD_RESERVED},
		{"::127.0.0.1", GUARD_RESERVED},
		{"ff02::1", GUARD_RESERVED},
		{"fec0::1", GUARD_RESERVED},
		{"2001:db8::1", GUARD_RESERVED},
		{"1.2.4.8", GUARD_PUBLIC},
		{"240e::1", GUARD_PUBLIC},
		{"64:ff9b::1.2.4.8", GUARD_PUBLIC},
		{"not an address", GUARD_RESERVED},
		{"", GUARD_RESERVED},
		{"127.1", GUARD_RESERVED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum guard_zone got = guard_zone_of_text(cases[i].address);

		if (got != cases[i].wanted)
			fail_msg("%s: got %s, wanted %s", cases[i].address,
				 guard_zone_name(got),
				 guard_zone_name(cases[i].wanted));
	}
}

static void policy_decides_by_zone(void **state)
{
	static const struct {
		bool contact, local;
		bool wanted[5];	/* by enum guard_zone */
	} cases[] = {
		{false, false, {false, false, false, false, false}},
		{false, true, {true, true, false, false, false}},
		{true, false, {false, false, false, false, true}},
		{true, true, {true, true, false, false, true}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int zone = 0; zone <= GUARD_PUBLIC; zone++) {
			struct guard_policy policy = {
				.has_contact = cases[i].contact,
				.allow_local = cases[i].local,
			};

			assert_int_equal(guard_allows(&policy, zone),
					 cases[i].wanted[zone]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_address_has_its_zone),
		cmocka_unit_test(policy_decides_by_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
