/* border.c: what the runtime tells the probe, and that the objects' own words keep in step with it.
 *
 * The probe here is a stand-in that lets everything go at once and writes down each call; the real one's
 * answers that cannot come up in it are given by hand (`answer`).
 */
#include <stdio.h>
#include <string.h>

#include "case.h"
#include "probe.h"

static char calls[2048];
static bool active;
static int answer, held;
static uint32_t objects, initial_seen;
static struct {
    void (*fn)(void *arg, int64_t now);
    void *arg;
    int64_t deadline;
} timer;

static void say(const char *call, uint32_t obj) {
    size_t used = strlen(calls);
    snprintf(calls + used, sizeof calls - used, "%s%s%s %u", used ? "; " : "", held ? "+" : "",
             call, obj);
}
#define assert_calls(wanted)                \
    do {                                    \
        assert_string_equal(calls, wanted); \
        calls[0] = '\0';                    \
    } while (0)

static bool on(void) {
    return active;
}
static uint32_t object(enum go_probe_kind kind, void *addr, void *at, uint32_t initial,
                       uint64_t cap, const char *name) {
    struct go_tag *tag = at;
    (void)kind, (void)cap, (void)name;
    if (tag && tag->self == addr)
        return tag->obj;
    initial_seen = initial;
    ++objects;
    if (tag)
        *tag = (struct go_tag){.self = addr, .obj = objects};
    return objects;
}
static void gone(uint32_t obj) {
    say("gone", obj);
}
static int close_it(uint32_t obj) {
    say("close", obj);
    return 0;
}
static int mutex(uint32_t obj, enum go_probe_op op) {
    static const char *const names[] = {"lock",  "trylock",  "unlock",
                                        "rlock", "tryrlock", "runlock"};
    say(names[op], obj);
    return answer;
}
static int waitgroup_add(uint32_t obj, int32_t delta, bool done) {
    say(done ? "done" : delta < 0 ? "take" : "add", obj);
    return answer;
}
static int waitgroup_wait(uint32_t obj) {
    say("wait", obj);
    return answer;
}
static bool once_begin(uint32_t obj) {
    say("begin", obj);
    return answer == 0;
}
static void once_end(uint32_t obj) {
    say("end", obj);
}
static const go_mutex *looked_at;
static int cond_wait(uint32_t obj, uint32_t locker, bool reader) {
    say(reader ? "cond-wait-reader" : "cond-wait", obj);
    say("with", locker);
    if (looked_at)
        assert_int_equal(looked_at->state, 0);
    return answer;
}
static void cond_wake(uint32_t obj, bool all) {
    say(all ? "broadcast" : "signal", obj);
}
static void atomic(uint32_t obj, enum go_probe_access access) {
    static const char *const names[] = {"load", "store", "update"};
    say(names[access], obj);
}
static void cancel(uint32_t obj) {
    say("cancel", obj);
}
static void context_err(uint32_t obj, bool cancelled) {
    say(cancelled ? "err" : "no-err", obj);
}
static void hold(int delta) {
    held += delta;
}
static void set_timer(struct go_probe_timer *t, int64_t deadline, int64_t period,
                      void (*fn)(void *arg, int64_t now), void *arg) {
    (void)t, (void)period;
    say(deadline == INT64_MAX ? "disarm" : "arm", 0);
    timer.fn = fn;
    timer.arg = arg;
    timer.deadline = deadline;
}

const struct go_probe *detsched_go_attach(uint32_t version, const void *text, const void *end) {
    (void)text, (void)end;
    static const struct go_probe table = {
        .version = GO_PROBE_VERSION,
        .on = on,
        .object = object,
        .gone = gone,
        .close = close_it,
        .mutex = mutex,
        .rwmutex = mutex,
        .waitgroup_add = waitgroup_add,
        .waitgroup_wait = waitgroup_wait,
        .once_begin = once_begin,
        .once_end = once_end,
        .cond_wait = cond_wait,
        .cond_wake = cond_wake,
        .atomic = atomic,
        .cancel = cancel,
        .context_err = context_err,
        .hold = hold,
        .timer = set_timer,
    };
    return version == GO_PROBE_VERSION ? &table : NULL;
}

