/* Each thread has a signal mask of its own, which a new thread inherits and a switch keeps.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <sched.h>
#include <signal.h>

static volatile int seen;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void handler(int sig) {
    (void)sig;
    seen++;
}

static int blocked(void) {
    sigset_t now;
    pthread_sigmask(SIG_SETMASK, NULL, &now);
    return sigismember(&now, SIGUSR1);
}

static void *inherits(void *failed) {
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&gate);
        sched_yield();
        pthread_mutex_unlock(&gate);
        if (!blocked())
            return failed;
    }
    return NULL;
}

static void *opens(void *failed) {
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    pthread_sigmask(SIG_UNBLOCK, &one, NULL);
    pthread_mutex_lock(&gate);
    sched_yield();
    pthread_mutex_unlock(&gate);
    return blocked() ? failed : NULL;
}

int main(void) {
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    signal(SIGUSR1, handler);
    pthread_sigmask(SIG_BLOCK, &one, NULL);
    pthread_t tasks[3];
    void *values[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&tasks[i], NULL, i ? inherits : opens, &gate);
    for (int i = 0; i < 3; i++)
        pthread_join(tasks[i], &values[i]);
    return values[0] || values[1] || values[2] || !blocked();
}
