/* A child made by vfork that cannot execute anything leaves by _exit; the parent goes on.
 * expect=none; seeds=20; */
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *starts(void *failed) {
    int status = 0;
    pid_t child = vfork();
    if (child == 0) {
        execl("/nonexistent", "nonexistent", (char *)NULL);
        _exit(9);
    }
    waitpid(child, &status, 0);
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return WEXITSTATUS(status) == 9 ? NULL : failed;
}

int main(void) {
    pthread_t tasks[2];
    void *values[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, starts, &gate);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], &values[i]);
    return values[0] || values[1];
}
