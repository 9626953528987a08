/* scenario: select_drops_value
 * twin: buggy
 * kind: goroutine-leak
 * subkind: -
 * severity: error
 * functions: listen
 * always: no
 * needs: -
 * args: -
 * about: A notifier sends by a select with a default, so that nobody waits for it; an event
 *   that comes before the listener does is dropped, and the listener waits for ever.
 */
#include <detgo.h>

go_chan_type(event_chan, int);

static event_chan events;
static go_atomic_int64 heard;
static go_waitgroup notified;

void listen(void *arg) {
    (void)arg;
    go_atomic_add(&heard, go_recv(events));
}

void notify(void *arg) {
    go_select_default(go_on_send(events, (int *)arg));
    go_waitgroup_done(&notified);
}

int main(void) {
    events = go_make(event_chan, 0);
    go(listen, 0);
    go_waitgroup_add(&notified, 1);
    go(notify, 1);
    go_waitgroup_wait(&notified);
    return 0;
}
