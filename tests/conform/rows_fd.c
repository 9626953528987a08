/* rows_fd.c: return codes of calls on descriptors and of waits for children. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rows.h"

enum { NO_FD = 999 }; /* never open */

static int in[2];
static char buf[16];

static void open_pipe(int flags) {
    cf_rc(cf_errno(pipe2(in, flags)), "pipe2 %d", flags);
}

static void close_pipe(void) {
    close(in[0]);
    close(in[1]);
}

static void pipes(void) {
    open_pipe(0);
    cf_rc(cf_errno((int)write(in[1], "abc", 3)), "write to a pipe");
    cf_rc(cf_errno((int)read(in[0], buf, 2)), "read of a part");
    cf_rc(cf_errno((int)read(in[0], buf, sizeof buf)), "read of the rest");
    cf_rc(cf_errno((int)read(in[0], buf, 0)), "read of nothing");
    cf_rc(cf_errno((int)write(in[1], buf, 0)), "write of nothing");
    cf_rc(cf_errno((int)read(in[1], buf, 1)), "read at the wrong end");
    cf_rc(cf_errno((int)write(in[0], buf, 1)), "write at the wrong end");
    cf_rc(cf_errno(close(in[1])), "close");
    cf_rc(cf_errno(close(in[1])), "close twice");
    cf_rc(cf_errno((int)read(in[0], buf, 1)), "read at the end");
    close(in[0]);
    cf_rc(cf_errno((int)read(NO_FD, buf, 1)), "read of no descriptor");
    cf_rc(cf_errno((int)write(NO_FD, buf, 1)), "write to no descriptor");
    open_pipe(O_NONBLOCK | O_CLOEXEC);
    cf_rc(cf_errno((int)read(in[0], buf, 1)), "read without waiting");
    cf_value(fcntl(in[0], F_GETFD), "close-on-exec of a pipe");
    long total = 0;
    for (ssize_t n; (n = write(in[1], buf, sizeof buf)) > 0;)
        total += n;
    cf_rc(errno, "write without waiting");
    cf_value(total, "what fits into a pipe");
    close(in[0]);
    cf_rc(cf_errno((int)write(in[1], buf, 1)), "write with no reader");
    close(in[1]);
    cf_rc(cf_errno(pipe2(in, 1)), "pipe2 with an unknown flag");
}

static void duplicates(void) {
    open_pipe(0);
    cf_value(dup3(in[0], 50, O_CLOEXEC), "dup3");
    cf_value(fcntl(50, F_GETFD), "close-on-exec of dup3's");
    cf_value(dup2(in[1], in[1]) == in[1], "dup2 onto itself");
    cf_rc(cf_errno(dup3(in[1], in[1], 0)), "dup3 onto itself");
    cf_rc(cf_errno(dup3(in[1], 51, O_NONBLOCK)), "dup3 with an unknown flag");
    cf_rc(cf_errno(dup2(NO_FD, 51)), "dup2 of no descriptor");
    cf_rc(cf_errno(dup(NO_FD)), "dup of no descriptor");
    cf_rc(cf_errno(dup2(in[0], -1)), "dup2 to none");
    cf_rc(cf_errno((int)write(in[1], "xy", 2)), "write");
    cf_rc(cf_errno((int)read(50, buf, 1)), "read of a duplicate");
    close(in[0]);
    cf_rc(cf_errno((int)read(50, buf, 4)), "read of the last duplicate");
    close(50);
    cf_rc(cf_errno((int)write(in[1], buf, 1)), "write after the last duplicate");
    close(in[1]);
}

