/* SPDX-License-Identifier: Apache-2.0 */
/* The hosts and organs of 青禾县, 云岭省.  Neither exists: no Chinese division
 * code begins with 99, no host name ends in .test (RFC 6761). */
#include "tests/county/plan.h"

const struct host hosts[HOST_COUNT] = {
	[HOST_WWW] = {
		.name = "www.qinghe.test", .address = "127.0.20.1",
		.site = "青禾县人民政府", .organ = "青禾县人民政府办公室",
		.code = "9904210001",
	},
	[HOST_XXGK] = {
		.name = "xxgk.qinghe.test", .address = "127.0.20.2",
		.site = "青禾县政府信息公开目录", .organ = "青禾县人民政府办公室",
		.code = "9904210001",
	},
	[HOST_BM] = {
		.name = "bm.qinghe.test", .address = "127.0.20.3",
		.site = "青禾县部门信息公开平台", .organ = "青禾县人民政府办公室",
		.code = "9904210002",
	},
	[HOST_SLOW] = {
		.name = "slow.qinghe.test", .address = "127.0.20.4",
		.site = "青禾县东禾街道办事处", .organ = "青禾县东禾街道办事处",
		.code = "9904210013",
	},
	[HOST_BUSY] = {
		.name = "busy.qinghe.test", .address = "127.0.20.5",
		.site = "青禾县雾溪片区管理委员会",
		.organ = "青禾县雾溪片区管理委员会", .code = "9904210014",
	},
};

const struct organ organs[ORGAN_COUNT] = {
	[ORGAN_COUNTY] = {"青禾县人民政府", "青禾县", 60, false},
	[ORGAN_OFFICE] = {"青禾县人民政府办公室", "县政府办公室", 12, false},
	[ORGAN_HEKOU] = {"青禾县禾口镇人民政府", "禾口镇", 6, true},
	[ORGAN_MAILONG] = {"青禾县麦垄镇人民政府", "麦垄镇", 4, true},
	[ORGAN_YUNJIAO] = {"青禾县云脚乡人民政府", "云脚乡", 1, true},
	[ORGAN_QINGSHITAN] = {"青禾县青石滩镇人民政府", "青石滩镇", 3, true},
	[ORGAN_FINANCE] = {"青禾县财政局", "县财政局", 8, false},
	[ORGAN_EDUCATION] = {"青禾县教育局", "县教育局", 9, false},
	[ORGAN_HEALTH] = {"青禾县卫生健康局", "县卫生健康局", 7, false},
	[ORGAN_FARMING] = {"青禾县农业农村局", "县农业农村局", 14, false},
	[ORGAN_DONGHE] = {"青禾县东禾街道办事处", "东禾街道", 5, true},
	[ORGAN_ZONE] = {"青禾县雾溪片区管理委员会", "雾溪片区", 3, false},
};
