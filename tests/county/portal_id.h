/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COUNTY_PORTAL_ID_H
#define COUNTY_PORTAL_ID_H

/* {hex} and {uuid} end in PORTAL_HEX digits or more; the last eight of them
 * are the id, masked. */
enum { PORTAL_HEX = 12, PORTAL_ID_MASK = 0x5a17c3e9 };

#endif
