/* interp_locks.c: the calls on synchronisation objects. */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "interp.h"

int do_mutex(const struct cf_op *op) {
    union storage *s = object(op, 0);
    struct timespec t;
    switch (op->id) {
    case CF_MUTEX_INIT:
        return init(op->arg[0]);
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

int do_cond(const struct cf_op *op) {
    union storage *c = object(op, 0), *m = object(op, 1);
    struct timespec t;
    int rc = 0;
    switch (op->id) {
    case CF_COND_INIT:
        return init(op->arg[0]);
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

int do_rwlock(const struct cf_op *op) {
    pthread_rwlock_t *l = &object(op, 0)->rwlock;
    struct timespec t;
    switch (op->id) {
    case CF_RW_INIT:
        return init(op->arg[0]);
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

int do_spin_or_barrier(const struct cf_op *op) {
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

int do_sem(const struct cf_op *op, int *value) {
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

int do_once(const struct cf_op *op) {
    void (*run)(void) = op->id == CF_ONCE        ? once_yields
                        : op->id == CF_ONCE_EXIT ? once_exits
                                                 : once_quick;
    if (!script.c11)
        return pthread_once(&object(op, 0)->once, run);
    call_once(&object(op, 0)->flag_once, run);
    return 0;
}

int do_pipe(const struct cf_op *op) {
    const int *fds = object(op, 0)->pipe;
    char bytes[4096];
    memset(bytes, 1, sizeof bytes);
    for (size_t left = op->number; left > 0;) {
        size_t size = left < sizeof bytes ? left : sizeof bytes;
        ssize_t n = op->id == CF_PIPE_READ ? read(fds[0], bytes, size) : write(fds[1], bytes, size);
        if (n <= 0)
            return n == 0 ? EPIPE : errno;
        for (ssize_t i = 0; i < n; i++)
            if (bytes[i] != 1)
                return EIO;
        left -= (size_t)n;
    }
    return 0;
}
