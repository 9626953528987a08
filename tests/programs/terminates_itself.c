/* A signal that nobody handles ends the program, sent by a task to the process.
 * expect=crash; seeds=5; */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static void *run(void *unused) {
    kill(getpid(), SIGTERM);
    return unused;
}

int main(void) {
    pthread_t task;
    pthread_create(&task, NULL, run, NULL);
    pthread_join(task, NULL);
    return 0;
}
