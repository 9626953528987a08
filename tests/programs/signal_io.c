/* An alarm ends a read that nobody serves; calls on descriptors are restarted or say EINTR as Linux has
 * it; ppoll, pselect and epoll_pwait open their mask for the wait only.
 * expect=none; seeds=40; */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__ & 127 ? __LINE__ & 127 : 1))

static int pipes[2];
static volatile sig_atomic_t calls;

static void handler(int sig) {
    (void)sig;
    calls++;
}

static void *writes(void *unused) {
    usleep(5000000);
    CHECK(write(pipes[1], "x", 1) == 1);
    return unused;
}

static void reads(void) {
    char c;
    struct sigaction act = {.sa_handler = handler};
    sigaction(SIGALRM, &act, NULL);
    alarm(5); /* so far away that it does not come before the read */
    CHECK(read(pipes[0], &c, 1) == -1 && errno == EINTR && calls == 1);
    act.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &act, NULL);
    pthread_t task;
    pthread_create(&task, NULL, writes, NULL);
    alarm(1);
    CHECK(read(pipes[0], &c, 1) == 1);
    pthread_join(task, NULL);
    alarm(0);
}

static void *sends(void *to) {
    CHECK(pthread_kill(*(pthread_t *)to, SIGUSR1) == 0);
    return to;
}

/* The signal is blocked but in the call, so it cannot be missed. */
static void masks(void) {
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESTART};
    pthread_t self = pthread_self(), task;
    sigset_t set, open;
    struct pollfd p = {.fd = pipes[0], .events = POLLIN};
    struct epoll_event event = {.events = EPOLLIN};
    int epoll = epoll_create1(0);
    CHECK(epoll_ctl(epoll, EPOLL_CTL_ADD, pipes[0], &event) == 0);
    sigaction(SIGUSR1, &act, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, &open);
    for (int i = 0; i < 3; i++) {
        fd_set in;
        FD_ZERO(&in);
        FD_SET(pipes[0], &in);
        calls = 0;
        pthread_create(&task, NULL, sends, &self);
        int rc = i == 0   ? ppoll(&p, 1, NULL, &open)
                 : i == 1 ? pselect(pipes[0] + 1, &in, NULL, NULL, NULL, &open)
                          : epoll_pwait(epoll, &event, 1, -1, &open);
        CHECK(rc == -1 && errno == EINTR && calls == 1);
        sigset_t now;
        pthread_sigmask(SIG_BLOCK, NULL, &now);
        CHECK(sigismember(&now, SIGUSR1));
        pthread_join(task, NULL);
    }
    close(epoll);
}

int main(void) {
    CHECK(pipe(pipes) == 0);
    reads();
    masks();
    return 0;
}
