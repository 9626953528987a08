/* _Fork, forkpty, syscall(SYS_fork) and daemon inside a task: their children go on as fork's do.
 * expect=none; seeds=20; flags=-lutil; */
#define _GNU_SOURCE
#include <pthread.h>
#include <pty.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t apart = PTHREAD_MUTEX_INITIALIZER;
static pthread_t other;
static int count;

static void *adds(void *unused) {
    pthread_mutex_lock(&gate);
    count++;
    pthread_mutex_unlock(&gate);
    return unused;
}

static void *rests(void *unused) {
    pthread_mutex_lock(&apart);
    sched_yield();
    pthread_mutex_unlock(&apart);
    return unused;
}

/* In a child of libc's own making. */
_Noreturn static void works(void) {
    pthread_t task;
    int before = count;
    if (pthread_create(&task, NULL, adds, NULL) || pthread_join(task, NULL))
        _exit(1);
    _exit(count == before + 1 ? 7 : 2);
}

static int good(pid_t child) {
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 7;
}

static void *makes(void *failed) {
    int pty;
    pid_t child = _Fork();
    if (child == 0)
        _exit(7);
    if (!good(child))
        return failed;
    child = forkpty(&pty, NULL, NULL, NULL);
    if (child == 0)
        works();
    if (!good(child))
        return failed;
    close(pty);
    child = (pid_t)syscall(SYS_fork);
    if (child == 0)
        _exit(7);
    if (!good(child))
        return failed;
    child = fork();
    if (child == 0)
        _exit(daemon(0, 1) ? 3 : 0);
    int status = 1;
    if (waitpid(child, &status, 0) != child || status)
        return failed;
    pthread_join(other, NULL);
    return NULL;
}

int main(void) {
    pthread_t task;
    void *failed;
    pthread_create(&other, NULL, rests, NULL);
    pthread_create(&task, NULL, makes, &gate);
    pthread_join(task, &failed);
    return failed != NULL;
}
