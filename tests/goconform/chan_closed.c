/* chan_closed.c: every operation on a closed channel: unbuffered, empty, with values left, full. */
#include "case.h"

static ints closed(int capacity, int values) {
    ints c = go_make(ints, capacity);
    for (int i = 1; i <= values; i++)
        go_send(c, i);
    go_close(c);
    return c;
}

PANICS(closed_send_unbuffered, "send on closed channel", "spec: Send statements",
       "a send on a closed channel panics") {
    go_send(closed(0, 0), 1);
}
PANICS(closed_send_room, "send on closed channel", "spec: Send statements",
       "a send on a closed channel panics, room or not") {
    go_send(closed(2, 1), 1);
}
PANICS(closed_send_full, "send on closed channel", "spec: Send statements",
       "a send on a closed channel panics; it does not wait") {
    go_send(closed(2, 2), 1);
}
PANICS(closed_send_empty, "send on closed channel", "spec: Send statements",
       "a send on a closed channel panics") {
    go_send(closed(1, 0).as_tx, 1);
}

RETURNS(closed_recv_unbuffered, "spec: Receive operator",
        "a receive from a closed channel proceeds at once, with the zero value") {
    EQUAL(go_recv(closed(0, 0)), 0);
}
RETURNS(closed_recv_empty, "spec: Receive operator",
        "a receive from a closed channel proceeds at once, with the zero value") {
    EQUAL(go_recv(closed(3, 0)), 0);
}
RETURNS(closed_recv_values_first, "spec: Receive operator",
        "zero comes after any previously sent values have been received") {
    ints c = closed(3, 2);
    EQUAL(go_recv(c), 1);
    EQUAL(go_recv(c), 2);
    EQUAL(go_recv(c), 0);
    EQUAL(go_recv(c), 0);
}
RETURNS(closed_recv_full, "spec: Receive operator", "previously sent values come first") {
    ints c = closed(2, 2);
    EQUAL(go_recv(c), 1);
    EQUAL(go_recv(c), 2);
    EQUAL(go_recv(c), 0);
}
RETURNS(closed_recv_ok_unbuffered, "spec: Receive operator",
        "ok is false for a zero value because the channel is closed and empty") {
    int v = 7;
    CHECK(!go_recv_ok(closed(0, 0), &v));
    EQUAL(v, 0);
}
RETURNS(closed_recv_ok_empty, "spec: Receive operator",
        "ok is false for a zero value because the channel is closed and empty") {
    int v = 7;
    CHECK(!go_recv_ok(closed(2, 0).as_rx, &v));
    EQUAL(v, 0);
}
RETURNS(closed_recv_ok_values, "spec: Receive operator",
        "ok is true if the value was delivered by a send") {
    ints c = closed(3, 2);
    int v = 0;
    CHECK(go_recv_ok(c, &v) && v == 1);
    CHECK(go_recv_ok(c, &v) && v == 2);
    CHECK(!go_recv_ok(c, &v) && v == 0);
}
RETURNS(closed_recv_ok_full, "spec: Receive operator",
        "ok is true if the value was delivered by a send") {
    ints c = closed(1, 1);
    int v = 0;
    CHECK(go_recv_ok(c.as_rx, &v) && v == 1);
    CHECK(!go_recv_ok(c.as_rx, &v) && v == 0);
}
RETURNS(closed_recv_ok_zero_sent, "spec: Receive operator",
        "ok tells a zero that was sent from that of a closed channel") {
    ints c = go_make(ints, 1);
    go_send(c, 0);
    go_close(c);
    int v = 7;
    CHECK(go_recv_ok(c, &v) && v == 0);
    CHECK(!go_recv_ok(c, &v));
}
RETURNS(closed_recv_ok_no_place, "spec: Receive operator",
        "the value may be left: only ok is asked for") {
    ints c = closed(1, 1);
    CHECK(go_recv_ok(c, NULL));
    CHECK(!go_recv_ok(c, NULL));
}
RETURNS(closed_range_unbuffered, "spec: For statements with range clause",
        "over a channel: values until it is closed") {
    go_range(v, closed(0, 0)) CHECK(v != v);
}
RETURNS(closed_range_empty, "spec: For statements with range clause",
        "over a channel: values until it is closed") {
    go_range(v, closed(4, 0).as_rx) CHECK(v != v);
}
RETURNS(closed_range_values, "spec: For statements with range clause",
        "the values are those sent until it was closed") {
    int sum = 0, count = 0;
    ints c = closed(4, 3);
    go_range(v, c) {
        sum = sum * 10 + v;
        count++;
    }
    CHECK(sum == 123 && count == 3);
}
RETURNS(closed_range_full, "spec: For statements with range clause",
        "the values are those sent until it was closed") {
    int next = 1;
    ints c = closed(3, 3);
    go_range(v, c) EQUAL(v, next++);
    EQUAL(next, 4);
}
PANICS(closed_close_unbuffered, "close of closed channel", "spec: Close",
       "closing a closed channel panics") {
    go_close(closed(0, 0));
}
PANICS(closed_close_empty, "close of closed channel", "spec: Close",
       "closing a closed channel panics") {
    go_close(closed(2, 0));
}
PANICS(closed_close_values, "close of closed channel", "spec: Close",
       "closing a closed channel panics, whatever it still holds") {
    go_close(closed(2, 1).as_tx);
}
PANICS(closed_close_full, "close of closed channel", "spec: Close",
       "closing a closed channel panics, whatever it still holds") {
    go_close(closed(2, 2));
}
RETURNS(closed_len, "spec: Length and capacity", "len is the number of elements queued") {
    ints c = closed(3, 2);
    EQUAL(go_len(c), 2);
    (void)go_recv(c);
    EQUAL(go_len(c), 1);
    (void)go_recv(c);
    (void)go_recv(c);
    EQUAL(go_len(c), 0);
    EQUAL(go_len(closed(0, 0)), 0);
    EQUAL(go_len(closed(2, 2)), 2);
}
RETURNS(closed_cap, "spec: Length and capacity", "cap is the size of the buffer") {
    EQUAL(go_cap(closed(3, 2)), 3);
    EQUAL(go_cap(closed(3, 0)), 3);
    EQUAL(go_cap(closed(2, 2)), 2);
    EQUAL(go_cap(closed(0, 0)), 0);
}

