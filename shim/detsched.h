/* detsched.h: what a program may tell detsched about itself.
 *
 * All functions are weak: without the shim in the process each compiles to a test of an address and
 * nothing is called. No library needs to be linked.
 */
#ifndef DETSCHED_H
#define DETSCHED_H

#ifdef __cplusplus
extern "C" {
#endif

/* A scheduling point that does nothing else: another task may run here. */
extern void detsched_yield(void) __attribute__((weak));
/* Reports the failed condition CONDITION at FILE:LINE and ends the seed with a finding. */
extern void detsched_assert_failed(const char *condition, const char *file, unsigned line,
                                   const char *function) __attribute__((weak));
/* Calls the object (or lock, condition, ...) at ADDR by NAME in reports; at most 31 bytes of it.
 * Call it before the object's first use: the name then also is its identity. */
extern void detsched_name_object(const void *addr, const char *name) __attribute__((weak));
/* What happened before happens_before(ADDR) is ordered before what follows a later
 * happens_after(ADDR): for hand-made synchronisation. */
extern void detsched_happens_before(const void *addr) __attribute__((weak));
extern void detsched_happens_after(const void *addr) __attribute__((weak));
/* Between the two, the calling task's operations are no scheduling points. They nest. */
extern void detsched_ignore_begin(void) __attribute__((weak));
extern void detsched_ignore_end(void) __attribute__((weak));

#define DETSCHED_YIELD()      \
    do {                      \
        if (detsched_yield)   \
            detsched_yield(); \
    } while (0)
#define DETSCHED_ASSERT(condition)                                            \
    do {                                                                      \
        if (detsched_assert_failed && !(condition))                           \
            detsched_assert_failed(#condition, __FILE__, __LINE__, __func__); \
    } while (0)
#define DETSCHED_NAME(addr, name)                 \
    do {                                          \
        if (detsched_name_object)                 \
            detsched_name_object((addr), (name)); \
    } while (0)
#define DETSCHED_HAPPENS_BEFORE(addr)      \
    do {                                   \
        if (detsched_happens_before)       \
            detsched_happens_before(addr); \
    } while (0)
#define DETSCHED_HAPPENS_AFTER(addr)      \
    do {                                  \
        if (detsched_happens_after)       \
            detsched_happens_after(addr); \
    } while (0)
#define DETSCHED_IGNORE_BEGIN()      \
    do {                             \
        if (detsched_ignore_begin)   \
            detsched_ignore_begin(); \
    } while (0)
#define DETSCHED_IGNORE_END()      \
    do {                           \
        if (detsched_ignore_end)   \
            detsched_ignore_end(); \
    } while (0)

#ifdef __cplusplus
}
#endif

#endif
