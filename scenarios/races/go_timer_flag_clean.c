/* scenario: go_timer_flag
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A timer's function says that it ran before it has set what main then reads.
 */
#include <detgo.h>

go_chan_type(ints, int);

static int expired;
static ints over;

void expire(void *arg) {
    expired = *(int *)arg;
    go_send(over, 1);
}

int main(void) {
    int one = 1;
    over = go_make(ints, 1);
    go_timer *timer = go_after_func(GO_MILLISECOND, expire, &one);
    go_recv(over);
    int seen = expired;
    go_timer_free(timer);
    return seen <= 1 ? 0 : 1;
}
