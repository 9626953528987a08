/* rows_signal.c: return codes of calls about signals, timers that send them, and children. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rows.h"

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static const int numbers[] = {0, -1, 1, SIGKILL, SIGSTOP, SIGUSR1, 32, 33, 34, 64, 65};

static void actions(int number) {
    struct sigaction old;
    sigset_t set;
    sigemptyset(&set);
    cf_rc(cf_errno(sigaction(number, NULL, &old)), "signal %d: sigaction asks", number);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    int rc = cf_errno(sigaction(number, &ignore, NULL));
    cf_rc(rc, "signal %d: sigaction ignores", number);
    cf_rc(signal(number, SIG_DFL) == SIG_ERR ? errno : 0, "signal %d: signal", number);
    cf_rc(cf_errno(siginterrupt(number, 0)), "signal %d: siginterrupt", number);
    const union sigval none = {0};
    if (rc == 0 && number > 0) { /* ignored, so that nobody dies of it */
        signal(number, SIG_IGN);
        cf_rc(pthread_kill(pthread_self(), number), "signal %d, ignored: pthread_kill", number);
        cf_rc(raise(number), "signal %d, ignored: raise", number);
        cf_rc(cf_errno(kill(getpid(), number)), "signal %d, ignored: kill", number);
        cf_rc(cf_errno(sigqueue(getpid(), number, none)), "signal %d, ignored: sigqueue", number);
        signal(number, SIG_DFL);
    } else if (number <= 0 || number > 64) {
        cf_rc(cf_errno(kill(getpid(), number)), "signal %d: kill", number);
        cf_rc(cf_errno(sigqueue(getpid(), number, none)), "signal %d: sigqueue", number);
    }
}

static void masks(void) {
    static const int hows[] = {SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK, 3, -1};
    sigset_t set, old;
    siginfo_t info;
    struct timespec nil = {0, 0}, bad = {0, -1};
    int got = 0;
    sigemptyset(&set);
    for (size_t i = 0; i < CF_LENGTH(hows); i++) {
        cf_rc(pthread_sigmask(hows[i], &set, &old), "pthread_sigmask %d", hows[i]);
        cf_rc(cf_errno(sigprocmask(hows[i], &set, &old)), "sigprocmask %d", hows[i]);
        cf_rc(pthread_sigmask(hows[i], NULL, &old), "pthread_sigmask %d asks", hows[i]);
    }
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    cf_rc(cf_errno(sigtimedwait(&set, &info, &nil)), "none pending: sigtimedwait");
    cf_rc(cf_errno(sigtimedwait(&set, &info, &bad)), "none pending: sigtimedwait of a bad time");
    raise(SIGUSR2);
    cf_rc(cf_errno(sigpending(&old)), "one pending: sigpending");
    cf_value(sigismember(&old, SIGUSR2), "one pending: it is");
    cf_value(sigtimedwait(&set, &info, &nil), "one pending: sigtimedwait");
    raise(SIGUSR2);
    cf_value(sigwaitinfo(&set, &info), "one pending: sigwaitinfo");
    cf_value(info.si_signo, "one pending: its number");
    raise(SIGUSR2);
    cf_rc(sigwait(&set, &got), "one pending: sigwait");
    cf_value(got, "one pending: what sigwait took");
    cf_rc(cf_errno(sigpending(&old)), "taken: sigpending");
    cf_value(sigismember(&old, SIGUSR2), "taken: it is not");
    stack_t small = {.ss_sp = &set, .ss_size = 1}, was;
    cf_rc(cf_errno(sigaltstack(&small, NULL)), "sigaltstack too small");
    cf_rc(cf_errno(sigaltstack(NULL, &was)), "sigaltstack asks");
    cf_value(was.ss_flags, "sigaltstack: none");
}

