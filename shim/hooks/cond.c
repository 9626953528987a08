/* cond.c: condition variables; the clock and the sharing come from the object's own memory. */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <string.h>

/* Bits of glibc's __wrefs. */
enum { COND_SHARED = 1, COND_MONOTONIC = 2 };

static void refuse_shared(const pthread_cond_t *c) {
    if ((c->__data.__wrefs & COND_SHARED) && sh_shareable(DS_KIND_COND, c))
        sh_refuse("a condition variable with PTHREAD_PROCESS_SHARED in shared memory");
}

int sh_cond_init(pthread_cond_t *c, const pthread_condattr_t *attr, void *site) {
    if (!sh_enter(site))
        return sh_real(pthread_cond_init)(c, attr);
    pthread_cond_t fresh;
    int failed = sh_real(pthread_cond_init)(&fresh, attr);
    if (failed)
        return failed;
    if ((fresh.__data.__wrefs & COND_SHARED) && sh_memory_shared(c))
        sh_refuse("a condition variable with PTHREAD_PROCESS_SHARED in shared memory");
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object_init(DS_KIND_COND, c, &misuse);
    struct ds_request req = sh_request(DS_OP_COND_INIT, obj, misuse);
    int result = sh_point(&req, NULL, site);
    memcpy(c, &fresh, sizeof fresh);
    sh_object_retag(DS_KIND_COND, c, obj);
    return sh_errno(result);
}

int sh_cond_destroy(pthread_cond_t *c, void *site) {
    if (!sh_enter(site))
        return sh_tagged(DS_KIND_COND, c) ? 0 : sh_real(pthread_cond_destroy)(c);
    refuse_shared(c);
    int result = sh_object_op(DS_OP_COND_DESTROY, DS_KIND_COND, c, 0, site);
    if (result == DS_OK)
        sh_object_destroyed(DS_KIND_COND, c);
    return sh_errno(result);
}

static int pass_wait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock,
                     const struct timespec *time) {
    if (sh_tagged(DS_KIND_COND, c) || sh_tagged(DS_KIND_MUTEX, m))
        return time ? ETIMEDOUT : 0;
    if (!time)
        return sh_real(pthread_cond_wait)(c, m);
    if (clock == SH_NO_CLOCK)
        return sh_real(pthread_cond_timedwait)(c, m, time);
    return sh_real(pthread_cond_clockwait)(c, m, clock, time);
}

/* CLOCK SH_NO_CLOCK with a TIME: the clock that the object was initialised with. */
int sh_cond_wait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock,
                 const struct timespec *time, void *site) {
    if (!sh_enter(site))
        return pass_wait(c, m, clock, time);
    refuse_shared(c);
    if (time && clock == SH_NO_CLOCK)
        clock = c->__data.__wrefs & COND_MONOTONIC ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    if (time && (!sh_time_valid(time) || !sh_clock_usable(clock)))
        return EINVAL;
    uint32_t type = sh_mutex_type(m);
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object(DS_KIND_COND, c, &misuse);
    struct ds_request req = sh_request(DS_OP_COND_WAIT, obj, misuse);
    req.obj2 = sh_object(DS_KIND_MUTEX, m, &req.misuse);
    req.arg = type;
    req.deadline = sh_deadline(clock, time, &req.bad_time);
    if (ds_obj_at(sh.engine, req.obj2)->owner == sh.current)
        sh_object_held(m, 0);
    int result = sh_point(&req, NULL, site);
    if (result == DS_INTR) { /* a handler has run, without the mutex: a spurious wake-up */
        struct ds_request again = sh_request(DS_OP_MUTEX_LOCK, req.obj2, DS_MISUSE_NONE);
        again.arg = req.arg;
        result = sh_point(&again, NULL, site);
    }
    if (ds_obj_at(sh.engine, req.obj2)->owner == sh.current)
        sh_object_held(m, sh.current + 1);
    return sh_errno(result);
}

int sh_cond_wake(pthread_cond_t *c, bool all, void *site) {
    if (!sh_enter(site)) {
        if (sh_tagged(DS_KIND_COND, c))
            return 0;
        return all ? sh_real(pthread_cond_broadcast)(c) : sh_real(pthread_cond_signal)(c);
    }
    refuse_shared(c);
    enum ds_op op = all ? DS_OP_COND_BROADCAST : DS_OP_COND_SIGNAL;
    return sh_errno(sh_object_op(op, DS_KIND_COND, c, 0, site));
}

SH_EXPORT int pthread_cond_init(pthread_cond_t *c, const pthread_condattr_t *attr) {
    return sh_cond_init(c, attr, SH_SITE);
}
SH_EXPORT int pthread_cond_destroy(pthread_cond_t *c) {
    return sh_cond_destroy(c, SH_SITE);
}
SH_EXPORT int pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m) {
    return sh_cond_wait(c, m, SH_NO_CLOCK, NULL, SH_SITE);
}
SH_EXPORT int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m,
                                     const struct timespec *time) {
    return sh_cond_wait(c, m, SH_NO_CLOCK, time, SH_SITE);
}
SH_EXPORT int pthread_cond_clockwait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock,
                                     const struct timespec *time) {
    return sh_cond_wait(c, m, clock, time, SH_SITE);
}
SH_EXPORT int pthread_cond_signal(pthread_cond_t *c) {
    return sh_cond_wake(c, false, SH_SITE);
}
SH_EXPORT int pthread_cond_broadcast(pthread_cond_t *c) {
    return sh_cond_wake(c, true, SH_SITE);
}