static void polls(void) {
    open_pipe(0);
    struct pollfd p[2] = {{in[0], POLLIN, 0}, {in[1], POLLOUT, 0}};
    cf_rc(cf_errno(poll(p, 1, 0)), "poll of nothing");
    cf_rc(cf_errno(poll(p, 1, 1)), "poll until a time-out");
    cf_rc(cf_errno(poll(p, 2, -1)), "poll of room");
    cf_value(p[1].revents, "what poll says of room");
    cf_rc(cf_errno((int)write(in[1], "x", 1)), "write");
    cf_rc(cf_errno(poll(p, 2, -1)), "poll of both");
    p[0].fd = NO_FD;
    cf_rc(cf_errno(poll(p, 1, 0)), "poll of no descriptor");
    cf_value(p[0].revents, "what poll says of it");
    p[0].fd = -1;
    cf_rc(cf_errno(poll(p, 1, 0)), "poll of none");
    struct timespec bad = {0, -1}, none = {0, 0};
    cf_rc(cf_errno(ppoll(p, 1, &bad, NULL)), "ppoll with a bad time");
    fd_set set;
    FD_ZERO(&set);
    FD_SET(in[0], &set);
    cf_rc(cf_errno(select(in[0] + 1, &set, NULL, NULL, NULL)), "select of data");
    cf_rc(cf_errno((int)read(in[0], buf, 1)), "read");
    cf_rc(cf_errno(pselect(in[0] + 1, &set, NULL, NULL, &none, NULL)), "pselect of nothing");
    cf_value(FD_ISSET(in[0], &set) != 0, "what pselect says of it");
    cf_rc(cf_errno(pselect(0, NULL, NULL, NULL, &bad, NULL)), "pselect with a bad time");
    cf_rc(cf_errno(select(-1, NULL, NULL, NULL, NULL)), "select of a negative count");
    FD_ZERO(&set);
    FD_SET(40, &set); /* the kernel looks at no more than its table has room for */
    cf_rc(cf_errno(select(41, &set, NULL, NULL, NULL)), "select of no descriptor");
    close(in[1]);
    p[0].fd = in[0];
    cf_rc(cf_errno(poll(p, 1, -1)), "poll at the end");
    cf_value(p[0].revents, "what poll says at the end");
    close(in[0]);
}

static void epolls(void) {
    int set = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN}, got[2];
    open_pipe(0);
    cf_rc(cf_errno(epoll_create1(1)), "epoll_create1 with an unknown flag");
    cf_rc(cf_errno(epoll_create(0)), "epoll_create 0");
    cf_rc(cf_errno(epoll_ctl(set, EPOLL_CTL_MOD, in[0], &e)), "epoll_ctl of no member");
    cf_rc(cf_errno(epoll_ctl(set, EPOLL_CTL_ADD, in[0], &e)), "epoll_ctl add");
    cf_rc(cf_errno(epoll_ctl(set, EPOLL_CTL_ADD, in[0], &e)), "epoll_ctl add twice");
    cf_rc(cf_errno(epoll_ctl(set, EPOLL_CTL_ADD, NO_FD, &e)), "epoll_ctl of no descriptor");
    cf_rc(cf_errno(epoll_ctl(set, EPOLL_CTL_ADD, set, &e)), "epoll_ctl of itself");
    cf_rc(cf_errno(epoll_ctl(in[0], EPOLL_CTL_ADD, in[1], &e)), "epoll_ctl on a pipe");
    cf_rc(cf_errno(epoll_wait(set, got, 2, 0)), "epoll_wait of nothing");
    cf_rc(cf_errno(epoll_wait(set, got, 2, 1)), "epoll_wait until a time-out");
    cf_rc(cf_errno(epoll_wait(set, got, 0, 0)), "epoll_wait for 0");
    cf_rc(cf_errno(epoll_wait(in[0], got, 1, 0)), "epoll_wait on a pipe");
    cf_rc(cf_errno(epoll_wait(NO_FD, got, 1, 0)), "epoll_wait on no descriptor");
    cf_rc(cf_errno((int)write(in[1], "x", 1)), "write");
    cf_rc(cf_errno(epoll_wait(set, got, 2, -1)), "epoll_wait of data");
    cf_rc(cf_errno(epoll_ctl(set, EPOLL_CTL_DEL, in[0], NULL)), "epoll_ctl delete");
    cf_rc(cf_errno(epoll_wait(set, got, 2, 0)), "epoll_wait of an empty set");
    close_pipe();
    close(set);
}

