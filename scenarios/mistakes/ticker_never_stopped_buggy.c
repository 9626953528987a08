/* scenario: ticker_never_stopped
 * twin: buggy
 * kind: goroutine-leak
 * subkind: -
 * severity: error
 * functions: refresh
 * always: yes
 * needs: -
 * args: -
 * about: A goroutine ranges over the channel of a ticker, which nobody stops, and which would
 *   not be closed if somebody did.
 */
#include <detgo.h>

static go_mutex mu;
static int refreshed;

void refresh_once(void) {
    GO_LOCK_GUARD(&mu);
    refreshed++;
}

void refresh(void *arg) {
    go_signal_rx stop = *(go_signal_rx *)arg;
    go_ticker *ticker = go_ticker_new(GO_SECOND);
    (void)stop;
    go_range(now, go_ticker_chan(ticker)) {
        (void)now;
        refresh_once();
    }
}

int main(void) {
    go_signal stop = go_make(go_signal, 0);
    go(refresh, stop.as_rx);
    for (int i = 0; i < 3; i++)
        refresh_once();
    go_close(stop);
    return 0;
}
