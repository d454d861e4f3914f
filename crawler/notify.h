/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the service manager is told (sd_notify(3)); nothing where there is none.
 * The only file that sees libsystemd is notify.c.  Loop thread.
 */
#ifndef NIANBAO_CRAWLER_NOTIFY_H
#define NIANBAO_CRAWLER_NOTIFY_H

#include <stdint.h>

enum notify_state {
	NOTIFY_READY,		/* after a start, and after a reload */
	NOTIFY_RELOADING,
	NOTIFY_STOPPING,
	NOTIFY_ALIVE,		/* for the watchdog */
};

void notify_state(enum notify_state state);
/* The line `systemctl status` shows; one line of UTF-8. */
void notify_status(const char *text);
/* How long it waits for NOTIFY_ALIVE before it kills us; ms; 0: for ever. */
int64_t notify_watchdog_ms(void);

#endif