static void counters(void) {
    uint64_t n = 3, most = UINT64_MAX;
    int e = eventfd(0, EFD_NONBLOCK), s = eventfd(2, EFD_NONBLOCK | EFD_SEMAPHORE);
    cf_rc(cf_errno((int)read(e, &n, 8)), "read of an eventfd at 0");
    cf_rc(cf_errno((int)read(e, &n, 4)), "read of half an eventfd");
    cf_rc(cf_errno((int)write(e, &n, 4)), "write of half an eventfd");
    cf_rc(cf_errno((int)write(e, &most, 8)), "write of too much");
    most--;
    cf_rc(cf_errno((int)write(e, &most, 8)), "write of the most");
    cf_rc(cf_errno((int)write(e, &n, 8)), "write to a full eventfd");
    cf_rc(cf_errno((int)read(s, &n, 8)), "read of a semaphore");
    cf_value((long)n, "what a semaphore gives");
    cf_rc(cf_errno(eventfd(0, 2)), "eventfd with an unknown flag");
    close(e);
    close(s);
    struct itimerspec t = {{0, 1000000}, {0, 1000000}}, old;
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    cf_rc(cf_errno(timerfd_create(CLOCK_THREAD_CPUTIME_ID, 0)), "timerfd_create of another clock");
    cf_rc(cf_errno(timerfd_create(CLOCK_REALTIME, 1)), "timerfd_create with an unknown flag");
    cf_rc(cf_errno((int)read(fd, &n, 8)), "read of a timer that was not set");
    cf_rc(cf_errno(timerfd_settime(fd, 8, &t, NULL)), "timerfd_settime with an unknown flag");
    cf_rc(cf_errno(timerfd_settime(NO_FD, 0, &t, NULL)), "timerfd_settime of no descriptor");
    cf_rc(cf_errno(timerfd_gettime(0, &t)), "timerfd_gettime of another descriptor");
    cf_rc(cf_errno(timerfd_settime(fd, 0, &t, NULL)), "timerfd_settime");
    struct pollfd p = {fd, POLLIN | POLLOUT, 0};
    cf_rc(cf_errno(poll(&p, 1, -1)), "poll of a timer");
    cf_value(p.revents, "what poll says of a timer");
    cf_rc(cf_errno((int)read(fd, &n, 4)), "read of half a timer");
    cf_rc(cf_errno((int)read(fd, &n, 8)), "read of a timer");
    cf_rc(cf_errno((int)write(fd, &n, 8)), "write to a timer");
    t.it_value.tv_nsec = 0;
    cf_rc(cf_errno(timerfd_settime(fd, 0, &t, &old)), "timerfd_settime to nothing");
    cf_value(old.it_interval.tv_nsec, "the interval before");
    cf_rc(cf_errno((int)read(fd, &n, 8)), "read of a timer that was unset");
    t.it_value.tv_nsec = 1000000000;
    cf_rc(cf_errno(timerfd_settime(fd, 0, &t, NULL)), "timerfd_settime of a bad time");
    close(fd);
}

static void sockets(void) {
    int pair[2], l = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), c, a;
    struct sockaddr_un at = {.sun_family = AF_UNIX}; /* bound to a name that the kernel chooses */
    socklen_t len = sizeof at.sun_family;
    cf_rc(cf_errno(socketpair(AF_UNIX, 99, 0, pair)), "socketpair of an unknown type");
    cf_rc(cf_errno(socketpair(AF_UNIX, SOCK_STREAM, 0, pair)), "socketpair");
    cf_rc(cf_errno((int)send(pair[0], "abc", 3, 0)), "send");
    cf_rc(cf_errno((int)recv(pair[1], buf, 1, MSG_PEEK)), "recv of a peek");
    cf_rc(cf_errno((int)recv(pair[1], buf, sizeof buf, 0)), "recv");
    cf_rc(cf_errno((int)recv(pair[1], buf, 1, MSG_DONTWAIT)), "recv without waiting");
    cf_rc(cf_errno(shutdown(pair[0], 9)), "shutdown of an unknown half");
    cf_rc(cf_errno(shutdown(pair[0], SHUT_WR)), "shutdown");
    cf_rc(cf_errno((int)recv(pair[1], buf, 1, 0)), "recv after shutdown");
    cf_rc(cf_errno((int)send(pair[0], "a", 1, MSG_NOSIGNAL)), "send after shutdown");
    close(pair[0]);
    cf_rc(cf_errno((int)send(pair[1], "a", 1, MSG_NOSIGNAL)), "send to a closed end");
    close(pair[1]);
    cf_rc(cf_errno(shutdown(NO_FD, SHUT_WR)), "shutdown of no descriptor");
    cf_rc(cf_errno(accept(l, NULL, NULL)), "accept without listen");
    cf_rc(cf_errno(bind(l, (struct sockaddr *)&at, len)), "bind");
    len = sizeof at;
    getsockname(l, (struct sockaddr *)&at, &len);
    c = socket(AF_UNIX, SOCK_STREAM, 0);
    cf_rc(cf_errno(connect(c, (struct sockaddr *)&at, len)), "connect without listen");
    cf_rc(cf_errno(listen(l, 1)), "listen");
    cf_rc(cf_errno(accept(l, NULL, NULL)), "accept without waiting");
    cf_rc(cf_errno(connect(c, (struct sockaddr *)&at, len)), "connect");
    cf_rc(cf_errno(connect(c, (struct sockaddr *)&at, len)), "connect twice");
    a = accept(l, NULL, NULL);
    cf_value(a >= 0, "accept");
    cf_rc(cf_errno(accept(NO_FD, NULL, NULL)), "accept of no descriptor");
    cf_rc(cf_errno((int)recv(l, buf, 1, 0)), "recv of a listener");
    cf_rc(cf_errno((int)send(c, "x", 1, 0)), "send of a connection");
    cf_rc(cf_errno((int)recv(a, buf, 1, 0)), "recv of a connection");
    close(a);
    close(c);
    close(l);
}

