/* chan_buffer.c: buffered channels that are open: empty, with room, full. */
#include <limits.h>
#include <string.h>

#include "case.h"

static ints holding(int capacity, int values) {
    ints c = go_make(ints, capacity);
    for (int i = 1; i <= values; i++)
        go_send(c, i);
    return c;
}
static void receives(void *arg) {
    EQUAL(go_recv(*(ints *)arg), 1);
}
static void sends(void *arg) {
    go_send(*(ints *)arg, 9);
}

RETURNS(buffered_send_empty, "spec: Send statements", "goes on while there is room in the buffer") {
    ints c = holding(2, 0);
    go_send(c, 1);
    EQUAL(go_len(c), 1);
}
RETURNS(buffered_send_room, "spec: Send statements", "goes on while there is room") {
    ints c = holding(2, 1);
    go_send(c.as_tx, 2);
    EQUAL(go_len(c), 2);
}
BLOCKS(buffered_send_full, "channel-blocked", "spec: Send statements",
       "without room it waits, here for nobody") {
    go_send(holding(2, 2), 3);
}
RETURNS(buffered_send_full_waits, "spec: Send statements", "it goes on once there is room") {
    ints c = holding(2, 2);
    go(receives, c);
    go_send(c, 3);
    EQUAL(go_recv(c), 2);
    EQUAL(go_recv(c), 3);
}
BLOCKS(buffered_recv_empty, "channel-blocked", "spec: Receive operator",
       "blocks until a value is available, here for ever") {
    (void)go_recv(holding(2, 0));
}
BLOCKS(buffered_recv_ok_empty, "channel-blocked", "spec: Receive operator",
       "blocks until a value is available, here for ever") {
    go_recv_ok(holding(1, 0), NULL);
}
RETURNS(buffered_recv_empty_waits, "spec: Receive operator", "blocks until a value is available") {
    ints c = holding(2, 0);
    go(sends, c);
    EQUAL(go_recv(c), 9);
}
RETURNS(buffered_recv_values, "spec: Channel types", "channels are first-in-first-out queues") {
    ints c = holding(3, 2);
    EQUAL(go_recv(c), 1);
    EQUAL(go_recv(c.as_rx), 2);
    EQUAL(go_len(c), 0);
}
RETURNS(buffered_recv_full, "spec: Receive operator", "a value that is there is received at once") {
    ints c = holding(2, 2);
    EQUAL(go_recv(c), 1);
    EQUAL(go_len(c), 1);
}
RETURNS(buffered_recv_ok_values, "spec: Receive operator", "ok is true for a value that was sent") {
    ints c = holding(3, 1);
    int v = 0;
    CHECK(go_recv_ok(c, &v));
    EQUAL(v, 1);
}
RETURNS(buffered_recv_ok_full, "spec: Receive operator", "ok is true for a value that was sent") {
    ints c = holding(1, 1);
    int v = 0;
    CHECK(go_recv_ok(c, &v));
    EQUAL(v, 1);
}
BLOCKS(buffered_range_empty, "channel-blocked", "spec: For statements with range clause",
       "goes on until the channel is closed, which it never is") {
    go_range(v, holding(2, 0)) CHECK(v != v);
}
BLOCKS(buffered_range_values, "channel-blocked", "spec: For statements with range clause",
       "after the values it waits for the close") {
    int next = 1;
    ints c = holding(2, 1);
    go_range(v, c) EQUAL(v, next++);
}
BLOCKS(buffered_range_full, "channel-blocked", "spec: For statements with range clause",
       "after the values it waits for the close") {
    int next = 1;
    ints c = holding(2, 2);
    go_range(v, c) EQUAL(v, next++);
}
RETURNS(buffered_close_empty, "spec: Close", "no more values will be sent") {
    ints c = holding(2, 0);
    go_close(c);
    CHECK(!go_recv_ok(c, NULL));
}
RETURNS(buffered_close_values, "spec: Close", "what was sent before is still received") {
    ints c = holding(2, 1);
    go_close(c);
    EQUAL(go_recv(c), 1);
    CHECK(!go_recv_ok(c, NULL));
}
RETURNS(buffered_close_full, "spec: Close", "what was sent before is still received") {
    ints c = holding(2, 2);
    go_close(c.as_tx);
    CHECK(go_recv(c) == 1 && go_recv(c) == 2);
    CHECK(!go_recv_ok(c, NULL));
}
RETURNS(buffered_len, "spec: Length and capacity", "len is the number of elements queued") {
    ints c = holding(3, 0);
    for (int i = 0; i < 3; i++) {
        EQUAL(go_len(c), i);
        go_send(c, i);
    }
    EQUAL(go_len(c.as_rx), 3);
    (void)go_recv(c);
    EQUAL(go_len(c.as_tx), 2);
}
RETURNS(buffered_cap, "spec: Length and capacity", "cap is the buffer's size, whatever it holds") {
    EQUAL(go_cap(holding(3, 0)), 3);
    EQUAL(go_cap(holding(3, 2)), 3);
    EQUAL(go_cap(holding(3, 3)), 3);
}

