/* scribbles.c: writes random bytes over parts of all that is mapped shared, between its own calls: its
 * argument says which. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t state;

static uint64_t next(void) {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static void *nothing(void *arg) {
    return arg;
}

static void scribble(unsigned long start, unsigned long end) {
    unsigned kind = (unsigned)(state % 4);
    /* The fixed head, anywhere at all, or small numbers where small numbers are believed. */
    unsigned long room = kind == 0 ? 4096 : kind == 1 ? 65536 : end - start;
    int times = kind == 3 ? 20000 : 200;

    for (int i = 0; i < times; i++) {
        uint32_t value = next() % 3 ? (uint32_t)next() : (uint32_t)(next() % 70000);

        memcpy((char *)start + next() % (room - 4) / 4 * 4, &value, sizeof(value));
    }
}

int main(int argc, char **argv) {
    FILE *maps = fopen("/proc/self/maps", "r");
    char text[512];
    unsigned long start, end;
    pthread_t a;

    state = strtoull(argc > 1 ? argv[1] : "1", NULL, 10) * UINT64_C(0x9e3779b97f4a7c15) + 1;
    pthread_create(&a, NULL, nothing, NULL);
    pthread_join(a, NULL);
    while (maps && fgets(text, sizeof(text), maps))
        if (strstr(text, "rw-s") && sscanf(text, "%lx-%lx", &start, &end) == 2)
            scribble(start, end);
    if (argc > 2)
        _exit(0);
    pthread_create(&a, NULL, nothing, NULL);
    pthread_join(a, NULL);
    return 0;
}
