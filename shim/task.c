/* task.c: the table of tasks, the birth and death of their real threads, and their stacks.
 *
 * Every task has a real pthread, created joinable by the real pthread_create, so that its stack,
 * TLS, guard pages and ids are genuine. Whether the program sees it as detached is the engine's
 * business; the real join happens when the model lets a join through, or at a detached task's end.
 */
#define _GNU_SOURCE
#include "task.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "capture.h"
#include "carrier.h"
#include "finish.h"
#include "heap.h"
#include "keys.h"
#include "preempt.h"
#include "race.h"
#include "real.h"
#include "sys.h"
#include "tag.h"

SH_TLS struct sh_task *sh_self;

static struct {
    struct sh_task *tasks; /* token; records below `count` are in use */
    uint32_t max;
    uint32_t count;
    long tid_offset; /* of the kernel's thread id word in a struct pthread; 0 unknown */
    void (*call_tls_dtors)(void);
} table;

int sh_tasks_reserve(uint32_t max) {
    size_t bytes = (size_t)max * sizeof(struct sh_task);
    table.tasks = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (table.tasks == MAP_FAILED)
        return -1;
    sh_pages_are_own(table.tasks, bytes);
    table.max = max;
    *(void **)&table.call_tls_dtors = dlvsym(RTLD_DEFAULT, "__call_tls_dtors", "GLIBC_PRIVATE");
    return 0;
}

struct sh_task *sh_task_at(uint32_t id) {
    return id < table.max ? &table.tasks[id] : NULL;
}

struct sh_task *sh_task_register(uint32_t id) {
    struct sh_task *t = &table.tasks[id];
    t->id = id;
    if (id >= table.count)
        table.count = id + 1;
    return t;
}

/* Where glibc keeps the thread id that the kernel clears at exit: libc tells its debugger's library,
 * and the kernel can tell as well. Without either, a thread's end is awaited by asking for it. */
static void find_tid_word(void) {
    const uint32_t *field = dlvsym(RTLD_DEFAULT, "_thread_db_pthread_tid", "GLIBC_PRIVATE");
    const char *self = (const char *)__builtin_thread_pointer();
    long at = field && field[0] == 32 ? (long)field[2] : 0;
    uint32_t *word = NULL;
    if (at == 0 && sh_sys3(SYS_prctl, PR_GET_TID_ADDRESS, (long)&word, 0) == 0)
        at = (long)((const char *)word - self);
    if (at > 0 && at < 4096 && *(const int *)(self + at) == sh_gettid())
        table.tid_offset = at;
}

void sh_task_main_begin(uintptr_t entry) {
    struct sh_task *t = sh_task_register(0);
    t->vehicle = sh.region->carrier == DS_CARRIER_FIBER ? SH_FIBER : SH_KTHREAD;
    t->thread = pthread_self();
    t->fs = (uintptr_t)__builtin_thread_pointer();
    t->tid = sh_gettid();
    sh_sys6(SYS_rt_sigprocmask, 0, 0, (long)&t->sigmask, sizeof t->sigmask, 0, 0);
    t->started = t->host = 1;
    t->entry = entry;
    t->low = entry - 8 * 1024 * 1024;
    sh_self = t;
    find_tid_word();
    struct ds_task_info *info = sh_task_info(0);
    info->tid = t->tid;
}

void sh_tasks_forked(struct sh_task *t) {
    for (uint32_t i = 0; i < table.count; i++) {
        struct sh_task *other = &table.tasks[i];
        other->gone = other->joined = other != t;
        other->host = other == t;
        other->await = NULL;
    }
    t->vehicle = sh.region->carrier == DS_CARRIER_FIBER ? SH_FIBER : SH_KTHREAD;
    t->tid = sh_task_info(t->id)->tid = sh_gettid();
    t->gate = 0;
    t->kernel = (struct sh_task_kernel){0};
}

void *sh_task_tid_word(void) {
    return table.tid_offset ? (char *)__builtin_thread_pointer() + table.tid_offset : NULL;
}

struct sh_task *sh_task_of(pthread_t thread) {
    /* Newest first: a pthread_t may be used again after its thread was joined. */
    for (uint32_t i = table.count; i-- > 0;)
        if (table.tasks[i].thread == thread && table.tasks[i].thread)
            return &table.tasks[i];
    return NULL;
}

struct sh_task *sh_task_of_tid(int tid) {
    for (uint32_t i = table.count; i-- > 0;)
        if (table.tasks[i].tid == tid && !table.tasks[i].gone)
            return &table.tasks[i];
    return NULL;
}

uint32_t sh_tasks_with_threads(void) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < table.count; i++)
        n += table.tasks[i].thread && !table.tasks[i].gone;
    return n;
}

bool sh_task_of_stack(uint64_t addr, uint32_t *task, uint64_t *depth) {
    for (uint32_t i = 0; i < table.count; i++) {
        struct sh_task *t = &table.tasks[i];
        if (t->entry && !t->gone && addr < t->entry && addr >= t->low) {
            *task = i;
            *depth = t->entry - addr;
            return true;
        }
    }
    return false;
}

void sh_mask_enter(const struct sh_task *t) {
    /* Nothing that the program sends itself comes by the kernel, so its ticks may always come. */
    uint64_t mask = t->sigmask & ~SH_SIG_BIT(DS_WATCH_SIGNAL);
    sh_set_signals(&mask);
}

