/* edges.c: one program for each edge of the Go memory model, or for an edge that it does not have.
 *
 *     edges list          name, label of the edge, citation; tabs between
 *     edges NAME          plays the case, and ends with status 3, so that there is a finding to look at
 *
 * What is done in the function NAME_before must happen before what is done in NAME_after, in every
 * run: by an edge with the case's label, which leads from the first to where the second is or was
 * prepared by its task; without a label by some path. The label "none": neither happens before the
 * other. All else that a case does must not make that order.
 */
#include <stdio.h>
#include <string.h>

#include "detgo.h"

go_chan_type(ints, int);
enum { STATUS = 3 };
struct row {
    const char *name, *label, *cites;
    void (*run)(void);
};
#define EDGE(name, label, cites)                                                               \
    static void name(void);                                                                    \
    static const struct row name##_row = {#name, label, cites, name};                          \
    __attribute__((section("edge_rows"), used)) static const struct row *const name##_listed = \
        &name##_row;                                                                           \
    static void name(void)
#define PART static __attribute__((noinline)) void
extern const struct row *const __start_edge_rows[], *const __stop_edge_rows[];

static ints c, d;
static go_waitgroup all;
static go_mutex mu;
static go_rwmutex rw;
static go_atomic_int64 flag;

/* A point that orders nothing. */
#define MARK()                          \
    do {                                \
        go_atomic_int64 nobodys = {0};  \
        (void)go_atomic_load(&nobodys); \
    } while (0)

/* --- go statement, and that its goroutine's end orders nothing --- */

PART go_starts_after(void *arg) {
    (void)arg;
    MARK();
    go_waitgroup_done(&all);
}
PART go_starts_before(void) {
    go(go_starts_after, 0);
}
EDGE(go_starts, "go-start", "mem: Goroutine creation") {
    go_waitgroup_add(&all, 1);
    go_starts_before();
    go_waitgroup_wait(&all);
}
PART go_end_before(void *arg) {
    (void)arg;
    MARK();
}
PART go_end_after(void) {
    MARK();
}
EDGE(go_end, "none", "mem: Goroutine destruction") {
    go(go_end_before, 0);
    while (go_num_goroutine() > 1)
        go_yield();
    go_end_after();
}

/* --- channels --- */

PART unbuffered_send_before(void *arg) {
    (void)arg;
    go_send(c, 1);
}
PART unbuffered_send_after(void) {
    (void)go_recv(c);
}
EDGE(unbuffered_send, "send-receive", "mem: Channel communication: send before receive") {
    c = go_make(ints, 0);
    go(unbuffered_send_before, 0);
    unbuffered_send_after();
}
PART unbuffered_receive_before(void *arg) {
    (void)arg;
    (void)go_recv(c);
}
PART unbuffered_receive_after(void) {
    go_send(c, 1);
}
EDGE(unbuffered_receive, "receive-send",
     "mem: Channel communication: receive before completion of an unbuffered send") {
    c = go_make(ints, 0);
    go(unbuffered_receive_before, 0);
    unbuffered_receive_after();
}
PART buffered_send_before(void *arg) {
    (void)arg;
    go_send(c, 1);
}
PART buffered_send_after(void) {
    (void)go_recv(c);
}
EDGE(buffered_send, "send-receive", "mem: Channel communication: send before receive") {
    c = go_make(ints, 2);
    go(buffered_send_before, 0);
    buffered_send_after();
}

