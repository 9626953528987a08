/* child.c: children of the command that are no seeds: waited for within a limit, their output taken. */
#define _GNU_SOURCE
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util.h"

#define ANSWER_MAX ((size_t)16 << 20)

int hn_await(pid_t pid, int limit_ms, bool *late) {
    int64_t end = hn_wall() + (int64_t)limit_ms * 1000000;
    struct pollfd p = {.fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN};
    int status = -1, ready = -1;

    while (p.fd >= 0 && ready < 0) {
        int64_t left = (end - hn_wall()) / 1000000;

        ready = poll(&p, 1, left > 0 ? (int)left : 0);
        if (ready < 0 && errno != EINTR)
            break;
    }
    *late = ready == 0;
    if (ready <= 0)
        kill(pid, SIGKILL);
    if (p.fd >= 0)
        close(p.fd);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

static _Noreturn void become(char *const *argv, int out, pid_t parent) {
    int null = open("/dev/null", O_RDWR);

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 ||
        dup2(null, 2) < 0)
        _exit(127);
    signal(SIGPIPE, SIG_DFL);
    execv(argv[0], argv);
    _exit(127);
}

char *hn_ask_program(char *const *argv, int limit_ms) {
    int out = memfd_create("answer", MFD_CLOEXEC);
    pid_t parent = getpid(), pid = out < 0 ? -1 : fork();
    bool late = false;
    size_t n = 0;

    if (!pid)
        become(argv, out, parent);
    int status = pid > 0 ? hn_await(pid, limit_ms, &late) : -1;

    /* What it may have started goes with it. */
    if (pid > 0)
        kill(-pid, SIGKILL);
    char *text = status == 0 && !late ? hn_read_fd(out, ANSWER_MAX, &n) : NULL;

    if (out >= 0)
        close(out);
    return text;
}