static int begin(void **state) {
    (void)state;
    active = true;
    answer = held = 0;
    objects = 0;
    looked_at = NULL;
    calls[0] = '\0';
    return 0;
}
static int end(void **state) {
    (void)state;
    active = false;
    return held;
}

static void mutexes(void **state) {
    go_mutex m = {0};
    (void)state;
    go_mutex_lock(&m);
    assert_int_equal(m.state, 1);
    go_mutex_unlock(&m);
    assert_int_equal(m.state, 0);
    assert_true(go_mutex_trylock(&m));
    answer = 1;
    assert_false(go_mutex_trylock(&m));
    assert_calls("lock 1; unlock 1; trylock 1; trylock 1");
    active = false; /* control ends: what was held still is */
    assert_false(go_mutex_trylock(&m));
    go_mutex_unlock(&m);
    go_mutex_lock(&m);
    active = true; /* and what is held when it begins is known */
    go_mutex again = {.state = 1};
    answer = 0;
    go_mutex_unlock(&again);
    assert_int_equal(initial_seen, 1);
    assert_int_equal(again.state, 0);
}

static void rwmutexes(void **state) {
    go_rwmutex m = {0}, found = {0};
    (void)state;
    go_rwmutex_rlock(&m);
    assert_true(go_rwmutex_tryrlock(&m));
    active = false;
    assert_false(go_rwmutex_trylock(&m));
    active = true;
    go_rwmutex_runlock(&m);
    go_rwmutex_runlock(&m);
    go_rwmutex_lock(&m);
    active = false;
    assert_false(go_rwmutex_tryrlock(&m));
    go_rwmutex_unlock(&m);
    assert_true(go_rwmutex_trylock(&m));
    active = true;
    go_rwmutex_unlock(&m);
    assert_true(go_rwmutex_trylock(&m));
    assert_calls("rlock 1; tryrlock 1; runlock 1; runlock 1; lock 1; unlock 1; trylock 1");
    active = false;
    go_rwmutex_rlock(&found);
    go_rwmutex_rlock(&found);
    active = true;
    go_rwmutex_runlock(&found);
    assert_int_equal(initial_seen, 4);
}

static void wait_now(void *wg) {
    go_waitgroup_wait(wg);
}
static void done_now(void *wg) {
    go_waitgroup_done(wg);
}
static void waitgroups(void **state) {
    go_waitgroup wg = {0};
    (void)state;
    go_waitgroup_add(&wg, 3);
    go_waitgroup_add(&wg, -1);
    go_waitgroup_done(&wg);
    assert_true(wg.state == (uint64_t)1 << 32);
    go_waitgroup_wait(&wg); /* the engine's answer counts */
    assert_calls("add 1; take 1; done 1; wait 1");
    answer = 3;
    assert_panics(wait_now, &wg, "sync: WaitGroup is reused before previous Wait has returned");
    answer = 2;
    assert_panics(done_now, &wg, "sync: WaitGroup misuse: Add called concurrently with Wait");
    answer = 1;
    assert_panics(done_now, &wg, "sync: negative WaitGroup counter");
}

static void say_run(void *arg) {
    say(arg, 0);
}
static void onces(void **state) {
    go_once o = {0};
    (void)state;
    go_once_do(&o, say_run, (void *)(uintptr_t) "run");
    answer = 1;
    go_once_do(&o, say_run, (void *)(uintptr_t) "again");
    assert_calls("begin 1; run 0; end 1; begin 1");
    active = false;
    go_once_do(&o, say_run, (void *)(uintptr_t) "again");
    assert_calls("");
}

static void conds(void **state) {
    go_mutex m = {0};
    go_rwmutex rw = {0};
    go_cond c = GO_COND(&m), reader = {.l = {.reader = &rw}}, writer = {.l = {.writer = &rw}};
    (void)state;
    go_mutex_lock(&m);
    looked_at = &m;
    go_cond_wait(&c); /* while it waits the mutex is free */
    looked_at = NULL;
    assert_int_equal(m.state, 1);
    go_cond_signal(&c);
    go_cond_broadcast(&c);
    assert_calls("lock 1; cond-wait 2; with 1; signal 2; broadcast 2");
    go_rwmutex_rlock(&rw);
    go_cond_wait(&reader);
    assert_int_equal(rw.readers, 1);
    go_rwmutex_runlock(&rw);
    go_rwmutex_lock(&rw);
    go_cond_wait(&writer);
    assert_true(rw.readers < 0);
    assert_calls("rlock 3; cond-wait-reader 4; with 3; runlock 3; lock 3; cond-wait 5; with 3");
}

