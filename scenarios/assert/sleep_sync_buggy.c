/* scenario: sleep_sync
 * twin: buggy
 * kind: assert
 * subkind: -
 * severity: error
 * functions: start_service
 * always: no
 * needs: -
 * args: -
 * about: The program gives its loader a tenth of a second and then takes it for granted that
 *   the configuration is there.
 */
#include <assert.h>
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int options, loaded;

void load_option(void) {
    pthread_mutex_lock(&lock);
    options++;
    pthread_mutex_unlock(&lock);
}

void *loader(void *arg) {
    for (int i = 0; i < 3; i++)
        load_option();
    pthread_mutex_lock(&lock);
    loaded = 1;
    pthread_mutex_unlock(&lock);
    return arg;
}

int start_service(void) {
    pthread_mutex_lock(&lock);
    assert(loaded);
    int found = options;
    pthread_mutex_unlock(&lock);
    return found;
}

int main(void) {
    pthread_t l;
    pthread_create(&l, NULL, loader, NULL);
    load_option();
    usleep(100 * 1000);
    int found = start_service();
    pthread_join(l, NULL);
    return found == 4 ? 0 : 1;
}
