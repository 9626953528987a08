/* futex.c: futex calls made through syscall(), as the C++ library makes them for futures, atomic
 * waits, latches and the guards of local statics; and the few other raw calls that name a task or a
 * clock.
 *
 * The engine has the semantics (op_futex.c); here are the words. The kernel itself is asked whether
 * an address or a time is one: it would refuse before it does anything, and so do we.
 */
#define _GNU_SOURCE
#include "../fork.h"
#include "hook.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>

#include "../finish.h"
#include "../sys.h"
#include "../task.h"

#ifndef FUTEX_LOCK_PI2
#define FUTEX_LOCK_PI2 13
#endif

enum trait {
    TIMED = 1,
    RELATIVE = 2,
    CLOCK = 4, /* may name CLOCK_REALTIME; else its time is as the call has it */
    BITS = 8,
    READS = 16,  /* the first word */
    WRITES = 32, /* the first word */
    SECOND = 64, /* has a second word */
    WRITES2 = 128,
    OWNER = 256,  /* the first word holds an owner */
    OWNER2 = 512, /* the second one does */
    COMPARES = 1024,
    COUNTS = 2048 /* returns how many */
};

static const struct {
    uint16_t op, traits;
} calls[] = {
    [FUTEX_WAIT] = {DS_OP_FUTEX_WAIT, TIMED | RELATIVE | READS},
    [FUTEX_WAIT_BITSET] = {DS_OP_FUTEX_WAIT, TIMED | CLOCK | BITS | READS},
    [FUTEX_WAKE] = {DS_OP_FUTEX_WAKE, COUNTS},
    [FUTEX_WAKE_BITSET] = {DS_OP_FUTEX_WAKE, COUNTS | BITS},
    [FUTEX_REQUEUE] = {DS_OP_FUTEX_REQUEUE, COUNTS | SECOND},
    [FUTEX_CMP_REQUEUE] = {DS_OP_FUTEX_REQUEUE, COUNTS | SECOND | READS | COMPARES},
    [FUTEX_WAKE_OP] = {DS_OP_FUTEX_WAKE_OP, COUNTS | SECOND | WRITES2},
    [FUTEX_LOCK_PI] = {DS_OP_FUTEX_LOCK_PI, TIMED | OWNER | WRITES},
    [FUTEX_LOCK_PI2] = {DS_OP_FUTEX_LOCK_PI, TIMED | CLOCK | OWNER | WRITES},
    [FUTEX_TRYLOCK_PI] = {DS_OP_FUTEX_TRYLOCK_PI, OWNER | WRITES},
    [FUTEX_UNLOCK_PI] = {DS_OP_FUTEX_UNLOCK_PI, OWNER | READS},
    [FUTEX_WAIT_REQUEUE_PI] = {DS_OP_FUTEX_WAIT_PI, TIMED | CLOCK | SECOND | READS},
    [FUTEX_CMP_REQUEUE_PI] = {DS_OP_FUTEX_REQUEUE_PI,
                              COUNTS | SECOND | READS | WRITES2 | OWNER2 | COMPARES},
};

struct call {
    unsigned traits;
    enum ds_op op;
    uint32_t *word[2];
    uint32_t obj[2];
    bool private;
    int64_t deadline;
    void *site;
};

static long failed(int number) {
    errno = number;
    return -1;
}

/* What the kernel says to a time-out at ADDR: 0 or an errno number. */
static int time_error(long addr) {
    static const uint32_t word; /* not what is expected, so nothing waits */
    long rc = sh_sys6(SYS_futex, (long)&word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, 1, addr, 0,
                      FUTEX_BITSET_MATCH_ANY);
    return rc == -EFAULT || rc == -EINVAL ? (int)-rc : 0;
}

/* The same to a word that is only named, to one that is read, and to one that is written. Nobody
 * waits in the kernel on any of them. */
static int word_error(const uint32_t *word, bool private, bool reads, bool writes) {
    static uint32_t own;
    int flag = private ? FUTEX_PRIVATE_FLAG : 0;
    long rc = sh_sys6(SYS_futex, (long)word, FUTEX_WAKE | flag, 1, 0, 0, 0);
    if (rc >= 0 && reads)
        rc = sh_sys6(SYS_futex, (long)word, FUTEX_CMP_REQUEUE | FUTEX_PRIVATE_FLAG, 0, 0,
                     (long)&own, 0);
    if (rc >= 0 && writes)
        rc = sh_sys6(SYS_futex, (long)&own, FUTEX_WAKE_OP | FUTEX_PRIVATE_FLAG, 1, 1, (long)word,
                     FUTEX_OP(FUTEX_OP_OR, 0, FUTEX_OP_CMP_LT, 0));
    return rc == -EFAULT || rc == -EINVAL ? (int)-rc : 0;
}

