/* rows_futex.c: what futex(2) returns, and leaves in the words, for each of its operations. */
#include <errno.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rows.h"

#define NOBODY 0x3ffffffeu /* a thread id that no kernel gives */

static uint32_t one, two;

static long call(void *word, int op, long val, const void *arg, void *word2, uint32_t val3) {
    errno = 0;
    return syscall(SYS_futex, word, op, val, arg, word2, val3);
}

/* A row for the return value, or the error. */
static void row(const char *name, long got) {
    if (got == -1)
        cf_rc(errno, "%s", name);
    else
        cf_value(got, "%s", name);
}

static void words(const char *name) {
    cf_value((one & FUTEX_TID_MASK) == (uint32_t)gettid(), "%s: mine", name);
    cf_value(one >> 30, "%s: flags", name);
    cf_value(two, "%s: second word", name);
}

static void waits(int shared) {
    static const struct timespec zero, before = {-1, 0}, wide = {0, 1000000000};
    static const struct {
        const char *name;
        const void *time;
    } times[] = {
        {"zero", &zero}, {"negative", &before}, {"too wide", &wide}, {"no address", (void *)8}};
    static const struct {
        const char *name;
        int op;
        uint32_t bits;
    } ops[] = {{"wait", FUTEX_WAIT, 0},
               {"wait-bitset", FUTEX_WAIT_BITSET, 6},
               {"wait-bitset none", FUTEX_WAIT_BITSET, 0},
               {"wait-bitset realtime", FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 1},
               {"wait realtime", FUTEX_WAIT | FUTEX_CLOCK_REALTIME, 0},
               {"wait-requeue", FUTEX_WAIT_REQUEUE_PI, 0},
               {"wait-requeue realtime", FUTEX_WAIT_REQUEUE_PI | FUTEX_CLOCK_REALTIME, 0}};
    for (size_t o = 0; o < CF_LENGTH(ops); o++)
        for (size_t t = 0; t < CF_LENGTH(times); t++)
            for (long value = 0; value < 2; value++) {
                char name[80];
                long got;
                one = two = 0;
                do /* nobody wakes it: a wake-up that is reported is a spurious one */
                    got = call(&one, ops[o].op | shared, value, times[t].time, &two, ops[o].bits);
                while (got == 0);
                snprintf(name, sizeof name, "%s, time %s, value %ld, %d", ops[o].name,
                         times[t].name, value, shared);
                row(name, got);
            }
    row("wait-requeue to itself", call(&one, FUTEX_WAIT_REQUEUE_PI | shared, 0, &zero, &one, 0));
}

static void places(int shared) {
    char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *gone = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(gone, 4096);
    const struct {
        const char *name;
        void *word;
    } at[] = {{"odd", (char *)&one + 1},
              {"none", NULL},
              {"unmapped", gone},
              {"kernel", (void *)-4096l},
              {"read-only", page}};
    static const struct {
        const char *name;
        int op;
    } ops[] = {
        {"wait", FUTEX_WAIT},           {"wake", FUTEX_WAKE},        {"requeue", FUTEX_REQUEUE},
        {"compare", FUTEX_CMP_REQUEUE}, {"wake-op", FUTEX_WAKE_OP},  {"lock", FUTEX_LOCK_PI},
        {"trylock", FUTEX_TRYLOCK_PI},  {"unlock", FUTEX_UNLOCK_PI}, {"lock2", 13 /* LOCK_PI2 */}};
    for (size_t a = 0; a < CF_LENGTH(at); a++)
        for (size_t o = 0; o < CF_LENGTH(ops); o++) {
            char name[80];
            if (shared == 0 && at[a].word == page)
                continue; /* whether the kernel finds a page to share is its own business */
            long got = call(at[a].word, ops[o].op | shared, 1, NULL, &two, 1);
            snprintf(name, sizeof name, "%s at %s, %d", ops[o].name, at[a].name, shared);
            row(name, got);
            if (ops[o].op != FUTEX_REQUEUE && ops[o].op != FUTEX_WAKE_OP)
                continue;
            got = call(&one, ops[o].op | shared, 1, NULL, at[a].word, 1);
            snprintf(name, sizeof name, "%s to %s, %d", ops[o].name, at[a].name, shared);
            row(name, got);
        }
    munmap(page, 4096);
}

static void unknown(void) {
    static const int ops[] = {FUTEX_FD,
                              14,
                              50,
                              127,
                              FUTEX_WAKE | FUTEX_CLOCK_REALTIME,
                              FUTEX_LOCK_PI | FUTEX_CLOCK_REALTIME,
                              FUTEX_REQUEUE | FUTEX_CLOCK_REALTIME,
                              FUTEX_UNLOCK_PI | FUTEX_CLOCK_REALTIME};
    for (size_t i = 0; i < CF_LENGTH(ops); i++) {
        long got = call(&one, ops[i], 1, NULL, &two, 1);
        cf_rc(got == -1 ? errno : 0, "operation %d", ops[i]);
    }
}

