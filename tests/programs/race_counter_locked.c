/* Two threads count under a mutex; main reads what they have counted when they are joined.
 * expect=none; flags=-fsanitize=thread; seeds=100; */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static void *count(void *unused) {
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&lock);
        counter++;
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(void) {
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, count, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return counter != 6;
}
