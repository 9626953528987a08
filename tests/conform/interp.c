/* interp.c: performs one script with real calls; what each returned is written to standard output.
 *
 *   interp FILE NAME
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "script.h"
#include "shim/detsched.h"

enum { SERIAL = -1, SILENT = -2, FAILED = -3 }; /* results that are no errno numbers */

union storage {
    pthread_mutex_t mutex;
    mtx_t mtx;
    pthread_cond_t cond;
    cnd_t cnd;
    pthread_rwlock_t rwlock;
    struct {
        pthread_spinlock_t lock;
    } spin;
    pthread_barrier_t barrier;
    sem_t sem;
    pthread_once_t once;
    once_flag flag_once;
    pthread_key_t key;
    tss_t tss;
    int flag;
};

static struct cf_script script;
static union storage objects[CF_MAX_OBJECTS];
static pthread_t threads[CF_MAX_TASKS];

static union storage *object(const struct cf_op *op, unsigned at) {
    return &objects[op->arg[at]];
}

static void say(unsigned task, unsigned at, unsigned id, int result, int value) {
    char text[120];
    const char *name = result == 0        ? "0"
                       : result == SERIAL ? "serial"
                       : result == FAILED ? "failed"
                                          : strerrorname_np(result);
    int n = snprintf(text, sizeof text, "%s %u %s %s", script.task[task].name, at, cf_op_word(id),
                     name);
    if (id == CF_SEM_GETVALUE)
        n += snprintf(text + n, sizeof text - (size_t)n, " %d", value);
    text[n++] = '\n';
    if (write(1, text, (size_t)n) != n)
        abort();
}

/* An errno number for what a C11 call returned. */
static int c11(int result) {
    switch (result) {
    case thrd_success:
        return 0;
    case thrd_busy:
        return EBUSY;
    case thrd_timedout:
        return ETIMEDOUT;
    default:
        return FAILED;
    }
}
static int code(int result) {
    return result == -1 ? errno : result;
}

static struct timespec at(clockid_t clock, int64_t duration) {
    struct timespec t;
    clock_gettime(clock, &t);
    if (duration == CF_BAD_TIME) {
        t.tv_nsec = -1;
        return t;
    }
    int64_t ns = t.tv_nsec + duration % 1000000000;
    t.tv_sec += duration / 1000000000 + (ns >= 1000000000) - (ns < 0);
    t.tv_nsec = ns + (ns < 0 ? 1000000000 : 0) - (ns >= 1000000000 ? 1000000000 : 0);
    return t;
}
static struct timespec span(int64_t duration) {
    struct timespec t = {duration / 1000000000, duration % 1000000000};
    if (duration == CF_BAD_TIME)
        t = (struct timespec){0, -1};
    return t;
}

static int mutex_init(unsigned index) {
    static const int types[] = {PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE,
                                PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_ADAPTIVE_NP};
    unsigned variant = script.object[index].variant;
    if (script.c11)
        return c11(mtx_init(&objects[index].mtx,
                            mtx_timed | (variant == CF_RECURSIVE ? mtx_recursive : 0)));
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, types[variant]);
    int rc = pthread_mutex_init(&objects[index].mutex, &attr);
    pthread_mutexattr_destroy(&attr);
    return rc;
}

static int cond_init(unsigned index) {
    if (script.c11)
        return c11(cnd_init(&objects[index].cnd));
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    if (script.object[index].variant == CF_MONOTONIC)
        pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    int rc = pthread_cond_init(&objects[index].cond, &attr);
    pthread_condattr_destroy(&attr);
    return rc;
}

static int rw_init(unsigned index) {
    static const int kinds[] = {PTHREAD_RWLOCK_PREFER_READER_NP, PTHREAD_RWLOCK_PREFER_WRITER_NP,
                                PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP};
    pthread_rwlockattr_t attr;
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, kinds[script.object[index].variant]);
    int rc = pthread_rwlock_init(&objects[index].rwlock, &attr);
    pthread_rwlockattr_destroy(&attr);
    return rc;
}

static void at_end(void *value) {
    (void)value;
    sched_yield();
}

static void make_static(unsigned index) {
    static const pthread_mutex_t mutexes[] = {
        PTHREAD_MUTEX_INITIALIZER, PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP,
        PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP, PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP};
    static const pthread_rwlock_t rwlocks[] = {PTHREAD_RWLOCK_INITIALIZER,
                                               PTHREAD_RWLOCK_INITIALIZER,
                                               PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP};
    const struct cf_object *o = &script.object[index];
    if (o->kind == CF_KIND_MUTEX)
        objects[index].mutex = mutexes[o->variant];
    if (o->kind == CF_KIND_RWLOCK)
        objects[index].rwlock = rwlocks[o->variant];
}

