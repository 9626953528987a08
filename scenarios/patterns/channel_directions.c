/* scenario: channel_directions
 * twin: none
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A producer that may only send and a consumer that may only receive share one channel;
 *   the compiler holds each to its side.
 */
#include <assert.h>
#include <detgo.h>

enum { VALUES = 3 };

go_chan_type(ints, int);

struct consumer {
    ints_rx in;
    ints_tx sums;
};

void producer(void *arg) {
    ints_tx *out = arg;
    for (int i = 0; i < VALUES; i++)
        go_send(*out, 14);
}

void consumer(void *arg) {
    struct consumer *c = arg;
    int sum = 0;
    for (int i = 0; i < VALUES; i++)
        sum += go_recv(c->in);
    go_send(c->sums, sum);
}

int main(void) {
    ints values = go_make(ints, 1);
    ints sums = go_make(ints, 0);
    go(producer, values.as_tx);
    go(producer, values.as_tx);
    go(consumer, ((struct consumer){values.as_rx, sums.as_tx}));
    go(consumer, ((struct consumer){values.as_rx, sums.as_tx}));
    assert(go_recv(sums) == 42);
    assert(go_recv(sums) == 42);
    return 0;
}
