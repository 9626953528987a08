/* scenario: lock_held_at_end
 * twin: buggy
 * kind: misuse
 * subkind: lock-held-at-exit
 * severity: error
 * functions: import_file
 * always: no
 * needs: -
 * args: -
 * about: An import that finds no licence ends its thread with the catalogue's lock held.
 */
#include <pthread.h>

static pthread_mutex_t catalogue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t licence_lock = PTHREAD_MUTEX_INITIALIZER;
static int imported, licensed;

int has_licence(void) {
    pthread_mutex_lock(&licence_lock);
    int now = licensed;
    pthread_mutex_unlock(&licence_lock);
    return now;
}

void *import_file(void *arg) {
    pthread_mutex_lock(&catalogue_lock);
    for (int i = 0; i < 2; i++) {
        if (!has_licence()) {
            return NULL;
        }
        imported++;
    }
    pthread_mutex_unlock(&catalogue_lock);
    return arg;
}

int main(void) {
    pthread_t i;
    pthread_create(&i, NULL, import_file, NULL);
    pthread_mutex_lock(&licence_lock);
    licensed = 1;
    pthread_mutex_unlock(&licence_lock);
    pthread_join(i, NULL);
    return imported == 0 || imported == 2 ? 0 : 1;
}
