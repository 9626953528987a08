/* rwlock.c: read-write locks; the preference comes from the object's own memory. */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <string.h>

static uint32_t preference(const pthread_rwlock_t *rw) {
    static const uint8_t preferences[] = {
        [PTHREAD_RWLOCK_PREFER_READER_NP] = DS_RW_READERS,
        [PTHREAD_RWLOCK_PREFER_WRITER_NP] = DS_RW_WRITERS,
        [PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP] = DS_RW_WRITERS_NONREC,
    };
    return rw->__data.__flags < 3 ? preferences[rw->__data.__flags] : DS_RW_READERS;
}

/* For a lock as it is met in use. */
static uint32_t checked(const pthread_rwlock_t *rw) {
    if (rw->__data.__shared && sh_shareable(DS_KIND_RWLOCK, rw))
        sh_refuse("a read-write lock with PTHREAD_PROCESS_SHARED in shared memory");
    return preference(rw);
}

/* The real one is called only before the model has touched RW. */
static bool passes(const pthread_rwlock_t *rw, void *site, bool *done) {
    if (sh_enter(site))
        return false;
    *done = sh_tagged(DS_KIND_RWLOCK, rw);
    return true;
}

static int simple(enum ds_op op, pthread_rwlock_t *rw, int (*real)(pthread_rwlock_t *),
                  void *site) {
    bool done;
    if (passes(rw, site, &done))
        return done ? 0 : real(rw);
    return sh_errno(sh_object_op(op, DS_KIND_RWLOCK, rw, checked(rw), site));
}

static int timed(enum ds_op op, pthread_rwlock_t *rw, clockid_t clock, const struct timespec *time,
                 void *site) {
    if (!sh_clock_usable(clock) || !sh_time_valid(time))
        return EINVAL;
    uint32_t prefers = checked(rw);
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object(DS_KIND_RWLOCK, rw, &misuse);
    struct ds_request req = sh_request(op, obj, misuse);
    req.arg = prefers;
    req.deadline = sh_deadline(clock, time, &req.bad_time);
    return sh_errno(sh_point(&req, NULL, site));
}

SH_EXPORT int pthread_rwlock_init(pthread_rwlock_t *rw, const pthread_rwlockattr_t *attr) {
    if (!sh_enter(SH_SITE))
        return sh_real(pthread_rwlock_init)(rw, attr);
    pthread_rwlock_t fresh;
    int failed = sh_real(pthread_rwlock_init)(&fresh, attr);
    if (failed)
        return failed;
    if (fresh.__data.__shared && sh_memory_shared(rw))
        sh_refuse("a read-write lock with PTHREAD_PROCESS_SHARED in shared memory");
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object_init(DS_KIND_RWLOCK, rw, &misuse);
    struct ds_request req = sh_request(DS_OP_RW_INIT, obj, misuse);
    req.arg = preference(&fresh);
    int result = sh_point(&req, NULL, SH_SITE);
    memcpy(rw, &fresh, sizeof fresh);
    sh_object_retag(DS_KIND_RWLOCK, rw, obj);
    return sh_errno(result);
}
SH_EXPORT int pthread_rwlock_destroy(pthread_rwlock_t *rw) {
    bool done;
    if (passes(rw, SH_SITE, &done))
        return done ? 0 : sh_real(pthread_rwlock_destroy)(rw);
    int result = sh_object_op(DS_OP_RW_DESTROY, DS_KIND_RWLOCK, rw, checked(rw), SH_SITE);
    if (result == DS_OK)
        sh_object_destroyed(DS_KIND_RWLOCK, rw);
    return sh_errno(result);
}
SH_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t *rw) {
    return simple(DS_OP_RW_RDLOCK, rw, sh_real(pthread_rwlock_rdlock), SH_SITE);
}
SH_EXPORT int pthread_rwlock_tryrdlock(pthread_rwlock_t *rw) {
    return simple(DS_OP_RW_TRYRDLOCK, rw, sh_real(pthread_rwlock_tryrdlock), SH_SITE);
}
SH_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *rw) {
    return simple(DS_OP_RW_WRLOCK, rw, sh_real(pthread_rwlock_wrlock), SH_SITE);
}
SH_EXPORT int pthread_rwlock_trywrlock(pthread_rwlock_t *rw) {
    return simple(DS_OP_RW_TRYWRLOCK, rw, sh_real(pthread_rwlock_trywrlock), SH_SITE);
}
SH_EXPORT int pthread_rwlock_unlock(pthread_rwlock_t *rw) {
    return simple(DS_OP_RW_UNLOCK, rw, sh_real(pthread_rwlock_unlock), SH_SITE);
}

SH_EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t *rw, const struct timespec *time) {
    bool done;
    if (passes(rw, SH_SITE, &done))
        return done ? 0 : sh_real(pthread_rwlock_timedrdlock)(rw, time);
    return timed(DS_OP_RW_RDLOCK, rw, CLOCK_REALTIME, time, SH_SITE);
}
SH_EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t *rw, const struct timespec *time) {
    bool done;
    if (passes(rw, SH_SITE, &done))
        return done ? 0 : sh_real(pthread_rwlock_timedwrlock)(rw, time);
    return timed(DS_OP_RW_WRLOCK, rw, CLOCK_REALTIME, time, SH_SITE);
}
SH_EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t *rw, clockid_t clock,
                                         const struct timespec *time) {
    bool done;
    if (passes(rw, SH_SITE, &done))
        return done ? 0 : sh_real(pthread_rwlock_clockrdlock)(rw, clock, time);
    return timed(DS_OP_RW_RDLOCK, rw, clock, time, SH_SITE);
}
SH_EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t *rw, clockid_t clock,
                                         const struct timespec *time) {
    bool done;
    if (passes(rw, SH_SITE, &done))
        return done ? 0 : sh_real(pthread_rwlock_clockwrlock)(rw, clock, time);
    return timed(DS_OP_RW_WRLOCK, rw, clock, time, SH_SITE);
}

SH_ALIAS_OF(__pthread_rwlock_init, pthread_rwlock_init);
SH_ALIAS_OF(__pthread_rwlock_destroy, pthread_rwlock_destroy);
SH_ALIAS_OF(__pthread_rwlock_rdlock, pthread_rwlock_rdlock);
SH_ALIAS_OF(__pthread_rwlock_tryrdlock, pthread_rwlock_tryrdlock);
SH_ALIAS_OF(__pthread_rwlock_wrlock, pthread_rwlock_wrlock);
SH_ALIAS_OF(__pthread_rwlock_trywrlock, pthread_rwlock_trywrlock);
SH_ALIAS_OF(__pthread_rwlock_unlock, pthread_rwlock_unlock);
