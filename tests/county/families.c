/* SPDX-License-Identifier: Apache-2.0 */
/* The place of a family in this list is the last number of its address and
 * gives its county its names: new ones go to the end. */
#include "tests/county/family.h"

const struct family *const families[] = {
	&family_trs, &family_trs_one, &family_trs_control, &family_trs_pager,
	&family_trs_vars, &family_trs_tree, &family_trs_script, &family_ucap,
	&family_ucap_organs, &family_vsb, &family_lonsun_content,
	&family_openness, &family_nfcms, &family_epoint_static,
	&family_easysite, &family_jeecms, &family_shaanxi, &family_hebei,
	&family_n_number, &family_chengdu, &family_yunnan, &family_frames,
	&family_aspnet, &family_trs_dynamic, &family_hanweb, &family_jpage,
	&family_xxgk, &family_jpaas, &family_truecms, &family_lonsun,
	&family_gkmlpt, &family_epoint, &family_epoint_zero, &family_traps,
};

const unsigned family_count = sizeof(families) / sizeof(*families);
