/* refusals.c: performs the refused call whose id in shim/refused.def is named on the command line. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void shared_mutex(void) {
    pthread_mutexattr_t attr;
    pthread_mutex_t m;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&m, &attr);
}

static void shared_cond(void) {
    pthread_condattr_t attr;
    pthread_cond_t c;
    pthread_condattr_init(&attr);
    pthread_condattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&c, &attr);
}

static void shared_rwlock(void) {
    pthread_rwlockattr_t attr;
    pthread_rwlock_t rw;
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(&rw, &attr);
}

static void shared_barrier(void) {
    pthread_barrierattr_t attr;
    pthread_barrier_t b;
    pthread_barrierattr_init(&attr);
    pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&b, &attr, 2);
}

static void shared_spin(void) {
    pthread_spinlock_t s;
    pthread_spin_init(&s, PTHREAD_PROCESS_SHARED);
}

static void shared_robust(void) {
    pthread_mutexattr_t attr;
    pthread_mutex_t m;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&m, &attr);
}

static void shared_sem(void) {
    sem_t s;
    sem_init(&s, 1, 1);
}

static void cancel(void) {
    pthread_cancel(pthread_self());
}

static sem_t early;

/* Made before control begins: so the one is the machine's, and the other was not seen to be made. */
__attribute__((constructor)) static void make_early(int argc, char **argv) {
    sem_init(&early, 1, 1);
    if (argc != 2 || strcmp(argv[1], "open_sem") != 0)
        return;
    sem_t *s = sem_open("/detsched-refusals", O_CREAT, 0600, 1);
    if (s != SEM_FAILED)
        sem_close(s);
}

static void early_sem(void) {
    sem_wait(&early);
}

static void open_sem(void) {
    sem_open("/detsched-refusals", 0);
}

static void futex_waitv(void) {
    syscall(449, NULL, 0, 0, NULL, 0);
}

static void timer_thread(void) {
    struct sigevent e = {.sigev_notify = SIGEV_THREAD};
    timer_t t;
    timer_create(CLOCK_THREAD_CPUTIME_ID, &e, &t);
}

static void robust_list(void) {
    syscall(SYS_set_robust_list, NULL, 24);
}

static void name_space(void) {
    dlmopen(LM_ID_NEWLM, "libm.so.6", RTLD_NOW);
}

static void *nothing(void *arg) {
    return arg;
}

static const struct {
    const char *name;
    void (*run)(void);
} cases[] = {
#define SH_REFUSED(id, symbol, call, reason) {#id, id},
#include "shim/refused.def"
};

int main(int argc, char **argv) {
    pthread_t t; /* so that there is something to schedule */
    pthread_create(&t, NULL, nothing, NULL);
    pthread_join(t, NULL);
    for (size_t i = 0; argc == 2 && i < sizeof cases / sizeof cases[0]; i++)
        if (strcmp(argv[1], cases[i].name) == 0)
            cases[i].run();
    return 0;
}