static void atomics(void **state) {
    go_atomic_int64 n = {0};
    go_atomic_pointer p = {0};
    (void)state;
    go_atomic_load(&n);
    go_atomic_store(&n, 1);
    go_atomic_add(&n, 1);
    go_atomic_swap(&n, 1);
    go_atomic_cas(&n, 5, 6);
    go_atomic_pointer_load(&p);
    go_atomic_pointer_store(&p, &p);
    go_atomic_pointer_swap(&p, NULL);
    go_atomic_pointer_cas(&p, &p, NULL);
    assert_calls(
        "load 1; store 1; update 1; update 1; update 1; load 2; store 2; update 2; update 2");
}

/* All of a tree is cancelled without another task in between (+), below before beside. */
static void contexts(void **state) {
    (void)state;
    go_ctx *top = go_ctx_with_cancel(go_ctx_background());   /* channel 1, context 2 */
    go_ctx *child = go_ctx_with_cancel(top);                 /* 3, 4 */
    go_ctx *below = go_ctx_with_timeout(child, GO_SECOND);   /* 5, 6 */
    go_ctx *value = go_ctx_with_value(child, &child, child); /* none */
    assert_calls("no-err 2; no-err 4; arm 0");
    assert_null(go_ctx_err(value));
    assert_null(go_ctx_cause(below));
    assert_calls("no-err 4; no-err 6");
    go_ctx_cancel(child);
    assert_calls("cancel 4; +close 3; +cancel 6; +close 5; +disarm 0");
    go_ctx_cancel(child);
    assert_ptr_equal(go_ctx_err(value), go_canceled);
    assert_calls("cancel 4; err 4");
    go_ctx_release(value);
    go_ctx_release(below);
    go_ctx_release(child);
    assert_calls("gone 6; gone 5; gone 4; gone 3");
    go_ctx_release(top);
    assert_calls("gone 2; gone 1");
}

static void deadlines(void **state) {
    (void)state;
    go_ctx *c = go_ctx_with_timeout(go_ctx_background(), GO_SECOND); /* 1, 2 */
    assert_int_equal(timer.deadline == INT64_MAX, 0);
    timer.fn(timer.arg, timer.deadline);
    assert_ptr_equal(go_ctx_err(c), go_deadline_exceeded);
    assert_calls("arm 0; cancel 2; +close 1; err 2");
    timer.fn(timer.arg, timer.deadline); /* one that was stopped is silent */
    go_ctx_release(c);
    assert_calls("gone 2; gone 1");
    c = go_ctx_with_timeout(go_ctx_background(), 0); /* 3, 4 */
    go_ctx_release(c);
    assert_calls("cancel 4; +close 3; gone 4; gone 3");
}

static void after_funcs(void **state) {
    (void)state;
    go_ctx *c = go_ctx_with_cancel(go_ctx_background());
    go_ctx_after *a = go_ctx_after_func(c, say_run, c);
    assert_true(go_ctx_after_stop(a));
    assert_false(go_ctx_after_stop(a));
    assert_calls("no-err 2; no-err 2; no-err 2");
    go_ctx_after_free(a);
    go_ctx_cancel_release(c);
    assert_calls("cancel 2; +close 1; gone 2; gone 1");
}

static void limiters(void **state) {
    go_limiter *l = go_limiter_new(1, 1);
    (void)state;
    assert_true(go_limiter_allow_n(l, 1, 1));
    go_reservation r = go_limiter_reserve_n(l, 1, 1);
    go_reservation_cancel_at(&r, 1);
    go_limiter_set_burst_at(l, 1, 2);
    assert_calls("update 1; update 1; update 1; update 1");
    go_limiter_free(l);
}

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
        CASE(mutexes), CASE(rwmutexes), CASE(waitgroups), CASE(onces),       CASE(conds),
        CASE(atomics), CASE(contexts),  CASE(deadlines),  CASE(after_funcs), CASE(limiters),
    };
    return run_cases(argc, argv, tests, sizeof tests / sizeof tests[0], NULL, 0);
}
