/* start.c: starting goroutines. Natively a thread that has run one waits a while for the next. */
#define _GNU_SOURCE
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "futex.h"
#include "g.h"

/* Threads kept waiting at most, and looks for work before one sleeps. */
enum { KEPT = 16, LOOKS = 200 };

static size_t stack_size = 256 * 1024; /* atomic */

/* A thread of the library; on its own stack. */
struct worker {
    struct worker *next; /* while idle */
    size_t stack;
    pthread_t thread;
    uint32_t called; /* 1: work is there; 2: it sleeps */
    struct go_g *work;
};

static struct {
    go_spin lock;
    struct worker *idle;
    int count;
    bool closed; /* the process is ending */
    pid_t owner; /* of the threads; atomic */
} pool;

/* The goroutine itself. Its base frame is where a Goexit ends. */
static void run(struct go_g *g) {
    __attribute__((cleanup(go_frame_leave))) struct go_frame base = {0};
    go_frame_enter(&base);
    g->base = &base;
    if (!__builtin_setjmp(base.landing))
        g->fn(g->arg);
}

/* Also when the program ends the thread itself, by pthread_exit(). */
static void over(struct go_g **g) {
    if (*g == NULL)
        return;
    go_g_set_self(NULL);
    go_g_remove(*g);
    *g = NULL;
}

static void *probed_thread(void *arg) {
    __attribute__((cleanup(over))) struct go_g *g = arg;
    go_g_set_self(g);
    g->task = go_probe_table->task();
    g->begun = true;
    run(g);
    return NULL;
}

/* Hands W to whoever needs a thread next; false if enough are waiting. */
static bool offer(struct worker *w) {
    go_spin_lock(&pool.lock);
    bool kept = pool.count < KEPT && !pool.closed &&
                w->stack == __atomic_load_n(&stack_size, __ATOMIC_RELAXED);
    if (kept) {
        w->called = 0;
        w->next = pool.idle;
        pool.idle = w;
        pool.count++;
    }
    go_spin_unlock(&pool.lock);
    return kept;
}

static bool called_soon(const struct worker *w) {
    for (int i = 0; i < LOOKS && go_many_cpus(); i++) {
        if (__atomic_load_n(&w->called, __ATOMIC_ACQUIRE) != 0)
            return true;
        go_pause();
    }
    return false;
}

/* Waits until there is work, or none any more. */
static void wait_for_work(struct worker *w) {
    uint32_t nothing = 0;
    bool sleeps =
        !called_soon(w) && __atomic_compare_exchange_n(&w->called, &nothing, 2, false,
                                                       __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE);
    /* Who calls has counted the next goroutine already. */
    if (go_running_less())
        go_asleep(&w->called);
    while (sleeps && __atomic_load_n(&w->called, __ATOMIC_ACQUIRE) == 2)
        go_futex_wait(&w->called, 2, NULL);
}

static void call(struct worker *w, struct go_g *work) {
    w->work = work;
    if (__atomic_exchange_n(&w->called, 1, __ATOMIC_RELEASE) == 2)
        go_futex_wake(&w->called, 1);
}

/* One that was told to end has been counted off, and is joined by who told it. */
static void thread_over(struct worker **at) {
    struct worker *w = *at;
    if (w->work == NULL)
        return;
    pthread_detach(w->thread);
    if (go_running_less())
        go_asleep(NULL);
    go_threads_known(-1);
    free(w);
}

static void one(struct go_g *work) {
    __attribute__((cleanup(over))) struct go_g *g = work;
    go_g_set_self(g);
    run(g);
}

static void *native_thread(void *arg) {
    __attribute__((cleanup(thread_over))) struct worker *w = arg;
    w->thread = pthread_self();
    while (w->work != NULL) {
        one(w->work);
        if (!offer(w))
            return NULL;
        wait_for_work(w);
    }
    return NULL;
}

