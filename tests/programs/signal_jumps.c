/* siglongjmp leaves a wait, a fault and a handler on a stack of its own; masks come back; tasks go on.
 * expect=none; seeds=30; */
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>

#define CHECK(what) ((what) ? (void)0 : exit(__LINE__ & 127 ? __LINE__ & 127 : 1))

static sem_t never, started, turn;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static __thread sigjmp_buf back;
static __thread char *alternate;
static int count;

static void out(int sig) {
    siglongjmp(back, sig);
}

static void out_of_alternate(int sig) {
    char here;
    CHECK(&here >= alternate && &here < alternate + 64 * 1024);
    siglongjmp(back, sig);
}

static void nothing_is_blocked(void) {
    sigset_t mask;
    CHECK(pthread_sigmask(SIG_BLOCK, NULL, &mask) == 0 && !sigismember(&mask, SIGUSR1));
    CHECK(!sigismember(&mask, SIGSEGV) && !sigismember(&mask, SIGUSR2));
}

static void step(void) {
    pthread_mutex_lock(&lock);
    count++;
    pthread_mutex_unlock(&lock);
}

static void *jumps(void *unused) {
    volatile int faults = 0;
    alternate = malloc(64 * 1024);
    stack_t ss = {.ss_sp = alternate, .ss_size = 64 * 1024}, old;
    CHECK(sigaltstack(NULL, &old) == 0 && (old.ss_flags & SS_DISABLE));
    CHECK(sigaltstack(&ss, &old) == 0 && (old.ss_flags & SS_DISABLE));
    if (sigsetjmp(back, 1) == 0) {
        sem_post(&started);
        for (;;)
            sem_wait(&never);
    }
    nothing_is_blocked();
    sem_wait(&turn); /* it is in this wait, and in no other */
    step();
    while (faults < 3) {
        if (sigsetjmp(back, 1) == 0) {
            step();
            *(volatile int *)0 = 1;
        }
        nothing_is_blocked();
        step();
        faults++;
    }
    if (sigsetjmp(back, 1) == 0) {
        raise(SIGUSR2);
        exit(99);
    }
    nothing_is_blocked();
    step();
    CHECK(sigaltstack(NULL, &old) == 0 && old.ss_sp == alternate && !(old.ss_flags & SS_ONSTACK));
    ss.ss_flags = SS_DISABLE;
    CHECK(sigaltstack(&ss, NULL) == 0);
    free(alternate);
    return unused;
}

int main(void) {
    struct sigaction act = {.sa_handler = out};
    sigaction(SIGUSR1, &act, NULL);
    act = (struct sigaction){.sa_handler = out_of_alternate, .sa_flags = SA_ONSTACK};
    sigaction(SIGUSR2, &act, NULL);
    sigaction(SIGSEGV, &act, NULL);
    sem_init(&never, 0, 0);
    sem_init(&started, 0, 0);
    sem_init(&turn, 0, 0);
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, jumps, NULL);
    for (int i = 0; i < 2; i++)
        while (sem_wait(&started) != 0) {
        }
    for (int i = 0; i < 2; i++)
        pthread_kill(tasks[i], SIGUSR1);
    for (int i = 0; i < 2; i++)
        sem_post(&turn);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
    return count != 2 * 8;
}
