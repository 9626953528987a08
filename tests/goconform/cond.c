/* cond.c: sync.Cond. */
#include "case.h"

static go_mutex mu;
static go_cond cond = GO_COND(&mu);
static int ready, woken;

static void waits(void *arg) {
    go_mutex_lock(&mu);
    while (!ready)
        go_cond_wait(&cond);
    woken++;
    go_mutex_unlock(&mu);
    go_waitgroup_done(arg);
}
RETURNS(cond_signal, "sync: Cond.Signal", "wakes one goroutine waiting, if there is any") {
    static go_waitgroup all;
    go_waitgroup_add(&all, 1);
    go_ref(waits, &all);
    yield_often(3);
    go_mutex_lock(&mu);
    ready = 1;
    go_cond_signal(&cond);
    go_mutex_unlock(&mu);
    go_waitgroup_wait(&all);
    EQUAL(woken, 1);
}
RETURNS(cond_signal_unlocked, "sync: Cond.Signal", "the lock need not be held during the call") {
    static go_waitgroup all;
    go_waitgroup_add(&all, 1);
    go_ref(waits, &all);
    go_mutex_lock(&mu);
    ready = 1;
    go_mutex_unlock(&mu);
    go_cond_signal(&cond);
    go_waitgroup_wait(&all);
}
RETURNS(cond_broadcast, "sync: Cond.Broadcast", "wakes all goroutines waiting") {
    static go_waitgroup all;
    go_waitgroup_add(&all, 4);
    for (int i = 0; i < 4; i++)
        go_ref(waits, &all);
    yield_often(4);
    go_mutex_lock(&mu);
    ready = 1;
    go_cond_broadcast(&cond);
    go_mutex_unlock(&mu);
    go_waitgroup_wait(&all);
    EQUAL(woken, 4);
}
RETURNS(cond_nobody_waits, "sync: Cond.Signal", "with nobody waiting nothing happens") {
    go_cond_signal(&cond);
    go_cond_broadcast(&cond);
}
static void signals(void *arg) {
    go_cond_signal(&cond);
    go_close(*(ints *)arg);
}
BLOCKS(cond_signal_not_kept, "lost-wakeup", "sync: Cond.Signal",
       "wakes who waits now: it is not kept for later") {
    ints c = go_make(ints, 0);
    go(signals, c);
    go_recv_ok(c, NULL);
    go_mutex_lock(&mu);
    go_cond_wait(&cond);
}

static int waiting, over;
static void waits_once(void *arg) {
    go_mutex_lock(&mu);
    waiting++;
    go_cond_wait(&cond);
    over++;
    CHECK(!go_mutex_trylock(&mu));
    go_mutex_unlock(&mu);
    go_send(*(ints *)arg, 1);
}
static void until_waiting(int n) {
    for (;;) {
        go_mutex_lock(&mu);
        int now = waiting;
        go_mutex_unlock(&mu);
        if (now == n)
            return;
        go_yield();
    }
}
RETURNS(cond_wait_unlocks, "sync: Cond.Wait",
        "atomically unlocks and suspends; locks before it returns") {
    ints c = go_make(ints, 0);
    go(waits_once, c);
    until_waiting(1);
    go_mutex_lock(&mu);
    go_cond_signal(&cond);
    EQUAL(over, 0);
    go_mutex_unlock(&mu);
    (void)go_recv(c);
    EQUAL(over, 1);
}
RETURNS(cond_wait_never_alone, "sync: Cond.Wait",
        "cannot return unless awoken by Signal or Broadcast") {
    ints c = go_make(ints, 0);
    go(waits_once, c);
    until_waiting(1);
    for (int i = 0; i < 10; i++) {
        go_mutex_lock(&mu);
        EQUAL(over, 0);
        go_mutex_unlock(&mu);
        go_yield();
    }
    go_cond_signal(&cond);
    (void)go_recv(c);
}
RETURNS(cond_signal_wakes_one_only, "sync: Cond.Signal", "wakes one goroutine") {
    ints c = go_make(ints, 3);
    for (int i = 0; i < 3; i++)
        go(waits_once, c);
    until_waiting(3);
    for (int i = 1; i <= 3; i++) {
        go_cond_signal(&cond);
        (void)go_recv(c);
        yield_often(5);
        go_mutex_lock(&mu);
        EQUAL(over, i);
        go_mutex_unlock(&mu);
    }
}
FAILS(cond_wait_unlocked, "sync: unlock of unlocked mutex", "sync: Cond.Wait",
      "unlocks its locker, which must be locked") {
    go_cond_wait(&cond);
}
static go_rwmutex rw;
static go_cond of_writer = {.l = {.writer = &rw}}, of_reader = {.l = {.reader = &rw}};
static void wakes_writer(void *arg) {
    (void)arg;
    go_rwmutex_lock(&rw);
    ready = 1;
    go_rwmutex_unlock(&rw);
    go_cond_signal(&of_writer);
    go_cond_signal(&of_reader);
}
RETURNS(cond_with_rwmutex, "sync: NewCond", "its locker is often a Mutex or an RWMutex") {
    go_rwmutex_lock(&rw);
    go(wakes_writer, 0);
    while (!ready)
        go_cond_wait(&of_writer);
    CHECK(!go_rwmutex_tryrlock(&rw));
    go_rwmutex_unlock(&rw);
}
RETURNS(cond_with_read_lock, "sync: RWMutex.RLocker", "a locker by RLock and RUnlock") {
    go_rwmutex_rlock(&rw);
    go(wakes_writer, 0);
    while (!ready)
        go_cond_wait(&of_reader);
    CHECK(go_rwmutex_tryrlock(&rw));
    go_rwmutex_runlock(&rw);
    go_rwmutex_runlock(&rw);
    CHECK(go_rwmutex_trylock(&rw));
    go_rwmutex_unlock(&rw);
}
FAILS(cond_wait_read_unlocked, "sync: RUnlock of unlocked RWMutex", "sync: Cond.Wait",
      "unlocks its locker, which must be locked") {
    go_cond_wait(&of_reader);
}
FAILS(cond_wait_write_unlocked, "sync: Unlock of unlocked RWMutex", "sync: Cond.Wait",
      "unlocks its locker, which must be locked") {
    go_cond_wait(&of_writer);
}
PANICS(cond_copied, "sync.Cond is copied", "sync: Cond", "must not be copied after first use") {
    go_cond_signal(&cond);
    go_cond copy = cond;
    go_cond_signal(&copy);
}
