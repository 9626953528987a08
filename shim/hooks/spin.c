/* spin.c: spin locks. Their four bytes hold nothing but the tag, so a touched one is never passed on. */
#define _GNU_SOURCE
#include "hook.h"

#define SPIN(lock) ((void *)(uintptr_t)(lock))

static int simple(enum ds_op op, pthread_spinlock_t *lock, int (*real)(pthread_spinlock_t *),
                  void *site) {
    if (!sh_enter(site))
        return sh_tagged(DS_KIND_SPIN, SPIN(lock)) ? 0 : real(lock);
    return sh_errno(sh_object_op(op, DS_KIND_SPIN, SPIN(lock), 0, site));
}

SH_EXPORT int pthread_spin_init(pthread_spinlock_t *lock, int shared) {
    if (!sh_enter(SH_SITE))
        return sh_real(pthread_spin_init)(lock, shared);
    if (shared == PTHREAD_PROCESS_SHARED && sh_memory_shared(SPIN(lock)))
        sh_refuse("pthread_spin_init with PTHREAD_PROCESS_SHARED in shared memory");
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object_init(DS_KIND_SPIN, SPIN(lock), &misuse);
    struct ds_request req = sh_request(DS_OP_SPIN_INIT, obj, misuse);
    int result = sh_point(&req, NULL, SH_SITE);
    sh_object_retag(DS_KIND_SPIN, SPIN(lock), obj);
    return sh_errno(result);
}
SH_EXPORT int pthread_spin_destroy(pthread_spinlock_t *lock) {
    return simple(DS_OP_SPIN_DESTROY, lock, sh_real(pthread_spin_destroy), SH_SITE);
}
SH_EXPORT int pthread_spin_lock(pthread_spinlock_t *lock) {
    return simple(DS_OP_SPIN_LOCK, lock, sh_real(pthread_spin_lock), SH_SITE);
}
SH_EXPORT int pthread_spin_trylock(pthread_spinlock_t *lock) {
    return simple(DS_OP_SPIN_TRYLOCK, lock, sh_real(pthread_spin_trylock), SH_SITE);
}
SH_EXPORT int pthread_spin_unlock(pthread_spinlock_t *lock) {
    return simple(DS_OP_SPIN_UNLOCK, lock, sh_real(pthread_spin_unlock), SH_SITE);
}
