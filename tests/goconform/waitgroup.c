/* waitgroup.c: sync.WaitGroup. */
#include "case.h"

static go_waitgroup wg;
static go_atomic_int64 done;

static void finishes(void *arg) {
    (void)arg;
    go_atomic_add(&done, 1);
    go_waitgroup_done(&wg);
}
RETURNS(wg_wait_at_zero, "sync: WaitGroup.Wait", "blocks until the counter is zero: not at all") {
    go_waitgroup_wait(&wg);
    go_waitgroup_add(&wg, 2);
    go_waitgroup_add(&wg, -2);
    go_waitgroup_wait(&wg);
}
RETURNS(wg_waits_for_all, "sync: WaitGroup.Wait", "blocks until the counter is zero") {
    go_waitgroup_add(&wg, 5);
    for (int i = 0; i < 5; i++)
        go(finishes, 0);
    go_waitgroup_wait(&wg);
    EQUAL(go_atomic_load(&done), 5);
}
static void waits(void *arg) {
    go_waitgroup_wait(&wg);
    EQUAL(go_atomic_load(&done), 1);
    go_send(*(ints *)arg, 1);
}
RETURNS(wg_many_waiters, "sync: WaitGroup.Add",
        "when it becomes zero all blocked on Wait are released") {
    ints c = go_make(ints, 0);
    go_waitgroup_add(&wg, 1);
    for (int i = 0; i < 3; i++)
        go(waits, c);
    yield_often(3);
    go(finishes, 0);
    for (int i = 0; i < 3; i++)
        (void)go_recv(c);
}
RETURNS(wg_negative_delta, "sync: WaitGroup.Add", "the delta may be negative") {
    go_waitgroup_add(&wg, 3);
    go_waitgroup_add(&wg, -1);
    go_waitgroup_done(&wg);
    go(finishes, 0);
    go_waitgroup_wait(&wg);
    EQUAL(go_atomic_load(&done), 1);
}
RETURNS(wg_reused_after_wait, "sync: WaitGroup.Add",
        "a group is reused once all previous Wait calls have returned") {
    for (int i = 1; i <= 3; i++) {
        go_waitgroup_add(&wg, 1);
        go(finishes, 0);
        go_waitgroup_wait(&wg);
        EQUAL(go_atomic_load(&done), i);
    }
}
PANICS(wg_negative_add, "sync: negative WaitGroup counter", "sync: WaitGroup.Add",
       "if the counter goes negative, Add panics") {
    go_waitgroup_add(&wg, 1);
    go_waitgroup_add(&wg, -2);
}
PANICS(wg_negative_done, "sync: negative WaitGroup counter", "sync: WaitGroup.Done",
       "decrements by one: below zero it panics as Add") {
    go_waitgroup_done(&wg);
}
static void finishes_twice(void *arg) {
    finishes(arg);
    finishes(arg);
}
PANICS(wg_done_twice, "sync: negative WaitGroup counter", "sync: WaitGroup.Done",
       "below zero it panics, in whichever goroutine") {
    go_waitgroup_add(&wg, 1);
    go(finishes_twice, 0);
    (void)go_recv(go_make(ints, 0));
}
BLOCKS(wg_nobody_finishes, "deadlock", "sync: WaitGroup.Wait", "blocks until the counter is zero") {
    go_waitgroup_add(&wg, 1);
    go_waitgroup_wait(&wg);
}
static void adds_one(void *arg) {
    (void)arg;
    go_waitgroup_add(&wg, 1);
    go_waitgroup_done(&wg);
}
static void waits_only(void *arg) {
    go_waitgroup_wait(&wg);
    go_send(*(ints *)arg, 1);
}
MAY_PANIC(wg_reused_early, "sync: WaitGroup is reused before previous Wait has returned",
          "sync: WaitGroup.Add",
          "to be reused, Adds must come after all previous Waits have returned") {
    ints c = go_make(ints, 1);
    go_waitgroup_add(&wg, 1);
    go(waits_only, c);
    yield_often(3);
    go_waitgroup_done(&wg);
    adds_one(NULL);
    (void)go_recv(c);
}

static void comes_and_goes(void *arg) {
    for (int i = 0; i < 20; i++)
        adds_one(arg);
    go_send(*(ints *)arg, 1);
}
MAY_PANIC(wg_add_beside_wait,
          "sync: WaitGroup misuse: Add called concurrently with Wait|"
          "sync: WaitGroup is reused before previous Wait has returned",
          "sync: WaitGroup.Add", "an Add with the counter at zero must come before a Wait") {
    ints c = go_make(ints, 1);
    go(comes_and_goes, c);
    for (int i = 0; i < 20; i++)
        go_waitgroup_wait(&wg);
    (void)go_recv(c);
}

struct job {
    int number;
    go_atomic_int64 *sum;
};
static void adds(void *arg) {
    struct job *j = arg;
    go_atomic_add(j->sum, j->number);
}
RETURNS(wg_go, "sync: WaitGroup.Go", "calls the function in a goroutine and adds that task") {
    static go_atomic_int64 sum;
    struct job j = {0, &sum};
    for (j.number = 1; j.number <= 4; j.number++)
        go_waitgroup_go(&wg, adds, j);
    go_waitgroup_wait(&wg);
    EQUAL(go_atomic_load(&sum), 10);
}
static void starts_more(void *arg) {
    struct job *j = arg;
    go_waitgroup_go(&wg, adds, *j);
}
RETURNS(wg_go_from_task, "sync: WaitGroup.Go",
        "with the counter above zero a task may start another") {
    static go_atomic_int64 sum;
    struct job j = {5, &sum};
    go_waitgroup_go(&wg, starts_more, j);
    go_waitgroup_wait(&wg);
    EQUAL(go_atomic_load(&sum), 5);
}
static void exits(void *arg) {
    (void)arg;
    go_exit();
}
RETURNS(wg_go_goexit, "sync: WaitGroup.Go",
        "when the function is over the task is removed, by Goexit too") {
    go_waitgroup_go(&wg, exits, 0);
    go_waitgroup_wait(&wg);
}
