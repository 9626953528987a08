/* new.c: operator new and delete, so that a block is known as that of the code which asked for it, and not
 * as libstdc++'s. The C++ library that comes behind does the work, with the program's own replacements,
 * handlers and exceptions.
 */
#include "libc.h"

#pragma GCC visibility push(default)

/* Also when an exception passes. */
static void restore(void **outer) {
    race_caller = *outer;
}

/* An outer call stays the one on whose behalf all is done. */
#define ON_BEHALF(pc)                                            \
    void *outer __attribute__((cleanup(restore))) = race_caller; \
    if (!outer)                                                  \
    race_caller = pc

#define NEW(name)                     \
    void *name(size_t size);          \
    void *name(size_t size) {         \
        ON_BEHALF(RACE_PC);           \
        return RACE_NEXT(name)(size); \
    }
#define NEW_MORE(name, type)                \
    void *name(size_t size, type more);     \
    void *name(size_t size, type more) {    \
        ON_BEHALF(RACE_PC);                 \
        return RACE_NEXT(name)(size, more); \
    }
#define NEW_MOST(name)                                               \
    void *name(size_t size, size_t alignment, const void *nothrow);  \
    void *name(size_t size, size_t alignment, const void *nothrow) { \
        ON_BEHALF(RACE_PC);                                          \
        return RACE_NEXT(name)(size, alignment, nothrow);            \
    }
#define DELETE(name)            \
    void name(void *block);     \
    void name(void *block) {    \
        ON_BEHALF(RACE_PC);     \
        RACE_NEXT(name)(block); \
    }
#define DELETE_MORE(name, type)         \
    void name(void *block, type more);  \
    void name(void *block, type more) { \
        ON_BEHALF(RACE_PC);             \
        RACE_NEXT(name)(block, more);   \
    }
#define DELETE_MOST(name, first, second)              \
    void name(void *block, first one, second other);  \
    void name(void *block, first one, second other) { \
        ON_BEHALF(RACE_PC);                           \
        RACE_NEXT(name)(block, one, other);           \
    }

NEW(_Znwm)
NEW(_Znam)
NEW_MORE(_ZnwmRKSt9nothrow_t, const void *)
NEW_MORE(_ZnamRKSt9nothrow_t, const void *)
NEW_MORE(_ZnwmSt11align_val_t, size_t)
NEW_MORE(_ZnamSt11align_val_t, size_t)
NEW_MOST(_ZnwmSt11align_val_tRKSt9nothrow_t)
NEW_MOST(_ZnamSt11align_val_tRKSt9nothrow_t)
DELETE(_ZdlPv)
DELETE(_ZdaPv)
DELETE_MORE(_ZdlPvm, size_t)
DELETE_MORE(_ZdaPvm, size_t)
DELETE_MORE(_ZdlPvRKSt9nothrow_t, const void *)
DELETE_MORE(_ZdaPvRKSt9nothrow_t, const void *)
DELETE_MORE(_ZdlPvSt11align_val_t, size_t)
DELETE_MORE(_ZdaPvSt11align_val_t, size_t)
DELETE_MOST(_ZdlPvmSt11align_val_t, size_t, size_t)
DELETE_MOST(_ZdaPvmSt11align_val_t, size_t, size_t)
DELETE_MOST(_ZdlPvSt11align_val_tRKSt9nothrow_t, size_t, const void *)
DELETE_MOST(_ZdaPvSt11align_val_tRKSt9nothrow_t, size_t, const void *)

#pragma GCC visibility pop
