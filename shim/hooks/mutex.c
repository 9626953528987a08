/* mutex.c: mutexes of every type, robust or not, with any priority protocol. */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <string.h>

/* Bits of glibc's __kind. */
enum {
    KIND_TYPE = 3,
    KIND_ROBUST = 16,
    KIND_INHERIT = 32,
    KIND_PROTECT = 64,
    KIND_SHARED = 128,
    KIND_KNOWN = 0x3ff
};

static uint32_t type_of(int kind) {
    static const uint8_t types[] = {
        [PTHREAD_MUTEX_TIMED_NP] = DS_MUTEX_NORMAL,
        [PTHREAD_MUTEX_RECURSIVE_NP] = DS_MUTEX_RECURSIVE,
        [PTHREAD_MUTEX_ERRORCHECK_NP] = DS_MUTEX_ERRORCHECK,
        [PTHREAD_MUTEX_ADAPTIVE_NP] = DS_MUTEX_ADAPTIVE,
    };
    if (kind & ~KIND_KNOWN)
        return DS_MUTEX_DEAD;
    return types[kind & KIND_TYPE] | (kind & KIND_ROBUST ? DS_MUTEX_ROBUST : 0u) |
           (kind & KIND_INHERIT ? DS_MUTEX_INHERIT : 0u) |
           (kind & KIND_PROTECT ? DS_MUTEX_PROTECT : 0u);
}

uint32_t sh_mutex_type(const pthread_mutex_t *m) {
    int kind = m->__data.__kind;
    /* glibc sets the bit for every robust one; those are told at their initialisation. */
    if (!(kind & ~KIND_KNOWN) && (kind & KIND_SHARED) && !(kind & KIND_ROBUST) &&
        sh_shareable(DS_KIND_MUTEX, m))
        sh_refuse("a mutex with PTHREAD_PROCESS_SHARED in shared memory");
    return type_of(kind);
}

/* After a successful call: the mutex's memory says who holds it. */
static int took(pthread_mutex_t *m, int result) {
    if (result == DS_OK || result == DS_OWNERDEAD)
        sh_object_held(m, sh.current + 1);
    return sh_errno(result);
}

int sh_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *attr, void *site) {
    if (!sh_enter(site))
        return sh_real(pthread_mutex_init)(m, attr);
    int shared = PTHREAD_PROCESS_PRIVATE;
    if (attr)
        pthread_mutexattr_getpshared(attr, &shared);
    if (shared == PTHREAD_PROCESS_SHARED && sh_memory_shared(m))
        sh_refuse("a mutex with PTHREAD_PROCESS_SHARED in shared memory");
    pthread_mutex_t fresh;
    int failed = sh_real(pthread_mutex_init)(&fresh, attr);
    if (failed)
        return failed;
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object_init(DS_KIND_MUTEX, m, &misuse);
    struct ds_request req = sh_request(DS_OP_MUTEX_INIT, obj, misuse);
    req.arg = type_of(fresh.__data.__kind);
    int result = sh_point(&req, NULL, site);
    memcpy(m, &fresh, sizeof fresh);
    sh_object_retag(DS_KIND_MUTEX, m, obj);
    return sh_errno(result);
}

int sh_mutex_destroy(pthread_mutex_t *m, void *site) {
    if (!sh_enter(site))
        return sh_tagged(DS_KIND_MUTEX, m) ? 0 : sh_real(pthread_mutex_destroy)(m);
    int result = sh_object_op(DS_OP_MUTEX_DESTROY, DS_KIND_MUTEX, m, sh_mutex_type(m), site);
    if (result == DS_OK)
        sh_object_destroyed(DS_KIND_MUTEX, m);
    return sh_errno(result);
}

static int pass_lock(pthread_mutex_t *m, clockid_t clock, const struct timespec *time) {
    if (sh_tagged(DS_KIND_MUTEX, m))
        return 0;
    if (!time)
        return sh_real(pthread_mutex_lock)(m);
    if (clock == CLOCK_REALTIME)
        return sh_real(pthread_mutex_timedlock)(m, time);
    return sh_real(pthread_mutex_clocklock)(m, clock, time);
}

int sh_mutex_lock(pthread_mutex_t *m, clockid_t clock, const struct timespec *time, void *site) {
    if (!sh_enter(site))
        return pass_lock(m, clock, time);
    uint32_t type = sh_mutex_type(m);
    if ((time && !sh_clock_usable(clock)) || sh_mutex_above(m))
        return EINVAL;
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object(DS_KIND_MUTEX, m, &misuse);
    struct ds_request req = sh_request(DS_OP_MUTEX_LOCK, obj, misuse);
    req.arg = type;
    req.deadline = sh_deadline(clock, time, &req.bad_time);
    return took(m, sh_point(&req, NULL, site));
}

int sh_mutex_trylock(pthread_mutex_t *m, void *site) {
    if (!sh_enter(site))
        return sh_tagged(DS_KIND_MUTEX, m) ? 0 : sh_real(pthread_mutex_trylock)(m);
    uint32_t type = sh_mutex_type(m);
    if (sh_mutex_above(m))
        return EINVAL;
    return took(m, sh_object_op(DS_OP_MUTEX_TRYLOCK, DS_KIND_MUTEX, m, type, site));
}

int sh_mutex_unlock(pthread_mutex_t *m, void *site) {
    if (!sh_enter(site))
        return sh_tagged(DS_KIND_MUTEX, m) ? 0 : sh_real(pthread_mutex_unlock)(m);
    uint32_t type = sh_mutex_type(m);
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object(DS_KIND_MUTEX, m, &misuse);
    struct ds_request req = sh_request(DS_OP_MUTEX_UNLOCK, obj, misuse);
    req.arg = type;
    /* The mutex may be gone when the call returns (its last user frees it), so mark it before. */
    const struct ds_obj_rec *o = ds_obj_at(sh.engine, obj);
    if (o->owner == sh.current && o->count <= 1)
        sh_object_held(m, 0);
    return sh_errno(sh_point(&req, NULL, site));
}

SH_EXPORT int pthread_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *attr) {
    return sh_mutex_init(m, attr, SH_SITE);
}
SH_EXPORT int pthread_mutex_destroy(pthread_mutex_t *m) {
    return sh_mutex_destroy(m, SH_SITE);
}
SH_EXPORT int pthread_mutex_lock(pthread_mutex_t *m) {
    return sh_mutex_lock(m, CLOCK_REALTIME, NULL, SH_SITE);
}
SH_EXPORT int pthread_mutex_trylock(pthread_mutex_t *m) {
    return sh_mutex_trylock(m, SH_SITE);
}
SH_EXPORT int pthread_mutex_timedlock(pthread_mutex_t *m, const struct timespec *time) {
    return sh_mutex_lock(m, CLOCK_REALTIME, time, SH_SITE);
}
SH_EXPORT int pthread_mutex_clocklock(pthread_mutex_t *m, clockid_t clock,
                                      const struct timespec *time) {
    return sh_mutex_lock(m, clock, time, SH_SITE);
}
SH_EXPORT int pthread_mutex_unlock(pthread_mutex_t *m) {
    return sh_mutex_unlock(m, SH_SITE);
}

SH_ALIAS_OF(__pthread_mutex_init, pthread_mutex_init);
SH_ALIAS_OF(__pthread_mutex_destroy, pthread_mutex_destroy);
SH_ALIAS_OF(__pthread_mutex_lock, pthread_mutex_lock);
SH_ALIAS_OF(__pthread_mutex_trylock, pthread_mutex_trylock);
SH_ALIAS_OF(__pthread_mutex_unlock, pthread_mutex_unlock);
