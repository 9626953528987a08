/* Two fields that belong together are written one after the other, and read in between.
 * expect=data-race,assert; flags=-fsanitize=thread; seeds=200; */
#include <assert.h>
#include <pthread.h>

static int low = 0, high = 10, steps;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void work(void) {
    for (int i = 0; i < 2; i++) {
        pthread_mutex_lock(&lock);
        steps++;
        pthread_mutex_unlock(&lock);
    }
}

static void *move(void *unused) {
    work();
    low = 20;
    high = 30;
    work();
    return unused;
}

static void *look(void *unused) {
    work();
    int from = low, to = high;
    assert(from <= to);
    work();
    return unused;
}

int main(void) {
    pthread_t tasks[2];
    pthread_create(&tasks[0], NULL, move, NULL);
    pthread_create(&tasks[1], NULL, look, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
