/* rows_c11.c: results of the C11 thread calls (0 success, 1 busy, 2 error, 3 no memory, 4 time out).
 */
#include <stdint.h>
#include <threads.h>

#include "rows.h"

static mtx_t gate;
static cnd_t bell;
static int turn;

static int give_back(void *arg) {
    return (int)(intptr_t)arg;
}
static int leave(void *arg) {
    thrd_exit((int)(intptr_t)arg);
}
static int ring(void *arg) {
    mtx_lock(&gate);
    turn = 1;
    int rc = arg ? cnd_broadcast(&bell) : cnd_signal(&bell);
    mtx_unlock(&gate);
    return rc;
}
static once_flag flag = ONCE_FLAG_INIT;
static int ran;
static void count(void) {
    ran++;
}
static long try_elsewhere(void *m) {
    int rc = mtx_trylock(m);
    if (rc == thrd_success)
        mtx_unlock(m);
    return rc;
}

static void mutexes(void) {
    static const struct {
        const char *name;
        int type;
    } types[] = {
        {"plain", mtx_plain},
        {"timed", mtx_timed},
        {"recursive", mtx_plain | mtx_recursive},
        {"timed recursive", mtx_timed | mtx_recursive},
    };
    for (size_t i = 0; i < CF_LENGTH(types); i++) {
        const char *name = types[i].name;
        mtx_t m;
        cf_value(mtx_init(&m, types[i].type), "%s: init", name);
        cf_value(mtx_lock(&m), "%s: lock", name);
        cf_value(cf_in_thread(try_elsewhere, &m), "%s: another's trylock", name);
        if (types[i].type & mtx_recursive) {
            cf_value(mtx_trylock(&m), "%s: own trylock", name);
            cf_value(mtx_unlock(&m), "%s: inner unlock", name);
        }
        cf_value(mtx_unlock(&m), "%s: unlock", name);
        if (types[i].type & mtx_timed) {
            struct timespec t = cf_time(CLOCK_REALTIME, CF_PAST);
            cf_value(mtx_timedlock(&m, &t), "%s: timedlock past of a free one", name);
            cf_value(mtx_unlock(&m), "%s: unlock after timedlock", name);
        }
        mtx_destroy(&m);
    }
    mtx_t m;
    cf_value(mtx_init(&m, 99), "init 99");
}

static void threads_and_conditions(void) {
    thrd_t t;
    int res = -1;
    mtx_init(&gate, mtx_plain);
    cf_value(cnd_init(&bell), "cnd: init");
    cf_value(cnd_signal(&bell), "cnd: signal without waiter");
    cf_value(cnd_broadcast(&bell), "cnd: broadcast without waiter");
    for (int all = 0; all < 2; all++) {
        turn = 0;
        mtx_lock(&gate);
        cf_value(thrd_create(&t, ring, all ? &bell : NULL), "cnd %d: create", all);
        int rc = thrd_success;
        while (!turn && rc == thrd_success)
            rc = cnd_wait(&bell, &gate);
        cf_value(rc, "cnd %d: wait", all);
        mtx_unlock(&gate);
        cf_value(thrd_join(t, &res), "cnd %d: join", all);
        cf_value(res, "cnd %d: its result", all);
    }
    static const enum cf_when whens[] = {CF_PAST, CF_SOON};
    for (size_t i = 0; i < CF_LENGTH(whens); i++) {
        struct timespec at = cf_time(CLOCK_REALTIME, whens[i]);
        int rc;
        mtx_lock(&gate);
        do
            rc = cnd_timedwait(&bell, &gate, &at);
        while (rc == thrd_success);
        cf_value(rc, "cnd: timedwait %s", cf_when_name(whens[i]));
        mtx_unlock(&gate);
    }
    cnd_destroy(&bell);
    mtx_destroy(&gate);
    for (int i = 0; i < 2; i++) {
        cf_value(thrd_create(&t, i ? leave : give_back, (void *)5), "thrd %d: create", i);
        cf_value(thrd_join(t, &res), "thrd %d: join", i);
        cf_value(res, "thrd %d: result", i);
    }
    cf_value(thrd_create(&t, give_back, NULL), "thrd: create to detach");
    cf_value(thrd_detach(t), "thrd: detach");
    cf_value(thrd_equal(thrd_current(), thrd_current()) != 0, "thrd: equal to itself");
    thrd_yield();
}

static void storage(void) {
    tss_t key;
    cf_value(tss_create(&key, NULL), "tss: create");
    cf_value(tss_get(key) == NULL, "tss: get is null");
    cf_value(tss_set(key, &ran), "tss: set");
    cf_value(tss_get(key) == &ran, "tss: get");
    tss_delete(key);
    for (int i = 0; i < 2; i++) {
        call_once(&flag, count);
        cf_value(ran, "call_once %d: runs", i);
    }
    struct timespec t = {0, 1000};
    cf_value(thrd_sleep(&t, NULL), "sleep");
    t.tv_nsec = -1;
    cf_value(thrd_sleep(&t, NULL) < -1, "sleep of an invalid time is an error");
}

void cf_rows_c11(int part) {
    (void)part;
    if (cf_section == CF_MISUSE)
        return;
    mutexes();
    threads_and_conditions();
    storage();
}
