/* One task keeps a stream locked over a wait for a mutex while others print to the stream.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *holds(void *unused) {
    flockfile(stdout);
    pthread_mutex_lock(&gate);
    puts("one line");
    pthread_mutex_unlock(&gate);
    funlockfile(stdout);
    return unused;
}

static void *prints(void *unused) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    puts("another line");
    return unused;
}

int main(void) {
    pthread_t tasks[3];
    pthread_create(&tasks[0], NULL, holds, NULL);
    pthread_create(&tasks[1], NULL, prints, NULL);
    pthread_create(&tasks[2], NULL, prints, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
