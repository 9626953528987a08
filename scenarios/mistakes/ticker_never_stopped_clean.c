/* scenario: ticker_never_stopped
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
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
    while (go_select(go_on_recv(stop, NULL, NULL),
                     go_on_recv(go_ticker_chan(ticker), NULL, NULL)) == 1)
        refresh_once();
    go_ticker_free(ticker);
}

int main(void) {
    go_signal stop = go_make(go_signal, 0);
    go(refresh, stop.as_rx);
    for (int i = 0; i < 3; i++)
        refresh_once();
    go_close(stop);
    return 0;
}
