/* scenario: eintr_ignored
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: next_job
 * always: no
 * needs: -
 * args: -
 * about: A worker takes it for granted that its wait for a job ends with a job; a request to show how
 *   far it is interrupts the wait.
 */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>

enum { JOBS = 3 };

static unsigned char table[1 << 18];
static sem_t jobs;
static volatile sig_atomic_t shown;
static int done;

static void show(int sig) {
    (void)sig;
    shown = 1;
}

void next_job(void) {
    int failed = sem_wait(&jobs);
    assert(!failed);
}

void *worker(void *arg) {
    for (size_t i = 1; i < sizeof table; i++)
        table[i] = (unsigned char)(table[i - 1] * 5 + i);
    for (int i = 0; i < JOBS; i++) {
        next_job();
        done++;
    }
    return arg;
}

int main(void) {
    pthread_t w;
    struct sigaction act = {.sa_handler = show};
    sigaction(SIGUSR1, &act, NULL);
    sem_init(&jobs, 0, 0);
    pthread_create(&w, NULL, worker, NULL);
    pthread_kill(w, SIGUSR1);
    for (int i = 0; i < JOBS; i++)
        sem_post(&jobs);
    pthread_join(w, NULL);
    return done == JOBS ? 0 : 1;
}
