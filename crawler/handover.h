/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The side of the control socket that asks: commands that find the archive held
 * by a service.  Blocks; one thread.
 */
#ifndef NIANBAO_CRAWLER_HANDOVER_H
#define NIANBAO_CRAWLER_HANDOVER_H

#include "crawler/control_json.h"
#include "crawler/one_shot.h"

/*
 * Hands a crawl or refresh over and shows its progress until its end.  Returns
 * -1 and the end, which the caller clears; or the exit code after a complaint:
 * EXIT_HELD where nobody takes the work, EXIT_INTERRUPTED after a signal, which
 * ends the waiting and not the work.
 */
int handover_run(struct command_context *ctx, const struct one_shot_args *args,
		 bool refresh, struct control_answer *ret_end);
/* What the service does; ERR_NOTFOUND: there is none that answers soon. */
int handover_status(const char *dir, struct engine_status *ret_status);

#endif
