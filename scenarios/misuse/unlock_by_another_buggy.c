/* scenario: unlock_by_another
 * twin: buggy
 * kind: misuse
 * subkind: unlock-by-another
 * severity: error
 * functions: expire
 * always: no
 * needs: -
 * args: -
 * about: A reaper that finds a session still busy gives back the session's lock itself, though
 *   the owner holds it.
 */
#include <pthread.h>

static pthread_mutex_t session = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t state = PTHREAD_MUTEX_INITIALIZER;
static int busy, revoked, served;

void serve(void) {
    pthread_mutex_lock(&session);
    pthread_mutex_lock(&state);
    busy = 1;
    pthread_mutex_unlock(&state);
    served++;
    pthread_mutex_lock(&state);
    busy = 0;
    int mine = !revoked;
    pthread_mutex_unlock(&state);
    if (mine)
        pthread_mutex_unlock(&session);
}

void expire(void) {
    pthread_mutex_lock(&state);
    if (busy) {
        revoked = 1;
        pthread_mutex_unlock(&session);
    }
    pthread_mutex_unlock(&state);
}

void *reaper(void *arg) {
    expire();
    return arg;
}

int main(void) {
    pthread_t r;
    pthread_create(&r, NULL, reaper, NULL);
    serve();
    pthread_join(r, NULL);
    return served == 1 && busy == 0 ? 0 : 1;
}
