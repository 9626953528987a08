/* chan_unbuffered.c: unbuffered channels: a communication needs both sides. */
#include "case.h"

BLOCKS(unbuffered_send_alone, "channel-blocked", "spec: Send statements",
       "an unbuffered send needs a receiver that is ready") {
    go_send(go_make(ints, 0), 1);
}
BLOCKS(unbuffered_send_alone_tx, "channel-blocked", "spec: Send statements",
       "an unbuffered send needs a receiver that is ready") {
    go_send(go_make(ints, 0).as_tx, 1);
}
BLOCKS(unbuffered_recv_alone, "channel-blocked", "spec: Receive operator",
       "blocks until a value is available") {
    (void)go_recv(go_make(ints, 0));
}
BLOCKS(unbuffered_recv_ok_alone, "channel-blocked", "spec: Receive operator",
       "blocks until a value is available") {
    go_recv_ok(go_make(ints, 0).as_rx, NULL);
}
BLOCKS(unbuffered_range_alone, "channel-blocked", "spec: For statements with range clause",
       "goes on until the channel is closed") {
    go_range(v, go_make(ints, 0)) CHECK(v != v);
}
BLOCKS(unbuffered_select_send_alone, "channel-blocked", "spec: Select statements",
       "blocks until a communication can proceed") {
    int v = 1;
    go_select(go_on_send(go_make(ints, 0), &v));
}
BLOCKS(unbuffered_select_recv_alone, "channel-blocked", "spec: Select statements",
       "blocks until a communication can proceed") {
    go_select(go_on_recv(go_make(ints, 0), NULL, NULL));
}
BLOCKS(unbuffered_select_itself, "channel-blocked", "spec: Select statements",
       "one communication at most is chosen, so a select cannot meet itself") {
    ints c = go_make(ints, 0);
    int v = 1;
    go_select(go_on_send(c, &v), go_on_recv(c, &v, NULL));
}
RETURNS(unbuffered_poll_send_alone, "spec: Select statements", "no receiver: default") {
    int v = 1;
    EQUAL(go_select_default(go_on_send(go_make(ints, 0), &v)), -1);
}
RETURNS(unbuffered_poll_recv_alone, "spec: Select statements", "no sender: default") {
    int v = 1;
    bool ok = true;
    EQUAL(go_select_default(go_on_recv(go_make(ints, 0), &v, &ok)), -1);
    CHECK(v == 1 && ok);
}
RETURNS(unbuffered_close, "spec: Close", "close records that no value will be sent") {
    ints c = go_make(ints, 0);
    go_close(c.as_tx);
    CHECK(!go_recv_ok(c, NULL));
}
RETURNS(unbuffered_len, "spec: Length and capacity", "the number of elements queued: nothing is") {
    EQUAL(go_len(go_make(ints, 0)), 0);
}
RETURNS(unbuffered_cap, "spec: Length and capacity", "the capacity of the buffer: there is none") {
    EQUAL(go_cap(go_make(ints, 0)), 0);
}

static void sends(void *arg) {
    go_send(*(ints *)arg, 42);
}
static void receives(void *arg) {
    EQUAL(go_recv(*(ints *)arg), 42);
}
RETURNS(unbuffered_meet_receiving, "spec: Channel types",
        "communication succeeds when sender and receiver are both ready") {
    ints c = go_make(ints, 0);
    go(sends, c);
    EQUAL(go_recv(c), 42);
}
RETURNS(unbuffered_meet_sending, "spec: Channel types",
        "communication succeeds when sender and receiver are both ready") {
    ints c = go_make(ints, 0);
    go(receives, c);
    go_send(c, 42);
}
RETURNS(unbuffered_meet_recv_ok, "spec: Receive operator", "ok is true for a value that was sent") {
    ints c = go_make(ints, 0);
    int v = 0;
    go(sends, c);
    CHECK(go_recv_ok(c, &v));
    EQUAL(v, 42);
}
RETURNS(unbuffered_recv_dropped, "spec: Receive operator",
        "a receive as a statement drops its value") {
    ints c = go_make(ints, 0);
    go(sends, c);
    CHECK(go_recv_ok(c, NULL));
}

