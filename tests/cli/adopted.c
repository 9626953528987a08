/* adopted.c: a thread that comes past the preloaded library, by the C library's own pthread_create. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t done;

typedef int create_function(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

static void *turn(void *arg) {
    pthread_mutex_lock(&lock);
    pthread_mutex_unlock(&lock);
    sem_post(&done);
    return arg;
}

int main(void) {
    void *libc = dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD);
    create_function *create = libc ? (create_function *)dlsym(libc, "pthread_create") : NULL;
    pthread_attr_t detached;
    pthread_t a, b;

    sem_init(&done, 0, 0);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    if (!create || create(&a, &detached, turn, NULL) || pthread_create(&b, NULL, turn, NULL))
        return 1;
    sem_wait(&done);
    sem_wait(&done);
    pthread_join(b, NULL);
    return 0;
}
