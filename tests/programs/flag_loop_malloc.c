/* A loop on a plain flag that allocates and copies all the time is interrupted outside libc only.
 * expect=busy-loop; status=0; seeds=2; varies=yes; options=--busy 60; */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static volatile int flag;

static void *sets(void *unused) {
    free(malloc(100));
    flag = 1;
    return unused;
}

int main(void) {
    static char from[4096];
    pthread_t task;
    pthread_create(&task, NULL, sets, NULL);
    while (!flag) {
        char *block = malloc(sizeof from);
        memcpy(block, from, sizeof from);
        for (volatile int i = 0; i < 3000; i++)
            ;
        if (block[17])
            return 1;
        free(block);
    }
    pthread_join(task, NULL);
    return 0;
}
