/* A child that fork made goes on with atomics, blocks and threads of its own, and looks for no races; in
 * the parent they are found after the fork as before.
 * expect=data-race; flags=-fsanitize=thread; seeds=30; every=yes; */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int counter, in_child;
static atomic_int both;

static void *count(void *unused) {
    counter++;
    return unused;
}

static void *count_in_child(void *unused) {
    in_child++;
    atomic_fetch_add(&both, 1);
    free(malloc(100));
    return unused;
}

static void two(void *(*part)(void *)) {
    pthread_t tasks[2];
    for (int i = 0; i < 2; i++)
        pthread_create(&tasks[i], NULL, part, NULL);
    for (int i = 0; i < 2; i++)
        pthread_join(tasks[i], NULL);
}

int main(void) {
    int status;
    free(malloc(10));
    pid_t child = fork();
    if (child == 0) {
        two(count_in_child);
        _exit(atomic_load(&both) != 2);
    }
    two(count);
    return waitpid(child, &status, 0) != child || status != 0;
}
