/* cond.c: sync.Cond, with each kind of locker. */
#include "case.h"

enum { WAITERS = 4 };

static go_mutex mu;
static go_rwmutex rw;
static int ready, order[WAITERS], woken;
static go_atomic_int64 waiting;

struct waiter {
    go_cond *c;
    int me;
};

/* Waits without a loop: a wait that returned by itself would show. */
static void wait_mutex(void *arg) {
    struct waiter *w = arg;
    GO_LOCK_GUARD(&mu);
    go_atomic_add(&waiting, 1);
    go_cond_wait(w->c);
    order[woken++] = w->me;
}
static void start_waiters(go_waitgroup *wg, go_cond *c) {
    woken = 0;
    go_atomic_store(&waiting, 0);
    for (int i = 0; i < WAITERS; i++) {
        go_waitgroup_go(wg, wait_mutex, ((struct waiter){c, i}));
        await(&waiting, i + 1);
        go_mutex_lock(&mu); /* so it has given the mutex back: it waits */
        go_mutex_unlock(&mu);
    }
}

static void await_woken(int n) {
    for (bool enough = false; !enough; go_yield()) {
        GO_LOCK_GUARD(&mu);
        enough = woken >= n;
    }
}
static void signal_wakes_one_in_order(void **state) {
    go_cond c = GO_COND(&mu);
    go_waitgroup wg = {0};
    (void)state;
    start_waiters(&wg, &c);
    for (int i = 0; i < WAITERS; i++) {
        assert_int_equal(woken, i);
        go_cond_signal(&c); /* the locker need not be held */
        await_woken(i + 1);
    }
    go_waitgroup_wait(&wg);
    for (int i = 0; i < WAITERS; i++)
        assert_int_equal(order[i], i);
}

static void broadcast_wakes_all(void **state) {
    go_cond c = GO_COND(&mu);
    go_waitgroup wg = {0};
    (void)state;
    start_waiters(&wg, &c);
    go_mutex_lock(&mu);
    go_cond_broadcast(&c);
    assert_int_equal(woken, 0); /* they need the mutex */
    go_mutex_unlock(&mu);
    go_waitgroup_wait(&wg);
    assert_int_equal(woken, WAITERS);
}

static void nobody_waits(void **state) {
    go_cond c = GO_COND(&mu);
    go_waitgroup wg = {0};
    (void)state;
    go_cond_signal(&c);
    go_cond_broadcast(&c);
    start_waiters(&wg, &c);
    assert_int_equal(woken, 0); /* a signal of before is not kept */
    go_cond_broadcast(&c);
    go_waitgroup_wait(&wg);
}

static void wait_rw(void *arg) {
    go_cond *c = *(go_cond **)arg;
    if (c->l.writer) {
        go_rwmutex_lock(&rw);
        while (!ready)
            go_cond_wait(c);
        assert_false(go_rwmutex_tryrlock(&rw));
        go_rwmutex_unlock(&rw);
    } else {
        go_rwmutex_rlock(&rw);
        while (!ready)
            go_cond_wait(c);
        assert_false(go_rwmutex_trylock(&rw));
        go_rwmutex_runlock(&rw);
    }
}
static void with_a_read_write_mutex(void **state) {
    go_cond writer = {.l = {.writer = &rw}}, reader = {.l = {.reader = &rw}};
    (void)state;
    for (int i = 0; i < 2; i++) {
        go_cond *c = i ? &reader : &writer;
        go_waitgroup wg = {0};
        ready = 0;
        go_waitgroup_go(&wg, wait_rw, c);
        go_waitgroup_go(&wg, wait_rw, c);
        go_rwmutex_lock(&rw);
        ready = 1;
        go_cond_broadcast(c);
        go_rwmutex_unlock(&rw);
        go_waitgroup_wait(&wg);
    }
}

static void signal_it(void *c) {
    go_cond_signal(c);
}
static void broadcast_it(void *c) {
    go_cond_broadcast(c);
}
static void wait_it(void *c) {
    go_cond_wait(c);
}
static void a_copy_panics(void **state) {
    go_cond c = GO_COND(&mu), unused = c;
    (void)state;
    if (is_modelled())
        return;              /* there it is a finding */
    go_cond_signal(&unused); /* C was not used before it was copied */
    go_cond_signal(&c);
    unused = c;
    assert_panics(signal_it, &unused, "sync.Cond is copied");
    assert_panics(broadcast_it, &unused, "sync.Cond is copied");
    assert_panics(wait_it, &unused, "sync.Cond is copied");
}

/* A bounded queue, in the way that condition variables are meant. */
static go_cond not_empty = GO_COND(&mu), not_full = GO_COND(&mu);
static int queue[4], head, used, taken;
static void put(void *arg) {
    int n = *(int *)arg;
    for (int i = 1; i <= n; i++) {
        GO_LOCK_GUARD(&mu);
        while (used == 4)
            go_cond_wait(&not_full);
        queue[(head + used++) % 4] = i;
        go_cond_signal(&not_empty);
    }
}
static void take(void *arg) {
    int n = *(int *)arg;
    for (int i = 0; i < n; i++) {
        GO_LOCK_GUARD(&mu);
        while (used == 0)
            go_cond_wait(&not_empty);
        taken += queue[head];
        head = (head + 1) % 4;
        used--;
        go_cond_signal(&not_full);
    }
}
static void a_queue(void **state) {
    go_waitgroup wg = {0};
    int n = is_modelled() ? 3 : 5000;
    (void)state;
    for (int i = 0; i < 3; i++) {
        go_waitgroup_go(&wg, put, n);
        go_waitgroup_go(&wg, take, n);
    }
    go_waitgroup_wait(&wg);
    assert_int_equal(taken, 3 * (n * (n + 1) / 2));
}

static void wait_unlocked(void) {
    static go_cond c = GO_COND(&mu);
    go_cond_wait(&c);
}
static void wait_reader_unlocked(void) {
    static go_cond c = {.l = {.reader = &rw}};
    go_cond_wait(&c);
}
static void wait_writer_unlocked(void) {
    static go_cond c = {.l = {.writer = &rw}};
    go_cond_wait(&c);
}
static void nobody_signals(void) {
    static go_cond c = GO_COND(&mu);
    go_mutex_lock(&mu);
    go_cond_wait(&c);
}
static const struct death deaths[] = {
    {"wait-unlocked", wait_unlocked, "fatal error: sync: unlock of unlocked mutex"},
    {"wait-reader", wait_reader_unlocked, "fatal error: sync: RUnlock of unlocked RWMutex"},
    {"wait-writer", wait_writer_unlocked, "fatal error: sync: Unlock of unlocked RWMutex"},
    {"nobody-signals", nobody_signals, "fatal error: all goroutines are asleep - deadlock!"},
};

int main(int argc, char **argv) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(signal_wakes_one_in_order),
        cmocka_unit_test(broadcast_wakes_all),
        cmocka_unit_test(nobody_waits),
        cmocka_unit_test(with_a_read_write_mutex),
        cmocka_unit_test(a_copy_panics),
        cmocka_unit_test(a_queue),
    };
    return RUN_CASES(argc, argv, tests, deaths);
}
