/* floods.c: two threads print as many MB as the first argument says; ends with the second one. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long half; /* blocks of 64 KiB */

static void *print(void *arg) {
    char block[65536];

    memset(block, 'x', sizeof(block));
    for (long i = 0; i < half; i++)
        if (write(1, block, sizeof(block)) != (ssize_t)sizeof(block))
            exit(99);
    return arg;
}

int main(int argc, char **argv) {
    pthread_t a, b;

    half = argc > 1 ? atol(argv[1]) * 8 : 0;
    pthread_create(&a, NULL, print, NULL);
    pthread_create(&b, NULL, print, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return argc > 2 ? atoi(argv[2]) : 0;
}
