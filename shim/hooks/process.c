/* process.c: the calls that make a child process with a copy of the caller: see shim/fork.h. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../finish.h"
#include "../fork.h"
#include "../sys.h"
#include "hook.h"

/* Also in a call from a sanitizer's module: its child is the program's. */
static bool ours(void *site) {
    return sh.controlled && !sh.ending && sh_depth == 0 && (sh_enter(site) || sh_self);
}

static pid_t call_fork(void *unused) {
    (void)unused;
    return sh_real(fork)();
}
SH_EXPORT pid_t fork(void) {
    return ours(SH_SITE) ? sh_fork_run(call_fork, NULL, true) : sh_real(fork)();
}
SH_EXPORT pid_t __fork(void) __attribute__((alias("fork"), nothrow));

static pid_t call_bare(void *unused) {
    (void)unused;
    return sh_real(_Fork)();
}
SH_EXPORT pid_t _Fork(void) {
    return ours(SH_SITE) ? sh_fork_run(call_bare, NULL, false) : sh_real(_Fork)();
}

struct pty {
    int *master;
    char *name;
    const struct termios *term;
    const struct winsize *size;
};
static pid_t call_pty(void *data) {
    const struct pty *p = data;
    return sh_real(forkpty)(p->master, p->name, p->term, p->size);
}
SH_EXPORT pid_t forkpty(int *master, char *name, const struct termios *term,
                        const struct winsize *size) {
    struct pty p = {master, name, term, size};
    return ours(SH_SITE) ? sh_fork_run(call_pty, &p, true)
                         : sh_real(forkpty)(master, name, term, size);
}

/* libc's own ends the parent below the PLT; the run has to know of that end. */
static int become_daemon(bool keep_dir, bool keep_files) {
    pid_t pid = sh_fork_run(call_fork, NULL, true);
    if (pid > 0)
        sh_exit_now(0);
    if (pid < 0 || setsid() < 0)
        return -1;
    if (!keep_dir)
        sh_sys3(SYS_chdir, (long)"/", 0, 0);
    if (keep_files)
        return 0;
    int fd = (int)sh_sys3(SYS_open, (long)"/dev/null", O_RDWR, 0);
    struct stat st = {0};
    bool real =
        fd >= 0 && fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3);
    for (int to = 0; real && to <= 2; to++)
        sh_sys3(SYS_dup2, fd, to, 0);
    if (fd > 2)
        sh_sys3(SYS_close, fd, 0, 0);
    if (!real)
        errno = ENODEV;
    return real ? 0 : -1;
}

SH_EXPORT int daemon(int keep_dir, int keep_files) {
    return ours(SH_SITE) ? become_daemon(keep_dir, keep_files)
                         : sh_real(daemon)(keep_dir, keep_files);
}
