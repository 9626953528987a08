/* A copy of a condition finds out by itself that it is one, and panics.
 * expect=copied-lock; seeds=10; */
#include "detgo.h"

struct gate {
    go_mutex mu;
    go_cond opened;
};

static void open_it(void *arg) {
    struct gate *g = arg; /* go() has copied it */
    go_cond_broadcast(&g->opened);
}

int main(void) {
    struct gate g = {.opened = GO_COND(&g.mu)};
    go_signal never = go_make(go_signal, 0);
    go_cond_broadcast(&g.opened);
    go(open_it, g);
    go_recv_ok(never, NULL);
    return 0;
}
