/* scenario: bad_transition
 * twin: buggy
 * kind: crash
 * subkind: abort
 * severity: error
 * functions: set_state
 * always: no
 * needs: -
 * args: -
 * about: Whether a session may be resumed is asked in one critical section and done in the
 *   next; the state machine aborts on the transition that became illegal in between.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum state { PAUSED, RUNNING, CLOSED };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum state state = PAUSED;
static int changes;

enum state get_state(void) {
    pthread_mutex_lock(&lock);
    enum state now = state;
    pthread_mutex_unlock(&lock);
    return now;
}

void set_state(enum state wanted) {
    pthread_mutex_lock(&lock);
    if (state == CLOSED && wanted != CLOSED) {
        fprintf(stderr, "session is closed\n");
        abort();
    }
    state = wanted;
    changes++;
    pthread_mutex_unlock(&lock);
}

void resume(void) {
    if (get_state() == PAUSED)
        set_state(RUNNING);
}

void *hang_up(void *arg) {
    set_state(CLOSED);
    return arg;
}

int main(void) {
    pthread_t h;
    pthread_create(&h, NULL, hang_up, NULL);
    resume();
    pthread_join(h, NULL);
    return get_state() == CLOSED && changes <= 2 ? 0 : 1;
}
