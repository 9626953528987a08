/* hook.h: what the hook families share: the shape of a request, and each other's bodies.
 *
 * A hook asks sh_enter() first. If the call is not to be modelled it goes to the real function,
 * except on an object that the model has touched: its memory is no longer the real primitive's, so
 * such a call (from inside the shim, or after the run has ended) succeeds and does nothing.
 */
#ifndef SH_HOOK_H
#define SH_HOOK_H

#include "../real.h"
#include "../tag.h"

#define SH_SITE __builtin_return_address(0)
#ifdef __clang__
#define SH_SAME_AS(of) alias(#of)
#else
#define SH_SAME_AS(of) alias(#of), copy(of)
#endif
#define SH_ALIAS_OF(other, of) SH_EXPORT extern __typeof__(of) other __attribute__((SH_SAME_AS(of)))
#define SH_NO_CLOCK ((clockid_t)-1) /* a call without a time-out, or with its object's clock */

static inline struct ds_request sh_request(enum ds_op op, uint32_t obj, uint16_t misuse) {
    return (struct ds_request){.op = op, .obj = obj, .misuse = misuse, .deadline = DS_NEVER};
}

/* Announces OP on the object of KIND at ADDR, with ARG, and returns its enum ds_result. */
static inline int sh_object_op(enum ds_op op, enum ds_kind kind, void *addr, uint32_t arg,
                               void *site) {
    uint16_t misuse = DS_MISUSE_NONE;
    uint32_t obj = sh_object(kind, addr, &misuse);
    struct ds_request req = sh_request(op, obj, misuse);
    req.arg = arg;
    return sh_point(&req, NULL, site);
}

static inline bool sh_clock_usable(clockid_t clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC;
}
static inline bool sh_time_valid(const struct timespec *t) {
    return t->tv_nsec >= 0 && t->tv_nsec < 1000000000;
}

/* Bodies with the caller's site, for hooks that are written over other hooks. They return errno
 * numbers. CLOCK and TIME: absolute time-out; TIME NULL for none. */
int sh_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *attr, void *site);
int sh_mutex_destroy(pthread_mutex_t *m, void *site);
int sh_mutex_lock(pthread_mutex_t *m, clockid_t clock, const struct timespec *time, void *site);
int sh_mutex_trylock(pthread_mutex_t *m, void *site);
int sh_mutex_unlock(pthread_mutex_t *m, void *site);
int sh_cond_init(pthread_cond_t *c, const pthread_condattr_t *attr, void *site);
int sh_cond_destroy(pthread_cond_t *c, void *site);
int sh_cond_wait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock,
                 const struct timespec *time, void *site);
int sh_cond_wake(pthread_cond_t *c, bool all, void *site);
int sh_once(pthread_once_t *once, void (*init)(void), void *site);
int sh_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *arg,
              void *site);
/* The same for a task of which AS is known beforehand; its other fields are zero. */
int sh_create_as(const struct ds_task_info *as, pthread_t *thread, const pthread_attr_t *attr,
                 void *(*start)(void *), void *arg, void *site);
/* Type of the mutex at M as its memory says; ends the run if M is new to the model (so ask before
 * sh_object()) and processes can share it. */
uint32_t sh_mutex_type(const pthread_mutex_t *m);
/* True if M has a priority ceiling that the calling thread cannot be raised to, or is above. */
bool sh_mutex_above(pthread_mutex_t *m);
/* Announces OP (HB_BEFORE or HB_AFTER) on the note at ADDR. */
void sh_annotate(enum ds_op op, const void *addr, void *site);
/* Sleeps for TIME, which is valid, on the virtual clock, or until DEADLINE; what was left of it when a
 * handler interrupted, ns, else 0. */
int64_t sh_sleep_for(const struct timespec *time, void *site);
int64_t sh_sleep_until(int64_t deadline, void *site);
/* The system calls set_robust_list, get_robust_list and set_tid_address, as syscall() returns. */
struct robust_list_head;
long sh_robust_set(const struct robust_list_head *head, size_t size);
long sh_robust_get(int tid, const struct robust_list_head **head, size_t *size);
long sh_tid_word_set(void *word);
/* Replaces our own pinning in SET, of SIZE bytes, by the processors that the program would have. */
void sh_cpus_restore(cpu_set_t *set, size_t size);
/* The only processor that SET, of SIZE bytes, keeps is its first. */
void sh_cpus_first(cpu_set_t *set, size_t size);
/* Whether the call at SITE was made by LLVM's OpenMP runtime, once that is known. */
bool sh_openmp_has(const void *site);
static inline bool sh_from_openmp(const void *site) {
    return sh_real_at[SH_ROW___kmpc_critical] && sh_openmp_has(site);
}

#endif
