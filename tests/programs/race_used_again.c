/* Memory that comes to new owners without any order: freed blocks, blocks that grow, mappings, and the
 * stacks and variables of threads that have ended. None of that is a race.
 * expect=none; flags=-fsanitize=thread; seeds=60; */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { TASKS = 6, BLOCKS = 30, PAGES = 3 * 4096 };

static __thread int own[64];

static void touch(volatile char *block, size_t size) {
    for (size_t i = 0; i < size; i += 8)
        block[i]++;
}

static void *uses(void *unused) {
    char frame[512];
    memset(frame, 1, sizeof frame);
    for (int i = 0; i < 64; i++)
        own[i] += i;
    for (int i = 1; i < BLOCKS; i++) {
        char *block = malloc((size_t)i * 16);
        touch(block, (size_t)i * 16);
        block = realloc(block, (size_t)i * 64);
        touch(block, (size_t)i * 64);
        free(block);
    }
    char *pages = mmap(NULL, PAGES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages != MAP_FAILED) {
        touch(pages, PAGES);
        munmap(pages, PAGES);
    }
    return unused;
}

int main(void) {
    pthread_t tasks[TASKS];
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    for (int i = 0; i < TASKS; i++)
        pthread_create(&tasks[i], &detached, uses, NULL);
    pthread_exit(NULL);
}
