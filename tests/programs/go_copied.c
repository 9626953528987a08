/* A copy of a mutex is locked, and then its original as well.
 * expect=copied-lock; seeds=10; */
#include "detgo.h"

struct counter {
    go_mutex mu;
    int n;
};

static void add(struct counter *c) {
    go_mutex_lock(&c->mu);
    c->n++;
    go_mutex_unlock(&c->mu);
}

static go_signal done;

static void twice(void *arg) {
    struct counter *c = arg; /* go() has copied it */
    add(c);
    add(c);
    go_close(done);
}

int main(void) {
    struct counter c = {0};
    done = go_make(go_signal, 0);
    add(&c);
    go(twice, c);
    go_recv_ok(done, NULL);
    add(&c);
    return 0;
}
