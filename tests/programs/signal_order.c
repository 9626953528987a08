/* In which order pending signals are handled, taken and queued: the kernel's.
 * expect=none; seeds=5; */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__ & 127 ? __LINE__ & 127 : 1))

static int ran[32], count;

static void handler(int sig) {
    ran[count++] = sig;
}

static void expect(const int *order, int n) {
    CHECK(count == n && memcmp(ran, order, sizeof *order * (size_t)n) == 0);
    count = 0;
}

int main(void) {
    const int sigs[] = {SIGUSR1, SIGUSR2, SIGRTMIN, SIGRTMIN + 1, SIGTERM, SIGRTMIN};
    struct sigaction act = {.sa_handler = handler};
    sigset_t all, old, none, one, pending;
    sigfillset(&all);
    sigemptyset(&none);
    for (int i = 0; i < 6; i++)
        sigaction(sigs[i], &act, NULL);
    sigprocmask(SIG_BLOCK, &all, &old);
    for (int i = 0; i < 6; i++)
        kill(getpid(), sigs[i]);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR1); /* pending already */
    CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) && count == 0);
    sigprocmask(SIG_SETMASK, &old, NULL);
    const int first[] = {SIGRTMIN + 1, SIGRTMIN, SIGRTMIN, SIGTERM, SIGUSR2, SIGUSR1, SIGUSR1};
    expect(first, 7);

    sigprocmask(SIG_BLOCK, &all, &old);
    kill(getpid(), SIGUSR1), kill(getpid(), SIGUSR2), kill(getpid(), SIGTERM);
    CHECK(sigsuspend(&none) == -1 && errno == EINTR);
    const int second[] = {SIGTERM, SIGUSR2, SIGUSR1};
    expect(second, 3);
    sigfillset(&one);
    sigdelset(&one, SIGUSR1);
    kill(getpid(), SIGUSR2), kill(getpid(), SIGUSR1);
    CHECK(sigsuspend(&one) == -1);
    const int third[] = {SIGUSR1};
    expect(third, 1);

    siginfo_t info;
    struct timespec zero = {0, 0}, bad = {0, 2000000000};
    CHECK(sigtimedwait(&all, &info, &zero) == SIGUSR2 && info.si_code == SI_USER);
    CHECK(sigtimedwait(&all, &info, &zero) == -1 && errno == EAGAIN);
    CHECK(sigtimedwait(&all, &info, &bad) == -1 && errno == EINVAL);
    for (int i = 1; i <= 3; i++)
        sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i});
    pthread_kill(pthread_self(), SIGRTMIN);
    CHECK(sigwaitinfo(&all, &info) == SIGRTMIN && info.si_code == SI_USER); /* its own come first */
    for (int i = 1; i <= 3; i++)
        CHECK(sigwaitinfo(&all, &info) == SIGRTMIN && info.si_value.sival_int == i &&
              info.si_code == SI_QUEUE && info.si_pid == getpid());
    int sig = 0;
    sigqueue(getpid(), SIGTERM, (union sigval){.sival_int = 0});
    CHECK(sigwait(&all, &sig) == 0 && sig == SIGTERM && count == 0);
    return 0;
}
