/* parked.c: two threads wait for a lock and for a signal while main computes without end: something to
 * attach to.
 */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t till = PTHREAD_MUTEX_INITIALIZER, shelf = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t delivery = PTHREAD_COND_INITIALIZER;

__attribute__((noinline)) static void count_money(int drawer) {
    pthread_mutex_lock(&till);
    printf("drawer %d\n", drawer);
    pthread_mutex_unlock(&till);
}

__attribute__((noinline)) static void await_delivery(int shelf_number) {
    pthread_mutex_lock(&shelf);
    pthread_cond_wait(&delivery, &shelf);
    printf("shelf %d\n", shelf_number);
    pthread_mutex_unlock(&shelf);
}

static void *cashier(void *unused) {
    (void)unused;
    count_money(3);
    return NULL;
}

static void *stocker(void *unused) {
    (void)unused;
    await_delivery(7);
    return NULL;
}

int main(void) {
    pthread_t threads[2];

    pthread_mutex_lock(&till);
    pthread_create(&threads[0], NULL, cashier, NULL);
    pthread_create(&threads[1], NULL, stocker, NULL);
    /* Each of these is a point at which the two may run until they wait. */
    for (int i = 0; i < 100; i++) {
        pthread_mutex_lock(&shelf);
        pthread_mutex_unlock(&shelf);
    }
    for (;;)
        __asm__ volatile("" ::: "memory");
}