static int init(unsigned index) {
    const struct cf_object *o = &script.object[index];
    union storage *s = &objects[index];
    switch (o->kind) {
    case CF_KIND_MUTEX:
        return mutex_init(index);
    case CF_KIND_COND:
        return cond_init(index);
    case CF_KIND_RWLOCK:
        return rw_init(index);
    case CF_KIND_SPIN:
        return pthread_spin_init(&s->spin.lock, PTHREAD_PROCESS_PRIVATE);
    case CF_KIND_BARRIER:
        return pthread_barrier_init(&s->barrier, NULL, o->number);
    case CF_KIND_SEM:
        return code(sem_init(&s->sem, 0, o->number));
    case CF_KIND_KEY:
        return script.c11 ? c11(tss_create(&s->tss, at_end)) : pthread_key_create(&s->key, at_end);
    default:
        return 0;
    }
}

static int do_mutex(const struct cf_op *op) {
    union storage *s = object(op, 0);
    struct timespec t;
    switch (op->id) {
    case CF_MUTEX_INIT:
        return mutex_init(op->arg[0]);
    case CF_MUTEX_DESTROY:
        if (!script.c11)
            return pthread_mutex_destroy(&s->mutex);
        mtx_destroy(&s->mtx);
        return 0;
    case CF_LOCK:
        return script.c11 ? c11(mtx_lock(&s->mtx)) : pthread_mutex_lock(&s->mutex);
    case CF_TRYLOCK:
        return script.c11 ? c11(mtx_trylock(&s->mtx)) : pthread_mutex_trylock(&s->mutex);
    case CF_TIMEDLOCK:
        t = at(CLOCK_REALTIME, op->duration);
        return script.c11 ? c11(mtx_timedlock(&s->mtx, &t))
                          : pthread_mutex_timedlock(&s->mutex, &t);
    case CF_CLOCKLOCK:
        t = at(CLOCK_MONOTONIC, op->duration);
        return pthread_mutex_clocklock(&s->mutex, CLOCK_MONOTONIC, &t);
    default:
        return script.c11 ? c11(mtx_unlock(&s->mtx)) : pthread_mutex_unlock(&s->mutex);
    }
}

static int wait_once(const struct cf_op *op, unsigned first) {
    union storage *c = object(op, first), *m = object(op, first + 1);
    return script.c11 ? c11(cnd_wait(&c->cnd, &m->mtx)) : pthread_cond_wait(&c->cond, &m->mutex);
}

static int do_cond(const struct cf_op *op) {
    union storage *c = object(op, 0), *m = object(op, 1);
    struct timespec t;
    int rc = 0;
    switch (op->id) {
    case CF_COND_INIT:
        return cond_init(op->arg[0]);
    case CF_COND_DESTROY:
        if (!script.c11)
            return pthread_cond_destroy(&c->cond);
        cnd_destroy(&c->cnd);
        return 0;
    case CF_WAIT:
        return wait_once(op, 0);
    case CF_TIMEDWAIT:
        t = at(script.object[op->arg[0]].variant == CF_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME,
               op->duration);
        return script.c11 ? c11(cnd_timedwait(&c->cnd, &m->mtx, &t))
                          : pthread_cond_timedwait(&c->cond, &m->mutex, &t);
    case CF_CLOCKWAIT:
        t = at(CLOCK_MONOTONIC, op->duration);
        return pthread_cond_clockwait(&c->cond, &m->mutex, CLOCK_MONOTONIC, &t);
    case CF_SIGNAL:
        return script.c11 ? c11(cnd_signal(&c->cnd)) : pthread_cond_signal(&c->cond);
    case CF_BROADCAST:
        return script.c11 ? c11(cnd_broadcast(&c->cnd)) : pthread_cond_broadcast(&c->cond);
    default:
        while (!object(op, 0)->flag && rc == 0)
            rc = wait_once(op, 1);
        return rc;
    }
}

