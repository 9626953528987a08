/* spawn.c: from fork to exec: descriptors at their places, own process group, dies with us. */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util.h"

/* Puts each FROM[i] at TO[i], inherited; no source may be lost to an earlier target. */
static bool place(int *from, const int *to, int n) {
    for (int i = 0; i < n; i++) {
        if (from[i] < 0)
            continue;
        for (int k = i + 1; k < n; k++)
            if (from[k] == to[i] && (from[k] = fcntl(to[i], F_DUPFD_CLOEXEC, 3)) < 0)
                return false;
        if (from[i] == to[i] ? fcntl(to[i], F_SETFD, 0) < 0 : dup2(from[i], to[i]) < 0)
            return false;
    }
    return true;
}

int hn_no_start(struct hn_worker *w, const char *what) {
    /* The region is the one thing that we and a child of ours surely both see. */
    snprintf(w->region->hello.text, sizeof(w->region->hello.text), "%.100s: %s", what,
             strerror(errno));
    w->region->hello.problem = DS_HELLO_RESOURCE;
    return HN_CANNOT;
}

/* Where descriptors are scarce: closes those that exec would close, the N of KEPT aside. */
static void make_room(const int *kept, int n, rlim_t limit) {
    for (int fd = 3; limit <= 64 && fd < (int)limit; fd++) {
        bool keep = false;

        for (int i = 0; i < n; i++)
            keep |= kept[i] == fd;
        if (!keep && fcntl(fd, F_GETFD) == FD_CLOEXEC)
            close(fd);
    }
}

void hn_default_signals(void) {
    sigset_t none;

    for (int sig = 1; sig < NSIG; sig++)
        if (sig != SIGKILL && sig != SIGSTOP)
            signal(sig, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void pin(int cpu) {
    cpu_set_t set;

    if (cpu < 0)
        return;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    (void)!sched_setaffinity(0, sizeof(set), &set);
}

/* Where this is not permitted addresses differ, as hn_fixed_addresses() says. */
static void fix_addresses(const struct hn_launch *l) {
    if (!l->opt->random_addresses)
        (void)personality((unsigned long)personality(0xffffffff) | ADDR_NO_RANDOMIZE);
}

bool hn_fixed_addresses(const struct hn_launch *l) {
    int mine = personality(0xffffffff);

    if (mine < 0 || personality((unsigned long)mine | ADDR_NO_RANDOMIZE) < 0)
        return false;
    (void)personality((unsigned long)mine);
    return !l->opt->random_addresses || mine & ADDR_NO_RANDOMIZE;
}

_Noreturn void hn_spawn_here(struct hn_worker *w, int sock, pid_t parent) {
    struct hn_launch *l = w->l;
    int from[] = {w->region_fd, sock, w->out_fd, w->err_fd, w->tmp_fd, w->out_fd, w->err_fd};
    int to[] = {l->fd[HN_FD_REGION],
                l->fd[HN_FD_SOCKET],
                l->fd[HN_FD_OUT],
                l->fd[HN_FD_ERR],
                l->fd[HN_FD_TMP],
                1,
                2};
    const char *what = "cannot prepare its descriptors";

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127);
    hn_default_signals();
    fix_addresses(l);
    pin((int)w->region->cpu_pin - 1);
    if (!hn_input_attach(&l->input)) {
        what = "standard input";
        goto failed;
    }
    make_room(from, 7, l->nofile.rlim_cur);
    if (!place(from, to, 7))
        goto failed;
    if (w->scratch && chdir(w->scratch)) {
        what = w->scratch;
        goto failed;
    }
    setrlimit(RLIMIT_NOFILE, &l->nofile);
    execve(l->target->path, l->argv, l->envp);
    what = l->target->path;
failed:
    hn_no_start(w, what);
    _exit(127);
}

int hn_spawn(struct hn_worker *w, int sock) {
    pid_t parent = getpid(), pid;

    memset(&w->region->hello, 0, sizeof(w->region->hello));
    pid = fork();
    if (pid < 0)
        return hn_no_start(w, "no process can be made");
    if (!pid)
        hn_spawn_here(w, sock, parent);
    setpgid(pid, pid);
    w->pid = pid;
    /* A server answers on its socket; its end is seen there, too. */
    w->pidfd = sock >= 0 ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
    if (sock < 0 && w->pidfd < 0) {
        kill(pid, SIGKILL);
        return hn_no_start(w, "its process cannot be watched");
    }
    return 0;
}
