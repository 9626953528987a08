/* system, popen and posix_spawn run other programs while tasks wait; their results are right.
 * expect=none; seeds=3; */
#define _GNU_SOURCE
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *waits(void *unused) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return unused;
}

static void *commands(void *failed) {
    char line[32] = "";
    if (WEXITSTATUS(system("exit 3")) != 3)
        return failed;
    FILE *pipe = popen("echo through", "r");
    if (!pipe || !fgets(line, sizeof line, pipe) || pclose(pipe) != 0 ||
        strcmp(line, "through\n") != 0)
        return failed;
    pid_t child;
    char *const words[] = {"sh", "-c", "exit 4", NULL};
    int status = 0;
    if (posix_spawnp(&child, "sh", NULL, NULL, words, environ) != 0 ||
        waitpid(child, &status, 0) != child || WEXITSTATUS(status) != 4)
        return failed;
    return NULL;
}

int main(void) {
    pthread_t waiter, runner;
    void *value;
    pthread_mutex_lock(&gate);
    pthread_create(&waiter, NULL, waits, NULL);
    pthread_create(&runner, NULL, commands, &gate);
    pthread_join(runner, &value);
    pthread_mutex_unlock(&gate);
    pthread_join(waiter, NULL);
    return value != NULL;
}
