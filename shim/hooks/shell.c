/* shell.c: programs that are started with one call: system, popen, posix_spawn. The waiting part of
 * each is a wait of the engine's, so the other tasks go on meanwhile.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../sigs.h"
#include "../task.h"
#include "io.h"

static int started(int rc, void *site) {
    if (rc == 0 && sh_io_ours(site)) {
        sh_fds_forked(false, false);
        sh_watch_changed();
    }
    return rc;
}

SH_EXPORT int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                          const posix_spawnattr_t *attr, char *const argv[], char *const envp[]) {
    return started(sh_real(posix_spawn)(pid, path, actions, attr, argv, envp), SH_SITE);
}

SH_EXPORT int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                           const posix_spawnattr_t *attr, char *const argv[], char *const envp[]) {
    return started(sh_real(posix_spawnp)(pid, file, actions, attr, argv, envp), SH_SITE);
}

/* Starts the shell with COMMAND; an errno number. */
static int start_shell(const char *command, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attr, pid_t *pid) {
    const char *const argv[] = {"sh", "-c", "--", command, NULL};
    char *const *args = (char *const *)(uintptr_t)argv;
    int rc = sh_real(posix_spawn)(pid, "/bin/sh", actions, attr, args, environ);
    sh_fds_forked(false, false);
    return rc;
}

static struct {
    unsigned inside; /* tasks inside system() */
    struct sigaction interrupt, quit;
} shells; /* token */

static void ignore_signals(void) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    if (shells.inside++ == 0) {
        sh_sigs_action(SIGINT, &ignore, &shells.interrupt);
        sh_sigs_action(SIGQUIT, &ignore, &shells.quit);
    }
}

static void heed_signals(void) {
    if (--shells.inside == 0) {
        sh_sigs_action(SIGINT, &shells.interrupt, NULL);
        sh_sigs_action(SIGQUIT, &shells.quit, NULL);
    }
}

static int run_shell(const char *command, uint64_t mask, void *site) {
    posix_spawnattr_t attr;
    sigset_t defaults, masked;
    pid_t pid;
    int status = -1;
    sigemptyset(&defaults);
    sigemptyset(&masked);
    memcpy(&masked, &mask, sizeof mask);
    if (shells.interrupt.sa_handler != SIG_IGN)
        sigaddset(&defaults, SIGINT);
    if (shells.quit.sa_handler != SIG_IGN)
        sigaddset(&defaults, SIGQUIT);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &masked);
    posix_spawnattr_setsigdefault(&attr, &defaults);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    int rc = start_shell(command, NULL, &attr, &pid);
    posix_spawnattr_destroy(&attr);
    if (rc != 0)
        return 127 << 8;
    return sh_wait_child(pid, &status, site) == pid ? status : -1;
}

SH_EXPORT int system(const char *command) {
    if (!sh_io_ours(SH_SITE) || !command)
        return sh_real(system)(command);
    struct sh_task *t = sh_self;
    uint64_t mask = t->sigmask;
    ignore_signals();
    sh_sigs_mask(t, mask | SH_SIG_BIT(SIGCHLD));
    int status = run_shell(command, mask, SH_SITE), saved = errno;
    heed_signals();
    sh_sigs_mask(t, mask);
    sh_sigs_deliver(t);
    errno = saved;
    return status;
}

/* Streams to and from commands. Those beyond the table are libc's, and wait in the kernel. */
enum { MAX_STREAMS = 64 };
static struct {
    FILE *stream;
    pid_t pid;
    int fd;
} streams[MAX_STREAMS]; /* token */

static int slot_of(const FILE *stream) {
    for (int i = 0; i < MAX_STREAMS; i++)
        if (streams[i].stream == stream)
            return i;
    return -1;
}

/* Starts COMMAND with END as its descriptor TO, and without what earlier streams use. */
static int start_piped(const char *command, int end, int to, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < MAX_STREAMS; i++)
        if (streams[i].stream && streams[i].fd != to)
            posix_spawn_file_actions_addclose(&actions, streams[i].fd);
    posix_spawn_file_actions_adddup2(&actions, end, to);
    int rc = start_shell(command, &actions, NULL, pid);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

SH_EXPORT FILE *popen(const char *command, const char *mode) {
    int slot = sh_io_ours(SH_SITE) ? slot_of(NULL) : -1, ends[2];
    bool reads = strchr(mode, 'r') != NULL, writes = strchr(mode, 'w') != NULL;
    if (slot < 0 || reads == writes || strspn(mode, "rwe") != strlen(mode))
        return sh_real(popen)(command, mode);
    if (sh_real(pipe2)(ends, O_CLOEXEC) != 0)
        return NULL;
    int ours = ends[reads ? 0 : 1], theirs = ends[reads ? 1 : 0];
    int rc = start_piped(command, theirs, reads ? 1 : 0, &streams[slot].pid);
    sh_real(close)(theirs);
    FILE *stream = rc == 0 ? fdopen(ours, reads ? "r" : "w") : NULL;
    if (!stream) {
        sh_real(close)(ours);
        errno = rc ? rc : errno;
        return NULL;
    }
    if (!strchr(mode, 'e'))
        sh_real(fcntl)(ours, F_SETFD, 0);
    struct sh_desc *d = sh_fd_made(ours, -1, SH_FD_PIPE);
    if (d)
        d->foreign = true;
    streams[slot].stream = stream;
    streams[slot].fd = ours;
    return stream;
}

bool sh_popened(FILE *stream) {
    return stream && slot_of(stream) >= 0;
}

int sh_pclose(FILE *stream, void *site) {
    int slot = slot_of(stream), status = -1;
    pid_t pid = streams[slot].pid;
    int fd = streams[slot].fd;
    streams[slot].stream = NULL;
    sh_real(fclose)(stream);
    sh_fd_closed((unsigned)fd, (unsigned)fd);
    return sh_wait_child(pid, &status, site) == pid ? status : -1;
}

SH_EXPORT int pclose(FILE *stream) {
    if (!sh_popened(stream) || !sh_io_ours(SH_SITE))
        return sh_real(pclose)(stream);
    return sh_pclose(stream, SH_SITE);
}
