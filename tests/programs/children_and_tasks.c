/* Tasks wait for children, feed one by pipes, read from a command and ask without waiting, while
 * another task works.
 * expect=none; seeds=5; varies=yes; */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int work;

static void must(int holds) {
    if (!holds)
        abort();
}

static void *works(void *unused) {
    for (int i = 0; i < 20; i++) {
        pthread_mutex_lock(&lock);
        work++;
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

static void *runs_shell(void *unused) {
    int status = system("exit 7");
    must(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    return unused;
}

static void *reads_command(void *unused) {
    char line[64];
    FILE *stream = popen("echo hello; echo there", "r");
    must(stream && fgets(line, sizeof line, stream) && strcmp(line, "hello\n") == 0);
    must(fgets(line, sizeof line, stream) && strcmp(line, "there\n") == 0);
    must(pclose(stream) == 0);
    return unused;
}

static void add_ones(int in, int out) {
    char byte;
    while (read(in, &byte, 1) == 1) {
        byte++;
        must(write(out, &byte, 1) == 1);
    }
    _exit(3);
}

static void *feeds_child(void *unused) {
    int there[2], back[2], status;
    must(!pipe(there) && !pipe(back));
    pid_t child = fork();
    if (child == 0) {
        close(there[1]);
        add_ones(there[0], back[1]);
    }
    close(there[0]);
    close(back[1]);
    for (int i = 0; i < 3; i++) {
        char byte = 'a';
        must(write(there[1], &byte, 1) == 1 && read(back[0], &byte, 1) == 1 && byte == 'b');
    }
    close(there[1]);
    must(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 3);
    close(back[0]);
    return unused;
}

static void *asks(void *unused) {
    pid_t child = fork(), done;
    if (child == 0)
        _exit(0);
    while ((done = waitpid(child, NULL, WNOHANG)) == 0)
        usleep(1000);
    must(done == child);
    return unused;
}

int main(void) {
    void *(*const tasks[])(void *) = {works, runs_shell, reads_command, feeds_child, asks};
    enum { TASKS = sizeof tasks / sizeof tasks[0] };
    pthread_t t[TASKS];
    for (int i = 0; i < TASKS; i++)
        pthread_create(&t[i], NULL, tasks[i], NULL);
    for (int i = 0; i < TASKS; i++)
        pthread_join(t[i], NULL);
    return work == 20 ? 0 : 1;
}
