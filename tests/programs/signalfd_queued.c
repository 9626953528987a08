/* Descriptors of signals: reading, waiting and sets of descriptors see what the asking task has pending,
 * queued signals keep their order, and a child's end is one that is waited for.
 *
 * expect=none; seeds=40;
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EACH = 3 };
static int queued, once;

static void check(int good, int number) {
    if (!good)
        _exit(number);
}

static sigset_t set_of(int a, int b) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, a);
    sigaddset(&set, b);
    return set;
}

static int ready(int fd, int ms) {
    struct pollfd p = {.fd = fd, .events = POLLIN | POLLOUT};
    return poll(&p, 1, ms) == 1 && p.revents == POLLIN;
}

static void *sends(void *arg) {
    for (int i = 0; i < EACH; i++)
        sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = *(int *)arg * 10 + i});
    return arg;
}

/* What one sender queues is read in its order, by whatever call. */
static void queue(void) {
    struct signalfd_siginfo r[2];
    struct iovec vec = {r, sizeof r};
    int numbers[2] = {0, 1}, next[2] = {0, 0};
    pthread_t t[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, sends, &numbers[i]);
    for (int left = 2 * EACH; left > 0;) {
        check(left % 2 || ready(queued, -1), 2);
        ssize_t got = left % 2 ? read(queued, r, sizeof r) : readv(queued, &vec, 1);
        check(got == sizeof *r || got == sizeof r, 3);
        for (size_t i = 0; i < (size_t)got / sizeof *r; i++, left--) {
            int sender = r[i].ssi_int / 10;
            check(r[i].ssi_signo == (unsigned)SIGRTMIN && r[i].ssi_pid == (unsigned)getpid(), 4);
            check(r[i].ssi_code == SI_QUEUE && r[i].ssi_int % 10 == next[sender]++, 5);
        }
    }
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
}

/* Signals to a thread are seen by that thread alone. */
static void *own(void *arg) {
    struct signalfd_siginfo r;
    int set = epoll_create1(0);
    struct epoll_event e = {.events = EPOLLIN};
    epoll_ctl(set, EPOLL_CTL_ADD, once, &e);
    check(epoll_wait(set, &e, 1, 0) == 0 && !ready(once, 0), 6);
    pthread_kill(*(pthread_t *)arg, SIGUSR1);
    check(epoll_wait(set, &e, 1, 0) == 0 && read(once, &r, sizeof r) == -1 && errno == EAGAIN, 7);
    raise(SIGUSR2);
    check(epoll_wait(set, &e, 1, -1) == 1 && ready(once, 0), 8);
    check(read(once, &r, sizeof r) == sizeof r && r.ssi_signo == SIGUSR2, 9);
    check(r.ssi_code == SI_TKILL && epoll_wait(set, &e, 1, 5) == 0, 10);
    close(set);
    return NULL;
}

static void apart(void) {
    pthread_t me = pthread_self(), t;
    struct signalfd_siginfo r;
    fd_set in;
    FD_ZERO(&in);
    pthread_create(&t, NULL, own, &me);
    FD_SET(once, &in);
    check(select(once + 1, &in, NULL, NULL, NULL) == 1 && FD_ISSET(once, &in), 11);
    check(read(once, &r, sizeof r) == sizeof r && r.ssi_signo == SIGUSR1, 12);
    pthread_join(t, NULL);
}

static void errors(void) {
    struct signalfd_siginfo r;
    sigset_t set = set_of(SIGUSR1, SIGUSR2);
    check(read(once, &r, sizeof r - 1) == -1 && errno == EINVAL, 13);
    check(write(once, &r, 8) == -1 && errno == EINVAL, 14);
    check(signalfd(0, &set, 0) == -1 && errno == EINVAL, 15);
    check(signalfd(987, &set, 0) == -1 && errno == EBADF, 16);
    check(signalfd(-1, &set, 1) == -1 && errno == EINVAL, 17);
}

/* Another set of signals for the same descriptor, which has a second number. */
static void changed(void) {
    struct signalfd_siginfo r;
    sigset_t other = set_of(SIGUSR2, SIGCHLD);
    int copy = dup(once);
    raise(SIGUSR1);
    check(ready(copy, 0) && signalfd(once, &other, 0) == once && !ready(copy, 0), 18);
    pid_t child = fork();
    if (child == 0) { /* what its parent has pending it has not, and the other way round */
        raise(SIGUSR2);
        _exit(read(copy, &r, sizeof r) == sizeof r && r.ssi_signo == SIGUSR2 ? 42 : 1);
    }
    while (read(once, &r, sizeof r) == -1)
        check(errno == EAGAIN && ready(copy, -1), 19);
    check(r.ssi_signo == SIGCHLD && r.ssi_pid == (unsigned)child && r.ssi_status == 42, 20);
    check(waitpid(child, NULL, 0) == child && close(once) == 0 && !ready(copy, 0), 21);
}

int main(void) {
    sigset_t all, real = set_of(SIGRTMIN, SIGRTMIN), plain = set_of(SIGUSR1, SIGUSR2);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    queued = signalfd(-1, &real, 0);
    once = signalfd(-1, &plain, SFD_NONBLOCK | SFD_CLOEXEC);
    queue();
    apart();
    errors();
    changed();
    return 0;
}
