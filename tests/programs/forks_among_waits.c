/* A task forks while others are parked in every kind of wait; the child locks, unlocks and exits.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER, held = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t shared = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t both;
static sem_t tokens;
static int open_now;

static void *in_lock(void *unused) {
    pthread_mutex_lock(&held);
    pthread_mutex_unlock(&held);
    return unused;
}
static void *in_cond(void *unused) {
    pthread_mutex_lock(&gate);
    while (!open_now)
        pthread_cond_wait(&change, &gate);
    pthread_mutex_unlock(&gate);
    return unused;
}
static void *in_sem(void *unused) {
    sem_wait(&tokens);
    return unused;
}
static void *in_rwlock(void *unused) {
    pthread_rwlock_wrlock(&shared);
    pthread_rwlock_unlock(&shared);
    return unused;
}
static void *in_barrier(void *unused) {
    pthread_barrier_wait(&both);
    return unused;
}
static void *in_sleep(void *unused) {
    usleep(1000);
    return unused;
}

static void *forks(void *failed) {
    static pthread_mutex_t own = PTHREAD_MUTEX_INITIALIZER;
    pid_t child = fork();
    if (child == 0) {
        pthread_mutex_lock(&own);
        pthread_mutex_unlock(&own);
        usleep(1);
        _exit(17);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 17)
        return failed;
    return NULL;
}

int main(void) {
    void *(*const all[])(void *) = {in_lock,    in_cond,  in_sem, in_rwlock,
                                    in_barrier, in_sleep, forks};
    enum { ALL = sizeof all / sizeof all[0] };
    pthread_t tasks[ALL];
    pthread_barrier_init(&both, NULL, 2);
    sem_init(&tokens, 0, 0);
    pthread_mutex_lock(&held);
    pthread_rwlock_rdlock(&shared);
    for (int i = 0; i < ALL; i++)
        pthread_create(&tasks[i], NULL, all[i], &gate);
    void *value;
    pthread_join(tasks[ALL - 1], &value);
    if (value)
        return 1;
    pthread_mutex_unlock(&held);
    pthread_rwlock_unlock(&shared);
    sem_post(&tokens);
    pthread_mutex_lock(&gate);
    open_now = 1;
    pthread_cond_broadcast(&change);
    pthread_mutex_unlock(&gate);
    pthread_barrier_wait(&both);
    for (int i = 0; i < ALL - 1; i++)
        pthread_join(tasks[i], NULL);
    return 0;
}
