/* scenario: send_after_close
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A producer asks whether it is to stop and then sends; whoever stops it closes its
 *   channel as well, which may come in between. The fix leaves the closing to the producer.
 */
#include <detgo.h>

enum { VALUES = 3 };

go_chan_type(values, int);

static values out;
static go_signal quit;

bool stopped(void) {
    return go_select_default(go_on_recv(quit, NULL, NULL)) == 0;
}

void produce(void *arg) {
    (void)arg;
    for (int v = 1; v <= VALUES && !stopped(); v++)
        go_send(out, v);
    go_close(out);
}

void Stop(void) {
    go_close(quit);
}

int main(void) {
    out = go_make(values, VALUES);
    quit = go_make(go_signal, 0);
    go(produce, 0);
    Stop();
    int sum = 0;
    go_range(v, out) sum += v;
    return sum <= 6 ? 0 : 1;
}
