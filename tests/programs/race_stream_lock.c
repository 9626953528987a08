/* The lock of a stream guards more than the stream.
 * expect=none; flags=-fsanitize=thread; seeds=30; */
#include <pthread.h>
#include <stdio.h>

static int lines;

static void *prints(void *unused) {
    flockfile(stdout);
    lines++;
    funlockfile(stdout);
    while (ftrylockfile(stdout))
        ;
    lines++;
    funlockfile(stdout);
    return unused;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, prints, NULL);
    prints(NULL);
    pthread_join(thread, NULL);
    return lines != 4;
}
