/* Two threads count in one variable: where their accesses are scheduling points an update gets lost, and the
 * check at the end says so.
 * expect=data-race,assert; flags=-fsanitize=thread; seeds=150; */
#include <assert.h>
#include <pthread.h>

static int counter, steps;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void work(void) {
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&lock);
        steps++;
        pthread_mutex_unlock(&lock);
    }
}

static void *count(void *unused) {
    work();
    counter++;
    work();
    return unused;
}

int main(void) {
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, count, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    assert(counter == 2);
    return 0;
}
