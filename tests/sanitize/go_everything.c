/* go_everything.c: calls everything in libdetgo's headers, and gives back whatever it is given: what a
 * leak checker must be silent about. Ends with status 0.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detgo.h"

go_chan_type(ints, int);
GO_SENTINEL(ErrGone, "gone");
static const char key, kind;

#define check(fine) ((fine) ? (void)0 : wrong(__LINE__))
static void wrong(int line) {
    fprintf(stderr, "go_everything.c:%d: not so\n", line);
    abort();
}
static void until_alone(void) {
    while (go_num_goroutine() > 1)
        go_yield();
}

/* --- goroutines, deferred calls, panics --- */

struct task {
    ints out;
    go_waitgroup *all;
};
static void sends(void *arg) {
    struct task *t = arg;
    go_set_name("sender");
    check(go_id() > 1);
    go_send(t->out, 1);
}
static void adds(void *arg) {
    *(int *)arg += 1;
}
static void exits(void *arg) {
    GO_DEFER_FRAME;
    go_defer(adds, arg);
    go_exit();
}
static void recovers(void *arg) {
    const struct go_panic_value *p = go_recover();
    if (p && p->value)
        *(int *)p->value += (int)strlen(p->text);
    (void)arg;
}
static int panics(int *value) {
    GO_RECOVER_FRAME {
        return -1;
    }
    go_defer(recovers, NULL);
    if (value)
        go_panic_with(value, "%s", "four");
    go_panic("plain %d", 1);
}
static void goroutines(void) {
    struct task t = {.out = go_make(ints, 0)};
    int value = 0;
    go_set_stack_size(128 * 1024);
    go(sends, t);
    check(go_recv(t.out) == 1);
    go_ref(exits, &value);
    until_alone();
    check(value == 1);
    check(panics(&value) == -1 && panics(NULL) == -1);
    check(value == 5);
    go_chan_release(t.out.tx.ch);
}

/* --- channels and select --- */

static void closes(void *arg) {
    go_close(*(ints *)arg);
}
static void channels(void) {
    ints c = go_make(ints, 2), d = go_make(ints, 0);
    int v = 3, sum = 0;
    bool ok;
    go_chan_set_name(c.tx.ch, "numbers");
    go_chan *again = go_chan_retain(c.tx.ch);
    go_send(c.as_tx, 1);
    check(go_len(c) == 1 && go_cap(c) == 2);
    check(go_select(go_on_send(c, &v), go_on_recv(d, NULL, NULL)) == 0);
    check(go_select_default(go_on_send(c, &v)) == -1);
    check(go_select(go_on_recv(c, &v, &ok)) == 0 && ok && v == 1);
    go_close(c);
    go_range(n, c) sum += n;
    check(sum == 3 && !go_recv_ok(c, &v));
    go(closes, d);
    check(go_select(go_on_recv(d, NULL, &ok)) == 0 && !ok);
    until_alone();
    go_chan_release(again);
    go_chan_release(c.tx.ch);
    go_chan_release(d.tx.ch);
    go_signal left = go_make(go_signal, 4); /* values left over are freed with it */
    go_send(left, GO_UNIT);
    go_chan_release(left.tx.ch);
}

/* --- sync --- */

