/* pthread_atfork handlers lock before a fork and unlock after it: the child sees whole data.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static int one, two;

static void before(void) {
    pthread_mutex_lock(&gate);
}
static void after(void) {
    pthread_mutex_unlock(&gate);
}

static void *writes(void *unused) {
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&gate);
        one++;
        pthread_mutex_lock(&other);
        pthread_mutex_unlock(&other);
        two++;
        pthread_mutex_unlock(&gate);
    }
    return unused;
}

int main(void) {
    pthread_atfork(before, after, after);
    pthread_t task;
    pthread_create(&task, NULL, writes, NULL);
    pid_t child = fork();
    if (child == 0) {
        pthread_mutex_lock(&gate);
        _exit(one == two ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    pthread_join(task, NULL);
    return WEXITSTATUS(status);
}
