/* futex.c: futex calls made through syscall(), as the C++ library makes them for futures, atomic
 * waits, latches and the guards of local statics; and the few other raw calls that name a task or a
 * clock.
 *
 * The waiters of a word stand in one queue, the first come first, and each sleeps on a semaphore of
 * its own in the engine, which a wake posts. So a wait ends by a wake or by its time-out only.
 */
#define _GNU_SOURCE
#include "../fork.h"
#include "hook.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>

#include "../place.h"
#include "../task.h"

enum { MAX_WAITERS = 1 << 16 };

struct waiter {
    const uint32_t *word; /* in the queue; NULL: in none */
    uint32_t bits;
    bool granted; /* a wake took it out, and posts, or has posted, its semaphore */
    struct waiter *next;
};

/* By task; written by the token holder. */
static struct waiter waiters[MAX_WAITERS];
static sem_t sleeps_on[MAX_WAITERS];
static struct waiter *queue;

static int semaphore_op(enum ds_op op, const struct waiter *w, int64_t deadline, void *site) {
    uint16_t misuse = DS_MISUSE_NONE;
    sem_t *sem = &sleeps_on[w - waiters];
    bool named = sh_tagged(DS_KIND_SEM, sem);
    struct ds_request req = sh_request(op, sh_object(DS_KIND_SEM, sem, &misuse), misuse);
    if (!named)
        sh_place_name(sem, "futex");
    req.deadline = deadline;
    return sh_point(&req, NULL, site);
}

static void enqueue(struct waiter *w) {
    struct waiter **end = &queue;
    while (*end)
        end = &(*end)->next;
    w->next = NULL;
    *end = w;
}

static void dequeue(struct waiter *w) {
    struct waiter **link = &queue;
    while (*link != w)
        link = &(*link)->next;
    *link = w->next;
}

static long failed(int number) {
    errno = number;
    return -1;
}

static long wait_on(const uint32_t *word, uint32_t value, uint32_t bits, int64_t deadline,
                    void *site) {
    if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != value)
        return failed(EAGAIN);
    if (sh.current >= MAX_WAITERS)
        sh_refuse("a futex wait of so late a task");
    struct waiter *w = &waiters[sh.current];
    *w = (struct waiter){.word = word, .bits = bits};
    enqueue(w);
    int result = semaphore_op(DS_OP_SEM_WAIT, w, deadline, site);
    if (result == DS_OK)
        return 0;
    if (w->granted) { /* its time was up between the wake's choice and its post */
        semaphore_op(DS_OP_SEM_WAIT, w, DS_NEVER, site);
        return 0;
    }
    dequeue(w);
    return failed(sh_errno(result));
}

static long wake(const uint32_t *word, long most, uint32_t bits, void *site) {
    struct waiter *taken = NULL, **end = &taken;
    long count = 0;
    for (struct waiter **link = &queue; *link && count < most;) {
        struct waiter *w = *link;
        if (w->word != word || !(w->bits & bits)) {
            link = &w->next;
            continue;
        }
        *link = w->next;
        w->next = NULL;
        w->granted = true;
        *end = w;
        end = &w->next;
        count++;
    }
    while (taken) {
        struct waiter *w = taken;
        taken = w->next; /* once posted, it may wait again */
        semaphore_op(DS_OP_SEM_POST, w, DS_NEVER, site);
    }
    return count;
}

static long timed_wait(const uint32_t *word, const long *arg, void *site) {
    bool relative = (arg[1] & FUTEX_CMD_MASK) == FUTEX_WAIT;
    clockid_t clock = arg[1] & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    const struct timespec *time = (const void *)arg[3];
    uint32_t bad = 0, bits = relative ? FUTEX_BITSET_MATCH_ANY : (uint32_t)arg[5];
    if (!bits || (time && (!sh_time_valid(time) || time->tv_sec < 0)))
        return failed(EINVAL);
    int64_t deadline = sh_deadline(relative ? CLOCK_MONOTONIC : clock, time, &bad);
    if (relative && time)
        deadline =
            __builtin_add_overflow(deadline, ds_now(sh.engine), &deadline) ? DS_NEVER : deadline;
    return wait_on(word, (uint32_t)arg[2], bits, deadline, site);
}

/* Waiters that would be moved to another word are woken instead: a wait may end for no reason. */
static long requeue(const uint32_t *word, const long *arg, void *site) {
    bool compare = (arg[1] & FUTEX_CMD_MASK) == FUTEX_CMP_REQUEUE;
    if (compare && __atomic_load_n(word, __ATOMIC_SEQ_CST) != (uint32_t)arg[5])
        return failed(EAGAIN);
    return wake(word, LONG_MAX, FUTEX_BITSET_MATCH_ANY, site);
}

static long futex(const long *arg, void *site) {
    const uint32_t *word = (const void *)arg[0];
    switch (arg[1] & FUTEX_CMD_MASK) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
        return timed_wait(word, arg, site);
    case FUTEX_WAKE:
        return wake(word, (int)arg[2], FUTEX_BITSET_MATCH_ANY, site);
    case FUTEX_WAKE_BITSET:
        return wake(word, (int)arg[2], (uint32_t)arg[5], site);
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
        return requeue(word, arg, site);
    default:
        sh_refuse("a futex call other than wait, wake and requeue");
    }
}

static pid_t raw_fork(void *unused) {
    (void)unused;
    return (pid_t)sh_real(syscall)(SYS_fork);
}

SH_EXPORT long syscall(long number, ...) {
    long arg[6];
    va_list args;
    va_start(args, number);
    for (int i = 0; i < 6; i++)
        arg[i] = va_arg(args, long);
    va_end(args);
    if (number == SYS_vfork)
        number = SYS_fork; /* its child would return through the frame of this very function */
    if (sh.controlled && sh_enter(SH_SITE)) {
        switch (number) {
        case SYS_futex:
            return futex(arg, SH_SITE);
        case SYS_gettid:
            return gettid();
        case SYS_sched_yield:
            return sched_yield();
        case SYS_getrandom:
            return getrandom((void *)arg[0], (size_t)arg[1], (unsigned)arg[2]);
        case SYS_clock_gettime:
            return clock_gettime((clockid_t)arg[0], (struct timespec *)arg[1]);
        case SYS_exit_group:
            _exit((int)arg[0]);
        case SYS_fork:
            return sh_fork_run(raw_fork, NULL, false);
        default:
            break;
        }
    }
    return sh_real(syscall)(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
}
