/* SPDX-License-Identifier: Apache-2.0 */
/* All families; families.c has them in order. */
#ifndef COUNTY_FAMILY_H
#define COUNTY_FAMILY_H

#include "tests/county/portal.h"

/* family_static.c */
extern const struct family family_trs, family_trs_one, family_trs_control,
	family_trs_pager, family_trs_vars, family_trs_tree,
	family_trs_script, family_ucap, family_ucap_organs, family_vsb,
	family_lonsun_content, family_openness, family_nfcms,
	family_epoint_static, family_easysite, family_jeecms, family_shaanxi,
	family_hebei, family_n_number, family_chengdu;
/* family_page.c */
extern const struct family family_aspnet, family_yunnan, family_frames;
/* those with endpoints, a file each */
extern const struct family family_trs_dynamic, family_hanweb, family_jpage,
	family_xxgk, family_jpaas, family_truecms, family_lonsun,
	family_gkmlpt, family_epoint, family_epoint_zero;
/* traps.c */
extern const struct family family_traps;

#endif