static int64_t deadline_of(const struct call *c, const long *arg) {
    const struct timespec *time = (const void *)arg[3];
    uint32_t bad;
    if (!(c->traits & TIMED) || !time)
        return DS_NEVER;
    bool real = c->traits & CLOCK ? (arg[1] & FUTEX_CLOCK_REALTIME) != 0 : !(c->traits & RELATIVE);
    int64_t when = sh_deadline(real ? CLOCK_REALTIME : CLOCK_MONOTONIC, time, &bad), sum;
    if (!(c->traits & RELATIVE))
        return when;
    return __builtin_add_overflow(when, ds_now(sh.engine), &sum) ? DS_NEVER : sum;
}

/* What the kernel would find wrong with the arguments, in its order. */
static int argument_error(const struct call *c, const long *arg) {
    if ((c->traits & TIMED) && arg[3] && time_error(arg[3]))
        return time_error(arg[3]);
    if ((arg[1] & FUTEX_CLOCK_REALTIME) && !(c->traits & CLOCK))
        return ENOSYS;
    if ((c->traits & BITS) && (uint32_t)arg[5] == 0)
        return EINVAL;
    int error = word_error(c->word[0], c->private, c->traits & READS, c->traits & WRITES);
    if (error == EINVAL && c->op == DS_OP_FUTEX_UNLOCK_PI)
        return EPERM; /* whose it is comes before where it is */
    if (!error && (c->traits & SECOND))
        error = word_error(c->word[1], c->private, false, c->traits & WRITES2);
    return error;
}

/* The task whose kernel thread has id TID, as the engine names an owner. */
static uint32_t owner_of(uint32_t tid) {
    for (uint32_t i = ds_totals(sh.engine)->tasks; tid && i-- > 0;) {
        const struct sh_task *t = sh_task_at(i);
        if ((uint32_t)t->tid == tid && !t->gone)
            return i + 1;
    }
    return tid ? DS_FUTEX_OWNER : 0;
}

static uint32_t value_in(uint32_t value, bool owner) {
    return owner ? (value & ~FUTEX_TID_MASK) | owner_of(value & FUTEX_TID_MASK) : value;
}

/* FOUND is what the word held. */
static uint32_t value_out(uint32_t value, uint32_t found, bool owner) {
    uint32_t id = value & DS_FUTEX_OWNER;
    if (!owner)
        return value;
    if (id == DS_FUTEX_OWNER)
        id = found & FUTEX_TID_MASK;
    else if (id)
        id = (uint32_t)sh_task_at(id - 1)->tid;
    return (value & ~DS_FUTEX_OWNER) | id;
}

static struct ds_request request_of(const struct call *c, enum ds_op op) {
    struct ds_request req = sh_request(op, c->obj[0], DS_MISUSE_NONE);
    req.obj2 = c->obj[1];
    req.deadline = c->deadline;
    return req;
}

/* The second half of a call that was chosen: the words are read and written here, before anybody
 * runs. */
static int carry_out(const struct call *c, struct ds_futex *f) {
    static const unsigned reads[2] = {READS | WRITES, WRITES2}, owners[2] = {OWNER, OWNER2};
    uint32_t found[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
        bool writes = c->traits & (i ? WRITES2 : WRITES);
        if (!(c->traits & reads[i]))
            continue;
        if (word_error(c->word[i], true, true, writes))
            return -EFAULT; /* it was unmapped while others ran */
        found[i] = __atomic_load_n(c->word[i], __ATOMIC_SEQ_CST);
        f->word[i] = value_in(found[i], c->traits & owners[i]);
    }
    int result = ds_futex(sh.engine, sh.current, f);
    for (int i = 0; i < 2; i++)
        if (f->write[i])
            __atomic_store_n(c->word[i], value_out(f->word[i], found[i], c->traits & owners[i]),
                             __ATOMIC_SEQ_CST);
    return result;
}

static int sleep_on(const struct call *c, uint32_t bits) {
    bool plain = c->op == DS_OP_FUTEX_WAIT;
    struct ds_request req = request_of(c, plain ? DS_OP_FUTEX_SLEEP : DS_OP_FUTEX_PI_SLEEP);
    uint32_t inherited = 0;
    req.arg = plain ? bits : 0;
    int result = sh_point(&req, &inherited, c->site);
    uint32_t *lock = c->word[c->obj[1] ? 1 : 0];
    if (!plain && result == DS_OK && inherited)
        __atomic_store_n(lock, (uint32_t)gettid() | FUTEX_WAITERS | FUTEX_OWNER_DIED,
                         __ATOMIC_SEQ_CST);
    return result;
}

