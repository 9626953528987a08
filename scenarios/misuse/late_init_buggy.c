/* scenario: late_init
 * twin: buggy
 * kind: misuse
 * subkind: invalid-object
 * severity: error
 * functions: count_request
 * always: no
 * needs: -
 * args: -
 * also: data-race
 * about: The thread that serves a session may lock it before the session is set up.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct session {
    pthread_mutex_t lock;
    int requests;
};

void count_request(struct session *s) {
    pthread_mutex_lock(&s->lock);
    s->requests++;
    pthread_mutex_unlock(&s->lock);
}

void *server(void *s) {
    count_request(s);
    count_request(s);
    return NULL;
}

void open_session(struct session *s) {
    pthread_mutex_init(&s->lock, NULL);
    s->requests = 0;
}

int main(void) {
    pthread_t t;
    struct session *s = malloc(sizeof *s);
    if (!s)
        return 1;
    memset(s, 0xa5, sizeof *s);
    pthread_create(&t, NULL, server, s);
    open_session(s);
    count_request(s);
    pthread_join(t, NULL);
    free(s);
    return 0;
}
