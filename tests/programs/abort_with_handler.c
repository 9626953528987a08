/* abort runs the program's handler first, and is then a crash.
 * expect=crash; seeds=5; */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void handler(int sig) {
    (void)sig;
    if (write(1, "handled\n", 8) < 0)
        _exit(9);
}

static void *run(void *unused) {
    (void)unused;
    abort();
}

int main(void) {
    pthread_t task;
    signal(SIGABRT, handler);
    pthread_create(&task, NULL, run, NULL);
    pthread_join(task, NULL);
    return 0;
}