static long perform(struct call *c, const long *arg) {
    struct ds_futex f = {.bits = c->traits & BITS ? (uint32_t)arg[5] : FUTEX_BITSET_MATCH_ANY,
                         .compare = c->traits & COMPARES,
                         .expect = (uint32_t)arg[c->traits & COMPARES ? 5 : 2],
                         .most = {(int32_t)arg[2], (int32_t)arg[3]},
                         .wake_op = (uint32_t)arg[5]};
    c->deadline = deadline_of(c, arg);
    c->obj[0] = sh_futex_object(c->word[0], c->private);
    c->obj[1] = c->traits & SECOND ? sh_futex_object(c->word[1], c->private) : DS_NO_OBJ;
    struct ds_request req = request_of(c, c->op);
    int result;
    do {
        f.sleep = false;
        sh_depth++; /* no handler may run between the two halves */
        sh_point(&req, NULL, c->site);
        result = carry_out(c, &f);
        sh_depth--;
        if (result == -EFAULT)
            return failed(EFAULT);
        if (f.sleep)
            result = sleep_on(c, f.bits);
    } while (result == DS_INTR && sh_sigs_goes_on(c->deadline == DS_NEVER));
    if (result != DS_OK)
        return failed(sh_errno(result));
    return c->traits & COUNTS ? (long)f.count : 0;
}

static long futex(const long *arg, void *site) {
    unsigned number = (unsigned)arg[1] & FUTEX_CMD_MASK;
    bool known = number < sizeof calls / sizeof *calls && calls[number].op;
    struct call c = {.site = site,
                     .private = (arg[1] & FUTEX_PRIVATE_FLAG) != 0,
                     .op = known ? calls[number].op : DS_OP_NONE,
                     .traits = known ? calls[number].traits : 0,
                     .word = {(uint32_t *)arg[0], (uint32_t *)arg[4]}};
    int error = known ? argument_error(&c, arg) : ENOSYS;
    return error ? failed(error) : perform(&c, arg);
}

static pid_t raw_fork(void *unused) {
    (void)unused;
    return (pid_t)sh_real(syscall)(SYS_fork);
}

/* Numbers that older headers do not have. */
enum { FUTEX_WAITV = 449, FUTEX2_WAKE = 454, FUTEX2_WAIT = 455, FUTEX2_REQUEUE = 456 };

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
        case FUTEX_WAITV:
            sh_refuse("futex_waitv");
        case FUTEX2_WAKE:
        case FUTEX2_WAIT:
        case FUTEX2_REQUEUE:
            return failed(ENOSYS); /* as a kernel older than 6.7 says */
        case SYS_set_robust_list:
            return sh_robust_set((const void *)arg[0], (size_t)arg[1]);
        case SYS_get_robust_list:
            return sh_robust_get((int)arg[0], (void *)arg[1], (void *)arg[2]);
        case SYS_set_tid_address:
            return sh_tid_word_set((void *)arg[0]);
        case SYS_gettid:
            return gettid();
        case SYS_sched_yield:
            return sched_yield();
        case SYS_kill:
            return kill((pid_t)arg[0], (int)arg[1]);
        case SYS_tgkill:
            return tgkill((pid_t)arg[0], (pid_t)arg[1], (int)arg[2]);
        case SYS_tkill:
            return tgkill(sh.pid, (pid_t)arg[0], (int)arg[1]);
        case SYS_getrandom:
            return getrandom((void *)arg[0], (size_t)arg[1], (unsigned)arg[2]);
        case SYS_clock_gettime:
            return clock_gettime((clockid_t)arg[0], (struct timespec *)arg[1]);
        case SYS_getcpu:
            return getcpu((unsigned *)arg[0], (unsigned *)arg[1]);
        case SYS_exit_group:
            _exit((int)arg[0]);
        case SYS_fork:
            return sh_fork_run(raw_fork, NULL, false);
        default:
            break;
        }
    }
    /* It would leave the processor that its worker is pinned to, and see another one than it was told. */
    if (number == SYS_sched_setaffinity && sh.region && sh_from_openmp(SH_SITE))
        return 0;
    long result = sh_real(syscall)(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
    if (number == SYS_sched_getaffinity && result > 0) {
        sh_cpus_restore((cpu_set_t *)arg[2], (size_t)result);
        if (sh.region && sh_from_openmp(SH_SITE))
            sh_cpus_first((cpu_set_t *)arg[2], (size_t)result);
    }
    return result;
}
