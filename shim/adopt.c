/* adopt.c: threads that the program did not create through us (timer notifications, helpers made
 * inside libc) become tasks at their first call of a hook.
 *
 * An arrival is not under our control, so the run is marked: its schedule is not exact.
 */
#define _GNU_SOURCE
#include "adopt.h"

#include <errno.h>
#include <string.h>

#include "carrier.h"
#include "finish.h"
#include "heap.h"
#include "proc.h"
#include "race.h"
#include "real.h"
#include "sys.h"

static struct {
    uint32_t lock;     /* atomic spin word: guards the list */
    uint32_t arrivals; /* futex, atomic: grows with each arrival */
    struct sh_task
        *waiting;      /* under lock, looked at without: records on the arrivals' own stacks */
    pthread_key_t key; /* token */
    bool have_key;     /* token */
} adopt;

static void lock(void) {
    while (__atomic_exchange_n(&adopt.lock, 1, __ATOMIC_ACQUIRE))
        sh_sys3(SYS_sched_yield, 0, 0, 0);
}

static void unlock(void) {
    __atomic_store_n(&adopt.lock, 0, __ATOMIC_RELEASE);
}

/* The adopted thread ends: its task must, too, or it would keep the token for ever. */
static void thread_gone(void *arg) {
    struct sh_task *t = arg;
    if (sh.controlled && !sh.ending)
        sh_task_end(t);
}

static bool anybody_waiting(void) {
    return __atomic_load_n(&adopt.waiting, __ATOMIC_ACQUIRE) != NULL;
}

bool sh_adopt_pending(void) {
    return anybody_waiting();
}

bool sh_adopt(void) {
    /* Stands for this thread until the engine has given a handle. */
    struct sh_task record = {.vehicle = SH_KTHREAD, .thread = pthread_self(), .tid = sh_gettid()};
    struct sh_task *arrival = &record;
    lock();
    struct sh_task **link = &adopt.waiting;
    while (*link)
        link = &(*link)->next_ending;
    __atomic_store_n(link, arrival, __ATOMIC_RELEASE);
    unlock();
    __atomic_add_fetch(&adopt.arrivals, 1, __ATOMIC_RELEASE);
    sh_futex_wake(&adopt.arrivals);
    sh_park(arrival);
    /* The token holder has copied the record into the table and named it in `dump_back`. */
    struct sh_task *t = arrival->dump_back;
    sh_self = t;
    sh_depth++;
    sh_park(t);
    sh_resumed(t);
    t->started = 1;
    t->entry = (uintptr_t)__builtin_frame_address(0) + 4096;
    t->low = t->entry - 65536;
    sh_places_age++;
    if (adopt.have_key)
        pthread_setspecific(adopt.key, t);
    sh_race_task_begin();
    sh_depth--;
    return true;
}

void sh_adopt_arrivals(void) {
    if (!anybody_waiting())
        return;
    if (!adopt.have_key)
        adopt.have_key = sh_real(pthread_key_create)(&adopt.key, thread_gone) == 0;
    lock();
    struct sh_task *arrival = adopt.waiting, *next;
    __atomic_store_n(&adopt.waiting, NULL, __ATOMIC_RELEASE);
    unlock();
    for (; arrival; arrival = next) {
        next = arrival->next_ending; /* with its gate open the record is gone */
        uint32_t id = ds_adopt(sh.engine);
        if (id == DS_NO_TASK)
            continue; /* the engine is full and ends the run */
        struct sh_task *t = sh_task_register(id);
        t->vehicle = SH_KTHREAD;
        t->thread = arrival->thread;
        t->tid = arrival->tid;
        t->sigmask = ~0ull; /* unknown; nothing is sent its way that others can take */
        *sh_task_info(id) = (struct ds_task_info){.tid = t->tid, .adopted = 1};
        sh.region->adopted++;
        arrival->dump_back = t;
        __atomic_store_n(&arrival->gate, 1, __ATOMIC_RELEASE);
        sh_futex_wake(&arrival->gate);
    }
}

void sh_adopt_forked(void) {
    adopt.lock = 0;
    adopt.waiting = NULL;
}

static bool count_one(const char *name, void *count) {
    (void)name;
    ++*(uint32_t *)count;
    return false;
}

/* Kernel threads of this process, or 0 if that cannot be told. */
static uint32_t kernel_threads(void) {
    uint32_t count = 0;
    sh_proc_each("/proc/self/task", count_one, &count);
    return count;
}

/* There are threads that we do not know. The kernel's list ends early at one that just goes, so where there
 * were such threads before one look is not enough. */
static bool any_strangers(void) {
    static const struct timespec moment = {0, 200000};
    bool before = sh.region->adopted || sh.region->uncontrolled_wait;
    for (int looks = before ? 5 : 1; looks > 0; looks--) {
        if (kernel_threads() > sh_tasks_with_threads())
            return true;
        if (looks > 1)
            sh_sys6(SYS_ppoll, 0, 0, (long)&moment, 0, 0, 0);
    }
    return false;
}

bool sh_adopt_wait(void) {
    struct timespec pause = {0, 20000000};
    while (!anybody_waiting()) {
        uint32_t seen = __atomic_load_n(&adopt.arrivals, __ATOMIC_ACQUIRE);
        if (!any_strangers())
            return anybody_waiting();
        sh.region->uncontrolled_wait = 1;
        /* Looked at again now and then: the stranger may end without ever calling us. */
        sh_sys6(SYS_futex, (long)&adopt.arrivals, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, seen,
                (long)&pause, 0, 0);
    }
    return true;
}
