/* severity.c: does nothing wrong for a while, then what its argument names: a note, a warning, an error. */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t never, end;

static void *worker(void *arg) {
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&lock);
        pthread_mutex_unlock(&lock);
    }
    return arg;
}

static void *leaked(void *arg) {
    sem_wait(&never);
    return arg;
}

static void *unjoined(void *arg) {
    sem_post(&end);
    return arg;
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    pthread_t a, b;

    sem_init(&never, 0, 0);
    sem_init(&end, 0, 0);
    pthread_create(&a, NULL, worker, NULL);
    pthread_create(&b, NULL, worker, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    if (!strcmp(what, "warning"))
        pthread_create(&a, NULL, leaked, NULL);
    if (!strcmp(what, "note")) {
        pthread_create(&a, NULL, unjoined, NULL);
        sem_wait(&end);
    }
    return !strcmp(what, "error") ? 7 : 0;
}
