/* The child of a fork has a bug that only some orders of its two threads show; its status tells.
 * expect=exit-status; seeds=30; */
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int turn;

static void *first(void *unused) {
    (void)unused;
    pthread_mutex_lock(&lock);
    turn = turn == 0 ? 1 : -1;
    pthread_mutex_unlock(&lock);
    return NULL;
}

/* Takes for granted that the other one has been here. */
static void *second(void *unused) {
    (void)unused;
    pthread_mutex_lock(&lock);
    turn = turn == 1 ? 2 : -1;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static int in_child(void) {
    pthread_t a, b;

    pthread_create(&a, NULL, first, NULL);
    pthread_create(&b, NULL, second, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return turn == 2 ? 0 : 3;
}

int main(void) {
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        exit(in_child());
    if (child < 0 || waitpid(child, &status, 0) != child)
        return 1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
