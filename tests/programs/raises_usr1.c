/* A handler of the program's own runs when a task raises the signal, on that task.
 * expect=none; seeds=30; */
#include <pthread.h>
#include <signal.h>

static __thread volatile int seen;

static void handler(int sig) {
    (void)sig;
    seen++;
}

static void *run(void *failed) {
    raise(SIGUSR1);
    raise(SIGUSR1);
    return seen == 2 ? NULL : failed;
}

int main(void) {
    struct sigaction act = {.sa_handler = handler};
    sigaction(SIGUSR1, &act, NULL);
    pthread_t tasks[2];
    void *values[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, run, &act);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], &values[i]);
    return values[0] || values[1] || seen;
}
