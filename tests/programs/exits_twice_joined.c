/* Two threads call exit, and main joins both: neither ever ends, so no join comes back.
 * expect=none; seeds=60; */
#include <pthread.h>
#include <stdlib.h>

static void *leaves(void *unused) {
    (void)unused;
    exit(0);
}

int main(void) {
    pthread_t one, two;
    pthread_create(&one, NULL, leaves, NULL);
    pthread_create(&two, NULL, leaves, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return 1;
}
