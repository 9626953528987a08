/* scenario: unlock_of_unlocked
 * twin: buggy
 * kind: misuse
 * subkind: unlock-of-unlocked
 * severity: error
 * functions: append
 * always: no
 * needs: -
 * args: -
 * about: A list takes its lock only when the program has gone multi-threaded, and asks again
 *   when it gives the lock back.
 */
#include <pthread.h>

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t mode_lock = PTHREAD_MUTEX_INITIALIZER;
static int threaded, length;

int is_threaded(void) {
    pthread_mutex_lock(&mode_lock);
    int now = threaded;
    pthread_mutex_unlock(&mode_lock);
    return now;
}

void append(void) {
    if (is_threaded())
        pthread_mutex_lock(&list_lock);
    length++;
    if (is_threaded())
        pthread_mutex_unlock(&list_lock);
}

void *filler(void *arg) {
    append();
    append();
    return arg;
}

int main(void) {
    pthread_t f;
    pthread_create(&f, NULL, filler, NULL);
    pthread_mutex_lock(&mode_lock);
    threaded = 1;
    pthread_mutex_unlock(&mode_lock);
    pthread_join(f, NULL);
    append();
    return length == 3 ? 0 : 1;
}
