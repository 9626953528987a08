/* Three tasks call exit, one after the other has begun its handlers, which lock and join.
 * expect=none; seeds=60; */
#include <pthread.h>
#include <stdlib.h>
pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int n;
pthread_t w;
static void *worker(void *a) {
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&m);
        n++;
        pthread_mutex_unlock(&m);
    }
    return a;
}
static void h(void) {
    pthread_mutex_lock(&m);
    n++;
    pthread_mutex_unlock(&m);
    pthread_join(w, 0);
}
static void *t(void *a) {
    pthread_mutex_lock(&m);
    n++;
    pthread_mutex_unlock(&m);
    exit(0);
    return a;
}
int main() {
    atexit(h);
    pthread_create(&w, 0, worker, 0);
    pthread_t x, y;
    pthread_create(&x, 0, t, 0);
    pthread_create(&y, 0, t, 0);
    pthread_mutex_lock(&m);
    n++;
    pthread_mutex_unlock(&m);
    exit(0);
}
