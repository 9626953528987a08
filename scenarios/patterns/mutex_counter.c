/* scenario: mutex_counter
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Goroutines increment a counter that has its own mutex, which each method takes and
 *   gives back by a guard; no increment is lost.
 */
#include <assert.h>
#include <detgo.h>

enum { GOROUTINES = 4, EACH = 3 };

typedef struct {
    go_mutex mu;
    int value;
} Counter;

void Increment(Counter *c) {
    GO_LOCK_GUARD(&c->mu);
    c->value++;
}

int Value(Counter *c) {
    GO_LOCK_GUARD(&c->mu);
    return c->value;
}

void increment_often(void *arg) {
    Counter *c = *(Counter **)arg;
    for (int i = 0; i < EACH; i++)
        Increment(c);
}

int main(void) {
    Counter c = {0};
    go_waitgroup wg = {0};
    for (int i = 0; i < GOROUTINES; i++)
        go_waitgroup_go(&wg, increment_often, &c);
    assert(Value(&c) <= GOROUTINES * EACH);
    go_waitgroup_wait(&wg);
    assert(Value(&c) == GOROUTINES * EACH);
    return 0;
}
