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
	[ORGAN_COUNTY] = {.name = "青禾县人民政府", .place = "青禾县", .busy = 60,
	 .town = false},
	[ORGAN_OFFICE] = {.name = "青禾县人民政府办公室", .place = "县政府办公室", .busy = 12,
	 .town = false},
	[ORGAN_HEKOU] = {.name = "青禾县禾口镇人民政府", .place = "禾口镇", .busy = 6,
	 .town = true},
	[ORGAN_MAILONG] = {.name = "青禾县麦垄镇人民政府", .place = "麦垄镇", .busy = 4,
	 .town = true},
	[ORGAN_YUNJIAO] = {.name = "青禾县云脚乡人民政府", .place = "云脚乡", .busy = 1,
	 .town = true},
	[ORGAN_QINGSHITAN] = {.name = "青禾县青石滩镇人民政府", .place = "青石滩镇",
	 .busy = 3, .town = true},
	[ORGAN_FINANCE] = {.name = "青禾县财政局", .place = "县财政局", .busy = 8,
	 .town = false},
	[ORGAN_EDUCATION] = {.name = "青禾县教育局", .place = "县教育局", .busy = 9,
	 .town = false},
	[ORGAN_HEALTH] = {.name = "青禾县卫生健康局", .place = "县卫生健康局", .busy = 7,
	 .town = false},
	[ORGAN_FARMING] = {.name = "青禾县农业农村局", .place = "县农业农村局", .busy = 14,
	 .town = false},
	[ORGAN_DONGHE] = {.name = "青禾县东禾街道办事处", .place = "东禾街道", .busy = 5,
	 .town = true},
	[ORGAN_ZONE] = {.name = "青禾县雾溪片区管理委员会", .place = "雾溪片区", .busy = 3,
	 .town = false},
};