static pid_t child(int status) {
    pid_t pid = fork();
    if (pid == 0)
        _exit(status);
    return pid;
}

static void children(void) {
    int status = -1;
    siginfo_t info;
    memset(&info, 0, sizeof info);
    cf_rc(cf_errno(waitpid(-1, &status, 0)), "waitpid of no child");
    cf_rc(cf_errno(waitpid(getpid(), &status, WNOHANG)), "waitpid of no child of ours");
    cf_rc(cf_errno(waitpid(-1, &status, 0x100)), "waitpid with an unknown option");
    cf_rc(cf_errno(waitid(P_ALL, 0, &info, WEXITED)), "waitid of no child");
    cf_rc(cf_errno(waitid(P_ALL, 0, &info, 0)), "waitid of nothing");
    cf_rc(cf_errno(waitid((idtype_t)9, 0, &info, WEXITED)), "waitid of an unknown kind");
    pid_t pid = child(7);
    cf_value(waitpid(pid, &status, 0) == pid && WIFEXITED(status), "waitpid");
    cf_value(WEXITSTATUS(status), "the status of a child");
    cf_rc(cf_errno(waitpid(pid, &status, 0)), "waitpid twice");
    pid = child(9);
    cf_rc(cf_errno(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT)),
          "waitid that takes nothing");
    cf_value(info.si_status, "what waitid says");
    cf_rc(cf_errno(waitid(P_PID, (id_t)pid, &info, WEXITED)), "waitid");
    cf_rc(cf_errno(waitid(P_PID, (id_t)pid, &info, WEXITED)), "waitid twice");
}

static void moves(void) {
    int out[2];
    open_pipe(O_NONBLOCK);
    cf_rc(cf_errno(pipe2(out, O_NONBLOCK)), "another pipe");
    int file = openat(AT_FDCWD, "/proc/self/exe", O_RDONLY | O_CLOEXEC);
    cf_value(file >= 0, "openat");
    cf_rc(cf_errno(openat(NO_FD, "here", O_RDONLY)), "openat below no descriptor");
    cf_rc(cf_errno(openat(AT_FDCWD, "/no/such/file", O_RDONLY)), "openat of no file");
    cf_rc(cf_errno(creat("/no/such/file", 0600)), "creat in no directory");
    cf_rc(cf_errno(creat("/proc", 0600)), "creat of a directory");
    cf_rc(cf_errno((int)splice(in[0], NULL, out[1], NULL, 4, SPLICE_F_NONBLOCK)),
          "splice of an empty pipe");
    cf_rc(cf_errno((int)tee(in[0], out[1], 4, SPLICE_F_NONBLOCK)), "tee of an empty pipe");
    cf_value(write(in[1], "abcd", 4), "write");
    cf_value(tee(in[0], out[1], 4, 0), "tee");
    cf_value(splice(in[0], NULL, out[1], NULL, 4, 0), "splice");
    cf_value(read(out[0], buf, sizeof buf), "read of both");
    struct iovec piece = {buf, 3};
    cf_value(vmsplice(out[1], &piece, 1, 0), "vmsplice");
    cf_rc(cf_errno((int)vmsplice(NO_FD, &piece, 1, 0)), "vmsplice to no descriptor");
    off_t from = 0;
    cf_value(sendfile(out[1], file, &from, 4), "sendfile");
    cf_value(read(out[0], buf, sizeof buf), "read of both again");
    cf_rc(cf_errno((int)sendfile(NO_FD, file, &from, 4)), "sendfile to no descriptor");
    cf_rc(cf_errno((int)splice(file, NULL, file, NULL, 4, 0)), "splice without a pipe");
    cf_rc(cf_errno((int)tee(in[0], in[1], 4, 0)), "tee of a pipe to itself");
    cf_rc(cf_errno((int)splice(NO_FD, NULL, out[1], NULL, 4, 0)), "splice of no descriptor");
    close(file);
    close(out[0]);
    close(out[1]);
    close_pipe();
}

void cf_rows_fd(int part) {
    static void (*const groups[])(void) = {pipes,    duplicates, polls,    epolls,
                                           counters, sockets,    children, moves};
    signal(SIGPIPE, SIG_IGN);
    if (cf_section == CF_CLEAN)
        groups[part]();
    signal(SIGPIPE, SIG_DFL);
}
