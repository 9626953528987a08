/* scenario: freed_in_use
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A session is released when its client leaves, while the statistics still read it; the
 *   fix takes the statistics first.
 */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

struct session {
    int sent;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct session *session;

struct session *find_session(void) {
    pthread_mutex_lock(&lock);
    struct session *s = session;
    pthread_mutex_unlock(&lock);
    return s;
}

int bytes_sent(struct session *s) {
    return s ? s->sent : 0;
}

void close_session(void) {
    pthread_mutex_lock(&lock);
    struct session *s = session;
    session = NULL;
    pthread_mutex_unlock(&lock);
    free(s);
}

void *statistics(void *arg) {
    struct session *s = find_session();
    sched_yield();
    return bytes_sent(s) ? NULL : arg;
}

int main(void) {
    pthread_t thread;
    session = calloc(1, sizeof *session);
    pthread_create(&thread, NULL, statistics, NULL);
    pthread_join(thread, NULL);
    close_session();
    return 0;
}