/* Nobody waits: counts, comparisons, bits. */
static void alone(void) {
    static const int counts[] = {0, 1, -1, 2};
    for (size_t i = 0; i < CF_LENGTH(counts); i++)
        for (size_t k = 0; k < CF_LENGTH(counts); k++) {
            char name[80];
            const void *second = (const void *)(long)counts[k];
            one = two = 0;
            snprintf(name, sizeof name, "requeue %d %d", counts[i], counts[k]);
            row(name, call(&one, FUTEX_REQUEUE_PRIVATE, counts[i], second, &two, 0));
            snprintf(name, sizeof name, "compare %d %d", counts[i], counts[k]);
            row(name, call(&one, FUTEX_CMP_REQUEUE_PRIVATE, counts[i], second, &two, 0));
            snprintf(name, sizeof name, "compare %d %d, other value", counts[i], counts[k]);
            row(name, call(&one, FUTEX_CMP_REQUEUE_PRIVATE, counts[i], second, &two, 4));
            snprintf(name, sizeof name, "requeue-lock %d %d", counts[i], counts[k]);
            row(name, call(&one, FUTEX_CMP_REQUEUE_PI_PRIVATE, counts[i], second, &two, 0));
            snprintf(name, sizeof name, "wake-op %d %d", counts[i], counts[k]);
            row(name, call(&one, FUTEX_WAKE_OP_PRIVATE, counts[i], second, &two, 0));
        }
    one = two = 0;
    row("requeue-lock to itself", call(&one, FUTEX_CMP_REQUEUE_PI, 1, NULL, &one, 0));
    row("requeue-lock, other value", call(&one, FUTEX_CMP_REQUEUE_PI, 1, NULL, &two, 9));
    row("wake 0", call(&one, FUTEX_WAKE, 0, NULL, NULL, 0));
    row("wake -1", call(&one, FUTEX_WAKE, -1, NULL, NULL, 0));
    row("wake-bitset none", call(&one, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0));
    row("wake-bitset", call(&one, FUTEX_WAKE_BITSET, 1, NULL, NULL, 8));
}

static void operations(void) {
    for (uint32_t op = 0; op < 16; op++)
        for (uint32_t cmp = 0; cmp < 8; cmp += 7 - cmp / 7 * 6) {
            char name[80];
            one = 0, two = 12;
            snprintf(name, sizeof name, "operation %u, comparison %u", op, cmp);
            row(name, call(&one, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1, &two,
                           op << 28 | cmp << 24 | 5 << 12 | 0xffd));
            cf_value(two, "%s: word", name);
            two = 12;
            row(name, call(&one, FUTEX_WAKE_OP_PRIVATE, 1, (void *)1, &two,
                           op << 28 | cmp << 24 | 0xffe << 12 | 3));
            cf_value(two, "%s, less: word", name);
        }
}

static void owners(int lock) {
    static const uint32_t found[] = {0,
                                     NOBODY,
                                     FUTEX_OWNER_DIED,
                                     FUTEX_WAITERS,
                                     NOBODY | FUTEX_WAITERS,
                                     NOBODY | FUTEX_OWNER_DIED};
    for (size_t i = 0; i < CF_LENGTH(found); i++) {
        static const struct timespec zero;
        static const int ops[] = {FUTEX_UNLOCK_PI, FUTEX_TRYLOCK_PI, FUTEX_UNLOCK_PI};
        char name[80];
        one = found[i], two = 0;
        snprintf(name, sizeof name, "lock %d of %#x", lock, found[i]);
        row(name, call(&one, lock | FUTEX_PRIVATE_FLAG, 0, i % 2 ? &zero : NULL, NULL, 0));
        words(name);
        row(name, call(&one, lock | FUTEX_PRIVATE_FLAG, 0, NULL, NULL, 0));
        for (size_t o = 0; o < CF_LENGTH(ops); o++) {
            row(name, call(&one, ops[o] | FUTEX_PRIVATE_FLAG, 0, NULL, NULL, 0));
            words(name);
        }
    }
}

/* A second thread waits for the word that this one holds, and gets it. */
static int take_it(void *unused) {
    (void)unused;
    return 0;
}
static int get_it(void *unused) {
    (void)unused;
    long got = call(&one, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0);
    bool mine = (one & FUTEX_TID_MASK) == (uint32_t)gettid();
    long given = call(&one, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0);
    return (int)(got * 100 + given * 10 + mine);
}
static int try_it(void *unused) {
    (void)unused;
    static const struct timespec long_ago = {1, 0};
    int bad = call(&one, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0) == -1 && errno == EAGAIN;
    bad += call(&one, FUTEX_LOCK_PI_PRIVATE, 0, &long_ago, NULL, 0) == -1 && errno == ETIMEDOUT;
    bad += call(&one, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0) == -1 && errno == EPERM;
    return bad;
}

static void handed_over(void) {
    struct cf_other other;
    one = two = 0;
    call(&one, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0);
    cf_other_start(&other, take_it, try_it, NULL);
    cf_value(cf_other_stop(&other), "held: trylock, timed lock and unlock by another fail");
    words("held, after another tried");
    cf_other_start(&other, take_it, get_it, NULL);
    cf_other_release(&other);
    while (!(*(volatile uint32_t *)&one & FUTEX_WAITERS))
        syscall(SYS_sched_yield);
    row("held, another waits: unlock", call(&one, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    cf_value(cf_other_join(&other), "held, another waits: it gets the word");
    words("held, another waited");
}

void cf_rows_futex(int part) {
    (void)part;
    if (cf_section != CF_CLEAN)
        return;
    for (int shared = 0; shared <= FUTEX_PRIVATE_FLAG; shared += FUTEX_PRIVATE_FLAG) {
        waits(shared);
        places(shared);
    }
    unknown();
    alone();
    operations();
    owners(FUTEX_LOCK_PI);
    owners(FUTEX_TRYLOCK_PI);
    owners(13 /* LOCK_PI2 */);
    handed_over();
    cf_left_out("waits may come back for nothing", "counts of woken and requeued waiters");
    cf_left_out("refused", "futex_waitv");
}
