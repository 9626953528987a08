/* mutex_prio.c: priority ceilings of mutexes, and the mending of robust ones.
 *
 * Tasks have no priorities here, so a protocol changes nobody's turn; but glibc refuses a mutex with
 * a ceiling to a thread that it cannot raise to it, and so do we.
 */
#define _GNU_SOURCE
#include "hook.h"

#include <errno.h>
#include <sched.h>

#include "../sys.h"
#include "../task.h"

/* Of glibc's __kind, and where in the lock word the ceiling is. */
enum { KIND_TYPE = 3, KIND_PROTECT = 64, CEILING_SHIFT = 19 };

static bool mine(pthread_mutex_t *m) {
    uint16_t misuse = DS_MISUSE_NONE;
    return ds_obj_at(sh.engine, sh_object(DS_KIND_MUTEX, m, &misuse))->owner == sh.current;
}

bool sh_mutex_above(pthread_mutex_t *m) {
    int kind = m->__data.__kind;
    if (kind < 0 || !(kind & KIND_PROTECT))
        return false;
    if ((kind & KIND_TYPE) != PTHREAD_MUTEX_NORMAL && mine(m))
        return false;
    struct sched_param param = {0};
    long policy = sh_sys3(SYS_sched_getscheduler, sh_self->tid, 0, 0) & ~SCHED_RESET_ON_FORK;
    sh_sys3(SYS_sched_getparam, sh_self->tid, (long)&param, 0);
    int ceiling = (int)((unsigned)m->__data.__lock >> CEILING_SHIFT);
    return (policy != SCHED_FIFO && policy != SCHED_RR) || param.sched_priority > ceiling;
}

SH_EXPORT int pthread_mutex_setprioceiling(pthread_mutex_t *m, int ceiling, int *old) {
    int kind = m->__data.__kind;
    if (!sh_enter(SH_SITE) || kind < 0 || !(kind & KIND_PROTECT) ||
        ceiling < sched_get_priority_min(SCHED_FIFO) ||
        ceiling > sched_get_priority_max(SCHED_FIFO))
        return sh_real(pthread_mutex_setprioceiling)(m, ceiling, old);
    uint32_t type = sh_mutex_type(m);
    bool held = mine(m);
    if (held && (kind & KIND_TYPE) == PTHREAD_MUTEX_ERRORCHECK)
        return EDEADLK;
    /* It takes the lock meanwhile, whatever the ceiling is. */
    if (!held || (kind & KIND_TYPE) != PTHREAD_MUTEX_RECURSIVE)
        sh_object_op(DS_OP_MUTEX_LOCK, DS_KIND_MUTEX, m, type, SH_SITE);
    int result = sh_real(pthread_mutex_setprioceiling)(m, ceiling, old);
    if (!held)
        sh_object_op(DS_OP_MUTEX_UNLOCK, DS_KIND_MUTEX, m, type, SH_SITE);
    return result;
}

SH_EXPORT int pthread_mutex_consistent(pthread_mutex_t *m) {
    if (!sh_enter(SH_SITE))
        return sh_tagged(DS_KIND_MUTEX, m) ? 0 : sh_real(pthread_mutex_consistent)(m);
    return sh_errno(
        sh_object_op(DS_OP_MUTEX_CONSISTENT, DS_KIND_MUTEX, m, sh_mutex_type(m), SH_SITE));
}
/* The header makes this another name of the one above; old binaries import it. */
SH_EXPORT extern __typeof__(pthread_mutex_consistent)
    sh_consistent_np __asm__("pthread_mutex_consistent_np")
        __attribute__((SH_SAME_AS(pthread_mutex_consistent)));
