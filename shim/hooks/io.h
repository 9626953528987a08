/* io.h: what the hooks of calls on descriptors share. */
#ifndef SH_IO_H
#define SH_IO_H

#include "../fd.h"
#include "../finish.h"
#include "../sigs.h"
#include "../watch.h"
#include "hook.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

/* True if this call is to be modelled: a task's, under control, not a child's of vfork. */
static inline bool sh_io_ours(void *site) {
    return sh.controlled && sh_enter(site) && sh_same_process();
}

/* Announces what is about to be done with FD, if a task can wait for it; the descriptor may be another
 * one when this comes back. False: it is a plain file, or the call is not ours; nothing was done. */
bool sh_io_begin_slow(int fd, uint32_t act, void *site);
static inline bool sh_io_begin(int fd, uint32_t act, void *site) {
    return sh.controlled && sh_fd_known(fd) != SH_FD_PLAIN && sh_io_begin_slow(fd, act, site);
}

/* Waits until FD has one of EVENTS, if the call is one that waits. 0: go on with the real call, which
 * does not wait, or says itself that it would have to; else an errno number. */
int sh_io_wait(int fd, short events, uint32_t what, int64_t deadline, void *site);
/* The same after the call itself said EAGAIN although nothing keeps it from waiting: until something
 * has changed. */
int sh_io_again(int fd, short events, uint32_t what, int64_t deadline, void *site);
/* True if the open file behind FD has O_NONBLOCK. */
bool sh_io_nonblocking(int fd);
/* Looks with no waiting; what poll says of FD. */
short sh_io_look(int fd, short events);

/* RC is what the real call returned, which may have changed what others wait for: notes that, lets
 * what was sent through the kernel's network arrive, and returns RC. errno is preserved. */
ssize_t sh_io_done(int fd, ssize_t rc, void *site);

/* Deadline of a socket's own time-out (SO_RCVTIMEO, SO_SNDTIMEO), DS_NEVER if it has none. */
int64_t sh_socket_deadline(int fd, int option);

/* socket.c and net.c */
ssize_t sh_socket_write(int fd, const struct iovec *vec, int count, void *site);
/* The end in this process of the connection that FD is the other end of; NULL if there is none, or if
 * the kernel's network does not lie between them. */
struct sh_desc *sh_net_peer(int fd);
/* FD has been connected: lets the listener see it. It was accepted: finds the other end. */
void sh_net_connected(int fd);
void sh_net_accepted(int fd, struct sh_desc *listener);
/* FD's connection to TO is under way; if that is this machine, lets it come to its end. */
void sh_net_connecting(int fd, const struct sockaddr *to);
/* Lets what was done to FD (or to the other end of D, which is closed) arrive at the other end. */
void sh_net_settle(int fd);
void sh_net_settle_end(struct sh_desc *d);

/* Timers whose time has come, but whose turn has not, expire: the kernel would never be late. */
void sh_timerfds_due(void);

/* What is kept behind descriptors becomes what the running task, which is about to look, must find. */
static inline void sh_io_refresh(void) {
    sh_timerfds_due();
    sh_signalfds_show(sh.current);
}

/* Reads records of signals, as read() does from FD, which is a signalfd. */
ssize_t sh_signalfd_read(int fd, void *buf, size_t n, void *site);

/* A call that does not wait found nothing: the task would only ask again. */
void sh_io_vain(void *site);

/* Waits for the child PID, whatever handlers may run, and takes its status. */
pid_t sh_wait_child(pid_t pid, int *status, void *site);
/* STREAM is one of popen's that we know; ends it as pclose does. */
bool sh_popened(FILE *stream);
int sh_pclose(FILE *stream, void *site);

static inline ssize_t sh_io_fail(int number) {
    errno = number;
    return -1;
}

#endif
