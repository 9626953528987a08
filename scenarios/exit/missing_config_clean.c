/* scenario: missing_config
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Reloading the configuration drops the old one and sets the new one in two critical
 *   sections; a thread that looks in between ends the program with status 2.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int plugins = 3, running;

void configure(int count) {
    pthread_mutex_lock(&lock);
    plugins = count;
    pthread_mutex_unlock(&lock);
}

void reload(void) {
    configure(4);
}

void load_plugins(void) {
    pthread_mutex_lock(&lock);
    if (plugins < 0) {
        fprintf(stderr, "no configuration\n");
        exit(2);
    }
    running += plugins;
    pthread_mutex_unlock(&lock);
}

void *host(void *arg) {
    load_plugins();
    load_plugins();
    return arg;
}

int main(void) {
    pthread_t h;
    pthread_create(&h, NULL, host, NULL);
    reload();
    reload();
    pthread_join(h, NULL);
    return running >= 6 ? 0 : 1;
}
