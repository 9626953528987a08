/* A library's gate that does not remember that it was opened. */
#include <pthread.h>

#include "gate.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;

void gate_open(void) {
    pthread_mutex_lock(&lock);
    pthread_cond_signal(&opened);
    pthread_mutex_unlock(&lock);
}

void gate_pass(void) {
    pthread_mutex_lock(&lock);
    pthread_cond_wait(&opened, &lock);
    pthread_mutex_unlock(&lock);
}
