/* outside.c: finds out whether another process could still make a descriptor ready: one that has the
 * other end as well. Asked only when nobody in the process can go on.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/kcmp.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "fd.h"
#include "proc.h"
#include "sys.h"

struct search {
    const struct sh_desc *d;
    int fd;                  /* ours */
    uint64_t self;           /* our process */
    char path[SH_PROC_PATH]; /* "/proc/PID/fd/" */
    size_t len;
};

/* A FIFO's link is a path, which may have got another name meanwhile. */
static bool same_fifo(const struct search *s) {
    struct stat theirs, ours;
    return sh_sys3(SYS_stat, (long)s->path, (long)&theirs, 0) == 0 && S_ISFIFO(theirs.st_mode) &&
           sh_sys3(SYS_fstat, s->fd, (long)&ours, 0) == 0 && ours.st_dev == theirs.st_dev &&
           ours.st_ino == theirs.st_ino;
}

/* Whether the link at NAME in another process's table leads to what is searched for. */
static bool is_same(const char *name, void *arg) {
    struct search *s = arg;
    char link[SH_PROC_PATH];
    if (s->len + strlen(name) >= SH_PROC_PATH)
        return false;
    strcpy(s->path + s->len, name);
    long n = sh_sys3(SYS_readlink, (long)s->path, (long)link, sizeof link - 1);
    if (n <= 0)
        return false;
    link[n] = 0;
    if (strncmp(link, "pipe:[", 6) == 0 || strncmp(link, "socket:[", 8) == 0) {
        uint64_t ino = sh_proc_number(strchr(link, '[') + 1);
        return ino && (ino == s->d->ino || ino == s->d->peer_ino);
    }
    if (s->d->class == SH_FD_FIFO)
        return same_fifo(s);
    if (strncmp(link, "anon_inode:", 11) != 0 || s->d->class == SH_FD_PIPE ||
        s->d->class == SH_FD_SOCKET)
        return false;
    long rc = sh_sys6(SYS_kcmp, (long)s->self, (long)sh_proc_number(s->path + 6), KCMP_FILE, s->fd,
                      (long)sh_proc_number(name), 0);
    return rc <= 0; /* the same, or it cannot be told */
}

static bool has_it(const char *pid, void *arg) {
    struct search *s = arg;
    if (sh_proc_number(pid) == s->self || strlen(pid) > 12)
        return false;
    s->len = (size_t)(stpcpy(stpcpy(stpcpy(s->path, "/proc/"), pid), "/fd/") - s->path);
    return sh_proc_each(s->path, is_same, s);
}

static bool elsewhere(const struct sh_desc *d, int fd) {
    struct search s = {.d = d, .fd = fd, .self = (uint64_t)sh_sys3(SYS_getpid, 0, 0, 0)};
    return sh_proc_each("/proc", has_it, &s);
}

bool sh_any_children(void) {
    siginfo_t info;
    return sh_sys6(SYS_waitid, P_ALL, 0, (long)&info, WEXITED | WNOHANG | WNOWAIT, 0, 0) == 0;
}

static bool one_outside(int fd, unsigned depth);

/* The members of the set FD, as the kernel lists them: "tfd:        5 events: ...". */
static bool member_outside(int fd, unsigned depth) {
    char path[SH_PROC_PATH] = "/proc/self/fdinfo/", buf[2048];
    sh_proc_write_number(path + strlen(path), (uint64_t)fd);
    long len = 0, info = sh_sys3(SYS_open, (long)path, O_RDONLY | O_CLOEXEC, 0);
    size_t kept = 0;
    bool found = info < 0;
    while (!found &&
           (len = sh_sys3(SYS_read, info, (long)(buf + kept), (long)(sizeof buf - 1 - kept))) > 0) {
        buf[kept + (size_t)len] = 0;
        char *line = buf, *next;
        for (; !found && (next = strchr(line, '\n')); line = next + 1)
            if (strncmp(line, "tfd:", 4) == 0)
                found =
                    one_outside((int)sh_proc_number(line + 4 + strspn(line + 4, " ")), depth + 1);
        kept = strlen(line);
        memmove(buf, line, kept);
        if (kept > sizeof buf / 2)
            kept = 0;
    }
    if (info >= 0)
        sh_sys3(SYS_close, info, 0, 0);
    return found;
}

static bool one_outside(int fd, unsigned depth) {
    struct sh_desc *d = sh_fd_desc(fd);
    if (!d)
        return false;
    if (d->class == SH_FD_TIMER)
        return d->foreign;
    if (d->class == SH_FD_SIGNAL)
        return sh_any_children();
    if (d->class == SH_FD_EPOLL)
        return depth >= 3 || member_outside(fd, depth);
    if (d->foreign || d->listening || d->class == SH_FD_OTHER)
        return true;
    if (d->class == SH_FD_FIFO && sh_any_children())
        return true; /* they may open it */
    return (sh_ever_forked() || sh_any_children()) && elsewhere(d, fd);
}

bool sh_fds_outside(const struct pollfd *fds, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (one_outside(fds[i].fd, 0))
            return true;
    return false;
}

bool sh_fds_open(const struct pollfd *fds, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const struct sh_desc *d = fds[i].fd >= 0 ? sh_fd_desc(fds[i].fd) : NULL;
        if (d && (d->listening || d->mixed || d->class == SH_FD_OTHER || sh_desc_outside(d)))
            return true;
    }
    return false;
}
