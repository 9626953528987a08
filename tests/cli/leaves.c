/* leaves.c: leaves a file in TMPDIR, and fails if it finds one that an earlier seed has left. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *nothing(void *arg) {
    return arg;
}

int main(void) {
    char path[4096];
    pthread_t a, b;

    pthread_create(&a, NULL, nothing, NULL);
    pthread_create(&b, NULL, nothing, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    snprintf(path, sizeof(path), "%s/left", getenv("TMPDIR"));
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

    return fd < 0 ? 1 : 0;
}
