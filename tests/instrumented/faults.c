/* faults.c: one fault for each kind of suppression, by its argument. */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
static sem_t never;

static void take_both(pthread_mutex_t *a, pthread_mutex_t *b) {
    pthread_mutex_lock(a);
    pthread_mutex_lock(b);
    pthread_mutex_unlock(b);
    pthread_mutex_unlock(a);
}

static void *other_way(void *arg) {
    take_both(&second, &first);
    return arg;
}

static void *waits_for_ever(void *arg) {
    sem_wait(&never);
    return arg;
}

static void give_back(void) {
    pthread_mutex_unlock(&first);
}

static void spoil(int sig) {
    errno = sig + 100;
}

static void *interrupts(void *arg) {
    pthread_kill(*(pthread_t *)arg, SIGUSR1);
    return arg;
}

static void fail(void) {
    assert(!"what is asked for");
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    pthread_t t, self = pthread_self();

    sem_init(&never, 0, 0);
    if (!strcmp(what, "deadlock")) {
        pthread_create(&t, 0, other_way, 0);
        take_both(&first, &second);
        pthread_join(t, 0);
    }
    if (!strcmp(what, "thread"))
        pthread_create(&t, 0, waits_for_ever, 0);
    if (!strcmp(what, "mutex"))
        give_back();
    if (!strcmp(what, "signal")) {
        signal(SIGUSR1, spoil);
        pthread_create(&t, 0, interrupts, &self);
        pthread_join(t, 0);
    }
    if (!strcmp(what, "assert"))
        fail();
    return 0;
}
