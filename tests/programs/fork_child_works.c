/* A child that fork made in a thread locks, waits, sleeps for an hour and makes threads, which do so too;
 * it finds its own locks held, and those that were free, free. Its child does the same.
 * expect=none; seeds=60; */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mine = PTHREAD_MUTEX_INITIALIZER, idle = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t shared = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t tokens;
static int turns, begun;

static void begins(void) {
    begun++;
}

static void *takes_turns(void *number) {
    int me = number != NULL;
    pthread_mutex_lock(&idle);
    for (int i = 0; i < 3; i++) {
        while (turns % 2 != me)
            pthread_cond_wait(&change, &idle);
        turns++;
        pthread_cond_broadcast(&change);
    }
    pthread_mutex_unlock(&idle);
    pthread_rwlock_rdlock(&shared);
    pthread_rwlock_unlock(&shared);
    pthread_once(&once, begins);
    sem_post(&tokens);
    return number;
}

static int works(void) {
    struct timespec before, after;
    pthread_t tasks[2];
    void *value;
    clock_gettime(CLOCK_MONOTONIC, &before);
    sleep(3600);
    clock_gettime(CLOCK_MONOTONIC, &after);
    if (after.tv_sec - before.tv_sec < 3600)
        return 2;
    pthread_mutex_unlock(&mine);
    if (pthread_mutex_trylock(&busy) == 0 && pthread_mutex_unlock(&busy))
        return 3;
    turns = 0;
    for (long i = 0; i < 2; i++)
        if (pthread_create(&tasks[i], NULL, takes_turns, i ? &turns : NULL))
            return 4;
    for (int i = 0; i < 2; i++)
        if (sem_wait(&tokens) || pthread_join(tasks[i], &value) || (value != NULL) != i)
            return 5;
    after.tv_sec = 0;
    pthread_mutex_lock(&idle);
    if (pthread_cond_timedwait(&change, &idle, &after) != ETIMEDOUT)
        return 6;
    pthread_mutex_unlock(&idle);
    pthread_mutex_lock(&mine);
    return turns == 6 && begun == 1 ? 0 : 7;
}

static int status_of(pid_t child) {
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return 100;
    return WEXITSTATUS(status);
}

static void *forks(void *unused) {
    pthread_mutex_lock(&mine);
    pid_t child = fork();
    if (child == 0) {
        int bad = works();
        begun = 0;
        once = PTHREAD_ONCE_INIT;
        pid_t grandchild = bad ? -1 : fork();
        if (grandchild == 0)
            _exit(works());
        _exit(bad ? bad : status_of(grandchild));
    }
    int bad = status_of(child);
    pthread_mutex_unlock(&mine);
    return bad ? &turns : unused;
}

static void *keeps_busy(void *unused) {
    for (int i = 0; i < 2; i++) {
        pthread_mutex_lock(&busy);
        sched_yield();
        pthread_mutex_unlock(&busy);
    }
    return unused;
}

int main(void) {
    pthread_t one, two, three;
    void *first, *second;
    sem_init(&tokens, 0, 0);
    pthread_create(&three, NULL, keeps_busy, NULL);
    pthread_create(&one, NULL, forks, NULL);
    pthread_create(&two, NULL, forks, NULL);
    pthread_join(one, &first);
    pthread_join(two, &second);
    pthread_join(three, NULL);
    return first || second;
}
