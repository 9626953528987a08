/* scenario: double_checked
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: get_settings
 * always: yes
 * needs: -
 * args: -
 * about: The settings are made under a lock, but whether they are there is asked without it
 *   first, by a plain read; the fix reads and writes the pointer with acquire and release.
 */
#include <pthread.h>
#include <stdlib.h>

struct settings {
    int port, backlog;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct settings *settings;

struct settings *make_settings(void) {
    struct settings *s = malloc(sizeof *s);
    s->port = 80;
    s->backlog = 5;
    return s;
}

struct settings *get_settings(void) {
    struct settings *s = settings;
    if (s)
        return s;
    pthread_mutex_lock(&lock);
    if (!settings)
        settings = make_settings();
    s = settings;
    pthread_mutex_unlock(&lock);
    return s;
}

void *serve(void *arg) {
    struct settings *s = get_settings();
    return s->port + s->backlog == 85 ? arg : NULL;
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
