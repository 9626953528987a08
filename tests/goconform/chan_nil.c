/* chan_nil.c: every operation on a nil channel, of all three types. */
#include "case.h"

static ints none;

BLOCKS(nil_send, "nil-channel", "spec: Send statements", "a send on nil blocks for ever") {
    go_send(none, 1);
}
BLOCKS(nil_send_tx, "nil-channel", "spec: Send statements", "a send on nil blocks for ever") {
    go_send(none.as_tx, 1);
}
BLOCKS(nil_recv, "nil-channel", "spec: Receive operator", "receiving from nil blocks for ever") {
    (void)go_recv(none);
}
BLOCKS(nil_recv_rx, "nil-channel", "spec: Receive operator", "receiving from nil blocks for ever") {
    (void)go_recv(none.as_rx);
}
BLOCKS(nil_recv_ok, "nil-channel", "spec: Receive operator",
       "so does the form with the second value") {
    int v;
    go_recv_ok(none, &v);
}
BLOCKS(nil_range, "nil-channel", "spec: For statements with range clause",
       "a range over nil blocks for ever") {
    go_range(v, none) CHECK(v != v);
}
PANICS(nil_close, "close of nil channel", "spec: Close", "closing nil panics") {
    go_close(none);
}
PANICS(nil_close_tx, "close of nil channel", "spec: Close", "closing nil panics") {
    go_close(none.as_tx);
}
RETURNS(nil_len, "spec: Length and capacity", "the length of nil is 0") {
    EQUAL(go_len(none), 0);
    EQUAL(go_len(none.as_tx), 0);
    EQUAL(go_len(none.as_rx), 0);
}
RETURNS(nil_cap, "spec: Length and capacity", "the capacity of nil is 0") {
    EQUAL(go_cap(none), 0);
    EQUAL(go_cap(none.as_tx), 0);
    EQUAL(go_cap(none.as_rx), 0);
}
RETURNS(nil_zero_value, "spec: Channel types", "an uninitialized channel is nil") {
    static ints_tx tx;
    static ints_rx rx;
    ints c = {0};
    CHECK(!go_chan_of(c) && !go_chan_of(tx) && !go_chan_of(rx));
}

BLOCKS(nil_select_send, "nil-channel", "spec: Select statements",
       "with only nil channels and no default it blocks for ever") {
    int v = 1;
    go_select(go_on_send(none, &v));
}
BLOCKS(nil_select_recv, "nil-channel", "spec: Select statements",
       "with only nil channels and no default it blocks for ever") {
    go_select(go_on_recv(none, NULL, NULL));
}
BLOCKS(nil_select_both, "nil-channel", "spec: Select statements",
       "with only nil channels and no default it blocks for ever") {
    int v = 1;
    go_select(go_on_recv(none, &v, NULL), go_on_send(none, &v));
}
RETURNS(nil_poll_send, "spec: Select statements", "a send on nil cannot proceed: default") {
    int v = 1;
    EQUAL(go_select_default(go_on_send(none, &v)), -1);
}
RETURNS(nil_poll_recv, "spec: Select statements", "a receive from nil cannot proceed: default") {
    int v = 5;
    bool ok = true;
    EQUAL(go_select_default(go_on_recv(none, &v, &ok)), -1);
    CHECK(v == 5 && ok);
}
RETURNS(nil_poll_both, "spec: Select statements", "nothing can proceed: default") {
    int v = 1;
    EQUAL(go_select_default(go_on_send(none, &v), go_on_recv(none, NULL, NULL)), -1);
}
RETURNS(nil_beside_ready_recv, "spec: Select statements",
        "of a nil and a ready channel the ready one proceeds") {
    ints c = go_make(ints, 1);
    go_send(c, 4);
    int v = 0;
    EQUAL(go_select(go_on_recv(none, &v, NULL), go_on_recv(c, &v, NULL)), 1);
    EQUAL(v, 4);
    go_chan_release(c.tx.ch);
}
RETURNS(nil_beside_ready_send, "spec: Select statements",
        "of a nil and a ready channel the ready one proceeds") {
    ints c = go_make(ints, 1);
    int v = 3;
    EQUAL(go_select(go_on_send(none, &v), go_on_send(c, &v)), 1);
    EQUAL(go_recv(c), 3);
    go_chan_release(c.tx.ch);
}
BLOCKS(nil_beside_empty, "channel-blocked", "spec: Select statements",
       "it blocks until one of the communications can proceed") {
    ints c = go_make(ints, 0);
    int v = 3;
    go_select(go_on_send(none, &v), go_on_recv(c, NULL, NULL));
}

static void receives(void *arg) {
    (void)go_recv(*(ints *)arg);
}
LEAKS(nil_in_goroutine, "nil-channel", "spec: Receive operator",
      "blocked for ever; main's return does not wait for it") {
    go(receives, none);
}