int sh_call_on(int argc, char **argv, char **envp, int (*main)(int, char **, char **), void *sp);

static int body_on(int unused, char **task, char **nothing) {
    (void)unused, (void)nothing;
    sh_task_body((struct sh_task *)(void *)task);
    return 0;
}

/* The new thread: says where it is, then sleeps until it is let go: to run its task (KTHREAD), or,
 * when its fiber has ended, to end for real. */
static void *thread_main(void *arg) {
    struct sh_task *t = arg;
    sh_block_signals(NULL); /* the attributes may have asked for another mask */
    sh_self = t;
    t->fs = (uintptr_t)__builtin_thread_pointer();
    t->tid = sh_gettid();
    if (t->vehicle == SH_FIBER)
        sh_fiber_prepare(t, (uintptr_t)__builtin_frame_address(0) - 256);
    t->entry = (uintptr_t)__builtin_frame_address(0);
    __atomic_store_n(&t->ready, 1, __ATOMIC_RELEASE);
    sh_futex_wake(&t->ready);
    sh_park(t);
    if (t->vehicle == SH_KTHREAD) {
        sh_mask_enter(t);
        void *alternate = sh_fatal_stack_begin();
        /* Where the stack begins, modulo its alignment, must be the same under both carriers. */
        uintptr_t sp = (uintptr_t)__builtin_frame_address(0) - 512;
        sp &= ~(uintptr_t)(SH_STACK_ALIGN - 1);
        sh_call_on(0, (char **)(void *)t, NULL, body_on, (void *)sp);
        sh_block_signals(NULL);
        sh_fatal_stack_end(alternate);
    }
    return t->ret;
}

/* Size of the stack that ATTR asks for. */
static size_t stack_size(const pthread_attr_t *attr) {
    size_t size = 0;
    if (attr) {
        pthread_attr_getstacksize(attr, &size);
    } else {
        pthread_attr_t def;
        if (pthread_getattr_default_np(&def) == 0) {
            pthread_attr_getstacksize(&def, &size);
            pthread_attr_destroy(&def);
        }
    }
    return size;
}

int sh_task_spawn(struct sh_task *t, const pthread_attr_t *attr) {
    pthread_attr_t own;
    sigset_t asked;
    int was_detached = PTHREAD_CREATE_JOINABLE;
    if (attr) {
        pthread_attr_getdetachstate(attr, &was_detached);
        own = *attr;
        if (was_detached != PTHREAD_CREATE_JOINABLE)
            pthread_attr_setdetachstate(&own, PTHREAD_CREATE_JOINABLE);
    }
    sh_task_register(t->id);
    t->vehicle = sh.region->carrier == DS_CARRIER_FIBER ? SH_FIBER : SH_KTHREAD;
    t->detached = was_detached == PTHREAD_CREATE_DETACHED;
    uint64_t before;
    sh_block_signals(&before);
    t->sigmask = sh_self->sigmask;
    if (attr && pthread_attr_getsigmask_np(attr, &asked) == 0)
        memcpy(&t->sigmask, &asked, sizeof t->sigmask);
    int rc = sh_real(pthread_create)(&t->thread, attr ? &own : NULL, thread_main, t);
    sh_set_signals(&before);
    if (rc != 0) {
        t->thread = 0;
        return rc;
    }
    while (__atomic_load_n(&t->ready, __ATOMIC_ACQUIRE) == 0)
        sh_futex_wait(&t->ready, 0, 0);
    t->low = t->entry - stack_size(attr);
    sh_preempt_arm();
    sh_task_info(t->id)->tid = t->tid;
    return 0;
}

void sh_task_destructors(void) {
    if (table.call_tls_dtors)
        table.call_tls_dtors();
    sh_keys_run();
}

void sh_task_reap(struct sh_task *t) {
    if (sh_task_info(t->id)->adopted) {
        t->gone = 1;
        return; /* libc's own thread: it may be gone with all its memory */
    }
    if (!table.tid_offset) {
        while (sh_sys3(SYS_tgkill, sh_sys3(SYS_getpid, 0, 0, 0), t->tid, 0) == 0)
            sh_sys3(SYS_sched_yield, 0, 0, 0);
    } else {
        const uint32_t *word = (const uint32_t *)(t->thread + (uintptr_t)table.tid_offset);
        uint32_t tid;
        while ((tid = __atomic_load_n(word, __ATOMIC_ACQUIRE)) != 0)
            sh_futex_wait(word, tid, 1);
    }
    t->gone = 1;
    if (t->detached) {
        sh_real(pthread_join)(t->thread, NULL);
        t->joined = 1;
    }
}

void sh_task_start(struct sh_task *t) {
    t->started = 1;
    t->entry = (uintptr_t)__builtin_frame_address(0);
    sh_places_age++;
    if (t->hold_start) {
        t->hold_start = 0;
        ds_hold(sh.engine, t->id, -1);
    }
    sh_race_task_begin();
    sh_depth = 0;
    t->exit_frame = (uintptr_t)__builtin_frame_address(0);
    if (__builtin_setjmp(t->exit_jmp) == 0) {
        if (t->sigs.queue) /* sent before it began */
            sh_sigs_deliver(t);
        t->ret = t->start(t->arg);
    }
    sh_task_destructors();
}

void sh_task_body(struct sh_task *t) {
    sh_resumed(t);
    sh_task_start(t);
    sh_task_end(t);
}
