/* scenario: ab_ba_channel_mutex
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: publish, subscribe
 * notes: lock-across-blocking
 * always: no
 * needs: -
 * args: -
 * about: A publisher sends to its subscriber with the registry locked; the subscriber, once it
 *   is registered, locks the registry again before it receives.
 */
#include <detgo.h>

go_chan_type(news, int);

static go_mutex registry;
static int subscribers, greeted;
static news feed;

void publish(void *arg) {
    int item = *(int *)arg;
    go_mutex_lock(&registry);
    bool wanted = subscribers > 0;
    if (wanted)
        go_send(feed, item);
    go_mutex_unlock(&registry);
    go_close(feed);
}

void add_to(int *count) {
    GO_LOCK_GUARD(&registry);
    ++*count;
}

void subscribe(void) {
    add_to(&subscribers);
    add_to(&greeted);
    go_range(item, feed) add_to(&greeted);
}

int main(void) {
    feed = go_make(news, 0);
    go(publish, 7);
    subscribe();
    return 0;
}
