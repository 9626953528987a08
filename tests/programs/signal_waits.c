/* A handler interrupts a task in each kind of wait: the call goes on, or says so, as POSIX has it.
 * expect=none; seeds=60; */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__ & 127 ? __LINE__ & 127 : 1))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_barrier_t barrier;
static sem_t sem, started;
static int ready, calls;

static void handler(int sig) {
    (void)sig;
    __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
}

static void *sleeps(void *unused) {
    usleep(1000);
    return unused;
}

static void *waits(void *arg) {
    pthread_t other;
    struct timespec time, left = {9, 9};
    int n = (int)(long)arg, rc;
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += 3;
    sem_post(&started);
    switch (n) {
    case 0:
        pthread_mutex_lock(&lock);
        while (!ready)
            CHECK(pthread_cond_wait(&cond, &lock) == 0);
        pthread_mutex_unlock(&lock);
        break;
    case 1:
        CHECK(pthread_mutex_lock(&lock) == 0);
        CHECK(pthread_mutex_unlock(&lock) == 0);
        break;
    case 2:
        CHECK(pthread_rwlock_wrlock(&rw) == 0);
        CHECK(pthread_rwlock_unlock(&rw) == 0);
        break;
    case 3:
        CHECK(pthread_spin_lock(&spin) == 0);
        CHECK(pthread_spin_unlock(&spin) == 0);
        break;
    case 4:
        rc = pthread_barrier_wait(&barrier);
        CHECK(rc == 0 || rc == PTHREAD_BARRIER_SERIAL_THREAD);
        break;
    case 5:
        CHECK(pthread_create(&other, NULL, sleeps, NULL) == 0 && pthread_join(other, NULL) == 0);
        break;
    case 6:
        rc = sem_wait(&sem);
        CHECK(rc == 0 || (rc == -1 && errno == EINTR));
        break;
    case 7:
        rc = sem_timedwait(&sem, &time);
        CHECK(rc == 0 || (rc == -1 && (errno == EINTR || errno == ETIMEDOUT)));
        break;
    case 8:
        time = (struct timespec){0, 5000000};
        rc = nanosleep(&time, &left);
        CHECK(rc == 0 ? left.tv_sec == 9
                      : errno == EINTR && left.tv_sec == 0 && left.tv_nsec < 5000000);
        break;
    case 9:
        rc = clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &time, NULL);
        CHECK(rc == 0 || rc == EINTR);
        break;
    case 10:
        CHECK(sleep(2) <= 1);
        break;
    case 11:
        rc = usleep(100);
        CHECK(rc == 0 || errno == EINTR);
        break;
    default:
        time = (struct timespec){1, 0};
        rc = thrd_sleep(&time, &left);
        CHECK(rc == 0 || rc == -1);
        break;
    }
    return NULL;
}

static void with_flags(int flags) {
    struct sigaction act = {.sa_handler = handler, .sa_flags = flags};
    sigaction(SIGUSR1, &act, NULL);
    for (long n = 0; n < 13; n++) {
        pthread_t task;
        ready = calls = 0;
        sem_init(&sem, 0, 0);
        if (n == 1)
            pthread_mutex_lock(&lock);
        if (n == 2)
            pthread_rwlock_rdlock(&rw);
        if (n == 3)
            pthread_spin_lock(&spin);
        pthread_create(&task, NULL, waits, (void *)n);
        while (sem_wait(&started) != 0) {
        }
        CHECK(pthread_kill(task, SIGUSR1) == 0);
        sched_yield();
        if (n == 0) {
            pthread_mutex_lock(&lock);
            ready = 1;
            pthread_cond_signal(&cond);
            pthread_mutex_unlock(&lock);
        }
        if (n == 1)
            pthread_mutex_unlock(&lock);
        if (n == 2)
            pthread_rwlock_unlock(&rw);
        if (n == 3)
            pthread_spin_unlock(&spin);
        if (n == 4)
            pthread_barrier_wait(&barrier);
        if (n == 6 || n == 7)
            sem_post(&sem);
        CHECK(pthread_join(task, NULL) == 0);
        CHECK(__atomic_load_n(&calls, __ATOMIC_SEQ_CST) <= 1);
        sem_destroy(&sem);
    }
}

int main(void) {
    sem_init(&started, 0, 0);
    pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
    pthread_barrier_init(&barrier, NULL, 2);
    with_flags(0);
    with_flags(SA_RESTART);
    return 0;
}