static go_mutex mu;
static go_rwmutex rw;
static go_cond cond = GO_COND(&mu);
static int ready;
static void guarded(void *arg) {
    GO_LOCK_GUARD(&mu);
    while (!ready)
        go_cond_wait(&cond);
    adds(arg);
}
static void reads(void *arg) {
    GO_READ_GUARD(&rw);
    check(*(int *)arg >= 0);
}
static void writes(void *arg) {
    GO_WRITE_GUARD(&rw);
    adds(*(int **)arg);
}
static void *gives(void *arg, go_error **error) {
    *error = go_errorf("kept");
    return arg;
}
static void locks(void) {
    int n = 0, *p = &n;
    check(go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
    go_ref(guarded, &n);
    go_ref(guarded, &n);
    go_mutex_lock(&mu);
    ready = 1;
    go_mutex_unlock(&mu);
    go_cond_signal(&cond);
    go_cond_broadcast(&cond);
    until_alone();
    check(n == 2);
    check(go_rwmutex_trylock(&rw) && !go_rwmutex_tryrlock(&rw));
    go_rwmutex_unlock(&rw);
    go_rwmutex_lock(&rw);
    go_rwmutex_unlock(&rw);
    go_rwmutex_rlock(&rw);
    go_rwmutex_runlock(&rw);
    go_waitgroup wg = {0};
    go_waitgroup_add(&wg, 1);
    go_waitgroup_go(&wg, writes, p);
    go_waitgroup_done(&wg);
    go_waitgroup_wait(&wg);
    reads(&n);
    go_once once = {0};
    go_once_do(&once, adds, &n);
    go_once_do(&once, adds, &n);
    check(n == 4);
    go_once_value v;
    go_error *e;
    go_once_value_init(&v, gives, &n);
    check(go_once_value_get(&v, &e) == &n && strcmp(go_error_text(e), "kept") == 0);
    go_once_value_free(&v);
}
static void atomics(void) {
    go_atomic_int64 a = {0};
    go_atomic_pointer p = {0};
    go_atomic_store(&a, 4);
    check(go_atomic_add(&a, 1) == 5 && go_atomic_swap(&a, 6) == 5 && go_atomic_cas(&a, 6, 7));
    check(go_atomic_load(&a) == 7);
    go_atomic_pointer_store(&p, &a);
    check(go_atomic_pointer_swap(&p, &p) == &a && go_atomic_pointer_cas(&p, &p, NULL));
    check(go_atomic_pointer_load(&p) == NULL);
}

/* --- errors, contexts --- */

static void errors(void) {
    int data = 5;
    go_error *typed = go_error_typed(&kind, &data, sizeof data, "typed");
    go_error *e = go_error_wrap(go_error_retain(typed), "outer"), *both[] = {e, ErrGone, NULL};
    go_error *j = go_error_join(both, 3);
    check(go_error_is(j, ErrGone) && go_error_unwrap(e) == typed);
    check(*(const int *)go_error_as(j, &kind) == 5);
    go_error_release(j);
    go_error_release(e);
    go_error_release(typed);
    check(!go_error_is(go_canceled, go_deadline_exceeded));
}
static void waits_for(void *arg) {
    go_ctx *ctx = *(go_ctx **)arg;
    go_recv_ok(go_ctx_done(ctx), NULL);
    go_ctx_release(ctx);
}
static void contexts(void) {
    int n = 0;
    go_time t;
    go_ctx *root = go_ctx_with_cancel(go_ctx_background());
    go_ctx *value = go_ctx_with_value(root, &key, &n);
    go_ctx *late = go_ctx_with_deadline(value, go_now() + GO_MILLISECOND);
    go_ctx *free_of = go_ctx_without_cancel(late);
    go_ctx *held = go_ctx_retain(late);
    go_error *why = go_errorf("why");
    go(waits_for, held);
    check(go_ctx_value(late, &key) == &n && go_ctx_deadline(late, &t));
    ints ran = go_make(ints, 0);
    go_ctx_after *after = go_ctx_after_func(late, closes, &ran);
    go_ctx_after *stopped = go_ctx_after_func(root, adds, &n);
    check(go_ctx_after_stop(stopped));
    go_ctx_after_free(stopped);
    go_recv_ok(go_ctx_done(late), NULL);
    go_recv_ok(ran, NULL);
    until_alone();
    go_chan_release(ran.tx.ch);
    check(go_ctx_err(late) == go_deadline_exceeded && !go_ctx_err(free_of));
    go_ctx_after_free(after);
    go_ctx_cancel_cause(root, why);
    check(go_ctx_cause(value) == why);
    go_ctx *one = go_ctx_with_timeout_cause(free_of, GO_SECOND, why);
    go_ctx *two = go_ctx_with_deadline_cause(one, go_now(), why);
    check(go_ctx_cause(two) == why);
    go_error_release(why);
    go_ctx_cancel_release(one);
    go_ctx_release(two);
    go_ctx_release(free_of);
    go_ctx_release(late);
    go_ctx_release(value);
    go_ctx_cancel(root);
    go_ctx_release(root);
    GO_CTX_GUARD(last, go_ctx_with_timeout(go_ctx_background(), GO_SECOND));
    check(!go_ctx_err(last));
}

/* --- errgroup, rate, time, leaks --- */

static go_error *fails(void *arg) {
    return go_error_wrap(ErrGone, "%d", *(int *)arg);
}
static void groups(void) {
    go_errgroup g;
    go_ctx *ctx = go_errgroup_with_context(&g, go_ctx_background());
    go_errgroup_set_limit(&g, 2);
    for (int i = 0; i < 4; i++)
        go_errgroup_go(&g, fails, i);
    (void)go_errgroup_trygo(&g, fails, 4);
    go_error *e = go_errgroup_wait(&g);
    check(go_error_is(e, ErrGone) && go_error_is(go_ctx_cause(ctx), ErrGone));
    go_error_release(e);
    go_ctx_release(ctx);
}
static void rates(void) {
    go_limiter *l = go_limiter_new(go_rate_every(GO_MILLISECOND), 2);
    go_ctx *ctx = go_ctx_background();
    check(go_limiter_allow(l) && !go_limiter_wait(l, ctx) && !go_limiter_wait_n(l, ctx, 2));
    go_error *e = go_limiter_wait_n(l, ctx, 3);
    check(e != NULL);
    go_error_release(e);
    go_time now = go_now() + GO_SECOND;
    check(go_limiter_allow_n(l, now, 1));
    go_limiter_set_limit(
        l, go_rate_every(3600 * GO_SECOND)); /* no delay is over when it is asked for */
    go_reservation r = go_limiter_reserve_n(l, now, 2), s = go_limiter_reserve(l);
    check(r.ok && s.ok && go_reservation_delay_from(&r, now) > 0 && go_reservation_delay(&s) > 0);
    go_reservation_cancel_at(&r, now);
    go_reservation_cancel(&s);
    go_limiter_set_limit(l, 5);
    go_limiter_set_limit_at(l, now, GO_RATE_INF);
    go_limiter_set_burst(l, 7);
    go_limiter_set_burst_at(l, now, 8);
    check(go_limiter_limit(l) == GO_RATE_INF && go_limiter_burst(l) == 8);
    check(go_limiter_tokens(l) <= 8 && go_limiter_tokens_at(l, now) <= 8);
    go_limiter_free(l);
}
static void times(void) {
    int n = 0;
    go_sleep(GO_MICROSECOND);
    GO_AFTER(soon, GO_MILLISECOND);
    (void)go_recv(soon);
    GO_AFTER(never, 3600 * GO_SECOND);
    check(go_len(never) == 0);
    go_timer *t = go_timer_new(GO_MILLISECOND), *f = go_after_func(GO_MICROSECOND, adds, &n);
    (void)go_recv(go_timer_chan(t));
    check(!go_timer_reset(t, GO_SECOND) && go_timer_stop(t));
    go_timer_free(t);
    go_ticker *k = go_ticker_new(GO_MILLISECOND);
    (void)go_recv(go_ticker_chan(k));
    go_ticker_reset(k, GO_MILLISECOND / 2);
    (void)go_recv(go_ticker_chan(k));
    go_ticker_stop(k);
    go_ticker_free(k);
    while (go_timer_stop(f))
        go_timer_reset(f, 0);
    until_alone();
    go_timer_free(f);
    check(n <= 1);
}
static void sleeps_long(void *arg) {
    (void)go_recv(*(ints *)arg);
}
static void leaks(void) {
    static const char *const names[] = {"sleeps_long", NULL};
    go_leak_options options = {.ignore = names, .existing = go_leak_snapshot()};
    ints c = go_make(ints, 0);
    go(sleeps_long, c);
    check(go_leak_find(&options) == NULL && go_leak_verify_none(&options));
    go_error *e = go_leak_find(NULL);
    check(e != NULL);
    go_error_release(e);
    go_send(c, 1);
    until_alone();
    go_chan_release(c.tx.ch);
    go_leak_verify_at_exit(NULL);
}

int main(void) {
    for (int round = 0; round < 3; round++) {
        ready = 0;
        goroutines();
        channels();
        locks();
        atomics();
        errors();
        contexts();
        groups();
        rates();
        times();
    }
    leaks();
    return 0;
}
