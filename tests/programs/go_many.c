/* Forty thousand mutexes and forty thousand channels come and go in one run; none is forgotten.
 * expect=none; seeds=1; options=--strategy random; */
#include "detgo.h"
#include <pthread.h>
#include <stdlib.h>

enum { MANY = 40000 };

go_chan_type(numbers, int);

static void *lock_many(void *unused) {
    for (int i = 0; i < MANY / 2; i++) {
        pthread_mutex_t *lock = malloc(sizeof *lock);
        pthread_mutex_init(lock, NULL);
        pthread_mutex_lock(lock);
        pthread_mutex_unlock(lock);
        pthread_mutex_destroy(lock);
        free(lock);
    }
    return unused;
}

int main(void) {
    pthread_t other;
    int sum = 0;
    pthread_create(&other, NULL, lock_many, NULL);
    lock_many(NULL);
    for (int i = 0; i < MANY; i++) {
        numbers one = go_make(numbers, 1);
        go_send(one, i % 7);
        sum += go_recv(one);
        go_chan_release(go_chan_of(one));
    }
    pthread_join(other, NULL);
    return sum == 0;
}
