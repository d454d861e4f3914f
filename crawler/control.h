/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control socket of a service, ARCHIVE/control: who may write to it (owner
 * and group of the archive) hands crawls and refreshes over and asks what the
 * service does.  control_json.h has what is said.  Loop thread.
 */
#ifndef NIANBAO_CRAWLER_CONTROL_H
#define NIANBAO_CRAWLER_CONTROL_H

#include "crawler/engine.h"

struct control;

/* Room for a socket's path (unix(7)). */
enum { CONTROL_PATH_SIZE = 108 };

/*
 * The path of the socket of the archive in dir, short enough to be used; where
 * it is not, by way of a descriptor of dir, which is to be closed when the
 * socket was bound or connected to (else *ret_fd is -1).  Any thread.
 * ERR_NOTFOUND, ERR_IO.
 */
int control_path(const char *dir, char path[CONTROL_PATH_SIZE], int *ret_fd);

/* The archive's lock is held, so a socket that is there is left over. Limits
 * are read from conf.  ERR_NOMEM, ERR_IO, ERR_NOTFOUND. */
int control_open(struct engine *e, const char *dir,
		 const struct conf_snapshot *conf,
		 struct control **ret_control);
/* The service stops: those who wait are told how far their work is. */
void control_stop(struct control *c);
/* Closes all; the memory goes with the last handle.  NULL ok. */
void control_close(struct control *c);

#endif
