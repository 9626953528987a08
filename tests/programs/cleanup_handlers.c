/* C cleanup handlers run in order on pthread_exit, and release what the thread holds.
 * expect=none; seeds=20; */
#include <pthread.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int order, wrong;

static void unlock(void *mutex) {
    if (order++ % 2 != 1)
        wrong++;
    pthread_mutex_unlock(mutex);
}

static void first(void *unused) {
    (void)unused;
    if (order++ % 2 != 0)
        wrong++;
}

__attribute__((noinline)) static void leave(void) {
    pthread_cleanup_push(first, NULL);
    pthread_exit(NULL);
    pthread_cleanup_pop(0);
}

static void *run(void *unused) {
    pthread_mutex_lock(&gate);
    pthread_cleanup_push(unlock, &gate);
    leave();
    pthread_cleanup_pop(0);
    return unused;
}

int main(void) {
    pthread_t tasks[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&tasks[i], NULL, run, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(tasks[i], NULL);
    return wrong || order != 6;
}
