/* scenario: go_changed_after_send
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: produce, main
 * always: yes
 * needs: -
 * args: -
 * about: An order is changed after its address was sent through a channel.
 */
#include <detgo.h>

struct order {
    int items, sum;
};
go_chan_type(orders, struct order *);

static struct order order;

void produce(void *arg) {
    orders out = *(orders *)arg;
    order.items = 2;
    go_send(out, &order);
    order.sum = 50;
}

int main(void) {
    orders out = go_make(orders, 1);
    go(produce, out);
    struct order *got = go_recv(out);
    return got->items + got->sum <= 52 ? 0 : 1;
}
