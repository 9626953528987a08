/* A thread that is not main replaces the program; what it becomes ends with status 6.
 * expect=exit-status; seeds=10; */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *replaces(void *unused) {
    pthread_mutex_lock(&gate);
    execl("/bin/sh", "sh", "-c", "exit 6", NULL);
    return unused;
}

int main(void) {
    pthread_t task;
    pthread_create(&task, NULL, replaces, NULL);
    pthread_join(task, NULL);
    return 1;
}