RETURNS(buffered_select_send_empty, "spec: Select statements", "a send with room can proceed") {
    ints c = holding(1, 0);
    int v = 5;
    EQUAL(go_select(go_on_send(c, &v)), 0);
    EQUAL(go_recv(c), 5);
}
RETURNS(buffered_select_send_room, "spec: Select statements", "a send with room can proceed") {
    ints c = holding(2, 1);
    int v = 5;
    EQUAL(go_select(go_on_send(c, &v)), 0);
    CHECK(go_recv(c) == 1 && go_recv(c) == 5);
}
BLOCKS(buffered_select_send_full, "channel-blocked", "spec: Select statements",
       "without default it blocks until a communication can proceed") {
    int v = 5;
    go_select(go_on_send(holding(2, 2), &v));
}
BLOCKS(buffered_select_recv_empty, "channel-blocked", "spec: Select statements",
       "without default it blocks until a communication can proceed") {
    go_select(go_on_recv(holding(2, 0), NULL, NULL));
}
RETURNS(buffered_select_recv_values, "spec: Select statements", "a value is there: it proceeds") {
    int v = 0;
    bool ok = false;
    EQUAL(go_select(go_on_recv(holding(2, 1), &v, &ok)), 0);
    CHECK(v == 1 && ok);
}
RETURNS(buffered_select_recv_full, "spec: Select statements", "a value is there: it proceeds") {
    int v = 0;
    bool ok = false;
    ints c = holding(2, 2);
    EQUAL(go_select(go_on_recv(c, &v, &ok)), 0);
    CHECK(v == 1 && ok && go_len(c) == 1);
}
RETURNS(buffered_poll_send_empty, "spec: Select statements", "a send with room: not default") {
    int v = 5;
    EQUAL(go_select_default(go_on_send(holding(1, 0), &v)), 0);
}
RETURNS(buffered_poll_send_room, "spec: Select statements", "a send with room: not default") {
    int v = 5;
    EQUAL(go_select_default(go_on_send(holding(2, 1), &v)), 0);
}
RETURNS(buffered_poll_send_full, "spec: Select statements", "nothing can proceed: default") {
    int v = 5;
    ints c = holding(2, 2);
    EQUAL(go_select_default(go_on_send(c, &v)), -1);
    EQUAL(go_len(c), 2);
}
RETURNS(buffered_poll_recv_empty, "spec: Select statements", "nothing can proceed: default") {
    int v = 5;
    EQUAL(go_select_default(go_on_recv(holding(2, 0), &v, NULL)), -1);
    EQUAL(v, 5);
}
RETURNS(buffered_poll_recv_values, "spec: Select statements", "a value is there: not default") {
    int v = 5;
    EQUAL(go_select_default(go_on_recv(holding(2, 1), &v, NULL)), 0);
    EQUAL(v, 1);
}
RETURNS(buffered_poll_recv_full, "spec: Select statements", "a value is there: not default") {
    int v = 5;
    EQUAL(go_select_default(go_on_recv(holding(2, 2), &v, NULL)), 0);
    EQUAL(v, 1);
}

RETURNS(buffered_wraps, "spec: Channel types", "first in, first out, however often it goes round") {
    ints c = go_make(ints, 3);
    int next = 0, sent = 0;
    for (int i = 0; i < 20; i++) {
        go_send(c, sent++);
        go_send(c, sent++);
        EQUAL(go_recv(c), next++);
        EQUAL(go_recv(c), next++);
    }
    EQUAL(go_len(c), 0);
}
static void sends_ten(void *arg) {
    for (int i = 0; i < 10; i++)
        go_send(*(ints *)arg, i);
    go_close(*(ints *)arg);
}
RETURNS(buffered_order_between_goroutines, "spec: Channel types",
        "values sent by one goroutine are received in the order sent") {
    ints c = go_make(ints, 3);
    int next = 0;
    go(sends_ten, c);
    go_range(v, c) EQUAL(v, next++);
    EQUAL(next, 10);
}
RETURNS(buffered_large, "spec: Making slices, maps and channels", "the size sets the capacity") {
    ints c = go_make(ints, 1000);
    for (int i = 0; i < 1000; i++)
        go_send(c, i);
    EQUAL(go_len(c), 1000);
    for (int i = 0; i < 1000; i++)
        EQUAL(go_recv(c), i);
}
PANICS(make_negative, "makechan: size out of range", "spec: Making slices, maps and channels",
       "a negative size is a run-time panic") {
    (void)go_make(ints, -1);
}
PANICS(make_too_large, "makechan: size out of range", "spec: Making slices, maps and channels",
       "a size over the maximum is a run-time panic") {
    (void)go_make(ints, LONG_MAX);
}

go_chan_type(bytes, char);
typedef struct {
    char text[3];
} three;
go_chan_type(threes, three);
typedef struct {
    char text[5000];
} big;
go_chan_type(bigs, big);
RETURNS(element_of_none, "spec: Size and alignment guarantees",
        "a struct without fields has size 0") {
    go_signal c = go_make(go_signal, 2);
    go_send(c, GO_UNIT);
    go_send(c, GO_UNIT);
    EQUAL(go_len(c), 2);
    CHECK(go_recv_ok(c, NULL));
    (void)go_recv(c);
    EQUAL(go_len(c), 0);
    EQUAL(go_select_default(go_on_recv(c, NULL, NULL)), -1);
}
RETURNS(element_of_odd_size, "spec: Channel types", "any element type") {
    threes c = go_make(threes, 2);
    go_send(c, ((three){"ab"}));
    go_send(c, ((three){"cd"}));
    SAME_TEXT(go_recv(c).text, "ab");
    SAME_TEXT(go_recv(c).text, "cd");
    bytes b = go_make(bytes, 3);
    go_send(b, 'x');
    go_send(b, 'y');
    CHECK(go_recv(b) == 'x' && go_recv(b) == 'y');
}
RETURNS(element_is_copied, "spec: Send statements", "the value is evaluated before, and sent") {
    bigs c = go_make(bigs, 1);
    static big b, got;
    memset(b.text, 'a', sizeof b.text);
    go_send(c, b);
    memset(b.text, 'b', sizeof b.text);
    CHECK(go_recv_ok(c, &got));
    CHECK(got.text[0] == 'a' && got.text[4999] == 'a');
}
