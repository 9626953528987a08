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
 * about: Publishers send to their subscriber with the registry locked; the subscriber, once it
 *   is registered, locks the registry again before it receives.
 */
#include <detgo.h>

enum { PUBLISHERS = 2 };

go_chan_type(news, int);

static go_mutex registry;
static go_atomic_int64 publishing;
static int subscribers, greeted;
static news feed;

void publish(void *arg) {
    int item = *(int *)arg;
    go_mutex_lock(&registry);
    bool wanted = subscribers > 0;
    if (wanted)
        go_send(feed, item);
    go_mutex_unlock(&registry);
    if (go_atomic_add(&publishing, -1) == 0)
        go_close(feed);
}

void add_to(int *count) {
    GO_LOCK_GUARD(&registry);
    ++*count;
}

int subscribe(void) {
    int sum = 0;
    add_to(&subscribers);
    add_to(&greeted);
    go_range(item, feed) sum += item;
    return sum;
}

int main(void) {
    feed = go_make(news, 0);
    go_atomic_store(&publishing, PUBLISHERS);
    for (int i = 0; i < PUBLISHERS; i++)
        go(publish, 7);
    return subscribe() % 7;
}
