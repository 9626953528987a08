/* scenario: handler_allocates
 * twin: buggy
 * kind: misuse
 * subkind: signal-unsafe-call
 * severity: error
 * functions: on_dump
 * always: no
 * needs: -
 * args: -
 * about: A watchdog sends the importer a signal when it is slow; the handler allocates memory,
 *   whatever it came upon.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t importer;
static int records;
static char *dump;

void on_dump(int sig) {
    (void)sig;
    free(dump);
    dump = malloc(64);
    if (dump)
        strcpy(dump, "still at it");
}

void import_record(void) {
    pthread_mutex_lock(&lock);
    records++;
    pthread_mutex_unlock(&lock);
}

void *watchdog(void *arg) {
    pthread_mutex_lock(&lock);
    int slow = records < 3;
    pthread_mutex_unlock(&lock);
    if (slow)
        pthread_kill(importer, SIGUSR1);
    return arg;
}

int main(void) {
    pthread_t dog;
    struct sigaction act = {.sa_handler = on_dump, .sa_flags = SA_RESTART};
    importer = pthread_self();
    sigaction(SIGUSR1, &act, NULL);
    pthread_create(&dog, NULL, watchdog, NULL);
    for (int i = 0; i < 3; i++)
        import_record();
    pthread_join(dog, NULL);
    free(dump);
    return records == 3 ? 0 : 1;
}
