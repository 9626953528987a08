/* Two threads send the process the same signal, and main reads two records: sent before the first was read,
 * the second signal is none of its own.
 *
 * expect=deadlock; seeds=60;
 */
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void *sends(void *arg) {
    kill(getpid(), SIGUSR1);
    return arg;
}

int main(void) {
    struct signalfd_siginfo record;
    pthread_t t[2];
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    int fd = signalfd(-1, &set, SFD_CLOEXEC);
    for (int i = 0; i < 2; i++)
        pthread_create(&t[i], NULL, sends, NULL);
    for (int i = 0; i < 2; i++)
        if (read(fd, &record, sizeof record) != sizeof record)
            return 1;
    for (int i = 0; i < 2; i++)
        pthread_join(t[i], NULL);
    return 0;
}
