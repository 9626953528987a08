/* descend.c: tells whether a descendant of this process is on its way, so that one which the machine's
 * load keeps from running is not taken for one that is slow.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <time.h>

#include "proc.h"
#include "sys.h"

enum { MOST_SEEN = 256 };

static struct {
    uint32_t count;
    uint32_t pids[MOST_SEEN]; /* this process, its children, theirs, ... */
} seen;                       /* token */

/* One process's directory of threads; PATH has room for a thread's files behind that. */
struct threads {
    char path[SH_PROC_PATH]; /* "/proc/PID/task/" */
    char *end;
};

static void threads_of(uint32_t pid, struct threads *t) {
    t->end = stpcpy(sh_proc_write_number(stpcpy(t->path, "/proc/"), pid), "/task/");
}

/* Reads the FILE of thread TID into BUF, which has room for SIZE bytes and the terminator. */
static bool read_file(struct threads *t, const char *tid, const char *file, char *buf,
                      size_t size) {
    if (strlen(tid) > 12)
        return false;
    stpcpy(stpcpy(stpcpy(t->end, tid), "/"), file);
    long fd = sh_sys3(SYS_open, (long)t->path, O_RDONLY | O_CLOEXEC, 0), n, len = 0;
    if (fd < 0)
        return false;
    while (len < (long)size && (n = sh_sys3(SYS_read, fd, (long)(buf + len), (long)size - len)) > 0)
        len += n;
    sh_sys3(SYS_close, fd, 0, 0);
    buf[len] = 0;
    return len > 0;
}

/* The children that the thread at NAME made: numbers, a space after each. */
static bool add_children(const char *name, void *arg) {
    char list[1024];
    if (!read_file(arg, name, "children", list, sizeof list - 1))
        return false;
    for (char *at = list, *space; (space = strchr(at, ' ')) && seen.count < MOST_SEEN;
         at = space + 1)
        seen.pids[seen.count++] = (uint32_t)sh_proc_number(at);
    return false;
}

/* From "TID (name) S ...", where the name may hold anything; 'X' if it is gone. */
static char state_of(struct threads *t, const char *tid) {
    char stat[256];
    if (!read_file(t, tid, "stat", stat, sizeof stat - 1))
        return 'X';
    const char *state = strrchr(stat, ')');
    return state && state[1] ? state[2] : 'X';
}

static bool runs(const char *name, void *arg) {
    char state = state_of(arg, name);
    return state == 'R' || state == 'D';
}

static bool has_not_ended(const char *name, void *arg) {
    char state = state_of(arg, name);
    return state != 'X' && state != 'Z';
}

/* What PID has had of processors, in ns. The clock of another process is named as the kernel wants it. */
static int64_t used(uint32_t pid) {
    enum { CLOCK_OF_PROCESS = 2 };
    struct timespec now;
    clockid_t clock = (clockid_t)(~pid << 3) | CLOCK_OF_PROCESS;
    if (sh_sys3(SYS_clock_gettime, clock, (long)&now, 0) != 0)
        return INT64_MAX;
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

/* True if IS holds of a descendant, ARG its own. */
static bool any_descendant(bool (*is)(uint32_t pid, struct threads *t, int64_t arg), int64_t arg) {
    struct threads t;
    seen.count = 1;
    seen.pids[0] = (uint32_t)sh_sys3(SYS_getpid, 0, 0, 0);
    for (uint32_t i = 0; i < seen.count; i++) {
        threads_of(seen.pids[i], &t);
        if (i > 0 && is(seen.pids[i], &t, arg))
            return true;
        *t.end = 0;
        sh_proc_each(t.path, add_children, &t);
    }
    return false;
}

static bool at_work(uint32_t pid, struct threads *t, int64_t most) {
    return used(pid) < most && sh_proc_each(t->path, runs, t);
}

static bool lives(uint32_t pid, struct threads *t, int64_t unused) {
    (void)pid;
    (void)unused;
    return sh_proc_each(t->path, has_not_ended, t);
}

bool sh_descendants_at_work(int64_t most) {
    return any_descendant(at_work, most);
}

bool sh_descendants_live(void) {
    return any_descendant(lives, 0);
}
