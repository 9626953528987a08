/* select.c: which case a select takes, and what it leaves alone. */
#include <string.h>

#include "case.h"

static ints holding(int capacity, int values) {
    ints c = go_make(ints, capacity);
    for (int i = 1; i <= values; i++)
        go_send(c, i);
    return c;
}

BLOCKS(select_nothing, "channel-blocked", "spec: Select statements",
       "without cases it blocks for ever") {
    go_select_cases(NULL, 0);
}
RETURNS(select_nothing_default, "spec: Select statements", "with only a default, that is taken") {
    EQUAL(go_select_poll(NULL, 0), -1);
}
RETURNS(select_only_ready, "spec: Select statements", "the one that can proceed is chosen") {
    ints empty = holding(1, 0), full = holding(1, 1), some = holding(2, 1);
    int v = 9, got = 0;
    EQUAL(go_select(go_on_recv(empty, NULL, NULL), go_on_send(full, &v),
                    go_on_recv(some, &got, NULL)),
          2);
    EQUAL(got, 1);
    CHECK(go_len(empty) == 0 && go_len(full) == 1 && go_len(some) == 0);
}
RETURNS(select_only_ready_default, "spec: Select statements",
        "default is taken only if no communication can proceed") {
    ints empty = holding(1, 0), full = holding(1, 1);
    int v = 9;
    EQUAL(go_select_default(go_on_recv(empty, NULL, NULL), go_on_send(full, &v),
                            go_on_recv(full, &v, NULL)),
          2);
    EQUAL(v, 1);
}
RETURNS(select_one_case_only, "spec: Select statements",
        "a single one is chosen; others do not happen") {
    ints a = holding(1, 1), b = holding(1, 1), out = holding(1, 0);
    int v = 9;
    int i = go_select(go_on_recv(a, NULL, NULL), go_on_recv(b, NULL, NULL), go_on_send(out, &v));
    EQUAL(go_len(a), i != 0);
    EQUAL(go_len(b), i != 1);
    EQUAL(go_len(out), i == 2);
}
CHOOSES(select_of_two_receives, "01", "spec: Select statements",
        "if several can proceed one is chosen by uniform pseudo-random selection") {
    ints a = holding(1, 1), b = holding(1, 1);
    chose((char)('0' + go_select(go_on_recv(a, NULL, NULL), go_on_recv(b, NULL, NULL))));
}
CHOOSES(select_of_two_sends, "01", "spec: Select statements",
        "if several can proceed one is chosen by uniform pseudo-random selection") {
    ints a = holding(1, 0), b = holding(1, 0);
    int v = 1;
    chose((char)('0' + go_select(go_on_send(a, &v), go_on_send(b, &v))));
}
CHOOSES(select_of_send_and_receive, "01", "spec: Select statements",
        "sends and receives alike; both directions of one channel too") {
    ints c = holding(2, 1);
    int v = 1;
    chose((char)('0' + go_select(go_on_send(c, &v), go_on_recv(c, &v, NULL))));
}
CHOOSES(select_of_four_with_default, "013", "spec: Select statements",
        "the choice is among those that can proceed; never default then") {
    ints a = holding(1, 1), empty = holding(1, 0), b = holding(2, 0), closed = holding(1, 0);
    int v = 1;
    go_close(closed);
    int i = go_select_default(go_on_recv(a, NULL, NULL), go_on_send(b, &v),
                              go_on_recv(empty, NULL, NULL), go_on_recv(closed, NULL, NULL));
    chose((char)('0' + i));
}
CHOOSES(select_same_channel_twice, "01", "spec: Select statements",
        "each case counts, also on one channel") {
    ints c = holding(1, 1);
    chose((char)('0' + go_select(go_on_recv(c, NULL, NULL), go_on_recv(c, NULL, NULL))));
}
RETURNS(select_with_closed_send_or_panic, "spec: Select statements",
        "beside nil, full and empty a closed receive is the one that can proceed") {
    ints full = holding(1, 1), empty = holding(1, 0), nil = {0}, closed = holding(0, 0);
    int v = 1;
    bool ok = true;
    go_close(closed);
    EQUAL(go_select(go_on_send(full, &v), go_on_recv(empty, &v, NULL), go_on_recv(nil, &v, NULL),
                    go_on_send(nil, &v), go_on_recv(closed, &v, &ok)),
          4);
    CHECK(v == 0 && !ok);
}

