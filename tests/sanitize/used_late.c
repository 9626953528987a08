/* used_late.c: a reader keeps a pointer from one locked section to the next; between the two another
 * thread may free what it points to. Every access holds the lock, and both other orders are fine. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct session {
    int requests;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct session *current;

static void *serve(void *arg) {
    pthread_mutex_lock(&lock);
    struct session *mine = current;

    pthread_mutex_unlock(&lock);
    if (!mine)
        return arg;
    pthread_mutex_lock(&lock);
    mine->requests++;
    pthread_mutex_unlock(&lock);
    return arg;
}

static void *finish(void *arg) {
    pthread_mutex_lock(&lock);
    free(current);
    current = NULL;
    pthread_mutex_unlock(&lock);
    return arg;
}

int main(void) {
    pthread_t server, finisher;

    current = calloc(1, sizeof(*current));
    pthread_create(&server, NULL, serve, NULL);
    pthread_create(&finisher, NULL, finish, NULL);
    pthread_join(server, NULL);
    pthread_join(finisher, NULL);
    puts("done");
    return 0;
}
