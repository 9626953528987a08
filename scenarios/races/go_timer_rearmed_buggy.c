/* scenario: go_timer_rearmed
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: ring, main
 * always: yes
 * needs: -
 * args: -
 * about: A timer that has fired is set again, and only then the text that its function reads.
 */
#include <detgo.h>

go_chan_type(ints, int);

static int text;
static ints rung;

void ring(void *arg) {
    (void)arg;
    go_send(rung, text);
}

int main(void) {
    rung = go_make(ints, 1);
    text = 1;
    go_timer *timer = go_after_func(GO_MILLISECOND, ring, NULL);
    int sum = go_recv(rung);
    go_timer_reset(timer, GO_MILLISECOND);
    text = 2;
    sum += go_recv(rung);
    go_timer_free(timer);
    return sum <= 3 ? 0 : 1;
}