struct pair {
    ints a, b;
};
static void sends_later(void *arg) {
    struct pair *p = arg;
    go_send(p->b, 7);
}
RETURNS(select_waits_for_first, "spec: Select statements",
        "it blocks until at least one communication can proceed") {
    struct pair p = {go_make(ints, 0), go_make(ints, 0)};
    int v = 0;
    bool ok = false;
    go(sends_later, p);
    EQUAL(go_select(go_on_recv(p.a, &v, &ok), go_on_recv(p.b, &v, &ok)), 1);
    CHECK(v == 7 && ok);
}
static void receives_later(void *arg) {
    struct pair *p = arg;
    EQUAL(go_recv(p->b), 4);
}
RETURNS(select_send_waits, "spec: Select statements",
        "it blocks until at least one communication can proceed") {
    struct pair p = {go_make(ints, 0), go_make(ints, 0)};
    int v = 4;
    go(receives_later, p);
    EQUAL(go_select(go_on_send(p.a, &v), go_on_send(p.b, &v)), 1);
}
static void frees_room(void *arg) {
    struct pair *p = arg;
    EQUAL(go_recv(p->a), 1);
}
RETURNS(select_send_waits_for_room, "spec: Select statements",
        "room in a buffer lets a send proceed") {
    struct pair p = {holding(1, 1), go_make(ints, 0)};
    int v = 4;
    go(frees_room, p);
    EQUAL(go_select(go_on_recv(p.b, NULL, NULL), go_on_send(p.a, &v)), 1);
    EQUAL(go_recv(p.a), 4);
}
static void swaps(void *arg) {
    struct pair *p = arg;
    int out = 1, in = 0;
    int i = go_select(go_on_send(p->a, &out), go_on_recv(p->b, &in, NULL));
    CHECK(i == 0 || in == 2);
}
RETURNS(select_meets_select, "spec: Select statements",
        "two selects meet on one channel, in one direction") {
    struct pair p = {go_make(ints, 0), go_make(ints, 0)};
    int out = 2, in = 0;
    go(swaps, p);
    int i = go_select(go_on_recv(p.a, &in, NULL), go_on_send(p.b, &out));
    CHECK(i == 1 || in == 1);
}
ORDERS(select_meets_select_either, "01", "spec: Select statements",
       "either of two possible communications may be the one") {
    struct pair p = {go_make(ints, 0), go_make(ints, 0)};
    int out = 2, in = 0;
    go(swaps, p);
    yield_often(10);
    chose((char)('0' + go_select(go_on_recv(p.a, &in, NULL), go_on_send(p.b, &out))));
}
static void poses_and_goes(void *arg) {
    struct pair *p = arg;
    int v = 3;
    EQUAL(go_select(go_on_send(p->a, &v), go_on_send(p->b, &v)), 0);
    go_send(p->b, 8);
}
RETURNS(select_leaves_other_queues, "spec: Select statements",
        "a case that was not chosen takes no part any more") {
    struct pair p = {go_make(ints, 0), go_make(ints, 0)};
    go(poses_and_goes, p);
    EQUAL(go_recv(p.a), 3);
    EQUAL(go_recv(p.b), 8);
    EQUAL(go_select_default(go_on_recv(p.b, NULL, NULL)), -1);
}

