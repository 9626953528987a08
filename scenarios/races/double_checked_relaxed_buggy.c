/* scenario: double_checked_relaxed
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: serve, make_settings
 * always: no
 * needs: -
 * args: -
 * about: The settings are made under a lock, and the pointer that is looked at without it is
 *   atomic but relaxed, so that who finds it there may not read what it points to.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct settings {
    int port;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct settings *) settings;

struct settings *make_settings(void) {
    struct settings *s = malloc(sizeof *s);
    s->port = 80;
    return s;
}

struct settings *get_settings(void) {
    struct settings *s = atomic_load_explicit(&settings, memory_order_relaxed);
    if (s)
        return s;
    pthread_mutex_lock(&lock);
    s = atomic_load_explicit(&settings, memory_order_relaxed);
    if (!s) {
        s = make_settings();
        atomic_store_explicit(&settings, s, memory_order_relaxed);
    }
    pthread_mutex_unlock(&lock);
    return s;
}

void *serve(void *arg) {
    return get_settings()->port == 80 ? arg : NULL;
}

int main(void) {
    pthread_t first, second;
    pthread_create(&first, NULL, serve, NULL);
    pthread_create(&second, NULL, serve, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    free(settings);
    return 0;
}