PANICS(closed_select_send_unbuffered, "send on closed channel", "spec: Send statements",
       "the send of the chosen case panics") {
    int v = 1;
    go_select(go_on_send(closed(0, 0), &v));
}
PANICS(closed_select_send_empty, "send on closed channel", "spec: Send statements",
       "the send of the chosen case panics") {
    int v = 1;
    go_select(go_on_send(closed(2, 0).as_tx, &v));
}
PANICS(closed_select_send_room, "send on closed channel", "spec: Send statements",
       "the send of the chosen case panics") {
    int v = 1;
    go_select(go_on_send(closed(2, 1), &v));
}
PANICS(closed_select_send_full, "send on closed channel", "spec: Send statements",
       "the send of the chosen case panics") {
    int v = 1;
    go_select(go_on_send(closed(2, 2), &v));
}
PANICS(closed_poll_send_unbuffered, "send on closed channel", "spec: Send statements",
       "the case can proceed, by panicking: default is not taken") {
    int v = 1;
    go_select_default(go_on_send(closed(0, 0), &v));
}
PANICS(closed_poll_send_empty, "send on closed channel", "spec: Send statements",
       "the case can proceed, by panicking: default is not taken") {
    int v = 1;
    go_select_default(go_on_send(closed(2, 0).as_tx, &v));
}
PANICS(closed_poll_send_room, "send on closed channel", "spec: Send statements",
       "the case can proceed, by panicking: default is not taken") {
    int v = 1;
    go_select_default(go_on_send(closed(2, 1), &v));
}
PANICS(closed_poll_send_full, "send on closed channel", "spec: Send statements",
       "the case can proceed, by panicking: default is not taken") {
    int v = 1;
    go_select_default(go_on_send(closed(2, 2), &v));
}

static void one_receive(ints c, bool poll, int value, bool fine) {
    int v = 7;
    bool ok = !fine;
    if (poll)
        EQUAL(go_select_default(go_on_recv(c, &v, &ok)), 0);
    else
        EQUAL(go_select(go_on_recv(c, &v, &ok)), 0);
    EQUAL(v, value);
    EQUAL(ok, fine);
}
RETURNS(closed_select_recv_unbuffered, "spec: Select statements",
        "a receive from a closed channel can proceed: zero, false") {
    one_receive(closed(0, 0), false, 0, false);
}
RETURNS(closed_select_recv_empty, "spec: Select statements",
        "a receive from a closed channel can proceed: zero, false") {
    one_receive(closed(2, 0), false, 0, false);
}
RETURNS(closed_select_recv_values, "spec: Select statements", "values left come first, with true") {
    ints c = closed(2, 1);
    one_receive(c, false, 1, true);
    one_receive(c, false, 0, false);
}
RETURNS(closed_select_recv_full, "spec: Select statements", "values left come first, with true") {
    ints c = closed(2, 2);
    one_receive(c, false, 1, true);
    one_receive(c, false, 2, true);
    one_receive(c, false, 0, false);
}
RETURNS(closed_poll_recv_unbuffered, "spec: Select statements",
        "a receive from a closed channel can proceed: no default") {
    one_receive(closed(0, 0), true, 0, false);
}
RETURNS(closed_poll_recv_empty, "spec: Select statements",
        "a receive from a closed channel can proceed: no default") {
    one_receive(closed(2, 0), true, 0, false);
}
RETURNS(closed_poll_recv_values, "spec: Select statements", "values left come first, no default") {
    ints c = closed(2, 1);
    one_receive(c, true, 1, true);
    one_receive(c, true, 0, false);
}
RETURNS(closed_poll_recv_full, "spec: Select statements", "values left come first, no default") {
    ints c = closed(2, 2);
    one_receive(c, true, 1, true);
    one_receive(c, true, 2, true);
    one_receive(c, true, 0, false);
}

struct wide {
    char text[40];
    double number;
};
go_chan_type(wides, struct wide);
RETURNS(closed_zero_of_struct, "spec: The zero value", "every field of the element is zero") {
    wides c = go_make(wides, 0);
    go_close(c);
    struct wide w = {"left over", 1.5};
    CHECK(!go_recv_ok(c, &w));
    CHECK(!w.text[0] && !w.text[8] && w.number == 0);
    go_chan_release(c.tx.ch);
}
RETURNS(closed_with_others_alive, "spec: Close",
        "close records that no more values will be sent; receiving goes on") {
    ints c = closed(1, 1), d = c;
    go_chan_retain(c.tx.ch);
    EQUAL(go_recv(d.as_rx), 1);
    go_chan_release(d.tx.ch);
    EQUAL(go_recv(c), 0);
    go_chan_release(c.tx.ch);
}
