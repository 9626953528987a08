/* annotate.c: the older family of annotations, which programs call by name: what is ordered, what is not
 * to be looked at, locks of the program's own.
 */
#include <string.h>

#include "sync.h"

#pragma GCC visibility push(default)

/* Where the annotation stands: the return address tells that better. */
#define HERE const char *file __attribute__((unused)), int line __attribute__((unused))
#define ANY const volatile void *a __attribute__((unused))

#define ANNOTATION(name, body, ...)              \
    void name(HERE __VA_OPT__(, ) __VA_ARGS__);  \
    void name(HERE __VA_OPT__(, ) __VA_ARGS__) { \
        body;                                    \
    }

static void happens(const volatile void *addr, bool before, void *pc) {
    if (race_self && race_host)
        race_host->annotate(addr, before, pc);
}

ANNOTATION(AnnotateHappensBefore, happens(addr, true, RACE_PC), const volatile void *addr)
ANNOTATION(AnnotateHappensAfter, happens(addr, false, RACE_PC), const volatile void *addr)
ANNOTATION(WTFAnnotateHappensBefore, happens(addr, true, RACE_PC), const volatile void *addr)
ANNOTATION(WTFAnnotateHappensAfter, happens(addr, false, RACE_PC), const volatile void *addr)

static void ignore(int reads, int writes) {
    if (race_self)
        race_ignore(reads, writes);
}

static void ignore_sync(int delta) {
    if (race_self)
        race_ignore_sync(delta);
}

ANNOTATION(AnnotateIgnoreReadsBegin, ignore(1, 0))
ANNOTATION(AnnotateIgnoreReadsEnd, ignore(-1, 0))
ANNOTATION(AnnotateIgnoreWritesBegin, ignore(0, 1))
ANNOTATION(AnnotateIgnoreWritesEnd, ignore(0, -1))
ANNOTATION(AnnotateIgnoreSyncBegin, ignore_sync(1))
ANNOTATION(AnnotateIgnoreSyncEnd, ignore_sync(-1))
ANNOTATION(AnnotateEnableRaceDetection, ignore(enable ? -1 : 1, enable ? -1 : 1), int enable)

ANNOTATION(AnnotateRWLockAcquired, race_lock_taken(lock, !alone), const volatile void *lock,
           long alone)
ANNOTATION(AnnotateRWLockReleased, race_lock_given(lock, !alone), const volatile void *lock,
           long alone)

/* Memory that an allocator of the program's hands out anew. */
static void new_memory(const volatile void *addr, size_t size, void *pc) {
    if (race_self && size)
        race_table.fresh((const void *)(uintptr_t)addr, size, pc);
}
ANNOTATION(AnnotateNewMemory, new_memory(addr, size, RACE_PC), const volatile void *addr,
           size_t size)

ANNOTATION(AnnotateBenignRace, race_benign_add(addr, 1), const volatile void *addr,
           const char *text __attribute__((unused)))
ANNOTATION(AnnotateBenignRaceSized, race_benign_add(addr, size), const volatile void *addr,
           size_t size, const char *text __attribute__((unused)))
ANNOTATION(WTFAnnotateBenignRaceSized, race_benign_add(addr, size), const volatile void *addr,
           size_t size, const char *text __attribute__((unused)))
/* A test of a detector says that it means this race: no news either. */
ANNOTATION(AnnotateExpectRace, race_benign_add(addr, 1), const volatile void *addr,
           const char *text __attribute__((unused)))

/* What these tell is known from the calls themselves, or means nothing where what happens before what is
 * followed exactly. */
ANNOTATION(AnnotateRWLockCreate, , ANY)
ANNOTATION(AnnotateRWLockCreateStatic, , ANY)
ANNOTATION(AnnotateRWLockDestroy, , ANY)
ANNOTATION(AnnotateCondVarSignal, , ANY)
ANNOTATION(AnnotateCondVarSignalAll, , ANY)
ANNOTATION(AnnotateCondVarWait, , ANY, const volatile void *lock __attribute__((unused)))
ANNOTATION(AnnotateMutexIsNotPHB, , ANY)
ANNOTATION(AnnotateMutexIsUsedAsCondVar, , ANY)
ANNOTATION(AnnotatePCQCreate, , ANY)
ANNOTATION(AnnotatePCQDestroy, , ANY)
ANNOTATION(AnnotatePCQGet, , ANY)
ANNOTATION(AnnotatePCQPut, , ANY)
ANNOTATION(AnnotatePublishMemoryRange, , ANY, size_t size __attribute__((unused)))
ANNOTATION(AnnotateUnpublishMemoryRange, , ANY, size_t size __attribute__((unused)))
ANNOTATION(AnnotateMemoryIsInitialized, , ANY, size_t size __attribute__((unused)))
ANNOTATION(AnnotateMemoryIsUninitialized, , ANY, size_t size __attribute__((unused)))
ANNOTATION(AnnotateThreadName, , ANY)
ANNOTATION(AnnotateTraceMemory, , ANY)
ANNOTATION(AnnotateNoOp, , ANY)
ANNOTATION(AnnotateFlushState, )
ANNOTATION(AnnotateFlushExpectedRaces, )

int RunningOnValgrind(void);
int RunningOnValgrind(void) {
    return 0;
}

double ValgrindSlowdown(void);
double ValgrindSlowdown(void) {
    return 1;
}

const char *ThreadSanitizerQuery(const char *query);
const char *ThreadSanitizerQuery(const char *query) {
    return strcmp(query, "pure_happens_before") == 0 ? "1" : "0";
}

#pragma GCC visibility pop
