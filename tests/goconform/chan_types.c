/* chan_types.c: channel values: directions, channels of channels, names and references. */
#include "case.h"

static void produces(void *arg) {
    ints_tx out = *(ints_tx *)arg;
    for (int i = 1; i <= 3; i++)
        go_send(out, i);
    go_close(out);
}
static int sum_of(ints_rx in) {
    int sum = 0;
    go_range(v, in) sum += v;
    return sum;
}
RETURNS(directed_by_conversion, "spec: Channel types",
        "a channel may be constrained to send or receive by conversion") {
    ints c = go_make(ints, 0);
    go(produces, c.as_tx);
    EQUAL(sum_of(c.as_rx), 6);
}
RETURNS(directed_is_the_same, "spec: Comparison operators",
        "channel values are equal if made by the same make") {
    ints c = go_make(ints, 0), d = c, e = go_make(ints, 0);
    CHECK(go_chan_of(c) == go_chan_of(d.as_tx) && go_chan_of(c) == go_chan_of(d.as_rx));
    CHECK(go_chan_of(c) != go_chan_of(e));
}
RETURNS(directed_close_by_sender, "spec: Close", "a send-only channel may be closed") {
    ints c = go_make(ints, 1);
    go_close(c.as_tx);
    CHECK(!go_recv_ok(c.as_rx, NULL));
}
RETURNS(directed_len_cap, "spec: Length and capacity", "len and cap take every channel type") {
    ints c = go_make(ints, 2);
    go_send(c.as_tx, 1);
    CHECK(go_len(c.as_tx) == 1 && go_len(c.as_rx) == 1);
    CHECK(go_cap(c.as_tx) == 2 && go_cap(c.as_rx) == 2);
}
RETURNS(directed_in_select, "spec: Select statements", "cases take directed channels") {
    ints c = go_make(ints, 1);
    int v = 8;
    EQUAL(go_select(go_on_send(c.as_tx, &v)), 0);
    v = 0;
    EQUAL(go_select(go_on_recv(c.as_rx, &v, NULL)), 0);
    EQUAL(v, 8);
}

go_chan_type(channels, ints);
static void answers(void *arg) {
    channels asked = *(channels *)arg;
    ints reply = go_recv(asked);
    go_send(reply, 5);
}
RETURNS(channel_of_channels, "spec: Channel types", "the element may be a channel itself") {
    channels asked = go_make(channels, 0);
    ints reply = go_make(ints, 0);
    go(answers, asked);
    go_send(asked, reply);
    EQUAL(go_recv(reply), 5);
}
go_chan_type(pointers, int *);
RETURNS(channel_of_pointers, "spec: Channel types", "the element may be a pointer, which is sent") {
    pointers c = go_make(pointers, 1);
    int v = 1;
    go_send(c, &v);
    *go_recv(c) = 2;
    EQUAL(v, 2);
}
go_chan_type(doubles, double);
RETURNS(channel_converts_value, "spec: Send statements",
        "the value is assignable to the element type") {
    doubles c = go_make(doubles, 1);
    go_send(c, 3);
    CHECK(go_recv(c) == 3.0);
}

static int evaluated;
static ints counted(ints c) {
    evaluated++;
    return c;
}
RETURNS(channel_evaluated_once, "spec: Send statements",
        "channel and value are evaluated before communication begins") {
    ints c = go_make(ints, 1);
    int v = 1;
    go_send(counted(c), v++);
    EQUAL(evaluated, 1);
    EQUAL(v, 2);
    EQUAL(go_recv(counted(c)), 1);
    EQUAL(evaluated, 2);
    EQUAL(go_len(counted(c)), 0);
    EQUAL(evaluated, 3);
}
RETURNS(channel_kept_by_reference, "spec: Channel types",
        "a channel value refers to the channel; it lives while somebody has it") {
    ints c = go_make(ints, 1);
    go_chan *again = go_chan_retain(c.tx.ch);
    CHECK(again == c.tx.ch);
    go_send(c, 6);
    go_chan_release(c.tx.ch);
    EQUAL(go_recv((ints){.tx.ch = again}), 6);
    go_chan_release(again);
    go_chan_release(NULL);
}
RETURNS(channel_named, "spec: Channel types", "a name is for reports and changes nothing") {
    ints c = go_make(ints, 1);
    go_chan_set_name(c.tx.ch, "a name that is longer than those that are kept of names");
    go_send(c, 1);
    EQUAL(go_recv(c), 1);
}
RETURNS(untyped_calls, "spec: Channel types", "the calls below the typed ones do the same") {
    go_chan *c = go_chan_make(sizeof(long), 2, "longs");
    long v = 77, got = 0;
    go_chan_send(c, &v);
    CHECK(go_chan_len(c) == 1 && go_chan_cap(c) == 2);
    CHECK(go_chan_recv(c, &got) && got == 77);
    go_chan_close(c);
    CHECK(!go_chan_recv(c, &got) && got == 0);
    CHECK(go_chan_len(NULL) == 0 && go_chan_cap(NULL) == 0);
    go_chan_release(c);
}
