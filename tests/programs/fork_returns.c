/* A forked child returns from its thread's start routine: that is exit (0), as it is natively.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *forks(void *failed) {
    pthread_mutex_lock(&gate);
    pid_t child = fork();
    pthread_mutex_unlock(&gate);
    if (child == 0)
        return NULL;
    int status = 1;
    return waitpid(child, &status, 0) == child && status == 0 ? NULL : failed;
}

static void *leaves(void *failed) {
    pid_t child = fork();
    if (child == 0)
        pthread_exit(NULL);
    int status = 1;
    return waitpid(child, &status, 0) == child && status == 0 ? NULL : failed;
}

int main(void) {
    pthread_t one, two;
    void *first, *second;
    pthread_create(&one, NULL, forks, &gate);
    pthread_create(&two, NULL, leaves, &gate);
    pthread_join(one, &first);
    pthread_join(two, &second);
    return first || second;
}
