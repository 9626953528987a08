/* A loop that asks a descriptor of signals again and again, and never waits, sees its child's end come.
 *
 * expect=none; seeds=10; varies=yes;
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static void *nothing(void *arg) {
    return arg;
}

int main(void) {
    struct signalfd_siginfo record;
    pthread_t t;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    int fd = signalfd(-1, &set, SFD_NONBLOCK);
    pthread_create(&t, NULL, nothing, NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    while (read(fd, &record, sizeof record) == -1)
        if (errno != EAGAIN)
            return 1;
    pthread_join(t, NULL);
    return record.ssi_signo != SIGCHLD || waitpid(child, NULL, 0) != child;
}
