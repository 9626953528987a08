/* Handlers of at_quick_exit lock and join; the thread that they join still needs that lock.
 * expect=exit-status; seeds=20; */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_t task;
static int done;

static void *works(void *unused) {
    pthread_mutex_lock(&gate);
    done++;
    pthread_mutex_unlock(&gate);
    return unused;
}

static void last(void) {
    _Exit(done == 2 ? 9 : 1);
}
static void joins(void) {
    pthread_join(task, NULL);
}
static void locks(void) {
    works(NULL);
}

static void *ends(void *unused) {
    quick_exit(3);
    return unused;
}

int main(void) {
    pthread_t other;
    at_quick_exit(last);
    at_quick_exit(joins);
    at_quick_exit(locks);
    pthread_create(&task, NULL, works, NULL);
    pthread_create(&other, NULL, ends, NULL);
    pthread_join(other, NULL);
    return 1;
}
