/* The program becomes a daemon, which never ends: the run ends with the process that was started, and
 * what it left behind ends with the seed.
 * expect=none; seeds=20; */
#define _GNU_SOURCE
#include <pthread.h>
#include <unistd.h>

static void *rests(void *unused) {
    return unused;
}

int main(void) {
    pthread_t task;
    pthread_create(&task, NULL, rests, NULL);
    pthread_join(task, NULL);
    if (daemon(0, 0))
        return 1;
    for (;;)
        pause();
}