PART second_send_before(void) {
    go_send(c, 2);
}
static void second_sends(void *arg) {
    (void)arg;
    go_send(c, 1);
    second_send_before();
}
PART second_send_after(void) {
    (void)go_recv(c);
}
EDGE(second_send, "send-receive", "mem: Channel communication: each send before its receive") {
    c = go_make(ints, 3);
    go(second_sends, 0);
    (void)go_recv(c);
    second_send_after();
}
PART earlier_value_before(void) {
    go_send(c, 2);
}
static void sends_two(void *arg) {
    (void)arg;
    go_send(c, 1);
    earlier_value_before();
}
PART earlier_value_after(void) {
    (void)go_recv(c);
}
EDGE(earlier_value, "none", "mem: Channel communication: a receive follows its own send only") {
    c = go_make(ints, 3);
    go(sends_two, 0);
    earlier_value_after();
}
PART room_of_one_before(void *arg) {
    (void)arg;
    (void)go_recv(c);
}
PART room_of_one_after(void) {
    go_send(c, 2);
}
EDGE(room_of_one, "receive-send",
     "mem: Channel communication: the k-th receive before the k+C-th send, C = 1") {
    c = go_make(ints, 1);
    go_send(c, 1);
    go(room_of_one_before, 0);
    room_of_one_after();
}
PART room_of_two_before(void *arg) {
    (void)arg;
    (void)go_recv(c);
}
PART room_of_two_after(void) {
    go_send(c, 3);
}
EDGE(room_of_two, "receive-send",
     "mem: Channel communication: the k-th receive before the k+C-th send, C = 2") {
    c = go_make(ints, 2);
    go_send(c, 1);
    go_send(c, 2);
    go(room_of_two_before, 0);
    room_of_two_after();
}
PART room_left_before(void *arg) {
    (void)arg;
    (void)go_recv(c);
}
PART room_left_after(void) {
    go_send(c, 2);
}
EDGE(room_left, "none",
     "mem: Channel communication: a send within the capacity follows no receive") {
    c = go_make(ints, 2);
    go_send(c, 1);
    go(room_left_before, 0);
    room_left_after();
}
PART close_zero_before(void *arg) {
    (void)arg;
    go_close(c);
}
PART close_zero_after(void) {
    (void)go_recv(c);
}
EDGE(close_zero, "close-receive",
     "mem: Channel communication: close before the receive of a zero") {
    c = go_make(ints, 0);
    go(close_zero_before, 0);
    close_zero_after();
}
PART close_drained_before(void *arg) {
    (void)arg;
    go_close(c);
}
PART close_drained_after(void) {
    (void)go_recv(c);
}
EDGE(close_drained, "close-receive",
     "mem: Channel communication: close before the receive of a zero") {
    c = go_make(ints, 2);
    go_send(c, 1);
    go(close_drained_before, 0);
    (void)go_recv(c);
    close_drained_after();
}
PART select_send_before(void *arg) {
    int v = 1;
    (void)arg;
    go_select(go_on_send(c, &v), go_on_recv(d, NULL, NULL));
}
PART select_send_after(void) {
    go_select(go_on_recv(d, NULL, NULL), go_on_recv(c, NULL, NULL));
}
EDGE(select_send, "send-receive", "mem: Channel communication, spec: Select statements") {
    c = go_make(ints, 0);
    d = go_make(ints, 0);
    go(select_send_before, 0);
    select_send_after();
}
PART select_default_before(void *arg) {
    (void)arg;
    go_select_default(go_on_recv(c, NULL, NULL));
}
PART select_default_after(void) {
    int v = 1;
    go_select_default(go_on_send(c, &v));
}
EDGE(select_default, "none", "spec: Select statements: what does not communicate orders nothing") {
    c = go_make(ints, 0);
    go(select_default_before, 0);
    select_default_after();
}

/* --- locks --- */

