/* What sigaction's flags and masks do, and what it shows of them, in a task and in main.
 * expect=none; seeds=5; flags=-Wno-deprecated-declarations; */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__ & 127 ? __LINE__ & 127 : 1))

static __thread volatile sig_atomic_t depth, deepest, calls, code, value, second;

static void plain(int sig) {
    (void)sig;
    calls++;
    if (++depth > deepest)
        deepest = depth;
    if (calls == 1)
        raise(SIGUSR1);
    depth--;
}

static void informed(int sig, siginfo_t *info, void *context) {
    (void)sig;
    sigset_t mask;
    ucontext_t *uc = context;
    code = info->si_code;
    value = info->si_value.sival_int;
    pthread_sigmask(SIG_BLOCK, NULL, &mask);
    second = sigismember(&mask, SIGUSR2) && sigismember(&mask, SIGUSR1) &&
             !sigismember(&uc->uc_sigmask, SIGUSR1);
}

static int deep_with(int flags) {
    struct sigaction act = {.sa_handler = plain, .sa_flags = flags}, now;
    calls = deepest = 0;
    CHECK(sigaction(SIGUSR1, &act, NULL) == 0);
    CHECK(sigaction(SIGUSR1, NULL, &now) == 0 && now.sa_handler == plain);
    CHECK((now.sa_flags & ~0x04000000) == flags);
    CHECK(raise(SIGUSR1) == 0);
    CHECK(calls == 2);
    return deepest;
}

static void *table(void *unused) {
    CHECK(deep_with(0) == 1);
    CHECK(deep_with(SA_NODEFER) == 2);
    CHECK(deep_with(SA_RESTART) == 1);
    struct sigaction act = {.sa_sigaction = informed, .sa_flags = SA_SIGINFO}, now;
    sigaddset(&act.sa_mask, SIGUSR2);
    CHECK(sigaction(SIGUSR1, &act, NULL) == 0);
    CHECK(pthread_sigqueue(pthread_self(), SIGUSR1, (union sigval){.sival_int = 41}) == 0);
    CHECK(code == SI_QUEUE && value == 41 && second);
    CHECK(pthread_kill(pthread_self(), SIGUSR1) == 0);
    CHECK(code == SI_TKILL && second);
    act.sa_flags |= (int)SA_RESETHAND;
    CHECK(sigaction(SIGUSR1, &act, NULL) == 0);
    CHECK(raise(SIGUSR1) == 0);
    CHECK(sigaction(SIGUSR1, NULL, &now) == 0 && now.sa_handler == SIG_DFL);
    return unused;
}

/* Old programs still call these. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static void relatives(void) {
    struct sigaction now;
    CHECK(signal(SIGUSR2, plain) == SIG_DFL);
    CHECK(sigaction(SIGUSR2, NULL, &now) == 0);
    CHECK((now.sa_flags & SA_RESTART) && sigismember(&now.sa_mask, SIGUSR2));
    CHECK(siginterrupt(SIGUSR2, 1) == 0 && signal(SIGUSR2, SIG_IGN) == plain);
    CHECK(signal(SIGUSR2, plain) == SIG_IGN);
    CHECK(sigaction(SIGUSR2, NULL, &now) == 0 && !(now.sa_flags & SA_RESTART));
    CHECK(sysv_signal(SIGUSR2, plain) == plain);
    CHECK(sigaction(SIGUSR2, NULL, &now) == 0);
    CHECK((now.sa_flags & (int)SA_RESETHAND) && (now.sa_flags & SA_NODEFER));
    CHECK(sigset(SIGUSR2, SIG_HOLD) == plain && sigset(SIGUSR2, SIG_IGN) == SIG_HOLD);
    CHECK(sighold(SIGUSR2) == 0 && raise(SIGUSR2) == 0);
    sigset_t pending;
    CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR2));
    CHECK(sigignore(SIGUSR2) == 0 && sigrelse(SIGUSR2) == 0);
    CHECK(sigpending(&pending) == 0 && !sigismember(&pending, SIGUSR2));
    struct sigaction bad = {.sa_handler = plain};
    CHECK(sigaction(SIGKILL, &bad, NULL) == -1 && sigaction(99, &bad, NULL) == -1);
    CHECK(sigaction(32, &bad, NULL) == -1 && raise(99) == -1 && kill(getpid(), 99) == -1);
    CHECK(pthread_kill(pthread_self(), 99) == 22 && pthread_kill(pthread_self(), 0) == 0);
    /* A handler may say which mask its return brings back; KILL can never be blocked. */
    sigset_t all, old;
    sigfillset(&all);
    CHECK(pthread_sigmask(SIG_SETMASK, &all, &old) == 0 && pthread_sigmask(99, &all, NULL) == 22);
    CHECK(pthread_sigmask(SIG_SETMASK, &old, &all) == 0);
    CHECK(!sigismember(&all, SIGKILL) && !sigismember(&all, SIGSTOP) && sigismember(&all, 64));
}

int main(void) {
    pthread_t task;
    table(NULL);
    pthread_create(&task, NULL, table, NULL);
    pthread_join(task, NULL);
    relatives();
    return 0;
}
