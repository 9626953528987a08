/* region.c: writes over everything that is mapped shared, as a wild pointer might. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void *nothing(void *arg) {
    return arg;
}

static void scribble(void) {
    FILE *maps = fopen("/proc/self/maps", "r");
    char text[512];
    unsigned long start, end;

    while (maps && fgets(text, sizeof(text), maps))
        if (strstr(text, "rw-s") && sscanf(text, "%lx-%lx", &start, &end) == 2)
            memset((void *)start, 0xa5, end - start);
}

int main(void) {
    pthread_t a, b;

    pthread_create(&a, NULL, nothing, NULL);
    pthread_create(&b, NULL, nothing, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    scribble();
    kill(getpid(), SIGKILL);
    return 0;
}
