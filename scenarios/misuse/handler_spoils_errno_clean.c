/* scenario: handler_spoils_errno
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A handler closes a descriptor that may be closed already, and leaves the error behind for
 *   whoever it interrupted.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t reader;
static int lines, cancelled, spare = -1;

void on_cancel(int sig) {
    (void)sig;
    int saved = errno;
    cancelled = 1;
    close(spare);
    errno = saved;
}

void read_line(void) {
    pthread_mutex_lock(&lock);
    lines++;
    pthread_mutex_unlock(&lock);
}

void *user(void *arg) {
    pthread_mutex_lock(&lock);
    int impatient = lines < 3;
    pthread_mutex_unlock(&lock);
    if (impatient)
        pthread_kill(reader, SIGUSR1);
    return arg;
}

int main(void) {
    pthread_t u;
    struct sigaction act = {.sa_handler = on_cancel, .sa_flags = SA_RESTART};
    reader = pthread_self();
    sigaction(SIGUSR1, &act, NULL);
    pthread_create(&u, NULL, user, NULL);
    for (int i = 0; i < 3; i++)
        read_line();
    pthread_join(u, NULL);
    return lines == 3 ? 0 : 1;
}
