/* scenario: close_by_receiver
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: yes
 * needs: -
 * args: -
 * about: A consumer that has seen enough closes the channel that it receives from, while the
 *   producer still sends; the fix tells the producer by a channel of its own.
 */
#include <detgo.h>

go_chan_type(values, int);

static values out;
static go_signal enough;
static go_waitgroup wg;

void produce(void *arg) {
    (void)arg;
    GO_DEFER_FRAME;
    go_defer(go_waitgroup_done, &wg);
    for (int v = 0; v < 5; v++) {
        if (go_select(go_on_recv(enough, NULL, NULL), go_on_send(out, &v)) == 0)
            return;
    }
}

int main(void) {
    out = go_make(values, 0);
    enough = go_make(go_signal, 0);
    go_waitgroup_add(&wg, 1);
    go(produce, 0);
    int sum = go_recv(out) + go_recv(out);
    go_close(enough);
    go_waitgroup_wait(&wg);
    return sum == 1 ? 0 : 1;
}