PART unlock_lock_before(void) {
    go_mutex_unlock(&mu);
}
PART unlock_lock_after(void *arg) {
    (void)arg;
    go_mutex_lock(&mu);
    go_mutex_unlock(&mu);
}
EDGE(unlock_lock, "unlock-lock", "mem: Locks: the n-th Unlock before the m-th Lock, n < m") {
    go_mutex_lock(&mu);
    go(unlock_lock_after, 0);
    unlock_lock_before();
}
PART trylock_failed_before(void *arg) {
    (void)arg;
    if (go_mutex_trylock(&mu))
        go_mutex_unlock(&mu);
}
PART trylock_failed_after(void) {
    MARK();
}
EDGE(trylock_failed, "none", "mem: Locks: an unsuccessful TryLock has no synchronizing effect") {
    go_mutex_lock(&mu);
    go(trylock_failed_before, 0);
    trylock_failed_after();
}
PART write_read_before(void) {
    go_rwmutex_unlock(&rw);
}
PART write_read_after(void *arg) {
    (void)arg;
    go_rwmutex_rlock(&rw);
    go_rwmutex_runlock(&rw);
}
EDGE(write_read, "unlock-lock", "mem: Locks: RWMutex, Unlock before the RLock that follows") {
    go_rwmutex_lock(&rw);
    go(write_read_after, 0);
    write_read_before();
}
PART write_write_before(void) {
    go_rwmutex_unlock(&rw);
}
PART write_write_after(void *arg) {
    (void)arg;
    go_rwmutex_lock(&rw);
    go_rwmutex_unlock(&rw);
}
EDGE(write_write, "unlock-lock", "mem: Locks: RWMutex, Unlock before the Lock that follows") {
    go_rwmutex_lock(&rw);
    go(write_write_after, 0);
    write_write_before();
}
PART read_write_before(void) {
    go_rwmutex_runlock(&rw);
}
PART read_write_after(void *arg) {
    (void)arg;
    go_rwmutex_lock(&rw);
    go_rwmutex_unlock(&rw);
}
EDGE(read_write, "unlock-lock", "mem: Locks: RWMutex, RUnlock before the Lock that follows") {
    go_rwmutex_rlock(&rw);
    go(read_write_after, 0);
    read_write_before();
}
static void other_reader(void *arg) {
    (void)arg;
    go_rwmutex_runlock(&rw);
}
PART two_readers_before(void) {
    go_rwmutex_runlock(&rw);
}
PART two_readers_after(void *arg) {
    (void)arg;
    go_rwmutex_lock(&rw);
    go_rwmutex_unlock(&rw);
}
EDGE(two_readers, "", "mem: Locks: RWMutex, every RUnlock before the Lock that follows") {
    go_rwmutex_rlock(&rw);
    go_rwmutex_rlock(&rw);
    go(two_readers_after, 0);
    go(other_reader, 0);
    two_readers_before();
}

/* --- conditions, wait groups, once --- */

static go_cond cond = GO_COND(&mu);
static int waiting;
PART signal_wait_before(void) {
    go_cond_signal(&cond);
}
PART signal_wait_after(void *arg) {
    (void)arg;
    go_mutex_lock(&mu);
    waiting = 1;
    go_cond_wait(&cond);
    go_mutex_unlock(&mu);
}
static void until_waiting(void) {
    for (int now = 0; !now; go_yield()) {
        go_mutex_lock(&mu);
        now = waiting;
        go_mutex_unlock(&mu);
    }
}
EDGE(signal_wait, "signal-wake", "sync: Cond: Signal before the Wait that it unblocks") {
    go(signal_wait_after, 0);
    until_waiting();
    signal_wait_before();
}
PART broadcast_wait_before(void) {
    go_cond_broadcast(&cond);
}
PART broadcast_wait_after(void *arg) {
    signal_wait_after(arg);
    MARK();
}
EDGE(broadcast_wait, "signal-wake", "sync: Cond: Broadcast before the Wait that it unblocks") {
    go(broadcast_wait_after, 0);
    until_waiting();
    broadcast_wait_before();
}
PART done_wait_before(void *arg) {
    (void)arg;
    go_waitgroup_done(&all);
}
PART done_wait_after(void) {
    go_waitgroup_wait(&all);
}
EDGE(done_wait, "done-wait",
     "sync: WaitGroup.Done: before the return of any Wait that it unblocks") {
    go_waitgroup_add(&all, 1);
    go(done_wait_before, 0);
    done_wait_after();
}
static void other_done(void *arg) {
    (void)arg;
    go_waitgroup_done(&all);
}
PART two_dones_before(void *arg) {
    (void)arg;
    go_waitgroup_done(&all);
}
PART two_dones_after(void) {
    go_waitgroup_wait(&all);
}
EDGE(two_dones, "", "sync: WaitGroup.Done: each before the return of Wait") {
    go_waitgroup_add(&all, 2);
    go(two_dones_before, 0);
    go(other_done, 0);
    two_dones_after();
}
PART group_go_before(void *arg) {
    (void)arg;
    MARK();
}
PART group_go_after(void) {
    go_waitgroup_wait(&all);
}
EDGE(group_go, "", "sync: WaitGroup.Go: the return of f before the return of Wait") {
    go_waitgroup_go(&all, group_go_before, 0);
    group_go_after();
}
static go_once once;
PART once_do_before(void *arg) {
    (void)arg;
    MARK();
}
PART once_do_after(void *arg) {
    (void)arg;
    go_once_do(&once, once_do_before, NULL);
}
EDGE(once_do, "", "mem: Once: the completion of f before the return of any once.Do(f)") {
    go(once_do_after, 0);
    once_do_after(NULL);
}

