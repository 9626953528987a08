/* Undefined behaviour that the sanitizer traps in a thread is a crash.
 * expect=crash; seeds=5; flags=-fsanitize=undefined -fno-sanitize-recover=all; */
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

static volatile int most = INT_MAX;

static void *run(void *unused) {
    most = most + 1;
    return unused;
}

int main(void) {
    pthread_t task;
    setenv("UBSAN_OPTIONS", "abort_on_error=1", 1);
    pthread_create(&task, NULL, run, NULL);
    pthread_join(task, NULL);
    return 0;
}
