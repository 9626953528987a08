/* leak.c: go.uber.org/goleak. */
#include <string.h>

#include "case.h"

static void waits(void *arg) {
    (void)go_recv(*(ints *)arg);
}
RETURNS(leak_none, "goleak: Find", "nil if there are no extra goroutines") {
    CHECK(!go_leak_find(NULL));
    CHECK(go_leak_verify_none(NULL));
}
RETURNS(leak_none_after_end, "goleak: Find", "looks again, so that goroutines about to end can") {
    ints c = go_make(ints, 0);
    go(waits, c);
    go_send(c, 1);
    CHECK(!go_leak_find(NULL));
}
FINDS(leak_found, "", "goleak: Find", "a descriptive error otherwise") {
    ints c = go_make(ints, 0);
    go(waits, c);
    go_error *e = go_leak_find(NULL);
    CHECK(e && strstr(go_error_text(e), "waits"));
    go_error_release(e);
    go_send(c, 1);
}
FINDS(leak_verify_found, "goroutine-leak", "goleak: VerifyNone", "marks the test as failed") {
    ints c = go_make(ints, 0);
    go(waits, c);
    CHECK(!go_leak_verify_none(NULL));
    go_send(c, 1);
}
RETURNS(leak_ignored_by_name, "goleak: IgnoreTopFunction",
        "a goroutine on the list is not counted") {
    static const char *const names[] = {"others", "waits", NULL};
    go_leak_options options = {.ignore = names};
    ints c = go_make(ints, 0);
    go(waits, c);
    CHECK(!go_leak_find(&options));
    go_send(c, 1);
}
RETURNS(leak_ignored_by_snapshot, "goleak: IgnoreCurrent",
        "goroutines there when it is called are not counted") {
    ints c = go_make(ints, 0);
    go(waits, c);
    go_leak_options options = {.existing = go_leak_snapshot()};
    CHECK(!go_leak_find(&options));
    go_send(c, 1);
}
FINDS(leak_since_snapshot, "", "goleak: IgnoreCurrent", "those started after it are") {
    ints c = go_make(ints, 0);
    go(waits, c);
    go_leak_options options = {.existing = go_leak_snapshot()};
    go(waits, c);
    go_error *e = go_leak_find(&options);
    CHECK(e);
    go_error_release(e);
    go_send(c, 1);
    go_send(c, 1);
}
static void checks(void *arg) {
    go_error *e = go_leak_find(NULL);
    go_send(*(ints *)arg, e == NULL);
    go_error_release(e);
}
RETURNS(leak_not_oneself, "goleak: Find", "the calling goroutine and main are not counted") {
    ints c = go_make(ints, 0);
    go(checks, c);
    EQUAL(go_recv(c), 1);
}
