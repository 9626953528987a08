/* uses.c: not compiled for race detection; its library, which counts, is. */
#include <pthread.h>

void *count(void *arg);

int main(void) {
    pthread_t a, b;

    pthread_create(&a, 0, count, 0);
    pthread_create(&b, 0, count, 0);
    pthread_join(a, 0);
    pthread_join(b, 0);
    return 0;
}
