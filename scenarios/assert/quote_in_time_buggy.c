/* scenario: quote_in_time
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: ask
 * always: no
 * needs: early-timeout
 * args: -
 * about: A trader waits half a second at most for a quote and takes every end of the wait for
 *   an answer, the time-out too. C11 threads.
 */
#include <assert.h>
#include <threads.h>
#include <time.h>

static mtx_t lock;
static cnd_t answered;
static int quote, asked;

int ask(void) {
    struct timespec limit;
    int price = 0, end = thrd_success;
    timespec_get(&limit, TIME_UTC);
    limit.tv_nsec += 500 * 1000 * 1000;
    if (limit.tv_nsec >= 1000 * 1000 * 1000) {
        limit.tv_sec++;
        limit.tv_nsec -= 1000 * 1000 * 1000;
    }
    mtx_lock(&lock);
    asked = 1;
    while (quote == 0 && end == thrd_success)
        end = cnd_timedwait(&answered, &lock, &limit);
    assert(quote > 0);
    price = quote;
    mtx_unlock(&lock);
    return price;
}

int read_feed(void) {
    mtx_lock(&lock);
    int wanted = asked;
    mtx_unlock(&lock);
    return wanted ? 101 : 99;
}

int exchange(void *arg) {
    (void)arg;
    int price = read_feed();
    mtx_lock(&lock);
    quote = price;
    cnd_signal(&answered);
    mtx_unlock(&lock);
    return 0;
}

int main(void) {
    thrd_t e;
    mtx_init(&lock, mtx_plain);
    cnd_init(&answered);
    thrd_create(&e, exchange, NULL);
    int price = ask();
    thrd_join(e, NULL);
    return price >= 99 ? 0 : 1;
}