RETURNS(select_places_left_out, "spec: Select statements", "a receive case need not assign") {
    ints c = holding(2, 2);
    bool ok = false;
    EQUAL(go_select(go_on_recv(c, NULL, NULL)), 0);
    EQUAL(go_select(go_on_recv(c, NULL, &ok)), 0);
    CHECK(ok);
}
RETURNS(select_unchosen_places, "spec: Select statements",
        "the left side of a case is assigned only if that case is chosen") {
    ints a = holding(1, 0), b = holding(1, 1);
    int v = 50, w = 60;
    bool ok_v = false, ok_w = false;
    EQUAL(go_select(go_on_recv(a, &v, &ok_v), go_on_recv(b, &w, &ok_w)), 1);
    CHECK(v == 50 && !ok_v && w == 1 && ok_w);
}

static char order[8];
static ints noted(ints c, char letter) {
    order[strlen(order)] = letter;
    return c;
}
static int *placed(int *v, char letter) {
    order[strlen(order)] = letter;
    return v;
}
RETURNS(select_evaluates_in_order, "spec: Select statements",
        "channels and sent values are evaluated once, in source order, whatever is chosen") {
    ints a = holding(1, 0), b = holding(1, 0), full = holding(1, 1);
    int v = 1;
    EQUAL(go_select(go_on_recv(noted(a, 'a'), NULL, NULL),
                    go_on_send(noted(full, 'b'), placed(&v, 'c')),
                    go_on_send(noted(b, 'd'), placed(&v, 'e'))),
          2);
    SAME_TEXT(order, "abcde");
}
RETURNS(select_many_cases, "spec: Select statements", "any number of cases") {
    enum { N = 200 };
    struct go_case cases[N];
    int v = 0;
    for (int i = 0; i < N; i++) {
        ints c = holding(1, i == 137);
        cases[i] = go_on_recv(c, &v, NULL);
    }
    EQUAL(go_select_cases(cases, N), 137);
    EQUAL(v, 1);
    EQUAL(go_select_poll(cases, N), -1);
}

static void feeds(void *arg) {
    struct pair *p = arg;
    for (int i = 0; i < 20; i++)
        go_send(p->a, i);
    go_close(p->a);
}
RETURNS(select_loop_until_done, "spec: Select statements",
        "in a loop each value is received once and in order; nil takes a case out") {
    struct pair p = {go_make(ints, 0), go_make(ints, 0)}, q = {go_make(ints, 2), go_make(ints, 0)};
    int next[2] = {0, 0};
    go(feeds, p);
    go(feeds, q);
    while (p.a.tx.ch || q.a.tx.ch) {
        int v;
        bool ok;
        int i = go_select(go_on_recv(p.a, &v, &ok), go_on_recv(q.a, &v, &ok));
        if (ok)
            EQUAL(v, next[i]++);
        else
            *(i ? &q.a : &p.a) = (ints){0};
    }
    CHECK(next[0] == 20 && next[1] == 20);
}
static void competes(void *arg) {
    struct pair *p = arg;
    int got = 0, v;
    bool ok = true;
    while (ok) {
        go_select(go_on_recv(p->a, &v, &ok));
        got += ok;
    }
    go_send(p->b, got);
}
RETURNS(select_receivers_share, "spec: Channel types", "each value is received by one of them") {
    struct pair p = {go_make(ints, 1), go_make(ints, 3)};
    for (int i = 0; i < 3; i++)
        go(competes, p);
    feeds(&p);
    EQUAL(go_recv(p.b) + go_recv(p.b) + go_recv(p.b), 20);
}
PANICS(select_closed_send_chosen, "send on closed channel", "spec: Select statements",
       "a send case on a closed channel can proceed, and panics then") {
    ints empty = holding(1, 0), closed = holding(1, 0);
    int v = 1;
    go_close(closed);
    go_select(go_on_recv(empty, NULL, NULL), go_on_send(closed, &v));
}
MAY_PANIC(select_closed_send_or_receive, "send on closed channel", "spec: Select statements",
          "of a possible receive and a send that will panic either is chosen") {
    ints c = holding(1, 1), closed = holding(1, 0);
    int v = 1;
    go_close(closed);
    EQUAL(go_select(go_on_recv(c, NULL, NULL), go_on_send(closed, &v)), 0);
}