static int do_rwlock(const struct cf_op *op) {
    pthread_rwlock_t *l = &object(op, 0)->rwlock;
    struct timespec t;
    switch (op->id) {
    case CF_RW_INIT:
        return rw_init(op->arg[0]);
    case CF_RW_DESTROY:
        return pthread_rwlock_destroy(l);
    case CF_RDLOCK:
        return pthread_rwlock_rdlock(l);
    case CF_TRYRDLOCK:
        return pthread_rwlock_tryrdlock(l);
    case CF_TIMEDRDLOCK:
        t = at(CLOCK_REALTIME, op->duration);
        return pthread_rwlock_timedrdlock(l, &t);
    case CF_CLOCKRDLOCK:
        t = at(CLOCK_MONOTONIC, op->duration);
        return pthread_rwlock_clockrdlock(l, CLOCK_MONOTONIC, &t);
    case CF_WRLOCK:
        return pthread_rwlock_wrlock(l);
    case CF_TRYWRLOCK:
        return pthread_rwlock_trywrlock(l);
    case CF_TIMEDWRLOCK:
        t = at(CLOCK_REALTIME, op->duration);
        return pthread_rwlock_timedwrlock(l, &t);
    case CF_CLOCKWRLOCK:
        t = at(CLOCK_MONOTONIC, op->duration);
        return pthread_rwlock_clockwrlock(l, CLOCK_MONOTONIC, &t);
    default:
        return pthread_rwlock_unlock(l);
    }
}

static int do_spin_or_barrier(const struct cf_op *op) {
    union storage *s = object(op, 0);
    switch (op->id) {
    case CF_SPIN_DESTROY:
        return pthread_spin_destroy(&s->spin.lock);
    case CF_SPIN_LOCK:
        return pthread_spin_lock(&s->spin.lock);
    case CF_SPIN_TRYLOCK:
        return pthread_spin_trylock(&s->spin.lock);
    case CF_SPIN_UNLOCK:
        return pthread_spin_unlock(&s->spin.lock);
    case CF_BARRIER_DESTROY:
        return pthread_barrier_destroy(&s->barrier);
    case CF_BARRIER_WAIT:
        return pthread_barrier_wait(&s->barrier); /* the serial one is -1 */
    default:
        return init(op->arg[0]);
    }
}

static int do_sem(const struct cf_op *op, int *value) {
    sem_t *s = &object(op, 0)->sem;
    struct timespec t;
    switch (op->id) {
    case CF_SEM_INIT:
        return init(op->arg[0]);
    case CF_SEM_DESTROY:
        return code(sem_destroy(s));
    case CF_SEM_WAIT:
        return code(sem_wait(s));
    case CF_SEM_TRYWAIT:
        return code(sem_trywait(s));
    case CF_SEM_TIMEDWAIT:
        t = at(CLOCK_REALTIME, op->duration);
        return code(sem_timedwait(s, &t));
    case CF_SEM_CLOCKWAIT:
        t = at(CLOCK_MONOTONIC, op->duration);
        return code(sem_clockwait(s, CLOCK_MONOTONIC, &t));
    case CF_SEM_POST:
        return code(sem_post(s));
    default:
        return code(sem_getvalue(s, value));
    }
}

static void once_yields(void) {
    sched_yield();
}
static void once_quick(void) {}
static void once_exits(void) {
    pthread_exit(NULL);
}

static int do_once(const struct cf_op *op) {
    void (*run)(void) = op->id == CF_ONCE        ? once_yields
                        : op->id == CF_ONCE_EXIT ? once_exits
                                                 : once_quick;
    if (!script.c11)
        return pthread_once(&object(op, 0)->once, run);
    call_once(&object(op, 0)->flag_once, run);
    return 0;
}

static void perform_all(unsigned task);
static void *start(void *task) {
    perform_all((unsigned)(uintptr_t)task);
    return NULL;
}
static int start_c11(void *task) {
    perform_all((unsigned)(uintptr_t)task);
    return 0;
}

static int create(unsigned task, bool detached) {
    void *arg = (void *)(uintptr_t)task;
    if (script.c11 && !detached)
        return c11(thrd_create(&threads[task], start_c11, arg));
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    if (detached)
        pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int rc = pthread_create(&threads[task], &attr, start, arg);
    pthread_attr_destroy(&attr);
    return rc;
}

static int do_thread(const struct cf_op *op) {
    pthread_t thread = threads[op->arg[0]];
    struct timespec t;
    switch (op->id) {
    case CF_CREATE:
    case CF_CREATE_DETACHED:
        return create(op->arg[0], op->id == CF_CREATE_DETACHED);
    case CF_JOIN:
        return script.c11 ? c11(thrd_join(thread, NULL)) : pthread_join(thread, NULL);
    case CF_TRYJOIN:
        return pthread_tryjoin_np(thread, NULL);
    case CF_TIMEDJOIN:
        t = at(CLOCK_REALTIME, op->duration);
        return pthread_timedjoin_np(thread, NULL, &t);
    case CF_CLOCKJOIN:
        t = at(CLOCK_MONOTONIC, op->duration);
        return pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &t);
    case CF_DETACH:
        return script.c11 ? c11(thrd_detach(thread)) : pthread_detach(thread);
    case CF_EXIT:
        if (script.c11)
            thrd_exit(0);
        pthread_exit(NULL);
    case CF_YIELD:
        if (!script.c11)
            return code(sched_yield());
        thrd_yield();
        return 0;
    default:
        return script.c11 ? c11(tss_set(objects[op->arg[0]].tss, &script))
                          : pthread_setspecific(objects[op->arg[0]].key, &script);
    }
}

