/* sem.c: unnamed semaphores; the value stays readable where glibc keeps it. */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "../sigs.h"

static uint32_t word(const sem_t *sem, unsigned offset) {
    uint32_t w;
    memcpy(&w, (const char *)sem + offset, sizeof w);
    return w;
}

static int fail(int number) {
    if (!number)
        return 0;
    errno = number;
    return -1;
}

static void mirror(sem_t *sem, uint32_t obj) {
    uint32_t value = ds_obj_at(sh.engine, obj)->count;
    memcpy(sem, &value, sizeof value);
}

/* For a semaphore as it is met in use. */
static void refuse_shared(const sem_t *sem) {
    if (word(sem, 8) && sh_shareable(DS_KIND_SEM, sem))
        sh_refuse("a semaphore that is shared between processes");
}

static int modelled(enum ds_op op, sem_t *sem, clockid_t clock, const struct timespec *time,
                    void *site) {
    uint16_t misuse = DS_MISUSE_NONE;
    refuse_shared(sem);
    uint32_t obj = sh_object(DS_KIND_SEM, sem, &misuse);
    struct ds_request req = sh_request(op, obj, misuse);
    req.deadline = sh_deadline(clock, time, &req.bad_time);
    int result;
    do /* only a wait without a time-out is one that SA_RESTART restarts */
        result = sh_point(&req, NULL, site);
    while (result == DS_INTR && sh_sigs_goes_on(time == NULL));
    mirror(sem, obj);
    return fail(sh_errno(result));
}

static int simple(enum ds_op op, sem_t *sem, int (*real)(sem_t *), void *site) {
    if (!sh_enter(site))
        return sh_tagged(DS_KIND_SEM, sem) ? 0 : real(sem);
    return modelled(op, sem, CLOCK_REALTIME, NULL, site);
}

SH_EXPORT int sem_init(sem_t *sem, int shared, unsigned value) {
    if (!sh_enter(SH_SITE))
        return sh_real(sem_init)(sem, shared, value);
    if (value > SEM_VALUE_MAX)
        return fail(EINVAL);
    if (shared && sh_memory_shared(sem))
        sh_refuse("sem_init with a semaphore that is shared between processes");
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object_init(DS_KIND_SEM, sem, &misuse);
    struct ds_request req = sh_request(DS_OP_SEM_INIT, obj, misuse);
    req.arg = value;
    int result = sh_point(&req, NULL, SH_SITE);
    sh_real(sem_init)(sem, shared, value);
    sh_object_retag(DS_KIND_SEM, sem, obj);
    return fail(sh_errno(result));
}
SH_EXPORT int sem_destroy(sem_t *sem) {
    return simple(DS_OP_SEM_DESTROY, sem, sh_real(sem_destroy), SH_SITE);
}
SH_EXPORT int sem_wait(sem_t *sem) {
    return simple(DS_OP_SEM_WAIT, sem, sh_real(sem_wait), SH_SITE);
}
SH_EXPORT int sem_trywait(sem_t *sem) {
    return simple(DS_OP_SEM_TRYWAIT, sem, sh_real(sem_trywait), SH_SITE);
}
SH_EXPORT int sem_post(sem_t *sem) {
    return simple(DS_OP_SEM_POST, sem, sh_real(sem_post), SH_SITE);
}
SH_EXPORT int sem_timedwait(sem_t *sem, const struct timespec *time) {
    if (!sh_enter(SH_SITE))
        return sh_tagged(DS_KIND_SEM, sem) ? 0 : sh_real(sem_timedwait)(sem, time);
    if (!sh_time_valid(time))
        return fail(EINVAL);
    return modelled(DS_OP_SEM_WAIT, sem, CLOCK_REALTIME, time, SH_SITE);
}
SH_EXPORT int sem_clockwait(sem_t *sem, clockid_t clock, const struct timespec *time) {
    if (!sh_enter(SH_SITE))
        return sh_tagged(DS_KIND_SEM, sem) ? 0 : sh_real(sem_clockwait)(sem, clock, time);
    if (!sh_clock_usable(clock) || !sh_time_valid(time))
        return fail(EINVAL);
    return modelled(DS_OP_SEM_WAIT, sem, clock, time, SH_SITE);
}
SH_EXPORT int sem_getvalue(sem_t *sem, int *value) {
    if (!sh_enter(SH_SITE))
        return sh_real(sem_getvalue)(sem, value);
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t seen = 0;
    refuse_shared(sem);
    uint32_t obj = sh_object(DS_KIND_SEM, sem, &misuse);
    struct ds_request req = sh_request(DS_OP_SEM_GETVALUE, obj, misuse);
    int result = sh_point(&req, &seen, SH_SITE);
    *value = (int)seen;
    return fail(sh_errno(result));
}
