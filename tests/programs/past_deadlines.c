/* Waits with deadlines in the past, under both clocks, time out at once, or wake for no reason.
 * expect=none; seeds=20; */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER, held = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static sem_t empty;

static void *run(void *failed) {
    const struct timespec past = {1, 0}, zero = {0, 0};
    int bad = 0, rc;
    pthread_mutex_lock(&gate);
    while ((rc = pthread_cond_timedwait(&change, &gate, &past)) == 0)
        ;
    bad |= rc != ETIMEDOUT;
    while ((rc = pthread_cond_clockwait(&change, &gate, CLOCK_MONOTONIC, &zero)) == 0)
        ;
    bad |= rc != ETIMEDOUT;
    pthread_mutex_unlock(&gate);
    bad |= pthread_mutex_timedlock(&held, &past) != ETIMEDOUT;
    bad |= pthread_mutex_clocklock(&held, CLOCK_MONOTONIC, &zero) != ETIMEDOUT;
    bad |= sem_timedwait(&empty, &past) != -1 || errno != ETIMEDOUT;
    return bad ? failed : NULL;
}

int main(void) {
    pthread_t tasks[2];
    void *values[2];
    sem_init(&empty, 0, 0);
    pthread_mutex_lock(&held);
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, run, &tasks);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], &values[i]);
    pthread_mutex_unlock(&held);
    return values[0] || values[1];
}