static int do_time(const struct cf_op *op) {
    struct timespec t;
    struct timeval v;
    switch (op->id) {
    case CF_NANOSLEEP:
        t = span(op->duration);
        if (script.c11)
            return thrd_sleep(&t, NULL) == 0 ? 0 : FAILED;
        return code(nanosleep(&t, NULL));
    case CF_CLOCK_NANOSLEEP:
        t = span(op->duration);
        return clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
    case CF_SLEEP_UNTIL:
        t = at(CLOCK_REALTIME, op->duration);
        return clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL);
    case CF_USLEEP:
        return code(usleep((useconds_t)(op->duration / 1000)));
    case CF_SLEEP:
        return (int)sleep((unsigned)(op->duration / 1000000000));
    case CF_CLOCK_GETTIME:
        if (script.c11)
            return timespec_get(&t, TIME_UTC) == TIME_UTC ? 0 : FAILED;
        return code(clock_gettime(CLOCK_MONOTONIC, &t));
    case CF_GETTIMEOFDAY:
        return code(gettimeofday(&v, NULL));
    default:
        return time(NULL) == -1 ? FAILED : 0;
    }
}

static int do_rest(const struct cf_op *op) {
    switch (op->id) {
    case CF_SET:
    case CF_CLEAR:
        object(op, 0)->flag = op->id == CF_SET;
        break;
    case CF_QUIT:
        exit((int)op->number);
    case CF_QUIT_NOW:
        _exit((int)op->number);
    case CF_QUIT_NOW_C99:
        _Exit((int)op->number);
    case CF_QUIT_QUICK:
        quick_exit((int)op->number);
    case CF_POINT:
        DETSCHED_YIELD();
        break;
    case CF_BEFORE:
        DETSCHED_HAPPENS_BEFORE(object(op, 0));
        break;
    default:
        DETSCHED_HAPPENS_AFTER(object(op, 0));
    }
    return SILENT;
}

static int perform(const struct cf_op *op, int *value) {
    if (op->id <= CF_UNLOCK)
        return do_mutex(op);
    if (op->id <= CF_WAIT_FOR)
        return do_cond(op);
    if (op->id <= CF_CLEAR)
        return do_rest(op);
    if (op->id <= CF_RW_UNLOCK)
        return do_rwlock(op);
    if (op->id <= CF_BARRIER_WAIT)
        return do_spin_or_barrier(op);
    if (op->id <= CF_SEM_GETVALUE)
        return do_sem(op, value);
    if (op->id <= CF_ONCE_EXIT)
        return do_once(op);
    if (op->id <= CF_KEY_SET)
        return do_thread(op);
    if (op->id <= CF_QUIT_QUICK || op->id >= CF_POINT)
        return do_rest(op);
    return do_time(op);
}

static void perform_all(unsigned task) {
    const struct cf_task *t = &script.task[task];
    int last = 0, value = 0;
    for (unsigned i = 0; i < t->count; i++) {
        if (t->ops[i].if_ok && last != 0)
            continue;
        last = perform(&t->ops[i], &value);
        if (last == SILENT)
            last = 0;
        else
            say(task, i, t->ops[i].id, last, value);
    }
}

static int load(const char *path, const char *name) {
    unsigned line = 0;
    int found;
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return -1;
    }
    do
        found = cf_script_read(file, path, &line, &script);
    while (found == 1 && strcmp(script.name, name) != 0);
    fclose(file);
    return found == 1 ? 0 : -1;
}

int main(int argc, char **argv) {
    if (argc != 3 || load(argv[1], argv[2]) != 0) {
        fprintf(stderr, "usage: interp FILE NAME-OF-A-SCRIPT-IN-IT\n");
        return 2;
    }
    for (unsigned i = 0; i < script.objects; i++) {
        DETSCHED_NAME(&objects[i], script.object[i].name);
        if (script.object[i].is_static)
            make_static(i);
        else
            init(i);
    }
    perform_all(0);
    return 0;
}
