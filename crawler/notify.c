/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/notify.h"

#include "crawler/clock.h"

#include <systemd/sd-daemon.h>

/* Nobody listens, or it cannot be reached: there is nothing to be done. */
void notify_state(enum notify_state state)
{
	static const char *const words[] = {
		[NOTIFY_READY] = "READY=1",
		[NOTIFY_STOPPING] = "STOPPING=1",
		[NOTIFY_ALIVE] = "WATCHDOG=1",
	};

	if (state == NOTIFY_RELOADING)
		(void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
				 (long long)clock_mono_us());
	else
		(void)sd_notify(0, words[state]);
}

void notify_status(const char *text)
{
	(void)sd_notifyf(0, "STATUS=%s", text);
}

int64_t notify_watchdog_ms(void)
{
	uint64_t us = 0;

	if (sd_watchdog_enabled(0, &us) <= 0)
		return 0;
	return (int64_t)(us / 1000);
}
