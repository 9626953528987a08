/* barrier.c: barriers; the size stays where glibc keeps it. */
#define _GNU_SOURCE
#include "hook.h"

#include <string.h>

/* glibc's struct pthread_barrier, as far as it is looked at. */
static uint32_t word(const pthread_barrier_t *b, unsigned offset) {
    uint32_t w;
    memcpy(&w, (const char *)b + offset, sizeof w);
    return w;
}
static bool shared(const pthread_barrier_t *b) {
    return word(b, 12) != 0;
}
static uint32_t size_of(const pthread_barrier_t *b) {
    return word(b, 8);
}
/* For a barrier as it is met in use. */
static uint32_t checked(const pthread_barrier_t *b) {
    if (shared(b) && sh_shareable(DS_KIND_BARRIER, b))
        sh_refuse("a barrier with PTHREAD_PROCESS_SHARED in shared memory");
    return size_of(b);
}

SH_EXPORT int pthread_barrier_init(pthread_barrier_t *b, const pthread_barrierattr_t *attr,
                                   unsigned count) {
    if (!sh_enter(SH_SITE))
        return sh_real(pthread_barrier_init)(b, attr, count);
    pthread_barrier_t fresh;
    int failed = sh_real(pthread_barrier_init)(&fresh, attr, count);
    if (failed)
        return failed;
    if (shared(&fresh) && sh_memory_shared(b))
        sh_refuse("a barrier with PTHREAD_PROCESS_SHARED in shared memory");
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object_init(DS_KIND_BARRIER, b, &misuse);
    struct ds_request req = sh_request(DS_OP_BARRIER_INIT, obj, misuse);
    req.arg = size_of(&fresh);
    int result = sh_point(&req, NULL, SH_SITE);
    memcpy(b, &fresh, sizeof fresh);
    sh_object_retag(DS_KIND_BARRIER, b, obj);
    return sh_errno(result);
}
SH_EXPORT int pthread_barrier_destroy(pthread_barrier_t *b) {
    if (!sh_enter(SH_SITE))
        return sh_tagged(DS_KIND_BARRIER, b) ? 0 : sh_real(pthread_barrier_destroy)(b);
    int result = sh_object_op(DS_OP_BARRIER_DESTROY, DS_KIND_BARRIER, b, checked(b), SH_SITE);
    return sh_errno(result);
}
SH_EXPORT int pthread_barrier_wait(pthread_barrier_t *b) {
    if (!sh_enter(SH_SITE))
        return sh_tagged(DS_KIND_BARRIER, b) ? 0 : sh_real(pthread_barrier_wait)(b);
    int result = sh_object_op(DS_OP_BARRIER_WAIT, DS_KIND_BARRIER, b, checked(b), SH_SITE);
    return result == DS_SERIAL ? PTHREAD_BARRIER_SERIAL_THREAD : sh_errno(result);
}
