/* scenario: go_copied_mutex
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: Add
 * also: copied-lock
 * always: yes
 * needs: -
 * args: -
 * about: A counter with its mutex is handed to each goroutine by value, so that each locks a
 *   mutex of its own.
 */
#include <detgo.h>

enum { GOROUTINES = 3 };

struct counter {
    go_mutex mu;
    int *value;
};

static int clicks;
static struct counter counter = {.value = &clicks};
static go_waitgroup wg;

void Add(struct counter *c) {
    GO_LOCK_GUARD(&c->mu);
    ++*c->value;
}

void click(void *arg) {
    Add(arg);
    go_waitgroup_done(&wg);
}

int main(void) {
    go_waitgroup_add(&wg, GOROUTINES);
    for (int i = 0; i < GOROUTINES; i++)
        go(click, counter);
    go_waitgroup_wait(&wg);
    return clicks ? 0 : 1;
}