static void selects_send(void *arg) {
    int v = 42;
    EQUAL(go_select(go_on_recv(go_make(ints, 0), NULL, NULL), go_on_send(*(ints *)arg, &v)), 1);
}
static void selects_recv(void *arg) {
    int v = 0;
    bool ok = false;
    EQUAL(go_select(go_on_recv(go_make(ints, 0), NULL, NULL), go_on_recv(*(ints *)arg, &v, &ok)),
          1);
    CHECK(v == 42 && ok);
}
RETURNS(unbuffered_select_meets_recv, "spec: Select statements",
        "a send case meets a plain receive") {
    ints c = go_make(ints, 0);
    go(selects_send, c);
    EQUAL(go_recv(c), 42);
}
RETURNS(unbuffered_select_meets_send, "spec: Select statements",
        "a receive case meets a plain send") {
    ints c = go_make(ints, 0);
    go(selects_recv, c);
    go_send(c, 42);
}
RETURNS(unbuffered_selects_meet, "spec: Select statements", "a send case meets a receive case") {
    ints c = go_make(ints, 0);
    go(selects_send, c);
    selects_recv(&c);
}
RETURNS(unbuffered_poll_meets_send, "spec: Select statements",
        "a sender that waits makes the receive possible") {
    ints c = go_make(ints, 0);
    int v = 0;
    go(sends, c);
    while (go_select_default(go_on_recv(c, &v, NULL)) < 0)
        go_yield();
    EQUAL(v, 42);
}
RETURNS(unbuffered_poll_meets_recv, "spec: Select statements",
        "a receiver that waits makes the send possible") {
    ints c = go_make(ints, 0);
    int v = 42;
    go(receives, c);
    while (go_select_default(go_on_send(c, &v)) < 0)
        go_yield();
}
RETURNS(unbuffered_poll_meets_selecting_send, "spec: Select statements",
        "a send case that waits makes the receive possible") {
    ints c = go_make(ints, 0);
    int v = 0;
    go(selects_send, c);
    while (go_select_default(go_on_recv(c, &v, NULL)) < 0)
        go_yield();
    EQUAL(v, 42);
}

struct after {
    ints c;
    go_atomic_int64 *gone;
    go_signal done;
};
static void sends_then_notes(void *arg) {
    struct after *a = arg;
    go_send(a->c, 1);
    go_atomic_store(a->gone, 1);
    go_close(a->done);
}
RETURNS(unbuffered_send_waits, "spec: Send statements",
        "a send is not done before it is received") {
    static go_atomic_int64 gone;
    struct after a = {go_make(ints, 0), &gone, go_make(go_signal, 0)};
    go(sends_then_notes, a);
    for (int i = 0; i < 20; i++) {
        EQUAL(go_atomic_load(&gone), 0);
        EQUAL(go_len(a.c), 0);
        go_yield();
    }
    EQUAL(go_recv(a.c), 1);
    go_recv_ok(a.done, NULL);
    EQUAL(go_atomic_load(&gone), 1);
}
static void receives_then_notes(void *arg) {
    struct after *a = arg;
    (void)go_recv(a->c);
    go_atomic_store(a->gone, 1);
    go_close(a->done);
}
RETURNS(unbuffered_recv_waits, "spec: Receive operator", "a receive is not done before a send") {
    static go_atomic_int64 gone;
    struct after a = {go_make(ints, 0), &gone, go_make(go_signal, 0)};
    go(receives_then_notes, a);
    for (int i = 0; i < 20; i++) {
        EQUAL(go_atomic_load(&gone), 0);
        go_yield();
    }
    go_send(a.c, 1);
    go_recv_ok(a.done, NULL);
    EQUAL(go_atomic_load(&gone), 1);
}

static void sends_ten(void *arg) {
    for (int i = 0; i < 10; i++)
        go_send(*(ints *)arg, i);
    go_close(*(ints *)arg);
}
RETURNS(unbuffered_order, "spec: Channel types",
        "values come in the order in which they were sent") {
    ints c = go_make(ints, 0);
    int next = 0;
    go(sends_ten, c);
    go_range(v, c) EQUAL(v, next++);
    EQUAL(next, 10);
}
static void sends_three(void *arg) {
    ints_tx *c = arg;
    for (int i = 0; i < 3; i++)
        go_send(*c, 1 << i);
}
RETURNS(unbuffered_many_senders, "spec: Channel types",
        "one channel may be used by any number of goroutines; each value is received once") {
    ints c = go_make(ints, 0);
    for (int i = 0; i < 4; i++)
        go(sends_three, c.as_tx);
    int sum = 0;
    for (int i = 0; i < 12; i++)
        sum += go_recv(c);
    EQUAL(sum, 28);
}
LEAKS(unbuffered_sender_left, "goroutine-leak", "spec: Program execution",
      "main's return does not wait for other goroutines") {
    go(sends, go_make(ints, 0));
}
LEAKS(unbuffered_receiver_left, "goroutine-leak", "spec: Program execution",
      "main's return does not wait for other goroutines") {
    go(receives, go_make(ints, 0));
}