static void timers(void) {
    static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, 77};
    struct sigevent quiet = {.sigev_notify = SIGEV_NONE}, odd = {.sigev_notify = 77};
    struct itimerspec far = {.it_value = {1000, 0}}, bad = {.it_value = {0, -1}}, is;
    struct itimerval off = {{0, 0}, {0, 0}}, wrong = {{0, 0}, {0, 1000000}}, value;
    for (size_t i = 0; i < CF_LENGTH(clocks); i++) {
        timer_t t;
        int rc = cf_errno(timer_create(clocks[i], &quiet, &t));
        cf_rc(cf_errno(timer_create(clocks[i], &odd, &t)), "timer of clock %zu: odd", i);
        cf_rc(rc, "timer of clock %zu: create", i);
        if (rc != 0)
            continue;
        timer_create(clocks[i], &quiet, &t);
        cf_rc(cf_errno(timer_settime(t, 0, &bad, NULL)), "timer of clock %zu: bad time", i);
        cf_rc(cf_errno(timer_settime(t, 0, &far, &is)), "timer of clock %zu: set", i);
        cf_value(is.it_value.tv_sec, "timer of clock %zu: was unset", i);
        cf_rc(cf_errno(timer_gettime(t, &is)), "timer of clock %zu: gettime", i);
        cf_value(is.it_value.tv_sec >= 990, "timer of clock %zu: what is left", i);
        cf_value(timer_getoverrun(t), "timer of clock %zu: overrun", i);
        cf_rc(cf_errno(timer_delete(t)), "timer of clock %zu: delete", i);
    }
    cf_rc(cf_errno(getitimer(ITIMER_REAL, &value)), "getitimer");
    cf_rc(cf_errno(getitimer(77, &value)), "getitimer of none");
    cf_rc(cf_errno(setitimer(ITIMER_REAL, &wrong, NULL)), "setitimer of a bad time");
    cf_rc(cf_errno(setitimer(ITIMER_REAL, &off, NULL)), "setitimer off");
    cf_value(alarm(1000), "alarm");
    cf_value(alarm(0) >= 990, "alarm off: what was left");
    cf_value(alarm(0), "alarm off: none left");
    cf_value(ualarm(0, 0), "ualarm off");
}

static void children(void) {
    int status = -1;
    siginfo_t info;
    cf_rc(cf_errno(waitpid(-1, &status, 0)), "no child: waitpid");
    cf_rc(cf_errno(waitpid(-1, &status, -1)), "no child: waitpid with odd options");
    cf_rc(cf_errno(wait3(&status, 0, NULL)), "no child: wait3");
    cf_rc(cf_errno(wait4(-1, &status, WNOHANG, NULL)), "no child: wait4");
    cf_rc(cf_errno(waitid(P_ALL, 0, &info, WEXITED)), "no child: waitid");
    cf_rc(cf_errno(waitid(P_ALL, 0, &info, 0)), "no child: waitid for nothing");
    cf_value(system("exit 3") >> 8, "system: status");
    cf_value(system(NULL) != 0, "system: there is a shell");
}

static void descriptors(void) {
    struct signalfd_siginfo got[2];
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGTERM);
    cf_rc(cf_errno(signalfd(-1, &set, 1)), "signalfd: an unknown flag");
    cf_rc(cf_errno(signalfd(0, &set, 0)), "signalfd: over another descriptor");
    cf_rc(cf_errno(signalfd(-2, &set, 0)), "signalfd: over none");
    pthread_sigmask(SIG_BLOCK, &set, &old);
    int fd = signalfd(-1, &set, SFD_NONBLOCK);
    struct pollfd p = {.fd = fd, .events = POLLIN};
    cf_value(read(fd, got, sizeof got), "signalfd: nothing sent: read");
    cf_rc(errno, "signalfd: nothing sent: why");
    cf_value(poll(&p, 1, 0), "signalfd: nothing sent: poll");
    raise(SIGUSR2);
    raise(SIGUSR2);
    cf_value(poll(&p, 1, 0), "signalfd: sent: poll");
    cf_value(read(fd, got, 8), "signalfd: sent: too short a read");
    cf_rc(errno, "signalfd: sent: why");
    cf_value(read(fd, got, sizeof got), "signalfd: sent twice: read");
    cf_value(got[0].ssi_signo == SIGUSR2, "signalfd: sent twice: which");
    cf_value(read(fd, got, sizeof got), "signalfd: all read: read");
    cf_value(write(fd, got, sizeof got), "signalfd: write");
    cf_rc(errno, "signalfd: write: why");
    sigdelset(&set, SIGUSR2);
    cf_value(signalfd(fd, &set, 0) == fd, "signalfd: another set");
    raise(SIGUSR2);
    cf_value(poll(&p, 1, 0), "signalfd: another set: poll");
    cf_value(sigwaitinfo(&(sigset_t){{1ul << (SIGUSR2 - 1)}}, NULL) == SIGUSR2,
             "signalfd: another set: sigwaitinfo");
    cf_rc(cf_errno(close(fd)), "signalfd: close");
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void cf_rows_signal(int part) {
    (void)part;
    if (cf_section == CF_MISUSE)
        return;
    for (size_t i = 0; i < CF_LENGTH(numbers); i++)
        actions(numbers[i]);
    masks();
    timers();
    children();
    descriptors();
}
