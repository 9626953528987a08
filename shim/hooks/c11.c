/* c11.c: C11 threads over our own pthread hooks; libc's versions call its functions below the PLT. */
#define _GNU_SOURCE
#include "../vtime.h"
#include "hook.h"

#include <errno.h>

#include "../vtime.h"

/* Not so in a child of the program's fork: its objects may carry tags. */
static bool inert(void) {
    return !sh.region && !sh.engine;
}

static int status(int number) {
    switch (number) {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ETIMEDOUT:
        return thrd_timedout;
    case ENOMEM:
        return thrd_nomem;
    default:
        return thrd_error;
    }
}

static pthread_mutex_t *mutex_of(mtx_t *m) {
    return (pthread_mutex_t *)m;
}
static pthread_cond_t *cond_of(cnd_t *c) {
    return (pthread_cond_t *)c;
}

SH_EXPORT int mtx_init(mtx_t *m, int type) {
    pthread_mutexattr_t attr;
    if (inert())
        return sh_real(mtx_init)(m, type);
    pthread_mutexattr_init(&attr);
    if (type & mtx_recursive)
        pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    int result = sh_mutex_init(mutex_of(m), &attr, SH_SITE);
    pthread_mutexattr_destroy(&attr);
    return status(result);
}
SH_EXPORT void mtx_destroy(mtx_t *m) {
    if (inert())
        sh_real(mtx_destroy)(m);
    else
        sh_mutex_destroy(mutex_of(m), SH_SITE);
}
SH_EXPORT int mtx_lock(mtx_t *m) {
    if (inert())
        return sh_real(mtx_lock)(m);
    return status(sh_mutex_lock(mutex_of(m), CLOCK_REALTIME, NULL, SH_SITE));
}
SH_EXPORT int mtx_trylock(mtx_t *m) {
    if (inert())
        return sh_real(mtx_trylock)(m);
    return status(sh_mutex_trylock(mutex_of(m), SH_SITE));
}
SH_EXPORT int mtx_timedlock(mtx_t *restrict m, const struct timespec *restrict time) {
    if (inert())
        return sh_real(mtx_timedlock)(m, time);
    return status(sh_mutex_lock(mutex_of(m), CLOCK_REALTIME, time, SH_SITE));
}
SH_EXPORT int mtx_unlock(mtx_t *m) {
    if (inert())
        return sh_real(mtx_unlock)(m);
    return status(sh_mutex_unlock(mutex_of(m), SH_SITE));
}

SH_EXPORT int cnd_init(cnd_t *c) {
    if (inert())
        return sh_real(cnd_init)(c);
    return status(sh_cond_init(cond_of(c), NULL, SH_SITE));
}
SH_EXPORT void cnd_destroy(cnd_t *c) {
    if (inert())
        sh_real(cnd_destroy)(c);
    else
        sh_cond_destroy(cond_of(c), SH_SITE);
}
SH_EXPORT int cnd_wait(cnd_t *c, mtx_t *m) {
    if (inert())
        return sh_real(cnd_wait)(c, m);
    return status(sh_cond_wait(cond_of(c), mutex_of(m), SH_NO_CLOCK, NULL, SH_SITE));
}
SH_EXPORT int cnd_timedwait(cnd_t *restrict c, mtx_t *restrict m,
                            const struct timespec *restrict time) {
    if (inert())
        return sh_real(cnd_timedwait)(c, m, time);
    return status(sh_cond_wait(cond_of(c), mutex_of(m), SH_NO_CLOCK, time, SH_SITE));
}
SH_EXPORT int cnd_signal(cnd_t *c) {
    if (inert())
        return sh_real(cnd_signal)(c);
    return status(sh_cond_wake(cond_of(c), false, SH_SITE));
}
SH_EXPORT int cnd_broadcast(cnd_t *c) {
    if (inert())
        return sh_real(cnd_broadcast)(c);
    return status(sh_cond_wake(cond_of(c), true, SH_SITE));
}

SH_EXPORT void call_once(once_flag *flag, void (*func)(void)) {
    if (inert())
        sh_real(call_once)(flag, func);
    else
        sh_once((pthread_once_t *)flag, func, SH_SITE);
}

SH_EXPORT int thrd_create(thrd_t *thread, thrd_start_t func, void *arg) {
    if (inert())
        return sh_real(thrd_create)(thread, func, arg);
    /* The int that FUNC returns is the lower half of the register that holds a pointer. */
    void *(*start)(void *) = (void *(*)(void *))(uintptr_t)func;
    return status(pthread_create(thread, NULL, start, arg));
}
SH_EXPORT int thrd_join(thrd_t thread, int *result) {
    void *value;
    if (inert())
        return sh_real(thrd_join)(thread, result);
    int failed = pthread_join(thread, &value);
    if (!failed && result)
        *result = (int)(intptr_t)value;
    return status(failed);
}
SH_EXPORT int thrd_detach(thrd_t thread) {
    return inert() ? sh_real(thrd_detach)(thread) : status(pthread_detach(thread));
}
SH_EXPORT _Noreturn void thrd_exit(int result) {
    if (inert())
        sh_real(thrd_exit)(result);
    pthread_exit((void *)(intptr_t)result);
}
SH_EXPORT void thrd_yield(void) {
    if (sh_enter(SH_SITE)) {
        struct ds_request req = sh_request(DS_OP_YIELD, DS_NO_OBJ, DS_MISUSE_NONE);
        sh_point(&req, NULL, SH_SITE);
    } else {
        sh_real(thrd_yield)();
    }
}
SH_EXPORT int thrd_sleep(const struct timespec *time, struct timespec *left) {
    if (!sh_enter(SH_SITE))
        return sh_real(thrd_sleep)(time, left);
    if (!sh_time_valid(time) || time->tv_sec < 0)
        return -2;
    int64_t rest = sh_sleep_for(time, SH_SITE);
    if (rest == 0)
        return 0;
    if (left)
        *left = sh_vtime_spec(rest);
    return -1;
}

SH_EXPORT int tss_create(tss_t *key, tss_dtor_t destructor) {
    return inert() ? sh_real(tss_create)(key, destructor)
                   : status(pthread_key_create(key, destructor));
}
SH_EXPORT void tss_delete(tss_t key) {
    if (inert())
        sh_real(tss_delete)(key);
    else
        pthread_key_delete(key);
}
