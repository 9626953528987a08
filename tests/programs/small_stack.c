/* A stack of PTHREAD_STACK_MIN is enough for every call that is a scheduling point.
 * expect=none; seeds=20; */
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t shared = PTHREAD_RWLOCK_INITIALIZER;
static sem_t tokens;
static int turn;

static void *run(void *unused) {
    struct timespec soon = {0, 1000};
    sem_wait(&tokens);
    pthread_rwlock_rdlock(&shared);
    pthread_rwlock_unlock(&shared);
    pthread_mutex_lock(&gate);
    turn++;
    pthread_cond_broadcast(&change);
    while (turn < 2)
        pthread_cond_wait(&change, &gate);
    pthread_mutex_unlock(&gate);
    nanosleep(&soon, NULL);
    sched_yield();
    sem_post(&tokens);
    return unused;
}

int main(void) {
    pthread_t tasks[2];
    pthread_attr_t own[2];
    size_t size = (size_t)sysconf(_SC_THREAD_STACK_MIN);
    sem_init(&tokens, 0, 2);
    for (int i = 0; i < 2; i++) {
        char *stack = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        pthread_attr_init(&own[i]);
        if (pthread_attr_setstack(&own[i], stack, size) != 0)
            return 2;
        if (pthread_create(&tasks[i], &own[i], run, NULL) != 0)
            return 3;
    }
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
