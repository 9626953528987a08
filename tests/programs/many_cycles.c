/* Fifteen hundred threads are made and joined one after the other.
 * expect=none; seeds=2; */
#include <pthread.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *run(void *unused) {
    pthread_mutex_lock(&gate);
    count++;
    pthread_mutex_unlock(&gate);
    return unused;
}

int main(void) {
    for (int i = 0; i < 1500; i++) {
        pthread_t task;
        if (pthread_create(&task, NULL, run, NULL) != 0)
            return 2;
        pthread_join(task, NULL);
    }
    return count != 1500;
}
