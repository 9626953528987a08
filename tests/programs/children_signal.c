/* Ends of children come as signals, to a handler that reaps and to who waits for them, while another thread
 * sleeps for a moment: nobody waits in vain.
 * expect=none; seeds=40; */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t reaped;

static void reaps(int sig) {
    (void)sig;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        reaped++;
}

static void *sleeps(void *unused) {
    usleep(1000);
    return unused;
}

static void children(int count) {
    while (count--)
        if (fork() == 0)
            _exit(0);
}

int main(void) {
    struct sigaction act = {.sa_handler = reaps};
    pthread_t sleeper;
    sigset_t chld, before;
    int sig = 0;
    sigemptyset(&chld);
    sigaddset(&chld, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &chld, &before);
    sigaction(SIGCHLD, &act, NULL);
    pthread_create(&sleeper, NULL, sleeps, NULL);
    children(3);
    while (reaped < 3)
        sigsuspend(&before);
    pthread_join(sleeper, NULL);
    children(1);
    return sigwait(&chld, &sig) != 0 || sig != SIGCHLD || wait(NULL) < 0;
}
