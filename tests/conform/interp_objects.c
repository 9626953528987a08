/* interp_objects.c: how the interpreter makes the objects of a script. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "interp.h"

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

void make_static(unsigned index) {
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

int init(unsigned index) {
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
    case CF_KIND_PIPE:
        if (pipe(s->pipe) != 0)
            return errno;
        return fcntl(s->pipe[0], F_SETPIPE_SZ, 1) < 0 ? errno : 0;
    case CF_KIND_VALUE:
        s->count = o->number;
        return 0;
    case CF_KIND_KEY:
        return script.c11 ? c11(tss_create(&s->tss, at_end)) : pthread_key_create(&s->key, at_end);
    default:
        return 0;
    }
}
