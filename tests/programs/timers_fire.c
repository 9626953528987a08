/* alarm, setitimer and timer_create run on the virtual clock: they end waits, tick, and start threads.
 * expect=none; seeds=40; */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__ & 127 ? __LINE__ & 127 : 1))

static sem_t never, called;
static volatile sig_atomic_t rings;
static int notified;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void ring(int sig) {
    (void)sig;
    rings++;
}

static void notify(union sigval value) {
    pthread_mutex_lock(&lock);
    notified += value.sival_int;
    pthread_mutex_unlock(&lock);
    sem_post(&called);
}

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void alarms(void) {
    struct sigaction act = {.sa_handler = ring};
    sigaction(SIGALRM, &act, NULL);
    int64_t before = now();
    CHECK(alarm(3600) == 0);
    CHECK(alarm(1000) >= 3599);
    CHECK(sem_wait(&never) == -1 && errno == EINTR && rings == 1); /* there is nobody else */
    CHECK(now() - before >= 1000000000000ll && alarm(0) == 0);
    struct itimerval tick = {{0, 1000}, {0, 1000}}, left;
    rings = 0;
    CHECK(setitimer(ITIMER_REAL, &tick, NULL) == 0 && getitimer(ITIMER_REAL, &left) == 0);
    CHECK(left.it_interval.tv_usec == 1000 && left.it_value.tv_usec > 0);
    while (rings < 5)
        pause();
    tick.it_value.tv_usec = 2000000;
    CHECK(setitimer(ITIMER_REAL, &tick, NULL) == -1 && errno == EINVAL);
    tick = (struct itimerval){{0, 0}, {0, 0}};
    CHECK(setitimer(ITIMER_REAL, &tick, &left) == 0 && left.it_value.tv_usec > 0);
    CHECK(ualarm(500000, 0) == 0 && ualarm(0, 0) > 0);
}

static void queued(void) {
    timer_t timer;
    sigset_t set;
    siginfo_t info;
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct itimerspec tick = {{0, 10000000}, {0, 10000000}}, left;
    ev.sigev_value.sival_int = 5;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    CHECK(timer_create(CLOCK_MONOTONIC, &ev, &timer) == 0);
    CHECK(timer_settime(timer, 0, &tick, NULL) == 0);
    CHECK(timer_gettime(timer, &left) == 0 && left.it_interval.tv_nsec == 10000000);
    usleep(1000000);
    CHECK(sigwaitinfo(&set, &info) == SIGUSR1 && info.si_code == SI_TIMER);
    CHECK(info.si_value.sival_int == 5 && timer_getoverrun(timer) == info.si_overrun);
    CHECK(info.si_overrun > 0);
    CHECK(timer_delete(timer) == 0 && timer_settime(timer, 0, &tick, NULL) == -1 &&
          errno == EINVAL);
    ev.sigev_notify = SIGEV_NONE;
    CHECK(timer_create(CLOCK_REALTIME, &ev, &timer) == 0);
    clock_gettime(CLOCK_REALTIME, &tick.it_value);
    tick.it_value.tv_sec += 100;
    CHECK(timer_settime(timer, TIMER_ABSTIME, &tick, NULL) == 0 &&
          timer_gettime(timer, &left) == 0);
    CHECK(left.it_value.tv_sec <= 100 && left.it_value.tv_sec >= 90 && timer_delete(timer) == 0);
    ev.sigev_notify = 99;
    CHECK(timer_create(CLOCK_REALTIME, &ev, &timer) == -1 && errno == EINVAL);
}

static void threads(void) {
    timer_t timer;
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = notify};
    struct itimerspec tick = {{0, 1000000}, {0, 1000000}};
    ev.sigev_value.sival_int = 1;
    CHECK(timer_create(CLOCK_MONOTONIC, &ev, &timer) == 0);
    CHECK(timer_settime(timer, 0, &tick, NULL) == 0);
    for (int i = 0; i < 3; i++)
        while (sem_wait(&called) != 0) {
        }
    CHECK(timer_delete(timer) == 0);
    pthread_mutex_lock(&lock);
    CHECK(notified >= 3);
    pthread_mutex_unlock(&lock);
}

int main(void) {
    sem_init(&never, 0, 0);
    sem_init(&called, 0, 0);
    alarms();
    queued();
    threads();
    return 0;
}