/* At the end of the process too, so that what idle threads hold is no leak. A forked child has none. */
__attribute__((destructor)) void go_pool_close(void) {
    if (pool.owner != getpid())
        return;
    go_spin_lock(&pool.lock);
    pool.closed = true;
    struct worker *w = pool.idle;
    pool.idle = NULL;
    go_spin_unlock(&pool.lock);
    while (w != NULL) {
        struct worker *next = w->next;
        call(w, NULL);
        pthread_join(w->thread, NULL);
        free(w);
        w = next;
    }
}

/* The threads that waited stayed with the parent, and one of them may have had the lock. */
static void forked(void) {
    pool.lock = 0;
    pool.idle = NULL;
    pool.count = 0;
}

__attribute__((constructor)) static void watch_forks(void) {
    pthread_atfork(NULL, NULL, forked);
}

static struct worker *idle_worker(void) {
    size_t stack = __atomic_load_n(&stack_size, __ATOMIC_RELAXED);
    go_spin_lock(&pool.lock);
    struct worker *w = pool.idle;
    if (w != NULL && w->stack == stack) {
        pool.idle = w->next;
        pool.count--;
    } else {
        w = NULL;
    }
    go_spin_unlock(&pool.lock);
    return w;
}

static int start_native(struct go_g *g, const pthread_attr_t *attr, size_t stack) {
    struct worker *w = go_alloc_zero(sizeof *w);
    pthread_t thread;
    w->stack = stack;
    w->work = g;
    __atomic_store_n(&pool.owner, getpid(), __ATOMIC_RELAXED);
    go_threads_known(1);
    int error = pthread_create(&thread, attr, native_thread, w);
    if (error != 0) {
        go_threads_known(-1);
        free(w);
    }
    return error;
}

static int start_thread(const struct go_probe *p, struct go_g *g) {
    pthread_attr_t attr;
    size_t stack = __atomic_load_n(&stack_size, __ATOMIC_RELAXED);
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, stack);
    int error;
    if (p != NULL) {
        pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
        error = p->spawn(&attr, probed_thread, g, g->name, g->entry);
    } else {
        error = start_native(g, &attr, stack);
    }
    pthread_attr_destroy(&attr);
    return error;
}

static void launch(struct go_g *g) {
    const struct go_probe *p = go_probed();
    g->started_here = true;
    g->creator = go_self()->id;
    go_g_add(g);
    if (p == NULL) {
        go_running_more();
        struct worker *w = idle_worker();
        if (w != NULL) {
            call(w, g);
            return;
        }
    }
    int error = start_thread(p, g);
    if (error == 0)
        return;
    if (p == NULL)
        go_running_less();
    go_g_remove(g);
    go_panic("runtime: failed to create new OS thread: %s", strerror(error));
}

void go_start(void (*fn)(void *), const void *arg, size_t size, const char *name, const char *file,
              int line, const char *function) {
    go_start_within(fn, NULL, fn, arg, size, name, file, line, function);
}

void go_start_within(void (*fn)(void *), const struct go_start_head *head, void (*entry)(void *),
                     const void *arg, size_t size, const char *name, const char *file, int line,
                     const char *function) {
    size_t room = head != NULL ? sizeof *head : 0;
    struct go_g *g = go_g_new(room + size);
    g->fn = fn;
    g->entry = entry;
    g->arg = g->copy;
    if (head != NULL)
        memcpy(g->copy, head, room);
    memcpy((char *)g->copy + room, arg, size);
    g->name = name;
    g->file = file;
    g->line = line;
    g->function = function;
    launch(g);
}

void go_start_ref(void (*fn)(void *), void *arg, const char *name, const char *file, int line,
                  const char *function) {
    struct go_g *g = go_g_new(0);
    g->fn = g->entry = fn;
    g->arg = arg;
    g->name = name;
    g->file = file;
    g->line = line;
    g->function = function;
    launch(g);
}

void go_set_stack_size(size_t bytes) {
    size_t least = (size_t)sysconf(_SC_THREAD_STACK_MIN);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    bytes = bytes < least ? least : bytes;
    bytes += (page - bytes % page) % page;
    __atomic_store_n(&stack_size, bytes, __ATOMIC_RELAXED);
}

void go_yield(void) {
    const struct go_probe *p = go_probed();
    if (p != NULL)
        p->yield();
    else
        sched_yield();
}
