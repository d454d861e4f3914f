/* SPDX-License-Identifier: Apache-2.0 */
/* What things are called, and what a report is known by. */
#include "base/digest.h"
#include "base/err.h"
#include "parsers/division.h"
#include "parsers/report_private.h"

#include <stdio.h>

const char *generation_name(enum report_generation generation)
{
	static const char *const names[] = {
		[GENERATION_NARRATIVE] = "narrative",
		[GENERATION_STATISTICS] = "statistics",
		[GENERATION_2019] = "2019",
		[GENERATION_2021] = "2021",
	};

	return names[generation];
}

const char *cell_kind_name(enum cell_kind kind)
{
	static const char *const names[] = {
		[CELL_NUMBER] = "number", [CELL_VALUED] = "valued",
		[CELL_BLANK] = "blank",
		[CELL_NOT_APPLICABLE] = "not-applicable",
		[CELL_TEXT] = "text", [CELL_UNREAD] = "unread",
	};

	return names[kind];
}

const char *check_result_name(enum check_result result)
{
	static const char *const names[] = {
		[CHECK_PASS] = "pass", [CHECK_FAIL] = "fail",
		[CHECK_UNCERTAIN] = "uncertain", [CHECK_WARN] = "warn",
	};

	return names[result];
}

/* What tells the organ from the others of the place. */
static struct slice identity_name(const struct report *r, struct slice place)
{
	struct slice core = report_organ_core(r->organ);
	uint32_t code;
	size_t head;

	if (!r->division.p || !slice_eq(place, r->division))
		return core;
	code = division_code(r->division);
	if (division_level(code) == DIVISION_TOWNSHIP)
		return (struct slice)SLICE_LIT("");
	head = division_head(core, code).length;
	return slice_sub(core, head, core.n);
}

static int add_identity(struct digest *d, const struct report *r,
			struct slice place)
{
	char year[16];
	int n = snprintf(year, sizeof(year), "\n%d", r->year);
	int err = digest_add(d, place);

	if (!err)
		err = digest_add(d, (struct slice)SLICE_LIT("\n"));
	if (!err && r->organ.p)
		err = digest_add(d, identity_name(r, place));
	return err ? err : digest_add(d, (struct slice){year, (size_t)n});
}

int report_id(const struct report *r, struct slice place,
	      struct slice content_sha256, char out[REPORT_ID_SIZE])
{
	uint8_t bytes[SHA256_BYTES];
	char hex[SHA256_HEX_SIZE];
	struct digest *d = digest_new();
	int err, end;

	if (!d)
		return ERR_NOMEM;
	err = r->year ? add_identity(d, r, place)
		      : digest_add(d, content_sha256);
	end = digest_end(d, bytes);
	if (err || end)
		return err ? err : end;
	digest_hex(bytes, hex);
	memcpy(out, hex, REPORT_ID_SIZE - 1);
	out[REPORT_ID_SIZE - 1] = '\0';
	return 0;
}
