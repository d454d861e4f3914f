/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The filter of system calls of a child.  It is kept by all tools that the
 * child starts.
 *
 * What is refused, not what is allowed, is listed: the tools are programs of
 * others (pdftotext, LibreOffice), whose needs change from release to release,
 * and what must not happen is known: no network, nothing done to other
 * processes, no new name spaces, mounts, devices or kernel code.  io_uring is
 * refused because it makes system calls that no filter sees.
 *
 * Of sockets only local ones can be made at all, and they reach nobody: to
 * connect, accept, send and receive is refused.  LibreOffice does not start
 * without such a socket of its own, by which it finds a second one of its kind
 * (measured: 7.4 ends with 1).
 */
#include "crawler/convert_private.h"

#include "base/err.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>

static const int refused[] = {
	/* network */
	SCMP_SYS(connect), SCMP_SYS(accept), SCMP_SYS(accept4),
	SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),
	SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg),
	SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register),
	/* other processes */
	SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(process_madvise),
	SCMP_SYS(kcmp), SCMP_SYS(kill), SCMP_SYS(tkill),
	SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo),
	SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd),
	SCMP_SYS(pidfd_send_signal), SCMP_SYS(setsid), SCMP_SYS(setpgid),
	SCMP_SYS(migrate_pages), SCMP_SYS(move_pages),
	/* the machine */
	SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
	SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(setns),
	SCMP_SYS(fsopen), SCMP_SYS(fsmount), SCMP_SYS(fsconfig),
	SCMP_SYS(open_tree), SCMP_SYS(move_mount), SCMP_SYS(mount_setattr),
	SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(swapon),
	SCMP_SYS(swapoff), SCMP_SYS(reboot), SCMP_SYS(sethostname),
	SCMP_SYS(setdomainname), SCMP_SYS(init_module),
	SCMP_SYS(finit_module), SCMP_SYS(delete_module),
	SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load), SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd),
	SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
	SCMP_SYS(acct), SCMP_SYS(quotactl), SCMP_SYS(syslog),
	SCMP_SYS(settimeofday), SCMP_SYS(clock_settime),
	SCMP_SYS(clock_adjtime), SCMP_SYS(adjtimex), SCMP_SYS(iopl),
	SCMP_SYS(ioperm), SCMP_SYS(name_to_handle_at),
	SCMP_SYS(open_by_handle_at), SCMP_SYS(fanotify_init),
};

static const unsigned long long name_spaces =
	CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
	CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

static int add_rules(scmp_filter_ctx f)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]) && !err;
	     i++)
		err = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM),
				       refused[i], 0);
	for (int bit = 0; bit < 64 && !err; bit++)
		if (name_spaces >> bit & 1)
			err = seccomp_rule_add(
				f, SCMP_ACT_ERRNO(EPERM),
				SCMP_SYS(clone), 1,
				SCMP_A0(SCMP_CMP_MASKED_EQ, 1ull << bit,
					1ull << bit));
	if (!err)
		err = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM),
				       SCMP_SYS(socket), 1,
				       SCMP_A0(SCMP_CMP_NE, AF_UNIX));
	/* its flags are in memory, where no filter looks; the C library then
	 * falls back on clone */
	if (!err)
		err = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS),
				       SCMP_SYS(clone3), 0);
	return err;
}

/* Made by the converter, and by each child inherited; nobody else has one. */
static scmp_filter_ctx filter;

int convert_confine_prepare(void)
{
	scmp_filter_ctx made = seccomp_init(SCMP_ACT_ALLOW);

	if (!made)
		return ERR_NOMEM;
	if (add_rules(made)) {
		seccomp_release(made);
		return ERR_NOMEM;
	}
	filter = made;
	return 0;
}

int convert_confine(void)
{
	int err;

	if (!filter || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return ERR_UNSUPPORTED;
	err = seccomp_load(filter);
	if (err == -ENOMEM)
		return ERR_NOMEM;
	return err ? ERR_UNSUPPORTED : 0;
}