/* --- atomics --- */

PART store_load_before(void *arg) {
    (void)arg;
    go_atomic_store(&flag, 1);
}
PART store_load_after(void) {
    while (!go_atomic_load(&flag))
        go_yield();
}
EDGE(store_load, "atomic", "mem: Atomic values: an effect that is observed comes before") {
    go(store_load_before, 0);
    store_load_after();
}
PART add_cas_before(void *arg) {
    (void)arg;
    go_atomic_add(&flag, 5);
}
PART add_cas_after(void) {
    while (!go_atomic_cas(&flag, 5, 6))
        go_yield();
}
EDGE(add_cas, "atomic", "mem: Atomic values: an effect that is observed comes before") {
    go(add_cas_before, 0);
    add_cas_after();
}

/* --- context and errgroup --- */

static go_ctx *ctx, *child;
PART cancel_done_before(void *arg) {
    (void)arg;
    go_ctx_cancel(ctx);
}
PART cancel_done_after(void) {
    go_recv_ok(go_ctx_done(ctx), NULL);
}
EDGE(cancel_done, "close-receive",
     "context: CancelFunc, mem: Channel communication: it closes Done") {
    ctx = go_ctx_with_cancel(go_ctx_background());
    go(cancel_done_before, 0);
    cancel_done_after();
}
PART cancel_child_before(void *arg) {
    (void)arg;
    go_ctx_cancel(ctx);
}
PART cancel_child_after(void) {
    go_recv_ok(go_ctx_done(child), NULL);
}
EDGE(cancel_child, "close-receive", "context: WithCancel: Done is closed when the parent's is") {
    ctx = go_ctx_with_cancel(go_ctx_background());
    child = go_ctx_with_cancel(ctx);
    go(cancel_child_before, 0);
    cancel_child_after();
}
PART cancel_err_before(void *arg) {
    (void)arg;
    go_ctx_cancel(ctx);
}
PART cancel_err_after(void) {
    while (!go_ctx_err(ctx))
        go_yield();
}
EDGE(cancel_err, "cancel", "context: Context.Err: not nil once Done is closed") {
    ctx = go_ctx_with_cancel(go_ctx_background());
    go(cancel_err_before, 0);
    cancel_err_after();
}
PART after_func_after(void *arg) {
    (void)arg;
    MARK();
    go_waitgroup_done(&all);
}
PART after_func_before(void) {
    go_ctx_cancel(ctx);
}
EDGE(after_func, "", "context: AfterFunc: f is called after ctx is canceled") {
    ctx = go_ctx_with_cancel(go_ctx_background());
    go_waitgroup_add(&all, 1);
    go_ctx_after_func(ctx, after_func_after, NULL);
    after_func_before();
    go_waitgroup_wait(&all);
}
static go_errgroup group;
static __attribute__((noinline)) go_error *errgroup_wait_before(void *arg) {
    (void)arg;
    MARK();
    return NULL;
}
PART errgroup_wait_after(void) {
    go_errgroup_wait(&group);
}
EDGE(errgroup_wait, "", "errgroup: Group.Wait: after all function calls have returned") {
    go_errgroup_go(&group, errgroup_wait_before, 0);
    errgroup_wait_after();
}

int main(int argc, char **argv) {
    bool lists = argc > 1 && strcmp(argv[1], "list") == 0;
    for (const struct row *const *r = __start_edge_rows; r < __stop_edge_rows; r++)
        if (lists) {
            printf("%s\t%s\t%s\n", (*r)->name, (*r)->label, (*r)->cites);
        } else if (argc > 1 && strcmp((*r)->name, argv[1]) == 0) {
            (*r)->run();
            return STATUS;
        }
    return lists ? 0 : 1;
}
