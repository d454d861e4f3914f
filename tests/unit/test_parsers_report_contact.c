/* SPDX-License-Identifier: Apache-2.0 */
/* Whom to ask: labels, marks and shapes as reports write them. */
#include "base/buf.h"
#include "parsers/report_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* A sentence, and what is found: "name value\n", names without contact_. */
static const struct { const char *text, *found; } rows[] = {
	{"请与青荇镇党政办联系（地址：青荇镇河东路2号；邮编：354200；"
	 "电话：0599-5550101；传真：5550102；邮箱：qxz@songluo.test）。",
	 "address 青荇镇河东路2号\npostcode 354200\nphone 0599-5550101\n"
	 "fax 5550102\nemail qxz@songluo.test\n"},
	/* half-width; marks between and the @ are lost */
	{"(地址:青荇镇政府办公室;邮编:354200;电话:0599-5550101;"
	 "传真:0599-5550102邮箱:5550101qx.test)。",
	 "address 青荇镇政府办公室\npostcode 354200\nphone 0599-5550101\n"
	 "fax 0599-5550102\nemail 5550101qx.test\n"},
	{"地址:青荇镇政府邮编:354200电话:（0599）5550101",
	 "address 青荇镇政府\npostcode 354200\nphone （0599）5550101\n"},
	{"联系地址：松萝县人民路1号（县政府大楼），邮政编码：354200，"
	 "联系电话：0599－5550101、5550102",
	 "address 松萝县人民路1号（县政府大楼）\npostcode 354200\n"
	 "phone 0599－5550101\n"},
	{"通讯地址为松萝县人民路1号。E-mail: a.b-c@songluo.test.",
	 "address 松萝县人民路1号\nemail a.b-c@songluo.test\n"},
	{"电话　5550101 。", "phone 5550101\n"},
	{"监督电话0599-5550103；联系电话0599-5550101", "phone 0599-5550101\n"},
	/* no addresses, numbers and boxes */
	{"在门户网站（网站地址：http://www.songluo.test/）公布",
	 "portal http://www.songluo.test/\n"},
	{"设立办公地址标识，开通热线电话12345，接听电话500余次", ""},
	{"电话：12345。邮编：35420。传真：无。邮箱：无。地址：无。", ""},
	{"受理地址变更申请12件", ""},
	/* portals */
	{"将在“松萝市青禾县人民政府”门户网站(http://www.qinghe.test)公布",
	 "portal http://www.qinghe.test\n"},
	{"通过县政府门户网站（网址：www.qinghe.test）公布。",
	 "portal www.qinghe.test\n"},
	{"登录县政府网站https://www.qinghe.test/zwgk/查阅",
	 "portal https://www.qinghe.test/zwgk/\n"},
	{"网站公开信息12条，见http://www.qinghe.test/", ""},
	{"电话", ""}, {"地址：", ""}, {"网站", ""}, {"", ""},
};

static void read_contact(void **state)
{
	const size_t skip = strlen(REPORT_CONTACT);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct report_stated found[REPORT_CONTACTS];
		struct buf out = BUF_INIT(1 << 12);
		uint32_t count = report_read_contact(slice_of(rows[i].text),
						     found);

		for (uint32_t k = 0; k < count; k++)
			(void)buf_addf(&out, "%s %.*s\n", found[k].name + skip,
				       SLICE_ARG(found[k].value));
		if (!slice_eqs(buf_slice(&out), rows[i].found))
			fail_msg("%s\ngot:\n%.*s\nwanted:\n%s", rows[i].text,
				 SLICE_ARG(buf_slice(&out)), rows[i].found);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(read_contact)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
