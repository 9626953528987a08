/* mixed.c: several faults in one program, so that seeds show different findings, and some show two at once:
 * a lost update that an assertion notices, a deadlock, a lock order that is predicted more often than it is
 * reached, a lost wake-up, and output that depends on the schedule. */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER,
                       third = PTHREAD_MUTEX_INITIALIZER, gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static int total, open_now;

static void take(pthread_mutex_t *first, pthread_mutex_t *second, const char *who) {
    pthread_mutex_lock(first);
    pthread_mutex_lock(second);
    printf("%s\n", who);
    pthread_mutex_unlock(second);
    pthread_mutex_unlock(first);
}

static void *one(void *arg) {
    total++;
    take(&left, &right, "one");
    pthread_mutex_lock(&gate);
    if (!open_now)
        pthread_cond_wait(&opened, &gate);
    pthread_mutex_unlock(&gate);
    return arg;
}

static void *two(void *arg) {
    total++;
    take(&right, &third, "two");
    open_now = 1;
    pthread_cond_signal(&opened);
    take(&third, &left, "two again");
    return arg;
}

int main(void) {
    pthread_t a, b;

    pthread_create(&a, NULL, one, NULL);
    pthread_create(&b, NULL, two, NULL);
    take(&right, &left, "main");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    assert(total == 2);
    return 0;
}
