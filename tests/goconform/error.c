/* error.c: package errors, and fmt.Errorf with %w. */
#include <string.h>

#include "case.h"

GO_SENTINEL(ErrNotFound, "not found");
GO_SENTINEL(ErrNotFoundToo, "not found");
struct path_error {
    int number;
    char path[16];
};
static const char path_kind, other_kind;

RETURNS(error_text, "errors: New", "returns an error that formats as the given text") {
    go_error *e = go_errorf("disk %d full: %s", 3, "sda");
    SAME_TEXT(go_error_text(e), "disk 3 full: sda");
    go_error_release(e);
}
RETURNS(error_each_distinct, "errors: New",
        "each call returns a distinct value, even if the text is equal") {
    go_error *a = go_errorf("same"), *b = go_errorf("same");
    CHECK(a != b && !go_error_is(a, b));
    CHECK(!go_error_is(ErrNotFound, ErrNotFoundToo));
    go_error_release(a);
    go_error_release(b);
}
RETURNS(error_is_itself, "errors: Is", "an error matches a target if it is equal to it") {
    go_error *a = go_errorf("a");
    CHECK(go_error_is(a, a));
    CHECK(go_error_is(ErrNotFound, ErrNotFound));
    go_error_release(a);
}
RETURNS(error_is_nil, "errors: Is", "nil matches nil only") {
    CHECK(go_error_is(NULL, NULL));
    CHECK(!go_error_is(ErrNotFound, NULL));
    CHECK(!go_error_is(NULL, ErrNotFound));
}
RETURNS(error_wrap_text, "fmt: Errorf", "the wrapped error's text stands where %w does") {
    go_error *e = go_error_wrap(ErrNotFound, "open %s", "a.txt");
    SAME_TEXT(go_error_text(e), "open a.txt: not found");
    go_error_release(e);
}
RETURNS(error_unwrap, "errors: Unwrap", "returns the result of Unwrap, nil if there is none") {
    go_error *e = go_error_wrap(ErrNotFound, "open");
    CHECK(go_error_unwrap(e) == ErrNotFound);
    CHECK(go_error_unwrap(ErrNotFound) == NULL);
    CHECK(go_error_unwrap(NULL) == NULL);
    go_error_release(e);
}
RETURNS(error_is_in_chain, "errors: Is", "reports whether any error in the tree matches") {
    go_error *inner = go_error_wrap(ErrNotFound, "inner");
    go_error *outer = go_error_wrap(go_error_retain(inner), "outer");
    CHECK(go_error_is(outer, inner) && go_error_is(outer, ErrNotFound));
    CHECK(!go_error_is(inner, outer) && !go_error_is(outer, ErrNotFoundToo));
    SAME_TEXT(go_error_text(outer), "outer: inner: not found");
    go_error_release(outer);
    SAME_TEXT(go_error_text(inner), "inner: not found");
    go_error_release(inner);
}
RETURNS(error_join_text, "errors: Join", "formats as the texts, with a newline between each") {
    go_error *a = go_errorf("a"), *both[] = {a, ErrNotFound};
    go_error *j = go_error_join(both, 2);
    SAME_TEXT(go_error_text(j), "a\nnot found");
    CHECK(go_error_is(j, a) && go_error_is(j, ErrNotFound) && !go_error_is(j, go_canceled));
    go_error_release(a);
    CHECK(go_error_is(j, both[0]));
    go_error_release(j);
}
RETURNS(error_join_nils, "errors: Join", "nil errors are discarded; nil if every one is nil") {
    go_error *none[] = {NULL, NULL}, *one[] = {NULL, ErrNotFound, NULL};
    CHECK(go_error_join(none, 2) == NULL);
    CHECK(go_error_join(NULL, 0) == NULL);
    go_error *j = go_error_join(one, 3);
    SAME_TEXT(go_error_text(j), "not found");
    CHECK(j != ErrNotFound && go_error_is(j, ErrNotFound));
    go_error_release(j);
}
RETURNS(error_join_unwraps_to_nil, "errors: Unwrap", "does not unwrap errors returned by Join") {
    go_error *both[] = {ErrNotFound, ErrNotFoundToo};
    go_error *j = go_error_join(both, 2);
    CHECK(go_error_unwrap(j) == NULL);
    go_error_release(j);
}
RETURNS(error_is_in_tree, "errors: Is", "the tree is walked through all that each error wraps") {
    go_error *deep = go_error_wrap(ErrNotFound, "deep"), *both[] = {ErrNotFoundToo, deep};
    go_error *top = go_error_wrap(go_error_join(both, 2), "top");
    go_error_release(deep);
    CHECK(go_error_is(top, ErrNotFound) && go_error_is(top, ErrNotFoundToo));
    SAME_TEXT(go_error_text(top), "top: not found\ndeep: not found");
    go_error_release(top);
}
RETURNS(error_as, "errors: As", "finds the first error in the tree of the target's type") {
    struct path_error data = {7, "/etc/x"};
    go_error *e = go_error_typed(&path_kind, &data, sizeof data, "open %s", data.path);
    data.number = 8;
    SAME_TEXT(go_error_text(e), "open /etc/x");
    go_error *outer = go_error_wrap(e, "start");
    const struct path_error *found = go_error_as(outer, &path_kind);
    CHECK(found && found->number == 7 && strcmp(found->path, "/etc/x") == 0);
    CHECK(go_error_as(outer, &other_kind) == NULL);
    go_error_release(outer);
}
RETURNS(error_as_nothing, "errors: As", "otherwise it returns false; so for nil") {
    CHECK(go_error_as(NULL, &path_kind) == NULL);
    CHECK(go_error_as(ErrNotFound, &path_kind) == NULL);
}
RETURNS(error_as_first, "errors: As", "pre-order, depth first: the first one found") {
    int one = 1, two = 2, three = 3;
    go_error *a = go_error_wrap(go_error_typed(&path_kind, &one, sizeof one, "a"), "outer a");
    go_error *b = go_error_typed(&path_kind, &two, sizeof two, "b");
    go_error *both[] = {ErrNotFound, a, b}, *j = go_error_join(both, 3);
    CHECK(*(const int *)go_error_as(j, &path_kind) == 1);
    go_error *top[] = {go_error_typed(&other_kind, &three, sizeof three, "c"), j};
    go_error *all = go_error_join(top, 2);
    CHECK(*(const int *)go_error_as(all, &other_kind) == 3);
    CHECK(*(const int *)go_error_as(all, &path_kind) == 1);
    go_error_release(all);
    go_error_release(top[0]);
    go_error_release(j);
    go_error_release(a);
    go_error_release(b);
}
RETURNS(error_typed_is_itself_only, "errors: Is", "equal errors are one and the same value here") {
    int one = 1;
    go_error *a = go_error_typed(&path_kind, &one, sizeof one, "a");
    go_error *b = go_error_typed(&path_kind, &one, sizeof one, "a");
    CHECK(go_error_is(a, a) && !go_error_is(a, b));
    go_error_release(a);
    go_error_release(b);
}
RETURNS(error_nil_text, "fmt: Printing", "a nil error prints as <nil>") {
    SAME_TEXT(go_error_text(NULL), "<nil>");
}
RETURNS(error_sentinels_stay, "errors: package",
        "sentinels are package variables, never released") {
    for (int i = 0; i < 3; i++) {
        CHECK(go_error_retain(ErrNotFound) == ErrNotFound);
        go_error_release(ErrNotFound);
        go_error_release(ErrNotFound);
    }
    SAME_TEXT(go_error_text(ErrNotFound), "not found");
    CHECK(go_error_retain(NULL) == NULL);
    go_error_release(NULL);
}
RETURNS(error_of_context, "context: Variables", "Canceled and DeadlineExceeded, with their texts") {
    SAME_TEXT(go_error_text(go_canceled), "context canceled");
    SAME_TEXT(go_error_text(go_deadline_exceeded), "context deadline exceeded");
    CHECK(!go_error_is(go_canceled, go_deadline_exceeded));
}
RETURNS(error_long_text, "fmt: Errorf", "texts of any length") {
    char text[3001];
    memset(text, 'x', sizeof text - 1);
    text[3000] = 0;
    go_error *e = go_error_wrap(go_errorf("%s", text), "%s", text);
    EQUAL(strlen(go_error_text(e)), 6002);
    go_error_release(e);
}
static void shares(void *arg) {
    go_error *e = *(go_error **)arg;
    CHECK(go_error_is(e, ErrNotFound));
    SAME_TEXT(go_error_text(e), "shared: not found");
    go_error_release(e);
}
RETURNS(error_shared, "errors: package", "errors may be used by several goroutines") {
    go_error *e = go_error_wrap(ErrNotFound, "shared");
    for (int i = 0; i < 3; i++) {
        go_error *mine = go_error_retain(e);
        go(shares, mine);
    }
    go_error_release(e);
    while (go_num_goroutine() > 1)
        go_yield();
}
PANICS(error_wrap_nil, "go_error_wrap: nil cause", "fmt: Errorf",
       "%w takes an error; that it must not be nil is the library's own rule") {
    go_error_wrap(NULL, "of nothing");
}
