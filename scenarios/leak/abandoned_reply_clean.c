/* scenario: abandoned_reply
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A detached helper hands its reply over and waits until it has been taken; the caller
 *   that gave up after a fifth of a second never takes it.
 */
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived = PTHREAD_COND_INITIALIZER;
static pthread_cond_t taken_cond = PTHREAD_COND_INITIALIZER;
static int have_reply, taken, lookups;

void look_up(void) {
    pthread_mutex_lock(&lock);
    lookups++;
    pthread_mutex_unlock(&lock);
}

void deliver(void) {
    pthread_mutex_lock(&lock);
    have_reply = 1;
    pthread_cond_signal(&arrived);
    pthread_mutex_unlock(&lock);
}

void *helper(void *arg) {
    look_up();
    deliver();
    return arg;
}

void ask(void) {
    struct timespec limit;
    int gave_up = 0;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_nsec += 200 * 1000 * 1000;
    if (limit.tv_nsec >= 1000 * 1000 * 1000) {
        limit.tv_sec++;
        limit.tv_nsec -= 1000 * 1000 * 1000;
    }
    pthread_mutex_lock(&lock);
    while (!have_reply && !gave_up)
        gave_up = pthread_cond_timedwait(&arrived, &lock, &limit) != 0;
    if (have_reply) {
        taken = 1;
        pthread_cond_signal(&taken_cond);
    }
    pthread_mutex_unlock(&lock);
}

int main(void) {
    pthread_t h;
    pthread_create(&h, NULL, helper, NULL);
    pthread_detach(h);
    ask();
    return 0;
}
