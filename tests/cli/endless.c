/* endless.c: prints without end, by a loop that reaches a scheduling point each time. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char line[65536];

static void *prints(void *arg) {
    for (;;) {
        pthread_mutex_lock(&lock);
        fwrite(line, sizeof(line), 1, stdout);
        pthread_mutex_unlock(&lock);
    }
    return arg;
}

int main(void) {
    pthread_t a, b;

    pthread_create(&a, NULL, prints, NULL);
    pthread_create(&b, NULL, prints, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
