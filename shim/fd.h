/* fd.h: what each descriptor of the program is, and the engine's object behind it.
 *
 * A table by number, filled where the descriptor is made, or by one fstat at its first use. Files,
 * directories and devices never make a task wait: they are plain and cost a look into the table. Both
 * ends of a pipe or of a pair of sockets are one object; so are a descriptor's duplicates. The key of
 * an object is made of the task that created it and its count. All calls: token holder only; a child
 * of vfork, which runs in our memory, must not get here (sh_io_ours).
 */
#ifndef SH_FD_H
#define SH_FD_H

#include <poll.h>

#include "shim.h"

enum sh_class {
    SH_FD_UNKNOWN,
    SH_FD_PLAIN,
    SH_FD_PIPE,
    SH_FD_FIFO,
    SH_FD_SOCKET,
    SH_FD_EVENT,
    SH_FD_TIMER,
    SH_FD_SIGNAL,
    SH_FD_EPOLL,
    SH_FD_OTHER
};

/* One open end: what dup'ed descriptors share. */
struct sh_desc {
    uint64_t key;
    uint64_t ino;      /* of pipes and sockets, for finding who else has them */
    uint64_t peer_ino; /* of a pair's other end, even if it is closed here */
    uint32_t obj;      /* 0 until it is first used; shared with the peer */
    uint32_t peer;     /* the other end, 0 if it is not one of ours or is closed */
    uint32_t refs;     /* descriptors */
    int32_t a, b;      /* numbers at the start, for its name; b < 0: one only */
    uint8_t class;     /* enum sh_class */
    bool foreign;      /* the other end is, or may be, out of the process: nothing is known of it */
    bool shared;       /* a child may have it as well */
    bool listening;    /* anybody may come: a listener, or a socket of datagrams */
    bool mixed;        /* epoll: a member's other end is, or was, outside */
    uint32_t order;    /* connections that were made to it; of a connection: which one it was */
    uint64_t listener; /* key of the listener that has yet to accept it */
    uint8_t stream;    /* sockets: of bytes, in order */
    uint8_t inet;      /* sockets: the kernel's network lies between the ends */
    uint16_t timer;    /* timers: its number in hooks/timerfd.c; 0: a real one */
    uint16_t signals;  /* signalfds: its number in hooks/signalfd.c */
};

/* The class of FD, from the table alone; UNKNOWN if it was never seen. */
enum sh_class sh_fd_known(int fd);
/* The end behind FD; NULL if it is plain or no open descriptor. */
struct sh_desc *sh_fd_desc(int fd);
/* Its object, made at first use. */
uint32_t sh_desc_object(struct sh_desc *d);
/* True if what is awaited at D may come from outside, so is not looked at before nobody can run. */
bool sh_desc_outside(const struct sh_desc *d);

/* FD (and B, the other end, or -1) are new descriptors of CLASS, made by the running task. */
struct sh_desc *sh_fd_made(int fd, int b, enum sh_class class);
struct sh_desc *sh_desc_peer(const struct sh_desc *d);
/* Makes A and B two ends of one object. */
void sh_desc_join(struct sh_desc *a, struct sh_desc *b);
/* Any descriptor of the process that is D's; -1 if there is none. */
int sh_desc_fd(const struct sh_desc *d);
/* Calls VISIT for each end that is in use until it returns true; that end, or NULL. */
struct sh_desc *sh_desc_find(bool (*visit)(struct sh_desc *d, void *arg), void *arg);

/* NEW is now what OLD is. */
void sh_fd_dup(int old, int new);
/* The descriptors FIRST..LAST were closed, or are to be looked at afresh. */
void sh_fd_closed(unsigned first, unsigned last);
/* The process has forked, or started a program: what a child can see counts as shared. ALL: also what
 * closes itself at exec. CHILD: this is the child. */
void sh_fds_forked(bool all, bool child);
/* True if a process beside ours could make one of FDS ready. Costs a walk through /proc if there are,
 * or were, children; see outside.c. */
bool sh_fds_outside(const struct pollfd *fds, uint32_t count);
/* The same as far as the table tells, at no cost: true also where nobody would ever do so. */
bool sh_fds_open(const struct pollfd *fds, uint32_t count);
/* D, which has a timer, has no descriptor any more (hooks/timerfd.c). */
void sh_timerfd_closed(struct sh_desc *d);
/* The same for one that signals are read from (hooks/signalfd.c). */
void sh_signalfd_closed(struct sh_desc *d);
/* In a forked child: FD, which is D's, is no longer the parent's. */
void sh_signalfd_renew(int fd, struct sh_desc *d);
/* One that we have not seen to be made: ends the run as refused. */
void sh_signalfd_met(void);
/* True if there are any such descriptors; lets them be ready or not as TASK would find them. */
bool sh_signalfds_used(void);
void sh_signalfds_show(uint32_t task);
bool sh_any_children(void); /* live or not yet waited for */
bool sh_ever_forked(void);

#endif
