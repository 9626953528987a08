/* aio.c: the C library makes a thread for a notification; its callback takes a lock that main takes too. */
#define _GNU_SOURCE
#include <aio.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t done;
static int calls;

static void notified(union sigval v) {
    (void)v;
    pthread_mutex_lock(&lock);
    calls++;
    pthread_mutex_unlock(&lock);
    sem_post(&done);
}

static void *other(void *arg) {
    pthread_mutex_lock(&lock);
    calls++;
    pthread_mutex_unlock(&lock);
    return arg;
}

/* Writes a few bytes and comes back when the notification has been. */
static int write_once(int fd) {
    static char text[] = "abc";
    struct aiocb cb = {.aio_fildes = fd, .aio_buf = text, .aio_nbytes = 3};

    cb.aio_sigevent.sigev_notify = SIGEV_THREAD;
    cb.aio_sigevent.sigev_notify_function = notified;
    if (aio_write(&cb))
        return 0;
    sem_wait(&done);
    return aio_return(&cb) == 3;
}

int main(int argc, char **argv) {
    int times = argc > 1 ? atoi(argv[1]) : 1;
    pthread_t a;
    FILE *file = tmpfile();

    sem_init(&done, 0, 0);
    pthread_create(&a, NULL, other, NULL);
    for (int i = 0; i < times; i++)
        if (!file || !write_once(fileno(file)))
            return 1;
    pthread_join(a, NULL);
    pthread_mutex_lock(&lock);
    int n = calls;
    pthread_mutex_unlock(&lock);
    return n != times + 1;
}
