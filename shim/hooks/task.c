/* task.c: threads: create, join in all its forms, detach, names, yields, and thread ids. */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <string.h>

#include "../capture.h"
#include "../carrier.h"
#include "../init.h"
#include "../task.h"

int sh_create_as(const struct ds_task_info *as, pthread_t *thread, const pthread_attr_t *attr,
                 void *(*start)(void *), void *arg, void *site) {
    int detach = PTHREAD_CREATE_JOINABLE;
    if (attr)
        pthread_attr_getdetachstate(attr, &detach);
    struct ds_request req = {.op = DS_OP_CREATE,
                             .arg = detach == PTHREAD_CREATE_DETACHED,
                             .deadline = DS_NEVER,
                             .stack = sh_capture()};
    uint32_t child;
    sh_depth++; /* no handler may run, and so nobody be chosen, before the child's thread is there */
    if (sh_point(&req, &child, site) != DS_OK) {
        sh_depth--;
        return EAGAIN;
    }
    struct sh_task *t = sh_task_register(child);
    t->start = start;
    t->arg = arg;
    struct ds_task_info *info = sh_task_info(child);
    *info = *as;
    info->create_stack = req.stack;
    info->start_pc = as->start_pc ? as->start_pc : (uintptr_t)start;
    int rc = sh_task_spawn(t, attr);
    if (rc != 0)
        ds_create_failed(sh.engine, child);
    sh_depth--;
    if (rc != 0)
        return rc;
    pthread_t id = t->thread;
    if (sh_sanitized()) {
        /* Its wrapper spins until the child has registered itself, which needs no call of ours. */
        t->hold_start = 1;
        ds_hold(sh.engine, child, 1);
    }
    struct ds_request created = {.op = DS_OP_CREATED, .obj = child, .deadline = DS_NEVER};
    if (sh_sanitized())
        *thread = id;
    sh_point(&created, NULL, site);
    *thread = id;
    return 0;
}

int sh_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *arg,
              void *site) {
    return sh_create_as(&(struct ds_task_info){0}, thread, attr, start, arg, site);
}

SH_EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *),
                             void *arg) {
    void *site = __builtin_return_address(0);
    if (sh.region && !sh.controlled && !sh.ending && sh_depth == 0)
        sh_control_early((uintptr_t)__builtin_frame_address(0));
    /* A sanitizer's wrapper of this very function is the caller in a sanitized program: modelled. */
    if (!sh_enter(site) && !(sh.controlled && sh_depth == 0 && sh_self && sh_sanitized()))
        return sh_real(pthread_create)(thread, attr, start, arg);
    return sh_create(thread, attr, start, arg, site);
}

/* Joins T for real once the model has let it through. */
static int join_real(struct sh_task *t, void **value) {
    bool real = !t->joined && !t->host; /* the host's thread stays; a forked child lacks others' */
    t->joined = 1;
    if (!real && value)
        *value = t->ret;
    if (!real)
        return 0;
    sh_depth++; /* its end is near: who waits for it is not stuck */
    int rc = sh_real(pthread_join)(t->thread, value);
    sh_depth--;
    return rc;
}

/* The task that a call about THREAD is about; NULL if the call is to go to libc: not under control,
 * or a thread that was made past us, which is noted. The sanitizers' wrappers call on the program's
 * behalf, so their module does not make a call theirs. */
static struct sh_task *subject(pthread_t thread, void *site) {
    bool enter = sh_enter(site);
    if (!enter && !(sh.controlled && sh_depth == 0 && sh_self))
        return NULL;
    struct sh_task *t = sh_task_of(thread);
    if (!t && enter)
        sh.region->uncontrolled_wait = 1;
    return t;
}

static int join(struct sh_task *t, void **value, uint16_t op, int64_t deadline, uint32_t bad,
                void *site) {
    struct ds_request req = {.op = op, .obj = t->id, .deadline = deadline, .bad_time = bad};
    int result = sh_point(&req, NULL, site);
    return result == DS_OK ? join_real(t, value) : sh_errno(result);
}

SH_EXPORT int pthread_join(pthread_t thread, void **value) {
    void *site = __builtin_return_address(0);
    struct sh_task *t = subject(thread, site);
    return t ? join(t, value, DS_OP_JOIN, DS_NEVER, 0, site) : sh_real(pthread_join)(thread, value);
}

