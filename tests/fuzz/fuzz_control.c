/* SPDX-License-Identifier: Apache-2.0 */
/* room: crawler */
/* A line of the control socket, read as either side would. */
#include "crawler/control_json.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* What was read is written so that it reads as the same. */
static void there_and_back(const struct control_request *r)
{
	struct buf line = BUF_INIT(16 << 20);
	struct control_request again;
	const char *why;

	require(control_request_write(r, &line) == 0);
	require(control_request_parse(buf_slice(&line), &again, &why) == 0);
	require(again.command == r->command);
	require(again.operand_count == r->operand_count);
	require(again.max_pages == r->max_pages);
	control_request_clear(&again);
	buf_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice line = {(const char *)data, size};
	struct control_request request;
	struct control_answer answer;
	const char *why = NULL;

	if (control_request_parse(line, &request, &why) == 0) {
		require(request.operand_count <= CONTROL_OPERANDS_MAX);
		there_and_back(&request);
		control_request_clear(&request);
	} else {
		require(why != NULL);
	}
	if (control_answer_parse(line, &answer) == 0)
		control_answer_clear(&answer);
	return 0;
}
