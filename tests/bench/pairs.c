/* pairs.c: N lock and unlock pairs of one mutex that nobody else wants. Usage: pairs N FILE. */
#include <pthread.h>

#include "cycles.h"

int main(int argc, char **argv) {
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    if (argc != 3)
        return 2;
    long n = atol(argv[1]);
    uint64_t start = cycles();
    for (long i = 0; i < n; i++) {
        pthread_mutex_lock(&lock);
        pthread_mutex_unlock(&lock);
    }
    cycles_append(argv[2], cycles() - start);
    return 0;
}
