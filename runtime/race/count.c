/* count.c: the reference counts that libstdc++ keeps inside: of exceptions, of locales, and the atomic
 * addition that old headers call. Whoever drops a reference has done with the object before the last one
 * ends it.
 */
#include "libc.h"

#pragma GCC visibility push(default)

static void drop(const void *count) {
    if (!race_self || !count)
        return;
    race_release(count);
    race_acquire(count);
}

/* An exception's count is kept before its header, which the C++ ABI puts before the object. */
enum { HEADER = 112, COUNT = 128, CLASS_AT = 80 };

static const void *count_of(const void *exception) {
    return exception ? (const char *)exception - COUNT : NULL;
}

/* An exception_ptr holds the object's address. */
#define DROPS_EXCEPTION(name)  \
    void name(void **held);    \
    void name(void **held) {   \
        drop(count_of(*held)); \
        RACE_NEXT(name)(held); \
    }
DROPS_EXCEPTION(_ZNSt15__exception_ptr13exception_ptr10_M_releaseEv)
DROPS_EXCEPTION(_ZNSt15__exception_ptr13exception_ptrD1Ev)
DROPS_EXCEPTION(_ZNSt15__exception_ptr13exception_ptrD2Ev)

void **_ZNSt15__exception_ptr13exception_ptraSERKS0_(void **held, void *const *other);
void **_ZNSt15__exception_ptr13exception_ptraSERKS0_(void **held, void *const *other) {
    drop(count_of(*held));
    return RACE_NEXT(_ZNSt15__exception_ptr13exception_ptraSERKS0_)(held, other);
}

struct caught {
    char *header; /* innermost first */
    unsigned uncaught;
};
struct caught *__cxa_get_globals(void);

/* The last byte of its class tells an exception that stands for another, whose address comes first in it;
 * the first seven are the library's. */
static const void *caught_exception(const char *header) {
    static const char class[8] = "GNUCC++";
    unsigned char own[8];
    if (!header)
        return NULL;
    __builtin_memcpy(own, header + CLASS_AT, sizeof own);
    for (unsigned i = 0; i < 7; i++)
        if (own[7 - i] != (unsigned char)class[i])
            return NULL;
    return own[0] == 1 ? *(void *const *)header : header + HEADER;
}

void __cxa_end_catch(void);
void __cxa_end_catch(void) {
    if (race_self)
        drop(count_of(caught_exception(RACE_NEXT(__cxa_get_globals)()->header)));
    RACE_NEXT(__cxa_end_catch)();
}

/* Locales share their facets, so all of them count as one; the classic one is never ended. */
void *const *_ZNSt6locale7classicEv(void);

static void drop_locale(void *const *locale) {
    static char any;
    if (race_self && *locale != *RACE_NEXT(_ZNSt6locale7classicEv)())
        drop(&any);
}

#define DROPS_LOCALE(name)       \
    void name(void **locale);    \
    void name(void **locale) {   \
        drop_locale(locale);     \
        RACE_NEXT(name)(locale); \
    }
DROPS_LOCALE(_ZNSt6localeD1Ev)
DROPS_LOCALE(_ZNSt6localeD2Ev)

void **_ZNSt6localeaSERKS_(void **locale, void *const *other);
void **_ZNSt6localeaSERKS_(void **locale, void *const *other) {
    drop_locale(locale);
    return RACE_NEXT(_ZNSt6localeaSERKS_)(locale, other);
}

static int add(volatile int *at, int more, void *pc) {
    bool told = race_counts(pc) && race_word_begin(at, sizeof *at, RACE_UPDATE, RACE_ACQ_REL, pc);
    int old = __atomic_fetch_add(at, more, __ATOMIC_SEQ_CST);
    if (told)
        race_word_end(at, sizeof *at, RACE_UPDATE, RACE_ACQ_REL, false);
    return old;
}

int _ZN9__gnu_cxx18__exchange_and_addEPVii(volatile int *at, int more);
int _ZN9__gnu_cxx18__exchange_and_addEPVii(volatile int *at, int more) {
    return add(at, more, RACE_PC);
}

void _ZN9__gnu_cxx12__atomic_addEPVii(volatile int *at, int more);
void _ZN9__gnu_cxx12__atomic_addEPVii(volatile int *at, int more) {
    add(at, more, RACE_PC);
}

#pragma GCC visibility pop
