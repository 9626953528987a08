/* One thread takes all signals by sigwait; workers are stopped and resumed by a handler; main ends it.
 * expect=none; seeds=60; */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static sigset_t taken;
static sem_t stopped;
static int resumed, done, counted;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *takes(void *unused) {
    int sig;
    while (sigwait(&taken, &sig) == 0 && sig != SIGTERM)
        counted++;
    return unused;
}

/* As collectors of garbage stop the world. */
static void stop(int sig) {
    sigset_t wait;
    int saved = errno;
    (void)sig;
    sigfillset(&wait);
    sigdelset(&wait, SIGUSR2);
    sem_post(&stopped);
    while (!__atomic_load_n(&resumed, __ATOMIC_SEQ_CST))
        sigsuspend(&wait);
    errno = saved;
}

static void resume(int sig) {
    (void)sig;
}

static void *works(void *unused) {
    for (int i = 0; i < 5; i++) {
        pthread_mutex_lock(&lock);
        done++;
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(void) {
    pthread_t taker, workers[2];
    struct sigaction act = {.sa_handler = stop, .sa_flags = SA_RESTART};
    sigfillset(&act.sa_mask);
    sigaction(SIGUSR1, &act, NULL);
    act.sa_handler = resume;
    sigaction(SIGUSR2, &act, NULL);
    sem_init(&stopped, 0, 0);
    sigemptyset(&taken);
    sigaddset(&taken, SIGHUP);
    sigaddset(&taken, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &taken, NULL);
    pthread_create(&taker, NULL, takes, NULL);
    for (int i = 0; i < 2; i++)
        pthread_create(&workers[i], NULL, works, NULL);
    kill(getpid(), SIGHUP);
    for (int i = 0; i < 2; i++)
        pthread_kill(workers[i], SIGUSR1);
    /* A worker that has ended takes no signal: those that are left come here. */
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += 2;
    for (int i = 0; i < 2; i++)
        sem_timedwait(&stopped, &time);
    __atomic_store_n(&resumed, 1, __ATOMIC_SEQ_CST);
    for (int i = 0; i < 2; i++)
        pthread_kill(workers[i], SIGUSR2);
    for (int i = 0; i < 2; i++)
        pthread_join(workers[i], NULL);
    pthread_kill(taker, SIGTERM);
    pthread_join(taker, NULL);
    return done != 10 || counted > 1;
}
