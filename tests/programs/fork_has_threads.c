/* A forked child makes threads of its own, waits for them, and exits by return from main.
 * expect=none; seeds=20; */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *adds(void *unused) {
    pthread_mutex_lock(&gate);
    count++;
    pthread_mutex_unlock(&gate);
    return unused;
}

static void both(void) {
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, adds, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
}

int main(void) {
    both();
    pid_t child = fork();
    if (child == 0) {
        alarm(20);
        both();
        return count == 4 ? 5 : 6;
    }
    both();
    int status = 0;
    waitpid(child, &status, 0);
    return !(WIFEXITED(status) && WEXITSTATUS(status) == 5 && count == 4);
}
