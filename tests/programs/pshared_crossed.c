/* Locks that processes could share, in memory that no other process has, taken in both orders.
 *
 * expect=deadlock; seeds=60;
 */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mutex;
static pthread_spinlock_t spin;

static void *other_way(void *arg) {
    pthread_spin_lock(&spin);
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    pthread_spin_unlock(&spin);
    return arg;
}

int main(void) {
    pthread_mutexattr_t attr;
    pthread_t t;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&mutex, &attr);
    pthread_spin_init(&spin, PTHREAD_PROCESS_SHARED);
    pthread_create(&t, NULL, other_way, NULL);
    pthread_mutex_lock(&mutex);
    pthread_spin_lock(&spin);
    pthread_spin_unlock(&spin);
    pthread_mutex_unlock(&mutex);
    return pthread_join(t, NULL);
}
