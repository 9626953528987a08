/* A copy of a sync.Once that has run is used, and then its original as well.
 * expect=copied-lock; seeds=10; */
#include "detgo.h"

struct table {
    go_once once;
    int filled;
};

static go_signal done;

static void fill(void *arg) {
    *(int *)arg = 1;
}

static void look(void *arg) {
    struct table *t = arg; /* go() has copied it */
    go_once_do(&t->once, fill, &t->filled);
    go_close(done);
}

int main(void) {
    struct table t = {0};
    done = go_make(go_signal, 0);
    go_once_do(&t.once, fill, &t.filled);
    go(look, t);
    go_recv_ok(done, NULL);
    go_once_do(&t.once, fill, &t.filled);
    return 0;
}
