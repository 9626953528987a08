/* Copies of objects that were never used, moved objects, and memory that is used again: no mistake.
 * expect=none; seeds=10; */
#include <stdlib.h>
#include <string.h>

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

static void adds(void *arg) {
    add(arg);
    go_close(done);
}

int main(void) {
    struct counter fresh = {0}, copy = fresh, moved;
    done = go_make(go_signal, 0);
    go(adds, fresh);
    add(&copy);
    add(&fresh);
    moved = copy;
    copy = (struct counter){0};
    add(&moved);
    add(&copy);
    struct counter *c = calloc(1, sizeof *c);
    for (unsigned i = 0; i < 6; i++) {
        add(c);
        struct counter *next = malloc(sizeof *next << i);
        memcpy(next, c, sizeof *next);
        free(c);
        c = next;
    }
    add(c);
    int n = c->n;
    free(c);
    go_recv_ok(done, NULL);
    return n != 7 || moved.n != 2 || copy.n != 1;
}
