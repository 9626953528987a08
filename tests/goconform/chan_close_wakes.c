/* chan_close_wakes.c: what closing does to those who wait on the channel. */
#include "case.h"

struct job {
    ints c;
    go_signal done;
    go_waitgroup *all;
};

static void expects_zero(void *arg) {
    struct job *j = arg;
    int v = 7;
    CHECK(!go_recv_ok(j->c, &v));
    EQUAL(v, 0);
    go_close(j->done);
}
RETURNS(close_wakes_receiver, "spec: Close",
        "a receive operation that was blocked proceeds with the zero value") {
    struct job j = {go_make(ints, 0), go_make(go_signal, 0), NULL};
    go(expects_zero, j);
    yield_often(5);
    go_close(j.c);
    go_recv_ok(j.done, NULL);
}
RETURNS(close_wakes_receiver_buffered, "spec: Close",
        "a receive operation that was blocked proceeds with the zero value") {
    struct job j = {go_make(ints, 3), go_make(go_signal, 0), NULL};
    go(expects_zero, j);
    yield_often(5);
    go_close(j.c);
    go_recv_ok(j.done, NULL);
}

static void one_of_many(void *arg) {
    struct job *j = arg;
    EQUAL(go_recv(j->c), 0);
    go_waitgroup_done(j->all);
}
RETURNS(close_wakes_all_receivers, "spec: Close",
        "after close every receive proceeds without blocking") {
    static go_waitgroup all;
    struct job j = {go_make(ints, 0), {.tx.ch = NULL}, &all};
    go_waitgroup_add(&all, 5);
    for (int i = 0; i < 5; i++)
        go(one_of_many, j);
    yield_often(5);
    go_close(j.c);
    go_waitgroup_wait(&all);
}

static void selects_zero(void *arg) {
    struct job *j = arg;
    ints other = go_make(ints, 0);
    int v = 7;
    bool ok = true;
    EQUAL(go_select(go_on_recv(other, NULL, NULL), go_on_recv(j->c, &v, &ok)), 1);
    CHECK(v == 0 && !ok);
    go_close(j->done);
}
RETURNS(close_wakes_selecting_receiver, "spec: Select statements",
        "it blocks until a communication can proceed, which the close makes so") {
    struct job j = {go_make(ints, 0), go_make(go_signal, 0), NULL};
    go(selects_zero, j);
    yield_often(5);
    go_close(j.c);
    go_recv_ok(j.done, NULL);
}

static void ranges(void *arg) {
    struct job *j = arg;
    int count = 0;
    go_range(v, j->c) {
        EQUAL(v, 1);
        count++;
    }
    EQUAL(count, 1);
    go_close(j->done);
}
RETURNS(close_ends_waiting_range, "spec: For statements with range clause",
        "iteration goes on until the channel is closed") {
    struct job j = {go_make(ints, 0), go_make(go_signal, 0), NULL};
    go(ranges, j);
    go_send(j.c, 1);
    yield_often(3);
    go_close(j.c);
    go_recv_ok(j.done, NULL);
}

static void closes(void *arg) {
    go_close(*(ints *)arg);
}
PANICS(close_panics_sender, "send on closed channel", "spec: Close",
       "sending to a closed channel panics: also the sender that waits already") {
    ints c = go_make(ints, 0);
    go(closes, c);
    go_send(c, 1);
}
PANICS(close_panics_sender_full, "send on closed channel", "spec: Close",
       "sending to a closed channel panics: also the sender that waits for room") {
    ints c = go_make(ints, 1);
    go_send(c, 1);
    go(closes, c);
    go_send(c, 2);
}
PANICS(close_panics_selecting_sender, "send on closed channel", "spec: Close",
       "sending to a closed channel panics: also the send case that waits already") {
    ints c = go_make(ints, 0), other = go_make(ints, 0);
    int v = 1;
    go(closes, c);
    go_select(go_on_recv(other, NULL, NULL), go_on_send(c, &v));
}

static void recovers(void *arg) {
    const struct go_panic_value *p = go_recover();
    CHECK(p);
    SAME_TEXT(p->text, "send on closed channel");
    go_waitgroup_done(arg);
}
static void sends_until_closed(void *arg) {
    struct job *j = arg;
    GO_RECOVER_FRAME {
        return;
    }
    go_defer(recovers, j->all);
    go_send(j->c, 1);
}
RETURNS(close_panics_all_senders, "spec: Close", "each of the senders panics") {
    static go_waitgroup all;
    struct job j = {go_make(ints, 0), {.tx.ch = NULL}, &all};
    go_waitgroup_add(&all, 3);
    for (int i = 0; i < 3; i++)
        go(sends_until_closed, j);
    yield_often(5);
    go_close(j.c);
    go_waitgroup_wait(&all);
    EQUAL(go_recv(j.c), 0);
}

static void note_text(void *arg) {
    const struct go_panic_value *p = go_recover();
    *(const char **)arg = p ? p->text : "";
}
static bool try_close(ints c, const char **text) {
    GO_RECOVER_FRAME {
        return false;
    }
    go_defer(note_text, text);
    go_close(c);
    return true;
}
RETURNS(close_twice_recovered, "spec: Run-time panics", "such a panic is recovered as any other") {
    ints c = go_make(ints, 0);
    const char *text = NULL;
    CHECK(try_close(c, &text));
    CHECK(!try_close(c, &text));
    SAME_TEXT(text, "close of closed channel");
    CHECK(!try_close((ints){0}, &text));
    SAME_TEXT(text, "close of nil channel");
    EQUAL(go_recv(c), 0);
}

static void races_to_close(void *arg) {
    struct job *j = arg;
    const char *text = "";
    bool first = try_close(j->c, &text);
    if (!first)
        SAME_TEXT(text, "close of closed channel");
    ints count = {.tx.ch = j->done.tx.ch};
    go_send(count, first);
}
RETURNS(close_race_has_one_winner, "spec: Close", "of two closes the second panics") {
    ints won = go_make(ints, 2);
    struct job j = {go_make(ints, 0), {.tx.ch = won.tx.ch}, NULL};
    go(races_to_close, j);
    go(races_to_close, j);
    EQUAL(go_recv(won) + go_recv(won), 1);
}
