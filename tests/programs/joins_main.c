/* main ends by pthread_exit, from some depth; another thread joins it and gets its value.
 * expect=exit-status; seeds=20; */
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

static pthread_t first;

static void *joins(void *unused) {
    void *value = NULL;
    if (pthread_join(first, &value))
        exit(1);
    exit((int)(intptr_t)value);
    return unused;
}

static int deeper(int depth) {
    if (depth == 0)
        pthread_exit((void *)(intptr_t)5);
    return depth > 100 ? 0 : deeper(depth - 1) + 1;
}

int main(void) {
    pthread_t task;
    first = pthread_self();
    pthread_create(&task, NULL, joins, NULL);
    return deeper(10);
}
