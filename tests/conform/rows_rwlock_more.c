/* rows_rwlock_more.c: read-write locks handed over, waiting writers, attributes and static ones. */
#include <errno.h>
#include <sched.h>

#include "rows.h"

static int take_read(void *l) {
    return pthread_rwlock_rdlock(l);
}
static int take_write(void *l) {
    return pthread_rwlock_wrlock(l);
}
static int give(void *l) {
    return pthread_rwlock_unlock(l);
}

static int timed_read(void *l) {
    struct timespec t = cf_time(CLOCK_REALTIME, CF_FAR);
    return pthread_rwlock_timedrdlock(l, &t);
}
static int timed_write(void *l) {
    struct timespec t = cf_time(CLOCK_REALTIME, CF_FAR);
    return pthread_rwlock_timedwrlock(l, &t);
}
static int clock_read(void *l) {
    struct timespec t = cf_time(CLOCK_MONOTONIC, CF_FAR);
    return pthread_rwlock_clockrdlock(l, CLOCK_MONOTONIC, &t);
}
static int clock_write(void *l) {
    struct timespec t = cf_time(CLOCK_MONOTONIC, CF_FAR);
    return pthread_rwlock_clockwrlock(l, CLOCK_MONOTONIC, &t);
}

static const struct {
    const char *name;
    int (*act)(void *);
} acts[] = {
    {"rdlock", take_read},  {"timedrdlock far", timed_read},  {"clockrdlock far", clock_read},
    {"wrlock", take_write}, {"timedwrlock far", timed_write}, {"clockwrlock far", clock_write},
};

static void handed_over(int kind, const char *name) {
    for (size_t a = 0; a < CF_LENGTH(acts); a++)
        for (int w = 0; w < 2; w++) {
            const char *from = w ? "writer" : "reader";
            pthread_rwlock_t l;
            pthread_rwlockattr_t attr;
            struct cf_other other;
            pthread_rwlockattr_init(&attr);
            pthread_rwlockattr_setkind_np(&attr, kind);
            pthread_rwlock_init(&l, &attr);
            pthread_rwlockattr_destroy(&attr);
            cf_other_start(&other, w ? take_write : take_read, give, &l);
            cf_other_release(&other);
            cf_rc(acts[a].act(&l), "%s handed over by a %s: %s", name, from, acts[a].name);
            cf_rc(pthread_rwlock_unlock(&l), "%s handed over by a %s: %s: unlock", name, from,
                  acts[a].name);
            cf_rc(cf_other_join(&other), "%s handed over by a %s: %s: its unlock", name, from,
                  acts[a].name);
            cf_rc(pthread_rwlock_destroy(&l), "%s handed over by a %s: %s: destroy", name, from,
                  acts[a].name);
        }
}

static void *writer_main(void *l) {
    int rc = pthread_rwlock_wrlock(l);
    if (rc == 0)
        rc = pthread_rwlock_unlock(l);
    return rc == 0 ? NULL : l;
}

/* With this preference a reader that comes while a writer waits is kept out: sooner or later. */
static void waiting_writer(void) {
    pthread_rwlock_t l = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
    pthread_t writer;
    void *bad = NULL;
    int rc;
    pthread_rwlock_rdlock(&l);
    pthread_create(&writer, NULL, writer_main, &l);
    while ((rc = pthread_rwlock_tryrdlock(&l)) == 0) {
        pthread_rwlock_unlock(&l);
        sched_yield();
    }
    cf_rc(rc, "writers-nonrecursive, a writer waits: tryrdlock");
    cf_rc(pthread_rwlock_trywrlock(&l), "writers-nonrecursive, a writer waits: trywrlock");
    struct timespec t = cf_time(CLOCK_REALTIME, CF_PAST);
    cf_rc(pthread_rwlock_timedrdlock(&l, &t),
          "writers-nonrecursive, a writer waits: timedrdlock past");
    cf_rc(pthread_rwlock_unlock(&l), "writers-nonrecursive, a writer waits: unlock");
    pthread_join(writer, &bad);
    cf_value(bad != NULL, "writers-nonrecursive, a writer waits: its failure");
    cf_rc(pthread_rwlock_tryrdlock(&l), "writers-nonrecursive, the writer is gone: tryrdlock");
    cf_rc(pthread_rwlock_unlock(&l), "writers-nonrecursive, the writer is gone: unlock");
    cf_left_out("no call tells when the writer has begun to wait",
                "readers, a writer waits: rdlock");
}

static void attributes(void) {
    static pthread_rwlock_t still = PTHREAD_RWLOCK_INITIALIZER;
    pthread_rwlock_t shared;
    pthread_rwlockattr_t attr;
    int v = -1;
    cf_rc(pthread_rwlockattr_init(&attr), "attr: init");
    cf_rc(pthread_rwlockattr_getkind_np(&attr, &v), "attr: getkind");
    cf_value(v, "attr: kind at first");
    cf_rc(pthread_rwlockattr_setkind_np(&attr, 9), "attr: setkind 9");
    cf_rc(pthread_rwlockattr_setpshared(&attr, 9), "attr: setpshared 9");
    cf_rc(pthread_rwlockattr_getpshared(&attr, &v), "attr: getpshared");
    cf_value(v, "attr: pshared");
    cf_rc(pthread_rwlockattr_setpshared(&attr, PTHREAD_PROCESS_SHARED), "attr: setpshared shared");
    cf_rc(pthread_rwlock_init(&shared, &attr), "pshared: init");
    cf_rc(pthread_rwlock_rdlock(&shared), "pshared: rdlock");
    cf_rc(pthread_rwlock_trywrlock(&shared), "pshared: trywrlock of a read lock");
    cf_rc(pthread_rwlock_unlock(&shared), "pshared: unlock");
    cf_rc(pthread_rwlock_destroy(&shared), "pshared: destroy");
    cf_rc(pthread_rwlockattr_destroy(&attr), "attr: destroy");
    cf_rc(pthread_rwlock_tryrdlock(&still), "static: tryrdlock");
    cf_rc(pthread_rwlock_tryrdlock(&still), "static: second tryrdlock");
    cf_rc(pthread_rwlock_trywrlock(&still), "static: trywrlock of a read lock");
    cf_rc(pthread_rwlock_unlock(&still), "static: unlock");
    cf_rc(pthread_rwlock_unlock(&still), "static: second unlock");
    cf_rc(pthread_rwlock_trywrlock(&still), "static: trywrlock");
    cf_rc(pthread_rwlock_trywrlock(&still), "static: second trywrlock");
    cf_rc(pthread_rwlock_tryrdlock(&still), "static: tryrdlock of a write lock");
    cf_rc(pthread_rwlock_unlock(&still), "static: unlock of a write lock");
    cf_rc(pthread_rwlock_destroy(&still), "static: destroy");
    cf_rc(pthread_rwlock_init(&still, NULL), "static: init after destroy");
    cf_rc(pthread_rwlock_trywrlock(&still), "static: trywrlock after init");
    cf_rc(pthread_rwlock_unlock(&still), "static: unlock after init");
}

void cf_rows_rwlock_more(int part) {
    (void)part;
    if (cf_section != CF_CLEAN)
        return;
    handed_over(PTHREAD_RWLOCK_PREFER_READER_NP, "readers");
    handed_over(PTHREAD_RWLOCK_PREFER_WRITER_NP, "writers");
    handed_over(PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP, "writers-nonrecursive");
    waiting_writer();
    attributes();
}
