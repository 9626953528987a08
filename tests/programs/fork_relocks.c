/* A child takes a lock that its own thread held when it forked: it waits for itself.
 * expect=self-deadlock; seeds=10; */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *waits(void *unused) {
    return unused;
}

int main(void) {
    pthread_t task;
    pthread_create(&task, NULL, waits, NULL);
    pthread_mutex_lock(&gate);
    pid_t child = fork();
    if (child == 0) {
        pthread_mutex_lock(&gate);
        _exit(0);
    }
    int status = 1;
    waitpid(child, &status, 0);
    pthread_mutex_unlock(&gate);
    pthread_join(task, NULL);
    return 0;
}
