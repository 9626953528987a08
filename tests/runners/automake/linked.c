/* A flaky test that needs a library which is not installed: the gate may be opened before main comes. */
#include <pthread.h>
#include <stddef.h>

#include "gate.h"

static void *work(void *none) {
    gate_open();
    return none;
}

int main(void) {
    pthread_t worker;

    pthread_create(&worker, NULL, work, NULL);
    gate_pass();
    return pthread_join(worker, NULL);
}
