/* A task forks while another may hold a lock that the child takes: the child then waits for ever.
 * expect=deadlock; seeds=40; */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *writes(void *unused) {
    pthread_mutex_lock(&gate);
    pthread_mutex_lock(&other);
    count++;
    pthread_mutex_unlock(&other);
    pthread_mutex_unlock(&gate);
    return unused;
}

int main(void) {
    pthread_t task;
    pthread_create(&task, NULL, writes, NULL);
    pid_t child = fork();
    if (child == 0) {
        pthread_mutex_lock(&gate);
        count++;
        pthread_mutex_unlock(&gate);
        _exit(0);
    }
    int status = 1;
    waitpid(child, &status, 0);
    pthread_join(task, NULL);
    return status != 0;
}
