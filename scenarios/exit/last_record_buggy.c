/* scenario: last_record
 * twin: buggy
 * kind: exit-status
 * subkind: -
 * severity: error
 * functions: finish
 * always: no
 * needs: -
 * args: -
 * about: The exit status is the newest record of a journal to which a check and its repair
 *   both write, instead of whether a repair was recorded.
 */
#include <pthread.h>
#include <stdlib.h>

enum { DAMAGED = 1, REPAIRED = 0 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int journal[8], length;

void record(int status) {
    pthread_mutex_lock(&lock);
    journal[length++] = status;
    pthread_mutex_unlock(&lock);
}

int is_repaired(void) {
    pthread_mutex_lock(&lock);
    int repaired = length > 0 && journal[length - 1] == REPAIRED;
    pthread_mutex_unlock(&lock);
    return repaired;
}

void *repair(void *arg) {
    record(REPAIRED);
    record(REPAIRED);
    return arg;
}

void finish(void) {
    exit(journal[length - 1]);
}

int main(void) {
    pthread_t r;
    pthread_create(&r, NULL, repair, NULL);
    for (int i = 0; i < 2; i++)
        if (!is_repaired())
            record(DAMAGED);
    pthread_join(r, NULL);
    finish();
}
