/* scenario: ticker
 * twin: buggy
 * kind: partial-deadlock
 * subkind: -
 * severity: error
 * functions: reserve, release
 * always: no
 * needs: -
 * args: -
 * about: Two clients take the stock's and the order book's locks in opposite orders, while a
 *   ticker goes on counting.
 */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t stock_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t book_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t tick_lock = PTHREAD_MUTEX_INITIALIZER;
static int stock = 5, booked, ticks, stopping;

void reserve(void) {
    pthread_mutex_lock(&stock_lock);
    stock--;
    pthread_mutex_lock(&book_lock);
    booked++;
    pthread_mutex_unlock(&book_lock);
    pthread_mutex_unlock(&stock_lock);
}

void release(void) {
    pthread_mutex_lock(&book_lock);
    booked--;
    pthread_mutex_lock(&stock_lock);
    stock++;
    pthread_mutex_unlock(&stock_lock);
    pthread_mutex_unlock(&book_lock);
}

void *buyer(void *arg) {
    reserve();
    return arg;
}

void *returner(void *arg) {
    release();
    return arg;
}

void *ticker(void *arg) {
    int stop = 0;
    while (!stop) {
        usleep(1000);
        pthread_mutex_lock(&tick_lock);
        ticks++;
        stop = stopping;
        pthread_mutex_unlock(&tick_lock);
    }
    return arg;
}

int main(void) {
    pthread_t clock_thread, a, b;
    pthread_create(&clock_thread, NULL, ticker, NULL);
    pthread_create(&a, NULL, buyer, NULL);
    pthread_create(&b, NULL, returner, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    pthread_mutex_lock(&tick_lock);
    stopping = 1;
    pthread_mutex_unlock(&tick_lock);
    pthread_join(clock_thread, NULL);
    return stock == 5 && booked == 0 ? 0 : 1;
}