SH_EXPORT int pthread_tryjoin_np(pthread_t thread, void **value) {
    void *site = __builtin_return_address(0);
    struct sh_task *t = subject(thread, site);
    return t ? join(t, value, DS_OP_TRYJOIN, DS_NEVER, 0, site)
             : sh_real(pthread_tryjoin_np)(thread, value);
}

SH_EXPORT int pthread_timedjoin_np(pthread_t thread, void **value, const struct timespec *time) {
    void *site = __builtin_return_address(0);
    struct sh_task *t = subject(thread, site);
    if (!t)
        return sh_real(pthread_timedjoin_np)(thread, value, time);
    uint32_t bad = 0;
    int64_t deadline = sh_deadline(CLOCK_REALTIME, time, &bad);
    return join(t, value, DS_OP_JOIN, deadline, bad, site);
}

SH_EXPORT int pthread_clockjoin_np(pthread_t thread, void **value, clockid_t clock,
                                   const struct timespec *time) {
    void *site = __builtin_return_address(0);
    struct sh_task *t = subject(thread, site);
    if (!t)
        return sh_real(pthread_clockjoin_np)(thread, value, clock, time);
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
        return EINVAL;
    uint32_t bad = 0;
    int64_t deadline = sh_deadline(clock, time, &bad);
    return join(t, value, DS_OP_JOIN, deadline, bad, site);
}

SH_EXPORT int pthread_detach(pthread_t thread) {
    void *site = __builtin_return_address(0);
    struct sh_task *t = subject(thread, site);
    if (!t)
        return sh_real(pthread_detach)(thread);
    struct ds_request req = {.op = DS_OP_DETACH, .obj = t->id, .deadline = DS_NEVER};
    int result = sh_point(&req, NULL, site);
    if (result == DS_OK && !t->joined) {
        t->detached = 1;
        if (ds_task_at(sh.engine, t->id)->state == DS_TASK_GONE)
            join_real(t, NULL);
    }
    return sh_errno(result);
}

static int yield(void *site) {
    /* A sanitizer's leak check spins with yields on a helper that is no thread of the program. */
    if (sh_sanitized() && !ds_others_waiting(sh.engine, sh.current))
        return sh_real(sched_yield)();
    struct ds_request req = {.op = DS_OP_YIELD, .deadline = DS_NEVER};
    sh_point(&req, NULL, site);
    return 0;
}

SH_EXPORT int sched_yield(void) {
    void *site = __builtin_return_address(0);
    return sh_enter(site) ? yield(site) : sh_real(sched_yield)();
}
SH_EXPORT int __sched_yield(void) __attribute__((alias("sched_yield"), leaf, nothrow));

/* The header makes pthread_yield another name of sched_yield; old binaries import its own. */
SH_EXPORT int sh_pthread_yield(void) __asm__("pthread_yield");
int sh_pthread_yield(void) {
    void *site = __builtin_return_address(0);
    return sh_enter(site) ? yield(site) : sh_real(sched_yield)();
}

enum { THREAD_NAME = 16 }; /* room for a thread's name as the kernel has it */

/* libc renames the calling thread through the kernel thread it runs on, which may be another's. */
SH_EXPORT int pthread_setname_np(pthread_t thread, const char *name) {
    struct sh_task *t = sh_enter(SH_SITE) ? sh_task_of(thread) : NULL;
    if (!t)
        return sh_real(pthread_setname_np)(thread, name);
    struct ds_task_info *info = sh_task_info(t->id);
    size_t len = strlen(name);
    if (len >= THREAD_NAME)
        return ERANGE;
    memcpy(info->name, name, len + 1);
    return t->vehicle == SH_FIBER && t->id != 0 ? 0 : sh_real(pthread_setname_np)(thread, name);
}

SH_EXPORT int pthread_getname_np(pthread_t thread, char *name, size_t room) {
    struct sh_task *t = sh_enter(SH_SITE) ? sh_task_of(thread) : NULL;
    if (!t || !sh_task_info(t->id)->name[0])
        return sh_real(pthread_getname_np)(thread, name, room);
    const struct ds_task_info *info = sh_task_info(t->id);
    if (room < THREAD_NAME)
        return ERANGE;
    size_t len = strnlen(info->name, THREAD_NAME - 1);
    memcpy(name, info->name, len);
    name[len] = 0;
    return 0;
}

/* The kernel thread that hosts the fibers has one id; each task must see its own. */
SH_EXPORT pid_t gettid(void) {
    if (sh.controlled && sh_self)
        return sh_self->tid;
    return sh_real(gettid)();
}
