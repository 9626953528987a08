/* atomic.c: sync/atomic's Int64 and Pointer. */
#include <stdint.h>

#include "case.h"

static go_atomic_int64 a;
static go_atomic_pointer p;

RETURNS(atomic_zero, "sync/atomic: Int64", "the zero value is zero") {
    EQUAL(go_atomic_load(&a), 0);
}
RETURNS(atomic_store_load, "sync/atomic: Int64.Store", "stores; Load gives it") {
    go_atomic_store(&a, -5);
    EQUAL(go_atomic_load(&a), -5);
}
RETURNS(atomic_add, "sync/atomic: Int64.Add", "adds and returns the new value") {
    EQUAL(go_atomic_add(&a, 3), 3);
    EQUAL(go_atomic_add(&a, -10), -7);
    EQUAL(go_atomic_load(&a), -7);
}
RETURNS(atomic_add_wraps, "spec: Integer overflow", "signed integers wrap around") {
    go_atomic_store(&a, INT64_MAX);
    CHECK(go_atomic_add(&a, 1) == INT64_MIN);
}
RETURNS(atomic_swap, "sync/atomic: Int64.Swap", "stores the new value, returns the previous one") {
    EQUAL(go_atomic_swap(&a, 8), 0);
    EQUAL(go_atomic_swap(&a, 9), 8);
    EQUAL(go_atomic_load(&a), 9);
}
RETURNS(atomic_cas, "sync/atomic: Int64.CompareAndSwap", "swaps only if it holds the old value") {
    go_atomic_store(&a, 1);
    CHECK(!go_atomic_cas(&a, 2, 3));
    EQUAL(go_atomic_load(&a), 1);
    CHECK(go_atomic_cas(&a, 1, 3));
    EQUAL(go_atomic_load(&a), 3);
}
RETURNS(atomic_pointer, "sync/atomic: Pointer", "the zero value is nil; the same calls") {
    int x, y;
    CHECK(go_atomic_pointer_load(&p) == NULL);
    go_atomic_pointer_store(&p, &x);
    CHECK(go_atomic_pointer_load(&p) == &x);
    CHECK(go_atomic_pointer_swap(&p, &y) == &x);
    CHECK(!go_atomic_pointer_cas(&p, &x, NULL));
    CHECK(go_atomic_pointer_cas(&p, &y, NULL));
    CHECK(go_atomic_pointer_load(&p) == NULL);
}
static void adds(void *arg) {
    for (int i = 0; i < 10; i++)
        go_atomic_add(&a, 1);
    go_waitgroup_done(arg);
}
RETURNS(atomic_add_concurrently, "sync/atomic: package", "no update is lost") {
    static go_waitgroup all;
    go_waitgroup_add(&all, 4);
    for (int i = 0; i < 4; i++)
        go_ref(adds, &all);
    go_waitgroup_wait(&all);
    EQUAL(go_atomic_load(&a), 40);
}
static void adds_by_cas(void *arg) {
    for (int i = 0; i < 5; i++) {
        int64_t was = go_atomic_load(&a);
        while (!go_atomic_cas(&a, was, was + 1))
            was = go_atomic_load(&a);
    }
    go_waitgroup_done(arg);
}
RETURNS(atomic_cas_concurrently, "sync/atomic: package",
        "the equivalent of an atomic if and assignment") {
    static go_waitgroup all;
    go_waitgroup_add(&all, 3);
    for (int i = 0; i < 3; i++)
        go_ref(adds_by_cas, &all);
    go_waitgroup_wait(&all);
    EQUAL(go_atomic_load(&a), 15);
}
static int message;
static void publishes(void *arg) {
    (void)arg;
    message = 4;
    go_atomic_store(&a, 1);
}
RETURNS(atomic_publishes, "mem: Atomic Values",
        "what an atomic operation observes was synchronized before it") {
    go(publishes, 0);
    while (!go_atomic_load(&a))
        go_yield();
    EQUAL(message, 4);
}
static go_atomic_int64 x, y;
static void stores_x(void *arg) {
    ints *c = arg;
    go_atomic_store(&x, 1);
    go_send(*c, (int)go_atomic_load(&y));
}
ORDERS(atomic_sequentially_consistent, "12", "mem: Atomic Values",
       "all behave as in some sequentially consistent order: not both see nothing") {
    ints c = go_make(ints, 1);
    go(stores_x, c);
    go_atomic_store(&y, 1);
    int sum = (int)go_atomic_load(&x) + go_recv(c);
    chose((char)('0' + sum));
}
